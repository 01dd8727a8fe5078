using Actors.Accounts;
using Actors.Common;
using Actors.Grains.Common;

namespace Actors.Tests.Cluster.Common;

[GrainType("account")]
internal sealed class AccountStub([PersistentState("account")] IPersistentState<AccountStub.Opened> state) : Grain, IAccountGrain
{
    public async Task<Outcome<AccountView>> Open(OpenAccount command)
    {
        await state.Save(new() { Email = command.Email.Written, Name = command.Name }, this);
        return new AccountView(new(this.GetPrimaryKeyString()), command.Email.Written, command.Name, "en", null, PlatformRole.User, default, 1);
    }

    public Task<AccountCard?> Card() =>
        Task.FromResult(state.RecordExists ? new AccountCard(new(this.GetPrimaryKeyString()), state.State.Name, state.State.Email) : null);

    public Task<Outcome<AccountView>> Edit(EditAccount command) => throw new NotSupportedException();

    public Task<Outcome<AccountView>> SetRole(SetPlatformRole command) => throw new NotSupportedException();

    public Task<Outcome<AccountView>> View(By by) => throw new NotSupportedException();

    public Task<AccountCredentials?> Credentials() => throw new NotSupportedException();

    public Task<Outcome<Done>> SignInFailed() => throw new NotSupportedException();

    public Task<Outcome<Done>> SignInSucceeded() => throw new NotSupportedException();

    public Task<Outcome<Done>> SignOut(SignOut command) => throw new NotSupportedException();

    public Task<Outcome<Done>> Rehash(RehashPassword command) => throw new NotSupportedException();

    internal sealed record Opened
    {
        public string Name { get; init; } = "";

        public string Email { get; init; } = "";
    }
}
