using Actors.Common;
using Actors.Grains.Common;
using Npgsql;
using NpgsqlTypes;

namespace Actors.Grains.Opportunities;

/// <summary>
/// Tables seat_hold and booked_seat, in the transaction of the registrations. A hold is written twice in it: what gets fewer before the
/// registrations that take its seats, what gets more after those that free some; so the count of taken seats is never one too high in between.
/// </summary>
internal static class SquadTables
{
    public static JournalTable<SeatHold> FewerHeld { get; } = new(
        0,
        """
        update seat_hold h set held = t.held, lapsed_at = t.lapsed_at
          from unnest($1::text[], $2::int[], $3::timestamptz[]) as t (booking_id, held, lapsed_at)
         where h.booking_id = t.booking_id and t.held < h.held
        """,
        (parameters, rows) =>
        {
            parameters.AddArray(NpgsqlDbType.Text, rows, h => h.Booking.Value);
            parameters.AddArray(NpgsqlDbType.Integer, rows, h => h.Held);
            parameters.AddArray(NpgsqlDbType.TimestampTz, rows, h => h.LapsedAt?.UtcDateTime);
        });

    public static JournalTable<SeatHold> Holds { get; } = new(
        4,
        """
        insert into seat_hold as h (booking_id, squad_id, opportunity_id, shift_id, booked_by, booked, held, booked_at, lapsed_at)
        select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::int[], $7::int[], $8::timestamptz[], $9::timestamptz[])
        on conflict (booking_id) do update set booked = excluded.booked, held = excluded.held, lapsed_at = excluded.lapsed_at
        """,
        (parameters, rows) =>
        {
            parameters.AddArray(NpgsqlDbType.Text, rows, h => h.Booking.Value);
            parameters.AddArray(NpgsqlDbType.Text, rows, h => h.Squad.Value);
            parameters.AddArray(NpgsqlDbType.Text, rows, h => h.Opportunity.Value);
            parameters.AddArray(NpgsqlDbType.Text, rows, h => h.Shift.Value);
            parameters.AddArray(NpgsqlDbType.Text, rows, h => h.BookedBy.Value);
            parameters.AddArray(NpgsqlDbType.Integer, rows, h => h.Booked);
            parameters.AddArray(NpgsqlDbType.Integer, rows, h => h.Held);
            parameters.AddArray(NpgsqlDbType.TimestampTz, rows, h => h.BookedAt.UtcDateTime);
            parameters.AddArray(NpgsqlDbType.TimestampTz, rows, h => h.LapsedAt?.UtcDateTime);
        });

    public static JournalTable<Registration> Seats { get; } = new(
        5,
        """
        insert into booked_seat (registration_id, opportunity_id, booking_id, invitation_id, moves)
        select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::int[])
        on conflict (registration_id) do update set booking_id = excluded.booking_id, invitation_id = excluded.invitation_id, moves = excluded.moves
        """,
        (parameters, rows) =>
        {
            parameters.AddArray(NpgsqlDbType.Text, rows, r => r.Id.Value);
            parameters.AddArray(NpgsqlDbType.Text, rows, r => r.Opportunity.Value);
            parameters.AddArray(NpgsqlDbType.Text, rows, r => r.Seat!.Booking?.Value);
            parameters.AddArray(NpgsqlDbType.Text, rows, r => r.Seat!.Invitation?.Value);
            parameters.AddArray(NpgsqlDbType.Integer, rows, r => r.Seat!.Moves);
        });

    public static async Task Load(NpgsqlDataSource database, OpportunityId opportunity, Roster roster)
    {
        await using var command = database.CreateCommand(
            "select booking_id, squad_id, shift_id, booked_by, booked, held, booked_at, lapsed_at from seat_hold where opportunity_id = $1");
        command.Parameters.Add(new() { Value = opportunity.Value });
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            roster.ApplyHold(new SeatHold(
                BookingId.Of(reader.GetString(0)),
                SquadId.Of(reader.GetString(1)),
                opportunity,
                ShiftId.Of(reader.GetString(2)),
                UserId.Of(reader.GetString(3)),
                reader.GetInt32(4),
                reader.GetInt32(5),
                new(reader.GetDateTime(6), TimeSpan.Zero),
                await reader.IsDBNullAsync(7) ? null : new DateTimeOffset(reader.GetDateTime(7), TimeSpan.Zero)));
        }
    }
}
