using Actors.Accounts;
using Actors.Common;
using Actors.Grains.Common;

namespace Actors.Grains.Accounts;

internal sealed record ExternalLoginState
{
    public UserId? Account { get; init; }
}

[GrainType("external-login")]
internal sealed class ExternalLoginGrain([PersistentState("external-login")] IPersistentState<ExternalLoginState> state) : Grain, IExternalLoginGrain, IPersonalData
{
    public Task<UserId?> Holder() => Task.FromResult(state.State.Account);

    public async Task<Outcome<Done>> Link(UserId user)
    {
        if (state.State.Account is { } holder)
        {
            return holder == user ? Done.Now : AccountFaults.LoginTaken;
        }

        await state.Save(state.State with { Account = user }, this);
        return Done.Now;
    }

    public async Task<Outcome<Done>> Unlink(UserId user)
    {
        if (state.State.Account == user)
        {
            await state.Save(state.State with { Account = null }, this);
        }

        return Done.Now;
    }

    public Task<Outcome<Done>> Forget(ForgetPerson command) => command.By == By.Platform ? Unlink(command.User) : Task.FromResult<Outcome<Done>>(CommonFaults.NotAllowed);

    /// <summary>The doors of the account that stays are its own.</summary>
    public Task<Outcome<Done>> Move(MovePerson command) => command.By == By.Platform ? Unlink(command.From) : Task.FromResult<Outcome<Done>>(CommonFaults.NotAllowed);
}
