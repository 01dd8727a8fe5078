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
/// The mailbox around <see cref="Deletion"/>. Above all that remembers people: it closes the account, looks in the catalogue
/// (<see cref="AccountReferences"/>) for what does, and has each forget. Each step is written down and may come again.
/// </summary>
[GrainType("account-deletion")]
internal sealed partial class AccountDeletionGrain(
    [PersistentState("account-deletion")] IPersistentState<DeletionState> state,
    NpgsqlDataSource database,
    IMailPort mail,
    Clock clock,
    IOptions<ClusterOptions> cluster,
    ILogger<AccountDeletionGrain> log) : Grain, IAccountDeletionGrain, IDueGrain
{
    /// <summary>Between a grain and the id that it is to forget, when that is one of before.</summary>
    private const char Under = '|';

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private DeletionState Known => state.State;

    private UserId Key => UserId.Of(this.GetPrimaryKeyString());

    private IAccountGrain Account => GrainFactory.GetGrain<IAccountGrain>(Key.Value);

    public async Task<Outcome<DeletionView>> Ask(AskDeletion command)
    {
        if (command.By.User != Key || await Account.Credentials() is null)
        {
            return AccountFaults.Unknown;
        }

        if (Known.Step == DeletionStep.None && await SoleOwner() is { } organization)
        {
            return AccountFaults.SoleOwner.With("organization", organization);
        }

        await Save(Deletion.Ask(Known, clock.Now));
        await Account.ScheduleDeletion(new(Command, By.Platform, Known.DeletesAt));
        return View();
    }

    public async Task<Outcome<Done>> Stop(StopDeletion command)
    {
        if (command.By.User != Key)
        {
            return AccountFaults.Unknown;
        }

        var stopped = await state.Save(Deletion.Stop(Known), this);
        return stopped.Succeeded ? await Account.ScheduleDeletion(new(Command, By.Platform, null)) : stopped;
    }

    public Task<Outcome<DeletionView>> View(By by) =>
        Task.FromResult<Outcome<DeletionView>>(by.User == Key && Known.Step is DeletionStep.Asked or DeletionStep.Waiting ? View() : AccountFaults.NoDeletion);

    public Task OnDue() => Known.Step switch
    {
        DeletionStep.Asked => Tell(),
        DeletionStep.Waiting => Close(),
        DeletionStep.Closed => Find(),
        DeletionStep.Forgetting => Forget(),
        _ => Save(Known with { NextDue = null }),
    };

    private async Task Tell()
    {
        // What a crash after the asking left undone: whoever logs in has to see it.
        await Account.ScheduleDeletion(new(Command, By.Platform, Known.DeletesAt));
        if (await Account.Card() is { Email: { } to } card)
        {
            await Send(AccountLetters.Deletion(Letter("asked"), card, to, Known.DeletesAt!.Value));
        }

        await Save(Deletion.Told(Known));
    }

    private async Task Close()
    {
        if (Known.DeletesAt > clock.Now)
        {
            return;
        }

        if (await Account.Credentials() is { } account)
        {
            if (await SoleOwner() is { } organization)
            {
                await Save(Deletion.HoldUp(Known, clock.Now));
                await Account.ScheduleDeletion(new(Command, By.Platform, Known.DeletesAt));
                if (await Account.Card() is { Email: { } to } card)
                {
                    await Send(AccountLetters.HeldUp(Letter($"held-up-{Known.DeletesAt!.Value.ToUnixTimeSeconds()}"), card, to, organization, Known.DeletesAt!.Value));
                }

                return;
            }

            // Written down before the account closes: afterwards nobody knows where the last letter goes.
            await Save(Deletion.Close(Known, account, (await Account.Card())?.Language ?? "en", clock.Now));
        }
        else
        {
            await Save(Known with { Step = DeletionStep.Closed, NextDue = clock.Now });
        }
    }

    private async Task Find()
    {
        await Account.ScheduleDeletion(new(Command, By.Platform, null, Now: true));
        await GrainFactory.GetGrain<ISessionsGrain>(Key.Value).EndAll(new(Command, By.Platform));

        // What says what happened under the ids of accounts that were merged into this one is about the same person.
        List<string> found = [];
        foreach (var former in await AccountTraces.Former(database, Key))
        {
            found.AddRange((await AccountTraces.Find(database, cluster.Value.ServiceId, former)).Where(g => g != $"account/{former}").Select(g => $"{g}{Under}{former}"));
        }

        await Save(Deletion.Found(Known, [.. found, .. await AccountTraces.Find(database, cluster.Value.ServiceId, Key)], clock.Now));
    }

    private async Task Forget()
    {
        var some = Known.Left.Take(Deletion.AtOnce).ToList();
        foreach (var grain in some)
        {
            var (id, user) = grain.Split(Under) is [var known, var former] ? (known, UserId.Of(former)) : (grain, Key);
            var forgotten = await GrainFactory.GetGrain<IPersonalData>(GrainId.Parse(id, System.Globalization.CultureInfo.InvariantCulture)).Forget(new(Command, By.Platform, user));
            if (!forgotten.Succeeded)
            {
                throw new InvalidOperationException($"{grain} does not forget: {forgotten.Fault.Code}");
            }
        }

        if (some.Count == Known.Left.Length)
        {
            foreach (var former in await AccountTraces.Former(database, Key))
            {
                await AccountTraces.Clear(database, former, null);
            }

            await AccountTraces.Clear(database, Key, Known.Email);
            if (Known.Email is { Length: > 0 } to)
            {
                await Send(AccountLetters.Deleted(Letter("done"), Known.Name ?? "", Known.Language ?? "en", to));
            }
        }

        await Save(Deletion.Forgotten(Known, some.Count, clock.Now));
    }

    /// <summary>The name of an organization that would have no owner any more; null: there is none.</summary>
    private Task<string?> SoleOwner() => AccountTraces.SoleOwner(database, cluster.Value.ServiceId, Key);

    private async Task Send(Mail letter)
    {
        var receipt = await mail.Send(letter).WaitAsync(s_patience);
        if (!receipt.Accepted)
        {
            NotTaken(letter.Id, receipt.Failure);
        }
    }

    /// <summary>Of its own: the account has the same key, and a client's command takes effect once by key.</summary>
    private CommandId Command => new(Letter("step"));

    private string Letter(string what) => $"{Key}/deletion-{Known.AskedAt?.ToUnixTimeSeconds()}/{what}";

    private Task Save(DeletionState next) => ReferenceEquals(next, Known) ? Task.CompletedTask : state.Save(next, this);

    private DeletionView View() => new(Known.AskedAt!.Value, Known.DeletesAt!.Value);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The letter {Letter} was not taken: {Failure}")]
    private partial void NotTaken(string letter, string? failure);
}
