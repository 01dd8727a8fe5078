using Actors.Common;

namespace Actors.Api.Common;

internal static class PublicLinks
{
    /// <summary>What links that leave the house begin with. Where the setting is made they never lead where a caller's Host header says.</summary>
    public static string PublicUrl(this HttpRequest request) =>
        request.HttpContext.RequestServices.GetRequiredService<IConfiguration>()[Actors.Common.PublicUrl.Setting]?.TrimEnd('/') ?? $"{request.Scheme}://{request.Host}";
}
