using System.Text.Json;
using Actors.Common;
using Actors.Grains.Common;
using Actors.Opportunities;
using Npgsql;
using NpgsqlTypes;

namespace Actors.Grains.Opportunities;

/// <summary>How an opportunity is stored: its document, its shifts and its registrations, in one transaction under its fence.</summary>
internal static class RosterTables
{
    /// <summary>The document is written with the rows that depend on it, so it goes through the journal; the fence stands in for the version check.</summary>
    public static JournalTable<(string Service, OpportunityState State)> Documents { get; } = new(
        0,
        """
        insert into grain_state as g (service_id, state_name, n0, n1, grain_key, version, payload, next_due, partition, modified_at)
        select service_id, 'opportunity', 0, 0, grain_key, floor(random() * 1000000000)::int, payload::jsonb, null, deadline_partition(grain_key), now()
          from unnest($1::text[], $2::text[], $3::text[]) as t(service_id, grain_key, payload)
        on conflict (service_id, state_name, n0, n1, grain_key) do update
          set version = g.version + 1, payload = excluded.payload, modified_at = excluded.modified_at
        """,
        (parameters, rows) =>
        {
            parameters.AddArray(NpgsqlDbType.Text, rows, r => r.Service);
            parameters.AddArray(NpgsqlDbType.Text, rows, r => r.State.Id.Value);
            parameters.AddArray(NpgsqlDbType.Text, rows, r => JsonSerializer.Serialize(r.State, ActorsJson.Options));
        });

    public static JournalTable<(OpportunityId Opportunity, Shift Shift)> Shifts { get; } = new(
        1,
        """
        insert into shift (id, opportunity_id, starts_at, ends_at, seats, cancelled)
        select * from unnest($1::text[], $2::text[], $3::timestamptz[], $4::timestamptz[], $5::int[], $6::boolean[])
        on conflict (id) do update set starts_at = excluded.starts_at, ends_at = excluded.ends_at, seats = excluded.seats, cancelled = excluded.cancelled
        """,
        (parameters, rows) =>
        {
            parameters.AddArray(NpgsqlDbType.Text, rows, r => r.Shift.Id.Value);
            parameters.AddArray(NpgsqlDbType.Text, rows, r => r.Opportunity.Value);
            parameters.AddArray(NpgsqlDbType.TimestampTz, rows, r => r.Shift.StartsAt.UtcDateTime);
            parameters.AddArray(NpgsqlDbType.TimestampTz, rows, r => r.Shift.EndsAt.UtcDateTime);
            parameters.AddArray(NpgsqlDbType.Integer, rows, r => r.Shift.Seats);
            parameters.AddArray(NpgsqlDbType.Boolean, rows, r => r.Shift.IsCancelled);
        });

    public static JournalTable<ShiftId> RemovedShifts { get; } = new(
        2,
        "delete from shift where id = any($1::text[])",
        (parameters, rows) => parameters.AddArray(NpgsqlDbType.Text, rows, r => r.Value));

