using System.Collections.Immutable;
using System.Text.Json;
using Actors.Common;
using Actors.Opportunities;
using Npgsql;
using NpgsqlTypes;

namespace Actors.Grains.Opportunities;

/// <summary>
/// A page in order. What an index leads to is read ring by ring outwards from where the page begins, or span by span of days. A
/// <see cref="SearchSample"/> says first how dense they are, so that a ring holds a little more than a page: a page costs about the same
/// whether ten fit or ten million, near the beginning or deep within.
/// </summary>
/// <param name="inTitle">Only what has the words in its title, or only what has not; null for both.</param>
internal sealed class SearchWalk(
    SearchSession session, SearchConditions conditions, SearchSample sampled, bool? inTitle, SearchPosition? after, ImmutableArray<FoundOpportunity>.Builder found, int count, CancellationToken cancellation)
{
    private const string Columns = "id, title, organization, organization_name, causes, is_virtual, place, time_zone, starts_at, ends_at, required_skills, minimum_age, shifts";

    private const double SmallestRing = 50 * 50;
    private const double ShortestSpan = 60;

    /// <summary>Where one of so many that are on already fits, they are read in order.</summary>
    private const int OftenOn = 50;

    private static readonly TimeSpan s_horizon = TimeSpan.FromDays(400);

    /// <summary>Tags are of whole days: to what begins in less than one, the index of moments leads as well.</summary>
    private static readonly TimeSpan s_brief = TimeSpan.FromDays(1);

    private readonly string _tier = conditions.Words(inTitle);

    private SearchCriteria Criteria => conditions.Criteria;

    private double Radius => Criteria.RadiusMiles * SearchCriteria.MetresPerMile;

    private string Metres => Criteria.IsAround() ? "(point <-> st_setsrid(st_makepoint(@lng, @lat), 4326)::geography)" : "null::float8";

    private int Missing => count - found.Count;

    public Task Go() => Criteria.ByDistance() ? Outwards() : conditions.IsSelective ? Onwards() : All();

    /// <summary>Those of certain rows that fit.</summary>
    public Task Those(string condition, string[] ids, DateTimeOffset? since = null) => Read(
        conditions.And(_tier, condition).With("ids", ids, NpgsqlDbType.Array | NpgsqlDbType.Text).With("since", (since ?? conditions.Now).UtcDateTime, NpgsqlDbType.TimestampTz),
        Criteria.IsAround() ? "metres <= @radius" : "true");

    private async Task Outwards()
    {
        var inner = after?.Metres ?? 0;
        var (sample, _, _) = await sampled.Of(inTitle, after, $"{Metres} > @inner and {Metres} <= @radius", $"power({Metres}, 2)", s => s.With("inner", inner, NpgsqlDbType.Double));
        SearchPace pace = new(sample, SearchSample.Each, (inner * inner, Radius * Radius), Missing, SmallestRing, conditions.HasThings);
        while (Missing > 0 && inner <= Radius)
        {
            var outer = Math.Min(Radius, Math.Sqrt(pace.Step(inner * inner, Missing)));
            var cells = Cells(inner, outer);
            var ring = conditions.And(_tier, Among("cells", cells))
                .With("cells", cells ?? [], NpgsqlDbType.Array | NpgsqlDbType.Bigint)
                .With("inner", inner, NpgsqlDbType.Double).With("outer", outer, NpgsqlDbType.Double);
            await Read(ring, $"metres >= @inner and metres {(outer < Radius ? "<" : "<=")} @outer");
            inner = outer < Radius ? outer : double.PositiveInfinity;
        }
    }

    private async Task Onwards()
    {
        var from = after?.StartsAt > conditions.Lower ? after.Value.StartsAt : conditions.Lower;
        var end = Criteria.To ?? from + s_horizon;
        var cells = Criteria.IsAround() ? Cells(0, Radius) : null;

        // What is on already comes first: what lasts long, and what began in the last two days.
        var running = after is null || after.Value.StartsAt <= conditions.Lower;
        var within = Criteria.IsAround() ? $"{Metres} <= @radius" : "true";
        var (sample, often, on) = await sampled.Of(
            inTitle, after, running ? within : $"starts_at >= @begin and {within}", "extract(epoch from starts_at)::float8", s => s.With("begin", from.UtcDateTime, NpgsqlDbType.TimestampTz));

        // So many of what is on already fit that the index of dates, which begins with it, soon has a page of them.
        var begun = running ? sample.Count(s => s < Seconds(from)) : 0;
        if ((often && Criteria.Available is null) || begun > 1 || begun * OftenOn > on)
        {
            await All();
            return;
        }

        if (Criteria.Available is { } parts && SearchTags.NextStart(parts, from) is var next && next > from)
        {
            (from, running) = (next, false);
        }

        // A circle with some thousand at most is read at once: looking up their days takes longer than leaving the later ones out.
        var few = conditions.HasThings && (Criteria.Available is null || Criteria.IsAround());
        IReadOnlyList<double> ahead = few && Criteria.IsAround() && sample.Count == 1 ? [] : [.. sample.Where(s => s >= Seconds(from))];
        SearchPace pace = new(ahead, SearchSample.Each, (Seconds(from), Seconds(end)), Missing, ShortestSpan, few);
        while (Missing > 0 && from < end)
        {
            var step = pace.Step(Seconds(from), Missing);
            var to = step >= Seconds(end) ? end : DateTimeOffset.UnixEpoch.AddTicks((long)(step * 1e6) * TimeSpan.TicksPerMicrosecond);
            var days = to == end && Criteria.To is null ? null : running ? SearchTags.Span(from, to) : SearchTags.Days(from, to);
            var begins = !running && to - from < s_brief ? "starts_at" : conditions.Moment("starts_at");
            var span = conditions.Step(
                    _tier, Among("cells", cells), Among("days", days), running ? "true" : $"{begins} >= @begin",
                    to == end && Criteria.To is null ? "ends_at > @lower" : $"{begins} < @end")
                .With("cells", cells ?? [], NpgsqlDbType.Array | NpgsqlDbType.Bigint).With("days", days ?? [], NpgsqlDbType.Array | NpgsqlDbType.Bigint)
                .With("begin", from.UtcDateTime, NpgsqlDbType.TimestampTz).With("end", to.UtcDateTime, NpgsqlDbType.TimestampTz);
            await Read(span, Criteria.IsAround() ? "metres <= @radius" : "true");
            (from, running) = (to, false);
        }
    }

    /// <summary>By date, everything: an index has that order.</summary>
    private Task All() => Read(
        conditions.Exactly($"({_tier}) is true", after is null ? "true" : "starts_at >= @after_key"), Criteria.IsAround() ? "metres <= @radius" : "true", inOrder: true);

    private static string Among(string tags, long[]? values) => values is null ? "true" : $"tags && @{tags}";

    private static double Seconds(DateTimeOffset moment) => (moment - DateTimeOffset.UnixEpoch).TotalSeconds;

    private long[]? Cells(double inner, double outer) => SearchCells.Ring(Criteria.Point!.Value.Latitude, Criteria.Point.Value.Longitude, inner, outer);

    private async Task Read(SearchConditions.Statement rows, string where, bool inOrder = false)
    {
        var key = Criteria.ByDistance() ? "metres" : "starts_at";
        rows.With("count", Missing, NpgsqlDbType.Integer);
        if (after is { } last)
        {
            where += $" and ({key}, id) > (@after_key, @after_id)";
            rows.With("after_id", last.Id.Value, NpgsqlDbType.Text);
            rows = Criteria.ByDistance() ? rows.With("after_key", last.Metres, NpgsqlDbType.Double) : rows.With("after_key", last.StartsAt.UtcDateTime, NpgsqlDbType.TimestampTz);
        }

        // Materialized, or the planner bets that it finds a page of rare ones early in the order of dates.
        // In order first and shift by shift after it, so that only what comes onto the page is looked at so closely.
        var page = inOrder
            ? $"select * from fitting where {where} and {conditions.SameShift} order by {key}, id limit @count"
            : $"select * from (select * from fitting where {where} order by {key}, id offset 0) o where {conditions.SameShift} limit @count";
        await session.Read(
            $"""
            with fitting as {(inOrder ? "not materialized" : "materialized")} (select {Columns}, {Metres} as metres from listing where {rows.Where}),
            page as ({page})
            select {Columns}, metres, coalesce(s.next_start, p.starts_at), s.seats_left, coalesce(s.is_full, false)
              from page p left join lateral (
                select min(f.starts_at) as next_start, bool_and(f.seats is not null and f.taken >= f.seats) as is_full,
                       case when bool_and(f.seats is not null) then sum(greatest(f.seats - f.taken, 0))::int end as seats_left
                  from shift f where f.opportunity_id = p.id and f.ends_at > @now) s on true
             order by {key}, id
            """,
            rows.Parameters,
            reader => found.Add(Row(reader)),
            cancellation);
    }

    private FoundOpportunity Row(NpgsqlDataReader reader)
    {
        double? metres = reader.IsDBNull(13) ? null : reader.GetDouble(13);
        OpportunityHit hit = new(
            OpportunityId.Of(reader.GetString(0)),
            reader.GetString(1),
            OrganizationId.Of(reader.GetString(2)),
            reader.GetString(3),
            [.. reader.GetFieldValue<string[]>(4)],
            reader.GetBoolean(5),
            reader.IsDBNull(6) ? null : JsonSerializer.Deserialize<Place>(reader.GetString(6), ActorsJson.Options),
            metres is null ? null : Math.Round(metres.Value / SearchCriteria.MetresPerMile, 3),
            reader.GetString(7),
            reader.GetFieldValue<DateTimeOffset>(14),
            reader.GetFieldValue<DateTimeOffset>(8),
            reader.GetFieldValue<DateTimeOffset>(9),
            reader.IsDBNull(15) ? null : reader.GetInt32(15),
            reader.GetBoolean(16),
            [.. reader.GetFieldValue<string[]>(10)],
            reader.IsDBNull(11) ? null : reader.GetInt32(11));
        return new(hit, new(inTitle == false ? (byte)1 : (byte)0, Criteria.ByDistance() ? SearchPosition.KeyOf(metres!.Value) : SearchPosition.KeyOf(hit.StartsAt), hit.Id));
    }
}
