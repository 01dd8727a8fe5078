using System.Collections.Immutable;
using Actors.Common;
using Actors.Grains.Organizations;
using Actors.Organizations;

namespace Actors.Tests.Unit.Organizations;

public class CharterTests
{
    private static readonly DateTimeOffset s_now = new(2026, 3, 14, 15, 0, 0, TimeSpan.Zero);
    private static readonly By s_founder = Person("founder");
    private static readonly By s_admin = Person("admin");
    private static readonly By s_coordinator = Person("coordinator");
    private static readonly By s_member = Person("member");
    private static readonly By s_platform = Person("platform") with { Role = PlatformRole.Admin };
    private static readonly OrganizationProfile s_profile = new(" Harbour Kitchen ", null, null, null, null, null, null, null);

    [Fact]
    public void Nobody_who_is_not_signed_in_creates_an_organization() =>
        Assert.Equal(OrganizationFaults.NotAllowed, Charter.Create(new(), new(CommandId.New(), By.Nobody, s_profile), s_now).Fault);

    [Fact]
    public void Bad_profiles_are_refused_each_with_its_own_code()
    {
        (OrganizationProfile, Fault)[] bad =
        [
            (s_profile with { Name = " x " }, OrganizationFaults.NameMissing),
            (s_profile with { Name = null! }, OrganizationFaults.NameMissing),
            (s_profile with { ContactEmail = "not an address" }, OrganizationFaults.ContactInvalid),
            (s_profile with { AutoVerifyAfterHours = 0 }, OrganizationFaults.WindowInvalid),
            (s_profile with { AutoVerifyAfterHours = 169 }, OrganizationFaults.WindowInvalid),
            (s_profile with { Latitude = 40 }, OrganizationFaults.PlaceInvalid),
            (s_profile with { Latitude = 91, Longitude = 0 }, OrganizationFaults.PlaceInvalid),
            (s_profile with { Latitude = double.NaN, Longitude = 0 }, OrganizationFaults.PlaceInvalid),
            (s_profile with { Website = "javascript:alert(1)" }, OrganizationFaults.WebsiteInvalid),
            (s_profile with { Description = new('x', 5001) }, OrganizationFaults.TextTooLong),
        ];

        Assert.All(bad, b => Assert.Equal(b.Item2, Charter.Create(new(), new(CommandId.New(), s_founder, b.Item1), s_now).Fault));
    }

    [Fact]
    public void Creating_twice_with_one_command_is_creating_once_and_with_another_is_refused()
    {
        var command = new CreateOrganization(CommandId.New(), s_founder, s_profile);
        var created = Charter.Create(new(), command, s_now).Value!;

        Assert.Same(created, Charter.Create(created, command, s_now.AddDays(1)).Value);
        Assert.Equal(OrganizationFaults.Exists, Charter.Create(created, command with { CommandId = CommandId.New() }, s_now).Fault);
    }

    [Fact]
    public void The_founder_is_owner_and_auto_verification_is_on_with_48_hours()
    {
        var created = Charter.Create(new(), new(CommandId.New(), s_founder, s_profile), s_now).Value!;

        Assert.Equal(OrganizationRole.Owner, created.Members[s_founder.User!.Value].Role);
        Assert.Equal(("Harbour Kitchen", true, 48), (created.Profile!.Name, created.Profile.AutoVerify, created.Profile.AutoVerifyAfterHours));
    }

    [Fact]
    public void Roles_bring_the_permissions_of_the_seed()
    {
        var organization = Staffed();

        Assert.Equal(Enum.GetValues<Permission>(), PermissionsOf(organization, s_founder));
        Assert.Equal(Enum.GetValues<Permission>(), PermissionsOf(organization, s_admin));
        Assert.Equal([Permission.PostOpportunities, Permission.VerifyHours, Permission.ManageRoster], PermissionsOf(organization, s_coordinator));
        Assert.Empty(PermissionsOf(organization, s_member));
        Assert.Empty(PermissionsOf(organization, Person("stranger")));
        Assert.Empty(PermissionsOf(organization, By.Nobody));
        Assert.Equal(Enum.GetValues<Permission>(), PermissionsOf(organization, s_platform));
    }

    [Fact]
    public void A_grant_comes_on_top_of_the_role()
    {
        var organization = Set(Staffed(), s_admin, s_member, OrganizationRole.Member, Permission.VerifyHours).Value!;

        Assert.Equal([Permission.VerifyHours], PermissionsOf(organization, s_member));
    }

    [Fact]
    public void An_admin_neither_makes_nor_changes_nor_removes_an_owner()
    {
        var organization = Set(Staffed(), s_founder, Person("second"), OrganizationRole.Owner).Value!;

        Assert.Equal(OrganizationFaults.NotAllowed, Set(organization, s_admin, s_member, OrganizationRole.Owner).Fault);
        Assert.Equal(OrganizationFaults.NotAllowed, Set(organization, s_admin, s_admin, OrganizationRole.Owner).Fault);
        Assert.Equal(OrganizationFaults.NotAllowed, Set(organization, s_admin, s_founder, OrganizationRole.Member).Fault);
        Assert.Equal(OrganizationFaults.NotAllowed, Remove(organization, s_admin, s_founder).Fault);
    }

