using Actors.Accounts;
using Actors.Common;
using Actors.Grains.Common;

namespace Actors.Grains.Accounts;

internal sealed record HandleState
{
    public UserId? Account { get; init; }
}

[GrainType("handle")]
internal sealed class HandleGrain([PersistentState("handle")] IPersistentState<HandleState> state) : Grain, IHandleGrain, IPersonalData
{
    public Task<UserId?> Holder() => Task.FromResult(state.State.Account);

    public async Task<Outcome<Done>> Claim(UserId user)
    {
        if (state.State.Account is { } holder)
        {
            return holder == user ? Done.Now : AccountFaults.HandleTaken;
        }

        await state.Save(state.State with { Account = user }, this);
        return Done.Now;
    }

    public async Task<Outcome<Done>> Release(UserId user)
    {
        if (state.State.Account == user)
        {
            await state.Save(state.State with { Account = null }, this);
        }

        return Done.Now;
    }

    public Task<Outcome<Done>> Forget(ForgetPerson command) => command.By == By.Platform ? Release(command.User) : Task.FromResult<Outcome<Done>>(CommonFaults.NotAllowed);

    public async Task<Outcome<Done>> Move(MovePerson command) =>
        command.By != By.Platform ? CommonFaults.NotAllowed
        : await state.Save((Outcome<HandleState>)(state.State.Account == command.From ? state.State with { Account = command.To } : state.State), this);
}
