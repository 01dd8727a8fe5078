using Actors.Common;
using Actors.Opportunities;
using static Actors.Tests.Cluster.Opportunities.OpportunityCluster;

namespace Actors.Tests.Cluster.Opportunities;

public sealed class OverlapTests : IAsyncLifetime
{
    private static readonly By s_ada = Someone("Ada");
    private OpportunityCluster _stage = null!;

    public async ValueTask InitializeAsync() => _stage = await Start();

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Of_many_shifts_at_the_same_time_a_person_gets_one_however_fast_they_ask_and_only_because_all_goes_through_one_grain(bool guarded)
    {
        var events = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _stage.Opened()));

        var answers = await Task.WhenAll(events.Select(e => guarded
            ? _stage.Volunteer(s_ada).Register(e.Id, new(CommandId.New(), s_ada, e.Shifts[0].Id))
            : _stage.Grain(e.Id).Register(new(CommandId.New(), s_ada, e.Shifts[0].Id))));

        Assert.Equal(guarded ? 1 : 8, answers.Count(a => a.Succeeded));
        Assert.All(answers.Where(a => !a.Succeeded), a => Assert.Equal(OpportunityFaults.Overlapping.Code, a.Fault?.Code));
        Assert.Equal(guarded ? 1 : 8, await _stage.Cluster.Scalar<long>("select count(*) from registration where status = 'CONFIRMED'"));
    }

    [Fact]
    public async Task Whoever_says_so_twice_has_both_and_a_repetition_is_no_overlap_with_itself()
    {
        var (soup, other) = (await _stage.Opened(), await _stage.Opened());
        var first = new RegisterForShift(new("one"), s_ada, soup.Shifts[0].Id);
        Told(await _stage.Volunteer(s_ada).Register(soup.Id, first));

        var asked = await _stage.Volunteer(s_ada).Register(other.Id, new(CommandId.New(), s_ada, other.Shifts[0].Id));
        var second = new RegisterForShift(CommandId.New(), s_ada, other.Shifts[0].Id, AcceptOverlap: true);
        Told(await _stage.Volunteer(s_ada).Register(other.Id, second));
        var again = Told(await _stage.Volunteer(s_ada).Register(other.Id, second with { AcceptOverlap = false }));

        Assert.Equal((soup.Id.Value, soup.Shifts[0].Id.Value, "Soup on Saturday"), (asked.Fault!.Facts!["opportunity"], asked.Fault.Facts["shift"], asked.Fault.Facts["title"]));
        Assert.Equal(RegistrationStatus.Confirmed, again.Status);
        Assert.Null((await _stage.Volunteer(s_ada).Register(soup.Id, first)).Fault);
    }

    [Fact]
    public async Task One_after_the_other_is_no_overlap_nor_is_what_was_given_back_or_cancelled()
    {
        var soup = await _stage.Opened();
        var after = await _stage.Opened(startsIn: 190);
        var (given, cancelled) = (await _stage.Opened(startsIn: 191), await _stage.Opened(startsIn: 192));
        Told(await Register(soup));

        Told(await Register(after));
        Assert.Equal(OpportunityFaults.Overlapping.Code, (await Register(given)).Fault?.Code);
        await _stage.GivesBack(after, s_ada);
        Told(await Register(given));
        Assert.Equal(OpportunityFaults.Overlapping.Code, (await Register(cancelled)).Fault?.Code);
        Told(await _stage.Grain(given.Id).Cancel(new(CommandId.New(), _stage.Owner, "storm")));
        Told(await Register(cancelled));
    }

    [Fact]
    public async Task Waiting_and_an_offer_are_compared_with_what_the_person_has()
    {
        var (soup, other) = (await _stage.Opened(seats: 1, startsIn: 6000), await _stage.Opened(startsIn: 6000));
        var bo = Someone("Bo");
        await _stage.Registered(soup, bo);
        var waiting = Told(await _stage.Volunteer(s_ada).JoinWaitlist(soup.Id, new(CommandId.New(), s_ada, soup.Shifts[0].Id)));
        Told(await Register(other));
        await _stage.GivesBack(soup, bo);

        var offer = new AcceptOffer(CommandId.New(), s_ada, waiting.Id);
        var asked = await _stage.Volunteer(s_ada).AcceptOffer(soup.Id, offer);
        var taken = await _stage.Volunteer(s_ada).AcceptOffer(soup.Id, offer with { AcceptOverlap = true });

        Assert.Equal(OpportunityFaults.Overlapping.Code, asked.Fault?.Code);
        Assert.Equal(RegistrationStatus.Confirmed, Told(taken).Status);
    }

    private Task<Outcome<RegistrationView>> Register(OpportunityView view) => _stage.Volunteer(s_ada).Register(view.Id, new(CommandId.New(), s_ada, view.Shifts[0].Id));
}
