using System.Collections.Frozen;
using System.Text.RegularExpressions;
using Actors.Accounts;
using Actors.Common;

namespace Actors.Grains.Accounts;

/// <summary>Names in addresses of profile pages (seed 4.1, vanity URLs).</summary>
internal static partial class Handles
{
    public const int MostInAMonth = 3;
    public const int MostInAll = 10;

    private static readonly TimeSpan s_month = TimeSpan.FromDays(30);

    /// <summary>Words that pages have, and names that would pass for the platform's.</summary>
    private static readonly FrozenSet<string> s_reserved = FrozenSet.Create(
        StringComparer.Ordinal,
        "about", "abuse", "access", "account", "accounts", "actors", "admin", "administrator", "admins", "all", "anonymous", "api", "assets", "auth", "avatar", "billing", "blog",
        "bot", "calendar", "change-email", "claim", "contact", "css", "dashboard", "denied", "design", "developer", "developers", "docs", "donate", "edit", "email", "error",
        "everybody", "everyone", "favicon", "feed", "files", "guardian", "guest", "guests", "health", "help", "helpdesk", "home", "host", "hostmaster", "hub", "images", "impact",
        "info", "invite", "js", "legal", "link", "login", "logout", "mail", "me", "media", "member", "members", "mod", "moderation", "moderator", "moderators", "news", "nobody",
        "not-found", "null", "official", "openapi", "opportunities", "opportunity", "organization", "organizations", "outbox", "owner", "password", "payments", "people",
        "postmaster", "preferences", "privacy", "problems", "profile", "register", "reserve", "root", "safety", "search", "security", "settings", "sign-in", "sign-up", "signin",
        "signup", "squad", "squads", "staff", "static", "status", "support", "system", "team", "teams", "terms", "test", "trust", "undefined", "user", "users", "verify",
        "volunteer", "volunteers", "webmaster", "www");

    public static bool IsValid(string handle) => Shape().IsMatch(handle);

    public static bool IsReserved(string handle) =>
        s_reserved.Contains(handle) || handle.StartsWith("usr-", StringComparison.Ordinal) || handle.StartsWith("actors-", StringComparison.Ordinal);

    /// <summary>Before the handle is asked for: whether the person may have it at all. The same state: it is theirs already.</summary>
    public static Outcome<AccountState> Take(AccountState state, string handle, int? expectedVersion, DateTimeOffset now)
    {
        if (!IsValid(handle))
        {
            return AccountFaults.HandleInvalid;
        }

        if (handle == state.Handle)
        {
            return state;
        }

        if (IsReserved(handle))
        {
            return AccountFaults.HandleReserved;
        }

        if (expectedVersion is { } expected && expected != state.Version)
        {
            return AccountFaults.Changed;
        }

        var recent = state.HandleChanges.RemoveAll(c => c <= now - s_month);
        var former = state.Handle is { } before ? state.FormerHandles.Remove(handle).Add(before) : state.FormerHandles.Remove(handle);
        return recent.Length >= MostInAMonth || former.Length >= MostInAll
            ? AccountFaults.TooManyHandles
            : state with { Handle = handle, FormerHandles = former, HandleChanges = recent.Add(now), Version = state.Version + 1 };
    }

    [GeneratedRegex(@"^(?=.{3,30}\z)[a-z][a-z0-9]*(-[a-z0-9]+)*\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 100)]
    private static partial Regex Shape();
}
