using System.Globalization;
using System.Text.RegularExpressions;
using Actors.Api.Opportunities;
using Actors.Grains.Opportunities;
using Actors.Opportunities;
using Microsoft.Extensions.DependencyInjection;

namespace Actors.Tests.Api.Opportunities;

/// <summary>What PostgreSQL does for a search among 100,000 opportunities.</summary>
public sealed partial class SearchPlanTests(SearchApp app) : IClassFixture<SearchApp>
{
    private const int Rows = 100_000;
    private const string NewYork = "40.75";
    private const string West = "-73.98";

    [Fact]
    public async Task Every_kind_of_search_reads_little_more_than_a_page_by_an_index()
    {
        await Generate();

        foreach (var request in Requests())
        {
            var plan = await Explain(request);

            Assert.Contains("Index Scan", plan, StringComparison.Ordinal);
            Assert.False(plan.Contains("Seq Scan on listing ", StringComparison.Ordinal), $"{request}: {plan}");
            Assert.True(RowsRead(plan) < 5000, $"{request}: {RowsRead(plan)} rows {plan}");
        }
    }

    [Fact]
    public async Task The_sample_is_what_it_is_a_sample_of()
    {
        await Generate();
        await app.Sql("update listing set open_ends_at = null where tags @> array[160000000000 + floor(extract(epoch from starts_at) / 86400)::bigint] and is_virtual; delete from listing where minimum_age = 18;");

        Assert.True(await app.Scalar<long>("select count(*) from listing_sample") > 50);
        Assert.Equal(0, await app.Scalar<long>(
            """
            with l as (select id, open_ends_at, tags from listing where listing_is_sample(tags)), s as (select id, open_ends_at, tags from listing_sample)
            select count(*) from ((select * from l except select * from s) union all (select * from s except select * from l)) d
            """));
    }

    [Fact]
    public void The_count_of_rows_read_sees_them()
    {
        Assert.Equal(7 + (2 * 4), RowsRead("->  Bitmap Heap Scan on listing  (cost=1..2 rows=99 width=1) (actual time=0.1..0.2 rows=7 loops=1)\n Index Scan using listing_starts on listing  (cost=1 rows=1) (actual time=1..2 rows=4 loops=2)\n Rows Removed by Filter: 0"));
        Assert.Equal(107, RowsRead("->  Bitmap Heap Scan on listing  (cost=1..2 rows=99 width=1) (actual time=0.1..0.2 rows=7 loops=1)\n   Rows Removed by Filter: 100"));
    }

    private static IEnumerable<SearchRequest> Requests()
    {
        SearchRequest near = new() { Lat = NewYork, Lng = West };
        yield return near with { RadiusMiles = "10" };
        yield return near with { RadiusMiles = "12500" };
        yield return near with { RadiusMiles = "1", Sort = "date" };
        yield return near with { RadiusMiles = "25", Sort = "date" };
        yield return near with { RadiusMiles = "12500", Text = "number77777" };
        yield return near with { RadiusMiles = "25", Text = "volunteers" };
        yield return near with { RadiusMiles = "25", Text = "volunteers", Sort = "date", From = "2030-01-01" };
        yield return near with { RadiusMiles = "25", Cause = ["education"], Skill = ["spanish"], Open = "true" };
        yield return new() { Sort = "date" };
        yield return new() { Text = "volunteers" };
        yield return new() { Text = "volunteers -opportunity" };
        yield return new() { Skill = ["spanish"], Available = ["sat"] };
        yield return new() { Virtual = "true", Age = "15", Open = "true", Available = ["weekends"] };
    }

    private async Task<string> Explain(SearchRequest request)
    {
        var filter = SearchFilter.Of(request, app.Services.GetRequiredService<ITaxonomy>()).Value ?? throw new InvalidOperationException("Not a filter.");
        return await ((SearchTables)app.Services.GetRequiredService<ISearch>()).Explain(filter.Criteria, null, TestContext.Current.CancellationToken);
    }

    /// <summary>Rows of the table that a search looked at, whether it took them or not.</summary>
    private static int RowsRead(string plan) =>
        Scanned().Matches(plan).Sum(m => int.Parse(m.Groups["rows"].Value, CultureInfo.InvariantCulture) * int.Parse(m.Groups["loops"].Value, CultureInfo.InvariantCulture))
        + Removed().Matches(plan).Sum(m => int.Parse(m.Groups["rows"].Value, CultureInfo.InvariantCulture));

    /// <summary>A third around New York, a third around Los Angeles, the others over the country; from two days ago to 300 days ahead.</summary>
    private Task Generate() => app.Sql(
        $$"""
        truncate listing, listing_sample;
        select setseed(0.5);
        insert into listing
        select id, 'PUBLIC', 'org_' || lpad((i % 5000)::text, 26, '0'), 'Helping Hands', 'Opportunity number' || i, causes, skills, skills, i % 10 = 0, case when i % 9 = 0 then 18 end, 'UTC',
               null, case when i % 10 > 0 then place_point(jsonb_build_object('latitude', lat, 'longitude', lng)) end, s, s + interval '4 hours', null, 1, array[1 << (i % 28)],
               case when i % 5 > 0 then s + interval '4 hours' end,
               listing_tags(id, 'org_' || lpad((i % 5000)::text, 26, '0'), causes, skills, i % 10 = 0, array[1 << (i % 28)], case when i % 10 > 0 then lat end, lng, s, s + interval '4 hours', null),
               to_tsvector('english', 'Opportunity number' || i), to_tsvector('english', 'Opportunity number' || i || ' Volunteers wanted for good things.'), now()
          from (select i, 'opp_' || lpad(i::text, 26, '0') as id, timestamptz '{{app.Clock.Now:O}}' + (random() * 302 - 2) * interval '1 day' as s,
                       case when i % 2 = 0 then array['education'] else array['health'] end as causes, case when i % 50 = 1 then array['spanish'] else array[]::text[] end as skills,
                       case i % 3 when 0 then 40.7 + (random() - 0.5) * 0.6 when 1 then 34 + (random() - 0.5) * 1.5 else 25 + random() * 24 end as lat,
                       case i % 3 when 0 then -73.95 + (random() - 0.5) * 0.8 when 1 then -118.2 + (random() - 0.5) * 1.5 else -70 - random() * 52 end as lng
                  from generate_series(1, {{Rows}}) i offset 0) g;
        analyze listing, listing_sample;
        """);

    [GeneratedRegex(@"Scan (using \w+ )?on listing\b.*actual time=\S+ rows=(?<rows>\d+) loops=(?<loops>\d+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Scanned();

    [GeneratedRegex(@"Rows Removed by Filter: (?<rows>\d+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Removed();
}
