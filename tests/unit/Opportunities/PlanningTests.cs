using System.Collections.Immutable;
using Actors.Common;
using Actors.Grains.Opportunities;
using Actors.Opportunities;

namespace Actors.Tests.Unit.Opportunities;

public sealed class PlanningTests
{
    public static TheoryData<string, OpportunityDetails, ShiftPlan> BadDrafts => new()
    {
        { "opportunities.title-invalid", Sample.Details with { Title = "  Hi  " }, Sample.Plan() },
        { "opportunities.description-invalid", Sample.Details with { Description = "too short" }, Sample.Plan() },
        { "opportunities.place-missing", Sample.Details with { Place = null }, Sample.Plan() },
        { "opportunities.place-invalid", Sample.Details with { Place = new(91, 0, "") }, Sample.Plan() },
        { "opportunities.place-invalid", Sample.Details with { Place = new(double.NaN, 0, "") }, Sample.Plan() },
        { "opportunities.time-zone-unknown", Sample.Details with { TimeZone = "Mars/Olympus" }, Sample.Plan() },
        { "opportunities.ends-before-start", Sample.Details, Sample.Plan() with { EndsAt = Sample.Start } },
        { "opportunities.seats-invalid", Sample.Details, Sample.Plan(0) },
        { "opportunities.deadline-invalid", Sample.Details with { RegistrationDeadline = Sample.End.AddSeconds(1) }, Sample.Plan() },
    };

    [Theory]
    [MemberData(nameof(BadDrafts))]
    public void A_plan_that_makes_no_sense_has_its_own_code(string code, OpportunityDetails details, ShiftPlan shift)
    {
        var outcome = Draft(Sample.DraftCommand(shift) with { Details = details });

        Assert.Equal(code, outcome.Fault?.Code);
    }

    [Fact]
    public void A_plan_needs_a_shift()
    {
        Assert.Equal(OpportunityFaults.NoShifts, Draft(Sample.DraftCommand([])).Fault);
        Assert.Equal(OpportunityFaults.NoShifts, Draft(Sample.DraftCommand(default)).Fault);
    }

    [Fact]
    public void Unknown_causes_and_skills_are_refused()
    {
        var taxonomy = new Taxonomy { Causes = new HashSet<string> { "health" }, Skills = new HashSet<string>() };

        Assert.Equal(OpportunityFaults.CauseUnknown, Planning.Draft(Sample.Opportunity, "Parks", Sample.DraftCommand(Sample.Plan()), taxonomy, Sample.Before).Fault);
    }

    [Fact]
    public void The_same_command_makes_the_same_shifts()
    {
        var one = Draft(Sample.DraftCommand(Sample.Plan(), Sample.Plan(5))).Value!;
        var other = Draft(Sample.DraftCommand(Sample.Plan(), Sample.Plan(5))).Value!;

        Assert.Equal(one.Shifts.AsEnumerable(), other.Shifts);
        Assert.Equal(2, one.Shifts.Select(s => s.Id).Distinct().Count());
    }

    [Fact]
    public void Seats_cannot_go_below_what_is_taken()
    {
        var outcome = Edit(taken: 3, Sample.Plan(2, Sample.Shift));

        Assert.Equal("opportunities.seats-below-taken", outcome.Fault?.Code);
        Assert.Equal("3", outcome.Fault!.Facts!["taken"]);
    }

    [Fact]
    public void A_shift_with_registrations_cannot_be_left_out()
    {
        Assert.Equal(OpportunityFaults.ShiftTaken, Edit(taken: 1, Sample.Plan()).Fault);
    }

    [Fact]
    public void An_edit_of_another_version_is_stale()
    {
        var edit = new EditOpportunity(new("e"), Sample.Coordinator, Sample.Details, [Sample.Plan(2, Sample.Shift)], ExpectedVersion: 7);

        Assert.Equal(OpportunityFaults.Changed, Planning.Edit(Sample.Open(), edit, new(), _ => 0, _ => false).Fault);
    }

    [Fact]
    public void An_edit_that_changes_nothing_keeps_the_version()
    {
        var state = Sample.Open();
        var edit = new EditOpportunity(new("e"), Sample.Coordinator, Sample.Details, [Sample.Plan(2, Sample.Shift)], 1);

        Assert.Same(state, Planning.Edit(state, edit, new(), _ => 0, _ => false).Value);
    }

    [Fact]
    public void What_is_over_cannot_be_published_edited_or_cancelled_again()
    {
        var draft = Sample.Open() with { Status = OpportunityStatus.Draft };
        var cancelled = Planning.Cancel(Sample.Open(), "Storm warning", Sample.Before).Value!;

        Assert.Equal(OpportunityFaults.InThePast, Planning.Publish(draft, Sample.End).Fault);
        Assert.Equal(OpportunityFaults.NotDraft, Planning.Publish(cancelled, Sample.Before).Fault);
        Assert.Same(cancelled, Planning.Cancel(cancelled, "again", Sample.Before).Value);
        Assert.Equal(OpportunityFaults.NotOver, Planning.Complete(Sample.Open(), Sample.Before).Fault);
        Assert.Equal(OpportunityFaults.ReasonMissing, Planning.Cancel(Sample.Open(), " ", Sample.Before).Fault);
    }

    private static Outcome<OpportunityState> Draft(DraftOpportunity command) => Planning.Draft(Sample.Opportunity, "Parks", command, new Taxonomy(), Sample.Before);

    private static Outcome<OpportunityState> Edit(int taken, params ImmutableArray<ShiftPlan> shifts) =>
        Planning.Edit(Sample.Open(10), new(new("e"), Sample.Coordinator, Sample.Details, shifts, null), new(), _ => taken, _ => taken > 0);
}
