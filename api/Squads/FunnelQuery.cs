using System.Collections.Immutable;
using Actors.Common;
using Npgsql;

namespace Actors.Api.Squads;

/// <summary>What happened to guests in one week, Monday to Sunday in UTC.</summary>
/// <param name="Sent">Invitations that left. <paramref name="Opened"/> may include programs that look at letters.</param>
/// <param name="Joined">Guests who took a seat; full users who were invited are not counted from here on.</param>
/// <param name="Converted">Guests who became users.</param>
/// <param name="ConvertedWithin7Days">Of those who were first asked in this week to claim, the share who became users within 7 days: 0 to 1; null when nobody was asked.</param>
/// <param name="MedianHoursToConvert">From the first seat to becoming a user, of those who did in this week; null without any.</param>
/// <param name="ViralCoefficient">New users for each person who invited in this week; null when nobody did.</param>
public sealed record FunnelWeek(
    DateOnly Week, long Sent, long Opened, long Joined, long Attended, long ClaimsSent, long ClaimsOpened, long Converted, double? ConvertedWithin7Days, double? MedianHoursToConvert,
    double? ViralCoefficient);

/// <summary>The weekly way of guests (seed 7.2, analytics), from the events that 029-funnel.sql writes.</summary>
internal sealed class FunnelQuery(NpgsqlDataSource database, Clock clock)
{
    public const int MostWeeks = 104;

    /// <summary>The latest week first.</summary>
    public async Task<ImmutableArray<FunnelWeek>> Weeks(int weeks, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            """
            with week as (
              select w::date as monday, (w at time zone 'UTC') as since, ((w + interval '7 days') at time zone 'UTC') as until
                from generate_series(date_trunc('week', $1::timestamptz at time zone 'UTC') - ($2 - 1) * interval '7 days', date_trunc('week', $1::timestamptz at time zone 'UTC'), interval '7 days') w),
            first as (
              select account_id, min(at) filter (where stage = 'CLAIM_SENT') as asked_at, min(at) filter (where stage = 'JOINED' and is_guest) as joined_at, min(at) filter (where stage = 'CONVERTED') as converted_at
                from funnel_event where account_id is not null group by account_id)
            select w.monday,
                   count(*) filter (where e.stage = 'SENT'), count(*) filter (where e.stage = 'OPENED'), count(*) filter (where e.stage = 'JOINED' and e.is_guest),
                   count(*) filter (where e.stage = 'ATTENDED' and e.is_guest), count(*) filter (where e.stage = 'CLAIM_SENT'), count(*) filter (where e.stage = 'CLAIM_OPENED'),
                   count(*) filter (where e.stage = 'CONVERTED'),
                   (select avg((f.converted_at <= f.asked_at + interval '7 days' and f.converted_at is not null)::int)::float8 from first f where f.asked_at >= w.since and f.asked_at < w.until),
                   (select (percentile_cont(0.5) within group (order by extract(epoch from f.converted_at - f.joined_at)) / 3600)::float8
                      from first f where f.converted_at >= w.since and f.converted_at < w.until and f.joined_at is not null),
                   count(*) filter (where e.stage = 'CONVERTED')::float8 / nullif(count(distinct e.inviter_id) filter (where e.stage = 'SENT'), 0)
              from week w left join funnel_event e on e.at >= w.since and e.at < w.until
             group by w.monday, w.since, w.until order by w.monday desc
            """);
        command.Parameters.Add(new() { Value = clock.Now.UtcDateTime });
        command.Parameters.Add(new() { Value = weeks });
        var found = ImmutableArray.CreateBuilder<FunnelWeek>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            found.Add(new(
                await reader.GetFieldValueAsync<DateOnly>(0, cancellation), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4), reader.GetInt64(5), reader.GetInt64(6),
                reader.GetInt64(7), Share(reader, 8), Share(reader, 9), Share(reader, 10)));
        }

        return found.ToImmutable();
    }

    private static double? Share(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : Math.Round(reader.GetDouble(column), 4);
}
