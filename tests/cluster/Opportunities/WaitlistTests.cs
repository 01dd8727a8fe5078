using Actors.Common;
using Actors.Opportunities;
using Npgsql;
using static Actors.Tests.Cluster.Opportunities.OpportunityCluster;

namespace Actors.Tests.Cluster.Opportunities;

public sealed class WaitlistTests : IAsyncLifetime
{
    private static readonly By s_ada = Someone("Ada");
    private OpportunityCluster _stage = null!;

    public async ValueTask InitializeAsync() => _stage = await Start();

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    [Fact]
    public async Task A_freed_seat_goes_along_the_line_until_somebody_takes_it_and_each_hears_of_it_once()
    {
        var soup = await _stage.Opened(seats: 1, startsIn: 10 * 24 * 60);
        By[] people = [await _stage.Cluster.Person("Bo"), await _stage.Cluster.Person("Cy"), await _stage.Cluster.Person("Di")];
        await _stage.Registered(soup, s_ada);
        foreach (var person in people)
        {
            await _stage.Waiting(soup, person);
        }

        await _stage.GivesBack(soup, s_ada);
        var bo = await _stage.Mine(soup, people[0]);
        await _stage.Cluster.Pass(24.Hours());
        Told(await _stage.Grain(soup.Id).DeclineOffer(new(CommandId.New(), people[1], (await _stage.Mine(soup, people[1])).Id)));
        var accepted = Told(await _stage.Volunteer(people[2]).AcceptOffer(soup.Id, new(CommandId.New(), people[2], (await _stage.Mine(soup, people[2])).Id)));
        await _stage.Until("all letters", "select count(*) = 0 from intent");

        Assert.Equal((RegistrationStatus.Offered, _stage.Cluster.Now), (bo.Status, bo.OfferedUntil));
        Assert.Equal(RegistrationStatus.Confirmed, accepted.Status);
        Assert.Equal(1, await _stage.Taken(soup));
        Assert.Equal(
            "JOINED,JOINED,JOINED,OFFERED,EXPIRED,OFFERED,DECLINED,OFFERED,ACCEPTED",
            await _stage.Cluster.Scalar<string>("select string_agg(kind, ',' order by sequence) from waitlist_step"));
        Assert.Equal(
            "Bo: A seat for you,Bo: The offer has ended,Cy: A seat for you,Di: A seat for you,Di: You have a seat",
            await _stage.Cluster.Scalar<string>("select string_agg(initcap(split_part(recipient, '.', 1)) || ': ' || split_part(subject, ':', 1), ',' order by initcap(split_part(recipient, '.', 1)), subject = 'You', subject) from outbox_message"));
    }

    [Fact]
    public async Task An_offer_that_falls_due_while_nothing_runs_goes_on_afterwards()
    {
        var soup = await _stage.Opened(seats: 1, startsIn: 10 * 24 * 60);
        await _stage.Registered(soup, s_ada);
        await _stage.Waiting(soup, Someone("Bo"));
        await _stage.Waiting(soup, Someone("Cy"));
        await _stage.GivesBack(soup, s_ada);
        await _stage.Cluster.Crash();

        await _stage.Cluster.Pass(25.Hours());

        Assert.Equal(RegistrationStatus.Cancelled, (await _stage.Mine(soup, Someone("Bo"))).Status);
        Assert.Equal(RegistrationStatus.Offered, (await _stage.Mine(soup, Someone("Cy"))).Status);
    }

    [Fact]
    public async Task The_line_and_the_offers_are_the_same_after_a_crash_and_go_on_with_the_next_number()
    {
        var soup = await _stage.Opened(seats: 1, startsIn: 6000);
        foreach (var person in People(5).Index())
        {
            await (person.Index == 0 ? _stage.Registered(soup, person.Item) : _stage.Waiting(soup, person.Item));
        }

        await _stage.GivesBack(soup, Someone("Person 0"));
        Told(await _stage.Grain(soup.Id).MoveInWaitlist(new(CommandId.New(), _stage.Owner, (await _stage.Mine(soup, Someone("Person 4"))).Id, 1, "brings the van")));
        var before = await _stage.Snapshot(soup.Id);

        await _stage.Cluster.Crash();
        var after = await _stage.Snapshot(soup.Id);
        await _stage.Waiting(soup, s_ada);

        Assert.Equal(before, after);
        Assert.Equal(["Person 4", "Person 2", "Person 3", "Ada"], (await _stage.Line(soup)).Waiting.Select(r => r.Name));
        Assert.Equal(7, await _stage.Cluster.Scalar<int>("select max(sequence) from waitlist_step"));
    }

