using Actors.Grains.Organizations;
using Actors.Grains.Trust;
using Actors.Organizations;
using Actors.Trust;
using Actors.Tests.Unit.Common;

namespace Actors.Tests.Unit.Trust;

public sealed class TrustSnapshotTests
{
    [Fact]
    public void Yesterdays_documents_load_in_todays_build()
    {
        var credentials = Snapshot.Load<CredentialsState>("Trust/Snapshots/credentials-1.json");
        var guardians = Snapshot.Load<GuardiansState>("Trust/Snapshots/guardians-1.json");
        var waiver = Snapshot.Load<WaiverState>("Trust/Snapshots/waiver-1.json");

        Assert.Equal((CredentialStatus.Confirmed, 30), (Assert.Single(credentials.Items).Decisions[0].Status, credentials.Items[0].RemindedDaysBefore!.Value));
        Assert.Equal((ConsentStatus.Given, ConsentScope.Organization), (Assert.Single(guardians.Consents).Status, guardians.Consents[0].Scope!.Value));
        Assert.Equal((WaiverAudience.Everybody, 365), (Assert.Single(waiver.Versions).Terms.Audience, waiver.Draft!.ValidForDays!.Value));
    }
}
