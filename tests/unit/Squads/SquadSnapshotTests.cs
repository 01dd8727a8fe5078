using Actors.Grains.Squads;
using Actors.Squads;
using Actors.Tests.Unit.Common;

namespace Actors.Tests.Unit.Squads;

public class SquadSnapshotTests
{
    private const string Folder = "Squads/Snapshots";

    [Fact]
    public void Yesterdays_documents_load()
    {
        Assert.Equal(SquadRole.CoLeader, Snapshot.Load<SquadState>($"{Folder}/squad-1.json").Members.Values.Single(m => m.Name == "Bo").Role);
        Assert.Equal(3, Snapshot.Load<BookingState>($"{Folder}/booking-1.json").Invitations[0].Move);
        Assert.True(Snapshot.Load<GuestState>($"{Folder}/guest-1.json").Events[0].IsClaimed);
        Assert.Equal(25, Snapshot.Load<InviterState>($"{Folder}/inviter-1.json").Counted[0].Count);
    }
}
