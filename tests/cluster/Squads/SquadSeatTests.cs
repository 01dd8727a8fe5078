using Actors.Common;
using Actors.Opportunities;
using Actors.Squads;
using Actors.Tests.Cluster.Opportunities;
using Npgsql;
using static Actors.Tests.Cluster.Opportunities.OpportunityCluster;

namespace Actors.Tests.Cluster.Squads;

/// <summary>Seats that squads hold, as the event keeps them.</summary>
public sealed class SquadSeatTests : IAsyncLifetime
{
    private static readonly SquadId s_squad = Id.From<SquadId>("squad");
    private static readonly By s_lea = Someone("Lea");

    private OpportunityCluster _stage = null!;

    public async ValueTask InitializeAsync() => _stage = await Start();

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    [Fact]
    public async Task Forty_squads_and_a_hundred_people_at_once_never_take_one_seat_too_many()
    {
        var soup = await _stage.Opened(seats: 100);

        var squads = Enumerable.Range(0, 40).Select(i => Book(soup, $"b{i}", 7, asMany: i % 2 == 0)).ToList();
        var people = People(100).Select(p => _stage.Register(soup, p)).ToList();
        var booked = await Task.WhenAll(squads);
        var registered = await Task.WhenAll(people);

        var held = booked.Sum(b => b.Value?.Booked ?? 0);
        Assert.Equal(100, held + registered.Count(r => r.Succeeded));
        Assert.All(booked.Where((b, i) => i % 2 == 1 && b.Succeeded), b => Assert.Equal(7, b.Value!.Booked));
        Assert.Equal(100, await _stage.Taken(soup));
        Assert.Equal(100, (await _stage.See(soup.Id)).View.Shifts[0].Taken);
    }

    [Fact]
    public async Task A_booking_that_comes_again_is_the_same_seats_also_for_another_activation()
    {
        var soup = await _stage.Opened(seats: 10);

        var first = Told(await Book(soup, "b", 6));
        var again = Told(await Book(soup, "b", 6));
        await _stage.Cluster.Restart();
        var after = Told(await Book(soup, "b", 6));

        Assert.Equal(first, again);
        Assert.Equal(first, after);
        Assert.Equal(6, await _stage.Taken(soup));
    }

    [Fact]
    public async Task All_or_none_takes_none_and_says_how_many_are_left()
    {
        var soup = await _stage.Opened(seats: 10);
        Told(await Book(soup, "first", 6));

        var refused = await Book(soup, "second", 5);
        var some = Told(await Book(soup, "third", 5, asMany: true));
        var none = await Book(soup, "fourth", 1, asMany: true);

        Assert.Equal((SquadFaults.NotEnoughSeats.Code, "4"), (refused.Fault?.Code, refused.Fault?.Facts?["left"]));
        Assert.Equal(4, some.Booked);
        Assert.Equal(OpportunityFaults.Full.Code, none.Fault?.Code);
        Assert.Equal(SquadFaults.SeatsInvalid.Code, (await Book(soup, "fifth", 0)).Fault?.Code);
        Assert.Equal(OpportunityFaults.Unknown.Code, (await Book(await _stage.Opened(visibility: Visibility.Private), "private", 1)).Fault?.Code);
    }

    [Fact]
    public async Task Who_joins_a_full_event_takes_a_held_seat_and_who_leaves_gives_it_back_to_the_squad()
    {
        var soup = await _stage.Opened(seats: 5);
        Told(await Book(soup, "b", 5));

        var joins = await Task.WhenAll(People(5).Select(p => Join(soup, "b", p)));
        var late = await Join(soup, "b", Someone("Late"));
        Told(await _stage.Grain(soup.Id).CancelRegistration(new(CommandId.New(), Someone("Person 0"), joins[0].Value!.Id, null)));
        var stranger = await _stage.Register(soup, Someone("Stranger"));
        var next = await Join(soup, "b", Someone("Late"));

        Assert.All(joins, j => Assert.Null(j.Fault));
        Assert.Equal(SquadFaults.BookingFull.Code, late.Fault?.Code);
        Assert.Equal(OpportunityFaults.Full.Code, stranger.Fault?.Code);
        Assert.Null(next.Fault);
        Assert.Equal(5, await _stage.Taken(soup));
        Assert.Equal(0, (await _stage.Grain(soup.Id).SquadSeats(Id.From<BookingId>("b")))!.Held);
    }

    [Fact]
    public async Task Who_had_a_seat_or_waited_comes_with_the_squad_and_their_own_place_is_free()
    {
        var soup = await _stage.Opened(seats: 3);
        var (ada, bo, cy) = (Someone("Ada"), Someone("Bo"), Someone("Cy"));
        await _stage.Registered(soup, ada);
        Told(await Book(soup, "b", 2));
        await _stage.Waiting(soup, bo);
        await _stage.Waiting(soup, cy);

        Told(await Join(soup, "b", bo));
        Told(await Join(soup, "b", ada));

        // Ada's own seat went to the next in line, and Bo waits no more.
        Assert.Equal(RegistrationStatus.Offered, (await _stage.Mine(soup, cy)).Status);
        Assert.Empty((await _stage.Line(soup)).Waiting);
        Assert.Equal(3, await _stage.Taken(soup));
    }

