using Actors.Common;
using Actors.Grains.Notifications;
using Actors.Opportunities;
using static Actors.Tests.Cluster.Opportunities.OpportunityCluster;

namespace Actors.Tests.Cluster.Opportunities;

public sealed class PlanNewsTests : IAsyncLifetime
{
    private OpportunityCluster _stage = null!;

    public async ValueTask InitializeAsync() => _stage = await Start();

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    [Fact]
    public async Task A_cancellation_reaches_everybody_once_although_the_process_dies_while_telling()
    {
        var soup = await _stage.Opened(seats: null);
        var people = await Task.WhenAll(Enumerable.Range(0, 120).Select(i => _stage.Cluster.Person($"Person{i}")));
        await Task.WhenAll(people.Select(p => _stage.Registered(soup, p)));
        var crash = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var sent = 0;
        _stage.Cluster.Mail.Fault = _ => Interlocked.Increment(ref sent) > 40 ? throw new IOException("The test hangs up.") : null;
        _stage.Cluster.Mail.Delivered = _ =>
        {
            if (sent >= 40)
            {
                crash.TrySetResult();
            }

            return Task.CompletedTask;
        };

        Told(await _stage.Grain(soup.Id).Cancel(new(CommandId.New(), _stage.Owner, "storm")));
        await crash.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        await _stage.Cluster.Crash();
        var left = await _stage.Cluster.Scalar<long>("select count(*) from intent");
        _stage.Cluster.Mail.Fault = _ => null;
        await _stage.Cluster.Pass(1.Hours());

        Assert.InRange(left, 1, 119);
        Assert.Equal((120, 120), (
            await _stage.Cluster.Scalar<long>("select count(*) from outbox_message where subject like 'Cancelled:%' and body like '%storm%'"),
            await _stage.Cluster.Scalar<long>("select count(distinct recipient) from outbox_message")));
        Assert.Equal(0, await _stage.Cluster.Scalar<long>("select count(*) from intent"));
    }

    [Fact]
    public async Task Another_time_asks_everybody_and_who_confirmed_is_asked_again_by_the_next_change()
    {
        var soup = await _stage.Opened(startsIn: 6000);
        var (ada, bo) = (await _stage.Cluster.Person("Ada"), await _stage.Cluster.Person("Bo"));
        var seat = await _stage.Registered(soup, ada);
        await _stage.Registered(soup, bo);

        await Shift(soup, 6010);
        var asked = (await _stage.See(soup.Id)).View.Shifts[0].Unconfirmed;
        var confirmed = Told(await _stage.Grain(soup.Id).ConfirmRegistration(new(CommandId.New(), ada, seat.Id)));
        var one = await _stage.See(soup.Id);
        await _stage.Cluster.Crash();
        var loaded = await _stage.See(soup.Id);
        await Shift(soup, 6020);

        Assert.Equal((2, 1, 1, 2), (asked, one.View.Shifts[0].Unconfirmed, loaded.View.Shifts[0].Unconfirmed, (await _stage.See(soup.Id)).View.Shifts[0].Unconfirmed));
        Assert.False(confirmed.MustConfirm);
        Assert.Equal(["Bo"], one.Roster.Rows!.Value.Where(r => r.MustConfirm).Select(r => r.Name));
        Assert.Equal(2, await _stage.Taken(soup));
        await _stage.Cluster.Pass(1.Minutes());
        await _stage.Until("all letters", "select count(*) = 4 from outbox_message where subject like 'Please confirm%'");
        Assert.Equal(OpportunityFaults.UnknownRegistration, (await _stage.Grain(soup.Id).ConfirmRegistration(new(CommandId.New(), bo, seat.Id))).Fault);
    }

