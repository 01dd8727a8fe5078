using System.Security.Claims;
using Actors.Common;
using Actors.Opportunities;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace Actors.Bench.CheckIns;

/// <summary>
/// The seed's own flow (section 8.3) as an ordinary endpoint: verify the code, find the confirmed registration by index, write the
/// check-in; one transaction for each request, so that two scans at once are one check-in.
/// </summary>
internal static class SqlCheckIn
{
    public const string Schema =
        """
        create table bench_registration (like registration including all) with (fillfactor = 70);
        create index bench_registration_person on bench_registration (opportunity_id, user_id)
        """;

    public static async Task<Results<Ok<AttendanceView>, Conflict>> Handle(NpgsqlDataSource database, VenueCode code, UserId user, DateTimeOffset now)
    {
        if (now - code.ShownAt > VenueCode.Lifetime)
        {
            return TypedResults.Conflict();
        }

        await using var connection = await database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        string id, shift, name;
        DateTimeOffset? checkedInAt;
        await using (var find = new NpgsqlCommand(
            """
            select id, shift_id, name, checked_in_at from bench_registration
             where opportunity_id = $1 and user_id = $2 and status = 'CONFIRMED' for update
            """,
            connection,
            transaction))
        {
            find.Parameters.Add(new() { Value = code.Opportunity.Value });
            find.Parameters.Add(new() { Value = user.Value });
            await using var reader = await find.ExecuteReaderAsync();
            if (!await reader.ReadAsync())
            {
                return TypedResults.Conflict();
            }

            (id, shift, name) = (reader.GetString(0), reader.GetString(1), reader.GetString(2));
            checkedInAt = await reader.IsDBNullAsync(3) ? null : reader.GetFieldValue<DateTimeOffset>(3);
        }

        if (checkedInAt is null)
        {
            await using var update = new NpgsqlCommand("update bench_registration set checked_in_at = $2, check_in_method = 'QR' where id = $1", connection, transaction);
            update.Parameters.Add(new() { Value = id });
            update.Parameters.Add(new() { Value = now.UtcDateTime });
            await update.ExecuteNonQueryAsync();
            await transaction.CommitAsync();
        }

        return TypedResults.Ok(new AttendanceView(
            RegistrationId.Of(id), code.Opportunity, ShiftId.Of(shift), name, CheckInMethod.Qr, checkedInAt ?? now, null, null, checkedInAt is not null, null));
    }
}
