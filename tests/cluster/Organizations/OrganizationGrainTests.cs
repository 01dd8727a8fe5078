using Actors.Common;
using Actors.Organizations;
using Actors.Tests.Cluster.Common;

namespace Actors.Tests.Cluster.Organizations;

public sealed class OrganizationGrainTests : IAsyncLifetime
{
    private static readonly OrganizationProfile s_profile = new("Harbour Kitchen", null, null, null, null, 40.7, -74.0, "1 Pier");
    private ActorsCluster _cluster = null!;
    private IOrganizationGrain _organization = null!;
    private By _founder = null!;

    public async ValueTask InitializeAsync()
    {
        _cluster = await ActorsCluster.Start();
        _founder = await _cluster.Person("Fay");
        _organization = _cluster.Grains.GetGrain<IOrganizationGrain>(Id.New<OrganizationId>(Guid.CreateVersion7()).Value);
        Assert.Null((await _organization.Create(new(CommandId.New(), _founder, s_profile))).Fault);
    }

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task An_account_that_does_not_exist_cannot_become_a_member()
    {
        var outcome = await _organization.SetMember(new(CommandId.New(), _founder, Id.From<UserId>("nobody"), OrganizationRole.Member, null, []));

        Assert.Equal(OrganizationFaults.UnknownMember, outcome.Fault);
    }

    [Fact]
    public async Task An_unknown_organization_is_unknown_and_allows_nothing()
    {
        var nowhere = _cluster.Grains.GetGrain<IOrganizationGrain>(Id.From<OrganizationId>("nowhere").Value);

        Assert.Equal(OrganizationFaults.Unknown, (await nowhere.View(_founder)).Fault);
        Assert.False(await nowhere.Allows(_founder with { Role = PlatformRole.Admin }, Permission.VerifyHours));
        Assert.Null(await nowhere.Terms());
    }

    [Fact]
    public async Task Members_are_seen_by_members_only()
    {
        var stranger = await _cluster.Person("Sam");

        Assert.Equal("Fay", Assert.Single((await _organization.View(_founder)).Value!.Members).Name);
        Assert.Empty((await _organization.View(stranger)).Value!.Members);
        Assert.Empty((await _organization.View(By.Nobody)).Value!.Members);
    }

    [Fact]
    public async Task Letters_go_to_the_contact_or_else_to_those_who_may_verify()
    {
        var coordinator = await _cluster.Person("Cora");
        var member = await _cluster.Person("Mel");
        await _organization.SetMember(new(CommandId.New(), _founder, coordinator.User!.Value, OrganizationRole.Coordinator, "Lead", []));
        await _organization.SetMember(new(CommandId.New(), _founder, member.User!.Value, OrganizationRole.Member, null, []));

        var without = await _organization.Terms();
        await _organization.Edit(new(CommandId.New(), _founder, s_profile with { ContactEmail = "hours@kitchen.example" }, null));
        var with = await _organization.Terms();

        Assert.Equal(["Fay", "Cora"], without!.NoticeRecipients.Select(r => r.Split('.')[0]));
        Assert.Equal(["hours@kitchen.example"], with!.NoticeRecipients);
        Assert.Equal((true, 48.Hours()), (with.AutoVerify, with.Window));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task After_a_failed_write_the_same_command_again_succeeds_once(bool stored)
    {
        var command = new EditOrganization(CommandId.New(), _founder, s_profile with { Name = "Soup" }, 1);
        _cluster.Storage.FailNext("organization", stored ? WriteFault.AnswerLost : WriteFault.Refused);

        await Assert.ThrowsAsync<OrleansException>(() => _organization.Edit(command));
        var again = await _organization.Edit(command);

        Assert.Equal(("Soup", 2), (again.Value!.Profile.Name, again.Value.Version));
    }

    [Fact]
    public async Task What_was_decided_is_there_after_a_crash()
    {
        var platform = (await _cluster.Person("Ada")) with { Role = PlatformRole.Admin };
        await _organization.DecideVerification(new(CommandId.New(), platform, VerificationStatus.Verified, VerificationTier.CommunityGroup, null));

        await _cluster.Crash();

        var view = (await _cluster.Grains.GetGrain<IOrganizationGrain>(_organization.GetPrimaryKeyString()).View(By.Nobody)).Value!;
        Assert.Equal((VerificationStatus.Verified, VerificationTier.CommunityGroup), (view.VerificationStatus, view.VerificationTier!.Value));
    }
}
