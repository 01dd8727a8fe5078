namespace Actors.Api.Opportunities;

/// <summary>The class of a device, from what its browser says of itself: enough to judge an attempt by, too little to know the person by.</summary>
internal static class Devices
{
    public static string Of(HttpRequest request)
    {
        var agent = request.Headers.UserAgent.ToString();
        var system = Has(agent, "Android") ? "android"
            : Has(agent, "iPhone") || Has(agent, "iPad") ? "ios"
            : Has(agent, "Windows") ? "windows"
            : Has(agent, "Macintosh") ? "macos"
            : Has(agent, "Linux") || Has(agent, "CrOS") ? "linux"
            : "other";

        // Every browser claims to be the ones before it, so the order matters.
        var browser = Has(agent, "Firefox/") || Has(agent, "FxiOS/") ? "firefox"
            : Has(agent, "Edg") ? "edge"
            : Has(agent, "Chrome/") || Has(agent, "CriOS/") ? "chrome"
            : Has(agent, "Safari/") ? "safari"
            : "other";
        return (system, browser) is ("other", "other") ? "other" : $"{system}-{browser}";
    }

    private static bool Has(string agent, string word) => agent.Contains(word, StringComparison.Ordinal);
}
