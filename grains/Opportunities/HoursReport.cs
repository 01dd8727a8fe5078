using Actors.Common;
using Actors.Grains.Common;
using Actors.Ledger;
using NodaTime;
using NodaTime.Extensions;

namespace Actors.Grains.Opportunities;

/// <summary>What the ledger hears of an attendance: at the check-out, and anew whenever a coordinator corrects or confirms it.</summary>
internal static class HoursReport
{
    /// <summary>Null when there is nothing that the ledger does not know.</summary>
    public static Intent? Of(OpportunityState state, Registration? before, Registration row, DateTimeOffset now)
    {
        if (row is not { CheckedInAt: { } since, CheckedOutAt: { } until } || (before?.CheckedOutAt is not null && before.Review?.Revision == row.Review?.Revision))
        {
            return null;
        }

        var entry = Id.Twin<LedgerEntryId>(row.Id.Value);
        var revision = row.Review?.Revision;
        return Intents.Make(
            revision is null ? $"{Attended.Kind}/{entry}" : $"{Attended.Kind}/{entry}/{revision}",
            Attended.Receiver,
            entry.Value,
            Attended.Kind,
            new Attended(
                row.Id, state.Id, row.Shift, state.Organization, state.Current(row.User), row.Name, state.Details!.Title, DateOf(state.Find(row.Shift)!, state.Details.TimeZone),
                since, until, row.Minutes!.Value, row.Method!.Value, row.CheckedInBy, row.Evidence, row.Review?.Estimated, revision),
            now);
    }

    /// <summary>The day on which the shift begins, where it takes place: a night that ends on Sunday is a Saturday's.</summary>
    public static DateOnly DateOf(Shift shift, string timeZone) => shift.StartsAt.ToInstant().InZone(DateTimeZoneProviders.Tzdb[timeZone]).Date.ToDateOnly();
}
