using System.Globalization;
using Actors.Common;
using Actors.Grains.Opportunities;
using Actors.Opportunities;

namespace Actors.Tests.Unit.Opportunities;

public sealed class SeriesTests
{
    /// <summary>A Friday; the series is on Saturdays in New York.</summary>
    private static readonly DateTimeOffset s_now = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly By s_owner = new(Id.From<UserId>("olga"), "Olga", PlatformRole.User);
    private static readonly OrganizationId s_kitchen = Id.From<OrganizationId>("kitchen");

    [Fact]
    public void Occurrences_are_made_ninety_days_ahead_and_the_next_when_its_time_comes()
    {
        var made = Weekly();
        var later = Series.Extend(Told(made), made.NextDue!.Value);
        var settled = Told(made);
        var next = Series.Extend(settled, settled.NextDue!.Value);

        Assert.Equal((13, Day("2026-05-02"), Day("2026-07-25")), (made.Made.Length, made.Made[0], made.Made[^1]));
        Assert.Equal(made.Made, made.Pending);
        Assert.Equal(s_now, made.NextDue);
        Assert.Equal(new DateTimeOffset(2026, 5, 3, 4, 0, 0, TimeSpan.Zero), settled.NextDue);
        Assert.Equal([Day("2026-08-01")], next.Pending);
        Assert.Equal(settled.Made.Length, later.Made.Length);
    }

    [Fact]
    public void A_series_with_an_end_rests_after_its_last_occurrence_was_made()
    {
        var three = Weekly("FREQ=WEEKLY;COUNT=3", except: Day("2026-05-09"));

        Assert.Equal([Day("2026-05-02"), Day("2026-05-16")], three.Made);
        Assert.Null(Told(three).NextDue);
    }

    [Fact]
    public void This_and_the_following_get_the_new_plan_and_those_before_keep_theirs()
    {
        var edited = Series.Edit(Told(Weekly()), Edit(Day("2026-06-06"), "Stew on Saturday"), s_now).Value!;

        Assert.Equal("Soup on Saturday", Series.PartOf(edited, Day("2026-05-30")).Plan.Details.Title);
        Assert.Equal("Stew on Saturday", Series.PartOf(edited, Day("2026-06-06")).Plan.Details.Title);
        Assert.Equal(2, edited.Revision);
        Assert.Equal(13, edited.Made.Length);
    }

    [Fact]
    public void All_are_all_that_have_not_begun()
    {
        var onSaturday = new DateTimeOffset(2026, 5, 2, 16, 30, 0, TimeSpan.Zero);

        var edited = Series.Edit(Told(Weekly()), Edit(null, "Stew on Saturday"), onSaturday).Value!;

        Assert.Equal("Soup on Saturday", Series.PartOf(edited, Day("2026-05-02")).Plan.Details.Title);
        Assert.Equal("Stew on Saturday", Series.PartOf(edited, Day("2026-05-09")).Plan.Details.Title);
        Assert.DoesNotContain(Day("2026-05-02"), edited.Pending);
    }

    [Fact]
    public void Dates_that_a_new_rule_does_not_have_are_told_and_then_gone()
    {
        var edited = Series.Edit(Told(Weekly()), Edit(Day("2026-06-01"), "Soup on Sunday") with { Rule = "FREQ=WEEKLY;BYDAY=SU" }, s_now).Value!;

        Assert.Contains(Day("2026-06-06"), edited.Pending);
        Assert.False(Series.TakesPlace(edited, Day("2026-06-06")));
        Assert.True(Series.TakesPlace(edited, Day("2026-06-07")));
        Assert.True(Series.TakesPlace(edited, Day("2026-05-30")));
        Assert.DoesNotContain(Day("2026-06-06"), Told(edited).Made);
    }

    [Fact]
    public void An_interval_goes_on_in_its_own_rhythm_after_an_edit_in_between()
    {
        var edited = Series.Edit(Told(Weekly("FREQ=WEEKLY;INTERVAL=2")), Edit(Day("2026-05-09"), "Stew on Saturday"), s_now).Value!;

        Assert.False(Series.TakesPlace(edited, Day("2026-05-09")));
        Assert.True(Series.TakesPlace(edited, Day("2026-05-16")));
    }

