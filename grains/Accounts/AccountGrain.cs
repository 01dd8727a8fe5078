using Actors.Accounts;
using Actors.Common;
using Actors.Grains.Common;

namespace Actors.Grains.Accounts;

[GrainType("account")]
internal sealed class AccountGrain([PersistentState("account")] IPersistentState<AccountState> state, Clock clock) : Grain, IAccountGrain
{
    private AccountState Account => state.State;

    private UserId Id => UserId.Of(this.GetPrimaryKeyString());

    public Task<Outcome<AccountView>> Open(OpenAccount command) => Change(Profile.Open(Account, command, clock.Now));

    public async Task<Outcome<AccountView>> Edit(EditAccount command)
    {
        if (Account.CreatedAt is null || command.By.User != Id)
        {
            return AccountFaults.Unknown;
        }

        return await Change(Profile.Edit(Account, command));
    }

    public async Task<Outcome<AccountView>> SetRole(SetPlatformRole command)
    {
        if (!command.By.IsAdmin)
        {
            return CommonFaults.NotAllowed;
        }

        if (Account.CreatedAt is null)
        {
            return AccountFaults.Unknown;
        }

        if (command.By.User == Id)
        {
            return AccountFaults.OwnRole;
        }

        if (command.ExpectedVersion is { } expected && expected != Account.Version)
        {
            return AccountFaults.Changed;
        }

        return await Change(command.Role == Account.Role ? Account : Account with { Role = command.Role, Version = Account.Version + 1 });
    }

    public async Task<Outcome<AccountView>> SetDateOfBirth(SetDateOfBirth command)
    {
        if (Account.CreatedAt is null || !(command.By.IsAdmin || command.By.User == Id))
        {
            return AccountFaults.Unknown;
        }

        return await Change(BirthDates.Set(Account, command, own: command.By.User == Id, clock.Now));
    }

    public Task<DateOnly?> DateOfBirth() => Task.FromResult(Account.DateOfBirth);

    public Task<Outcome<AccountView>> View(By by)
    {
        var visible = Account.CreatedAt is not null && (by.IsAdmin || by.User == Id);
        return Task.FromResult<Outcome<AccountView>>(visible ? ToView() : AccountFaults.Unknown);
    }

    public Task<AccountCard?> Card() =>
        Task.FromResult(Account.CreatedAt is null ? null : new AccountCard(Id, Account.Name, Account.Email.Length == 0 ? null : Account.Email));

    public Task<AccountCredentials?> Credentials() => Task.FromResult(Account.CreatedAt is null ? null : new AccountCredentials(
        Id, Account.Email, Account.Name, Account.Role, Account.PasswordHash, Account.Stamp, Account.FailedSignIns, Account.LockedUntil, Account.OpenedBy,
        BirthDates.MinorUntil(Account.DateOfBirth, clock.Now)));

    public async Task<Outcome<Done>> SignInFailed()
    {
        if (Account.CreatedAt is null)
        {
            return AccountFaults.Unknown;
        }

        await Save(Lockout.Fail(Account, clock.Now));
        return Lockout.IsLocked(Account, clock.Now) ? Lockout.Refusal(Account) : Done.Now;
    }

    public async Task<Outcome<Done>> SignInSucceeded()
    {
        if (Account.CreatedAt is null)
        {
            return AccountFaults.Unknown;
        }

        var outcome = Lockout.Succeed(Account, clock.Now);
        if (!outcome.Succeeded)
        {
            return outcome.Fault;
        }

        await Save(outcome.Value);
        return Done.Now;
    }

    public async Task<Outcome<Done>> SignOut(SignOut command)
    {
        if (Account.CreatedAt is null || command.By.User != Id)
        {
            return AccountFaults.Unknown;
        }

        await Save(command.Stamp == Account.Stamp ? Account with { Stamp = Account.Stamp + 1 } : Account);
        return Done.Now;
    }

    public async Task<Outcome<Done>> Rehash(RehashPassword command)
    {
        if (Account.CreatedAt is null)
        {
            return AccountFaults.Unknown;
        }

        await Save(command.OldHash == Account.PasswordHash ? Account with { PasswordHash = command.NewHash } : Account);
        return Done.Now;
    }

    public async Task<Outcome<Done>> SetPassword(SetPassword command)
    {
        if (Account.CreatedAt is null)
        {
            return AccountFaults.Unknown;
        }

        // The same hash is the same command again: hashes are salted.
        if (command.NewHash != Account.PasswordHash)
        {
            if (command.OldHash is { } old && old != Account.PasswordHash)
            {
                return AccountFaults.WrongPassword;
            }

            await Save(Account with { PasswordHash = command.NewHash, Stamp = Account.Stamp + 1, FailedSignIns = 0, LockedUntil = null });
        }

        return Done.Now;
    }

    public async Task<Outcome<Done>> CloseGuest(CloseGuest command)
    {
        if (command.By != By.Platform)
        {
            return CommonFaults.NotAllowed;
        }

        // Whoever has a password has signed in by it and is no guest.
        await Save(Account.CreatedAt is null || Account.PasswordHash.Length > 0 ? Account : new AccountState());
        return Done.Now;
    }

    public async Task<Outcome<Done>> MoveEmail(MoveEmail command)
    {
        if (Account.CreatedAt is null)
        {
            return AccountFaults.Unknown;
        }

        await Save(Account.Address == command.Email.Normalized
            ? Account
            : Account with { Email = command.Email.Written, Address = command.Email.Normalized, Version = Account.Version + 1 });
        return Done.Now;
    }

    private async Task<Outcome<AccountView>> Change(Outcome<AccountState> next)
    {
        if (!next.Succeeded)
        {
            return next.Fault;
        }

        await Save(next.Value);
        return ToView();
    }

    /// <summary>The rules return the same object when nothing changes.</summary>
    private Task Save(AccountState next) => ReferenceEquals(next, Account) ? Task.CompletedTask : state.Save(next, this);

    private AccountView ToView() =>
        new(Id, Account.Email, Account.Name, Account.Language, Account.TimeZone, Account.Role, Account.CreatedAt!.Value, Account.Version,
            Account.DateOfBirth);
}
