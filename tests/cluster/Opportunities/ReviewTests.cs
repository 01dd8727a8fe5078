using Actors.Common;
using Actors.Ledger;
using Actors.Opportunities;
using static Actors.Tests.Cluster.Opportunities.OpportunityCluster;

namespace Actors.Tests.Cluster.Opportunities;

public sealed class ReviewTests : IAsyncLifetime
{
    private OpportunityCluster _stage = null!;
    private By _ada = null!;
    private By _ben = null!;
    private OpportunityView _soup = null!;
    private RegistrationId _adas;
    private RegistrationId _bens;

    public async ValueTask InitializeAsync()
    {
        _stage = await Start();
        (_ada, _ben) = (await _stage.Cluster.Person("Ada"), await _stage.Cluster.Person("Ben"));
        _soup = await _stage.Opened();
        (_adas, _bens) = ((await _stage.Registered(_soup, _ada)).Id, (await _stage.Registered(_soup, _ben)).Id);
    }

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    [Fact]
    public async Task A_forgotten_check_out_is_reminded_of_closed_at_the_end_and_silver_until_a_coordinator_confirms()
    {
        Told(await _stage.CheckIn(_soup, _ada));
        await _stage.Cluster.Pass(190.Minutes());
        await _stage.Until("the reminder", "select count(*) = 1 from outbox_message where about = $1 and subject like 'Have you left?%'", _adas.Value);
        var stillIn = await Row(_ada, _adas);
        await _stage.Cluster.Crash();
        await _stage.Cluster.Pass(2.Hours());
        await _stage.Until("the entry", "select count(*) = 1 from ledger_entry_view");

        var closed = await Row(_ada, _adas);
        await _stage.Cluster.Pass(50.Hours());
        var silent = await Entry(_adas);
        var confirmed = Told(await Grain.ConfirmAttendance(new(CommandId.New(), _stage.Owner, _adas)));
        await _stage.Until("the confirmation", "select count(*) = 1 from ledger_entry_view where tier = 'GOLD'");

        Assert.Equal((null, true), (stillIn.CheckedOutAt, stillIn.Review!.NudgedAt is not null));
        Assert.Equal((_soup.Shifts[0].EndsAt, 190, true), (closed.CheckedOutAt!.Value, closed.Minutes!.Value, closed.Review!.Estimated!.Value));
        Assert.Equal((LedgerStatus.Verified, VerificationGrade.Silver, true), (silent.Status, silent.Tier!.Value, silent.Estimated));
        Assert.Null(confirmed.Review!.Estimated);
        Assert.Equal(confirmed.Review, Told(await Grain.ConfirmAttendance(new(CommandId.New(), _stage.Owner, _adas))).Review);
        Assert.False((await Entry(_adas)).Estimated);
        Assert.Equal(1, await _stage.Cluster.Scalar<long>("select count(*) from outbox_message where about = $1 and subject like 'Have you left?%'", _adas.Value));
    }

    [Fact]
    public async Task A_reminder_whose_write_fails_comes_later_and_once()
    {
        Told(await _stage.CheckIn(_soup, _ada));
        await _stage.Cluster.Pass(189.Minutes());
        await _stage.Refuse("registration");
        _stage.Cluster.Time.Advance(1.Minutes());
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => _stage.Cluster.Grains.GetGrain<IDueGrain>(GrainId.Create("opportunity", _soup.Id.Value)).OnDue());
        Assert.Equal(0, await _stage.Cluster.Scalar<long>("select count(*) from intent"));

        await _stage.Allow("registration");
        await _stage.Cluster.Pass(5.Minutes());