    [Fact]
    public async Task More_seats_are_offered_in_the_commit_that_makes_them()
    {
        var soup = await _stage.Opened(seats: 1, startsIn: 6000);
        await _stage.Registered(soup, s_ada);
        await _stage.Waiting(soup, Someone("Bo"));
        await _stage.Waiting(soup, Someone("Cy"));
        var more = new EditOpportunity(CommandId.New(), _stage.Owner, Details(), [new(soup.Shifts[0].Id, "Morning", soup.Shifts[0].StartsAt, soup.Shifts[0].EndsAt, 2)], null);
        await _stage.Refuse("waitlist_step");

        await Assert.ThrowsAsync<OutcomeUnknownException>(() => _stage.Grain(soup.Id).Edit(more));
        await _stage.Allow("waitlist_step");
        var seats = await _stage.Cluster.Scalar<int>("select seats from shift");
        Told(await Answered(() => _stage.Grain(soup.Id).Edit(more)));

        Assert.Equal(1, seats);
        Assert.Equal("Bo", Assert.Single((await _stage.Line(soup)).Offers).Name);
        Assert.Equal(2, await _stage.Taken(soup));
    }

    [Fact]
    public async Task However_many_give_back_decline_and_accept_at_once_a_seat_is_never_offered_to_two()
    {
        var soup = await _stage.Opened(seats: 4, startsIn: 6000);
        var people = People(40).ToList();
        foreach (var person in people.Index())
        {
            await (person.Index < 4 ? _stage.Registered(soup, person.Item) : _stage.Waiting(soup, person.Item));
        }

        await Task.WhenAll(people.Select(async (person, i) =>
        {
            for (var tries = 0; tries < 30; tries++)
            {
                var mine = await _stage.Mine(soup, person);
                if (mine.Status == RegistrationStatus.Confirmed && i % 3 != 0)
                {
                    await _stage.GivesBack(soup, person);
                }
                else if (mine.Status == RegistrationStatus.Offered)
                {
                    _ = i % 2 == 0
                        ? await _stage.Grain(soup.Id).AcceptOffer(new(CommandId.New(), person, mine.Id))
                        : await _stage.Grain(soup.Id).DeclineOffer(new(CommandId.New(), person, mine.Id));
                }
            }
        }));

        // At each moment of the record: seats on offer and taken by acceptance, never more than there are.
        Assert.Equal(0, await _stage.Cluster.Scalar<long>(
            """
            select count(*) from (
              select sum(case kind when 'OFFERED' then 1 when 'DECLINED' then -1 when 'EXPIRED' then -1 else 0 end) over (order by sequence) as held from waitlist_step) s
             where held > 40
            """));
        Assert.Equal(0, await _stage.Cluster.Scalar<long>(
            "select count(*) from (select registration_id from waitlist_step where kind = 'OFFERED' group by 1 having count(*) > 1) twice"));
        Assert.Equal(4, await _stage.Taken(soup));
        Assert.Equal(4, await _stage.Cluster.Scalar<long>("select count(*) from registration where status in ('CONFIRMED', 'OFFERED')"));
    }

