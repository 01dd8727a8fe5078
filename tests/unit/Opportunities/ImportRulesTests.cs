using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Actors.Api.Opportunities;
using Actors.Opportunities;

namespace Actors.Tests.Unit.Opportunities;

/// <summary>Rows as NYC Service's file has them, with their own dirt.</summary>
public sealed class ImportRulesTests
{
    private static readonly DateTimeOffset s_now = new(2011, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly string[] s_header = ["opportunity_id", "vol_requests", "title", "summary", "category_desc", "org_title", "locality", "region", "postalcode", "start_date_date", "end_date_date", "status"];

    private static readonly string[] s_row =
    [
        "5008", "2", " Web designer ", "Build a website for an Afghan business", "Strengthening Communities", "Bpeace   Inc ", "5 22nd St\nNew York, NY 10010\n(40.74053152272978, -73.98923530081726)",
        "NY", "10010.0", "February 01 2011", "February 01 2011", "approved",
    ];

    [Theory]
    [InlineData("status", "pending", "not-approved")]
    [InlineData("title", " Hi ", "title-invalid")]
    [InlineData("summary", "Knitting Project", "description-invalid")]
    [InlineData("start_date_date", "", "date-missing")]
    [InlineData("start_date_date", "Febtober 01 2011", "date-invalid")]
    [InlineData("end_date_date", "January 31 2011", "ends-before-start")]
    [InlineData("end_date_date", "January 31 2021", "span-too-long")]
    [InlineData("vol_requests", "0", "seats-invalid")]
    [InlineData("vol_requests", "many", "seats-invalid")]
    [InlineData("vol_requests", "2.5", "seats-invalid")]
    [InlineData("locality", "Nowhere (0, 0)", "coordinates-invalid")]
    [InlineData("locality", "Nowhere (140.7, -73.9)", "coordinates-invalid")]
    public void A_row_that_cannot_go_in_has_a_reason(string column, string cell, string reason) => Assert.Equal(reason, Judge((column, cell)).Skipped);

    [Theory]
    [InlineData("", "place-missing")]
    [InlineData("112112.0", "postal-code-invalid")]
    [InlineData("10163.0", "postal-code-unknown")]
    public void Without_coordinates_a_postal_code_must_place_it(string code, string reason) => Assert.Equal(reason, Judge(("locality", ""), ("postalcode", code)).Skipped);

    [Fact]
    public void Too_few_or_too_many_cells_are_a_reason()
    {
        Assert.Equal("wrong-column-count", Rules().Judge(s_row[..5]).Skipped);
        Assert.Equal("wrong-column-count", Rules().Judge([.. s_row, "one more"]).Skipped);
    }

    [Fact]
    public void What_is_over_is_skipped_unless_the_dates_are_moved()
    {
        var later = s_now.AddYears(15);

        Assert.Equal("over-already", Rules(later).Judge(s_row).Skipped);
        var moved = Rules(later, ImportShifts.DaysToMove(new(2011, 2, 1), DateOnly.FromDateTime(later.Date))).Judge(s_row).Row!.Shifts.Single();
        Assert.Equal(DayOfWeek.Tuesday, moved.StartsAt.DayOfWeek);
        Assert.InRange(moved.StartsAt, later, later.AddDays(8));
    }

    [Fact]
    public void Coordinates_hide_in_the_address_and_days_without_times_are_nine_to_five_in_New_York()
    {
        var verdict = Judge();

        var row = verdict.Row!;
        Assert.Equal(("5008", "Web designer", "Bpeace Inc"), (row.Key, row.Details.Title, row.OrganizationName));
        Assert.Equal(new Place(40.74053152272978, -73.98923530081726, "5 22nd St, New York, NY 10010"), row.Details.Place);
        Assert.Equal(["community-development"], row.Details.Causes);
        Assert.Equal(new ShiftPlan(null, null, new(2011, 2, 1, 14, 0, 0, TimeSpan.Zero), new(2011, 2, 1, 22, 0, 0, TimeSpan.Zero), 2), row.Shifts.Single());
        Assert.Equal(["times-assumed"], verdict.Warnings);
    }

    [Fact]
    public void A_lost_zero_is_put_back_and_the_middle_of_the_postal_code_is_the_place()
    {
        var verdict = Judge(("locality", ""), ("postalcode", "2114.0"));

        Assert.Equal(new Place(42.36, -71.06, "NY 02114"), verdict.Row!.Details.Place);
        Assert.Equal(["place-from-postal-code", "postal-code-mended", "times-assumed"], verdict.Warnings);
    }

    [Theory]
    [InlineData("9999")]
    [InlineData("999")]
    [InlineData("2011")]
    public void Placeholders_for_seats_are_unlimited(string seats)
    {
        var verdict = Judge(("vol_requests", seats));

        Assert.Null(verdict.Row!.Shifts.Single().Seats);
        Assert.Contains("seats-placeholder", verdict.Warnings);
        Assert.Equal(2700, Judge(("vol_requests", "2700")).Row!.Shifts.Single().Seats);
    }

    [Theory]
    [InlineData("", "category-missing")]
    [InlineData("Underwater Chess", "unknown-category")]
    public void A_category_is_missed_not_needed(string category, string warning)
    {
        var verdict = Judge(("category_desc", category));

        Assert.Empty(verdict.Row!.Details.Causes);
        Assert.Contains(warning, verdict.Warnings);
    }

    [Fact]
    public void Entities_and_tags_become_text()
    {
        var verdict = Judge(("title", "Knowledge &amp; <b>Love</b>: Parade"), ("summary", "Rise Up & Stay Put! <br/>1 < 2 in Harlem"));

        Assert.Equal(("Knowledge & Love : Parade", "Rise Up & Stay Put! 1 < 2 in Harlem"), (verdict.Row!.Details.Title, verdict.Row.Details.Description));
        Assert.Contains("markup-removed", verdict.Warnings);
    }

    [Theory]
    [InlineData("February 07 2011", 7, "daily-shifts-assumed")]
    [InlineData("February 08 2011", 2, "weekly-shifts-assumed")]
    [InlineData("January 31 2012", 53, "weekly-shifts-assumed")]
    public void A_span_of_days_becomes_shifts_of_one_day_each(string end, int shifts, string warning)
    {
        var verdict = Judge(("end_date_date", end));

        Assert.Equal(shifts, verdict.Row!.Shifts.Length);
        Assert.All(verdict.Row.Shifts, s => Assert.Equal(8, (s.EndsAt - s.StartsAt).TotalHours));
        Assert.Contains(warning, verdict.Warnings);
    }

    [Fact]
    public void Summer_time_keeps_nine_in_the_morning()
    {
        var shifts = Judge(("start_date_date", "March 12 2011"), ("end_date_date", "March 14 2011")).Row!.Shifts;

        Assert.Equal([14, 13, 13], shifts.Select(s => s.StartsAt.Hour));
    }

    [Theory]
    [InlineData("startsAt", "2030-05-01T22:00", "2030-05-02T02:00", 4)]
    [InlineData("Start Date", "2030-05-01T09:00-04:00", "2030-05-01T17:30-04:00", 8.5)]
    [InlineData("starts_at", "2030-05-01 09:00", "", 8)]
    public void Our_own_columns_take_moments(string header, string start, string end, double hours)
    {
        var columns = ImportColumns.Of(["title", "description", header, "ends_at", "is_virtual"], manyOrganizations: false).Value!;
        var rules = new ImportRules(columns, new(new FewCauses(), s_now, 0, "America/New_York", _ => null));

        var shift = rules.Judge(["Tree planting", "We plant trees in the park.", start, end, "yes"]).Row!.Shifts.Single();

        Assert.Equal(hours, (shift.EndsAt - shift.StartsAt).TotalHours);
    }

    private static ImportVerdict Judge(params (string Column, string Cell)[] changes)
    {
        var row = s_row.ToArray();
        foreach (var (column, cell) in changes)
        {
            row[Array.IndexOf(s_header, column)] = cell;
        }

        return Rules().Judge(row);
    }

    private static ImportRules Rules(DateTimeOffset? now = null, int move = 0) => new(
        ImportColumns.Of(s_header, manyOrganizations: true).Value!,
        new(new FewCauses(), now ?? s_now, move, "America/New_York", code => code == "02114" ? new GeoPoint(42.36, -71.06) : null));

    private sealed class FewCauses : ITaxonomy
    {
        public ImmutableArray<Cause> Causes { get; } = [new("community-development", "Community Development", "", "", "", null, 1, true)];

        public ImmutableArray<Skill> Skills => [];

        public bool TryCause(string slug, [NotNullWhen(true)] out Cause? cause) => (cause = Causes.FirstOrDefault(c => c.Slug == slug)) is not null;

        public bool TrySkill(string slug, [NotNullWhen(true)] out Skill? skill) => (skill = null) is not null;

        public ImmutableArray<Qualification> Qualifications => [];

        public bool TryQualification(string slug, [NotNullWhen(true)] out Qualification? qualification) => (qualification = null) is not null;
    }
}
