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

    /// <summary>The plans that PostgreSQL follows, for tests and operators.</summary>
    internal async Task<string> Explain(SearchCriteria criteria, SearchPosition? after, CancellationToken cancellation)
    {
        StringBuilder plans = new();
        await Find(criteria, after, 21, [], plans, cancellation);
        return plans.ToString();
    }

    private async Task<ImmutableArray<FoundOpportunity>> Find(
        SearchCriteria criteria, SearchPosition? after, int count, ImmutableArray<OrganizationId> insider, StringBuilder? plans, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        SearchSession session = new(connection, plans);
        var conditions = SearchConditions.Of(criteria, insider, clock.Now);
        var found = ImmutableArray.CreateBuilder<FoundOpportunity>(count);
        var tiers = criteria is { Sort: SearchSort.Relevance, Text: not null } ? 2 : 1;
        for (var tier = after?.Tier ?? 0; tier < tiers && found.Count < count; tier++)
        {
            await new SearchWalk(session, conditions, tiers == 1 ? null : tier == 0, after?.Tier == tier ? after : null, found, count, cancellation).Go();
        }

        return found.ToImmutable();
    }
}
