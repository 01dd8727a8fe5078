using Actors.Common;
using Actors.Grains.Opportunities;
using Actors.Opportunities;

namespace Actors.Tests.Unit.Opportunities;

public sealed class PlanNewsTests
{
    private readonly Line _line = new(Sample.Open(1));

    public PlanNewsTests() => _line.Fill("ada", "ben", "cyd");

    [Theory]
    [InlineData("time", true)]
    [InlineData("place", true)]
    [InlineData("title", false)]
    [InlineData("seats", false)]
    public void Another_time_or_place_asks_the_registered_to_confirm_and_nothing_else_does(string what, bool asks)
    {
        var next = what switch
        {
            "time" => _line.State with { Shifts = [_line.State.Shifts[0] with { EndsAt = Sample.End.AddMinutes(1) }] },
            "place" => _line.State with { Details = Sample.Details with { Place = new(40.7, -74, "Pier 1") } },
            "title" => _line.State with { Details = Sample.Details with { Title = "Plant oaks" } },
            _ => _line.State with { Shifts = [_line.State.Shifts[0] with { Seats = 9 }] },
        };

        var news = PlanNews.Follow(_line.State, next, _line.Roster, Sample.Before);

        Assert.Equal(asks ? ["ada"] : [], news.Select(n => n.Row.Name));
        Assert.All(news, n => Assert.Equal((true, SeatNoticeKind.Changed, Sample.End), (n.Row.MustConfirm, n.Notice!.Kind, n.Notice.Was!.EndsAt)));
    }

    [Fact]
    public void Who_does_not_confirm_keeps_the_seat_and_is_counted()
    {
        _line.Do(PlanNews.Follow(_line.State, _line.State with { Details = Sample.Details with { IsVirtual = true } }, _line.Roster, Sample.Before));
        var asked = _line.Roster.Unconfirmed(Sample.Shift);
        _line.Do(SignUp.Confirm(_line.State, _line.Row("ada"), Sample.Before));

        Assert.Equal((1, 0), (asked, _line.Roster.Unconfirmed(Sample.Shift)));
        Assert.Equal(1, _line.Roster.Taken(Sample.Shift));
        Assert.Same(_line.Row("ada"), SignUp.Confirm(_line.State, _line.Row("ada"), Sample.End).Value!.Row);
        Assert.Equal(OpportunityFaults.NotRegistered, SignUp.Confirm(_line.State, _line.Row("ben"), Sample.Before).Fault);
    }

    [Fact]
    public void A_cancellation_is_told_once_to_each_person_and_not_about_what_is_over()
    {
        var second = new Shift(Id.From<ShiftId>("second"), null, Sample.Start.AddDays(1), Sample.End.AddDays(1), 5);
        var state = _line.State with { Shifts = [_line.State.Shifts[0], second], StartsAt = Sample.Start, EndsAt = second.EndsAt };
        _line.Roster.Apply(SignUp.Register(state, _line.Roster, second.Id, Sample.User("ada"), "ada", Sample.Before).Value!);
        _line.Roster.Apply(SignUp.Register(state, _line.Roster, second.Id, Sample.User("dan"), "dan", Sample.Before).Value!);
        var next = Planning.Cancel(state, "storm", Sample.Before).Value!;

        Assert.Equal(["ada", "dan"], PlanNews.Follow(state, next, _line.Roster, Sample.Before).Select(n => n.Row.Name));
        Assert.Equal(["ada", "dan"], PlanNews.Follow(state, next, _line.Roster, Sample.End).Select(n => n.Row.Name).Order());
        Assert.Equal(second.Id, PlanNews.Follow(state, next, _line.Roster, Sample.End)[0].Row.Shift);
        Assert.Empty(PlanNews.Follow(next, next, _line.Roster, Sample.Before));
    }
}
