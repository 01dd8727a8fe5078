using System.Globalization;
using Actors.Accounts;
using Actors.Common;

namespace Actors.Grains.Accounts;

/// <summary>Wrong passwords and codes in a row and what they lead to.</summary>
internal static class Lockout
{
    public const int MostFailures = 5;

    public static readonly TimeSpan Duration = TimeSpan.FromMinutes(15);

    public static bool IsLocked(AccountState state, DateTimeOffset now) => state.LockedUntil > now;

    /// <summary>While locked, further failures count for nothing: nobody can hold an account locked for ever.</summary>
    public static AccountState Fail(AccountState state, DateTimeOffset now) =>
        Fail(state.FailedSignIns, state.LockedUntil, now) is var (failed, until) ? state with { FailedSignIns = failed, LockedUntil = until } : state;

    public static EmailAddressState Fail(EmailAddressState state, DateTimeOffset now) =>
        Fail(state.FailedSignIns, state.LockedUntil, now) is var (failed, until) ? state with { FailedSignIns = failed, LockedUntil = until } : state;

    /// <summary>The same object when there is nothing to forget, so that an ordinary sign-in writes nothing.</summary>
    public static Outcome<AccountState> Succeed(AccountState state, DateTimeOffset now) => (state.LockedUntil > now, state) switch
    {
        (true, _) => Refusal(state.LockedUntil!.Value),
        (_, { FailedSignIns: 0, LockedUntil: null }) => state,
        _ => state with { FailedSignIns = 0, LockedUntil = null },
    };

    public static Outcome<EmailAddressState> Succeed(EmailAddressState state, DateTimeOffset now) => (state.LockedUntil > now, state) switch
    {
        (true, _) => Refusal(state.LockedUntil!.Value),
        (_, { FailedSignIns: 0, LockedUntil: null }) => state,
        _ => state with { FailedSignIns = 0, LockedUntil = null },
    };

    public static Fault Refusal(AccountState state) => Refusal(state.LockedUntil!.Value);

    public static Fault Refusal(DateTimeOffset until) => AccountFaults.LockedOut.With("until", until.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));

    private static (int Failed, DateTimeOffset? Until)? Fail(int failed, DateTimeOffset? until, DateTimeOffset now) =>
        until > now ? null : failed + 1 >= MostFailures ? (0, now + Duration) : (failed + 1, null);
}
