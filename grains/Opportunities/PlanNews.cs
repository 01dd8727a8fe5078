using System.Collections.Immutable;
using Actors.Common;
using Actors.Opportunities;

namespace Actors.Grains.Opportunities;

/// <summary>What the registered hear of a changed plan, in the transaction of the change.</summary>
internal static class PlanNews
{
    /// <summary>
    /// A cancellation is told to everybody once; a new time or place is told to everybody it concerns, who are asked to confirm. Whoever
    /// does not confirm keeps the seat and is shown as not having confirmed.
    /// </summary>
    public static ImmutableArray<SeatChange> Follow(OpportunityState before, OpportunityState next, Roster roster, DateTimeOffset now)
    {
        if (next.Status == OpportunityStatus.Cancelled && before.Status != OpportunityStatus.Cancelled)
        {
            return
            [
                .. roster.Rows.Where(r => r.IsRegistered && next.Find(r.Shift)!.EndsAt > now)
                    .OrderBy(r => next.Find(r.Shift)!.StartsAt).DistinctBy(r => r.User)
                    .Select(r => new SeatChange(r, Notice: SeatNotice.Of(next, r, SeatNoticeKind.Cancelled, now, next.CancellationReason))),
            ];
        }

        if (next.Status != OpportunityStatus.Open || before.Status != OpportunityStatus.Open)
        {
            return [];
        }

        var elsewhere = !SamePlace(before.Details!, next.Details!);
        var moved = next.Shifts.Where(s => s.EndsAt > now && before.Find(s.Id) is { } was && (elsewhere || was.StartsAt != s.StartsAt || was.EndsAt != s.EndsAt))
            .Select(s => s.Id).ToHashSet();
        return moved.Count == 0
            ? []
            : [.. roster.Rows.Where(r => r.CheckedInAt is null && moved.Contains(r.Shift)).Select(r => Changed(before, next, r, now)).OfType<SeatChange>()];
    }

    private static SeatChange? Changed(OpportunityState before, OpportunityState next, Registration row, DateTimeOffset now)
    {
        var was = before.Find(row.Shift)!;
        var notice = SeatNotice.Of(next, row, SeatNoticeKind.Changed, now) with { Was = new(was.StartsAt, was.EndsAt, before.Details!.Place?.Address) };
        return row.Status switch
        {
            RegistrationStatus.Confirmed => new(row with { AskedAt = now, ConfirmedAt = null }, Notice: notice),

            // Nothing to confirm yet: they say yes or no to the offer.
            RegistrationStatus.Offered => new(row, Notice: notice),
            _ => null,
        };
    }

    private static bool SamePlace(OpportunityDetails one, OpportunityDetails other) =>
        one.Place == other.Place && one.IsVirtual == other.IsVirtual && one.MeetingUrl == other.MeetingUrl;
}
