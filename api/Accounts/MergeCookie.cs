namespace Actors.Api.Accounts;

/// <summary>The ticket of a merge in a browser, while its owner logs in to the other account. Lax, because a mailed link may be how they do.</summary>
internal static class MergeCookie
{
    /// <summary>Where the merge goes on.</summary>
    public const string Page = "/account/merge";

    private const string Name = "actors-merge";

    public static string? Read(HttpContext context) => context.Request.Cookies[Name] is { Length: > 0 } ticket ? ticket : null;

    public static bool IsThere(HttpContext context) => Read(context) is not null;

    public static void Keep(HttpContext context, MergeTicketView ticket) => context.Response.Cookies.Append(Name, ticket.Ticket, Options(context, SignInTickets.MergeLife));

    public static void Remove(HttpContext context) => context.Response.Cookies.Delete(Name, Options(context, null));

    private static CookieOptions Options(HttpContext context, TimeSpan? life) => new()
    {
        HttpOnly = true,
        IsEssential = true,
        MaxAge = life,
        SameSite = SameSiteMode.Lax,
        Secure = context.Request.IsHttps,
    };
}
