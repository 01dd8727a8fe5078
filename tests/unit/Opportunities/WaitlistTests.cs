using Actors.Common;
using Actors.Grains.Opportunities;
using Actors.Opportunities;
using static Actors.Tests.Unit.Opportunities.Sample;

namespace Actors.Tests.Unit.Opportunities;

public sealed class WaitlistTests
{
    private readonly Line _line = new(Open(1));

    [Fact]
    public void A_full_shift_has_a_line_and_one_with_seats_has_none()
    {
        var early = Waitlist.Join(Open(1), new Roster(), Sample.Shift, User("ada"), "Ada", Before);
        _line.Register("ada");
        _line.Join("ben");

        Assert.Equal(OpportunityFaults.SeatsLeft, early.Fault);
        Assert.Equal(["ben"], _line.Waiting);
        Assert.Equal(1, _line.Roster.Taken(Sample.Shift));
        Assert.Same(_line.Row("ben"), Waitlist.Join(_line.State, _line.Roster, Sample.Shift, User("ben"), "Ben", Before).Value!.Row);
        Assert.Same(_line.Row("ada"), Waitlist.Join(_line.State, _line.Roster, Sample.Shift, User("ada"), "Ada", Before).Value!.Row);
    }

    [Fact]
    public void A_freed_seat_is_offered_to_the_first_and_after_a_no_to_the_second()
    {
        _line.Fill("ada", "ben", "cyd");

        _line.Cancel("ada");
        var first = _line.Offered;
        _line.Do(Waitlist.Decline(_line.Row("ben"), Coordinator, Before));

        Assert.Equal(["ben"], first);
        Assert.Equal(["cyd"], _line.Offered);
        Assert.Empty(_line.Waiting);
        Assert.Equal(RegistrationStatus.Cancelled, _line.Row("ben").Status);
        Assert.Equal(["JOINED ben", "JOINED cyd", "OFFERED ben", "DECLINED ben", "OFFERED cyd"], _line.Told);
    }

    [Fact]
    public void Newcomers_do_not_jump_the_line()
    {
        _line.Fill("ada", "ben");
        _line.Cancel("ada");

        Assert.Equal(OpportunityFaults.Full.Code, SignUp.Register(_line.State, _line.Roster, Sample.Shift, User("dan"), "Dan", Before).Fault?.Code);
    }

    [Fact]
    public void An_offer_is_taken_before_its_end_by_who_has_it_and_by_nobody_else()
    {
        _line.Fill("ada", "ben", "cyd");
        _line.Cancel("ada");
        var ends = _line.Row("ben").Wait!.OfferedUntil!.Value;

        Assert.Equal(OpportunityFaults.NotOffered, Waitlist.Accept(_line.State, _line.Row("cyd"), Coordinator, Before).Fault);
        Assert.Equal(OpportunityFaults.OfferEnded, Waitlist.Accept(_line.State, _line.Row("ben"), Coordinator, ends).Fault);
        Assert.Equal(OpportunityFaults.OfferEnded, Waitlist.Accept(_line.State, _line.Row("ada"), Coordinator, Before).Fault);
        _line.Do(Waitlist.Accept(_line.State, _line.Row("ben"), Coordinator, ends.AddMilliseconds(-1)));
        Assert.Equal((RegistrationStatus.Confirmed, (Wait?)null), (_line.Row("ben").Status, _line.Row("ben").Wait));
        Assert.Same(_line.Row("ben"), Waitlist.Accept(_line.State, _line.Row("ben"), Coordinator, ends).Value!.Row);
    }

    [Theory]
    [InlineData(30 * 24 * 60, 1440, "a day, when there is time")]
    [InlineData((48 * 60) + 1, 1440, "half of what is left")]
    [InlineData(48 * 60, 120, "two hours, when it is late")]
    [InlineData(180, 90, "half of what is left")]
    [InlineData(50, 30, "at least half an hour")]
    [InlineData(20, 20, "never beyond the start")]
    public void An_offer_lasts(int minutesLeft, int minutes, string why)
    {
        var now = Start.AddMinutes(-minutesLeft);

        Assert.True(Waitlist.OfferEnds(SeatTerms.Default, Start, now) == now.AddMinutes(minutes), why);
    }

