using System.Collections.Immutable;
using Actors.Common;
using Actors.Opportunities;
using NpgsqlTypes;

namespace Actors.Grains.Opportunities;

/// <summary>
/// Facets. Up to a few thousand are counted; of more a sample is counted and scaled, so that the time is bounded. What is chosen in a facet
/// does not restrict the facet itself, so that one can choose more of it.
/// </summary>
internal sealed class SearchCounts(SearchSession session, SearchCriteria criteria, ImmutableArray<OrganizationId> insider, DateTimeOffset now, CancellationToken cancellation)
{
    /// <summary>About so many are counted at most.</summary>
    private const int Most = 2000;
    private const int MostValues = 50;

    public async Task<SearchFacets> Facets()
    {
        var all = await Count(criteria);
        var causes = criteria.Causes.IsEmpty ? all : await Count(criteria with { Causes = [] });
        var skills = criteria.Skills.IsEmpty ? all : await Count(criteria with { Skills = [] });
        var forms = criteria.Virtual is null ? all : await Count(criteria with { Virtual = null });
        return new(
            all.One("total"),
            all.Scale == 1,
            causes.Of("cause"),
            skills.Of("skill"),
            forms.One("virtual"),
            forms.One("in-person"),
            all.One("open"),
            [.. all.Of("part").OrderBy(f => int.Parse(f.Value, System.Globalization.CultureInfo.InvariantCulture)).Select(f => f with { Value = WeekParts.Name(int.Parse(f.Value, System.Globalization.CultureInfo.InvariantCulture)) })],
            [.. all.Of("age").OrderBy(f => f.Value, StringComparer.Ordinal)]);
    }

    private async Task<Counts> Count(SearchCriteria of)
    {
        var power = 5;
        var sampled = await Count(of, power);
        var expected = sampled.One("total");

        // The finest sample that is not too many: what the coarse one has none of may be a few thousand.
        for (power = 0; power < 5 && Math.Max(expected, 1) / Math.Pow(4, power) > Most; power++)
        {
        }

        return power == 5 ? sampled : await Count(of, power);
    }

    private async Task<Counts> Count(SearchCriteria of, int power)
    {
        var conditions = SearchConditions.Of(of, insider, now);
        var cells = of.IsAround() ? SearchTags.Ring(of.Point!.Value.Latitude, of.Point.Value.Longitude, 0, of.RadiusMiles * SearchCriteria.MetresPerMile) : null;
        var rows = conditions.And(
                cells is null ? "true" : "tags && @cells",
                power == 0 ? "true" : "tags @> array[@sample]",
                of.IsAround() ? "point <-> st_setsrid(st_makepoint(@lng, @lat), 4326)::geography <= @radius" : "true")
            .With("cells", cells ?? [], NpgsqlDbType.Array | NpgsqlDbType.Bigint).With("sample", power == 0 ? 0 : SearchTags.Sample(power), NpgsqlDbType.Bigint);
        Dictionary<string, List<Facet>> counts = new(StringComparer.Ordinal);
        var scale = 1L << (2 * power);
        await session.Read(
            $"""
            with fitting as materialized (select causes, skills, is_virtual, minimum_age, slots, open_ends_at > @lower and (register_until is null or register_until > @now) as is_open from listing where {rows.Where})
            select 'total', '', count(*) from fitting
            union all select 'virtual', '', count(*) from fitting where is_virtual
            union all select 'in-person', '', count(*) from fitting where not is_virtual
            union all select 'open', '', count(*) from fitting where is_open
            union all select 'cause', c, count(*) from fitting, unnest(causes) c group by c
            union all select 'skill', s, count(*) from fitting, unnest(skills) s group by s
            union all select 'age', minimum_age::text, count(*) from fitting where minimum_age is not null group by minimum_age
            union all select 'part', bit::text, count(*) from fitting, generate_series(0, 27) bit where exists (select from unnest(slots) s where s & (1 << bit) <> 0) group by bit
            """,
            rows.Parameters,
            reader =>
            {
                if (!counts.TryGetValue(reader.GetString(0), out var list))
                {
                    counts[reader.GetString(0)] = list = [];
                }

                list.Add(new(reader.GetString(1), reader.GetInt64(2) * scale));
            },
            cancellation);
        return new(counts, scale);
    }

    private sealed record Counts(Dictionary<string, List<Facet>> ByKind, long Scale)
    {
        public long One(string kind) => ByKind.GetValueOrDefault(kind)?.FirstOrDefault()?.Count ?? 0;

        public ImmutableArray<Facet> Of(string kind) =>
            [.. (ByKind.GetValueOrDefault(kind) ?? []).OrderByDescending(f => f.Count).ThenBy(f => f.Value, StringComparer.Ordinal).Take(MostValues)];
    }
}