    [Fact]
    public void A_cancellation_ends_it_from_a_date_and_twice_is_once()
    {
        var cancelled = Series.Cancel(Told(Weekly()), new(new("c"), s_owner, Day("2026-06-06"), "The kitchen moves."), s_now).Value!;
        var again = Series.Cancel(cancelled, new(new("c"), s_owner, Day("2026-06-06"), "The kitchen moves."), s_now).Value!;
        var whole = Series.Cancel(cancelled, new(new("d"), s_owner, null, "It burnt down."), s_now).Value!;

        Assert.True(Series.TakesPlace(cancelled, Day("2026-05-30")));
        Assert.False(Series.TakesPlace(cancelled, Day("2026-06-06")));
        Assert.Same(cancelled, again);
        Assert.False(Series.TakesPlace(whole, Day("2026-05-02")));
        Assert.Null(Told(whole).NextDue);
        Assert.Equal(SeriesFaults.Ended, Series.Edit(Told(whole), Edit(null, "Soup again"), s_now).Fault);
    }

    [Fact]
    public void A_date_that_is_left_out_is_told_why_and_later_plans_stay()
    {
        var planned = Told(Series.Edit(Told(Weekly()), Edit(Day("2026-06-06"), "Stew on Saturday"), s_now).Value!);
        LeaveOutDate command = new(new("l"), s_owner, Day("2026-05-09"), "The kitchen is painted.");

        var without = Series.LeaveOut(planned, command, s_now).Value!;

        Assert.False(Series.TakesPlace(without, Day("2026-05-09")));
        Assert.Equal("The kitchen is painted.", Series.ReasonFor(without, Day("2026-05-09")));
        Assert.Contains(Day("2026-05-09"), without.Pending);
        Assert.Equal("Stew on Saturday", Series.PartOf(without, Day("2026-06-06")).Plan.Details.Title);
        Assert.Same(without, Series.LeaveOut(without, command, s_now).Value);
        Assert.Equal(SeriesFaults.DateUnknown, Series.LeaveOut(planned, command with { Date = Day("2026-05-10") }, s_now).Fault);
        Assert.Equal(SeriesFaults.DateUnknown, Series.LeaveOut(planned, command, s_now.AddDays(9)).Fault);
        Assert.Equal(OpportunityFaults.ReasonMissing, Series.LeaveOut(planned, command with { Reason = " " }, s_now).Fault);
        Assert.Equal(SeriesFaults.Changed, Series.LeaveOut(planned, command with { ExpectedVersion = 9 }, s_now).Fault);
        Assert.Equal(SeriesFaults.NoDates, Series.LeaveOut(Weekly("FREQ=WEEKLY;COUNT=1"), command with { Date = Day("2026-05-02") }, s_now).Fault);
    }

    [Fact]
    public void A_preview_shows_the_next_dates_and_those_that_a_change_calls_off()
    {
        var before = Told(Weekly());
        var after = Series.Edit(before, Edit(Day("2026-06-01"), "Soup on Sunday") with { Rule = "FREQ=WEEKLY;BYDAY=SU" }, s_now).Value!;

        var preview = Series.Preview(before, after, s_now);

        Assert.Equal(12, preview.Next.Length);
        Assert.Equal([Day("2026-05-30"), Day("2026-06-07")], preview.Next.Select(d => d.Date).Skip(4).Take(2));
        Assert.Equal((new(2026, 5, 2, 16, 0, 0, TimeSpan.Zero), new DateTimeOffset(2026, 5, 2, 19, 0, 0, TimeSpan.Zero)), (preview.Next[0].StartsAt, preview.Next[0].EndsAt));
        Assert.Equal((Day("2026-06-06"), Day("2026-07-25")), (preview.CalledOff[0], preview.CalledOff[^1]));
        Assert.Empty(Series.Preview(new(), before, s_now).CalledOff);
    }

