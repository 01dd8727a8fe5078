using Actors.Common;
using Actors.Grains.Opportunities;
using Actors.Opportunities;

namespace Actors.Tests.Unit.Opportunities;

public sealed class SeatCallTests
{
    private static readonly DateTimeOffset s_late = Sample.Start.AddHours(-48);
    private readonly Line _line = new(Sample.Open(1));

    [Fact]
    public void A_seat_given_back_late_that_nobody_waits_for_is_asked_for_at_once_and_one_given_back_early_is_not()
    {
        _line.Register("ada");
        var row = _line.Row("ada") with { Status = RegistrationStatus.Cancelled };
        _line.Roster.Apply(row);

        var early = SeatCalls.Follow(_line.State, _line.Roster, [row], s_late.AddMilliseconds(-1));
        var late = SeatCalls.Follow(_line.State, _line.Roster, [row], s_late);

        Assert.Same(_line.State, early);
        Assert.Equal(s_late, Deadlines.Next(late, _line.Roster));
    }

    [Fact]
    public void Whoever_waits_is_offered_the_seat_first_and_others_are_asked_when_the_line_is_exhausted()
    {
        _line.Now = s_late;
        _line.Fill("ada", "ben");
        _line.Cancel("ada");
        var withLine = SeatCalls.Follow(_line.State, _line.Roster, [_line.Row("ada")], s_late);

        _line.Do(Waitlist.Decline(_line.Row("ben"), Sample.Coordinator, s_late));
        var without = SeatCalls.Follow(_line.State, _line.Roster, [_line.Row("ben")], s_late);

        Assert.Same(_line.State, withLine);
        Assert.NotNull(without.Shifts[0].Call);
    }

    [Fact]
    public void Waves_go_on_in_their_time_while_somebody_may_be_left_and_before_the_start()
    {
        _line.Register("ada");
        _line.Roster.Apply(_line.Row("ada") with { Status = RegistrationStatus.Cancelled });
        var called = SeatCalls.Follow(_line.State, _line.Roster, [_line.Row("ada")], s_late);

        var full = SeatCalls.Asked(called, called.Shifts[0], people: 20, s_late);
        var last = SeatCalls.Asked(called, called.Shifts[0], people: 19, s_late);
        var soon = SeatCalls.Asked(called, called.Shifts[0], people: 20, Sample.Start.AddMinutes(-60));
        var again = SeatCalls.Follow(last, _line.Roster, [_line.Row("ada")], s_late.AddMinutes(10));

        Assert.Equal((1, s_late.AddMinutes(60)), (full.Shifts[0].Call!.Waves, full.Shifts[0].Call!.NextAt!.Value));
        Assert.Null(last.Shifts[0].Call!.NextAt);
        Assert.Null(soon.Shifts[0].Call!.NextAt);
        Assert.Equal(s_late.AddMinutes(60), again.Shifts[0].Call!.NextAt);
    }

    [Theory]
    [InlineData(Visibility.Private, 20)]
    [InlineData(Visibility.Public, 0)]
    public void Nobody_is_asked_to_come_to_what_is_not_public_or_when_the_terms_say_so(Visibility visibility, int wave)
    {
        var state = _line.State with { Details = _line.State.Details! with { Visibility = visibility, SeatTerms = new(WaveSize: wave) } };

        Assert.False(SeatCalls.IsWanted(state, _line.Roster, state.Shifts[0], s_late));
        Assert.True(SeatCalls.IsWanted(_line.State, _line.Roster, _line.State.Shifts[0], s_late));
        Assert.False(SeatCalls.IsWanted(_line.State, _line.Roster, _line.State.Shifts[0], Sample.Start));
    }

    [Fact]
    public void A_person_is_asked_so_often_in_any_seven_days_and_the_same_letter_counts_once()
    {
        var state = new VolunteerMailState();
        var one = ContactCap.Count(state, "a", 2, Sample.Before)!;
        var two = ContactCap.Count(one, "b", 2, Sample.Before.AddDays(1))!;

        Assert.Same(two, ContactCap.Count(two, "b", 2, Sample.Before.AddDays(1)));
        Assert.Null(ContactCap.Count(two, "c", 2, Sample.Before.AddDays(7).AddMilliseconds(-1)));
        Assert.Equal(["b", "c"], ContactCap.Count(two, "c", 2, Sample.Before.AddDays(7))!.Contacts.Select(c => c.Letter));
        Assert.Null(ContactCap.Count(state with { OptedOut = true }, "a", 2, Sample.Before));
        Assert.Null(ContactCap.Count(one with { MostPerWeek = 1 }, "b", 2, Sample.Before));
        Assert.Null(ContactCap.Count(two with { MostPerWeek = 50 }, "c", 2, Sample.Before.AddDays(1)));
    }
}
