using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Actors.Api.Common;
using Actors.Common;
using Actors.Opportunities;
using Npgsql;
using NpgsqlTypes;

namespace Actors.Api.Opportunities;

/// <summary>One open opportunity of a search.</summary>
/// <param name="DistanceMiles">On the sphere; null when the search has no point.</param>
/// <param name="NextStart">When the first shift that is not over begins, or began.</param>
/// <param name="SeatsLeft">In the shifts that are not over; null is unlimited.</param>
public sealed record OpportunityHit(
    OpportunityId Id,
    string Title,
    OrganizationId Organization,
    string OrganizationName,
    ImmutableArray<string> Causes,
    bool IsVirtual,
    Place? Place,
    double? DistanceMiles,
    string TimeZone,
    DateTimeOffset NextStart,
    DateTimeOffset StartsAt,
    DateTimeOffset EndsAt,
    int? SeatsLeft,
    bool IsFull);


/// <summary>The search itself: one statement over <c>opportunity_view</c>, shaped so that an index gives the order (grains/Opportunities/060-search.sql).</summary>
internal sealed class SearchQuery(NpgsqlDataSource database, Clock clock)
{
    private const string Columns = "id, title, organization, organization_name, causes, is_virtual, place, time_zone, starts_at, ends_at";

    // Open, public, not over: the first two are the indexes' own condition.
    private const string Listed = "status = 'OPEN' and visibility = 'PUBLIC'";
    private const string Origin = "st_setsrid(st_makepoint(@lng, @lat), 4326)::geography";

    public async Task<Page<OpportunityHit>> Page(SearchFilter filter, SearchCursor? after, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var batch = Batch(connection, filter, after, clock.Now);
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        await reader.NextResultAsync(cancellation);
        var rows = ImmutableArray.CreateBuilder<OpportunityHit>(filter.Limit + 1);
        var metres = new List<double>(filter.Limit + 1);
        while (await reader.ReadAsync(cancellation))
        {
            rows.Add(await Row(reader, filter, cancellation));
            metres.Add(filter.Sort == SearchSort.Distance ? reader.GetDouble(13) : 0);
        }

        if (rows.Count <= filter.Limit)
        {
            return new(rows.ToImmutable(), null);
        }

        rows.Count = filter.Limit;
        var last = rows[^1];
        var next = filter.Sort == SearchSort.Distance ? SearchCursor.At(filter, metres[filter.Limit - 1], last.Id) : SearchCursor.At(filter, last.StartsAt, last.Id);
        return new(rows.ToImmutable(), next.ToString());
    }

    /// <summary>The plan that PostgreSQL would follow, for tests and operators.</summary>
    internal async Task<string> Explain(SearchFilter filter, SearchCursor? after, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var batch = Batch(connection, filter, after, clock.Now);
        batch.BatchCommands[1].CommandText = "explain (analyze) " + batch.BatchCommands[1].CommandText;
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        await reader.NextResultAsync(cancellation);
        StringBuilder plan = new();
        while (await reader.ReadAsync(cancellation))
        {
            plan.AppendLine(reader.GetString(0));
        }

        return plan.ToString();
    }

    private static NpgsqlBatch Batch(NpgsqlConnection connection, SearchFilter filter, SearchCursor? after, DateTimeOffset now)
    {
        // A batch is one transaction: the settings end with it. A generic plan knows neither the circle nor the words; JIT compiles longer
        // than a page takes; a second worker would be missing for somebody else.
        NpgsqlBatchCommand settings = new("select set_config('plan_cache_mode', 'force_custom_plan', true), set_config('jit', 'off', true), set_config('max_parallel_workers_per_gather', '0', true)");
#pragma warning disable CA2100 // Put together of constants; what a person says is in parameters.
        NpgsqlBatchCommand search = new(Sql(filter, after));
#pragma warning restore CA2100
        void Set<T>(string name, T value, NpgsqlDbType type) => search.Parameters.Add(new NpgsqlParameter<T>(name, value) { NpgsqlDbType = type });

        Set("now", now.UtcDateTime, NpgsqlDbType.TimestampTz);
        Set("lower", (filter.From is { } from && from > now ? from : now).UtcDateTime, NpgsqlDbType.TimestampTz);
        Set("count", filter.Limit + 1, NpgsqlDbType.Integer);
        if (filter.Point is { } point)
        {
            Set("lat", point.Latitude, NpgsqlDbType.Double);
            Set("lng", point.Longitude, NpgsqlDbType.Double);
            Set("radius", filter.RadiusMiles * SearchFilter.MetresPerMile, NpgsqlDbType.Double);
        }

        if (filter.To is { } to)
        {
            Set("to", to.UtcDateTime, NpgsqlDbType.TimestampTz);
        }

        if (filter.Causes.Length > 0)
        {
            Set("causes", filter.Causes.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text);
        }

        if (filter.Text is { } text)
        {
            Set("text", text, NpgsqlDbType.Text);
        }

        if (after is { } cursor)
        {
            Set("after_id", cursor.Id.Value, NpgsqlDbType.Text);
            if (filter.Sort == SearchSort.Distance)
            {
                Set("after_metres", cursor.Metres, NpgsqlDbType.Double);
            }
            else
            {
                Set("after_start", cursor.StartsAt.UtcDateTime, NpgsqlDbType.TimestampTz);
            }
        }

        return new NpgsqlBatch(connection) { BatchCommands = { settings, search } };
    }

