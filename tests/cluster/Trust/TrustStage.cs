using Actors.Accounts;
using Actors.Common;
using Actors.Opportunities;
using Actors.Organizations;
using Actors.Tests.Cluster.Opportunities;
using Actors.Trust;
using static Actors.Tests.Cluster.Opportunities.OpportunityCluster;

namespace Actors.Tests.Cluster.Trust;

/// <summary>What people bring and sign, over an organization and its owner.</summary>
internal sealed class TrustStage(OpportunityCluster stage)
{
    private int _letters;

    public IWaiverGrain Waiver(WaiverId id) => stage.Cluster.Grains.GetGrain<IWaiverGrain>(id.Value);

    public ICredentialsGrain Credentials(By who) => stage.Cluster.Grains.GetGrain<ICredentialsGrain>(who.User!.Value.Value);

    public ISignaturesGrain Signatures(By who) => stage.Cluster.Grains.GetGrain<ISignaturesGrain>(who.User!.Value.Value);

    public IGuardiansGrain Guardians(By who) => stage.Cluster.Grains.GetGrain<IGuardiansGrain>(who.User!.Value.Value);

    /// <summary>An organization of the same owner.</summary>
    public async Task<OrganizationId> OtherOrganization()
    {
        var organization = Id.New<OrganizationId>(Guid.CreateVersion7());
        Told(await stage.Cluster.Grains.GetGrain<IOrganizationGrain>(organization.Value).Create(new(
            CommandId.New(), stage.Owner, new("Other Kitchen", null, null, "other@kitchen.example", null, null, null, null))));
        return organization;
    }

    public async Task Born(By who, int year) => Told(await stage.Cluster.Grains.GetGrain<IAccountGrain>(who.User!.Value.Value).SetDateOfBirth(new(CommandId.New(), who, new(year, 1, 1))));

    /// <summary>Somebody of fifteen, as their token says.</summary>
    public async Task<By> Minor(string name)
    {
        var who = await stage.Cluster.Person(name);
        await Born(who, stage.Cluster.Now.Year - 15);
        return who with { MinorUntil = (await stage.Cluster.Grains.GetGrain<IAccountGrain>(who.User!.Value.Value).Credentials())!.MinorUntil };
    }

    public async Task<WaiverVersionView> Published(WaiverVersionView? before = null, string text = "Garden tools are sharp; I use them as shown.", OrganizationId? organization = null, int? days = null)
    {
        var id = before?.Waiver ?? Id.New<WaiverId>(Guid.CreateVersion7());
        var terms = new WaiverTerms("Garden work", text, ValidForDays: days);
        Told(before is null
            ? await Waiver(id).Draft(new(CommandId.New(), stage.Owner, organization ?? stage.Organization, terms))
            : await Waiver(id).Edit(new(CommandId.New(), stage.Owner, terms, null)));
        return Told(await Waiver(id).Publish(new(CommandId.New(), stage.Owner))).Current!;
    }

    public Task<Outcome<SignatureView>> Sign(By who, WaiverVersionView waiver) =>
        Signatures(who).Sign(new(CommandId.New(), who, waiver.Waiver, waiver.Number, waiver.Hash, who.Name));

    public async Task<SignatureView> Signed(By who, WaiverVersionView waiver) => Told(await Sign(who, waiver));

    public async Task<CredentialView> Recorded(By who, string kind, OrganizationId? organization = null, DateOnly? expires = null) =>
        Told(await Credentials(who).Record(new(CommandId.New(), stage.Owner, organization ?? stage.Organization, kind, "Red Cross", "77", null, expires)));

    public async Task<CredentialView> Decided(By who, CredentialId credential, CredentialStatus status) =>
        Told(await Credentials(who).Decide(new(CommandId.New(), stage.Owner, credential, stage.Organization, status, "Checked.")));

    public AskGuardian Question(By minor, OpportunityView about, string guardian = "parent@example.org", string? secret = null)
    {
        Assert.True(EmailAddress.TryParse(guardian, out var address));
        var hash = secret ?? $"{++_letters:d64}";
        return new(CommandId.New(), minor, address, about.Organization, about.Id, new(hash), $"https://actors.example/guardian/{hash}");
    }

    public async Task<ConsentView> Consented(By minor, OpportunityView about, string guardian = "parent@example.org", ConsentScope scope = ConsentScope.Event)
    {
        var question = Question(minor, about, guardian);
        Told(await Guardians(minor).Ask(question));
        return Told(await Guardians(minor).Answer(new(CommandId.New(), question.Link, true, "Mary Parent", true, scope, [])));
    }

    public async Task Revoked(By minor, ConsentId consent) => Told(await Guardians(minor).Revoke(new(CommandId.New(), By.Platform, consent, null)));
}