    [Fact]
    public void Who_may_manage_members_by_grant_alone_cannot_rise_above_their_own_role_and_permissions()
    {
        var organization = Set(Staffed(), s_founder, s_coordinator, OrganizationRole.Coordinator, Permission.ManageMembers).Value!;

        Assert.Equal(OrganizationFaults.NotAllowed, Set(organization, s_coordinator, s_coordinator, OrganizationRole.Admin).Fault);
        Assert.Equal(OrganizationFaults.NotAllowed, Set(organization, s_coordinator, s_member, OrganizationRole.Member, Permission.ManageOrganization).Fault);
        Assert.Equal(OrganizationFaults.NotAllowed, Remove(organization, s_coordinator, s_admin).Fault);
        Assert.True(Set(organization, s_coordinator, s_member, OrganizationRole.Coordinator).Succeeded);
    }

    [Fact]
    public void The_last_owner_stays()
    {
        var organization = Staffed();

        Assert.Equal(OrganizationFaults.LastOwner, Remove(organization, s_founder, s_founder).Fault);
        Assert.Equal(OrganizationFaults.LastOwner, Set(organization, s_founder, s_founder, OrganizationRole.Admin).Fault);
        Assert.Equal(OrganizationFaults.LastOwner, Remove(organization, s_platform, s_founder).Fault);
    }

    [Fact]
    public void Everybody_else_may_leave()
    {
        var left = Remove(Staffed(), s_member, s_member).Value!;

        Assert.DoesNotContain(s_member.User!.Value, left.Members.Keys);
    }

    [Fact]
    public void A_plain_member_removes_nobody_else() =>
        Assert.Equal(OrganizationFaults.NotAllowed, Remove(Staffed(), s_member, s_coordinator).Fault);

    [Fact]
    public void An_edit_of_an_older_version_is_refused()
    {
        var organization = Staffed();

        var outcome = Charter.Edit(organization, new(CommandId.New(), s_admin, s_profile, organization.Version - 1));

        Assert.Equal(OrganizationFaults.Changed, outcome.Fault);
    }

    [Fact]
    public void A_repeated_edit_succeeds_even_though_the_version_has_moved_on()
    {
        var organization = Staffed();
        var command = new EditOrganization(CommandId.New(), s_admin, s_profile with { Name = "Soup" }, organization.Version);
        var edited = Charter.Edit(organization, command).Value!;

        Assert.Same(edited, Charter.Edit(edited, command).Value);
    }

    [Fact]
    public void Only_a_platform_administrator_decides_who_an_organization_is()
    {
        var command = new DecideVerification(CommandId.New(), s_founder, VerificationStatus.Verified, VerificationTier.Nonprofit501C3, null);

        Assert.Equal(OrganizationFaults.NotAllowed, Charter.DecideVerification(Staffed(), command, s_now).Fault);

        var verified = Charter.DecideVerification(Staffed(), command with { By = s_platform }, s_now).Value!;
        Assert.Equal((VerificationStatus.Verified, VerificationTier.Nonprofit501C3, s_now), (verified.VerificationStatus, verified.VerificationTier!.Value, verified.VerifiedAt!.Value));
    }

    [Theory]
    [InlineData(VerificationStatus.Verified)]
    [InlineData(VerificationStatus.Rejected)]
    public void Verified_needs_a_tier_and_rejected_a_reason(VerificationStatus status) =>
        Assert.Equal(OrganizationFaults.TierMissing, Charter.DecideVerification(Staffed(), new(CommandId.New(), s_platform, status, null, " "), s_now).Fault);

    [Fact]
    public void What_does_not_exist_is_unknown_to_everybody()
    {
        Assert.Equal(OrganizationFaults.Unknown, Remove(new(), s_member, s_member).Fault);
        Assert.Equal(OrganizationFaults.Unknown, Set(new(), s_platform, s_member, OrganizationRole.Owner).Fault);
        Assert.False(Charter.Allows(new(), s_platform, Permission.VerifyHours));
    }

    private static OrganizationState Staffed()
    {
        var organization = Charter.Create(new(), new(CommandId.New(), s_founder, s_profile), s_now).Value!;
        organization = Set(organization, s_founder, s_admin, OrganizationRole.Admin).Value!;
        organization = Set(organization, s_founder, s_coordinator, OrganizationRole.Coordinator).Value!;
        return Set(organization, s_founder, s_member, OrganizationRole.Member).Value!;
    }

    private static IEnumerable<Permission> PermissionsOf(OrganizationState organization, By by) =>
        Enum.GetValues<Permission>().Where(p => Charter.Allows(organization, by, p));

    private static Outcome<OrganizationState> Set(OrganizationState organization, By by, By member, OrganizationRole role, params ImmutableArray<Permission> grants) =>
        Charter.SetMember(organization, new(CommandId.New(), by, member.User!.Value, role, null, grants), s_now);

    private static Outcome<OrganizationState> Remove(OrganizationState organization, By by, By member) =>
        Charter.RemoveMember(organization, new(CommandId.New(), by, member.User!.Value));

    private static By Person(string name) => new(Id.From<UserId>(name), name, PlatformRole.User);
}
