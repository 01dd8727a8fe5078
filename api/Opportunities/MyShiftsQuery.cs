using System.Collections.Immutable;
using System.Text.Json;
using Actors.Common;
using Actors.Opportunities;
using Npgsql;

namespace Actors.Api.Opportunities;

/// <summary>A shift that a person has a seat in, with what they need to get there.</summary>
public sealed record MyShiftRow(
    RegistrationId Registration,
    OpportunityId Opportunity,
    string Title,
    string OrganizationName,
    string TimeZone,
    Place? Place,
    ShiftId Shift,
    string? ShiftName,
    DateTimeOffset StartsAt,
    DateTimeOffset EndsAt,
    string EventStatus,
    string Status,
    DateTimeOffset? CheckedInAt,
    DateTimeOffset? CheckedOutAt,
    int? Minutes);

/// <summary>A person's shifts for their own page: what is to come first, what is over after it.</summary>
internal sealed class MyShiftsQuery(NpgsqlDataSource database, Clock clock)
{
    private const string From =
        """
        select r.id, o.id, o.title, o.organization_name, o.time_zone, o.place, s.id, (select f->>'name' from jsonb_array_elements(o.shifts) f where f->>'id' = s.id), s.starts_at, s.ends_at, o.status, r.status, r.checked_in_at, r.checked_out_at, r.minutes
          from registration r join shift s on s.id = r.shift_id join opportunity_view o on o.id = r.opportunity_id
         where r.user_id = $1 and r.status <> 'CANCELLED'
        """;

    public Task<ImmutableArray<MyShiftRow>> Upcoming(UserId user, int rows, CancellationToken cancellation) =>
        Read($"{From} and s.ends_at > $2 and r.checked_out_at is null order by s.starts_at, r.id limit $3", user, rows, cancellation);

    public Task<ImmutableArray<MyShiftRow>> Past(UserId user, int rows, CancellationToken cancellation) =>
        Read($"{From} and (s.ends_at <= $2 or r.checked_out_at is not null) order by s.starts_at desc, r.id limit $3", user, rows, cancellation);

    private async Task<ImmutableArray<MyShiftRow>> Read(string sql, UserId user, int rows, CancellationToken cancellation)
    {
#pragma warning disable CA2100 // Constants of this class.
        await using var command = database.CreateCommand(sql);
#pragma warning restore CA2100
        command.Parameters.Add(new() { Value = user.Value });
        command.Parameters.Add(new() { Value = clock.Now.UtcDateTime });
        command.Parameters.Add(new() { Value = rows });
        var found = ImmutableArray.CreateBuilder<MyShiftRow>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            found.Add(new(
                RegistrationId.Of(reader.GetString(0)), OpportunityId.Of(reader.GetString(1)), reader.GetString(2), reader.GetString(3), reader.IsDBNull(4) ? "UTC" : reader.GetString(4),
                reader.IsDBNull(5) ? null : JsonSerializer.Deserialize<Place>(reader.GetString(5), ActorsJson.Options),
                ShiftId.Of(reader.GetString(6)), reader.IsDBNull(7) ? null : reader.GetString(7), Time(reader, 8)!.Value, Time(reader, 9)!.Value,
                reader.GetString(10), reader.GetString(11), Time(reader, 12), Time(reader, 13), reader.IsDBNull(14) ? null : reader.GetInt32(14)));
        }

        return found.ToImmutable();
    }

    private static DateTimeOffset? Time(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : new DateTimeOffset(reader.GetDateTime(column), TimeSpan.Zero);
}
