using System.Collections.Immutable;
using Actors.Common;
using Actors.Opportunities;
using Microsoft.Extensions.Options;
using Npgsql;
using Orleans.Configuration;

namespace Actors.Api.Opportunities;

/// <summary>Events for calendars: one shift as it is planned, and all of a person's registrations, also those that were cancelled.</summary>
internal sealed class CalendarQuery(NpgsqlDataSource database, IOptions<ClusterOptions> cluster, Clock clock)
{
    private const int Most = 1000;

    /// <summary>What is over stays so long, for whoever writes down their hours.</summary>
    private static readonly TimeSpan s_kept = TimeSpan.FromDays(90);

    /// <summary>Sequences count seconds from here, and changes of the plan on top.</summary>
    private static readonly DateTimeOffset s_epoch = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static CalendarEvent Of(OpportunityView opportunity, ShiftView shift, string address) => Event(
        shift.Id,
        opportunity.Version,
        opportunity.PublishedAt ?? opportunity.CreatedAt,
        (shift.StartsAt, shift.EndsAt),
        (opportunity.Id, opportunity.Details.Title, shift.Name, opportunity.OrganizationName, opportunity.Details.Description),
        opportunity.Details.Place,
        opportunity.Details.MeetingUrl,
        address,
        opportunity.Status == OpportunityStatus.Cancelled);

    public async Task<ImmutableArray<CalendarEvent>> Of(UserId user, string address, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            """
            select r.shift_id, s.starts_at, s.ends_at, r.status, r.registered_at, r.cancelled_at, r.opportunity_id, g.payload->>'status', g.payload->>'organizationName',
                   g.payload->'details'->>'title', g.payload->'details'->>'description', g.payload->'details'->'place', g.payload->'details'->>'meetingUrl', (g.payload->>'version')::int,
                   (select x->>'name' from jsonb_array_elements(g.payload->'shifts') x where x->>'id' = r.shift_id)
              from registration r join shift s on s.id = r.shift_id
              join grain_state g on g.service_id = $2 and g.state_name = 'opportunity' and g.n0 = 0 and g.n1 = 0 and g.grain_key = r.opportunity_id
             where r.user_id = $1 and r.status in ('CONFIRMED', 'ATTENDED', 'NO_SHOW', 'CANCELLED') and s.ends_at > $3
             order by s.starts_at desc, r.id limit $4
            """);
        command.Parameters.Add(new() { Value = user.Value });
        command.Parameters.Add(new() { Value = cluster.Value.ServiceId });
        command.Parameters.Add(new() { Value = (clock.Now - s_kept).UtcDateTime });
        command.Parameters.Add(new() { Value = Most });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var events = ImmutableArray.CreateBuilder<CalendarEvent>();
        while (await reader.ReadAsync(cancellation))
        {
            events.Add(await Row(reader, address, cancellation));
        }

        return events.ToImmutable();
    }

    private static async Task<CalendarEvent> Row(NpgsqlDataReader reader, string address, CancellationToken cancellation)
    {
        async Task<string?> Text(int column) => await reader.IsDBNullAsync(column, cancellation) ? null : reader.GetString(column);
        async Task<DateTimeOffset> Time(int column) => await reader.GetFieldValueAsync<DateTimeOffset>(column, cancellation);

        var registered = await Time(4);
        var changed = await reader.IsDBNullAsync(5, cancellation) || await Time(5) < registered ? registered : await Time(5);
        var isCancelled = reader.GetString(3) == "CANCELLED";
        return Event(
            ShiftId.Of(reader.GetString(0)),

            // Neither part ever falls, so every edit, cancellation and new sign-up makes it grow.
            (int)(changed - s_epoch).TotalSeconds + reader.GetInt32(13),
            changed,
            (await Time(1), await Time(2)),
            (OpportunityId.Of(reader.GetString(6)), reader.GetString(9), await Text(14), reader.GetString(8), await Text(10) ?? ""),
            await Text(11) is { } place ? System.Text.Json.JsonSerializer.Deserialize<Place>(place, ActorsJson.Options) : null,
            isCancelled ? null : await Text(12),
            address,
            isCancelled || reader.GetString(7) == "CANCELLED");
    }

    private static CalendarEvent Event(
        ShiftId shift,
        int sequence,
        DateTimeOffset stamp,
        (DateTimeOffset StartsAt, DateTimeOffset EndsAt) time,
        (OpportunityId Id, string Title, string? Shift, string Organization, string Description) what,
        Place? place,
        string? meetingUrl,
        string address,
        bool isCancelled) => new(
            $"{shift}@actors",
            sequence,
            stamp,
            time.StartsAt,
            time.EndsAt,
            what.Shift is null ? what.Title : $"{what.Title} ({what.Shift})",
            $"{what.Organization}\n\n{what.Description}{(meetingUrl is null ? "" : $"\n\n{meetingUrl}")}\n\n{address}/opportunities/{what.Id}",
            place?.Address ?? (meetingUrl is null ? null : meetingUrl),
            place?.Latitude,
            place?.Longitude,
            $"{address}/opportunities/{what.Id}",
            isCancelled);
}
