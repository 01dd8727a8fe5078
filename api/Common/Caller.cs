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

    /// <summary>Which entry of the list of sessions it is.</summary>
    public const string Session = "sid";

    /// <summary>Only where the account will be deleted: the moment, as pages remind of it.</summary>
    public const string DeletesAt = "deletes_at";

    /// <summary>Only of minors: the day on which they come of age. Cookies and tokens are encrypted, nobody but us reads it.</summary>
    public const string MinorUntil = "minor_until";
}

/// <summary>
/// Who calls and how, as an endpoint's parameter: the caller from the token, the command id that stands for their <c>Idempotency-Key</c>
/// (a new one without), the expected version from <c>If-Match</c>.
/// </summary>
internal sealed record Caller(By By, CommandId CommandId, int? ExpectedVersion) : IBindableFromHttpContext<Caller>
{

    public static ValueTask<Caller?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        var by = context.By();
        var command = context.Features.Get<KeyedCommand>()?.Id ?? Named(context, by);
        return new(new Caller(by, command, context.Request.ExpectedVersion()));
    }

    /// <summary>The id of what this request creates: the same again when the request is repeated with its key.</summary>
    public T NewId<T>() where T : struct, IId<T> => CommandId.IsKept ? Id.From<T>(CommandId.Value) : Id.New<T>(Guid.CreateVersion7());

    /// <summary>Where answers are not kept, the key still names the command: the grain may know it.</summary>
    private static CommandId Named(HttpContext context, By by) =>
        IdempotencyKeys.Changes(context.Request.Method) && IdempotencyKeys.Read(context.Request) is { } key
            ? new(Id.From<KeyedId>(by.User?.Value ?? "", $"{context.Request.Method} {context.Request.Path}", key).Value)
            : CommandId.New();

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
}
