using System.Collections.Immutable;
using System.Text.Json;
using Actors.Common;
using Actors.Opportunities;

namespace Actors.Grains.Opportunities;

/// <summary>What leaves the silo: views and live news, made from state and roster.</summary>
internal static class OpportunityViews
{
    public static OpportunityView View(this OpportunityState state, Roster roster, bool mayManage, bool mayAttend)
    {
        var shifts = state.ShiftViews(roster);
        return new(
            state.Id,
            state.Organization,
            state.OrganizationName,
            state.Status,
            shifts.All(s => s.IsFull),
            mayAttend ? state.Details! : state.Details! with { MeetingUrl = null },
            shifts,
            state.CancellationReason,
            state.CreatedAt,
            state.PublishedAt,
            mayManage,
            state.Version,
            state.Impact,
            state.Series?.Series,
            state.Series?.Date);
    }

    public static ImmutableArray<ShiftView> ShiftViews(this OpportunityState state, Roster roster) => [.. state.Shifts.Select(s => s.View(roster))];

    public static ShiftView View(this Shift shift, Roster roster)
    {
        var taken = roster.Taken(shift.Id);
        return new(shift.Id, shift.Name, shift.StartsAt, shift.EndsAt, shift.Seats, taken, roster.CheckedIn(shift.Id), taken >= shift.Seats, roster.Waiting(shift.Id),
            roster.Unconfirmed(shift.Id), shift.Minimum, shift.DecideAt, shift.Outcome?.Decision);
    }

    public static RegistrationView View(this Registration row, Roster roster) => new(
        row.Id, row.Opportunity, row.Shift, row.User, row.Status, row.RegisteredAt, row.CancelledAt, row.CheckedInAt, row.CheckedOutAt, row.Minutes,
        roster.Position(row), row.Wait?.OfferedUntil, row.MustConfirm, row.Review);

    public static AttendanceView Attendance(this Registration row, bool alreadyIn) => new(
        row.Id,
        row.Opportunity,
        row.Shift,
        row.Name,
        row.Method!.Value,
        row.CheckedInAt!.Value,
        row.CheckedOutAt,
        row.Minutes,
        alreadyIn,
        row.CheckedOutAt is null ? null : Id.Twin<LedgerEntryId>(row.Id.Value),
        row.Evidence);

    public static RosterRow RosterRow(this Registration row) =>
        new(row.Id, row.Shift, row.User, row.Name, row.Status, row.RegisteredAt, row.CheckedInAt, row.CheckedOutAt, row.Minutes, row.Method, row.Evidence, OfferedUntil: row.Wait?.OfferedUntil, MustConfirm: row.MustConfirm, Review: row.Review);

    /// <summary>Who is there, by name.</summary>
    public static OnSiteView OnSite(this OpportunityState state, Roster roster, DateTimeOffset now) => new(
        state.Id,
        state.Details!.Title,
        state.Details.TimeZone,
        state.Details.Place?.Address,
        now,
        [
            .. roster.Rows.Where(r => r.IsIn)
                .OrderBy(r => r.Name, StringComparer.OrdinalIgnoreCase).ThenBy(r => r.Id.Value, StringComparer.Ordinal)
                .Select(r => (Row: r, Shift: state.Find(r.Shift)!))
                .Select(p => new OnSiteRow(p.Row.Id, p.Row.User, p.Row.Name, p.Shift.Id, p.Shift.Name, p.Shift.EndsAt, p.Row.CheckedInAt!.Value, p.Row.Method!.Value, p.Row.Evidence?.Gate)),
        ]);

    /// <summary>The line of a shift with everybody's place in it.</summary>
    public static WaitlistView Line(this OpportunityState state, Roster roster, ShiftId shift) => new(
        state.Id,
        shift,
        [.. roster.Offers(shift).Select(RosterRow)],
        [.. roster.Line(shift).Select((r, i) => r.RosterRow() with { Position = i + 1 })]);

    /// <summary>The latest counts of each shift for every watcher, each person for staff.</summary>
    public static IEnumerable<LiveNews> News(this OpportunityState state, Roster roster, IReadOnlyList<Told> changed) =>
        changed.Select(t => t.Row?.Shift ?? t.Shift).OfType<ShiftId>().Distinct().Select(state.Find).OfType<Shift>()
            .Select(s => new LiveNews("counts", LiveAudience.Watchers, JsonSerializer.Serialize(s.View(roster), ActorsJson.Options)))
            .Concat(changed.Select(t => t.Row).OfType<Registration>().Select(r => new LiveNews("person", LiveAudience.Staff, JsonSerializer.Serialize(r.RosterRow(), ActorsJson.Options))));
}
