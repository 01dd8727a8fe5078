using Actors.Grains.Ledger;
using Actors.Ledger;
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
    }
}
