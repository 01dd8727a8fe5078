using System.Collections.Immutable;
using System.Globalization;
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
    private const int Most = 1000;
    private const int MostValues = 50;

    /// <summary>Of a sample of 4^5, which has a table of its own.</summary>
    private const int Coarsest = 5;

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
            Parts(all),
            [.. all.Of("age").OrderBy(f => f.Value, StringComparer.Ordinal)]);
    }

    /// <summary>Shifts that take a part of the week.</summary>
    private static ImmutableArray<Facet> Parts(Counts counts) =>
    [
        .. counts.ByKind.GetValueOrDefault("slots", [])
            .SelectMany(f => WeekParts.Names(int.Parse(f.Value, CultureInfo.InvariantCulture)).Select(name => (Name: name, f.Count)))
            .GroupBy(p => p.Name, (name, parts) => new Facet(name, parts.Sum(p => p.Count)))
            .OrderBy(f => WeekParts.TryParse(f.Value, out var part) ? part : 0),
    ];

    private async Task<Counts> Count(SearchCriteria of)
    {
        var sampled = await Count(of, Coarsest);
        var expected = sampled.One("total");

        // The finest sample that is not too many: what the coarse one has none of may be a few thousand.
        var power = 0;
        while (power < Coarsest && Math.Max(expected, 1) / Math.Pow(4, power) > Most)
        {
            power++;
        }

        return power == Coarsest ? sampled : await Count(of, power);
    }

    private async Task<Counts> Count(SearchCriteria of, int power)
    {
        var conditions = SearchConditions.Of(of, insider, now);
        string[] exact =
        [
            conditions.Words(inTitle: null), conditions.SameShift, of.IsAround() ? "point <-> st_setsrid(st_makepoint(@lng, @lat), 4326)::geography <= @radius" : "true",
        ];
        var rows = power == Coarsest ? conditions.Exactly(exact) : Led();
        Dictionary<string, List<Facet>> counts = new(StringComparer.Ordinal);
        var scale = 1L << (2 * power);
        await session.Read(
            $"""
            with fitting as materialized (select causes, skills, is_virtual, minimum_age, slots, open_ends_at > @lower and (register_until is null or register_until > @now) as is_open from {(power == Coarsest ? "listing_sample" : "listing")} where {rows.Where})
            select k, '', n from (
                     select count(*) as t, count(*) filter (where is_virtual) as v, count(*) filter (where not is_virtual) as p, count(*) filter (where is_open) as o from fitting) c,
                   lateral (values ('total', t), ('virtual', v), ('in-person', p), ('open', o)) as one(k, n)
            union all select 'cause', c, count(*) from fitting, unnest(causes) c group by c
            union all select 'skill', s, count(*) from fitting, unnest(skills) s group by s
            union all select 'age', minimum_age::text, count(*) from fitting where minimum_age is not null group by minimum_age
            union all select 'slots', s::text, count(*) from fitting, unnest(slots) s group by s
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

        SearchConditions.Statement Led()
        {
            var cells = of.IsAround() ? SearchCells.Ring(of.Point!.Value.Latitude, of.Point.Value.Longitude, 0, of.RadiusMiles * SearchCriteria.MetresPerMile) : null;
            return conditions.And([.. exact, cells is null ? "true" : "tags && @cells", power == 0 ? "true" : "tags @> array[@sample]"])
                .With("cells", cells ?? [], NpgsqlDbType.Array | NpgsqlDbType.Bigint).With("sample", power == 0 ? 0 : SearchTags.Sample(power), NpgsqlDbType.Bigint);
        }
    }

    private sealed record Counts(Dictionary<string, List<Facet>> ByKind, long Scale)
    {
        public long One(string kind) => ByKind.GetValueOrDefault(kind)?.FirstOrDefault()?.Count ?? 0;

        public ImmutableArray<Facet> Of(string kind) =>
            [.. (ByKind.GetValueOrDefault(kind) ?? []).OrderByDescending(f => f.Count).ThenBy(f => f.Value, StringComparer.Ordinal).Take(MostValues)];
    }
}
