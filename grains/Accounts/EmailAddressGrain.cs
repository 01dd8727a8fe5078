using Actors.Accounts;
using Actors.Common;
using Actors.Grains.Common;

namespace Actors.Grains.Accounts;

[GrainType("email-address")]
internal sealed class EmailAddressGrain([PersistentState("email-address")] IPersistentState<EmailAddressState> state) : Grain, IEmailAddressGrain
{
    public async Task<Outcome<AccountView>> Register(RegisterAccount command)
    {
        // Before the claim, so that no address points at an account that cannot be.
        if (Profile.Check(command.Name, command.Language, command.TimeZone) is { } fault)
        {
            return fault;
        }

        if (state.State.Account is null)
        {
            await state.Save(state.State with { Address = command.Email.Normalized, Account = command.User }, this);
        }

        // The claim is durable first: an account that no address points at could never be found. Whether it is open only the account
        // knows, so it is asked under the claimed id every time: of a crashed and a new registration whichever arrives first opens it.
        return await GrainFactory.GetGrain<IAccountGrain>((state.State.Account ?? command.User).Value)
            .Open(new(command.CommandId, command.Email, command.Name, command.Language, command.TimeZone, command.PasswordHash));
    }

    public Task<UserId?> Holder() => Task.FromResult(state.State.Account);
}
