using Actors.Api.Opportunities;
using Actors.Opportunities;
using Microsoft.Extensions.DependencyInjection;

namespace Actors.Tests.Api.Opportunities;

/// <summary>What PostgreSQL does for a search among 100,000 opportunities.</summary>
public sealed class SearchPlanTests(SearchApp app) : IClassFixture<SearchApp>
{
    private const int Rows = 100_000;

    [Fact]
    public async Task Indexes_give_the_order_by_distance_and_by_date_and_find_rare_words()
    {
        await Generate();
        var query = app.Services.GetRequiredService<SearchQuery>();

        var near = await query.Explain(Filter(new() { Lat = "40.75", Lng = "-73.98", RadiusMiles = "10" }), null, TestContext.Current.CancellationToken);
        var far = await query.Explain(Filter(new() { Lat = "40.75", Lng = "-73.98", RadiusMiles = "12500" }), null, TestContext.Current.CancellationToken);
        var date = await query.Explain(Filter(new() { Sort = "date" }), null, TestContext.Current.CancellationToken);
        var street = await query.Explain(Filter(new() { Lat = "40.75", Lng = "-73.98", RadiusMiles = "1", Sort = "date" }), null, TestContext.Current.CancellationToken);
        var rare = await query.Explain(Filter(new() { Lat = "40.75", Lng = "-73.98", RadiusMiles = "12500", Text = "number77777" }), null, TestContext.Current.CancellationToken);

        Assert.All([near, far], plan =>
        {
            Assert.Contains("Index Scan using opportunity_near on grain_state", plan, StringComparison.Ordinal);
            Assert.Contains("Order By:", plan, StringComparison.Ordinal);
        });
        Assert.Contains("Index Scan using opportunity_starts on grain_state", date, StringComparison.Ordinal);
        Assert.Contains("opportunity_near", street, StringComparison.Ordinal);
        Assert.Contains("opportunity_words", rare, StringComparison.Ordinal);
        Assert.All([near, far, date, street, rare], plan => Assert.DoesNotContain("Seq Scan on grain_state", plan, StringComparison.Ordinal));
    }

    private SearchFilter Filter(SearchRequest request) =>
        SearchFilter.Of(request, app.Services.GetRequiredService<ITaxonomy>()).Value ?? throw new InvalidOperationException("Not a filter.");

    /// <summary>A third around New York, a third around Los Angeles, the others over the country; a tenth drafts; starts from 100 days ago to 300 days ahead.</summary>
    private Task Generate() => app.Sql(
        $$"""
        select setseed(0.5);
        insert into grain_state (service_id, state_name, n0, n1, grain_key, version, payload, partition, modified_at)
        select 'default', 'opportunity', 0, 0, 'opp_' || lpad(i::text, 26, '0'), 1,
               jsonb_build_object(
                 'id', 'opp_' || lpad(i::text, 26, '0'), 'organization', 'org_' || lpad((i % 5000)::text, 26, '0'), 'organizationName', 'Helping Hands',
                 'status', case when i % 10 = 0 then 'DRAFT' else 'OPEN' end,
                 'startsAt', to_char(s at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), 'endsAt', to_char((s + interval '4 hours') at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
                 'shifts', '[]'::jsonb,
                 'details', jsonb_build_object(
                   'title', 'Opportunity number' || i, 'description', repeat('Volunteers wanted for good things. ', 8), 'causes', jsonb_build_array('education'),
                   'timeZone', 'UTC', 'visibility', 'PUBLIC',
                   'place', jsonb_build_object(
                     'latitude', case i % 3 when 0 then 40.7 + (random() - 0.5) * 0.6 when 1 then 34 + (random() - 0.5) * 1.5 else 25 + random() * 24 end,
                     'longitude', case i % 3 when 0 then -73.95 + (random() - 0.5) * 0.8 when 1 then -118.2 + (random() - 0.5) * 1.5 else -70 - random() * 52 end,
                     'address', 'Main Street'))),
               0, now()
          from (select i, timestamptz '{{app.Clock.Now:O}}' + (random() * 400 - 100) * interval '1 day' as s from generate_series(1, {{Rows}}) i) g;
        analyze grain_state;
        """);
}
