using System.Collections.Immutable;
using Actors.Accounts;
using Actors.Common;
using Actors.Grains.Common;
using Actors.Grains.Notifications;
using Actors.Opportunities;
using Actors.Organizations;
using Actors.Trust;
using Microsoft.Extensions.Logging;

namespace Actors.Grains.Trust;

/// <summary>The mailbox around <see cref="Credentials"/> and <see cref="ExpiryReminders"/>.</summary>
[GrainType("credentials")]
internal sealed partial class CredentialsGrain(
    [PersistentState("credentials")] IPersistentState<CredentialsState> state, ITaxonomy taxonomy, IMailPort mail, Clock clock, ILogger<CredentialsGrain> log)
    : Grain, ICredentialsGrain, IDueGrain, IPersonalData, IHeir
{
    private UserId Key => UserId.Of(this.GetPrimaryKeyString());

    public async Task<Outcome<CredentialView>> Claim(ClaimCredential command)
    {
        if (command.By.User != Key)
        {
            return CommonFaults.NotAllowed;
        }

        if (command.Organization is { } shown && await GrainFactory.GetGrain<IOrganizationGrain>(shown.Value).Terms() is null)
        {
            return OrganizationFaults.Unknown;
        }

        var id = IdOf(command.CommandId);
        return await Change(Credentials.Claim(state.State, id, command, Known(command.Kind), clock.Now), id, null);
    }

    public async Task<Outcome<CredentialView>> Share(ShareCredential command)
    {
        if (command.By.User != Key)
        {
            return CommonFaults.NotAllowed;
        }

        return await GrainFactory.GetGrain<IOrganizationGrain>(command.Organization.Value).Terms() is null
            ? OrganizationFaults.Unknown
            : await Change(Credentials.Share(state.State, command.Credential, command.Organization), command.Credential, null);
    }

    public async Task<Outcome<CredentialView>> Record(RecordCredential command)
    {
        if (await Refusal(command.By, command.Organization) is { } refusal)
        {
            return refusal;
        }

        if (await Account.Card() is null)
        {
            return TrustFaults.UnknownPerson;
        }

        var id = IdOf(command.CommandId);
        return await Change(Credentials.Record(state.State, id, command, Known(command.Kind), clock.Now), id, command.Organization);
    }

    public async Task<Outcome<CredentialView>> Decide(DecideCredential command) =>
        await Refusal(command.By, command.Organization) is { } refusal
            ? refusal
            : await Change(Credentials.Decide(state.State, command, clock.Now), command.Credential, command.Organization);

    public async Task<Outcome<Done>> Withdraw(WithdrawCredential command)
    {
        if (command.By.User != Key)
        {
            return CommonFaults.NotAllowed;
        }

        var next = Credentials.Withdraw(state.State, command.Credential);
        if (!next.Succeeded)
        {
            return next.Fault;
        }

        await Save(next.Value);
        return Done.Now;
    }

    public async Task<Outcome<ImmutableArray<CredentialView>>> View(By by, OrganizationId? organization)
    {
        if (organization is not { } asks)
        {
            return by.User == Key || by.IsAdmin ? Views(state.State.Items, null) : CommonFaults.NotAllowed;
        }

        return await GrainFactory.GetGrain<IOrganizationGrain>(asks.Value).Allows(by, Permission.CheckCredentials)
            ? Views(state.State.Items.Where(i => i.SharedWith.Contains(asks)), asks)
            : TrustFaults.NotAllowed;
    }

    public Task<ImmutableArray<CredentialFact>> Facts(OrganizationId organization) => Task.FromResult(Credentials.Facts(state.State, organization));

    /// <summary>Told before it is written down: a crash between the two sends the same letter again, never none.</summary>
    public async Task OnDue()
    {
        var next = state.State;
        var due = ExpiryReminders.Due(next, clock.Now).ToList();
        var card = due.Count == 0 ? null : await Account.Card();
        foreach (var (item, days) in due)
        {
            if (card?.Email is { } address)
            {
                var receipt = await mail.Send(ExpiryReminders.Write(item, days, NameOf(item.Kind), card, address));
                if (!receipt.Accepted)
                {
                    LetterRefused(item.Id, receipt.Failure);
                }
            }

            next = ExpiryReminders.Reminded(next, item, days);
        }

        await Save(next);
    }

    public Task<Outcome<Done>> Forget(ForgetPerson command) => state.Forget(command, this);

    public Task<Outcome<Done>> Move(MovePerson command) => state.HandOver(command, this, GrainFactory);

    public Task<Outcome<Done>> Inherit(Inheritance command) => state.Inherit(command, this, Credentials.Join);

    private ImmutableArray<CredentialView> Views(IEnumerable<StoredCredential> items, OrganizationId? organization) =>
        [.. items.Select(i => Credentials.View(i, Key, organization, clock.Now))];

    private IAccountGrain Account => GrainFactory.GetGrain<IAccountGrain>(Key.Value);

    private CredentialId IdOf(CommandId command) => Id.From<CredentialId>(Key.Value, command.Value);

    private bool Known(string kind) => kind == Credential.BackgroundCheck || taxonomy.TryQualification(kind ?? "", out _);

    private string NameOf(string kind) => taxonomy.TryQualification(kind, out var known) ? known.Name : "Background check";

    /// <summary>Members who check credentials decide for their organization, administrators for everywhere; nobody about themselves.</summary>
    private async Task<Fault?> Refusal(By by, OrganizationId? organization)
    {
        if (by.User == Key)
        {
            return TrustFaults.OwnCredential;
        }

        var allowed = organization is { } asks ? await GrainFactory.GetGrain<IOrganizationGrain>(asks.Value).Allows(by, Permission.CheckCredentials) : by.IsAdmin;
        return allowed ? null : TrustFaults.NotAllowed;
    }

    private async Task<Outcome<CredentialView>> Change(Outcome<CredentialsState> next, CredentialId id, OrganizationId? organization)
    {
        if (!next.Succeeded)
        {
            return next.Fault;
        }

        await Save(next.Value);
        return Credentials.View(state.State.Items.First(i => i.Id == id), Key, organization, clock.Now);
    }

    private Task Save(CredentialsState next)
    {
        var settled = ExpiryReminders.Settle(next);
        return ReferenceEquals(settled, state.State) ? Task.CompletedTask : state.Save(settled, this);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The reminder of {Credential} was refused: {Failure}")]
    private partial void LetterRefused(CredentialId credential, string? failure);
}
