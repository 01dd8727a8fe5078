using Actors.Common;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using Orleans.Configuration;
using Orleans.Placement;

namespace Actors.Grains.Common;

/// <summary>
/// Looks a second ahead in its partition, page by page, and calls each owner at the moment itself. Nothing is kept but what is being
/// handled now: a deadline is a row, so a million of them cost no memory, and one that fell due during an outage is simply found.
/// </summary>
[GrainType("deadlines"), HashBasedPlacement]
internal sealed class DeadlineGrain(NpgsqlDataSource database, Intents intents, Clock clock, IOptions<ClusterOptions> cluster, ILogger<DeadlineGrain> log)
    : Grain, IDeadlineGrain, IRemindable
{
    private const int Page = 200;
    private const int AtOnce = 32;
    private const int MostAtHand = 2000;
    private static readonly TimeSpan s_period = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_ahead = TimeSpan.FromMilliseconds(1100);

    private readonly HashSet<(string StateName, string Key)> _busy = [];
    private readonly SemaphoreSlim _places = new(AtOnce);
    private readonly CancellationTokenSource _leaving = new();
    private short _partition;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _partition = short.Parse(this.GetPrimaryKeyString().AsSpan(4), System.Globalization.CultureInfo.InvariantCulture);
        await this.RegisterOrUpdateReminder("wake", TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1));

        // The first look is spread over the period: 64 partitions do not ask in the same instant.
        this.RegisterGrainTimer(LookAhead, new() { DueTime = s_period * (_partition / (double)IDeadlineGrain.Partitions), Period = s_period, Interleave = true, KeepAlive = true });
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => _leaving.CancelAsync();

    public Task Touch() => Task.CompletedTask;

    public Task ReceiveReminder(string reminderName, TickStatus status) => Task.CompletedTask;

    public async Task<int> Sweep()
    {
        var handled = 0;
        await foreach (var page in Due(clock.Now))
        {
            await Task.WhenAll(page.Select(Handle));
            handled += page.Count;
        }

        return handled + await SweepIntents();
    }

    private async Task LookAhead(CancellationToken cancellation)
    {
        await foreach (var page in Due(clock.Now + s_ahead))
        {
            foreach (var deadline in page)
            {
                _ = HandleInTime(deadline);
            }
        }

        await SweepIntents();
    }

    private async Task HandleInTime(Deadline deadline)
    {
        try
        {
            await clock.Until(deadline.Due, _leaving.Token);
            await _places.WaitAsync(_leaving.Token);
            try
            {
                await Handle(deadline);
            }
            finally
            {
                _places.Release();
            }
        }
        catch (OperationCanceledException)
        {
            // The partition moves; whoever has it next finds the row.
            _busy.Remove((deadline.StateName, deadline.Key));
        }
    }

    private async Task Handle(Deadline deadline)
    {
        try
        {
            await GrainFactory.GetGrain<IDueGrain>(GrainId.Create(deadline.StateName, deadline.Key)).OnDue();
            await Conclude(deadline, null);
        }
        catch (Exception exception)
        {
            log.LogError(exception, "Deadline of {StateName}/{Key} failed", deadline.StateName, deadline.Key);
            await Conclude(deadline, exception.GetType().Name);
        }
        finally
        {
            _busy.Remove((deadline.StateName, deadline.Key));
        }
    }

    /// <summary>A failure backs off and is seen by operators; so does a grain that says 'done' and leaves its deadline where it was.</summary>
    private async Task Conclude(Deadline deadline, string? error)
    {
        try
        {
            await using var command = database.CreateCommand(
                """
                with open as (select 1 from grain_state
                               where service_id = $1 and state_name = $2 and n0 = 0 and n1 = 0 and grain_key = $3 and next_due = $6),
                cured as (delete from deadline_failure
                           where service_id = $1 and state_name = $2 and grain_key = $3 and $4::text is null and not exists (select 1 from open))
                insert into deadline_failure as f (service_id, state_name, grain_key, attempts, last_error, next_try)
                select $1, $2, $3, 1, coalesce($4, 'still-due'), $5::timestamptz + interval '2 seconds' from open
                on conflict (service_id, state_name, grain_key) do update
                  set attempts = f.attempts + 1, last_error = excluded.last_error,
                      next_try = $5::timestamptz + least(power(2, f.attempts + 1), 600) * interval '1 second'
                """);
            command.Parameters.Add(new() { Value = cluster.Value.ServiceId });
            command.Parameters.Add(new() { Value = deadline.StateName });
            command.Parameters.Add(new() { Value = deadline.Key });
            command.Parameters.Add(new() { Value = (object?)error ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });
            command.Parameters.Add(new() { Value = clock.Now.UtcDateTime });
            command.Parameters.Add(new() { Value = deadline.Due.UtcDateTime });
            await command.ExecuteNonQueryAsync();
        }
        catch (NpgsqlException exception)
        {
            // Not recorded: the row is found again by the next look.
            log.LogWarning(exception, "The outcome of a deadline could not be recorded");
        }
    }

    private async IAsyncEnumerable<List<Deadline>> Due(DateTimeOffset until)
    {
        var (afterDue, afterKey) = (DateTime.MinValue.ToUniversalTime(), "");
        while (true)
        {
            List<Deadline> page = [];
            var rows = 0;
            await using (var command = database.CreateCommand(
                """
                select g.state_name, g.grain_key, g.next_due
                  from grain_state g left join deadline_failure f using (service_id, state_name, grain_key)
                 where g.service_id = $1 and g.partition = $2 and g.next_due is not null and g.next_due <= $3 and (g.next_due, g.grain_key) > ($4, $5)
                   and (f.next_try is null or f.next_try <= $6)
                 order by g.next_due, g.grain_key limit 200
                """))
            {
                command.Parameters.Add(new() { Value = cluster.Value.ServiceId });
                command.Parameters.Add(new() { Value = _partition });
                command.Parameters.Add(new() { Value = until.UtcDateTime });
                command.Parameters.Add(new() { Value = afterDue });
                command.Parameters.Add(new() { Value = afterKey });
                command.Parameters.Add(new() { Value = clock.Now.UtcDateTime });
                await using var reader = await command.ExecuteReaderAsync();
                while (await reader.ReadAsync())
                {
                    rows++;
                    (afterDue, afterKey) = (reader.GetDateTime(2), reader.GetString(1));
                    if (_busy.Add((reader.GetString(0), afterKey)))
                    {
                        page.Add(new(reader.GetString(0), afterKey, new(afterDue, TimeSpan.Zero)));
                    }
                }
            }

            if (page.Count > 0)
            {
                yield return page;
            }

            // After an outage there may be any number: what is not taken now is there at the next look.
            if (rows < Page || _busy.Count > MostAtHand)
            {
                yield break;
            }
        }
    }

    /// <summary>Intents that their writer could not deliver, because it crashed or the receiver refused.</summary>
    private async Task<int> SweepIntents()
    {
        List<Intent> due = [];
        await using (var command = database.CreateCommand(
            "select id, target, kind, payload, created_at from intent where partition = $1 and next_due <= $2 order by next_due limit 200"))
        {
            command.Parameters.Add(new() { Value = _partition });
            command.Parameters.Add(new() { Value = clock.Now.UtcDateTime });
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                due.Add(new(reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), new(reader.GetDateTime(4), TimeSpan.Zero)));
            }
        }

        await Task.WhenAll(due.Select(intents.Deliver));
        return due.Count;
    }

    private sealed record Deadline(string StateName, string Key, DateTimeOffset Due);
}
