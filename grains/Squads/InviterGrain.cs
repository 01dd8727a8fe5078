using System.Collections.Immutable;
using Actors.Common;
using Actors.Grains.Common;
using Actors.Squads;

namespace Actors.Grains.Squads;

internal sealed record InviterState
{
    /// <summary>Of the last 24 hours, oldest first.</summary>
    public ImmutableArray<CountedInvitations> Counted { get; init; } = [];
}

internal sealed record CountedInvitations(string Cause, int Count, DateTimeOffset At);

/// <summary>At most 100 invitations of one leader in 24 hours (seed 7.2, abuse).</summary>
[GrainType("inviter")]
internal sealed class InviterGrain([PersistentState("inviter")] IPersistentState<InviterState> state, Clock clock) : Grain, IInviterGrain, IPersonalData
{
    internal const int MostInADay = 100;

    public Task<Outcome<Done>> Admit(AdmitInvitations command) => state.Save(Count(state.State, command, clock.Now), this);

    public Task<Outcome<Done>> Forget(ForgetPerson command) => state.Forget(command, this);

    public Task<Outcome<Done>> Move(MovePerson command) => state.End(command, this);

    internal static Outcome<InviterState> Count(InviterState state, AdmitInvitations command, DateTimeOffset now)
    {
        var recent = state.Counted.Where(c => c.At > now.AddDays(-1)).ToImmutableArray();
        if (recent.Any(c => c.Cause == command.Cause))
        {
            return state;
        }

        var sum = recent.Sum(c => c.Count);
        return sum + command.Count > MostInADay
            ? SquadFaults.TooManyInvitations.With("left", $"{Math.Max(0, MostInADay - sum)}").With("retryAt", recent.IsEmpty ? now.ToString("O") : recent[0].At.AddDays(1).ToString("O"))
            : state with { Counted = recent.Add(new(command.Cause, command.Count, now)) };
    }
}
