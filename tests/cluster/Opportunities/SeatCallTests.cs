using Actors.Common;
using Actors.Grains.Opportunities;
using Actors.Opportunities;
using Orleans.Runtime;
using static Actors.Tests.Cluster.Opportunities.OpportunityCluster;

namespace Actors.Tests.Cluster.Opportunities;

/// <summary>A late drop-out with nobody in line: people who came before are asked.</summary>
public sealed class SeatCallTests : IAsyncLifetime
{
    private OpportunityCluster _stage = null!;

    public async ValueTask InitializeAsync() => _stage = await Start();

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    [Fact]
    public async Task Earlier_volunteers_are_asked_in_waves_until_the_seat_is_taken_and_nobody_twice()
    {
        var people = await Came(5);
        var soup = await Opened(waveSize: 2);
        var dropped = await _stage.Cluster.Person("Dropped");
        await _stage.Registered(soup, dropped);
        Told(await Mail(people[0]).Prefer(new(CommandId.New(), people[0], new(AskForFreeSeats: false))));

        await _stage.GivesBack(soup, dropped);
        await _stage.Cluster.Pass(TimeSpan.Zero);
        var first = await Letters();
        await _stage.Cluster.Pass(59.Minutes());
        var between = await Letters();
        await _stage.Cluster.Pass(1.Minutes());
        var second = await Letters();
        Told(await _stage.Register(soup, people[4]));
        await _stage.Cluster.Pass(5.Hours());

        Assert.Equal((2, 2, 4, 4), (first, between, second, await Letters()));
        Assert.Equal(0, await _stage.Cluster.Scalar<long>("select count(*) from outbox_message where subject like 'Can you%' and (recipient like 'Person0.%' or recipient like 'Dropped%')"));
        Assert.Equal(4, await _stage.Cluster.Scalar<long>("select count(distinct recipient) from outbox_message where subject like 'Can you%'"));
    }

    [Fact]
    public async Task However_many_organizations_ask_at_once_a_person_gets_two_letters_a_week()
    {
        var person = await _stage.Cluster.Person("Ada");
        var (now, start) = (_stage.Cluster.Now, _stage.Cluster.Now.AddDays(30));

        async Task Ask(string cause)
        {
            var letter = new SeatNotice(SeatNoticeKind.Called, now, Id.From<OpportunityId>(cause), null, "Soup", $"Kitchen {cause}", start, start.AddHours(3), "UTC", null).To(person.User!.Value, cause);
            await _stage.Cluster.Grains.GetGrain<IIntentTarget>(GrainId.Create(SeatNotice.Receiver, person.User.Value.Value)).Receive(letter);
        }

        await Task.WhenAll(Enumerable.Range(0, 10).Select(i => Ask($"{i}")));
        var atOnce = await Letters();
        await _stage.Cluster.Crash();
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Ask($"{i}")));
        var afterCrash = await Letters();
        _stage.Cluster.Time.Advance(7.Days());
        await Task.WhenAll(Enumerable.Range(20, 10).Select(i => Ask($"{i}")));

        Assert.Equal((2, 2, 4), (atOnce, afterCrash, await Letters()));
    }

    [Fact]
    public async Task A_wave_whose_write_failed_is_sent_once_by_its_repetition()
    {
        await Came(2);
        var soup = await Opened(waveSize: 5);
        var dropped = await _stage.Cluster.Person("Dropped");
        await _stage.Registered(soup, dropped);
        await _stage.GivesBack(soup, dropped);
        await _stage.Refuse("seat_call");

        await Assert.ThrowsAsync<OutcomeUnknownException>(() => _stage.Cluster.Grains.GetGrain<IDueGrain>(GrainId.Create("opportunity", soup.Id.Value)).OnDue());
        var refused = await Letters();
        await _stage.Allow("seat_call");
        await _stage.Cluster.Pass(1.Minutes());

        Assert.Equal((0, 2), (refused, await Letters()));
    }

    private async Task<long> Letters()
    {
        await _stage.Until("all letters", "select count(*) = 0 from intent");
        return await _stage.Cluster.Scalar<long>("select count(*) from outbox_message where subject like 'Can you%'");
    }

    private IVolunteerMailGrain Mail(By who) => _stage.Cluster.Grains.GetGrain<IVolunteerMailGrain>(who.User!.Value.Value);

    /// <summary>People who attended an event of the organization, which is over.</summary>
    private async Task<By[]> Came(int count)
    {
        var people = await Task.WhenAll(Enumerable.Range(0, count).Select(i => _stage.Cluster.Person($"Person{i}")));
        var past = await _stage.Opened(seats: null);
        foreach (var person in people)
        {
            await _stage.Registered(past, person);
            Told(await _stage.CheckIn(past, person));
        }

        _stage.Cluster.Time.Advance(2.Hours());
        foreach (var person in people)
        {
            Told(await _stage.Grain(past.Id).CheckOut(new(CommandId.New(), person, null)));
        }

        await _stage.Cluster.Pass(2.Hours());
        return people;
    }

    /// <summary>One seat, a day before the start.</summary>
    private async Task<OpportunityView> Opened(int waveSize)
    {
        var draft = _stage.Draft(seats: 1, startsIn: 24 * 60);
        var grain = _stage.Grain(Id.New<OpportunityId>(Guid.CreateVersion7()));
        Told(await grain.Draft(draft with { Details = draft.Details with { SeatTerms = new(WaveSize: waveSize) } }));
        return Told(await grain.Publish(new(CommandId.New(), _stage.Owner)));
    }
}
