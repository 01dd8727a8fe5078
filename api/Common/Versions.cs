using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Actors.Common;

namespace Actors.Api.Common;

/// <summary>Marks an endpoint whose answer has an ETag: a GET takes If-None-Match, the others take If-Match.</summary>
internal sealed record VersionedMetadata;

/// <summary>
/// ETags of what people edit: the version, then a mark of the answer itself, because what one sees depends on who asks and on counts that
/// are no edits. If-Match looks at the version only: a sign-up meanwhile does not make an edit stale.
/// </summary>
internal static class Versions
{
    public static RouteHandlerBuilder HasVersion(this RouteHandlerBuilder builder) => builder.WithMetadata(new VersionedMetadata()).AddEndpointFilter(async (context, next) =>
    {
        var result = await next(context);
        var (request, response) = (context.HttpContext.Request, context.HttpContext.Response);
        return HttpMethods.IsGet(request.Method) && response.Headers.ETag is [{ } tag] && Names(request, tag)
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : result;
    });

    public static void SetVersion<T>(this HttpResponse response, int version, T answer)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(answer, ActorsJson.Options), hash);
        response.Headers.ETag = string.Create(CultureInfo.InvariantCulture, $"\"{version}-{Convert.ToHexStringLower(hash[..6])}\"");
    }

    /// <summary>The version that the caller saw last, from If-Match; null when any will do.</summary>
    public static int? ExpectedVersion(this HttpRequest request)
    {
        if (!request.Headers.TryGetValue("If-Match", out var header) || header == "*")
        {
            return null;
        }

        var tag = header.ToString();
        var inside = tag.Length > 2 && tag[0] == '"' && tag[^1] == '"' ? tag[1..^1].Split('-', 2)[0] : "";
        return int.TryParse(inside, NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : throw new RefusedRequestException(ApiFaults.MalformedETag);
    }

    /// <summary>Whether If-None-Match names this tag; weak ones count, as RFC 9110 13.1.2 says.</summary>
    private static bool Names(HttpRequest request, string tag) => request.Headers.IfNoneMatch
        .SelectMany(h => (h ?? "").Split(',', StringSplitOptions.TrimEntries))
        .Any(t => t == "*" || t == tag || t == $"W/{tag}");
}
