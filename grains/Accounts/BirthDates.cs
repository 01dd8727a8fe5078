using System.Collections.Immutable;
using Actors.Accounts;
using Actors.Common;

namespace Actors.Grains.Accounts;

/// <summary>
/// Who may say when somebody was born. A typing error can be corrected by its owner, once; a minor cannot become older that way, because
/// consent and minimum ages rest on it. Whatever else is wrong an administrator changes, with a reason that is kept.
/// </summary>
internal static class BirthDates
{
    private const int Oldest = 120;
    private const int ChangesKept = 20;

    public static Outcome<AccountState> Set(AccountState state, SetDateOfBirth command, bool own, DateTimeOffset now)
    {
        var (date, today) = (command.DateOfBirth, Day(now));
        if (state.DateOfBirth == date)
        {
            return state;
        }

        // A day ahead of UTC somebody may be born already.
        if (date > today.AddDays(1) || Age.On(date, today) > Oldest)
        {
            return AccountFaults.DateOfBirthInvalid;
        }

        if (state.DateOfBirth is not { } before)
        {
            return state with { DateOfBirth = date, Version = state.Version + 1 };
        }

        var reason = own ? null : command.Reason?.Trim();
        if (own && (state.DateOfBirthChanges.Length > 0 || (IsMinor(before, today) && date < before)))
        {
            return AccountFaults.DateOfBirthFixed;
        }

        if (!own && reason is not { Length: >= 3 and <= 1000 })
        {
            return AccountFaults.DateOfBirthReasonMissing;
        }

        return state with
        {
            DateOfBirth = date,
            DateOfBirthChanges = [.. state.DateOfBirthChanges.TakeLast(ChangesKept - 1), new(before, date, command.By.User, now, reason)],
            Version = state.Version + 1,
        };
    }

    /// <summary>Null: old enough for an account, somewhere on earth.</summary>
    public static Fault? CheckNewcomer(DateOnly date, DateTimeOffset now)
    {
        var today = Day(now).AddDays(1);
        return date > today || Age.On(date, today) > Oldest ? AccountFaults.DateOfBirthInvalid : Age.On(date, today) < Age.Account ? AccountFaults.TooYoung : null;
    }

    /// <summary>The day on which a minor comes of age; null for adults and unknown ages.</summary>
    public static DateOnly? MinorUntil(DateOnly? birth, DateTimeOffset now) => birth is { } date && IsMinor(date, Day(now)) ? Age.AdultOn(date) : null;

    /// <summary>A day early everywhere behind UTC: there they are minors still.</summary>
    private static bool IsMinor(DateOnly birth, DateOnly today) => today.AddDays(-1) < Age.AdultOn(birth);

    private static DateOnly Day(DateTimeOffset now) => DateOnly.FromDateTime(now.UtcDateTime);
}