    [Fact]
    public async Task Released_seats_go_to_the_line_and_joined_ones_cannot_be_released()
    {
        var soup = await _stage.Opened(seats: 4);
        Told(await Book(soup, "b", 4));
        Told(await Join(soup, "b", Someone("Ada")));
        await _stage.Waiting(soup, Someone("Bo"));

        var released = Told(await Release(soup, "b", 3));
        var again = Told(await Release(soup, "b", 3));
        var tooFew = await Release(soup, "b", 0);
        var more = await Release(soup, "b", 5);

        Assert.Equal((3, 2), (released.Booked, released.Held));
        Assert.Equal(released, again);
        Assert.Equal(SquadFaults.SeatsJoined.Code, tooFew.Fault?.Code);
        Assert.Equal(SquadFaults.BookingGrows.Code, more.Fault?.Code);
        Assert.Equal(RegistrationStatus.Offered, (await _stage.Mine(soup, Someone("Bo"))).Status);
        Assert.Equal(SquadFaults.BookingUnknown.Code, (await Release(soup, "other", 0)).Fault?.Code);
    }

    [Fact]
    public async Task Seats_that_nobody_joined_for_are_given_back_at_the_start()
    {
        var soup = await _stage.Opened(seats: 3, startsIn: 120);
        Told(await Book(soup, "b", 3));
        Told(await Join(soup, "b", Someone("Ada")));

        await _stage.Cluster.Pass(120.Minutes());

        Assert.Equal(1, await _stage.Taken(soup));
        Assert.Null((await _stage.Register(soup, Someone("Walks in"))).Fault);
        Assert.Null((await Join(soup, "b", Someone("Late of the squad"))).Fault);
        Assert.Equal((2, 0), (await _stage.Grain(soup.Id).SquadSeats(Id.From<BookingId>("b"))) is { } seats ? (seats.Booked, seats.Held) : default);
        Assert.Equal(SquadFaults.BookingFull.Code, (await Join(soup, "b", Someone("Too late"))).Fault?.Code);
        Assert.Equal(3, await _stage.Taken(soup));
    }

    [Fact]
    public async Task A_cancelled_shift_holds_no_seats_and_its_leader_is_told()
    {
        var lea = await _stage.Cluster.Person("Lea");
        var soup = await _stage.Opened(seats: 3);
        Told(await _stage.Grain(soup.Id).BookSeats(Command(soup, "b", 3) with { By = lea }));

        Told(await _stage.Grain(soup.Id).Cancel(new(CommandId.New(), _stage.Owner, "Storm warning.")));
        await _stage.Cluster.Pass(1.Minutes());

        Assert.Equal(0, await _stage.Taken(soup));
        Assert.Equal(1, await _stage.Cluster.Scalar<long>("select count(*) from outbox_message where subject like 'Your squad%cancelled%'"));
    }

    [Fact]
    public async Task A_shift_keeps_room_for_what_squads_hold_and_they_are_no_people_for_its_minimum()
    {
        var soup = await _stage.Opened(seats: 10);
        Told(await Book(soup, "b", 8));

        var smaller = await _stage.Grain(soup.Id).Edit(new(CommandId.New(), _stage.Owner, Details(), [_stage.Shift(7, soup.Shifts[0].Id)], null));
        var without = await _stage.Grain(soup.Id).Edit(new(CommandId.New(), _stage.Owner, Details(), [_stage.Shift(7)], null));

        Assert.Equal(OpportunityFaults.SeatsBelowTaken.Code, smaller.Fault?.Code);
        Assert.Equal(OpportunityFaults.ShiftTaken.Code, without.Fault?.Code);
    }

    [Fact]
    public async Task A_booking_whose_write_fails_is_known_to_nobody_and_succeeds_when_it_comes_again()
    {
        var soup = await _stage.Opened(seats: 5);
        await _stage.Refuse("seat_hold");

        await Assert.ThrowsAsync<OutcomeUnknownException>(() => Book(soup, "b", 5));
        await _stage.Allow("seat_hold");

        Assert.Equal(5, Told(await Answered(() => Book(soup, "b", 5))).Booked);
        Assert.Equal(5, await _stage.Taken(soup));
    }

    [Fact]
    public async Task The_database_itself_refuses_a_held_seat_too_many_and_without_its_trigger_it_would_not()
    {
        var soup = await _stage.Opened(seats: 5);
        Task Hold(string booking, int seats) => _stage.Cluster.Execute(
            "insert into seat_hold (booking_id, squad_id, opportunity_id, shift_id, booked_by, booked, held, booked_at) values ($1, 's', $2, $3, 'u', $4, $4, now())",
            booking, soup.Id.Value, soup.Shifts[0].Id.Value, seats);
        await Hold("b1", 5);

        var refused = await Assert.ThrowsAsync<PostgresException>(() => Hold("b2", 1));
        await _stage.Cluster.Execute("alter table seat_hold disable trigger seat_hold_inserted");
        await Hold("b2", 1);

        Assert.Equal("shift_never_overbooked", refused.ConstraintName);
        Assert.Equal(6, await _stage.Cluster.Scalar<long>("select sum(held) from seat_hold"));
    }

    private static BookSeats Command(OpportunityView soup, string booking, int seats, bool asMany = false) =>
        new(new($"book/{booking}"), s_lea, Id.From<BookingId>(booking), s_squad, soup.Shifts[0].Id, seats, asMany);

    private Task<Outcome<SquadSeatsView>> Book(OpportunityView soup, string booking, int seats, bool asMany = false) => _stage.Grain(soup.Id).BookSeats(Command(soup, booking, seats, asMany));

    private Task<Outcome<SquadSeatsView>> Release(OpportunityView soup, string booking, int remaining) =>
        _stage.Grain(soup.Id).ReleaseSeats(new(CommandId.New(), s_lea, Id.From<BookingId>(booking), remaining));

    private Task<Outcome<RegistrationView>> Join(OpportunityView soup, string booking, By who) => _stage.Volunteer(who).Register(
        soup.Id, new(CommandId.New(), who, soup.Shifts[0].Id, Joins: new(Id.From<BookingId>(booking), Id.From<InvitationId>(who.Name))));
}
