using Actors.Grains.Organizations;
using Actors.Organizations;
using Actors.Tests.Unit.Common;

namespace Actors.Tests.Unit.Organizations;

public class OrganizationSnapshotTests
{
    [Fact]
    public void Yesterdays_organization_loads_in_todays_build()
    {
        var organization = Snapshot.Load<OrganizationState>("Organizations/Snapshots/organization-1.json");

        Assert.Equal((72, VerificationTier.Nonprofit501C3), (organization.Profile!.AutoVerifyAfterHours, organization.VerificationTier!.Value));
        Assert.Equal(OrganizationRole.Coordinator, Assert.Single(organization.Members).Value.Role);
    }
}
