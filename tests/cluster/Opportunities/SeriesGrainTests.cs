using Actors.Common;
using Actors.Opportunities;
using Actors.Tests.Cluster.Common;
using static Actors.Tests.Cluster.Opportunities.OpportunityCluster;

namespace Actors.Tests.Cluster.Opportunities;

public sealed class SeriesGrainTests : IAsyncLifetime
{
    private OpportunityCluster _stage = null!;

    public async ValueTask InitializeAsync() => _stage = await Start();

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    [Fact]
    public async Task Occurrences_are_ordinary_opportunities_made_once_and_follow_their_series_with_their_people()
    {
        var series = await Created();
        var grain = Grain(series.Id);
        Told(await grain.Create(Create()));
        await _stage.Cluster.Pass(TimeSpan.FromMinutes(1));
        var view = Told(await grain.View(_stage.Owner));
        var first = await See(view.Upcoming[0]);
        var second = await See(view.Upcoming[1]);
        var seat = await _stage.Registered(second, Someone("Ada"));
        Told(await _stage.Grain(first.Id).Edit(new(
            CommandId.New(), _stage.Owner, first.Details with { Title = "Soup with the mayor" }, [.. first.Shifts.Select(s => new ShiftPlan(s.Id, s.Name, s.StartsAt, s.EndsAt, s.Seats))], null)));

        Told(await grain.Edit(new(CommandId.New(), _stage.Owner, null, Plan("Stew on all days", new(14, 0)), null, null, null, view.Version)));
        await _stage.Cluster.Pass(TimeSpan.FromMinutes(1));

        var (mayor, stew) = (await See(view.Upcoming[0]), await See(view.Upcoming[1]));
        Assert.True(view.Settled);
        Assert.Equal(OpportunityStatus.Open, second.Status);
        Assert.Equal(("Soup with the mayor", "Stew on all days"), (mayor.Details.Title, stew.Details.Title));
        Assert.Equal(second.Shifts[0].StartsAt.AddHours(2), stew.Shifts[0].StartsAt);
        Assert.Equal((second.Shifts[0].Id, 1), (stew.Shifts[0].Id, stew.Shifts[0].Taken));
        Assert.Equal((series.Id, view.Upcoming[1].Date), (stew.Series, stew.SeriesDate));
        Assert.Equal(seat.Id, Assert.Single(Told(await _stage.Grain(second.Id).Mine(Someone("Ada")))).Id);
        Assert.Equal(view.Upcoming.Length, (int)await _stage.Cluster.Scalar<long>("select count(*) from grain_state where state_name = 'opportunity'"));
    }

    [Fact]
    public async Task A_crash_between_the_change_and_the_telling_delays_and_loses_nothing()
    {
        var series = await Created();
        await _stage.Cluster.Crash();
        await _stage.Cluster.Pass(TimeSpan.FromMinutes(1));
        var view = Told(await Grain(series.Id).View(_stage.Owner));

        Told(await Grain(series.Id).Cancel(new(CommandId.New(), _stage.Owner, view.Upcoming[3].Date, "The kitchen moves.")));
        await _stage.Cluster.Crash();
        await _stage.Cluster.Pass(TimeSpan.FromMinutes(1));

        Assert.Equal(OpportunityStatus.Open, (await See(view.Upcoming[2])).Status);
        var cancelled = await See(view.Upcoming[3]);
        Assert.Equal((OpportunityStatus.Cancelled, "The kitchen moves."), (cancelled.Status, cancelled.CancellationReason));
        Assert.Equal(3, Told(await Grain(series.Id).View(_stage.Owner)).Upcoming.Length);
    }

    [Fact]
    public async Task A_date_that_is_left_out_is_cancelled_with_its_reason_and_a_preview_changes_nothing()
    {
        var series = await Created();
        await _stage.Cluster.Pass(TimeSpan.FromMinutes(1));
        var grain = Grain(series.Id);
        var view = Told(await grain.View(_stage.Owner));
        var later = view.Upcoming[5].Date;
        Told(await grain.Edit(new(CommandId.New(), _stage.Owner, later, Plan("Stew on all days"), null, null, null, view.Version)));
        LeaveOutDate command = new(new("paint"), _stage.Owner, view.Upcoming[2].Date, "The kitchen is painted.");

        var preview = Told(await grain.PreviewEdit(new(CommandId.New(), _stage.Owner, null, Plan(), "FREQ=WEEKLY;INTERVAL=2", null, null, null)));
        var fresh = Told(await Grain(Id.New<SeriesId>(Guid.CreateVersion7())).Preview(Create()));
        var refused = await grain.LeaveOut(command with { By = Someone("Ada") });
        Told(await grain.LeaveOut(command));
        var again = Told(await grain.LeaveOut(command));
        await _stage.Cluster.Crash();
        await _stage.Cluster.Pass(TimeSpan.FromMinutes(1));

        Assert.Equal((12, 12), (preview.Next.Length, fresh.Next.Length));
        Assert.NotEmpty(preview.CalledOff);
        Assert.Equal(SeriesFaults.Unknown, refused.Fault);
        var cancelled = await See(view.Upcoming[2]);
        Assert.Equal((OpportunityStatus.Cancelled, "The kitchen is painted."), (cancelled.Status, cancelled.CancellationReason));
        Assert.Equal((OpportunityStatus.Open, "Stew on all days"), ((await See(view.Upcoming[3])).Status, (await See(view.Upcoming[5])).Details.Title));
        Assert.Equal((view.Upcoming.Length - 1, "Stew on all days"), (Told(await Grain(series.Id).View(_stage.Owner)).Upcoming.Length, Told(await Grain(series.Id).ViewOn(_stage.Owner, later)).Plan.Details.Title));
        Assert.Equal(view.Version + 2, again.Version);
    }

