using Actors.Common;
using Actors.Grains.Common;
using Actors.Trust;

namespace Actors.Grains.Trust;

[GrainType("guardian-address")]
internal sealed class GuardianAddressGrain([PersistentState("guardian-address")] IPersistentState<GuardianAddressState> state, Clock clock) : Grain, IGuardianAddressGrain
{
    public async Task<Outcome<Done>> Admit(string letter)
    {
        var next = Guardianship.Admit(state.State, letter, clock.Now);
        if (!next.Succeeded)
        {
            return next.Fault;
        }

        if (!ReferenceEquals(next.Value, state.State))
        {
            await state.Save(next.Value, this);
        }

        return Done.Now;
    }

    public Task Block() => state.State.BlockedAt is null ? state.Save(state.State with { BlockedAt = clock.Now }, this) : Task.CompletedTask;
}
