using Actors.Accounts;
using Actors.Common;
using Actors.Grains.Common;
using Actors.Grains.Notifications;

namespace Actors.Grains.Accounts;

/// <summary>The mailbox around <see cref="EmailChanges"/>. Above the addresses: it claims the new one, tells the account, then frees the old one; each step may come again.</summary>
[GrainType("email-change")]
internal sealed class EmailChangeGrain([PersistentState("email-change")] IPersistentState<EmailChangeState> state, IMailPort mail, SecretKey secrets, Clock clock)
    : Grain, IEmailChangeGrain, IDueGrain, IPersonalData
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private UserId Key => UserId.Of(this.GetPrimaryKeyString());

    private IAccountGrain Account => GrainFactory.GetGrain<IAccountGrain>(Key.Value);

    public async Task<Outcome<EmailChangeView>> Ask(AskEmailChange command)
    {
        if (command.By.User != Key || await Account.Card() is not { Email: { } from })
        {
            return AccountFaults.Unknown;
        }

        var id = Actors.Common.Id.From<LinkId>(Key.Value, command.CommandId.Value);
        var hashes = (SecretKey.Hash(await secrets.Link(Letter(id, old: true))), SecretKey.Hash(await secrets.Link(Letter(id, old: false))));
        return await Save(EmailChanges.Ask(state.State, id, from, command.Email, hashes, command.Url, clock.Now), old: false);
    }

    public Task<Outcome<EmailChangeView>> View(By by) => Task.FromResult<Outcome<EmailChangeView>>(
        by.User == Key && state.State.Change is { } change ? EmailChanges.View(change) : AccountFaults.ChangeUnknown);

    public Task<Outcome<EmailChangeView>> Open(string secret)
    {
        var old = EmailChanges.IsOld(state.State, secret);
        return Task.FromResult<Outcome<EmailChangeView>>(old.Fault ?? (Outcome<EmailChangeView>)EmailChanges.View(state.State.Change!, old.Value));
    }

    public async Task<Outcome<EmailChangeView>> Confirm(AnswerEmailChange command)
    {
        var old = EmailChanges.IsOld(state.State, command.Secret ?? "");
        if (!old.Succeeded)
        {
            return old.Fault;
        }

        var confirmed = await Save(EmailChanges.Confirm(state.State, old.Value, clock.Now), old.Value);
        if (!confirmed.Succeeded)
        {
            return confirmed;
        }

        await Carry();
        return EmailChanges.View(state.State.Change!, old.Value);
    }

    public async Task<Outcome<EmailChangeView>> Stop(AnswerEmailChange command)
    {
        var old = command.Secret is { } secret ? EmailChanges.IsOld(state.State, secret) : command.By.User == Key;
        if (!old.Succeeded)
        {
            return old.Fault;
        }

        return old.Value ? await Save(EmailChanges.Stop(state.State, clock.Now), old: true) : AccountFaults.OldAddressOnly;
    }

    public async Task OnDue()
    {
        await Carry();
        if (state.State.Change is { Mailed: false, Status: EmailChangeStatus.Waiting } change && await Account.Card() is { } card)
        {
            foreach (var old in new[] { true, false })
            {
                var letter = Letter(change.Id, old);
                var url = $"{change.Url}/change-email/{Key.Value[UserId.Prefix.Length..]}{await secrets.Link(letter)}";
                await mail.Send(AccountLetters.Change(letter, change, card, old, url)).WaitAsync(s_patience);
            }

            await state.Save(state.State with { Change = change with { Mailed = true }, NextDue = null }, this);
        }
        else if (state.State.NextDue is not null)
        {
            await state.Save(state.State with { NextDue = null }, this);
        }
    }

    public Task<Outcome<Done>> Forget(ForgetPerson command) => state.Forget(command, this);

    public Task<Outcome<Done>> Move(MovePerson command) => state.End(command, this);

    private async Task Carry()
    {
        if (state.State.Change is not { } change || !EmailChanges.IsAgreed(change) || !EmailAddress.TryParse(change.To, out var to))
        {
            return;
        }

        var command = new CommandId(change.Id.Value);
        var claimed = await Address(to).Claim(new(command, Key, to, AddressProof.ChangeOfAddress));
        if (claimed.Succeeded)
        {
            await Account.MoveEmail(new(command, to));
            if (EmailAddress.TryParse(change.From, out var from) && from.Normalized != to.Normalized)
            {
                await Address(from).Release(new(command, Key));
            }
        }

        await state.Save(state.State with { Change = change with { Status = claimed.Succeeded ? EmailChangeStatus.Done : EmailChangeStatus.Taken, Mailed = true }, NextDue = null }, this);
    }

    private async Task<Outcome<EmailChangeView>> Save(Outcome<EmailChangeState> next, bool old)
    {
        if (!next.Succeeded)
        {
            return next.Fault;
        }

        if (!ReferenceEquals(next.Value, state.State))
        {
            await state.Save(next.Value, this);
        }

        return EmailChanges.View(state.State.Change!, old);
    }

    private static string Letter(LinkId id, bool old) => $"{id}/{(old ? "old" : "new")}";

    private IEmailAddressGrain Address(EmailAddress address) => GrainFactory.GetGrain<IEmailAddressGrain>(address.Id.Value);
}
