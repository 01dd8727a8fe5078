using Actors.Common;
using Actors.Ledger;
using Actors.Opportunities;
using static Actors.Tests.Cluster.Opportunities.OpportunityCluster;

namespace Actors.Tests.Cluster.Opportunities;

public sealed class AttendanceTests : IAsyncLifetime
{
    private static readonly By s_ada = Someone("Ada");
    private OpportunityCluster _stage = null!;

    public async ValueTask InitializeAsync() => _stage = await Start();

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    [Fact]
    public async Task A_check_in_is_refused_for_every_wrong_code_and_moment()
    {
        var (soup, other) = (await _stage.Opened(), await _stage.Opened());
        var seat = await _stage.Registered(soup, s_ada);
        var before = await _stage.Snapshot(soup.Id);

        Assert.Equal(OpportunityFaults.CodeExpired, (await _stage.CheckIn(soup, s_ada, _stage.Cluster.Now.AddSeconds(-61))).Fault);
        Assert.Equal(OpportunityFaults.CodeExpired, (await _stage.CheckIn(soup, s_ada, _stage.Cluster.Now.AddSeconds(31))).Fault);
        Assert.Equal(OpportunityFaults.NotRegistered, (await _stage.CheckIn(soup, Someone("Bo"))).Fault);
        Assert.Equal(OpportunityFaults.NotRegistered, (await _stage.CheckIn(other, s_ada)).Fault);
        Assert.Equal(OpportunityFaults.WrongEvent, (await _stage.Grain(soup.Id).CheckIn(new(CommandId.New(), s_ada, new(other.Id, _stage.Cluster.Now)))).Fault);
        Assert.Equal(CommonFaults.SignIn, (await _stage.CheckIn(soup, By.Nobody)).Fault);
        Assert.Equal(OpportunityFaults.NotAllowed, (await _stage.Grain(soup.Id).CheckInByHand(new(CommandId.New(), s_ada, seat.Id))).Fault);
        Assert.Equal(OpportunityFaults.UnknownRegistration, (await _stage.Grain(soup.Id).CheckInByHand(new(CommandId.New(), _stage.Owner, Id.From<RegistrationId>("none")))).Fault);
        Assert.Equal(OpportunityFaults.NotCheckedIn, (await _stage.Grain(soup.Id).CheckOut(new(CommandId.New(), s_ada, null))).Fault);
        Assert.Equal(OpportunityFaults.NotCheckedIn, (await _stage.Grain(soup.Id).CheckOut(new(CommandId.New(), s_ada, seat.Id))).Fault);
        Assert.Equal(OpportunityFaults.UnknownRegistration, (await _stage.Grain(soup.Id).CheckOut(new(CommandId.New(), Someone("Bo"), seat.Id))).Fault);
        Assert.Equal(before, await _stage.Snapshot(soup.Id));
    }

    [Fact]
    public async Task A_check_out_leaves_an_intent_that_becomes_one_pending_entry_even_when_its_first_delivery_failed()
    {
        var soup = await _stage.Opened();
        var seat = await _stage.Registered(soup, s_ada);
        Told(await _stage.CheckIn(soup, s_ada));
        await _stage.Cluster.Pass(95.Minutes());
        _stage.Cluster.Storage.FailNext(Actors.Ledger.Attended.Receiver, Actors.Tests.Cluster.Common.WriteFault.Refused);

        var left = Told(await _stage.Grain(soup.Id).CheckOut(new(CommandId.New(), s_ada, null)));
        await _stage.Until("the failed delivery on record", "select count(*) = 1 from intent where attempts = 1");
        await _stage.Cluster.Pass(1.Minutes());
        var entry = Told(await Entry(left).View(_stage.Owner));

        Assert.Equal((95, seat.Id, Id.Twin<LedgerEntryId>(seat.Id.Value)), (left.Minutes, left.Registration, left.LedgerEntry!.Value));
        Assert.Equal((LedgerStatus.Pending, 95, CheckInMethod.Qr), (entry.Status, entry.Minutes, entry.CheckInMethod));
        Assert.Equal(1, await _stage.Cluster.Scalar<long>("select count(*) from ledger_entry_view"));
        Assert.Equal(0, await _stage.Cluster.Scalar<long>("select count(*) from intent"));
    }