    [Fact]
    public async Task Signing_up_takes_an_offered_seat_and_after_the_start_a_free_one_with_the_line_closed_on_record()
    {
        var (soup, later) = (await _stage.Opened(seats: 1), await _stage.Opened(seats: 1));
        var bo = Someone("Bo");
        foreach (var view in new[] { soup, later })
        {
            await _stage.Registered(view, s_ada);
            await _stage.Waiting(view, bo);
        }

        await _stage.GivesBack(soup, s_ada);
        var taken = Told(await _stage.Register(soup, bo));
        _stage.Cluster.Time.Advance(11.Minutes());
        var full = await _stage.Register(later, bo);
        await _stage.GivesBack(later, s_ada);
        var free = Told(await _stage.Register(later, bo));

        Assert.Equal((RegistrationStatus.Confirmed, OpportunityFaults.Full.Code, RegistrationStatus.Confirmed), (taken.Status, full.Fault?.Code, free.Status));
        Assert.Equal("JOINED,OFFERED,ACCEPTED", await Steps(soup));
        Assert.Equal("JOINED,CLOSED", await Steps(later));
    }

    [Fact]
    public async Task The_line_is_for_those_who_run_the_event_and_each_person_sees_their_own_place()
    {
        var soup = await _stage.Opened(seats: 1, startsIn: 6000);
        var bo = Someone("Bo");
        await _stage.Registered(soup, s_ada);
        var joined = await _stage.Waiting(soup, bo);
        var second = await _stage.Waiting(soup, Someone("Cy"));
        var grain = _stage.Grain(soup.Id);

        Assert.Equal((1, 2), (joined.Position, second.Position));
        Assert.Equal(2, (await _stage.See(soup.Id)).View.Shifts[0].Waiting);
        Assert.Equal(OpportunityFaults.NotAllowed, (await grain.Waitlist(bo, soup.Shifts[0].Id)).Fault);
        Assert.Equal(OpportunityFaults.NotAllowed, (await grain.MoveInWaitlist(new(CommandId.New(), bo, joined.Id, 1, "me first"))).Fault);
        Assert.Equal(OpportunityFaults.UnknownRegistration, (await grain.AcceptOffer(new(CommandId.New(), s_ada, joined.Id))).Fault);
        Assert.Equal(OpportunityFaults.UnknownRegistration, (await grain.DeclineOffer(new(CommandId.New(), _stage.Owner, joined.Id))).Fault);
        Assert.Equal(OpportunityFaults.UnknownRegistration, (await grain.CancelRegistration(new(CommandId.New(), Someone("Cy"), joined.Id, null))).Fault);
        Assert.Equal(OpportunityFaults.NotOffered, (await grain.AcceptOffer(new(CommandId.New(), bo, joined.Id))).Fault);
        Assert.Equal(CommonFaults.SignIn, (await grain.JoinWaitlist(new(CommandId.New(), By.Nobody, soup.Shifts[0].Id))).Fault);
        Assert.Equal(CommonFaults.NotAllowed, (await _stage.Volunteer(bo).Register(soup.Id, new(CommandId.New(), s_ada, soup.Shifts[0].Id))).Fault);
    }

    [Theory]
    [InlineData("update waitlist_step set position = 1", "AC003", "waitlist_step_is_final")]
    [InlineData("delete from waitlist_step", "AC003", "waitlist_step_is_final")]
    [InlineData("insert into waitlist_step select opportunity_id, sequence + 2, shift_id, registration_id, user_id, kind, position, at from waitlist_step", "AC002", "waitlist_step_no_gap")]
    public async Task What_is_on_record_stays_and_nothing_is_left_out_unless_the_guard_is_off(string forgery, string code, string guard)
    {
        var soup = await _stage.Opened(seats: 1, startsIn: 6000);
        await _stage.Registered(soup, s_ada);
        await _stage.Waiting(soup, Someone("Bo"));

        var refused = await Assert.ThrowsAsync<PostgresException>(() => _stage.Cluster.Execute(forgery));
        await _stage.Cluster.Execute($"drop trigger {guard} on waitlist_step");
        await _stage.Cluster.Execute(forgery);

        Assert.Equal(code, refused.SqlState);
    }

    private Task<string> Steps(OpportunityView view) =>
        _stage.Cluster.Scalar<string>("select string_agg(kind, ',' order by sequence) from waitlist_step where opportunity_id = $1", view.Id.Value);
}
