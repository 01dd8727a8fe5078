using System.Collections.Immutable;
using Actors.Common;
using Actors.Opportunities;

namespace Actors.Grains.Opportunities;

/// <summary>
/// A seat that somebody gave back late and that nobody waits for is open for everybody at once, and people who came before are asked in
/// waves until it is taken, the shift starts or nobody is left to ask (README.md).
/// </summary>
internal static class SeatCalls
{
    /// <summary>Begins to ask, or goes on, for shifts that lost a seat by these changes. The same state when there is nobody to be asked for.</summary>
    public static OpportunityState Follow(OpportunityState state, Roster roster, IEnumerable<Registration> freed, DateTimeOffset now)
    {
        foreach (var shift in freed.Where(r => r.Status == RegistrationStatus.Cancelled).Select(r => r.Shift).Distinct().Select(state.Find).OfType<Shift>())
        {
            if (IsWanted(state, roster, shift, now) && now >= shift.StartsAt.AddHours(-state.SeatTerms.LateHours) && shift.Call?.NextAt is null)
            {
                var call = shift.Call ?? new(now, 0, null, null);
                var earliest = call.LatestAt?.AddMinutes(state.SeatTerms.WaveMinutes) ?? now;
                state = Set(state, shift, call with { NextAt = earliest > now ? earliest : now });
            }
        }

        return state;
    }

    /// <summary>Whether there is a seat to ask for: free, for anybody, before the start.</summary>
    public static bool IsWanted(OpportunityState state, Roster roster, Shift shift, DateTimeOffset now) =>
        state is { Status: OpportunityStatus.Open, SeatTerms.WaveSize: > 0, Details.Visibility: Visibility.Public } && !shift.IsCancelled && shift.Seats is not null
        && now < shift.StartsAt && !(now > state.Details.RegistrationDeadline) && Waitlist.HasSeatFor(roster, shift, now);

    /// <summary>After a wave: the next one, if somebody may be left and there is time.</summary>
    public static OpportunityState Asked(OpportunityState state, Shift shift, int people, DateTimeOffset now)
    {
        var next = now.AddMinutes(state.SeatTerms.WaveMinutes);
        var call = shift.Call!;
        return Set(state, shift, call with { Waves = call.Waves + 1, LatestAt = now, NextAt = people < state.SeatTerms.WaveSize || next >= shift.StartsAt ? null : next });
    }

    public static OpportunityState Stop(OpportunityState state, Shift shift) => Set(state, shift, shift.Call! with { NextAt = null });

    private static OpportunityState Set(OpportunityState state, Shift shift, SeatCall call) =>
        state with { Shifts = state.Shifts.Replace(shift, shift with { Call = call }) };
}
