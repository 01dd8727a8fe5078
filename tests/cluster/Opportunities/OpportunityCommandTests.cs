using Actors.Common;
using Actors.Opportunities;
using Actors.Organizations;
using static Actors.Tests.Cluster.Opportunities.OpportunityCluster;

namespace Actors.Tests.Cluster.Opportunities;

/// <summary>Every command: refused, repeated, and 'the write failed'.</summary>
public sealed class OpportunityCommandTests : IAsyncLifetime
{
    private OpportunityCluster _stage = null!;

    public async ValueTask InitializeAsync() => _stage = await Start();

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    public static TheoryData<string> Commands => ["edit", "publish", "cancel", "complete", "register", "cancel-registration", "check-in", "check-in-by-hand", "check-out",
        "join-waitlist", "accept-offer", "decline-offer", "leave-waitlist", "move-in-waitlist"];

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task A_failed_write_changes_nothing_and_the_command_can_be_repeated(string command)
    {
        var (id, call) = await Prepared(command);
        var before = await _stage.Snapshot(id);
        await _stage.Refuse("registration");
        await _stage.Refuse("grain_state");

        await Assert.ThrowsAsync<OutcomeUnknownException>(call);
        await _stage.Allow("registration");
        await _stage.Allow("grain_state");
        var after = await _stage.Snapshot(id);
        await Answered(call);
        var repeated = await _stage.Snapshot(id);

        Assert.Equal(before, after);
        Assert.NotEqual(before, repeated);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task A_repeated_command_is_the_same_as_one(string command)
    {
        var (id, call) = await Prepared(command);

        await call();
        var once = await _stage.Snapshot(id);
        await call();
        await _stage.Cluster.Restart();
        await call();

        Assert.Equal(once, await _stage.Snapshot(id));
    }

    [Fact]
    public async Task Of_first_drafts_at_the_same_time_there_is_one()
    {
        var id = Id.New<OpportunityId>(Guid.CreateVersion7());

        var drafts = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => _stage.Grain(id).Draft(_stage.Draft())));

