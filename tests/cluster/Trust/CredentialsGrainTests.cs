using Actors.Common;
using Actors.Organizations;
using Actors.Tests.Cluster.Common;
using Actors.Tests.Cluster.Opportunities;
using Actors.Trust;
using static Actors.Tests.Cluster.Opportunities.OpportunityCluster;

namespace Actors.Tests.Cluster.Trust;

public sealed class CredentialsGrainTests : IAsyncLifetime
{
    private OpportunityCluster _stage = null!;
    private TrustStage _trust = null!;
    private By _ada = null!;

    public async ValueTask InitializeAsync()
    {
        _stage = await Start();
        _trust = new(_stage);
        _ada = await _stage.Cluster.Person("Ada");
    }

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    [Fact]
    public async Task Only_members_who_check_credentials_and_administrators_decide_and_nobody_about_themselves()
    {
        var coordinator = await _stage.Cluster.Person("Cora");
        var organization = _stage.Cluster.Grains.GetGrain<IOrganizationGrain>(_stage.Organization.Value);
        Told(await organization.SetMember(new(CommandId.New(), _stage.Owner, coordinator.User!.Value, OrganizationRole.Coordinator, null, [])));
        var claim = Told(await _trust.Credentials(_ada).Claim(Claim()));

        Assert.Equal(TrustFaults.NotAllowed, (await Decide(coordinator, claim.Id)).Fault);
        Assert.Equal(TrustFaults.NotAllowed, (await _trust.Credentials(_ada).View(coordinator, _stage.Organization)).Fault);
        Assert.Equal(TrustFaults.OwnCredential, (await Decide(_ada with { Role = PlatformRole.Admin }, claim.Id)).Fault);
        Assert.Equal(TrustFaults.NotAllowed, (await _trust.Credentials(_ada).Decide(new(CommandId.New(), _stage.Owner, claim.Id, null, CredentialStatus.Confirmed, null))).Fault);
        Assert.Equal(TrustFaults.UnknownCredential, (await _trust.Credentials(_ada).Decide(new(CommandId.New(), _stage.Owner, claim.Id, await _trust.OtherOrganization(), CredentialStatus.Confirmed, null))).Fault);
        Assert.Equal(CommonFaults.NotAllowed, (await _trust.Credentials(_ada).View(_stage.Owner, null)).Fault);
        Assert.Equal(TrustFaults.UnknownPerson, (await _trust.Credentials(Someone("Nobody")).Record(Record())).Fault);
        Assert.Equal(CredentialStatus.Claimed, Assert.Single(await _trust.Credentials(_ada).Facts(_stage.Organization)).Status);

        Told(await organization.SetMember(new(CommandId.New(), _stage.Owner, coordinator.User!.Value, OrganizationRole.Coordinator, null, [Permission.CheckCredentials])));
        Assert.Equal(CredentialStatus.Confirmed, Told(await Decide(coordinator, claim.Id)).Status);
        Assert.Equal(CredentialStatus.Confirmed, Assert.Single(await _trust.Credentials(_ada).Facts(_stage.Organization)).Status);
    }

    [Fact]
    public async Task A_claim_repeated_after_a_failed_write_or_a_lost_answer_is_one_claim()
    {
        var claim = Claim();
        _stage.Cluster.Storage.FailNext("credentials", WriteFault.Refused);
        await Assert.ThrowsAnyAsync<Exception>(() => _trust.Credentials(_ada).Claim(claim));
        Assert.Empty(Told(await _trust.Credentials(_ada).View(_ada, null)));
        _stage.Cluster.Storage.FailNext("credentials", WriteFault.AnswerLost);
        await Assert.ThrowsAnyAsync<Exception>(() => _trust.Credentials(_ada).Claim(claim));

        var told = Told(await _trust.Credentials(_ada).Claim(claim));

        Assert.Equal(told.Id, Assert.Single(Told(await _trust.Credentials(_ada).View(_ada, null))).Id);
        Told(await _trust.Credentials(_ada).Withdraw(new(CommandId.New(), _ada, told.Id)));
        Assert.Empty(Told(await _trust.Credentials(_ada).View(_ada, null)));
    }

    [Fact]
    public async Task The_person_is_told_30_and_7_days_before_the_end_each_once_even_when_a_write_fails_in_between()
    {
        var end = DateOnly.FromDateTime(_stage.Cluster.Now.UtcDateTime).AddDays(60);
        await _trust.Recorded(_ada, "first-aid", expires: end);

        await _stage.Cluster.Pass(28.Days());
        Assert.Equal(0, await Letters());
        _stage.Cluster.Storage.FailNext("credentials", WriteFault.Refused);
        await _stage.Cluster.Pass(4.Days());
        Assert.Equal(1, await Letters());
        await _stage.Cluster.Pass(60.Days());

        Assert.Equal(2, await Letters());
        Assert.Equal(0, await _stage.Cluster.Scalar<long>("select count(*) from grain_state where next_due is not null and state_name = 'credentials'"));
    }

    private Task<long> Letters() => _stage.Cluster.Scalar<long>("select count(*) from outbox_message where subject like 'First aid ends on %'");

    private ClaimCredential Claim() => new(CommandId.New(), _ada, "first-aid", "Red Cross", "77", null, null, _stage.Organization);

    private RecordCredential Record() => new(CommandId.New(), _stage.Owner, _stage.Organization, "first-aid", "Red Cross", null, null, null);

    private Task<Outcome<CredentialView>> Decide(By by, CredentialId credential) =>
        _trust.Credentials(_ada).Decide(new(CommandId.New(), by, credential, _stage.Organization, CredentialStatus.Confirmed, null));
}