    private static string Sql(SearchFilter filter, SearchCursor? after)
    {
        var where = Where(filter);
        var distance = filter.Point is null ? "null::float8" : $"point <-> {Origin}";
        var to = filter.To is null ? "null" : "@to";
        var (page, order) = filter.Sort == SearchSort.Distance
            ? ($"""
                select {Columns}, {distance} as metres from opportunity_view
                 where {where} and period && tstzrange(@lower, {to}){(after is null ? "" : $" and ({distance}, id) > (@after_metres, @after_id)")}
                 -- The index gives the order by distance alone, so all rows as far as the last come along and are put in order by id.
                 order by {distance} fetch first (@count) rows with ties
                """, "metres, id")
            : ($"""
                (select {Columns}, {distance} as metres from opportunity_view
                  where {where} and period @> @lower and starts_at <= @lower and ends_at > @lower{AfterStart(after)}
                  order by starts_at, id limit @count)
                union all
                (select {Columns}, {distance} from opportunity_view
                  where {where} and starts_at > @lower{(filter.To is null ? "" : " and starts_at < @to")}{AfterStart(after)}
                  order by starts_at, id limit @count)
                """, "starts_at, id");
        return $"""
            with page as ({page})
            select {Columns}, coalesce(s.next_start, starts_at), s.seats_left, coalesce(s.is_full, false), metres
              from (select * from page order by {order} limit @count) p
              left join lateral (
                select min(f.starts_at) as next_start, bool_and(f.seats is not null and f.taken >= f.seats) as is_full,
                       case when bool_and(f.seats is not null) then sum(greatest(f.seats - f.taken, 0))::int end as seats_left
                  from shift f where f.opportunity_id = p.id and f.ends_at > @now) s on true
             order by {order}
            """;
    }

    private static string AfterStart(SearchCursor? after) => after is null ? "" : " and (starts_at, id) > (@after_start, @after_id)";

    private static string Where(SearchFilter filter)
    {
        List<string> conditions = [Listed];
        if (filter.Point is not null)
        {
            // Not ST_DWithin: PostGIS 3.3 estimates it without the radius, so that the planner takes a continent for a street.
            conditions.Add($"place is not null and point && _st_expand({Origin}, @radius) and point <-> {Origin} <= @radius");
        }

        if (filter.Causes.Length > 0)
        {
            conditions.Add("causes ?| @causes");
        }

        if (filter.Text is not null)
        {
            conditions.Add("words @@ websearch_to_tsquery('english', @text)");
        }

        if (filter.From is not null || filter.To is not null)
        {
            // Between two shifts an opportunity is not on.
            conditions.Add($"exists (select 1 from jsonb_array_elements(shifts) f where iso_time(f->>'endsAt') > @lower{(filter.To is null ? "" : " and iso_time(f->>'startsAt') < @to")})");
        }

        return string.Join(" and ", conditions);
    }

    private static async Task<OpportunityHit> Row(NpgsqlDataReader reader, SearchFilter filter, CancellationToken cancellation) => new(
        new(reader.GetString(0)),
        reader.GetString(1),
        new(reader.GetString(2)),
        await Text(reader, 3, cancellation) ?? "",
        await Text(reader, 4, cancellation) is { } causes ? JsonSerializer.Deserialize<ImmutableArray<string>>(causes, ActorsJson.Options) : [],
        reader.GetBoolean(5),
        await Text(reader, 6, cancellation) is { } place ? JsonSerializer.Deserialize<Place>(place, ActorsJson.Options) : null,
        filter.Point is null ? null : Math.Round(reader.GetDouble(13) / SearchFilter.MetresPerMile, 3),
        await Text(reader, 7, cancellation) ?? "UTC",
        await reader.GetFieldValueAsync<DateTimeOffset>(10, cancellation),
        await reader.GetFieldValueAsync<DateTimeOffset>(8, cancellation),
        await reader.GetFieldValueAsync<DateTimeOffset>(9, cancellation),
        await reader.IsDBNullAsync(11, cancellation) ? null : reader.GetInt32(11),
        reader.GetBoolean(12));

    private static async Task<string?> Text(NpgsqlDataReader reader, int column, CancellationToken cancellation) =>
        await reader.IsDBNullAsync(column, cancellation) ? null : reader.GetString(column);
}
