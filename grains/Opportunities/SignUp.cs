using Actors.Common;
using Actors.Opportunities;

namespace Actors.Grains.Opportunities;

/// <summary>Who gets a seat and who gives one back. Never more seats taken than there are, never two for one person in a shift.</summary>
internal static class SignUp
{
    /// <summary>A seat for a person; the registration they have already counts as the answer.</summary>
    public static Outcome<Registration> Register(OpportunityState state, Roster roster, ShiftId shiftId, UserId user, string name, DateTimeOffset now)
    {
        if (state.Find(shiftId) is not { } shift)
        {
            return OpportunityFaults.UnknownShift;
        }

        var id = roster.IdOf(shiftId, user);
        if (roster.Find(id) is { TakesSeat: true } already)
        {
            return already;
        }

        if (state.Status != OpportunityStatus.Open || shift.IsCancelled)
        {
            return OpportunityFaults.NotOpen;
        }

        if (now >= shift.EndsAt || now > state.Details!.RegistrationDeadline)
        {
            return OpportunityFaults.RegistrationClosed;
        }

        return !Waitlist.HasSeatFor(roster, shift, now)
            ? Full(state, roster, shift, now)
            : new Registration(id, state.Id, shiftId, user, name, RegistrationStatus.Confirmed, now);
    }

    /// <summary>Gives a seat, an offer or a place in the line back. When somebody else does it, the person is told.</summary>
    public static Outcome<SeatChange> Cancel(OpportunityState state, Registration row, string? reason, By by, DateTimeOffset now) => row switch
    {
        { Status: RegistrationStatus.Cancelled } => new SeatChange(row),
        { CheckedInAt: not null } => OpportunityFaults.AttendedAlready,
        { Status: RegistrationStatus.NoShow } => OpportunityFaults.ShiftOver,
        _ when reason?.Length > 1000 => OpportunityFaults.ReasonMissing,

        // Afterwards it would only hide that somebody did not come.
        _ when by.User == row.User && state.Find(row.Shift)!.EndsAt <= now => OpportunityFaults.ShiftOver,
        { Wait: not null } => Waitlist.Leave(row, by, reason?.Trim(), now) with { Notice = Removed(state, row, reason, by, now) },
        _ => new SeatChange(
            row with { Status = RegistrationStatus.Cancelled, CancelledAt = now, CancellationReason = reason?.Trim() }, Notice: Removed(state, row, reason, by, now)),
    };

    /// <summary>Says that one will come, also at the new time or place.</summary>
    public static Outcome<SeatChange> Confirm(OpportunityState state, Registration row, DateTimeOffset now) => row switch
    {
        _ when state.Status != OpportunityStatus.Open => OpportunityFaults.NotOpen,
        { IsRegistered: false } => OpportunityFaults.NotRegistered,
        { MustConfirm: false } => new SeatChange(row),
        _ => new SeatChange(row with { ConfirmedAt = now }),
    };

    /// <summary>The row of a person whose account is deleted: that somebody came stays, who it was goes.</summary>
    public static Registration Forget(Registration row) => row is { Name: FormerVolunteer.Name, CancellationReason: null, Review: null or { Appeal: null or { Text: "" } } } ? row : row with
    {
        Name = FormerVolunteer.Name,
        CancellationReason = null,
        Review = row.Review is { Appeal: { } appeal } review ? review with { Appeal = appeal with { Text = "" } } : row.Review,
    };

    private static SeatNotice? Removed(OpportunityState state, Registration row, string? reason, By by, DateTimeOffset now) =>
        by.User == row.User ? null : SeatNotice.Of(state, row, SeatNoticeKind.Removed, now, reason?.Trim());

    /// <summary>Full, and whether waiting is possible: joining the waitlist is a wish of its own.</summary>
    private static Fault Full(OpportunityState state, Roster roster, Shift shift, DateTimeOffset now) => state.SeatTerms.Waitlist && now < shift.StartsAt
        ? OpportunityFaults.Full.With("waitlist", "open").With("waiting", roster.Waiting(shift.Id).ToString(System.Globalization.CultureInfo.InvariantCulture))
        : OpportunityFaults.Full;
}
