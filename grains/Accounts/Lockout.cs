using System.Globalization;
using Actors.Accounts;
using Actors.Common;

namespace Actors.Grains.Accounts;

/// <summary>Wrong passwords in a row and what they lead to.</summary>
internal static class Lockout
{
    public const int MostFailures = 5;

    public static readonly TimeSpan Duration = TimeSpan.FromMinutes(15);

    public static bool IsLocked(AccountState state, DateTimeOffset now) => state.LockedUntil > now;

    /// <summary>While locked, further failures count for nothing: nobody can hold an account locked for ever.</summary>
    public static AccountState Fail(AccountState state, DateTimeOffset now)
    {
        if (IsLocked(state, now))
        {
            return state;
        }

        return state.FailedSignIns + 1 >= MostFailures
            ? state with { FailedSignIns = 0, LockedUntil = now + Duration }
            : state with { FailedSignIns = state.FailedSignIns + 1, LockedUntil = null };
    }

    /// <summary>The same object when there is nothing to forget, so that an ordinary sign-in writes nothing.</summary>
    public static Outcome<AccountState> Succeed(AccountState state, DateTimeOffset now)
    {
        if (IsLocked(state, now))
        {
            return Refusal(state);
        }

        return state is { FailedSignIns: 0, LockedUntil: null } ? state : state with { FailedSignIns = 0, LockedUntil = null };
    }

    public static Fault Refusal(AccountState state) =>
        AccountFaults.LockedOut.With("until", state.LockedUntil!.Value.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
}
