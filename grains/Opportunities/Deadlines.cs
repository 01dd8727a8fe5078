using Actors.Opportunities;

namespace Actors.Grains.Opportunities;

/// <summary>What an opportunity waits for. Asked after every change, so each answer must be quick.</summary>
internal static class Deadlines
{
    /// <summary>The earliest moment at which something has to be done, or none.</summary>
    public static DateTimeOffset? Next(OpportunityState state, Roster roster) =>
        Earlier(Earlier(Earlier(Waitlist.NextDue(state, roster), OfShifts(state)), roster.Ends.Next(state, roster)), SquadSeats.NextDue(state, roster));

    /// <summary>Decisions about minimums and the next people to ask for a free seat.</summary>
    private static DateTimeOffset? OfShifts(OpportunityState state)
    {
        DateTimeOffset? next = null;
        if (state.Status == OpportunityStatus.Open)
        {
            foreach (var shift in state.Shifts)
            {
                next = Earlier(next, Earlier(shift.Outcome is null ? shift.DecideAt : null, shift.Call?.NextAt));
            }
        }

        return next;
    }

    private static DateTimeOffset? Earlier(DateTimeOffset? one, DateTimeOffset? other) => one is null || other < one ? other ?? one : one;
}
