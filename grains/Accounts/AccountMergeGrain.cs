using System.Globalization;
using Actors.Accounts;
using Actors.Common;
using Actors.Grains.Common;
using Actors.Grains.Notifications;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using Orleans.Configuration;

namespace Actors.Grains.Accounts;

/// <summary>
/// The mailbox around <see cref="Merging"/>. Above all that refers to accounts: it has both agree, closes the old one, looks in the catalogue
/// (<see cref="AccountReferences"/>) for what is its, and has each hand over. Each step is written down and may come again.
/// </summary>
[GrainType("account-merge")]
internal sealed partial class AccountMergeGrain(
    [PersistentState("account-merge")] IPersistentState<MergeState> state, NpgsqlDataSource database, IMailPort mail, Clock clock, IOptions<ClusterOptions> cluster, ILogger<AccountMergeGrain> log)
    : Grain, IAccountMergeGrain, IDueGrain
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private MergeState Known => state.State;

    private UserId Key => UserId.Of(this.GetPrimaryKeyString());

    private UserId Into => Known.Into!.Value;

    /// <summary>Of its own: many grains have the old account's key, and a client's command takes effect once by key.</summary>
    private CommandId Command => new($"merge/{Known.Command}");

    private string Service => cluster.Value.ServiceId;

    public async Task<Outcome<MergeView>> Ask(AskMerge command)
    {
        if (command.By.User is not { } one || command.Other.User is not { } two)
        {
            return AccountFaults.MergeUnproven;
        }

        if (one == two)
        {
            return AccountFaults.MergeSame;
        }

        if (!(one == Key && two == command.Into) && !(two == Key && one == command.Into))
        {
            return CommonFaults.NotAllowed;
        }

        if (Known.Progress == MergeProgress.None)
        {
            if (await Account(Key).Credentials() is null || await Account(Key).Card() is not { } card)
            {
                return AccountFaults.Unknown;
            }

            var before = await AccountMoves.Hours(database, Service, Key, command.Into);
            await AccountMoves.Record(database, Key, command.Into, "ASKED", [$"account/{Key}"], clock.Now, new { by = one, and = two });
            await Save(Merging.Ask(command, card, before, clock.Now));
        }
        else if (Into != command.Into)
        {
            return AccountFaults.MergeUnderWay;
        }

        return await Decide() is { } fault ? fault : Merging.View(Key, Known);
    }

    public Task<Outcome<MergeView>> View(By by) => Task.FromResult<Outcome<MergeView>>(
        Known.Into is { } into && Known.Progress > MergeProgress.Asked && (by.IsAdmin || by.User == Key || by.User == into) ? Merging.View(Key, Known) : AccountFaults.MergeUnknown);

    public Task OnDue() => Known.Progress switch
    {
        MergeProgress.Asked => Decide(),
        MergeProgress.Closed => Begin(),
        MergeProgress.Moving => Move(),
        MergeProgress.Settling => Look(),
        _ => Save(Known.NextDue is null ? Known : Known with { NextDue = null }),
    };

    /// <summary>Null: it is decided. Each account has its say in a commit of its own, and what was said is taken back where it does not come to it.</summary>
    private async Task<Fault?> Decide()
    {
        if (Known.Progress != MergeProgress.Asked)
        {
            return null;
        }

        var decided = await Account(Key).Merge(Step(MergeStage.Prepare, Into));
        if (decided.Succeeded)
        {
            decided = await Account(Into).Merge(Step(MergeStage.Admit, Key));
            if (decided.Succeeded)
            {
                decided = await Account(Key).Merge(Step(MergeStage.Close, Into));
            }
        }

        if (decided.Succeeded)
        {
            await Save(Known with { Progress = MergeProgress.Closed, NextDue = clock.Now });
            return null;
        }

        await Account(Key).Merge(Step(MergeStage.Withdraw, Into));
        await Account(Into).Merge(Step(MergeStage.Withdraw, Key));
        await Save(new());
        return decided.Fault;
    }

    /// <summary>Whoever is signed in to the old account is so no more; both addresses hear of it, in case it was not their reader who asked.</summary>
    private async Task Begin()
    {
        await GrainFactory.GetGrain<ISessionsGrain>(Key.Value).EndAll(new(Command, By.Platform));
        await AccountMoves.Record(database, Key, Into, "CLOSED", [$"account/{Key}"], clock.Now, Known.Before);
        if (await Account(Into).Card() is { } card)
        {
            await Tell(card, Known.Email, "old");
            await Tell(card, card.Email, "new");
        }

        await Save(Known with { Progress = MergeProgress.Moving, NextDue = clock.Now });
    }

    private async Task Move()
    {
        if (Known.Left.IsEmpty)
        {
            await Look();
            return;
        }

        var some = Known.Left.Take(Merging.AtOnce).ToList();
        foreach (var grain in some)
        {
            var moved = await GrainFactory.GetGrain<IPersonalData>(GrainId.Parse(grain, CultureInfo.InvariantCulture)).Move(new(Command, By.Platform, Key, Into));
            if (!moved.Succeeded)
            {
                throw new InvalidOperationException($"{grain} does not move: {moved.Fault.Code}");
            }
        }

        await AccountMoves.Record(database, Key, Into, "MOVED", some, clock.Now);
        await Save(Merging.MovedSome(Known, some.Count, clock.Now));
    }

    /// <summary>Until there is nothing left; then the account itself, whose words complete those of the other.</summary>
    private async Task Look()
    {
        var found = await AccountMoves.Find(database, Service, Key);
        await AccountMoves.Record(database, Key, Into, "FOUND", found, clock.Now);
        await AccountMoves.RecordRegistrations(database, Key, Into, clock.Now);
        if (found.Count > 0)
        {
            await Save(Merging.Found(Known, found, clock.Now));
            return;
        }

        await GrainFactory.GetGrain<IPersonalData>(GrainId.Create("account", Key.Value)).Move(new(Command, By.Platform, Key, Into));
        await Account(Into).Merge(Step(MergeStage.Withdraw, Key));
        var after = await AccountMoves.Hours(database, Service, Key, Into);
        await AccountMoves.Record(database, Key, Into, "DONE", [$"account/{Key}"], clock.Now, after);
        await Save(Merging.Settle(Known, after, clock.Now));
    }

    private async Task Tell(AccountCard card, string? to, string which)
    {
        if (to is not { Length: > 0 })
        {
            return;
        }

        var letter = AccountLetters.Merged($"{Key}/merge/{which}", card, to, Known.Email ?? "", Known.Language ?? card.Language);
        var receipt = await mail.Send(letter).WaitAsync(s_patience);
        if (!receipt.Accepted)
        {
            NotTaken(letter.Id, receipt.Failure);
        }
    }

    private MergeStep Step(MergeStage stage, UserId other) => new(Command, By.Platform, stage, other);

    private IAccountGrain Account(UserId user) => GrainFactory.GetGrain<IAccountGrain>(user.Value);

    private Task Save(MergeState next) => ReferenceEquals(next, Known) ? Task.CompletedTask : state.Save(next, this);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The letter {Letter} was not taken: {Failure}")]
    private partial void NotTaken(string letter, string? failure);
}
