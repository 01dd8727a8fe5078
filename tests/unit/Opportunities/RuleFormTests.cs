using System.Globalization;
using Actors.Api.Common.Pages;
using Actors.Api.Opportunities;
using Actors.Opportunities;

namespace Actors.Tests.Unit.Opportunities;

/// <summary>What a form says about how often an event comes again, and the rule that it becomes.</summary>
public sealed class RuleFormTests
{
    /// <summary>The second Saturday of its month.</summary>
    private static readonly DateOnly s_first = new(2026, 5, 9);

    [Theory]
    [InlineData(Rhythm.Daily, "3", "", "NEVER", "FREQ=DAILY;INTERVAL=3")]
    [InlineData(Rhythm.Weekly, "1", "", "NEVER", "FREQ=WEEKLY;BYDAY=SA")]
    [InlineData(Rhythm.Weekly, "2", "WE,MO", "COUNT", "FREQ=WEEKLY;BYDAY=MO,WE;INTERVAL=2;COUNT=10")]
    [InlineData(Rhythm.MonthlyDay, "1", "", "UNTIL", "FREQ=MONTHLY;BYMONTHDAY=9;UNTIL=20261231")]
    [InlineData(Rhythm.MonthlyWeekday, "1", "", "NEVER", "FREQ=MONTHLY;BYDAY=2SA")]
    [InlineData(Rhythm.MonthlyLastWeekday, "1", "", "NEVER", "FREQ=MONTHLY;BYDAY=-1SA")]
    public void A_form_becomes_a_rule_and_the_rule_the_same_form(Rhythm rhythm, string every, string days, string ends, string rule)
    {
        var form = new RuleForm
        {
            FirstDate = "2026-05-09",
            Rhythm = rhythm,
            Every = every,
            Days = days.Length == 0 ? [] : [.. days.Split(',')],
            Ends = ends,
            Count = "10",
            Until = "2026-12-31",
        };

        Assert.Equal(rule, form.Rule().Value);
        Assert.Equal((rhythm, rule), (RuleForm.Of(rule, s_first, []).Rhythm, RuleForm.Of(rule, s_first, []).Rule().Value));
    }

    [Theory]
    [InlineData("FREQ=MONTHLY;BYMONTHDAY=1,15")]
    [InlineData("FREQ=DAILY;BYDAY=MO,TU")]
    [InlineData("FREQ=WEEKLY;UNTIL=20261231T120000Z")]
    [InlineData("FREQ=MONTHLY;BYDAY=3SA")]
    public void What_the_controls_cannot_say_is_shown_written_out_and_kept(string rule)
    {
        var form = RuleForm.Of(rule, s_first, []);

        Assert.Equal((Rhythm.Own, rule), (form.Rhythm, form.Rule().Value));
    }

    [Theory]
    [InlineData("FREQ=WEEKLY", "FREQ=WEEKLY;BYDAY=SA;INTERVAL=1", true)]
    [InlineData("FREQ=MONTHLY", "FREQ=MONTHLY;BYMONTHDAY=9", true)]
    [InlineData("RRULE:FREQ=WEEKLY;BYDAY=WE,MO", "FREQ=WEEKLY;BYDAY=MO,WE", true)]
    [InlineData("FREQ=WEEKLY", "FREQ=WEEKLY;COUNT=3", false)]
    [InlineData("FREQ=WEEKLY", "FREQ=WEEKLY;BYDAY=SU", false)]
    public void Only_another_rule_is_a_change(string one, string other, bool same) => Assert.Equal(same, RuleForm.Same(one, other, s_first));

    [Fact]
    public void What_cannot_be_read_is_refused()
    {
        Assert.Equal(SeriesFaults.FirstDateInvalid, new RuleForm { FirstDate = "soon" }.Rule().Fault);
        Assert.Equal(SeriesFaults.RuleInvalid.Code, new RuleForm { FirstDate = "2026-05-09", Every = "0" }.Rule().Fault?.Code);
        Assert.Equal("pages.time-invalid", new RuleForm { Except = ["2026-05-09", "2026-02-30"] }.LeftOut().Fault?.Code);
    }

    [Theory]
    [InlineData("en", "FREQ=WEEKLY;BYDAY=MO,WE;INTERVAL=2;COUNT=10", "Every 2 weeks on Monday, Wednesday · 10 times")]
    [InlineData("en", "FREQ=MONTHLY;BYDAY=2SA;UNTIL=20261231", "Every month on the second Saturday · until Thu, Dec 31")]
    [InlineData("es", "FREQ=MONTHLY;BYDAY=-1SA", "Cada mes el último sábado")]
    [InlineData("es", "FREQ=DAILY;COUNT=1", "Cada día · una vez")]
    [InlineData("en", "FREQ=MONTHLY;BYMONTHDAY=1,15", "FREQ=MONTHLY;BYMONTHDAY=1,15")]
    public void A_rule_is_said_in_words(string language, string rule, string words) =>
        Assert.Equal(words, RuleForm.Of(rule, s_first, []).Say(new(Language.Of(language)!, new(2026, 5, 1, 0, 0, 0, TimeSpan.Zero))));

    [Fact]
    public void A_plan_has_days_by_number_and_comes_back_as_it_was()
    {
        EventPlan plan = new(
            Sample.Details with { MinimumAge = 16, RequiresBackgroundCheck = true, RequiredQualifications = ["cpr"], Waivers = [Actors.Common.Id.From<Actors.Organizations.WaiverId>("boats")] },
            [new(new(22, 0), new(6, 0), 10, "Night"), new(new(9, 30), new(12, 0), null, null, Day: 1, Minimum: 3)], ClosesHoursBefore: 12);
        GeoPoint place = new(plan.Details.Place!.Latitude, plan.Details.Place.Longitude);

        var form = PlanForm.Of(plan);
        var again = form.Plan(place, plan).Value!;
        var dated = PlanForm.On(plan, new(2026, 12, 31));

        Assert.Equal(["1", "2"], form.Shifts.Select(s => s.Day));
        Assert.Equal(plan.Slots, again.Slots);
        Assert.Equal((12, 16, true, "cpr"), (again.ClosesHoursBefore, again.Details.MinimumAge, again.Details.RequiresBackgroundCheck, Assert.Single(again.Details.RequiredQualifications!.Value)));
        Assert.Equal(plan.Details.Waivers!.Value, again.Details.Waivers!.Value);
        Assert.Equal(["2026-12-31", "2027-01-01"], dated.Shifts.Select(s => s.Day));
        Assert.Equal("pages.time-invalid", (form with { Shifts = [form.Shifts[0] with { To = "" }] }).Plan(place, plan).Fault?.Code);
        Assert.Equal(OpportunityFaults.MinimumAgeInvalid, (form with { MinimumAge = "old" }).Plan(place, plan).Fault);
    }
}
