using System.Globalization;
using Actors.Api.Common;
using Actors.Api.Opportunities;
using Actors.Common;
using Actors.Opportunities;
using Actors.Tests.Api.Common;
using Microsoft.Extensions.DependencyInjection;

namespace Actors.Tests.Api.Opportunities;

public sealed class SearchTests(SearchApp app) : IClassFixture<SearchApp>
{
    [Theory]
    [InlineData("lat=91&lng=0", "search.point-invalid")]
    [InlineData("lat=NaN&lng=0", "search.point-invalid")]
    [InlineData("lat=40", "search.point-invalid")]
    [InlineData("lat=40&lng=181", "search.point-invalid")]
    [InlineData("sort=distance", "search.point-missing")]
    [InlineData("radiusMiles=5", "search.point-missing")]
    [InlineData("lat=1&lng=1&radiusMiles=0", "search.radius-invalid")]
    [InlineData("lat=1&lng=1&radiusMiles=12500.1", "search.radius-invalid")]
    [InlineData("lat=1&lng=1&radiusMiles=1e999", "search.radius-invalid")]
    [InlineData("cause=no-such-cause", "search.cause-unknown")]
    [InlineData("from=yesterday", "search.date-invalid")]
    [InlineData("to=2026-02-30", "search.date-invalid")]
    [InlineData("from=2026-05-02&to=2026-05-01", "search.dates-reversed")]
    [InlineData("text=%01", "search.text-invalid")]
    [InlineData("sort=size", "search.sort-invalid")]
    [InlineData("skill=juggling-of-flames", "search.skill-unknown")]
    [InlineData("organization=org_1", "search.organization-invalid")]
    [InlineData("open=perhaps", "search.flag-invalid")]
    [InlineData("virtual=1", "search.flag-invalid")]
    [InlineData("age=-1", "search.age-invalid")]
    [InlineData("age=121", "search.age-invalid")]
    [InlineData("available=someday", "search.available-invalid")]
    [InlineData("available=sat-", "search.available-invalid")]
    [InlineData("limit=0", "search.limit-invalid")]
    [InlineData("limit=101", "search.limit-invalid")]
    [InlineData("limit=99999999999", "search.limit-invalid")]
    [InlineData("cursor=abc", "search.cursor-invalid")]
    [InlineData("cursor=%F0%9F%A6%86", "search.cursor-invalid")]
    public async Task Bad_input_has_a_code_each(string query, string code) => await app.Anonymous().Get("/api/v1/opportunities?" + query).Problem(400, code);

    [Fact]
    public async Task A_cursor_is_good_for_its_own_filters_only()
    {
        await app.Fill(30, around: (10, 10));
        var first = await Find("lat=10&lng=10&radiusMiles=50&limit=5");

        await app.Anonymous().Get($"/api/v1/opportunities?lat=10&lng=10&radiusMiles=51&limit=5&cursor={first.Next}").Problem(400, "search.cursor-of-another-search");
        var other = await Find($"lat=10&lng=10&radiusMiles=50&limit=7&cursor={first.Next}");

        Assert.Equal(7, other.Items.Length);
        Assert.Empty(other.Items.Select(i => i.Id).Intersect(first.Items.Select(i => i.Id)));
    }

    [Fact]
    public async Task Drafts_private_cancelled_and_past_ones_are_not_found()
    {
        var now = app.Clock.Now;
        await app.Store(new() { Title = "Hidden lantern draft", Status = "DRAFT", At = (20, 20) });
        await app.Store(new() { Title = "Hidden lantern private", Visibility = "PRIVATE", At = (20, 20) });
        await app.Store(new() { Title = "Hidden lantern cancelled", Status = "CANCELLED", At = (20, 20) });
        await app.Store(new() { Title = "Hidden lantern past", At = (20, 20), Shifts = [(now.AddHours(-3), now.AddSeconds(-1))] });
        var shown = await app.Store(new() { Title = "Hidden lantern running", At = (20, 20), Shifts = [(now.AddDays(-9), now.AddDays(-8)), (now.AddHours(-1), now.AddHours(1))], Seats = 10, Taken = 4 });

        foreach (var query in new[] { "lat=20&lng=20", "text=lantern", "lat=20&lng=20&sort=date" })
        {
            var hit = Assert.Single((await Find(query)).Items);
            Assert.Equal((shown, now.AddHours(-1), 6, false), (hit.Id, hit.NextStart, hit.SeatsLeft, hit.IsFull));
        }
    }

