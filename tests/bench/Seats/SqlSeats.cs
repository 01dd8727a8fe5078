using Actors.Common;
using Npgsql;

namespace Actors.Bench.Seats;

/// <summary>The usual way: lock the shift, look, insert and count, commit. Three round trips for a seat, two for a refusal.</summary>
internal static class SqlSeats
{
    public static async Task Prepare(NpgsqlDataSource database)
    {
        await using var command = database.CreateCommand(
            """
            create table bench_shift (id text primary key, seats int not null, taken int not null default 0) with (fillfactor = 50);
            create table bench_registration (like registration including all) with (fillfactor = 70)
            """);
        await command.ExecuteNonQueryAsync();
    }

    public static async Task<string> Create(NpgsqlDataSource database, int seats)
    {
        var shift = Guid.NewGuid().ToString("N");
        await using var command = database.CreateCommand("insert into bench_shift (id, seats) values ($1, $2)");
        command.Parameters.Add(new() { Value = shift });
        command.Parameters.Add(new() { Value = seats });
        await command.ExecuteNonQueryAsync();
        return shift;
    }

    public static async Task<bool> Register(NpgsqlDataSource database, string shift, UserId user, DateTimeOffset now)
    {
        await using var connection = await database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var look = new NpgsqlCommand("select taken < seats from bench_shift where id = $1 for update", connection, transaction))
        {
            look.Parameters.Add(new() { Value = shift });
            if (await look.ExecuteScalarAsync() is not true)
            {
                return false;
            }
        }

        await using var take = new NpgsqlBatch(connection, transaction);
        take.BatchCommands.Add(new("insert into bench_registration (id, opportunity_id, shift_id, user_id, name, status, registered_at) values ($1, 'opp', $2, $3, $4, 'CONFIRMED', $5)")
        {
            Parameters =
            {
                new() { Value = Id.From<RegistrationId>(shift, user.Value).Value },
                new() { Value = shift },
                new() { Value = user.Value },
                new() { Value = "Alexandra Volunteer" },
                new() { Value = now.UtcDateTime },
            },
        });
        take.BatchCommands.Add(new("update bench_shift set taken = taken + 1 where id = $1") { Parameters = { new() { Value = shift } } });
        await take.ExecuteNonQueryAsync();
        await transaction.CommitAsync();
        return true;
    }
}