    [Fact]
    public void An_offer_that_nobody_answers_goes_on_at_its_end()
    {
        _line.Fill("ada", "ben", "cyd");
        _line.Cancel("ada");
        var ends = Waitlist.NextDue(_line.State, _line.Roster)!.Value;

        var early = Waitlist.Expire(_line.State, _line.Roster, ends.AddMilliseconds(-1));
        _line.Now = ends;
        _line.Do(Waitlist.Expire(_line.State, _line.Roster, ends));

        Assert.Empty(early);
        Assert.Equal(["cyd"], _line.Offered);
        Assert.Equal(RegistrationStatus.Cancelled, _line.Row("ben").Status);
    }

    [Fact]
    public void A_move_needs_a_reason_and_a_place_in_the_line_and_is_on_record()
    {
        _line.Fill("ada", "ben", "cyd", "dan", "eve");

        Outcome<System.Collections.Immutable.ImmutableArray<SeatChange>> Move(string who, int to, string? why = "brings the van") =>
            Waitlist.Move(_line.Roster, _line.Row(who), to, why, Coordinator, Before);

        Assert.Equal(OpportunityFaults.NotWaiting, Move("ada", 1).Fault);
        Assert.Equal(OpportunityFaults.ReasonMissing, Move("eve", 1, " ").Fault);
        Assert.Equal(OpportunityFaults.LinePositionInvalid, Move("eve", 0).Fault);
        Assert.Equal(OpportunityFaults.LinePositionInvalid, Move("eve", 5).Fault);
        _line.Do(Move("eve", 1).Value);
        Assert.Equal(["eve", "ben", "cyd", "dan"], _line.Waiting);
        _line.Do(Move("eve", 3).Value);
        Assert.Equal(["ben", "cyd", "eve", "dan"], _line.Waiting);
        Assert.Empty(Move("eve", 3).Value);
        Assert.Equal(("MOVED eve", 3, "brings the van"), (_line.Told[^1], _line.Steps[^1].Position, _line.Steps[^1].Reason));
    }

    [Fact]
    public void More_seats_are_offers_and_a_cancelled_event_ends_all_waiting()
    {
        _line.Fill("ada", "ben", "cyd", "dan");

        _line.Edit(3);
        var offered = _line.Offered;
        _line.State = Planning.Cancel(_line.State, "storm", Before).Value!;
        _line.Settle();

        Assert.Equal(["ben", "cyd"], offered.Order());
        Assert.Empty(_line.Waiting);
        Assert.Empty(_line.Offered);
        Assert.Null(Waitlist.NextDue(_line.State, _line.Roster));
        Assert.Equal(1, _line.Roster.Taken(Sample.Shift));
    }

    [Fact]
    public void When_the_shift_starts_nobody_waits_any_more_and_a_free_seat_is_for_whoever_comes()
    {
        _line.Fill("ada", "ben");
        var due = Waitlist.NextDue(_line.State, _line.Roster);
        _line.Now = Start;

        _line.Settle();
        _line.Cancel("ada");

        Assert.Equal(Start, due);
        Assert.Empty(_line.Offered);
        Assert.True(SignUp.Register(_line.State, _line.Roster, Sample.Shift, User("dan"), "Dan", Start).Succeeded);
        Assert.Equal(OpportunityFaults.RegistrationClosed, Waitlist.Join(_line.State, _line.Roster, Sample.Shift, User("eve"), "Eve", Start).Fault);
    }

    [Fact]
    public void Who_waits_or_has_an_offer_only_cannot_check_in()
    {
        _line.Fill("ada", "ben", "cyd");
        _line.Cancel("ada");

        foreach (var name in new[] { "ben", "cyd" })
        {
            Assert.Equal(OpportunityFaults.NotRegistered, Presence.CheckInByCode(_line.State, _line.Roster, new(Opportunity, Start), User(name), Start).Fault);
            Assert.Equal(OpportunityFaults.NotRegistered, Presence.CheckInByHand(_line.State, _line.Row(name), new(CheckInMethod.Manual, "olga", null!), Start).Fault);
        }
    }
}
