using Actors.Common;
using Actors.Grains.Common;
using Actors.Opportunities;
using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;

namespace Actors.Grains.Opportunities;

/// <summary>An attempt that checked nobody in, and why (<see cref="AttemptReasons"/>).</summary>
internal sealed record Attempt(
    OpportunityId Opportunity,
    UserId? User,
    string Name,
    RegistrationId? Registration,
    ShiftId? Shift,
    DateTimeOffset At,
    string Reason,
    CheckInMethod? Method,
    string? By,
    Evidence? Evidence);

/// <summary>
/// Keeps attempts of all events of the silo by group commit, on one connection of its own: however many are refused, the commits of those who
/// get in do not wait behind them. Rows are only added, so no fence is needed. Old ones are deleted now and then, along with new ones.
/// </summary>
internal sealed class AttemptLog
{
    private const int MostInBatch = 500;
    private static readonly TimeSpan s_tidyEvery = TimeSpan.FromMinutes(10);

    private readonly NpgsqlDataSource _database;
    private readonly Clock _clock;
    private readonly TimeSpan _kept;
    private readonly Batches<Waiting> _batches;
    private DateTimeOffset _tidied = DateTimeOffset.MinValue;

    public AttemptLog(NpgsqlDataSource database, Clock clock, IOptions<AttendanceOptions> options)
    {
        (_database, _clock, _kept) = (database, clock, TimeSpan.FromDays(options.Value.AttemptDays));
        _batches = new(MostInBatch, Write, (waiting, exception) => waiting.Kept.TrySetException(new OutcomeUnknownException("The attempt could not be kept.", exception)));
    }

    /// <summary>Completes when the attempt is durable.</summary>
    public Task Keep(Attempt attempt)
    {
        var waiting = new Waiting(attempt, new(TaskCreationOptions.RunContinuationsAsynchronously));
        _batches.Add(waiting);
        return waiting.Kept.Task;
    }

    /// <summary>Wrong short codes that a person typed at an event since that moment.</summary>
    public async Task<int> Guesses(OpportunityId opportunity, UserId user, DateTimeOffset since)
    {
        await using var command = _database.CreateCommand(
            "select count(*)::int from check_in_attempt where opportunity_id = $1 and at >= $2 and user_id = $3 and method = 'TYPED' and reason = 'code-unknown'");
        command.Parameters.Add(new() { Value = opportunity.Value });
        command.Parameters.Add(new() { Value = since.UtcDateTime });
        command.Parameters.Add(new() { Value = user.Value });
        return (int)(await command.ExecuteScalarAsync())!;
    }

    private async Task Write(IReadOnlyList<Waiting> batch)
    {
        await using (var command = _database.CreateCommand(
            """
            insert into check_in_attempt (opportunity_id, user_id, name, registration_id, shift_id, at, reason, method, by_user, evidence)
            select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::timestamptz[], $7::text[], $8::text[], $9::text[], $10::jsonb[])
            """))
        {
            var parameters = command.Parameters;
            parameters.AddArray(NpgsqlDbType.Text, batch, w => w.Attempt.Opportunity.Value);
            parameters.AddArray(NpgsqlDbType.Text, batch, w => w.Attempt.User?.Value);
            parameters.AddArray(NpgsqlDbType.Text, batch, w => w.Attempt.Name);
            parameters.AddArray(NpgsqlDbType.Text, batch, w => w.Attempt.Registration?.Value);
            parameters.AddArray(NpgsqlDbType.Text, batch, w => w.Attempt.Shift?.Value);
            parameters.AddArray(NpgsqlDbType.TimestampTz, batch, w => w.Attempt.At.UtcDateTime);
            parameters.AddArray(NpgsqlDbType.Text, batch, w => w.Attempt.Reason);
            parameters.AddArray(NpgsqlDbType.Text, batch, w => RosterTables.Word(w.Attempt.Method));
            parameters.AddArray(NpgsqlDbType.Text, batch, w => w.Attempt.By);
            parameters.AddArray(NpgsqlDbType.Jsonb, batch, w => RosterTables.Json(w.Attempt.Evidence));
            await command.ExecuteNonQueryAsync();
        }

        foreach (var waiting in batch)
        {
            waiting.Kept.TrySetResult();
        }

        await Tidy();
    }

    /// <summary>Batches run one after the other, so this does too. What it leaves the next one takes.</summary>
    private async Task Tidy()
    {
        var now = _clock.Now;
        if (now - _tidied < s_tidyEvery)
        {
            return;
        }

        await using var command = _database.CreateCommand(
            "delete from check_in_attempt where id in (select id from check_in_attempt where at < $1 order by at limit 10000)");
        command.Parameters.Add(new() { Value = (now - _kept).UtcDateTime });
        await command.ExecuteNonQueryAsync();
        _tidied = now;
    }

    private sealed record Waiting(Attempt Attempt, TaskCompletionSource Kept);
}
