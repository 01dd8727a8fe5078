using System.Collections.Immutable;
using System.Globalization;
using Actors.Api.Common.Pages;
using Actors.Common;
using Actors.Opportunities;
using NodaTime;
using NodaTime.Extensions;

namespace Actors.Api.Opportunities;

/// <summary>The event form for plans without a date: a shift's day is then a number, 1 for the event's own day.</summary>
internal static class PlanForm
{
    public static EventForm Empty { get; } = new() { Shifts = [ShiftLine.Empty with { Day = "1" }] };

    public static EventForm Of(EventPlan plan) => EventForm.Of(plan.Details, [.. plan.Slots.Select(slot => Line(slot, Number(slot.Day + 1)))]);

    /// <summary>The form of an event on a date; without one the days are left to fill in.</summary>
    public static EventForm On(EventPlan plan, DateOnly? date) =>
        EventForm.Of(plan.Details, [.. plan.Slots.Select(slot => Line(slot, date?.AddDays(slot.Day).ToString("O", CultureInfo.InvariantCulture) ?? ""))]);

    /// <param name="before">What an edit leaves as it was where the form does not ask for it.</param>
    public static Outcome<EventPlan> Plan(this EventForm form, GeoPoint? place, EventPlan? before)
    {
        var details = form.Details(place, before?.Details);
        if (!details.Succeeded)
        {
            return details.Fault;
        }

        var slots = ImmutableArray.CreateBuilder<SlotPlan>();
        foreach (var line in form.Shifts.Where(l => (l.From + l.To).Length > 0))
        {
            var slot = Slot(line);
            if (!slot.Succeeded)
            {
                return slot.Fault;
            }

            slots.Add(slot.Value);
        }

        return new EventPlan(details.Value, slots.ToImmutable(), before?.ClosesHoursBefore);
    }

    private static Outcome<SlotPlan> Slot(ShiftLine line)
    {
        if (!EventForm.TryCount(line.Day, out var day) || EventForm.Time(line.From) is not { } begins || EventForm.Time(line.To) is not { } ends)
        {
            return PageFaults.TimeInvalid;
        }

        if (!EventForm.TryCount(line.Seats, out var seats))
        {
            return OpportunityFaults.SeatsInvalid;
        }

        return EventForm.TryCount(line.Minimum, out var minimum)
            ? new SlotPlan(begins.ToTimeOnly(), ends.ToTimeOnly(), seats, EventForm.Filled(line.Name), (day ?? 1) - 1, minimum)
            : OpportunityFaults.MinimumInvalid;
    }

    private static ShiftLine Line(SlotPlan slot, string day) => new(
        null, slot.Name ?? "", day, slot.StartsAt.ToString("HH:mm", CultureInfo.InvariantCulture), slot.EndsAt.ToString("HH:mm", CultureInfo.InvariantCulture), Number(slot.Seats), Number(slot.Minimum));

    private static string Number(int? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";
}
