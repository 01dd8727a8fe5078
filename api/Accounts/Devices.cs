using System.Net;
using System.Net.Sockets;

namespace Actors.Api.Accounts;

/// <summary>What a list of sessions says of a device, so that its owner knows it again: never more than the browser says itself.</summary>
internal static class Devices
{
    private const int Longest = 80;

    private static readonly (string Mark, string Name)[] s_browsers =
        [("Edg/", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser/", "Samsung Internet"), ("Firefox/", "Firefox"), ("FxiOS/", "Firefox"), ("CriOS/", "Chrome"), ("Chrome/", "Chrome"), ("Safari/", "Safari")];

    private static readonly (string Mark, string Name)[] s_systems =
        [("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("CrOS", "ChromeOS"), ("Mac OS X", "macOS"), ("Linux", "Linux")];

    /// <summary>'Firefox on Windows'; what is no browser, by its own first word.</summary>
    public static string Name(string? userAgent)
    {
        var text = string.Concat((userAgent ?? "").Where(c => !char.IsControl(c)));
        var browser = s_browsers.FirstOrDefault(b => text.Contains(b.Mark, StringComparison.Ordinal)).Name;
        var system = s_systems.FirstOrDefault(s => text.Contains(s.Mark, StringComparison.Ordinal)).Name;
        return (browser, system) switch
        {
            ({ }, { }) => $"{browser} on {system}",
            ({ }, null) => browser,
            _ => text.Split('/', ' ')[0] is { Length: > 0 } word ? word[..Math.Min(word.Length, Longest)] : "—",
        };
    }

    /// <summary>The network that a request came from: an IPv4 /24 or an IPv6 /48, which names a town or a company, not a household.</summary>
    public static string Place(IPAddress? address)
    {
        if (address is null)
        {
            return "—";
        }

        var known = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        var bytes = known.GetAddressBytes();
        var bits = known.AddressFamily == AddressFamily.InterNetworkV6 ? 48 : 24;
        Array.Clear(bytes, bits / 8, bytes.Length - (bits / 8));
        return $"{new IPAddress(bytes)}/{bits}";
    }
}