    [Fact]
    public async Task Filters_by_cause_with_its_children_by_words_and_by_dates_that_a_shift_overlaps()
    {
        var now = app.Clock.Now;
        var day = now.AddDays(40).Date;
        var gap = await app.Store(new() { Title = "Zebra crossing paint", At = (30, 30), Causes = ["parks-gardens"], Shifts = [(Utc(day, 9), Utc(day, 12)), (Utc(day.AddDays(9), 9), Utc(day.AddDays(9), 12))] });
        var full = await app.Store(new() { Title = "Zebra feeding", At = (30, 30.01), Causes = ["animal-welfare"], Shifts = [(Utc(day.AddDays(4), 9), Utc(day.AddDays(4), 12))], Seats = 3, Taken = 3 });

        Assert.Equal([gap], (await Find("lat=30&lng=30&cause=environment")).Items.Select(i => i.Id));
        Assert.Equal([gap, full], (await Find("lat=30&lng=30&cause=environment&cause=animal-welfare")).Items.Select(i => i.Id));
        Assert.Equal([full], (await Find("text=zebras%20-paint")).Items.Select(i => i.Id));
        Assert.Equal([full], (await Find($"text=zebra&from={day.AddDays(2):yyyy-MM-dd}&to={day.AddDays(6):yyyy-MM-dd}")).Items.Select(i => i.Id));
        Assert.Equal([gap], (await Find($"text=zebra&from={day.AddDays(6):yyyy-MM-dd}&sort=date")).Items.Select(i => i.Id));
        Assert.True((await Find("text=zebra%20feeding")).Items.Single().IsFull);
    }

    [Fact]
    public async Task Filters_by_skill_age_form_and_organization()
    {
        var spanish = await app.Store(new() { Title = "Quokka letters", RequiredSkills = ["spanish"], MinimumAge = 18, At = (31, 31) });
        var french = await app.Store(new() { Title = "Quokka calls", PreferredSkills = ["french"], IsVirtual = true, Organization = "Quokka Friends" });

        Assert.Equal([spanish], await Ids("text=quokka&skill=spanish"));
        Assert.Equal([french], await Ids("text=quokka&skill=french"));
        Assert.Equal(2, (await Ids("text=quokka&skill=french&skill=spanish")).Length);
        Assert.Equal([french], await Ids("text=quokka&age=17"));
        Assert.Equal(2, (await Ids("text=quokka&age=18")).Length);
        Assert.Equal([french], await Ids("text=quokka&virtual=true"));
        Assert.Equal([spanish], await Ids("text=quokka&virtual=false"));
        Assert.Equal([spanish], await Ids("text=quokka&lat=31&lng=31"));
        Assert.Equal([french], await Ids("text=quokka&lat=31&lng=31&virtual=true"));
        Assert.Equal([french], await Ids($"organization={Id.From<OrganizationId>("Quokka Friends")}"));
    }

    [Fact]
    public async Task Availability_means_that_a_whole_shift_lies_within_it_on_the_events_own_clock()
    {
        // 20:00 on Saturday to 02:00 in UTC is Saturday afternoon and evening in New York, and Saturday night in Berlin.
        var saturday = NextSaturday();
        var (from, to) = (Utc(saturday, 20), Utc(saturday.AddDays(1), 2));
        var evening = await app.Store(new() { Title = "Wombat count", TimeZone = "America/New_York", Shifts = [(from, to)] });
        var night = await app.Store(new() { Title = "Wombat watch", TimeZone = "Europe/Berlin", Shifts = [(from, to)] });

        Assert.Empty(await Ids("text=wombat&available=sat-evening"));
        Assert.Equal([evening], await Ids("text=wombat&available=sat-evening&available=sat-afternoon"));
        Assert.Equal([night], await Ids("text=wombat&available=sat-evening&available=sun-night"));
        Assert.Equal(2, (await Ids("text=wombat&available=weekends")).Length);
        Assert.Empty(await Ids("text=wombat&available=weekdays"));
    }

