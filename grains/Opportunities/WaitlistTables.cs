using Actors.Common;
using Actors.Grains.Common;
using Actors.Opportunities;
using Npgsql;
using NpgsqlTypes;

namespace Actors.Grains.Opportunities;

/// <summary>The record of every step of the waitlists: only ever appended to.</summary>
internal static class WaitlistTables
{
    public static JournalTable<WaitlistStep> Steps { get; } = new(
        6,
        """
        insert into waitlist_step (opportunity_id, sequence, shift_id, registration_id, user_id, kind, position, at, by_user, reason, offered_until)
        select * from unnest($1::text[], $2::int[], $3::text[], $4::text[], $5::text[], $6::text[], $7::int[], $8::timestamptz[], $9::text[], $10::text[], $11::timestamptz[])
               as s (opportunity_id, sequence, shift_id, registration_id, user_id, kind, position, at, by_user, reason, offered_until)
         order by sequence
        """,
        (parameters, rows) =>
        {
            parameters.AddArray(NpgsqlDbType.Text, rows, s => s.Opportunity.Value);
            parameters.AddArray(NpgsqlDbType.Integer, rows, s => s.Sequence);
            parameters.AddArray(NpgsqlDbType.Text, rows, s => s.Shift.Value);
            parameters.AddArray(NpgsqlDbType.Text, rows, s => s.Registration.Value);
            parameters.AddArray(NpgsqlDbType.Text, rows, s => s.User.Value);
            parameters.AddArray(NpgsqlDbType.Text, rows, s => s.Kind.ToString().ToUpperInvariant());
            parameters.AddArray(NpgsqlDbType.Integer, rows, s => s.Position);
            parameters.AddArray(NpgsqlDbType.TimestampTz, rows, s => s.At.UtcDateTime);
            parameters.AddArray(NpgsqlDbType.Text, rows, s => s.By?.Value);
            parameters.AddArray(NpgsqlDbType.Text, rows, s => s.Reason);
            parameters.AddArray(NpgsqlDbType.TimestampTz, rows, s => s.OfferedUntil?.UtcDateTime);
        });

    /// <summary>The number of the latest step.</summary>
    public static async Task<int> Latest(NpgsqlDataSource database, OpportunityId opportunity)
    {
        await using var command = database.CreateCommand("select coalesce(max(sequence), 0) from waitlist_step where opportunity_id = $1");
        command.Parameters.Add(new() { Value = opportunity.Value });
        return (int)(await command.ExecuteScalarAsync())!;
    }
}