    [Fact]
    public async Task The_horizon_rolls_on()
    {
        var series = await Created();
        await _stage.Cluster.Pass(TimeSpan.FromMinutes(1));
        var before = Told(await Grain(series.Id).View(_stage.Owner)).Upcoming;

        await _stage.Cluster.Pass(TimeSpan.FromDays(8));

        var after = Told(await Grain(series.Id).View(_stage.Owner)).Upcoming;
        Assert.True(after[^1].Date > before[^1].Date);
        Assert.Equal(OpportunityStatus.Open, (await See(after[^1])).Status);
    }

    [Fact]
    public async Task It_is_for_those_who_may_post_and_a_failed_write_changes_nothing()
    {
        var grain = Grain(Id.New<SeriesId>(Guid.CreateVersion7()));
        Assert.Equal(OpportunityFaults.NotAllowed, (await grain.Create(Create() with { By = Someone("Sam") })).Fault);
        Assert.Equal(OpportunityFaults.TitleInvalid, (await grain.Create(Create() with { Plan = Plan("x") })).Fault);
        _stage.Cluster.Storage.FailNext("series", WriteFault.Refused);
        await Assert.ThrowsAnyAsync<Exception>(() => grain.Create(Create()));

        Assert.Equal(SeriesFaults.Unknown, (await grain.View(_stage.Owner)).Fault);
        Told(await grain.Create(Create()));
        Assert.Equal(SeriesFaults.Unknown, (await grain.View(Someone("Sam"))).Fault);
        Assert.Equal(SeriesFaults.Unknown, (await grain.Cancel(new(CommandId.New(), Someone("Sam"), null, "Just because"))).Fault);
        Assert.Equal(OpportunityFaults.Unknown, (await _stage.Grain(Id.New<OpportunityId>(Guid.CreateVersion7())).FollowSeries(
            new(CommandId.New(), _stage.Owner, Id.From<SeriesId>("x"), default, 1, _stage.Organization, Details(), [_stage.Shift(1)], true, null))).Fault);
    }

    [Fact]
    public async Task What_came_of_an_event_is_said_once_it_is_over_and_everybody_sees_it()
    {
        var soup = await _stage.Opened();
        RecordImpact planted = new(CommandId.New(), _stage.Owner, new("Planted along the canal", 100, "trees"));

        var early = await _stage.Grain(soup.Id).RecordImpact(planted);
        await _stage.Cluster.Pass(TimeSpan.FromHours(4));
        var stranger = await _stage.Grain(soup.Id).RecordImpact(planted with { By = Someone("Sam") });
        var wrong = await _stage.Grain(soup.Id).RecordImpact(planted with { Impact = new("Planted", 100) });
        Told(await _stage.Grain(soup.Id).RecordImpact(planted));
        var again = Told(await _stage.Grain(soup.Id).RecordImpact(planted));

        Assert.Equal((OpportunityFaults.ImpactTooEarly, OpportunityFaults.NotAllowed, OpportunityFaults.ImpactInvalid), (early.Fault, stranger.Fault, wrong.Fault));
        Assert.Equal(planted.Impact, Told(await _stage.Grain(soup.Id).View(Someone("Sam"))).Impact);
        Assert.Equal(soup.Version + 1, again.Version);
    }

    [Fact]
    public async Task A_template_becomes_a_draft_on_its_date_and_is_gone_when_it_is_removed()
    {
        var template = _stage.Cluster.Grains.GetGrain<ITemplateGrain>(Id.New<TemplateId>(Guid.CreateVersion7()).Value);
        var opportunity = Id.New<OpportunityId>(Guid.CreateVersion7());
        var date = DateOnly.FromDateTime(_stage.Cluster.Now.UtcDateTime).AddDays(30);

        var refused = await template.Save(new(CommandId.New(), Someone("Sam"), _stage.Organization, "Soup", Plan()));
        Told(await template.Save(new(CommandId.New(), _stage.Owner, _stage.Organization, "Soup", Plan())));
        var draft = Told(await template.Draft(new(new("draft"), _stage.Owner, opportunity, date)));
        var again = Told(await template.Draft(new(new("draft"), _stage.Owner, opportunity, date)));
        Told(await template.Remove(new(CommandId.New(), _stage.Owner)));

        Assert.Equal(OpportunityFaults.NotAllowed, refused.Fault);
        Assert.Equal((OpportunityStatus.Draft, "Soup on all days", again.Shifts[0].Id), (draft.Status, draft.Details.Title, draft.Shifts[0].Id));
        Assert.Equal(TemplateFaults.Unknown, (await template.View(_stage.Owner)).Fault);
    }

    private ISeriesGrain Grain(SeriesId id) => _stage.Cluster.Grains.GetGrain<ISeriesGrain>(id.Value);

    private async Task<SeriesView> Created() => Told(await Grain(Id.New<SeriesId>(Guid.CreateVersion7())).Create(Create()));

    private CreateSeries Create() =>
        new(new("create"), _stage.Owner, _stage.Organization, Plan(), "FREQ=WEEKLY", DateOnly.FromDateTime(_stage.Cluster.Now.UtcDateTime).AddDays(7), [], Publish: true);

    private static EventPlan Plan(string title = "Soup on all days", TimeOnly? from = null) =>
        new(Details(title: title), [new(from ?? new(12, 0), new(17, 0), 10, "Noon")]);

    private async Task<OpportunityView> See(SeriesOccurrence occurrence) => Told(await Answered(() => _stage.Grain(occurrence.Opportunity).View(_stage.Owner)));
}
