using System.Collections.Immutable;
using System.Text;
using Actors.Common;
using Actors.Opportunities;
using Microsoft.Extensions.Options;
using Npgsql;
using Orleans.Configuration;

namespace Actors.Grains.Opportunities;

/// <summary>Searches table listing (063-listings.sql, docs/search.md).</summary>
internal sealed class SearchTables(NpgsqlDataSource database, Clock clock, IOptions<ClusterOptions> cluster) : ISearch
{
    /// <summary>A transaction that began so long ago may still become durable, with its earlier moment.</summary>
    private static readonly TimeSpan s_late = TimeSpan.FromMinutes(10);

    private readonly SearchWords _words = new(database, cluster.Value.ServiceId);

    public Task<ImmutableArray<FoundOpportunity>> Find(
        SearchCriteria criteria, SearchPosition? after, int count, ImmutableArray<OrganizationId> insider, CancellationToken cancellation) =>
        Find(criteria, after, count, insider, null, cancellation);

    public async Task<SearchFacets> Facets(SearchCriteria criteria, ImmutableArray<OrganizationId> insider, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await new SearchCounts(new(connection), criteria, insider, clock.Now, cancellation).Facets();
    }

    public Task<string?> Mend(string text, CancellationToken cancellation) => _words.Mend(text, cancellation);

    public Task<ImmutableArray<Suggestion>> Suggest(string beginning, int count, CancellationToken cancellation) => _words.Suggest(beginning, count, cancellation);

    public async Task<ImmutableArray<OpportunityHit>> Listed(ImmutableArray<OpportunityId> opportunities, ImmutableArray<OrganizationId> insider, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        var conditions = SearchConditions.Of(SearchCriteria.Everything, insider, clock.Now);
        var found = ImmutableArray.CreateBuilder<FoundOpportunity>(opportunities.Length);
        await Walk(new(connection), conditions, found, opportunities.Length, cancellation).Those("id = any(@ids)", [.. opportunities.Select(o => o.Value)]);
        return [.. found.Select(f => f.Hit)];
    }

    public async Task<SearchNews> News(
        SearchCriteria criteria, SavedSearchId search, DateTimeOffset? since, int count, ImmutableArray<OrganizationId> insider, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using NpgsqlCommand moment = new("select now()", connection);
        var until = new DateTimeOffset((DateTime)(await moment.ExecuteScalarAsync(cancellation))!);
        var found = ImmutableArray.CreateBuilder<FoundOpportunity>(count);
        var walk = Walk(new(connection), SearchConditions.Of(criteria, insider, clock.Now), found, count, cancellation);
        await walk.Those(
            "changed_at > @since and not exists (select from saved_search_told t where t.search_id = any(@ids) and t.opportunity_id = listing.id)",
            [search.Value],
            (since ?? until) - s_late);

        // A full page is not all: the next look begins where this one did.
        return new([.. found.Select(f => f.Hit)], found.Count == count ? since ?? until : until);
    }

    public async Task<ImmutableArray<OrganizationId>> Insider(UserId? user, CancellationToken cancellation)
    {
        if (user is null)
        {
            return [];
        }

        await using var command = database.CreateCommand(
            """
            select id from organization_view where service_id = $1 and members ? $2
            union select jsonb_object_keys(payload->'organizations') from grain_state
             where service_id = $1 and state_name = 'follows' and n0 = 0 and n1 = 0 and grain_key = $2
            """);
        command.Parameters.Add(new() { Value = cluster.Value.ServiceId });
        command.Parameters.Add(new() { Value = user.Value.Value });
        var organizations = ImmutableArray.CreateBuilder<OrganizationId>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            organizations.Add(OrganizationId.Of(reader.GetString(0)));
        }

        return organizations.ToImmutable();
    }

    /// <summary>The plans that PostgreSQL follows, for tests and operators.</summary>
    internal async Task<string> Explain(SearchCriteria criteria, SearchPosition? after, CancellationToken cancellation)
    {
        StringBuilder plans = new();
        await Find(criteria, after, 21, [], plans, cancellation);
        return plans.ToString();
    }

    private static SearchWalk Walk(SearchSession session, SearchConditions conditions, ImmutableArray<FoundOpportunity>.Builder found, int count, CancellationToken cancellation) =>
        new(session, conditions, new(session, conditions, cancellation), null, null, found, count, cancellation);

    private async Task<ImmutableArray<FoundOpportunity>> Find(
        SearchCriteria criteria, SearchPosition? after, int count, ImmutableArray<OrganizationId> insider, StringBuilder? plans, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        SearchSession session = new(connection, plans);
        var conditions = SearchConditions.Of(criteria, insider, clock.Now);
        var found = ImmutableArray.CreateBuilder<FoundOpportunity>(count);
        SearchSample sample = new(session, conditions, cancellation);
        var tiers = criteria is { Sort: SearchSort.Relevance, Text: not null } ? 2 : 1;
        for (var tier = after?.Tier ?? 0; tier < tiers && found.Count < count; tier++)
        {
            await new SearchWalk(session, conditions, sample, tiers == 1 ? null : tier == 0, after?.Tier == tier ? after : null, found, count, cancellation).Go();
        }

        return found.ToImmutable();
    }
}
