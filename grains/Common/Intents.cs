using System.Globalization;
using System.Text.Json;
using Actors.Common;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;

namespace Actors.Grains.Common;

/// <summary>
/// Delivers intents. The grain that wrote one hands it over after its commit; what a crash leaves behind, the deadline grains find.
/// Received intents are deleted; failed ones stay with a later due time and the reason.
/// </summary>
internal sealed class Intents(NpgsqlDataSource database, IGrainFactory grains, Clock clock, ILogger<Intents> log)
{
    private const int AtOnce = 64;

    /// <summary>How long the writer's own delivery may take before the deadline grains take over.</summary>
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(10);

    /// <summary>Journal rows of intents, to be put in the same commit as their cause.</summary>
    public static JournalTable<Intent> Table { get; } = new(
        100,
        """
        insert into intent (id, target, kind, payload, created_at, next_due, partition)
        select id, target, kind, payload, created_at, next_due, deadline_partition(id)
          from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::timestamptz[]) as t(id, target, kind, payload, created_at, next_due)
        on conflict (id) do nothing
        """,
        (parameters, rows) =>
        {
            parameters.AddArray(NpgsqlDbType.Text, rows, r => r.Id);
            parameters.AddArray(NpgsqlDbType.Text, rows, r => r.Target);
            parameters.AddArray(NpgsqlDbType.Text, rows, r => r.Kind);
            parameters.AddArray(NpgsqlDbType.Text, rows, r => r.Payload);
            parameters.AddArray(NpgsqlDbType.TimestampTz, rows, r => r.CreatedAt.UtcDateTime);
            parameters.AddArray(NpgsqlDbType.TimestampTz, rows, r => (r.CreatedAt + s_grace).UtcDateTime);
        });

    private readonly SemaphoreSlim _places = new(AtOnce);
    private readonly Batches<Received> _received = new(512, batch => Delete(database, batch), (received, exception) => received.Deleted.TrySetException(exception));

    public static Intent Make<T>(string id, string grainType, string grainKey, string kind, T payload, DateTimeOffset now) =>
        new(id, $"{grainType}/{grainKey}", kind, JsonSerializer.Serialize(payload, ActorsJson.Options), now);

    /// <summary>Delivers what has been committed. A failure is recorded and tried again later, so the caller need not wait.</summary>
    public async Task Deliver(Intent intent)
    {
        await _places.WaitAsync();
        try
        {
            await grains.GetGrain<IIntentTarget>(GrainId.Parse(intent.Target, CultureInfo.InvariantCulture)).Receive(intent);
            var received = new Received(intent.Id, new(TaskCreationOptions.RunContinuationsAsynchronously));
            _received.Add(received);
            await received.Deleted.Task;
        }
        catch (Exception exception)
        {
            // Received and not deleted is received once more, which changes nothing.
            log.LogWarning(exception, "Intent {Intent} for {Target} was not concluded", intent.Id, intent.Target);
            await Postpone(intent, exception);
        }
        finally
        {
            _places.Release();
        }
    }

    /// <summary>Delivers many of one cause, a few at a time, so that other causes need not wait behind them.</summary>
    public async Task DeliverAll(IReadOnlyList<Intent> many)
    {
        foreach (var some in many.Chunk(AtOnce / 4))
        {
            await Task.WhenAll(some.Select(Deliver));
        }
    }

    private static async Task Delete(NpgsqlDataSource database, IReadOnlyList<Received> received)
    {
        await using var command = database.CreateCommand("delete from intent where id = any($1)");
        command.Parameters.Add(new() { Value = received.Select(r => r.IntentId).ToArray() });
        await command.ExecuteNonQueryAsync();
        foreach (var one in received)
        {
            one.Deleted.TrySetResult();
        }
    }

    private async Task Postpone(Intent intent, Exception exception)
    {
        try
        {
            await using var command = database.CreateCommand(
                """
                update intent
                   set attempts = attempts + 1, last_error = $2, next_due = $3::timestamptz + least(power(2, attempts), 600) * interval '1 second'
                 where id = $1
                """);
            command.Parameters.Add(new() { Value = intent.Id });
            command.Parameters.Add(new() { Value = exception.GetType().Name });
            command.Parameters.Add(new() { Value = clock.Now.UtcDateTime });
            await command.ExecuteNonQueryAsync();
        }
        catch (NpgsqlException postponing)
        {
            // Its due time stands; the deadline grains find it as it is.
            log.LogWarning(postponing, "Intent {Intent} could not be postponed", intent.Id);
        }
    }

    private sealed record Received(string IntentId, TaskCompletionSource Deleted);
}
