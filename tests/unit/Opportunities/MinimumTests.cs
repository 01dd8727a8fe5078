using Actors.Common;
using Actors.Grains.Opportunities;
using Actors.Opportunities;

namespace Actors.Tests.Unit.Opportunities;

public sealed class MinimumTests
{
    private readonly Line _line = new(Planned(Sample.Open(5)));

    [Theory]
    [InlineData(7 * 24, 24)]
    [InlineData(30, 15)]
    [InlineData(2, 1)]
    public void It_is_decided_a_day_before_the_start_but_not_before_half_of_the_time_has_passed(int hoursBefore, int decidedBefore)
    {
        var now = Sample.Start.AddHours(-hoursBefore);

        var planned = Minimums.Plan(new OpportunityState(), WithMinimum(Sample.Open(5)), now);

        Assert.Equal(Sample.Start.AddHours(-decidedBefore), planned.Shifts[0].DecideAt);
        Assert.Equal(planned.Shifts[0].DecideAt, Deadlines.Next(planned, new()));
    }

    [Fact]
    public void Another_start_or_minimum_is_another_decision_and_anything_else_is_not()
    {
        var decided = Minimums.Set(_line.State, _line.State.Shifts[0], new(ShiftDecision.TakesPlace, Sample.Before));
        var renamed = Minimums.Plan(decided, decided with { Shifts = [decided.Shifts[0] with { Name = "Evening" }] }, Sample.Before);
        var later = Minimums.Plan(decided, decided with { Shifts = [decided.Shifts[0] with { StartsAt = Sample.Start.AddHours(1) }] }, Sample.Before);
        var without = Minimums.Plan(decided, decided with { Shifts = [decided.Shifts[0] with { Minimum = null }] }, Sample.Before);

        Assert.Equal(ShiftDecision.TakesPlace, renamed.Shifts[0].Outcome?.Decision);
        Assert.Equal((null, Sample.Start.AddHours(-23)), (later.Shifts[0].Outcome, later.Shifts[0].DecideAt));
        Assert.Equal((null, null), (without.Shifts[0].Outcome, without.Shifts[0].DecideAt));
    }

    [Theory]
    [InlineData(2, false, ShiftDecision.TakesPlace)]
    [InlineData(1, false, ShiftDecision.Open)]
    [InlineData(1, true, ShiftDecision.Cancelled)]
    public void Enough_people_take_place_and_too_few_are_decided_by_the_terms(int people, bool autoCancel, ShiftDecision decision)
    {
        for (var i = 0; i < people; i++)
        {
            _line.Register($"person{i}");
        }

        var state = _line.State with { Details = _line.State.Details! with { SeatTerms = new(AutoCancel: autoCancel) } };
        var outcome = Minimums.Decide(state, _line.Roster, state.Shifts[0], Sample.Before);
        var next = Minimums.Set(state, state.Shifts[0], outcome);
        var told = PlanNews.Follow(state, next, _line.Roster, Sample.Before).Concat(Minimums.Follow(state, next, _line.Roster, Sample.Before)).ToList();

        Assert.Equal(decision, outcome.Decision);
        Assert.Equal(decision == ShiftDecision.Cancelled ? OpportunityStatus.Cancelled : OpportunityStatus.Open, next.Status);
        Assert.Equal(decision == ShiftDecision.Open ? 0 : people, told.Count(t => t.Notice is not null));
    }

    [Fact]
    public void A_seat_that_is_only_on_offer_is_nobody_who_comes()
    {
        _line.Register("ada");
        _line.Roster.Apply(_line.Row("ada") with { Status = RegistrationStatus.Offered, Wait = new(1, Sample.Before, Sample.Start) });

        Assert.Equal((1, 0), (_line.Roster.Taken(Sample.Shift), _line.Roster.Registered(Sample.Shift)));
    }

    [Fact]
    public void A_coordinator_decides_for_one_shift_and_with_the_last_one_goes_the_event()
    {
        var two = _line.State with { Shifts = [_line.State.Shifts[0], new(Id.From<ShiftId>("second"), null, Sample.Start, Sample.End, 3)] };
        Outcome<OpportunityState> Decide(OpportunityState state, ShiftId shift, ShiftDecision decision, string? reason = "storm") =>
            Minimums.Decide(state, new(new("c"), Sample.Coordinator, shift, decision, reason), Sample.Before);

        var first = Decide(two, Sample.Shift, ShiftDecision.Cancelled).Value!;
        var last = Decide(first, Id.From<ShiftId>("second"), ShiftDecision.Cancelled).Value!;

        Assert.Equal(OpportunityFaults.ReasonMissing, Decide(two, Sample.Shift, ShiftDecision.Cancelled, " ").Fault);
        Assert.Equal(OpportunityFaults.DecisionInvalid, Decide(two, Sample.Shift, ShiftDecision.Open).Fault);
        Assert.Equal(OpportunityFaults.UnknownShift, Decide(two, Id.From<ShiftId>("none"), ShiftDecision.Cancelled).Fault);
        Assert.Same(first, Decide(first, Sample.Shift, ShiftDecision.Cancelled).Value);
        Assert.Equal(OpportunityFaults.NotOpen, Decide(first, Sample.Shift, ShiftDecision.TakesPlace).Fault);
        Assert.Equal(OpportunityFaults.NotOpen, SignUp.Register(first, new(), Sample.Shift, Sample.User("ada"), "Ada", Sample.Before).Fault);
        Assert.Equal((OpportunityStatus.Open, OpportunityStatus.Cancelled, "storm"), (first.Status, last.Status, last.CancellationReason));
    }

    private static OpportunityState WithMinimum(OpportunityState state) => state with { Shifts = [state.Shifts[0] with { Minimum = 2 }] };

    private static OpportunityState Planned(OpportunityState state) => Minimums.Plan(new OpportunityState(), WithMinimum(state), Sample.Before);
}
