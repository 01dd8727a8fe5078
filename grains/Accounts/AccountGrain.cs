using Actors.Accounts;
using Actors.Common;
using Actors.Grains.Common;
using Npgsql;

namespace Actors.Grains.Accounts;

[GrainType("account")]
internal sealed partial class AccountGrain([PersistentState("account")] IPersistentState<AccountState> state, NpgsqlDataSource database, Clock clock) : Grain, IAccountGrain, IPersonalData, IHeir
{
    /// <summary>In a day.</summary>
    private const int MostExports = 3;

    private AccountState Account => state.State;

    private UserId Id => UserId.Of(this.GetPrimaryKeyString());

    public Task<Outcome<AccountView>> Open(OpenAccount command) => Change(Accounts.Profile.Open(Account, command, clock.Now));

    public async Task<Outcome<AccountView>> Edit(EditAccount command)
    {
        if (!Account.IsOpen || command.By.User != Id)
        {
            return AccountFaults.Unknown;
        }

        return await Change(Accounts.Profile.Edit(Account, command));
    }

    public async Task<Outcome<AccountView>> EditProfile(EditProfile command) =>
        !Account.IsOpen || command.By.User != Id ? AccountFaults.Unknown : await Change(Accounts.Profile.Edit(Account, command));

    public async Task<Outcome<AccountView>> TakeHandle(TakeHandle command)
    {
        if (!Account.IsOpen || command.By.User != Id)
        {
            return AccountFaults.Unknown;
        }

        var handle = command.Handle.Trim().ToLowerInvariant();
        var taken = Handles.Take(Account, handle, command.ExpectedVersion, clock.Now);
        if (taken.Succeeded && !ReferenceEquals(taken.Value, Account))
        {
            // The handle first: until the account says so too, it leads to the handle of before.
            var claimed = await GrainFactory.GetGrain<IHandleGrain>(HandleId.OfText(handle).Value).Claim(Id);
            if (!claimed.Succeeded)
            {
                return claimed.Fault;
            }
        }

        return await Change(taken);
    }

    public async Task<Outcome<AccountView>> SetAvatar(SetAvatar command)
    {
        if (!Account.IsOpen || command.By.User != Id)
        {
            return AccountFaults.Unknown;
        }

        var picture = Pictures.Clean(command.Content.AsSpan());
        if (!picture.Succeeded)
        {
            return picture.Fault;
        }

        return await ChangeAvatar(command.ExpectedVersion, picture.Value);
    }

    public async Task<Outcome<AccountView>> RemoveAvatar(RemoveAvatar command) =>
        !Account.IsOpen || command.By.User != Id ? AccountFaults.Unknown : await ChangeAvatar(command.ExpectedVersion, null);

    public async Task<Outcome<ProfileView>> Profile(By by)
    {
        if (Heir is { } heir)
        {
            return await heir.Profile(by);
        }

        if (!Account.IsOpen)
        {
            return AccountFaults.ProfileUnknown;
        }

        var connected = by.User is { } user && user != Id && Account.Profile.Visibility != ProfileVisibility.Private && await Acquaintance.Between(database, Id, user);
        return Accounts.Profile.Show(Id, Account, by.User == Id, connected, BirthDates.MinorUntil(Account.DateOfBirth, clock.Now) is not null) is { } shown ? shown : AccountFaults.ProfileUnknown;
    }

    public async Task<Outcome<AccountView>> SetRole(SetPlatformRole command)
    {
        if (!command.By.IsAdmin)
        {
            return CommonFaults.NotAllowed;
        }

        if (!Account.IsOpen)
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

        if (command.Role < Account.Role)
        {
            // Tokens say what somebody may do: those of before must not go on saying it. First, so that no crash leaves them.
            // Under a name of its own: the list has the same key, and a client's command takes effect once by key.
            await GrainFactory.GetGrain<ISessionsGrain>(Id.Value).EndAll(new(new($"role/{command.CommandId}"), By.Platform));
        }

        return await Change(command.Role == Account.Role ? Account : Account with { Role = command.Role, Version = Account.Version + 1 });
    }