    [Fact]
    public async Task Open_seats_availability_and_dates_must_hold_for_one_and_the_same_shift()
    {
        var saturday = NextSaturday();
        var id = await app.Store(new() { Title = "Numbat nests", Shifts = [(Utc(saturday, 9), Utc(saturday, 11)), (Utc(saturday.AddDays(2), 9), Utc(saturday.AddDays(2), 11))], Seats = 3, Taken = 3 });
        Assert.Empty(await Ids("text=numbat&open=true"));

        await app.Sql($"update shift set taken = 2 where opportunity_id = '{id}' and starts_at = '{Utc(saturday.AddDays(2), 9):O}'");

        Assert.Equal([id], await Ids("text=numbat&open=true"));
        Assert.Equal([id], await Ids("text=numbat&open=true&available=mon"));
        Assert.Empty(await Ids("text=numbat&open=true&available=sat"));
        Assert.Empty(await Ids($"text=numbat&open=true&to={saturday.AddDays(1):yyyy-MM-dd}"));
        Assert.Equal([id], await Ids($"text=numbat&to={saturday.AddDays(1):yyyy-MM-dd}"));
        await app.Sql($"update shift set taken = 3 where opportunity_id = '{id}'");
        Assert.Empty(await Ids("text=numbat&open=true"));
    }

    [Fact]
    public async Task A_shift_that_was_called_off_is_none_to_find()
    {
        var saturday = NextSaturday();
        var id = await app.Store(new() { Title = "Dibbler dunes", Shifts = [(Utc(saturday, 9), Utc(saturday, 11)), (Utc(saturday.AddDays(2), 9), Utc(saturday.AddDays(2), 11))] });
        Assert.Equal([id], await Ids("text=dibbler&open=true&available=sat"));

        await app.CallOff(id, 0);

        Assert.Equal([id], await Ids("text=dibbler&open=true&available=mon"));
        Assert.Empty(await Ids("text=dibbler&available=sat"));
        Assert.Empty(await Ids($"text=dibbler&to={saturday.AddDays(1):yyyy-MM-dd}"));
        await app.Sql($"update shift set taken = seats where id = '{Id.From<ShiftId>(id.Value, "1")}'");
        Assert.Empty(await Ids("text=dibbler&open=true"));
        Assert.Equal([id], await Ids("text=dibbler"));
    }

    [Fact]
    public async Task Words_in_the_title_come_first_and_mistyped_ones_are_mended()
    {
        var now = app.Clock.Now;
        var elsewhere = await app.Store(new() { Title = "Something for everyone", Description = "With a platypus or two.", Shifts = [(now.AddDays(1), now.AddDays(1).AddHours(1))] });
        var organized = await app.Store(new() { Title = "Another for everyone", Organization = "Platypus Trust", Shifts = [(now.AddDays(2), now.AddDays(2).AddHours(1))] });
        var titled = await app.Store(new() { Title = "Platypus parade", Shifts = [(now.AddDays(9), now.AddDays(9).AddHours(1))] });

        Assert.Equal([titled, elsewhere, organized], await Ids("text=platypus"));
        Assert.Equal([elsewhere, organized, titled], await Ids("text=platypus&sort=date"));
        Assert.Equal([titled, elsewhere, organized], (await Everything("text=platypus&limit=1")).ToArray());
        var mended = await Find("text=platpyus%20paradde");
        Assert.Equal(("platypus parade", titled), (mended.CorrectedText, Assert.Single(mended.Items).Id));
        Assert.Empty((await Find("text=%22platpyus%22")).Items);
    }

    [Fact]
    public async Task Facets_count_what_fits_and_are_not_restricted_by_themselves()
    {
        await app.Store(new() { Title = "Bilby burrow", Causes = ["wildlife"], RequiredSkills = ["hiking"], MinimumAge = 16 });
        await app.Store(new() { Title = "Bilby books", Causes = ["literacy"], IsVirtual = true });
        await app.Store(new() { Title = "Bilby bridge", Causes = ["wildlife"], Seats = 1, Taken = 1 });

        var all = await Facets("text=bilby");
        var wild = await Facets("text=bilby&cause=literacy");

        Assert.Equal((3, true, 1, 2, 2), (all.Total, all.Exact, all.Virtual, all.InPerson, all.OpenSeats));
        Assert.Equal([new("wildlife", 2), new Facet("literacy", 1)], all.Causes);
        Assert.Equal([new Facet("hiking", 1)], all.Skills);
        Assert.Equal([new Facet("16", 1)], all.MinimumAges);
        Assert.Equal(1, wild.Total);
        Assert.Equal([new("wildlife", 2), new Facet("literacy", 1)], wild.Causes);
    }

