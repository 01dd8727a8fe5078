using Actors.Common;
using Actors.Opportunities;
using Npgsql;
using static Actors.Tests.Cluster.Opportunities.OpportunityCluster;

namespace Actors.Tests.Cluster.Opportunities;

public sealed class SeatTests : IAsyncLifetime
{
    private const string Insert =
        """
        insert into registration (id, opportunity_id, shift_id, user_id, name, status, registered_at)
        select 'reg_' || i, $1, $2, 'usr_' || i, 'Somebody', 'CONFIRMED', now() from generate_series(1, $3) i
        """;

    private OpportunityCluster _stage = null!;

    public async ValueTask InitializeAsync() => _stage = await Start();

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    [Fact]
    public async Task Of_200_people_at_once_seven_get_the_seven_seats()
    {
        var soup = await _stage.Opened(seats: 7);

        var answers = await Task.WhenAll(People(200).Select(p => _stage.Register(soup, p)));

        Assert.Equal(7, answers.Count(a => a.Succeeded));
        Assert.All(answers.Where(a => !a.Succeeded), a => Assert.Equal(OpportunityFaults.Full.Code, a.Fault?.Code));
        Assert.Equal(7, await _stage.Taken(soup));
        Assert.Equal(7, await _stage.Cluster.Scalar<long>("select count(*) from registration"));
        Assert.True((await _stage.See(soup.Id)).View.IsFull);
    }

    [Fact]
    public async Task One_person_asking_fifty_times_at_once_has_one_seat()
    {
        var soup = await _stage.Opened(seats: 7);
        var ada = Someone("Ada");

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => _stage.Register(soup, ada)));

        Assert.Single(answers.Select(a => Told(a).Id).Distinct());
        Assert.Equal(1, await _stage.Taken(soup));
    }

    [Fact]
    public async Task A_seat_that_is_given_back_is_taken_by_the_next()
    {
        var soup = await _stage.Opened(seats: 1);
        var (ada, bo) = (Someone("Ada"), Someone("Bo"));
        var seat = await _stage.Registered(soup, ada);
        var full = await _stage.Register(soup, bo);

        Told(await _stage.Grain(soup.Id).CancelRegistration(new(CommandId.New(), ada, seat.Id, null)));
        var next = await _stage.Register(soup, bo);
        var again = await _stage.Register(soup, ada);

        Assert.Equal(OpportunityFaults.Full.Code, full.Fault?.Code);
        Assert.Null(next.Fault);
        Assert.Equal(OpportunityFaults.Full.Code, again.Fault?.Code);
        Assert.Equal(1, await _stage.Taken(soup));
    }

    [Fact]
    public async Task Giving_back_and_taking_at_the_same_time_never_takes_one_seat_too_many()
    {
        var soup = await _stage.Opened(seats: 5);
        var people = People(40).ToList();

        await Task.WhenAll(people.Select(async p =>
        {
            for (var i = 0; i < 5; i++)
            {
                if (await _stage.Register(soup, p) is { Succeeded: true } seat)
                {
                    Told(await _stage.Grain(soup.Id).CancelRegistration(new(CommandId.New(), p, seat.Value!.Id, null)));
                }
            }
        }));

        Assert.Equal(0, await _stage.Taken(soup));
        Assert.Equal(0, (await _stage.See(soup.Id)).View.Shifts[0].Taken);
    }

    [Fact]
    public async Task Edits_of_the_seats_racing_with_sign_ups_never_leave_more_taken_than_there_are()
    {
        var soup = await _stage.Opened(seats: 50);
        var shift = soup.Shifts[0];

        async Task Edits()
        {
            foreach (var seats in Enumerable.Range(1, 40).Select(i => 1 + (i * 7 % 50)))
            {
                var edited = await _stage.Grain(soup.Id).Edit(new(CommandId.New(), _stage.Owner, Details(), [new(shift.Id, "Morning", shift.StartsAt, shift.EndsAt, seats)], null));
                Assert.True(edited.Succeeded || edited.Fault.Code == OpportunityFaults.SeatsBelowTaken.Code, edited.Fault?.Code);
            }
        }

        await Task.WhenAll([Edits(), .. People(80).Select(p => _stage.Register(soup, p))]);

        var view = (await _stage.See(soup.Id)).View.Shifts[0];
        Assert.True(view.Taken <= view.Seats, $"{view.Taken} of {view.Seats}");
        Assert.Equal(view.Taken, await _stage.Taken(soup));
        Assert.Equal(view.Seats, await _stage.Cluster.Scalar<int>("select seats from shift"));
        Assert.Equal(view.Taken, await _stage.Cluster.Scalar<long>("select count(*) from registration where status <> 'CANCELLED'"));
    }

    [Fact]
    public async Task A_grain_that_is_wrong_about_its_seats_cannot_store_one_too_many()
    {
        var soup = await _stage.Opened(seats: 7);
        await _stage.Cluster.Execute("update shift set seats = 3");
        await Task.WhenAll(People(3).Select(p => _stage.Registered(soup, p)));

        await Assert.ThrowsAsync<OutcomeUnknownException>(() => _stage.Register(soup, Someone("one too many")));

        Assert.Equal(3, await _stage.Taken(soup));
    }

    [Fact]
    public async Task Whoever_passes_by_the_grain_is_stopped_by_the_constraint()
    {
        var soup = await _stage.Opened(seats: 7);

        var refused = await Assert.ThrowsAsync<PostgresException>(() => _stage.Cluster.Execute(Insert, soup.Id.Value, soup.Shifts[0].Id.Value, 8));

        Assert.Equal("shift_never_overbooked", refused.ConstraintName);
        Assert.Equal(0, await _stage.Taken(soup));
    }

    [Fact]
    public async Task Without_the_constraint_the_number_would_be_exceeded()
    {
        var soup = await _stage.Opened(seats: 7);
        await _stage.Cluster.Execute("alter table shift drop constraint shift_never_overbooked");

        await _stage.Cluster.Execute(Insert, soup.Id.Value, soup.Shifts[0].Id.Value, 8);

        Assert.Equal(8, await _stage.Taken(soup));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_second_seat_for_one_person_is_stopped_by_the_constraint_and_only_by_it(bool guarded)
    {
        const string Twice =
            """
            insert into registration (id, opportunity_id, shift_id, user_id, name, status, registered_at)
            select 'reg_' || i, $1, $2, 'usr_one', 'Somebody', 'CONFIRMED', now() from generate_series(1, 2) i
            """;
        var soup = await _stage.Opened(seats: 7);
        if (!guarded)
        {
            await _stage.Cluster.Execute("alter table registration drop constraint registration_one_seat_each");
        }

        var refused = await Record.ExceptionAsync(() => _stage.Cluster.Execute(Twice, soup.Id.Value, soup.Shifts[0].Id.Value));

        Assert.Equal(guarded ? "registration_one_seat_each" : null, (refused as PostgresException)?.ConstraintName);
        Assert.Equal(guarded ? 0 : 2, await _stage.Taken(soup));
    }
}
