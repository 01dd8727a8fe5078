using Actors.Grains.Ledger;
using Actors.Ledger;
using Actors.Opportunities;
using Actors.Tests.Unit.Common;

namespace Actors.Tests.Unit.Ledger;

public class LedgerSnapshotTests
{
    [Fact]
    public void Yesterdays_entry_loads_in_todays_build()
    {
        var entry = Snapshot.Load<LedgerEntryState>("Ledger/Snapshots/ledger-entry-1.json");

        Assert.Equal((LedgerStatus.Verified, VerificationGrade.Gold, 90, 180), (entry.Status, entry.Tier!.Value, entry.Minutes, entry.Attended!.Minutes));
        Assert.Equal(2, entry.Notices.Length);
        Assert.Null(entry.Attended.Evidence);
    }

    [Fact]
    public void An_entry_with_evidence_loads_in_todays_build()
    {
        var entry = Snapshot.Load<LedgerEntryState>("Ledger/Snapshots/ledger-entry-2.json");

        Assert.Equal(new Evidence(CheckInMethod.Gps, 37, 12, 20, true, "North gate", "Cora", "android-chrome"), entry.Attended!.Evidence);
    }
}