        Assert.Single(drafts.Select(d => Told(d).Shifts[0].Id).Distinct());
        Assert.All(drafts, d => Assert.Equal(1, d.Value!.Version));
        Assert.Equal(1, await _stage.Cluster.Scalar<long>("select count(*) from shift"));
        Assert.Equal(1, await _stage.Cluster.Scalar<long>("select epoch from fence where owner = $1", $"opportunity/{id}"));
    }

    [Fact]
    public async Task A_draft_whose_write_failed_is_made_by_its_repetition()
    {
        var id = Id.New<OpportunityId>(Guid.CreateVersion7());
        await _stage.Refuse("grain_state");

        await Assert.ThrowsAsync<OutcomeUnknownException>(() => _stage.Grain(id).Draft(_stage.Draft()));
        await _stage.Allow("grain_state");
        var unseen = await Answered(() => _stage.Grain(id).View(_stage.Owner));
        var made = await Answered(() => _stage.Grain(id).Draft(_stage.Draft()));

        Assert.Equal(OpportunityFaults.Unknown, unseen.Fault);
        Assert.Equal(1, Told(made).Version);
    }

    [Fact]
    public async Task A_draft_is_for_those_who_may_post_and_for_an_organization_that_exists()
    {
        var id = Id.New<OpportunityId>(Guid.CreateVersion7());
        var grain = _stage.Grain(id);

        var stranger = await grain.Draft(_stage.Draft() with { By = Someone("Sam") });
        var nobody = await grain.Draft(_stage.Draft() with { By = By.Nobody });
        var nowhere = await grain.Draft(_stage.Draft() with { Organization = Id.From<OrganizationId>("none") });
        var endless = await grain.Draft(_stage.Draft() with { Shifts = [_stage.Shift(5) with { EndsAt = DateTimeOffset.MaxValue }] });

        Assert.Equal(OpportunityFaults.NotAllowed, stranger.Fault);
        Assert.Equal(OpportunityFaults.NotAllowed, nobody.Fault);
        Assert.Equal(OrganizationFaults.Unknown, nowhere.Fault);
        Assert.Equal(OpportunityFaults.TimesInvalid, endless.Fault);
        Assert.Equal(OpportunityFaults.Unknown, (await grain.View(_stage.Owner)).Fault);
    }

    [Fact]
    public async Task An_edit_is_refused_for_whom_what_and_when_it_must_be()
    {
        var soup = await _stage.Opened(seats: 3);
        await Task.WhenAll(People(3).Select(p => _stage.Registered(soup, p)));
        var before = await _stage.Snapshot(soup.Id);
        var good = new EditOpportunity(CommandId.New(), _stage.Owner, Details(title: "Another title"), [_stage.Shift(3, soup.Shifts[0].Id)], null);

        async Task<Fault?> Edit(EditOpportunity edit) => (await _stage.Grain(soup.Id).Edit(edit)).Fault;

        Assert.Equal(OpportunityFaults.NotAllowed, await Edit(good with { By = Someone("Sam") }));
        Assert.Equal(OpportunityFaults.Changed, await Edit(good with { ExpectedVersion = soup.Version - 1 }));
        Assert.Equal(OpportunityFaults.SeatsBelowTaken.Code, (await Edit(good with { Shifts = [_stage.Shift(2, soup.Shifts[0].Id)] }))?.Code);
        Assert.Equal(OpportunityFaults.ShiftTaken, await Edit(good with { Shifts = [_stage.Shift(3)] }));
        Assert.Equal(OpportunityFaults.ShiftTwice, await Edit(good with { Shifts = [_stage.Shift(100, soup.Shifts[0].Id), _stage.Shift(5, soup.Shifts[0].Id)] }));
        Assert.Equal(OpportunityFaults.UnknownShift, await Edit(good with { Shifts = [_stage.Shift(3, Id.From<ShiftId>("other"))] }));
        Assert.Equal(before, await _stage.Snapshot(soup.Id));
        Told(await _stage.Grain(soup.Id).Edit(good with { ExpectedVersion = soup.Version }));
    }

    [Fact]
    public async Task Everybody_in_a_failed_commit_hears_of_it_and_the_truth_is_loaded()
    {
        var soup = await _stage.Opened(seats: 50);
        await _stage.Registered(soup, Someone("Ada"));
        await _stage.Refuse("registration");

        var failures = await Task.WhenAll(People(40).Select(p => Record.ExceptionAsync(() => _stage.Register(soup, p)).AsTask()));
        await _stage.Allow("registration");
        var (view, roster) = await _stage.See(soup.Id);
        var repeated = await Task.WhenAll(People(40).Select(p => Answered(() => _stage.Register(soup, p))));

        Assert.All(failures, f => Assert.IsType<OutcomeUnknownException>(f));
        Assert.Equal((1, 1), (view.Shifts[0].Taken, roster.Rows!.Value.Length));
        Assert.All(repeated, r => Assert.Null(r.Fault));
        Assert.Equal(41, await _stage.Taken(soup));
    }

    [Fact]
    public async Task A_refusal_that_rests_on_a_failed_commit_is_not_told()
    {
        var soup = await _stage.Opened(seats: 1);
        await _stage.Refuse("registration");

        var (first, second) = (_stage.Register(soup, Someone("Ada")), _stage.Register(soup, Someone("Bo")));

        await Assert.ThrowsAsync<OutcomeUnknownException>(() => first);
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => second);
    }

    [Fact]
    public async Task A_stale_activation_is_fenced_and_its_successor_serves()
    {
        var soup = await _stage.Opened();
        await _stage.Registered(soup, Someone("Ada"));
        await _stage.Cluster.Execute("update fence set epoch = epoch + 1 where owner = $1", $"opportunity/{soup.Id}");

        await Assert.ThrowsAsync<OutcomeUnknownException>(() => _stage.Register(soup, Someone("Bo")));
        var fenced = await _stage.Taken(soup);
        var served = await Answered(() => _stage.Register(soup, Someone("Bo")));

        Assert.Equal(1, fenced);
        Assert.Null(served.Fault);
        Assert.Equal(2, await _stage.Taken(soup));
    }

    [Fact]
    public async Task The_next_activation_loads_the_same_roster_after_a_crash()
    {
        var soup = await _stage.Opened();
        foreach (var person in People(6))
        {
            await _stage.Registered(soup, person);
        }

        Told(await _stage.CheckIn(soup, Someone("Person 1")));
        Told(await _stage.CheckIn(soup, Someone("Person 2")));
        _stage.Cluster.Time.Advance(30.Minutes());
        Told(await _stage.Grain(soup.Id).CheckOut(new(CommandId.New(), Someone("Person 2"), null)));
        var before = await _stage.Snapshot(soup.Id);

        await _stage.Cluster.Crash();

        Assert.Equal(before, await _stage.Snapshot(soup.Id));
    }

    /// <summary>An event in the state that a command needs, and the command: the same each time it is called.</summary>
    private async Task<(OpportunityId Id, Func<Task<object>> Call)> Prepared(string command)
    {
        var (ada, key) = (Someone("Ada"), new CommandId("once"));
        if (command.EndsWith("waitlist", StringComparison.Ordinal) || command.EndsWith("offer", StringComparison.Ordinal))
        {
            return await OnWaitlist(command, key);
        }

        var soup = command == "publish" ? await _stage.Drafted() : await _stage.Opened();
        var seat = command is "cancel-registration" or "check-in" or "check-in-by-hand" or "check-out" ? await _stage.Registered(soup, ada) : null;
        if (command is "check-out")
        {
            Told(await _stage.CheckIn(soup, ada));
        }

        if (command is "complete" or "check-out")
        {
            _stage.Cluster.Time.Advance(30.Minutes());
        }

        var edit = new EditOpportunity(key, _stage.Owner, Details(title: "Another title"), [_stage.Shift(8, soup.Shifts[0].Id), _stage.Shift(4)], null);
        var code = new VenueCode(soup.Id, _stage.Cluster.Now);
        IOpportunityGrain Grain() => _stage.Grain(soup.Id);
        return (soup.Id, command switch
        {
            "edit" => async () => Told(await Grain().Edit(edit)),
            "publish" => async () => Told(await Grain().Publish(new(key, _stage.Owner))),
            "cancel" => async () => Told(await Grain().Cancel(new(key, _stage.Owner, "rain"))),
            "complete" => async () => Told(await Grain().Complete(new(key, _stage.Owner))),
            "register" => async () => Told(await Grain().Register(new(key, ada, soup.Shifts[0].Id))),
            "cancel-registration" => async () => Told(await Grain().CancelRegistration(new(key, ada, seat!.Id, "ill"))),
            "check-in" => async () => Told(await Grain().CheckIn(new(key, ada, code))),
            "check-in-by-hand" => async () => Told(await Grain().CheckInByHand(new(key, _stage.Owner, seat!.Id))),
            _ => async () => Told(await Grain().CheckOut(new(key, ada, null))),
        });
    }

    /// <summary>Ada has the only seat, Bo and Cy wait; with an offer for Bo when the command is about one.</summary>
    private async Task<(OpportunityId Id, Func<Task<object>> Call)> OnWaitlist(string command, CommandId key)
    {
        var (ada, bo, cy) = (Someone("Ada"), Someone("Bo"), Someone("Cy"));
        var soup = await _stage.Opened(seats: 1, startsIn: 6000);
        await _stage.Registered(soup, ada);
        var (second, third) = (await _stage.Waiting(soup, bo), await _stage.Waiting(soup, cy));
        if (command.EndsWith("offer", StringComparison.Ordinal))
        {
            await _stage.GivesBack(soup, ada);
        }

        IOpportunityGrain Grain() => _stage.Grain(soup.Id);
        return (soup.Id, command switch
        {
            "join-waitlist" => async () => Told(await Grain().JoinWaitlist(new(key, Someone("Di"), soup.Shifts[0].Id))),
            "accept-offer" => async () => Told(await Grain().AcceptOffer(new(key, bo, second.Id))),
            "decline-offer" => async () => Told(await Grain().DeclineOffer(new(key, bo, second.Id))),
            "leave-waitlist" => async () => Told(await Grain().CancelRegistration(new(key, bo, second.Id, null))),
            _ => async () => Told(await Grain().MoveInWaitlist(new(key, _stage.Owner, third.Id, 1, "brings the van"))),
        });
    }
}