    public async Task<Outcome<AccountView>> SetDateOfBirth(SetDateOfBirth command)
    {
        if (!Account.IsOpen || !(command.By.IsAdmin || command.By.User == Id))
        {
            return AccountFaults.Unknown;
        }

        return await Change(BirthDates.Set(Account, command, own: command.By.User == Id, clock.Now));
    }

    public async Task<DateOnly?> DateOfBirth() => Heir is { } heir ? await heir.DateOfBirth() : Account.DateOfBirth;

    public async Task<Outcome<AccountView>> View(By by) =>
        Heir is { } heir ? await heir.View(by)
        : Account.IsOpen && (by.IsAdmin || by.User == Id) ? ToView()
        : AccountFaults.Unknown;

    public async Task<AccountCard?> Card() =>
        Heir is { } heir ? await heir.Card()
        : !Account.IsOpen ? null
        : new AccountCard(Id, Account.Name, Account.Email.Length == 0 ? null : Account.Email, Account.Language);

    public Task<UserId?> Successor() => Task.FromResult(Account.MergedInto);

    public Task<AccountCredentials?> Credentials() => Task.FromResult(!Account.IsOpen ? null : new AccountCredentials(
        Id, Account.Email, Account.Name, Account.Role, Account.PasswordHash, Account.Stamp, Account.FailedSignIns, Account.LockedUntil, Account.OpenedBy,
        BirthDates.MinorUntil(Account.DateOfBirth, clock.Now), Account.DeletesAt));

    public async Task<Outcome<Done>> SignInFailed()
    {
        if (!Account.IsOpen)
        {
            return AccountFaults.Unknown;
        }

        await Save(Lockout.Fail(Account, clock.Now));
        return Lockout.IsLocked(Account, clock.Now) ? Lockout.Refusal(Account) : Done.Now;
    }

    public async Task<Outcome<Done>> SignInSucceeded() =>
        Account.IsOpen ? await Conclude(Lockout.Succeed(Account, clock.Now)) : AccountFaults.Unknown;

    public async Task<Outcome<Done>> SignOut(SignOut command)
    {
        if (!Account.IsOpen || command.By.User != Id)
        {
            return AccountFaults.Unknown;
        }

        return await Conclude(command.Stamp == Account.Stamp ? Account with { Stamp = Account.Stamp + 1 } : Account);
    }

    public async Task<Outcome<Done>> Rehash(RehashPassword command)
    {
        if (!Account.IsOpen)
        {
            return AccountFaults.Unknown;
        }

        return await Conclude(command.OldHash == Account.PasswordHash ? Account with { PasswordHash = command.NewHash } : Account);
    }

    public async Task<Outcome<Done>> SetPassword(SetPassword command)
    {
        if (!Account.IsOpen)
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

    public async Task<Outcome<Done>> MoveEmail(MoveEmail command)
    {
        if (!Account.IsOpen)
        {
            return AccountFaults.Unknown;
        }

        return await Conclude(Account.Address == command.Email.Normalized
            ? Account
            : Account with { Email = command.Email.Written, Address = command.Email.Normalized, Version = Account.Version + 1 });
    }

    public async Task<Outcome<Done>> CountExport(CountExport command)
    {
        if (!Account.IsOpen || command.By.User != Id)
        {
            return AccountFaults.Unknown;
        }

        var today = Account.Exports.RemoveAll(e => e <= clock.Now.AddDays(-1));
        return today.Length >= MostExports ? AccountFaults.TooManyExports : await Conclude(Account with { Exports = today.Add(clock.Now) });
    }

    private Task<Outcome<Done>> Conclude(Outcome<AccountState> next) => state.Save(next, this);

    private async Task<Outcome<AccountView>> ChangeAvatar(int? expectedVersion, Picture? picture)
    {
        if (Account.Avatar == picture?.Hash)
        {
            return ToView();
        }

        if (expectedVersion is { } expected && expected != Account.Version)
        {
            return AccountFaults.Changed;
        }

        // The picture first: an account never names one that is not there. Those of before go last.
        if (picture is not null)
        {
            await Avatars.Keep(database, Id, picture, clock.Now);
        }

        var changed = await Change(Account with { Avatar = picture?.Hash, Version = Account.Version + 1 });
        await Avatars.RemoveOthers(database, Id, picture?.Hash);
        return changed;
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

    private AccountView ToView() => Accounts.Profile.View(Id, Account);
}
