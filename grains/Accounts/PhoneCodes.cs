using System.Collections.Immutable;
using System.Globalization;
using Actors.Accounts;
using Actors.Common;

namespace Actors.Grains.Accounts;

internal sealed record PhoneNumberState
{
    /// <summary>E.164; empty before the first code.</summary>
    public string Phone { get; init; } = "";

    /// <summary>Who has shown to hold it.</summary>
    public UserId? Account { get; init; }

    /// <summary>The code that was asked for last.</summary>
    public PhoneCode? Code { get; init; }

    /// <summary>When codes were asked for within the last hour.</summary>
    public ImmutableArray<DateTimeOffset> Asked { get; init; } = [];

    public DateTimeOffset? NextDue { get; init; }
}

/// <param name="User">Who wants to prove the number; null to log in.</param>
internal sealed record PhoneCode(string Id, UserId? User, string Language, DateTimeOffset ExpiresAt, int Tries = 0, bool Sent = false);

/// <summary>Codes of six digits: good for 10 minutes, 5 tries, one in 30 seconds, 5 in an hour. A replay returns the same state object.</summary>
internal static class PhoneCodes
{
    public const int MostTries = 5;
    public const int MostInAnHour = 5;

    public static readonly TimeSpan Life = TimeSpan.FromMinutes(10);
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    public static Outcome<PhoneNumberState> Ask(PhoneNumberState state, string id, AskForCode command, DateTimeOffset now)
    {
        if (state.Code?.Id == id)
        {
            return state;
        }

        var asked = state.Asked.Where(a => a > now.AddHours(-1)).ToImmutableArray();
        var free = asked.Length >= MostInAnHour ? asked[0].AddHours(1) : asked.IsEmpty ? now : asked[^1] + Pause;
        if (free > now)
        {
            return AccountFaults.TooManyCodes.With("until", free.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        }

        return state with { Phone = command.Phone.Value, Code = new(id, command.User, command.Language, now + Life), Asked = asked.Add(now), NextDue = now };
    }

    /// <summary>Counts a try before the code is looked at: guesses side by side get no more of them.</summary>
    public static Outcome<PhoneNumberState> Try(PhoneNumberState state, UserId? user, DateTimeOffset now)
    {
        if (state.Code is not { } code || code.User != user || code.ExpiresAt <= now)
        {
            return AccountFaults.CodeWrong;
        }

        return code.Tries >= MostTries ? AccountFaults.CodeSpent : state with { Code = code with { Tries = code.Tries + 1 } };
    }

    /// <summary>A right code, which is used up with this.</summary>
    public static Outcome<PhoneNumberState> Accept(PhoneNumberState state)
    {
        var user = state.Code!.User;
        if (user is null)
        {
            return state.Account is null ? AccountFaults.CodeWrong : state with { Code = null };
        }

        // Told only to who has shown to hold the number.
        return state.Account is { } holder && holder != user ? AccountFaults.PhoneTaken : state with { Account = user, Code = null };
    }
}
