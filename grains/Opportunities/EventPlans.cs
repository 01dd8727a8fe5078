using System.Collections.Immutable;
using Actors.Common;
using Actors.Opportunities;
using NodaTime;
using NodaTime.Extensions;

namespace Actors.Grains.Opportunities;

/// <summary>
/// Plans without dates on dates. Local times are wall times: eight in the evening stays eight in the evening whatever the clocks do. A time that
/// is skipped in spring is as much later as the clocks jump (02:30 becomes 03:30); one that comes twice in autumn is the first (RFC 5545, 3.3.5).
/// </summary>
internal static class EventPlans
{
    private const int MostSlots = 50;
    private const int MostHoursBefore = 2160;

    public static Fault? Check(EventPlan plan) => plan switch
    {
        { Slots: { IsDefault: true } or { Length: 0 or > MostSlots } } => SeriesFaults.SlotsInvalid,
        _ when plan.Slots.Any(s => s.Day is < 0 or > 30) => SeriesFaults.SlotsInvalid,
        { Details.RegistrationDeadline: not null } or { ClosesHoursBefore: < 0 or > MostHoursBefore } => SeriesFaults.DeadlineInvalid,
        _ => null,
    };

    public static DateTimeZone ZoneOf(EventPlan plan) => DateTimeZoneProviders.Tzdb.GetZoneOrNull(plan.Details.TimeZone ?? "") ?? DateTimeZone.Utc;

    /// <summary>What is planned for a date. Slots keep their order, so that the same slot is the same shift.</summary>
    public static (OpportunityDetails Details, ImmutableArray<ShiftPlan> Shifts) On(this EventPlan plan, DateOnly date)
    {
        var zone = ZoneOf(plan);
        var day = date.ToLocalDate();
        ImmutableArray<ShiftPlan> shifts =
        [
            .. plan.Slots.Select(slot =>
            {
                var (from, to) = (slot.StartsAt.ToLocalTime(), slot.EndsAt.ToLocalTime());
                var starts = Moment(zone, day.PlusDays(slot.Day) + from);
                var ends = Moment(zone, day.PlusDays(slot.Day + (to <= from ? 1 : 0)) + to);
                return new ShiftPlan(null, slot.Name, starts, ends, slot.Seats, slot.Minimum);
            }),
        ];
        var closes = plan.ClosesHoursBefore is { } hours ? shifts.Min(s => s.StartsAt).AddHours(-hours) : (DateTimeOffset?)null;
        return (plan.Details with { RegistrationDeadline = closes }, shifts);
    }

    /// <summary>When the first slot of a date begins.</summary>
    public static DateTimeOffset StartsAt(this EventPlan plan, DateOnly date) => plan.On(date).Shifts.Min(s => s.StartsAt);

    private static DateTimeOffset Moment(DateTimeZone zone, LocalDateTime local) => zone.AtLeniently(local).ToInstant().ToDateTimeOffset();
}
