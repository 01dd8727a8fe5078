using System.Globalization;
using System.Reflection;
using System.Security.Claims;
using Actors.Common;

namespace Actors.Api.Common;

/// <summary>Names of the claims in cookies and tokens.</summary>
internal static class ActorsClaims
{
    public const string User = "sub";
    public const string Name = "name";
    public const string Role = "role";
    public const string Stamp = "stamp";

    /// <summary>Only of minors: the day on which they come of age. Cookies and tokens are encrypted, nobody but us reads it.</summary>
    public const string MinorUntil = "minor_until";
}

/// <summary>
/// Who calls and how, as an endpoint's parameter: the caller from the token, the command id from <c>Idempotency-Key</c> (a new one without),
/// the expected version from <c>If-Match</c>.
/// </summary>
internal sealed record Caller(By By, CommandId CommandId, int? ExpectedVersion, string? Key, string Route) : IBindableFromHttpContext<Caller>
{
    private const int LongestKey = 255;

    public static ValueTask<Caller?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        var by = context.By();
        var key = ReadKey(context.Request);
        var route = $"{context.Request.Method} {context.Request.Path}";

        // Keys are the caller's own: another person's same key is another command.
        var command = key is null ? CommandId.New() : new(Id.From<KeyedId>(by.User?.Value ?? "", route, key).Value);
        return new(new Caller(by, command, context.Request.ExpectedVersion(), key, route));
    }

    /// <summary>The id of what this request creates: the same again when a signed-in caller repeats the request with its key.</summary>
    public T NewId<T>() where T : struct, IId<T> =>
        By.User is { } user && Key is not null ? Id.From<T>(user.Value, Route, Key) : Id.New<T>(Guid.CreateVersion7());

    private static string? ReadKey(HttpRequest request)
    {
        if (!request.Headers.TryGetValue("Idempotency-Key", out var header))
        {
            return null;
        }

        var key = header.ToString();
        return key.Length is >= 1 and <= LongestKey && key.All(c => c is > ' ' and <= '~') ? key : throw new RefusedRequestException(ApiFaults.MalformedKey);
    }

    private readonly record struct KeyedId(string Value) : IId<KeyedId>
    {
        public static string Prefix => "key_";

        public static KeyedId Of(string value) => new(value);
    }
}

internal static class CallerExtensions
{
    /// <summary>Who the token or cookie says is calling.</summary>
    public static By By(this HttpContext context) => context.User.By();

    public static By By(this ClaimsPrincipal principal)
    {
        if (!Id.TryParse<UserId>(principal.FindFirst(ActorsClaims.User)?.Value, out var user))
        {
            return Actors.Common.By.Nobody;
        }

        var role = Enum.TryParse<PlatformRole>(principal.FindFirst(ActorsClaims.Role)?.Value, ignoreCase: true, out var known) ? known : PlatformRole.User;
        return new(user, principal.FindFirst(ActorsClaims.Name)?.Value ?? "", role, MinorUntil(principal));
    }

    private static DateOnly? MinorUntil(ClaimsPrincipal principal) =>
        DateOnly.TryParseExact(principal.FindFirst(ActorsClaims.MinorUntil)?.Value, "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    /// <summary>The version that the caller saw last, from If-Match; null when any will do.</summary>
    public static int? ExpectedVersion(this HttpRequest request)
    {
        if (!request.Headers.TryGetValue("If-Match", out var header) || header == "*")
        {
            return null;
        }

        var tag = header.ToString();
        return tag.Length > 2 && tag[0] == '"' && tag[^1] == '"' && int.TryParse(tag.AsSpan(1, tag.Length - 2), NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? version
            : throw new RefusedRequestException(ApiFaults.MalformedETag);
    }

    public static void SetVersion(this HttpResponse response, int version) =>
        response.Headers.ETag = string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");
}