    public static JournalTable<Registration> Registrations { get; } = new(
        3,
        """
        insert into registration (id, opportunity_id, shift_id, user_id, name, status, registered_at, cancelled_at, cancellation_reason,
                                  check_in_method, checked_in_at, checked_in_by, checked_out_at, minutes, evidence, wait_rank, offered_at, offered_until,
                                  asked_at, confirmed_at, review)
        select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::timestamptz[], $8::timestamptz[], $9::text[],
                             $10::text[], $11::timestamptz[], $12::text[], $13::timestamptz[], $14::int[],
                             $15::jsonb[], $16::int[], $17::timestamptz[], $18::timestamptz[],
                             $19::timestamptz[], $20::timestamptz[], $21::jsonb[])
               as r (id, opportunity_id, shift_id, user_id, name, status, registered_at, cancelled_at, cancellation_reason,
                     check_in_method, checked_in_at, checked_in_by, checked_out_at, minutes, evidence, wait_rank, offered_at, offered_until,
                     asked_at, confirmed_at, review)
         order by status in ('CANCELLED', 'WAITLISTED') desc -- freed seats are counted before those that take them
        on conflict (id) do update
          set user_id = excluded.user_id, name = excluded.name, status = excluded.status, registered_at = excluded.registered_at, cancelled_at = excluded.cancelled_at,
              cancellation_reason = excluded.cancellation_reason, check_in_method = excluded.check_in_method, checked_in_at = excluded.checked_in_at,
              checked_in_by = excluded.checked_in_by, checked_out_at = excluded.checked_out_at, minutes = excluded.minutes,
              evidence = excluded.evidence, wait_rank = excluded.wait_rank, offered_at = excluded.offered_at, offered_until = excluded.offered_until,
              asked_at = excluded.asked_at, confirmed_at = excluded.confirmed_at, review = excluded.review
        """,
        (parameters, rows) =>
        {
            parameters.AddArray(NpgsqlDbType.Text, rows, r => r.Id.Value);
            parameters.AddArray(NpgsqlDbType.Text, rows, r => r.Opportunity.Value);
            parameters.AddArray(NpgsqlDbType.Text, rows, r => r.Shift.Value);
            parameters.AddArray(NpgsqlDbType.Text, rows, r => r.User.Value);
            parameters.AddArray(NpgsqlDbType.Text, rows, r => r.Name);
            parameters.AddArray(NpgsqlDbType.Text, rows, r => Word(r.Status));
            parameters.AddArray(NpgsqlDbType.TimestampTz, rows, r => r.RegisteredAt.UtcDateTime);
            parameters.AddArray(NpgsqlDbType.TimestampTz, rows, r => r.CancelledAt?.UtcDateTime);
            parameters.AddArray(NpgsqlDbType.Text, rows, r => r.CancellationReason);
            parameters.AddArray(NpgsqlDbType.Text, rows, r => Word(r.Method));
            parameters.AddArray(NpgsqlDbType.TimestampTz, rows, r => r.CheckedInAt?.UtcDateTime);
            parameters.AddArray(NpgsqlDbType.Text, rows, r => r.CheckedInBy);
            parameters.AddArray(NpgsqlDbType.TimestampTz, rows, r => r.CheckedOutAt?.UtcDateTime);
            parameters.AddArray(NpgsqlDbType.Integer, rows, r => r.Minutes);
            parameters.AddArray(NpgsqlDbType.Jsonb, rows, r => Json(r.Evidence));
            parameters.AddArray(NpgsqlDbType.Integer, rows, r => r.Wait?.Rank);
            parameters.AddArray(NpgsqlDbType.TimestampTz, rows, r => r.Wait?.OfferedAt?.UtcDateTime);
            parameters.AddArray(NpgsqlDbType.TimestampTz, rows, r => r.Wait?.OfferedUntil?.UtcDateTime);
            parameters.AddArray(NpgsqlDbType.TimestampTz, rows, r => r.AskedAt?.UtcDateTime);
            parameters.AddArray(NpgsqlDbType.TimestampTz, rows, r => r.ConfirmedAt?.UtcDateTime);
            parameters.AddArray(NpgsqlDbType.Jsonb, rows, r => Json(r.Review));
        });

    /// <summary>The part of a registration that a check-in or check-out changes; written after whole registrations of the same commit.</summary>
    public static JournalTable<Registration> Attendance { get; } = new(
        4,
        """
        update registration r
           set status = t.status, check_in_method = t.check_in_method, checked_in_at = t.checked_in_at, checked_in_by = t.checked_in_by,
               checked_out_at = t.checked_out_at, minutes = t.minutes, evidence = t.evidence, review = t.review
          from unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[], $5::text[], $6::timestamptz[], $7::int[], $8::jsonb[], $9::jsonb[])
               as t (id, status, check_in_method, checked_in_at, checked_in_by, checked_out_at, minutes, evidence, review)
         where r.id = t.id
        """,
        (parameters, rows) =>
        {
            parameters.AddArray(NpgsqlDbType.Text, rows, r => r.Id.Value);
            parameters.AddArray(NpgsqlDbType.Text, rows, r => Word(r.Status));
            parameters.AddArray(NpgsqlDbType.Text, rows, r => Word(r.Method));
            parameters.AddArray(NpgsqlDbType.TimestampTz, rows, r => r.CheckedInAt?.UtcDateTime);
            parameters.AddArray(NpgsqlDbType.Text, rows, r => r.CheckedInBy);
            parameters.AddArray(NpgsqlDbType.TimestampTz, rows, r => r.CheckedOutAt?.UtcDateTime);
            parameters.AddArray(NpgsqlDbType.Integer, rows, r => r.Minutes);
            parameters.AddArray(NpgsqlDbType.Jsonb, rows, r => Json(r.Evidence));
            parameters.AddArray(NpgsqlDbType.Jsonb, rows, r => Json(r.Review));
        });