    [Fact]
    public void What_makes_no_sense_is_refused()
    {
        Assert.Equal(SeriesFaults.FirstDateInvalid, Series.Create(new(), Create("FREQ=WEEKLY;BYDAY=SU"), s_now).Fault);
        Assert.Equal(SeriesFaults.NoDates, Series.Create(new(), Create("FREQ=WEEKLY;UNTIL=20260502") with { Except = [Day("2026-05-02")] }, s_now).Fault);
        Assert.Equal(SeriesFaults.SlotsInvalid, Series.Create(new(), Create() with { Plan = Plan() with { Slots = [] } }, s_now).Fault);
        Assert.Equal(SeriesFaults.DeadlineInvalid, Series.Create(new(), Create() with { Plan = Plan() with { ClosesHoursBefore = -1 } }, s_now).Fault);
        Assert.Equal(SeriesFaults.Unknown, Series.Edit(new(), Edit(null, "Nothing there"), s_now).Fault);
        Assert.Equal(SeriesFaults.Changed, Series.Edit(Weekly(), Edit(null, "Too late now") with { ExpectedVersion = 7 }, s_now).Fault);
        Assert.Equal(OpportunityFaults.ReasonMissing, Series.Cancel(Weekly(), new(new("c"), s_owner, null, " "), s_now).Fault);
    }

    [Fact]
    public void What_was_edited_by_hand_stays_field_by_field_and_people_keep_their_seats()
    {
        var id = Id.From<OpportunityId>("one");
        var (details, shifts) = Plan().On(Day("2026-05-02"));
        var said = shifts[0] with { Id = Id.From<ShiftId>("slot") };
        var link = new SeriesLink(Id.From<SeriesId>("s"), Day("2026-05-02"), 1, details, [said]);
        var state = new OpportunityState
        {
            Id = id,
            Details = details with { Title = "Soup with the mayor" },
            Shifts = [new(said.Id!.Value, said.Name, said.StartsAt, said.EndsAt, 12)],
            Series = link,
        };
        var after = Plan("Stew on Saturday", "Cooking stew and serving it to everybody.", from: new(13, 0), seats: 3).On(Day("2026-05-02"));

        var (edit, _) = SeriesMerge.Merge(state, link, new(new("f"), By.Platform, link.Series, link.Date, 2, s_kitchen, after.Details, after.Shifts, true, null), _ => 5, _ => true);
        var untouched = SeriesMerge.Merge(
            state with { Shifts = [state.Shifts[0] with { Seats = 10 }] }, link,
            new(new("f"), By.Platform, link.Series, link.Date, 2, s_kitchen, after.Details, after.Shifts, true, null), _ => 5, _ => true).Edit;

        Assert.Equal(("Soup with the mayor", "Cooking stew and serving it to everybody."), (edit.Details.Title, edit.Details.Description));
        Assert.Equal((after.Shifts[0].StartsAt, 12), (edit.Shifts[0].StartsAt, edit.Shifts[0].Seats));
        Assert.Equal(5, untouched.Shifts[0].Seats);
    }

    private static SeriesState Weekly(string rule = "FREQ=WEEKLY", DateOnly? except = null) =>
        Series.Create(new(), Create(rule) with { Except = except is { } date ? [date] : [] }, s_now).Value!;

    private static SeriesState Told(SeriesState state) => Series.Told(state, state.Pending.ToHashSet(), s_now);

    private static CreateSeries Create(string rule = "FREQ=WEEKLY") => new(new("create"), s_owner, s_kitchen, Plan(), rule, Day("2026-05-02"), [], true);

    private static EditSeries Edit(DateOnly? from, string title) => new(new("edit"), s_owner, from, Plan(title), null, null, null, null);

    private static EventPlan Plan(string title = "Soup on Saturday", string description = "Cooking soup and serving it to everybody.", TimeOnly? from = null, int seats = 10) =>
        new(Sample.Details with { Title = title, Description = description, TimeZone = "America/New_York" }, [new(from ?? new(12, 0), new(15, 0), seats, "Noon")]);

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "O", CultureInfo.InvariantCulture);
}
