using System.Collections.Immutable;
using System.Globalization;
using Actors.Accounts;
using Actors.Common;
using Actors.Grains.Common;
using Actors.Grains.Notifications;
using Actors.Organizations;
using Actors.Trust;
using Microsoft.Extensions.Logging;

namespace Actors.Grains.Trust;

/// <summary>The mailbox around <see cref="Guardianship"/>. The letter with the link is sent before the answer: its secret is stored nowhere, so nobody could send it later.</summary>
[GrainType("guardians")]
internal sealed partial class GuardiansGrain(
    [PersistentState("guardians")] IPersistentState<GuardiansState> state, IMailPort mail, Clock clock, ILogger<GuardiansGrain> log)
    : Grain, IGuardiansGrain, IDueGrain, IPersonalData, IHeir
{
    /// <summary>A provider that hangs must not keep the minor waiting.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private UserId Key => UserId.Of(this.GetPrimaryKeyString());

    private IAccountGrain Account => GrainFactory.GetGrain<IAccountGrain>(Key.Value);

    public async Task<Outcome<ConsentView>> Ask(AskGuardian command)
    {
        if (command.By.User != Key)
        {
            return CommonFaults.NotAllowed;
        }

        if (await GrainFactory.GetGrain<IOrganizationGrain>(command.Organization.Value).Terms() is not { } terms)
        {
            return OrganizationFaults.Unknown;
        }

        var card = await Account.Card();
        var own = EmailAddress.TryParse(card?.Email, out var address) ? address.Normalized : "";
        var next = Guardianship.Ask(state.State, Id.From<ConsentId>(Key.Value, command.CommandId.Value), command, await Account.DateOfBirth(), own, clock.Now);
        if (!next.Succeeded)
        {
            return next.Fault;
        }

        if (ReferenceEquals(next.Value, state.State))
        {
            return Guardianship.View(Guardianship.Asked(state.State, command), Key);
        }

        if (Guardianship.LettersOfMinor(state.State, clock.Now) >= Guardianship.MostLettersOfMinor)
        {
            return TrustFaults.TooManyLetters;
        }

        var asked = Guardianship.Asked(next.Value, command);
        var letter = string.Create(CultureInfo.InvariantCulture, $"{asked.Id}/question/{asked.AnswerBy.UtcDateTime:yyyyMMdd'T'HHmmss}");
        var admitted = await GrainFactory.GetGrain<IGuardianAddressGrain>(command.Guardian.Id.Value).Admit(letter);
        if (!admitted.Succeeded)
        {
            return admitted.Fault;
        }

        // Before it is sent, so that no link is out that nobody knows.
        await state.Save(next.Value, this);
        if (!await Sent(GuardianLetters.Question(asked, letter, terms.Name, command.Url)))
        {
            return TrustFaults.NotReached;
        }

        await state.Save(Guardianship.Mailed(state.State, asked.Id, clock.Now), this);
        return ViewOf(asked.Id);
    }

    public Task<Outcome<ConsentView>> Open(GuardianLink link)
    {
        var found = Guardianship.Find(state.State, link, clock.Now);
        return Task.FromResult(found.Succeeded ? Guardianship.View(found.Value, Key) : (Outcome<ConsentView>)found.Fault);
    }

    public async Task<Outcome<ConsentView>> Answer(AnswerConsent command)
    {
        var found = Guardianship.Find(state.State, command.Link, clock.Now);
        if (!found.Succeeded)
        {
            return found.Fault;
        }

        if (Guardianship.Check(found.Value, command) is { } fault)
        {
            return fault;
        }

        // Signed first: a signature without consent allows nothing, and the repeat after a crash signs nothing twice.
        foreach (var read in command.Consents && !command.Waivers.IsDefault ? command.Waivers : [])
        {
            var signed = await GrainFactory.GetGrain<ISignaturesGrain>(Key.Value)
                .SignAsGuardian(new(read.Waiver, read.Version, read.Hash, command.Name!, found.Value.Id.Value));
            if (!signed.Succeeded)
            {
                return signed.Fault;
            }
        }

        await Save(Guardianship.Answer(state.State, found.Value, command, clock.Now));
        return ViewOf(found.Value.Id);
    }

    public async Task<Outcome<ConsentView>> Revoke(RevokeConsent command)
    {
        if (command.Link is null && !command.By.IsAdmin)
        {
            return CommonFaults.NotAllowed;
        }

        if (command.Link is { } link)
        {
            var found = Guardianship.Find(state.State, link, clock.Now);
            if (found.Value?.Id != command.Consent)
            {
                return found.Fault ?? TrustFaults.UnknownLink;
            }
        }

        var next = Guardianship.Revoke(state.State, command.Consent, clock.Now);
        if (!next.Succeeded)
        {
            return next.Fault;
        }

        await Save(next.Value);
        return ViewOf(command.Consent);
    }

    public async Task<Outcome<Done>> WriteNoMore(GuardianLink link)
    {
        var found = Guardianship.Find(state.State, link, clock.Now);
        if (!found.Succeeded)
        {
            return found.Fault;
        }

        if (EmailAddress.TryParse(found.Value.Guardian, out var address))
        {
            await GrainFactory.GetGrain<IGuardianAddressGrain>(address.Id.Value).Block();
        }

        return Done.Now;
    }

    public Task<Outcome<ImmutableArray<ConsentView>>> View(By by) => Task.FromResult<Outcome<ImmutableArray<ConsentView>>>(
        by.User == Key || by.IsAdmin ? state.State.Consents.Reverse().Select(c => Guardianship.View(c, Key)).ToImmutableArray() : CommonFaults.NotAllowed);

    public Task<bool> Allows(OrganizationId organization, OpportunityId opportunity) => Task.FromResult(Guardianship.Allows(state.State, organization, opportunity));

    /// <summary>The minor hears of the answer. Told before it is written down: a crash between the two sends the same letter again, never none.</summary>
    public async Task OnDue()
    {
        var next = state.State;
        foreach (var consent in next.Consents.Where(c => !c.Told))
        {
            if (await Account.Card() is { Email: { } address } card)
            {
                await mail.Send(GuardianLetters.Answer(consent, card, address)).WaitAsync(s_patience);
            }

            next = next with { Consents = next.Consents.Replace(consent, consent with { Told = true }) };
        }

        await Save(next);
    }

    public Task<Outcome<Done>> Forget(ForgetPerson command) => state.Forget(command, this);

    public Task<Outcome<Done>> Move(MovePerson command) => state.HandOver(command, this, GrainFactory);

    public Task<Outcome<Done>> Inherit(Inheritance command) => state.Inherit(command, this, Guardianship.Join);

    private Outcome<ConsentView> ViewOf(ConsentId id) => Guardianship.View(state.State.Consents.First(c => c.Id == id), Key);

    /// <summary>Whoever is to hear of an answer makes the state due at once.</summary>
    private Task Save(GuardiansState next)
    {
        DateTimeOffset? due = next.Consents.Any(c => !c.Told) ? next.NextDue ?? clock.Now : null;
        var settled = due == next.NextDue ? next : next with { NextDue = due };
        return ReferenceEquals(settled, state.State) ? Task.CompletedTask : state.Save(settled, this);
    }

    private async Task<bool> Sent(Mail letter)
    {
        try
        {
            return (await mail.Send(letter).WaitAsync(s_patience)).Accepted;
        }
        catch (Exception exception)
        {
            LetterFailed(exception, letter.About);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The letter of {Consent} was not taken")]
    private partial void LetterFailed(Exception exception, string consent);
}
