using Actors.Accounts;
using Actors.Common;
using Actors.Grains.Common;

namespace Actors.Grains.Accounts;

/// <summary>The mailbox around <see cref="Security"/>. Numbers and logins of other services have grains of their own, which are told first.</summary>
[GrainType("account-security")]
internal sealed class SecurityGrain([PersistentState("account-security")] IPersistentState<SecurityState> state, Clock clock) : Grain, ISecurityGrain, IPersonalData
{
    private SecurityState Known => state.State;

    private UserId Key => UserId.Of(this.GetPrimaryKeyString());

    private IAccountGrain Account => GrainFactory.GetGrain<IAccountGrain>(Key.Value);

    public async Task<Outcome<SecurityView>> View(By by) => by.User == Key ? await ToView() : AccountFaults.Unknown;

    public Task<SecurityFactors> Factors() => Task.FromResult(new SecurityFactors(Known.SealedKey, Known.TwoFactorSince, Known.RecoveryCodes.Length, Known.Passkeys));

    public async Task<Outcome<Done>> AskPhone(AskPhone command)
    {
        if (await Check(command.By) is { } fault)
        {
            return fault;
        }

        var counted = Security.CountPhoneCode(Known, clock.Now);
        if (!counted.Succeeded)
        {
            return counted.Fault;
        }

        await state.Save(counted.Value, this);
        var language = (await Account.Card())?.Language ?? command.Language;
        return await Phone(command.Phone).Ask(new(command.CommandId, command.Phone, Key, language));
    }

    public async Task<Outcome<SecurityView>> ConfirmPhone(ConfirmPhone command)
    {
        if (await Check(command.By) is { } fault)
        {
            return fault;
        }

        var proof = await Phone(command.Phone).Check(new(command.CommandId, Key, command.Code));
        if (!proof.Succeeded)
        {
            return proof.Fault;
        }

        var before = Known.Phone;
        var saved = await Change(Security.SetPhone(Known, command.Phone.Value));
        if (before is not null && before != command.Phone.Value)
        {
            await Phone(new(before)).Release(new(command.CommandId, Key));
        }

        return saved;
    }

    public async Task<Outcome<SecurityView>> RemovePhone(RemovePhone command)
    {
        if (command.By.User != Key)
        {
            return AccountFaults.Unknown;
        }

        // Freed first: a number that leads here although it is in no list could not be removed.
        if (Known.Phone is { } phone)
        {
            await Phone(new(phone)).Release(new(command.CommandId, Key));
        }

        return await Change(Security.SetPhone(Known, null));
    }

    public async Task<Outcome<Done>> BeginTwoFactor(BeginTwoFactor command)
    {
        var begun = await Check(command.By) is { } fault ? fault : await Change(Security.Begin(Known, command.SealedKey));
        return begun.Succeeded ? Done.Now : begun.Fault;
    }

    public async Task<Outcome<SecurityView>> EnableTwoFactor(EnableTwoFactor command) =>
        await Check(command.By) is { } fault ? fault : await Change(Security.Enable(Known, command, clock.Now));

    public async Task<Outcome<SecurityView>> DisableTwoFactor(DisableTwoFactor command) =>
        command.By.User == Key ? await Change(Security.Disable(Known)) : AccountFaults.Unknown;

    public async Task<Outcome<SecurityView>> ReplaceRecoveryCodes(ReplaceRecoveryCodes command) =>
        command.By.User == Key ? await Change(Security.ReplaceRecoveryCodes(Known, command.Hashes)) : AccountFaults.Unknown;

    public async Task<Outcome<Done>> UseCode(string hash) => await Save(Security.Use(Known, hash, clock.Now));

    public async Task<Outcome<Done>> Redeem(string hash) => await Save(Security.Redeem(Known, hash));

    public async Task<Outcome<SecurityView>> SavePasskey(SavePasskey command) =>
        await Check(command.By) is { } fault ? fault : await Change(Security.SavePasskey(Known, command.Passkey));

    public async Task<Outcome<SecurityView>> RemovePasskey(RemovePasskey command) =>
        command.By.User == Key ? await Change(Security.RemovePasskey(Known, command.Id)) : AccountFaults.Unknown;

    public async Task<Outcome<SecurityView>> AddLogin(AddLogin command)
    {
        if (await Check(command.By) is { } fault)
        {
            return fault;
        }

        var next = Security.AddLogin(Known, command, clock.Now);
        if (!next.Succeeded)
        {
            return next.Fault;
        }

        // The login itself first: in no list it does no harm, and a repeat completes it.
        var linked = await Login(command.Service, command.Subject).Link(Key);
        return linked.Succeeded ? await Change(next) : linked.Fault;
    }

    public async Task<Outcome<SecurityView>> RemoveLogin(RemoveLogin command)
    {
        if (command.By.User != Key)
        {
            return AccountFaults.Unknown;
        }

        var removed = Security.RemoveLogin(Known, command.Service);
        if (removed.Succeeded)
        {
            await Login(command.Service, Known.Logins.Except(removed.Value.Logins).Single().Subject).Unlink(Key);
        }

        return await Change(removed);
    }

    public Task<Outcome<Done>> Forget(ForgetPerson command) => state.Forget(command, this);

    public Task<Outcome<Done>> Move(MovePerson command) => state.End(command, this);

    /// <summary>Null: the owner asks, and has shown to read the account's address.</summary>
    private async Task<Fault?> Check(By by)
    {
        if (by.User != Key || await Account.Card() is not { } card)
        {
            return AccountFaults.Unknown;
        }

        return await IsProven(card.Email) ? null : AccountFaults.AddressUnproven;
    }

    private async Task<bool> IsProven(string? email) =>
        EmailAddress.TryParse(email, out var address)
        && await GrainFactory.GetGrain<IEmailAddressGrain>(address.Id.Value).Identity() is { IsProven: true } identity
        && identity.Account == Key;

    private async Task<Outcome<SecurityView>> Change(Outcome<SecurityState> next)
    {
        var saved = await Save(next);
        return saved.Succeeded ? await ToView() : saved.Fault;
    }

    private Task<Outcome<Done>> Save(Outcome<SecurityState> next) => state.Save(next, this);

    private async Task<Outcome<SecurityView>> ToView()
    {
        if (await Account.Credentials() is not { } account)
        {
            return AccountFaults.Unknown;
        }

        return new SecurityView(
            account.Email,
            await IsProven(account.Email),
            account.PasswordHash.Length > 0,
            Known.Phone is { } phone ? new PhoneNumber(phone).Masked : null,
            Known.TwoFactorSince,
            Known.RecoveryCodes.Length,
            [.. Known.Passkeys.Select(p => new PasskeyView(p.Id, p.Name, p.CreatedAt))],
            [.. Known.Logins.Select(l => new LoginView(l.Service, l.Name, l.AddedAt))]);
    }

    private IPhoneNumberGrain Phone(PhoneNumber phone) => GrainFactory.GetGrain<IPhoneNumberGrain>(phone.Id.Value);

    private IExternalLoginGrain Login(SignInMethod service, string subject) => GrainFactory.GetGrain<IExternalLoginGrain>(ExternalLoginId.Of(service, subject).Value);
}