    /// <summary>The moment an opportunity waits for; after its document, which begins with none.</summary>
    public static JournalTable<(string Service, OpportunityId Id, DateTimeOffset? Due)> Due { get; } = new(
        99,
        """
        update grain_state g set next_due = t.due
          from unnest($1::text[], $2::text[], $3::timestamptz[]) as t (service_id, grain_key, due)
         where g.service_id = t.service_id and g.state_name = 'opportunity' and g.n0 = 0 and g.n1 = 0 and g.grain_key = t.grain_key
        """,
        (parameters, rows) =>
        {
            parameters.AddArray(NpgsqlDbType.Text, rows, r => r.Service);
            parameters.AddArray(NpgsqlDbType.Text, rows, r => r.Id.Value);
            parameters.AddArray(NpgsqlDbType.TimestampTz, rows, r => r.Due?.UtcDateTime);
        });

    /// <summary>The registrations as they are stored; the journal's owner loads them once, when it is activated.</summary>
    public static async Task<Roster> Load(NpgsqlDataSource database, OpportunityId opportunity)
    {
        await using var command = database.CreateCommand(
            """
            select id, shift_id, user_id, name, status, registered_at, cancelled_at, cancellation_reason, check_in_method,
                   checked_in_at, checked_in_by, checked_out_at, minutes, evidence, wait_rank, offered_at, offered_until,
                   asked_at, confirmed_at, review, b.booking_id, b.invitation_id, b.moves
              from registration r left join booked_seat b on b.registration_id = r.id where r.opportunity_id = $1
            """);
        command.Parameters.Add(new() { Value = opportunity.Value });
        await using var reader = await command.ExecuteReaderAsync();
        var roster = new Roster();
        while (await reader.ReadAsync())
        {
            roster.Apply(new(
                RegistrationId.Of(reader.GetString(0)),
                opportunity,
                ShiftId.Of(reader.GetString(1)),
                UserId.Of(reader.GetString(2)),
                reader.GetString(3),
                Enum.Parse<RegistrationStatus>(reader.GetString(4).Replace("_", "", StringComparison.Ordinal), ignoreCase: true),
                Time(reader, 5)!.Value,
                Time(reader, 6),
                Text(reader, 7),
                Text(reader, 8) is { } method ? Enum.Parse<CheckInMethod>(method, ignoreCase: true) : null,
                Time(reader, 9),
                Text(reader, 10),
                Time(reader, 11),
                reader.IsDBNull(12) ? null : reader.GetInt32(12),
                Stored<Evidence>(reader, 13),
                reader.IsDBNull(14) ? null : new(reader.GetInt32(14), Time(reader, 15), Time(reader, 16)),
                Time(reader, 17),
                Time(reader, 18),
                Stored<AttendanceReview>(reader, 19),
                reader.IsDBNull(22)
                    ? null
                    : new(Text(reader, 20) is { } booking ? BookingId.Of(booking) : null, Text(reader, 21) is { } invitation ? InvitationId.Of(invitation) : null, reader.GetInt32(22))));
        }

        await reader.CloseAsync();
        await SquadTables.Load(database, opportunity, roster);
        roster.ContinueAfter(await WaitlistTables.Latest(database, opportunity));
        return roster;
    }

    private static string Word(RegistrationStatus status) => status switch
    {
        RegistrationStatus.Confirmed => "CONFIRMED",
        RegistrationStatus.Cancelled => "CANCELLED",
        RegistrationStatus.Attended => "ATTENDED",
        RegistrationStatus.NoShow => "NO_SHOW",
        RegistrationStatus.Waitlisted => "WAITLISTED",
        RegistrationStatus.Offered => "OFFERED",
        _ => throw new ArgumentOutOfRangeException(nameof(status)),
    };

    internal static string? Word(CheckInMethod? method) => method switch
    {
        null => null,
        CheckInMethod.Qr => "QR",
        CheckInMethod.Gps => "GPS",
        CheckInMethod.Manual => "MANUAL",
        CheckInMethod.Printed => "PRINTED",
        CheckInMethod.Personal => "PERSONAL",
        CheckInMethod.Typed => "TYPED",
        _ => throw new ArgumentOutOfRangeException(nameof(method)),
    };

    internal static string? Json<T>(T? value) where T : class => value is null ? null : JsonSerializer.Serialize(value, ActorsJson.Options);

    private static T? Stored<T>(NpgsqlDataReader reader, int column) where T : class =>
        reader.IsDBNull(column) ? null : JsonSerializer.Deserialize<T>(reader.GetString(column), ActorsJson.Options);

    private static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    private static DateTimeOffset? Time(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : new DateTimeOffset(reader.GetDateTime(column), TimeSpan.Zero);
}