    [Fact]
    public async Task From_sign_up_to_verified_gold_after_48_hours_of_silence_with_three_notices_on_record()
    {
        var left = await Attended();

        await _stage.Cluster.Pass(48.Hours() - TimeSpan.FromSeconds(1));
        var before = Told(await Entry(left).View(_stage.Owner));
        await _stage.Cluster.Pass(1.Minutes());
        var after = Told(await Entry(left).View(_stage.Owner));

        Assert.Equal(LedgerStatus.Pending, before.Status);
        Assert.Equal((LedgerStatus.Verified, VerificationGrade.Gold, VerificationMethod.Auto), (after.Status, after.Tier!.Value, after.Method!.Value));
        Assert.Equal([NoticeKind.Initial, NoticeKind.Reminder, NoticeKind.FinalWarning], after.Notices.Select(n => n.Kind));
        Assert.All(after.Notices, n => Assert.NotNull(n.AcceptedAt));
        Assert.Equal(3, await _stage.Cluster.Scalar<long>("select count(*) from outbox_message where about = $1", after.Id.Value));
    }

    [Fact]
    public async Task A_dispute_in_the_last_minute_stops_the_clock()
    {
        var left = await Attended();
        await _stage.Cluster.Pass(47.Hours() + 59.Minutes());

        Told(await Entry(left).Dispute(new(CommandId.New(), _stage.Owner, "was not there")));
        await _stage.Cluster.Pass(48.Hours());

        Assert.Equal(LedgerStatus.Disputed, Told(await Entry(left).View(_stage.Owner)).Status);
    }

    [Theory]
    [InlineData(Visibility.Public, false)]
    [InlineData(Visibility.Private, true)]
    [InlineData(Visibility.FollowersOnly, true)]
    public async Task Who_is_not_meant_to_see_an_event_does_not_hear_that_it_exists(Visibility visibility, bool published)
    {
        var hidden = published ? await _stage.Opened(visibility: visibility) : await _stage.Drafted(visibility: visibility);
        var grain = _stage.Grain(hidden.Id);

        foreach (var stranger in new[] { s_ada, By.Nobody })
        {
            Assert.Equal(OpportunityFaults.Unknown, (await grain.View(stranger)).Fault);
            Assert.Equal(OpportunityFaults.Unknown, (await grain.Roster(stranger)).Fault);
            Assert.Equal(OpportunityFaults.Unknown, (await grain.Watch(stranger)).Fault);
            Assert.Equal(OpportunityFaults.Unknown, (await grain.OpenVenue(stranger)).Fault);
            Assert.Equal(OpportunityFaults.Unknown, (await grain.Publish(new(CommandId.New(), stranger))).Fault);
            Assert.Equal(OpportunityFaults.Unknown, (await grain.CheckInByHand(new(CommandId.New(), stranger, Id.From<RegistrationId>("any")))).Fault);
        }

        Assert.Equal(OpportunityFaults.Unknown, (await _stage.Register(hidden, s_ada)).Fault);
        Told(await grain.View(_stage.Owner));
    }

    [Fact]
    public async Task Names_are_for_those_who_run_the_event_and_counts_for_everybody()
    {
        var soup = await _stage.Opened();
        await _stage.Registered(soup, s_ada);

        var mine = Told(await _stage.Grain(soup.Id).Roster(s_ada));
        var anybody = Told(await _stage.Grain(soup.Id).Roster(By.Nobody));
        var staff = Told(await _stage.Grain(soup.Id).Roster(_stage.Owner));

        Assert.Equal((null, null), (mine.Rows, anybody.Rows));
        Assert.Equal(1, anybody.Shifts[0].Taken);
        Assert.Equal("Ada", Assert.Single(staff.Rows!.Value).Name);
        Assert.Equal(LiveAudience.Watchers, Told(await _stage.Grain(soup.Id).Watch(s_ada)).Audience);
        Assert.Equal(LiveAudience.Staff, Told(await _stage.Grain(soup.Id).Watch(_stage.Owner)).Audience);
    }

    private ILedgerEntryGrain Entry(AttendanceView left) => _stage.Cluster.Grains.GetGrain<ILedgerEntryGrain>(left.LedgerEntry!.Value.Value);

    /// <summary>Somebody who signed up, scanned the code, stayed for two hours and left.</summary>
    private async Task<AttendanceView> Attended()
    {
        var soup = await _stage.Opened();
        await _stage.Registered(soup, s_ada);
        Told(await _stage.CheckIn(soup, s_ada));
        await _stage.Cluster.Pass(2.Hours());
        var left = Told(await _stage.Grain(soup.Id).CheckOut(new(CommandId.New(), s_ada, null)));
        await _stage.Until("the entry", "select count(*) = 1 from ledger_entry_view");
        return left;
    }
}
