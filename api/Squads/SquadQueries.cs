using System.Collections.Immutable;
using Actors.Api.Common;
using Actors.Common;
using Actors.Squads;
using Microsoft.Extensions.Options;
using Npgsql;
using Orleans.Configuration;

namespace Actors.Api.Squads;

public sealed record SquadRow(SquadId Id, string Name, SquadType Type, SquadRole Role, int Members);

/// <summary>One booking in the squad's history, with what came of it.</summary>
/// <param name="Joined">People who had a seat of it in the end.</param>
/// <param name="Attended">Of them those who were there.</param>
public sealed record SquadEventRow(
    BookingId Booking, OpportunityId Opportunity, string Title, string OrganizationName, string TimeZone, DateTimeOffset StartsAt, DateTimeOffset EndsAt, int Booked, int Joined, int Attended, int Minutes);

/// <summary>What the squad has done together. Verified hours count for people, events and money.</summary>
/// <param name="People">Different people with verified hours.</param>
/// <param name="Value">In minor units of the currency.</param>
/// <param name="ValueSource">Where the value of an hour is from, and of when.</param>
public sealed record SquadImpact(
    int Events, int People, long VerifiedMinutes, long PendingMinutes, long Value, string Currency, long ValueOfHour, string ValueSource, DateOnly ValuePublishedOn);

/// <summary>Squads, their bookings and what came of them: queries over documents, seats and ledger entries.</summary>
internal sealed class SquadQueries(NpgsqlDataSource database, IOptions<ClusterOptions> cluster, IOptions<VolunteerHourOptions> hour)
{
    /// <summary>Ledger entries of those who came by a booking of the squad. An entry has the id of its registration.</summary>
    private const string Entries =
        """
        select h.booking_id, h.opportunity_id, e.user_id, e.status, e.minutes
          from seat_hold h
          join booked_seat b on b.booking_id = h.booking_id
          join ledger_entry_view e on e.service_id = $1 and e.id = 'led_' || substr(b.registration_id, 5)
         where h.squad_id = $2
        """;

    /// <summary>The squads that a person belongs to, by name.</summary>
    public Task<ImmutableArray<SquadRow>> Of(UserId member, int rows, CancellationToken cancellation) => Read(
        """
        select grain_key, payload->'terms'->>'name', payload->'terms'->>'type', payload->'members'->$2->>'role', (select count(*)::int from jsonb_object_keys(payload->'members'))
          from grain_state where service_id = $1 and state_name = 'squad' and payload ? 'members' and payload->'members' ? $2
         order by lower(payload->'terms'->>'name'), grain_key limit $3
        """,
        [cluster.Value.ServiceId, member.Value, rows],
        r => new SquadRow(SquadId.Of(r.GetString(0)), r.GetString(1), StoredEnum.Read<SquadType>(r.GetString(2)), StoredEnum.Read<SquadRole>(r.GetString(3)), r.GetInt32(4)),
        cancellation);

    /// <summary>Latest first; before <paramref name="before"/>, the moment and the id of a booking.</summary>
    public Task<ImmutableArray<SquadEventRow>> History(SquadId squad, DateTime before, string beforeId, int rows, CancellationToken cancellation) => Read(
        $"""
         with entries as ({Entries})
         select g.grain_key, g.payload->>'opportunity', o.payload->'details'->>'title', coalesce(o.payload->>'organizationName', ''), coalesce(o.payload->'details'->>'timeZone', 'UTC'),
                s.starts_at, s.ends_at, h.booked,
                (select count(*)::int from booked_seat b join registration r on r.id = b.registration_id where b.booking_id = h.booking_id and r.status <> 'CANCELLED'),
                (select count(*)::int from booked_seat b join registration r on r.id = b.registration_id where b.booking_id = h.booking_id and r.checked_in_at is not null),
                (select coalesce(sum(e.minutes), 0)::int from entries e where e.booking_id = h.booking_id and e.status in ('VERIFIED', 'PENDING'))
           from grain_state g
           join seat_hold h on h.booking_id = g.grain_key
           join shift s on s.id = h.shift_id
           join grain_state o on o.service_id = $1 and o.state_name = 'opportunity' and o.n0 = 0 and o.n1 = 0 and o.grain_key = h.opportunity_id
          where g.service_id = $1 and g.state_name = 'booking' and g.payload->>'squad' = $2 and g.payload @> '{"{"}"granted": true{"}"}'
            and (s.starts_at, g.grain_key) < ($3, $4)
          order by s.starts_at desc, g.grain_key desc limit $5
         """,
        [cluster.Value.ServiceId, squad.Value, before, beforeId, rows],
        r => new SquadEventRow(
            BookingId.Of(r.GetString(0)), OpportunityId.Of(r.GetString(1)), r.GetString(2), r.GetString(3), r.GetString(4), new(r.GetDateTime(5), TimeSpan.Zero), new(r.GetDateTime(6), TimeSpan.Zero),
            r.GetInt32(7), r.GetInt32(8), r.GetInt32(9), r.GetInt32(10)),
        cancellation);

    public async Task<SquadImpact> Impact(SquadId squad, CancellationToken cancellation)
    {
        var found = await Read(
            $"""
             with entries as ({Entries})
             select count(distinct opportunity_id) filter (where status = 'VERIFIED'), count(distinct user_id) filter (where status = 'VERIFIED'),
                    coalesce(sum(minutes) filter (where status = 'VERIFIED'), 0), coalesce(sum(minutes) filter (where status = 'PENDING'), 0)
               from entries
             """,
            [cluster.Value.ServiceId, squad.Value],
            r => (Events: r.GetInt64(0), People: r.GetInt64(1), Verified: r.GetInt64(2), Pending: r.GetInt64(3)),
            cancellation);
        var (events, people, verified, pending) = found[0];
        var worth = hour.Value;
        var value = (long)Math.Round(verified * (decimal)worth.MinorUnits / 60, MidpointRounding.AwayFromZero);
        return new((int)events, (int)people, verified, pending, value, worth.Currency, worth.MinorUnits, worth.Source, worth.PublishedOn);
    }

    private async Task<ImmutableArray<TRow>> Read<TRow>(string sql, object[] values, Func<NpgsqlDataReader, TRow> row, CancellationToken cancellation)
    {
#pragma warning disable CA2100 // Texts of this class.
        await using var command = database.CreateCommand(sql);
#pragma warning restore CA2100
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        var found = ImmutableArray.CreateBuilder<TRow>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            found.Add(row(reader));
        }

        return found.ToImmutable();
    }
}
