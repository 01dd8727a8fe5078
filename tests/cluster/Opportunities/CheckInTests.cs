using Actors.Common;
using Actors.Ledger;
using Actors.Opportunities;
using Actors.Organizations;
using static Actors.Tests.Cluster.Opportunities.OpportunityCluster;

namespace Actors.Tests.Cluster.Opportunities;

public sealed class CheckInTests : IAsyncLifetime
{
    private static readonly By s_ada = Someone("Ada");
    private static readonly Fix s_here = new(40.7, -74, 10);
    private static readonly Fix s_away = new(40.8, -74, 10);
    private OpportunityCluster _stage = null!;

    public async ValueTask InitializeAsync() => _stage = await Start();

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    [Fact]
    public async Task Of_two_gates_at_once_one_wins_and_the_other_hears_who_where_and_when()
    {
        var soup = await _stage.Opened();
        await _stage.Registered(soup, s_ada);

        var answers = (await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Scan(soup, s_ada, $"Gate {i}")))).Select(Told).ToList();

        var winner = Assert.Single(answers, a => !a.AlreadyIn);
        Assert.Equal((CheckInMethod.Personal, "Olga"), (winner.Method, winner.Evidence!.By));
        Assert.All(answers, a => Assert.Equal((winner.Evidence.Gate, winner.Evidence.By, winner.CheckedInAt), (a.Evidence!.Gate, a.Evidence.By, a.CheckedInAt)));
        Assert.Equal(["already-in", "too-many-tries"], (await Reasons(soup)).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Every_refused_attempt_is_kept_with_its_reason_before_it_is_answered()
    {
        var (soup, other) = (await _stage.Opened(), await _stage.Opened());
        var seat = await _stage.Registered(soup, s_ada);
        var (ben, cyd) = (Someone("Ben"), Someone("Cyd"));
        var given = await _stage.Registered(soup, ben);
        Told(await _stage.Grain(soup.Id).CancelRegistration(new(CommandId.New(), ben, given.Id, null)));
        var grain = _stage.Grain(soup.Id);

        await Refused(OpportunityFaults.CodeExpired, _stage.CheckIn(soup, s_ada, _stage.Cluster.Now.AddSeconds(-61)));
        await Refused(OpportunityFaults.WrongEvent, grain.CheckIn(new(CommandId.New(), s_ada, new(other.Id, _stage.Cluster.Now))));
        await Refused(OpportunityFaults.CodeUnknown, grain.CheckIn(new(CommandId.New(), s_ada, null)));
        await Refused(OpportunityFaults.TooFar, grain.CheckInHere(new(CommandId.New(), s_ada, null, s_away, "ios-safari")));
        await Refused(OpportunityFaults.NotRegistered, grain.CheckInHere(new(CommandId.New(), cyd, "000000", s_here)));
        await Refused(OpportunityFaults.SeatReleased, _stage.CheckIn(soup, ben));
        await Refused(OpportunityFaults.CodeUnknown, grain.CheckInPerson(new(CommandId.New(), _stage.Owner, null, "North gate")));
        await Refused(OpportunityFaults.OwnAttendance, Scan(soup, _stage.Owner));
        await Refused(OpportunityFaults.CodeExpired, grain.CheckInPerson(new(CommandId.New(), _stage.Owner, new(s_ada.User!.Value, _stage.Cluster.Now.AddSeconds(-61)))));

        Assert.Equal(
            ["code-expired", "wrong-event", "code-unknown", "too-far", "not-registered", "seat-released", "code-unknown", "own-attendance", "code-expired"],
            await Reasons(soup));
        Assert.Equal(seat.Id.Value, await _stage.Cluster.Scalar<string>("select registration_id from check_in_attempt where reason = 'too-far'"));
        Assert.Equal("ios-safari 1000", await _stage.Cluster.Scalar<string>(
            "select concat(evidence->>'device', ' ', evidence->>'distanceMeters') from check_in_attempt where reason = 'too-far'"));
        Assert.Equal("Olga North gate", await _stage.Cluster.Scalar<string>(
            "select concat(evidence->>'by', ' ', evidence->>'gate') from check_in_attempt where reason = 'code-unknown' and user_id is null"));
    }

    [Fact]
    public async Task Who_may_not_run_the_event_neither_scans_nor_blocks_nor_leaves_a_trace()
    {
        var soup = await _stage.Opened();
        await _stage.Registered(soup, s_ada);
        var before = await _stage.Snapshot(soup.Id);
        var grain = _stage.Grain(soup.Id);

        Assert.Equal(OpportunityFaults.NotAllowed, (await grain.CheckInPerson(new(CommandId.New(), s_ada, new(s_ada.User!.Value, _stage.Cluster.Now)))).Fault);
        Assert.Equal(OpportunityFaults.NotAllowed, (await grain.Block(new(CommandId.New(), s_ada, s_ada.User.Value, "because"))).Fault);
        Assert.Equal(OpportunityFaults.NotAllowed, (await grain.Unblock(new(CommandId.New(), s_ada, s_ada.User.Value))).Fault);
        Assert.Equal(CommonFaults.SignIn, (await grain.CheckInHere(new(CommandId.New(), By.Nobody, null, s_here))).Fault);
        Assert.Equal(before, await _stage.Snapshot(soup.Id));
        Assert.Empty(await Reasons(soup));
    }

    [Fact]
    public async Task Weak_proofs_together_are_kept_with_the_entry_and_decide_its_tier()
    {
        var soup = await _stage.Opened();
        var (ben, cyd) = (Someone("Ben"), Someone("Cyd"));
        foreach (var who in new[] { s_ada, ben, cyd })
        {
            await _stage.Registered(soup, who);
        }

        var code = Told(await _stage.Grain(soup.Id).OpenVenue(_stage.Owner)).ShortCode;
        Told(await _stage.Grain(soup.Id).CheckInHere(new(CommandId.New(), s_ada, code, s_here, "ios-safari")));
        Told(await _stage.Grain(soup.Id).CheckInHere(new(CommandId.New(), ben, code, null)));
        Told(await _stage.Grain(soup.Id).CheckIn(new(CommandId.New(), cyd, new(soup.Id, _stage.Cluster.Now.AddHours(-1), _stage.Cluster.Now.AddHours(23)), s_here)));
        await _stage.Cluster.Pass(30.Minutes());
        var entries = await Task.WhenAll(new[] { s_ada, ben, cyd }.Select(who => Left(soup, who)));
        await _stage.Cluster.Pass(49.Hours());

        var (gold, silver, paper) = (await Entry(entries[0]), await Entry(entries[1]), await Entry(entries[2]));
        Assert.Equal((CheckInMethod.Typed, VerificationGrade.Gold), (gold.CheckInMethod, gold.Tier!.Value));
        Assert.Equal(new Evidence(CheckInMethod.Gps, 0, 10, Device: "ios-safari"), gold.Evidence);
        Assert.Equal((CheckInMethod.Typed, VerificationGrade.Silver), (silver.CheckInMethod, silver.Tier!.Value));
        Assert.Equal((CheckInMethod.Printed, VerificationGrade.Gold, 3600), (paper.CheckInMethod, paper.Tier!.Value, paper.Evidence!.CodeAgeSeconds));
    }

    [Fact]
    public async Task Evidence_survives_a_crash()
    {
        var soup = await _stage.Opened();
        await _stage.Registered(soup, s_ada);
        var first = Told(await _stage.Grain(soup.Id).CheckInHere(new(CommandId.New(), s_ada, null, s_here, "ios-safari")));

        await _stage.Cluster.Crash();
        var again = Told(await Answered(() => _stage.Grain(soup.Id).CheckInHere(new(CommandId.New(), s_ada, null, s_away))));

        Assert.Equal((true, first.CheckedInAt, first.Evidence), (again.AlreadyIn, again.CheckedInAt, again.Evidence));
    }

    [Fact]
    public async Task Guessing_short_codes_ends_after_five_and_does_not_lock_out_others()
    {
        var soup = await _stage.Opened();
        var ben = Someone("Ben");
        await _stage.Registered(soup, s_ada);
        await _stage.Registered(soup, ben);
        var code = Told(await _stage.Grain(soup.Id).OpenVenue(_stage.Owner)).ShortCode;
        var wrong = code == "000000" ? "000001" : "000000";

        for (var guess = 0; guess < 5; guess++)
        {
            Assert.Equal(OpportunityFaults.CodeUnknown, (await Type(s_ada, wrong)).Fault);
        }

        Assert.Equal(OpportunityFaults.TooManyTries, (await Type(s_ada, code)).Fault);
        await _stage.Cluster.Crash();
        Assert.Equal(OpportunityFaults.TooManyTries, (await Answered(() => Type(s_ada, code))).Fault);
        Told(await Type(ben, code));
        await _stage.Cluster.Pass(10.Minutes());
        Told(await Type(s_ada, Told(await _stage.Grain(soup.Id).OpenVenue(_stage.Owner)).ShortCode));

        Task<Outcome<AttendanceView>> Type(By who, string typed) => _stage.Grain(soup.Id).CheckInHere(new(CommandId.New(), who, typed, null));
    }

    [Fact]
    public async Task A_flood_of_refusals_keeps_six_of_each_person_and_minute()
    {
        var soup = await _stage.Opened();

        await Task.WhenAll(Enumerable.Range(0, 500).Select(_ => _stage.CheckIn(soup, s_ada)));
        await _stage.Cluster.Pass(1.Minutes());
        await _stage.CheckIn(soup, s_ada);

        var reasons = await Reasons(soup);
        Assert.Equal([.. Enumerable.Repeat("not-registered", 5), "too-many-tries", "not-registered"], reasons);
    }

    [Fact]
    public async Task Refusals_that_cannot_be_kept_are_not_answered_and_hold_up_nobody_who_gets_in()
    {
        var soup = await _stage.Opened();
        await _stage.Registered(soup, s_ada);
        await _stage.Refuse("check_in_attempt");

        await Assert.ThrowsAsync<OutcomeUnknownException>(() => _stage.CheckIn(soup, Someone("Ben")));
        Told(await _stage.CheckIn(soup, s_ada));
        await _stage.Allow("check_in_attempt");

        Assert.Equal(OpportunityFaults.NotRegistered, (await _stage.CheckIn(soup, Someone("Ben"))).Fault);
        Assert.Equal(["not-registered"], await Reasons(soup));
    }

    [Fact]
    public async Task Old_attempts_are_deleted_along_with_new_ones()
    {
        var soup = await _stage.Opened();
        await _stage.CheckIn(soup, s_ada);

        await _stage.Cluster.Pass(91.Days());
        await _stage.CheckIn(soup, s_ada);

        await _stage.Until("the old attempt to go", "select count(*) = 1 from check_in_attempt");
    }

    [Fact]
    public async Task A_blocked_person_neither_signs_up_nor_checks_in_and_only_coordinators_hear_why()
    {
        var soup = await _stage.Opened();
        var (ben, seat) = (Someone("Ben"), await _stage.Registered(soup, s_ada));
        var grain = _stage.Grain(soup.Id);

        Assert.Equal(OrganizationFaults.BlockReasonMissing, (await grain.Block(new(CommandId.New(), _stage.Owner, s_ada.User!.Value, "  x "))).Fault);
        var block = Told(await grain.Block(new(CommandId.New(), _stage.Owner, s_ada.User.Value, "Threatened a child", "Ada")));
        var again = Told(await grain.Block(new(CommandId.New(), _stage.Owner, s_ada.User.Value, "Threatened a child")));
        Told(await grain.Block(new(CommandId.New(), _stage.Owner, ben.User!.Value, "Threatened a child")));
        await _stage.Cluster.Crash();
        grain = _stage.Grain(soup.Id);

        Assert.Equal(block, again);
        Assert.Equal(OpportunityFaults.Blocked, (await Answered(() => _stage.CheckIn(soup, s_ada))).Fault);
        Assert.Equal(OpportunityFaults.Blocked, (await Scan(soup, s_ada)).Fault);
        Assert.Equal(OpportunityFaults.Blocked, (await grain.CheckInByHand(new(CommandId.New(), _stage.Owner, seat.Id))).Fault);
        Assert.Equal(OpportunityFaults.Blocked, (await _stage.Register(soup, ben)).Fault);
        Assert.Equal(2, Told(await grain.Roster(_stage.Owner)).Blocked!.Value.Length);
        Assert.Null(Told(await grain.Roster(s_ada)).Blocked);
        Assert.Equal(["blocked"], (await Reasons(soup)).Distinct());

        Told(await grain.Unblock(new(CommandId.New(), _stage.Owner, s_ada.User.Value)));
        Told(await grain.Unblock(new(CommandId.New(), _stage.Owner, s_ada.User.Value)));
        Told(await _stage.CheckIn(soup, s_ada));
    }

    [Fact]
    public async Task An_organizations_block_holds_at_all_its_events()
    {
        var soup = await _stage.Opened();
        await _stage.Registered(soup, s_ada);
        var organization = _stage.Cluster.Grains.GetGrain<IOrganizationGrain>(_stage.Organization.Value);

        Assert.Equal(OrganizationFaults.NotAllowed, (await organization.Block(new(CommandId.New(), s_ada, s_ada.User!.Value, "because"))).Fault);
        Assert.Equal(OrganizationFaults.NotAllowed, (await organization.Blocks(s_ada)).Fault);
        Told(await organization.Block(new(CommandId.New(), _stage.Owner, s_ada.User.Value, "Stole the till", "Ada")));
        await _stage.Cluster.Pass(1.Minutes());

        Assert.Equal(OpportunityFaults.Blocked, (await _stage.CheckIn(soup, s_ada)).Fault);
        Assert.Equal(OpportunityFaults.Blocked, (await _stage.Register(await _stage.Opened(), s_ada)).Fault);
        Assert.Equal("Stole the till", Assert.Single(Told(await organization.Blocks(_stage.Owner))).Reason);
        Told(await organization.Unblock(new(CommandId.New(), _stage.Owner, s_ada.User.Value)));
        await _stage.Cluster.Pass(1.Minutes());
        Told(await _stage.CheckIn(soup, s_ada));
    }

    [Fact]
    public async Task Who_is_ticked_off_after_the_end_was_there_for_the_whole_shift()
    {
        var soup = await _stage.Opened();
        var seat = await _stage.Registered(soup, s_ada);
        await _stage.Cluster.Pass(5.Hours());

        var ticked = Told(await _stage.Grain(soup.Id).CheckInByHand(new(CommandId.New(), _stage.Owner, seat.Id, "Desk")));
        await _stage.Until("the entry", "select count(*) = 1 from ledger_entry_view");

        Assert.Equal((soup.Shifts[0].StartsAt, soup.Shifts[0].EndsAt, 180), (ticked.CheckedInAt, ticked.CheckedOutAt!.Value, ticked.Minutes));
        Assert.Equal(("Olga", "Desk", 180), ((await Entry(ticked)).Evidence!.By, ticked.Evidence!.Gate, (await Entry(ticked)).Minutes));
    }

    private Task<Outcome<AttendanceView>> Scan(OpportunityView soup, By who, string? gate = null) =>
        _stage.Grain(soup.Id).CheckInPerson(new(CommandId.New(), _stage.Owner, new(who.User!.Value, _stage.Cluster.Now), gate));

    private async Task<AttendanceView> Left(OpportunityView soup, By who) => Told(await _stage.Grain(soup.Id).CheckOut(new(CommandId.New(), who, null)));

    private async Task<LedgerEntryView> Entry(AttendanceView left) =>
        Told(await _stage.Cluster.Grains.GetGrain<ILedgerEntryGrain>(left.LedgerEntry!.Value.Value).View(_stage.Owner));

    /// <summary>Refused, and there already when the answer comes.</summary>
    private async Task Refused(Fault fault, Task<Outcome<AttendanceView>> attempt)
    {
        Assert.Equal(fault.Code, (await attempt).Fault!.Code);
        Assert.Equal(AttemptReasons.Of(fault), await _stage.Cluster.Scalar<string>("select reason from check_in_attempt order by id desc limit 1"));
    }

    private async Task<string[]> Reasons(OpportunityView soup) =>
        await _stage.Cluster.Scalar<string[]>("select coalesce(array_agg(reason order by id), '{}') from check_in_attempt where opportunity_id = $1", soup.Id.Value);
}
