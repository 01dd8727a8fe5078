using System.Text.Json;
using Actors.Accounts;
using Actors.Common;
using Actors.Grains.Common;

namespace Actors.Grains.Accounts;

/// <summary>How an account ends: a guest of whom nothing came, a person who goes, one account that becomes another.</summary>
internal sealed partial class AccountGrain
{
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

    public async Task<Outcome<Done>> ScheduleDeletion(ScheduleDeletion command)
    {
        if (command.By != By.Platform || !Account.IsOpen)
        {
            return Account.ClosedAt is null ? AccountFaults.Unknown : Done.Now;
        }

        return await Conclude(command switch
        {
            { Now: true } => Account with { ClosedAt = clock.Now, Stamp = Account.Stamp + 1 },
            _ when command.At == Account.DeletesAt => Account,
            _ => Account with { DeletesAt = command.At, Version = Account.Version + 1 },
        });
    }

    public async Task<Outcome<Done>> Forget(ForgetPerson command)
    {
        if (command.By != By.Platform || command.User != Id)
        {
            return CommonFaults.NotAllowed;
        }

        await Avatars.RemoveOthers(database, Id, null);

        // Not emptied: whoever comes with this id again opens no account under it.
        return await Conclude(Account is { Name: "", ClosedAt: not null } ? Account : new() { CreatedAt = Account.CreatedAt, ClosedAt = Account.ClosedAt ?? clock.Now, Stamp = Account.Stamp + 1 });
    }

    public async Task<Outcome<Done>> Merge(MergeStep command) =>
        command.By == By.Platform ? await Conclude(Merging.Step(Account, Id, command, clock.Now)) : CommonFaults.NotAllowed;

    public async Task<Outcome<Done>> Move(MovePerson command)
    {
        if (command.By != By.Platform || command.From != Id || Account.MergedInto != command.To)
        {
            return CommonFaults.NotAllowed;
        }

        // Emptied before: it was handed over.
        if (Account.Name.Length == 0)
        {
            return Done.Now;
        }

        var taken = await GrainFactory.GetGrain<IHeir>(GrainId.Create("account", command.To.Value))
            .Inherit(new(command.CommandId, By.Platform, Id, JsonSerializer.Serialize(Account, ActorsJson.Options)));
        if (!taken.Succeeded)
        {
            return taken;
        }

        await Avatars.RemoveOthers(database, Id, null);
        return await Conclude(new AccountState
        {
            CreatedAt = Account.CreatedAt, ClosedAt = Account.ClosedAt, Stamp = Account.Stamp, MergedInto = Account.MergedInto, Version = Account.Version + 1,
        });
    }

    public async Task<Outcome<Done>> Inherit(Inheritance command)
    {
        if (command.By != By.Platform || !Account.Absorbing.Contains(command.From))
        {
            return CommonFaults.NotAllowed;
        }

        var other = JsonSerializer.Deserialize<AccountState>(command.Document, ActorsJson.Options)!;
        if (Account.Avatar is null && other.Avatar is not null)
        {
            await Avatars.Adopt(database, command.From, Id);
        }

        return await Conclude(Merging.Inherit(Account, other));
    }

    /// <summary>The account that this one leads to; null: it is itself.</summary>
    private IAccountGrain? Heir => Account.MergedInto is { } into ? GrainFactory.GetGrain<IAccountGrain>(into.Value) : null;
}
