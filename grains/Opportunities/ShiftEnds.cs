using Actors.Opportunities;

namespace Actors.Grains.Opportunities;

/// <summary>What the clock does to one attendance: a reminder to check out, an estimated check-out, a no-show.</summary>
/// <param name="Letter">What the person is told; null: nothing.</param>
internal sealed record EndChange(Registration Row, SeatNoticeKind? Letter);

/// <summary>
/// What a shift's end brings (issue of forgotten check-outs and no-shows). Asked after every change, so the answer is kept until some shift has
/// its first or loses its last attendance of a kind: a check-in costs a comparison.
/// </summary>
internal sealed class ShiftEnds
{
    private OpportunityState? _state;
    private int _turn = -1;
    private DateTimeOffset? _next;

    public DateTimeOffset? Next(OpportunityState state, Roster roster)
    {
        if (!ReferenceEquals(state, _state) || roster.Turn != _turn)
        {
            (_state, _turn, _next) = (state, roster.Turn, Earliest(state, roster));
        }

        return _next;
    }

    public static DateTimeOffset? Earliest(OpportunityState state, Roster roster) => state.Shifts.Min(shift => NextOf(state, roster, shift));

    /// <summary>Everything whose time has come. Found late, a reminder that would come with the check-out itself is left out.</summary>
    public static List<EndChange> Due(OpportunityState state, Roster roster, DateTimeOffset now)
    {
        List<EndChange> due = [];
        foreach (var shift in state.Shifts.Where(s => NextOf(state, roster, s) <= now))
        {
            foreach (var row in roster.Rows.Where(r => r.Shift == shift.Id))
            {
                if (row.IsIn && CloseAt(state, shift) <= now)
                {
                    due.Add(new(Reviews.Close(row, shift), null));
                }
                else if (IsUnreminded(row) && Expects(state) && shift.EndsAt <= now)
                {
                    due.Add(new(Reviews.Nudge(row, now), SeatNoticeKind.CheckOutForgotten));
                }
                else if (IsAbsent(row) && Expects(state) && NoShowAt(state, shift) <= now)
                {
                    due.Add(new(Reviews.Miss(row, now), SeatNoticeKind.Missed));
                }
            }
        }

        return due;
    }

    /// <summary>In, and not reminded of the check-out yet.</summary>
    public static bool IsUnreminded(Registration row) => row.IsIn && row.Review?.NudgedAt is null;

    /// <summary>Has a seat and was never seen.</summary>
    public static bool IsAbsent(Registration row) => row is { Status: RegistrationStatus.Confirmed, CheckedInAt: null };

    private static DateTimeOffset? NextOf(OpportunityState state, Roster roster, Shift shift) =>
        Expects(state) && roster.AnybodyUnreminded(shift.Id) ? shift.EndsAt
        : roster.AnybodyInside(shift.Id) ? Earlier(CloseAt(state, shift), Expects(state) && roster.AnybodyAbsent(shift.Id) ? NoShowAt(state, shift) : null)
        : Expects(state) && roster.AnybodyAbsent(shift.Id) ? NoShowAt(state, shift)
        : null;

    /// <summary>Nobody is missed at an event that did not take place; whoever was there before it was called off leaves by its end.</summary>
    private static bool Expects(OpportunityState state) => state.Status is OpportunityStatus.Open or OpportunityStatus.Completed;

    private static DateTimeOffset CloseAt(OpportunityState state, Shift shift) => shift.EndsAt.AddMinutes(state.AttendanceTerms.CloseAfterMinutes);

    private static DateTimeOffset NoShowAt(OpportunityState state, Shift shift) => shift.EndsAt.AddHours(state.AttendanceTerms.NoShowAfterHours);

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset? other) => other < one ? other.Value : one;
}