    [Fact]
    public async Task A_minimum_is_decided_in_time_and_everybody_hears_how()
    {
        var (enough, few, cancelled) = (await Planned(autoCancel: false), await Planned(autoCancel: false), await Planned(autoCancel: true));
        By[] people = [await _stage.Cluster.Person("Ada"), await _stage.Cluster.Person("Bo")];
        await Task.WhenAll(people.Select(p => _stage.Registered(enough, p)));
        await _stage.Registered(few, people[0]);
        await _stage.Registered(cancelled, people[0]);

        await _stage.Cluster.Pass(24.Hours());
        var before = await Decision(enough);
        await _stage.Cluster.Pass(2.Hours());
        var undecided = await Decision(few);
        Told(await _stage.Grain(few.Id).DecideShift(new(CommandId.New(), _stage.Owner, few.Shifts[0].Id, ShiftDecision.TakesPlace, null)));

        Assert.Equal((null, ShiftDecision.TakesPlace, ShiftDecision.Open, ShiftDecision.TakesPlace), (before, await Decision(enough), undecided, await Decision(few)));
        Assert.Equal(OpportunityStatus.Cancelled, (await _stage.See(cancelled.Id)).View.Status);
        Assert.Equal(OpportunityFaults.NotAllowed, (await _stage.Grain(few.Id).DecideShift(new(CommandId.New(), people[0], few.Shifts[0].Id, ShiftDecision.Cancelled, "no"))).Fault);
        await _stage.Until("all letters", "select count(*) = 0 from intent");
        Assert.Equal(
            "Cancelled ada,It takes place ada,It takes place ada,It takes place bo,Too few people olga",
            await _stage.Cluster.Scalar<string>("select string_agg(split_part(subject, ':', 1) || ' ' || lower(split_part(recipient, '.', 1)), ',' order by split_part(subject, ':', 1), recipient) from outbox_message"));
    }

    [Fact]
    public async Task A_coordinator_cancels_one_shift_and_its_people_are_free_for_another()
    {
        var (soup, other) = (await _stage.Opened(seats: 1, startsIn: 6000), await _stage.Opened(startsIn: 6000));
        var edited = Told(await _stage.Grain(soup.Id).Edit(new(CommandId.New(), _stage.Owner, Details(), [_stage.Shift(1, soup.Shifts[0].Id, 6000), _stage.Shift(1, startsIn: 9000)], null)));
        var (ada, bo) = (await _stage.Cluster.Person("Ada"), await _stage.Cluster.Person("Bo"));
        await _stage.Registered(soup, ada);
        await _stage.Waiting(soup, bo);

        var decided = Told(await _stage.Grain(soup.Id).DecideShift(new(CommandId.New(), _stage.Owner, edited.Shifts[0].Id, ShiftDecision.Cancelled, "no kitchen")));
        await _stage.Until("all letters", "select count(*) = 2 from outbox_message");

        Assert.Equal((OpportunityStatus.Open, ShiftDecision.Cancelled, null), (decided.Status, decided.Shifts[0].Decision, decided.Shifts[1].Decision));
        Assert.Equal(RegistrationStatus.Cancelled, (await _stage.Mine(soup, bo)).Status);
        Assert.Equal(edited.Shifts[0].Id.Value, await _stage.Cluster.Scalar<string>("select id from shift where cancelled"));
        Told(await _stage.Volunteer(ada).Register(other.Id, new(CommandId.New(), ada, other.Shifts[0].Id)));
        Assert.Equal(OpportunityFaults.NotOpen, (await _stage.Register(soup, bo)).Fault);
    }

    private async Task<ShiftDecision?> Decision(OpportunityView view) => (await _stage.See(view.Id)).View.Shifts[0].Decision;

    private async Task Shift(OpportunityView view, int startsIn) =>
        Told(await _stage.Grain(view.Id).Edit(new(CommandId.New(), _stage.Owner, Details(), [_stage.Shift(10, view.Shifts[0].Id, startsIn)], null)));

    /// <summary>Two days before a shift that needs two people; decided a day before it.</summary>
    private async Task<OpportunityView> Planned(bool autoCancel)
    {
        var draft = _stage.Draft(startsIn: 49 * 60);
        draft = draft with { Details = draft.Details with { SeatTerms = new(AutoCancel: autoCancel) }, Shifts = [draft.Shifts[0] with { Minimum = 2 }] };
        var grain = _stage.Grain(Id.New<OpportunityId>(Guid.CreateVersion7()));
        Told(await grain.Draft(draft));
        return Told(await grain.Publish(new(CommandId.New(), _stage.Owner)));
    }
}