        await _stage.Until("the reminder", "select count(*) = 1 from outbox_message where about = $1", _adas.Value);
        Assert.NotNull((await Row(_ada, _adas)).Review!.NudgedAt);
    }

    [Fact]
    public async Task A_correction_reaches_the_entry_while_it_is_open_and_stands_beside_it_afterwards()
    {
        Told(await _stage.CheckIn(_soup, _ada));
        await _stage.Cluster.Pass(1.Hours());
        Told(await Grain.CheckOut(new(CommandId.New(), _ada, null)));

        Assert.Equal(OpportunityFaults.NotAllowed, (await Correct(_ada, 90)).Fault);
        Assert.Equal(OpportunityFaults.UnknownRegistration, (await Grain.CorrectAttendance(new(CommandId.New(), _stage.Owner, Id.From<RegistrationId>("none"), 90, "forgot the tidying"))).Fault);
        Assert.Equal(OpportunityFaults.NotCheckedIn, (await Grain.CorrectAttendance(new(CommandId.New(), _stage.Owner, _bens, 90, "forgot the tidying"))).Fault);
        var first = Told(await Correct(_stage.Owner, 90));
        var again = Told(await Correct(_stage.Owner, 90));
        await _stage.Until("the correction", "select count(*) = 1 from ledger_entry_view where minutes = 90 and minutes_recorded = 90");
        Told(await Ledger(_adas).Verify(new(CommandId.New(), _stage.Owner)));
        Told(await Correct(_stage.Owner, 30));
        await _stage.Until("the later correction", "select count(*) = 1 from ledger_entry_view where minutes = 90 and minutes_recorded = 30");

        Assert.Equal((90, 60, 90), (first.Minutes, first.Review!.Corrections!.Value[0].MinutesBefore, first.Review.Corrections.Value[0].MinutesAfter));
        Assert.Single(again.Review!.Corrections!.Value);
        Assert.Equal(LedgerStatus.Verified, (await Entry(_adas)).Status);
        Assert.Equal(1, await _stage.Cluster.Scalar<long>("select count(*) from ledger_entry_view"));
    }

    [Fact]
    public async Task A_no_show_is_told_appealed_and_accepted_with_minutes()
    {
        await _stage.Cluster.Pass(190.Minutes() + 24.Hours());
        await _stage.Until("the letters", "select count(*) = 2 from outbox_message where subject like 'We missed you%'");
        var missed = await Row(_ada, _adas);
        Assert.Equal(OpportunityFaults.UnknownRegistration, (await Grain.AppealNoShow(new(CommandId.New(), _ben, _adas, "She was there!"))).Fault);
        Assert.Equal(OpportunityFaults.NoAppeal, (await Decide(_adas, true, 120)).Fault);
        Told(await Grain.AppealNoShow(new(CommandId.New(), _ada, _adas, "I was in the kitchen.")));
        Told(await Grain.AppealNoShow(new(CommandId.New(), _ben, _bens, "Me too.")));
        await _stage.Until("the organizer's letters", "select count(*) = 2 from outbox_message where subject like 'An appeal to decide%'");
        Assert.Equal(OpportunityFaults.NotAllowed, (await Grain.DecideAppeal(new(CommandId.New(), _ada, _adas, true, 120, null))).Fault);
        await _stage.Cluster.Crash();

        var accepted = Told(await Answered(() => Decide(_adas, true, 120)));
        var declined = Told(await Decide(_bens, false, null, "Nobody saw you."));
        await _stage.Until("the entry", "select count(*) = 1 from ledger_entry_view where minutes = 120 and check_in_method = 'MANUAL'");
        await _stage.Until("the letters", "select count(*) = 2 from outbox_message where subject like 'Your hours count%' or body like '%Nobody saw you.%'");

        Assert.Equal(RegistrationStatus.NoShow, missed.Status);
        Assert.Equal((RegistrationStatus.Attended, 120, "I was in the kitchen."), (accepted.Status, accepted.Minutes, accepted.Review!.Appeal!.Text));
        Assert.Equal((RegistrationStatus.NoShow, false), (declined.Status, declined.Review!.Appeal!.Accepted!.Value));
        Assert.Equal(OpportunityFaults.AppealDecided, (await Decide(_bens, true, 60)).Fault);
        Assert.Equal(accepted.Review, Told(await Decide(_adas, true, 120)).Review);
    }

    [Fact]
    public async Task Who_is_on_site_is_who_came_in_and_has_not_left_for_those_who_run_the_event()
    {
        Told(await _stage.CheckIn(_soup, _ada));
        Told(await Grain.CheckInPerson(new(CommandId.New(), _stage.Owner, new(_ben.User!.Value, _stage.Cluster.Now), "North gate")));
        var both = Told(await Grain.OnSite(_stage.Owner));
        Told(await Grain.CheckOut(new(CommandId.New(), _ada, null)));
        var one = Told(await Grain.OnSite(_stage.Owner));

        Assert.Equal(["Ada", "Ben"], both.People.Select(p => p.Name));
        Assert.Equal(("Ben", "North gate", "Morning"), (one.People.Single().Name, one.People.Single().Gate, one.People.Single().ShiftName));
        Assert.Equal(OpportunityFaults.NotAllowed, (await Grain.OnSite(_ada)).Fault);
        Assert.Equal("Ben", await _stage.Cluster.Scalar<string>("select name from on_site_view where opportunity_id = $1", _soup.Id.Value));
    }

    private IOpportunityGrain Grain => _stage.Grain(_soup.Id);

    private Task<Outcome<RegistrationView>> Correct(By by, int minutes) => Grain.CorrectAttendance(new(CommandId.New(), by, _adas, minutes, "forgot the tidying"));

    private Task<Outcome<RegistrationView>> Decide(RegistrationId row, bool accept, int? minutes, string? reason = null) =>
        Grain.DecideAppeal(new(CommandId.New(), _stage.Owner, row, accept, minutes, reason));

    private async Task<RegistrationView> Row(By who, RegistrationId id) => Told(await Answered(() => Grain.Mine(who))).Single(r => r.Id == id);

    private ILedgerEntryGrain Ledger(RegistrationId row) => _stage.Cluster.Grains.GetGrain<ILedgerEntryGrain>(Id.Twin<LedgerEntryId>(row.Value).Value);

    private async Task<LedgerEntryView> Entry(RegistrationId row) => Told(await Ledger(row).View(_stage.Owner));
}
