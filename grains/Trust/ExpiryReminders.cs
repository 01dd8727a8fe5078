using System.Globalization;
using Actors.Accounts;
using Actors.Common;
using Actors.Grains.Notifications;
using Actors.Trust;

namespace Actors.Grains.Trust;

/// <summary>When a person is reminded that something of theirs ends: 30 and 7 days before its last day, once each.</summary>
internal static class ExpiryReminders
{
    /// <summary>Daytime on both sides of the Atlantic.</summary>
    private static readonly TimeOnly s_hour = new(14, 0);

    private static readonly int[] s_daysBefore = [30, 7];

    /// <summary>The reminders that are due; after an outage only the latest of each paper.</summary>
    public static IEnumerable<(StoredCredential Item, int DaysBefore)> Due(CredentialsState state, DateTimeOffset now) =>
        from item in state.Items
        let due = Open(item).Where(r => r.Moment <= now).ToList()
        where due.Count > 0
        select (item, due[^1].DaysBefore);

    public static CredentialsState Reminded(CredentialsState state, StoredCredential item, int daysBefore) =>
        state with { Items = state.Items.Replace(item, item with { RemindedDaysBefore = daysBefore }) };

    /// <summary>Writes down when the next one is due. The same object when nothing changes.</summary>
    public static CredentialsState Settle(CredentialsState state)
    {
        DateTimeOffset? next = state.Items.SelectMany(Open).Select(r => (DateTimeOffset?)r.Moment).Min();
        return next == state.NextDue ? state : state with { NextDue = next };
    }

    /// <summary>The same paper and number of days make the same letter, however often it is sent.</summary>
    public static Mail Write(StoredCredential item, int daysBefore, string name, AccountCard card, string address)
    {
        var day = item.ExpiresOn!.Value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var body =
            $"""
             Hello {card.Name},

             your record "{name}" ({item.Issuer}) counts until {day}. Events that ask for it will refuse you after that day.
             Renew it, enter the new one in your account and let your organization confirm it.

             Record {item.Id}
             """;
        return new($"{item.Id}/expires/{day}/{daysBefore}", address, $"{name} ends on {day}", body, item.Id.Value);
    }

    /// <summary>Nobody is reminded of what does not count, and not of moments before it did.</summary>
    private static IEnumerable<(int DaysBefore, DateTimeOffset Moment)> Open(StoredCredential item)
    {
        var confirmed = Credentials.StatusAnywhere(item) == CredentialStatus.Confirmed;
        if (!confirmed || item.ExpiresOn is not { } end)
        {
            yield break;
        }

        var since = item.Decisions.Where(d => d.Status == CredentialStatus.Confirmed).Min(d => d.At);
        foreach (var days in s_daysBefore.Where(d => item.RemindedDaysBefore is not { } reminded || d < reminded))
        {
            var moment = new DateTimeOffset(end.AddDays(-days).ToDateTime(s_hour), TimeSpan.Zero);
            if (moment > since)
            {
                yield return (days, moment);
            }
        }
    }
}