    [Fact]
    public async Task Suggestions_complete_words_causes_and_skills()
    {
        await app.Store(new() { Title = "Echidna enclosure" });

        var words = await app.Anonymous().Get("/api/v1/opportunities/suggestions?text=nice%20echi").Body<Suggestion[]>();
        var topics = await app.Anonymous().Get("/api/v1/opportunities/suggestions?text=gard").Body<Suggestion[]>();

        Assert.Contains(new Suggestion("WORD", "echidna", "echidna"), words);
        Assert.Contains(new Suggestion("CAUSE", "parks-gardens", "Parks and Gardens"), topics);
        Assert.Contains(new Suggestion("SKILL", "gardening", "Gardening"), topics);
        Assert.Empty(await app.Anonymous().Get("/api/v1/opportunities/suggestions?text=").Body<Suggestion[]>());
    }

    [Fact]
    public async Task Circles_cross_the_date_line_and_hold_the_pole()
    {
        var east = await app.Store(new() { Title = "Fiji east", At = (-17, 179.9) });
        var west = await app.Store(new() { Title = "Fiji west", At = (-17, -179.8) });
        var pole = await app.Store(new() { Title = "Polar one", At = (89.9, 0) });
        var other = await app.Store(new() { Title = "Polar two", At = (89.9, 180) });

        var line = (await Find("lat=-17&lng=180&radiusMiles=50")).Items;
        var top = (await Find("lat=89.9&lng=0&radiusMiles=20")).Items;
        var world = (await Find("lat=17&lng=0&radiusMiles=12500&text=Fiji%20OR%20Polar")).Items;

        Assert.Equal([east, west], line.Select(i => i.Id));
        Assert.Equal([pole, other], top.Select(i => i.Id));
        Assert.Equal(13.8, top[1].DistanceMiles!.Value, 0.1);
        Assert.Equal(4, world.Length);
    }

    [Theory]
    [InlineData("lat=50&lng=50&radiusMiles=100&limit=7")]
    [InlineData("lat=50&lng=50&radiusMiles=100&sort=date&limit=7")]
    public async Task Pages_lose_and_repeat_nothing_while_others_write(string query)
    {
        // Many at the very same spot and hour: the id decides there.
        await app.Fill(200, around: (50, 50), spots: 20);
        var ids = await Everything(query);
        var (still, moving) = (ids.Where((_, i) => i % 3 != 0).ToHashSet(), ids.Where((_, i) => i % 3 == 0).ToList());
        List<OpportunityId> seen = [];
        using CancellationTokenSource enough = new();
        var writers = Enumerable.Range(0, 3).Select(w => Task.Run(async () =>
        {
            for (var i = w; !enough.IsCancellationRequested; i += 3)
            {
                var id = moving[i % moving.Count];
                await ((i % 4) switch { 0 => app.Cancel(id), 1 => app.Fill(2, around: (50, 50), spots: 20), _ => app.Move(id, (50 + ((i % 9) * 0.1), 50)) });
            }
        })).ToList();

        for (var page = await Find(query); ; page = await Find($"{query}&cursor={page.Next}"))
        {
            seen.AddRange(page.Items.Select(i => i.Id));
            if (page.Next is null)
            {
                break;
            }
        }

        await enough.CancelAsync();
        await Task.WhenAll(writers);
        Assert.Equal(still.Order(Comparer<OpportunityId>.Create((a, b) => string.CompareOrdinal(a.Value, b.Value))), seen.Where(still.Contains).Order(Comparer<OpportunityId>.Create((a, b) => string.CompareOrdinal(a.Value, b.Value))));
    }

    private async Task<OpportunityId[]> Ids(string query) => [.. (await Find(query)).Items.Select(i => i.Id)];

    private Task<SearchFacets> Facets(string query) => app.Anonymous().Get("/api/v1/opportunities/facets?" + query).Body<SearchFacets>();

    private DateTime NextSaturday()
    {
        var day = app.Clock.Now.AddDays(3).Date;
        return day.AddDays((6 - (int)day.DayOfWeek) % 7);
    }

    private static DateTimeOffset Utc(DateTime day, int hour) => new(day.AddHours(hour), TimeSpan.Zero);

    private Task<SearchPage> Find(string query) => app.Anonymous().Get("/api/v1/opportunities?" + query).Body<SearchPage>();

    private async Task<List<OpportunityId>> Everything(string query)
    {
        List<OpportunityId> all = [];
        for (string? cursor = ""; cursor is not null;)
        {
            var page = await Find($"{query}&cursor={cursor}");
            all.AddRange(page.Items.Select(i => i.Id));
            cursor = page.Next;
        }

        return all;
    }
}
