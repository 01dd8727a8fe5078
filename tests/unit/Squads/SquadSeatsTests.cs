using Actors.Common;
using Actors.Grains.Opportunities;
using Actors.Opportunities;
using Actors.Squads;
using Actors.Tests.Unit.Opportunities;

namespace Actors.Tests.Unit.Squads;

public sealed class SquadSeatsTests
{
    [Fact]
    public void Whatever_squads_and_people_do_no_seat_is_taken_twice_and_none_is_lost()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var (random, roster, state, now) = (new Random(seed), new Roster(), Sample.Open(seats: 12), Sample.Before);
            for (var step = 0; step < 60; step++)
            {
                var (booking, person) = ($"b{random.Next(4)}", Sample.User($"p{random.Next(15)}"));
                switch (random.Next(7))
                {
                    case 0 when Book(state, roster, booking, random.Next(1, 9), random.Next(2) == 0) is { Succeeded: true } booked:
                        roster.ApplyHold(booked.Value!);
                        break;
                    case 1 when roster.Hold(Id.From<BookingId>(booking)) is { } hold && SquadSeats.Release(hold, random.Next(0, hold.Booked + 1)) is { Succeeded: true } released:
                        roster.ApplyHold(released.Value!);
                        break;
                    case 2 when SquadSeats.Join(state, roster, Join(booking, person), person, now) is { Succeeded: true } joined:
                        Apply(roster, joined.Value!);
                        break;
                    case 3 when SignUp.Register(state, roster, Sample.Shift, person, "Somebody", now) is { Succeeded: true } registered:
                        roster.Apply(registered.Value!);
                        break;
                    case 4 when roster.Of(person).FirstOrDefault() is { } row && SignUp.Cancel(state, row, null, By(person), now) is { Succeeded: true } cancelled:
                        Apply(roster, SquadSeats.GiveBack(state, roster, cancelled.Value!, now));
                        break;
                    case 6 when Sample.User($"p{random.Next(15)}") is var other && other != person:
                        foreach (var moved in PersonMoves.Rows(state, roster, person, other, now).ToList())
                        {
                            Apply(roster, moved);
                        }

                        Assert.All(roster.Of(person), r => Assert.True(roster.Of(other, r.Shift) is not null && !r.TakesSeat));
                        break;
                    case 5 when random.Next(20) == 0:
                        now = Sample.Start.AddMinutes(1);
                        foreach (var lapsed in SquadSeats.Lapse(state, roster, now))
                        {
                            roster.ApplyHold(lapsed);
                        }

                        break;
                }

                var seated = roster.Rows.Count(r => r.TakesSeat);
                Assert.Equal(roster.Taken(Sample.Shift), seated + roster.Holds.Sum(h => h.Held));
                Assert.InRange(roster.Taken(Sample.Shift), 0, 12);
                Assert.All(roster.Holds, h => Assert.Equal(h.Booked - h.Held, roster.Rows.Count(r => r.TakesSeat && r.Seat?.Booking == h.Booking)));
                Assert.Equal(seated, roster.Registered(Sample.Shift));
                Assert.Equal(roster.Rows.Count, roster.Rows.Select(r => r.User).Distinct().Count());
            }
        }
    }

    [Fact]
    public void Held_seats_are_given_back_at_the_start_or_when_registration_closes()
    {
        var roster = new Roster();
        var state = Sample.Open(seats: 5);
        roster.ApplyHold(Book(state, roster, "b", 5, asMany: false).Value!);

        Assert.Equal(Sample.Start, SquadSeats.NextDue(state, roster));
        Assert.Equal(Sample.Start.AddDays(-1), SquadSeats.NextDue(state with { Details = state.Details! with { RegistrationDeadline = Sample.Start.AddDays(-1) } }, roster));
        Assert.Empty(SquadSeats.Lapse(state, roster, Sample.Start.AddMilliseconds(-1)));
        Assert.Equal((0, 0), SquadSeats.Lapse(state, roster, Sample.Start).Select(h => (h.Booked, h.Held)).Single());
        Assert.Single(SquadSeats.Lapse(state with { Status = OpportunityStatus.Cancelled }, roster, Sample.Before));
    }

    [Fact]
    public void Nobody_comes_with_two_squads_and_an_unknown_booking_seats_nobody()
    {
        var roster = new Roster();
        var state = Sample.Open(seats: 5);
        var ada = Sample.User("ada");
        roster.ApplyHold(Book(state, roster, "one", 2, asMany: false).Value!);
        roster.ApplyHold(Book(state, roster, "two", 2, asMany: false).Value!);
        Apply(roster, SquadSeats.Join(state, roster, Join("one", ada), ada, Sample.Before).Value!);

        Assert.Equal(SquadFaults.OtherSquad, SquadSeats.Join(state, roster, Join("two", ada), ada, Sample.Before).Fault);
        Assert.Equal(SquadFaults.BookingUnknown, SquadSeats.Join(state, roster, Join("three", ada), ada, Sample.Before).Fault);
        Assert.Equal(OpportunityFaults.RegistrationClosed, Book(state, roster, "late", 1, asMany: false, Sample.Start).Fault);
    }

    private static void Apply(Roster roster, SeatChange change)
    {
        roster.Apply(change.Row);
        if (change.Hold is { } hold)
        {
            roster.ApplyHold(hold);
        }
    }

    private static Outcome<SeatHold> Book(OpportunityState state, Roster roster, string booking, int seats, bool asMany, DateTimeOffset? now = null) => SquadSeats.Book(
        state, roster, new(new("book"), By(Sample.User("leader")), Id.From<BookingId>(booking), Id.From<SquadId>("squad"), Sample.Shift, seats, asMany), now ?? Sample.Before);

    private static RegisterForShift Join(string booking, UserId person) =>
        new(new("join"), By(person), Sample.Shift, Joins: new(Id.From<BookingId>(booking), Id.From<InvitationId>(booking, person.Value)));

    private static By By(UserId person) => new(person, "Somebody", PlatformRole.User);
}
