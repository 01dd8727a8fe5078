using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Npgsql;
using Orleans.Configuration;

namespace Orleans.Runtime;

/// <summary>The heartbeat of the engine: collects idle grains, fails late calls, and ends gracefully.</summary>
internal sealed class Silo(GrainRuntime runtime) : IHostedService, IDisposable
{
    private static readonly TimeSpan s_sweep = TimeSpan.FromMilliseconds(100);
    private Timer? _collection;
    private Timer? _timeouts;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _collection = new(_ => runtime.CollectIdle(), null, runtime.Collection.CollectionQuantum, runtime.Collection.CollectionQuantum);
        _timeouts = new(_ => Sweep(), null, s_sweep, Timeout.InfiniteTimeSpan);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await runtime.Stop(cancellationToken);
        Dispose();
    }

    public void Dispose()
    {
        _collection?.Dispose();
        _timeouts?.Dispose();
    }

    private void Sweep()
    {
        try
        {
            runtime.Timeouts.Sweep();
            _timeouts?.Change(s_sweep, Timeout.InfiniteTimeSpan);
        }
        catch (ObjectDisposedException)
        {
            // Stopped between two sweeps.
        }
    }
}

/// <summary>Holds the cluster's lock for as long as the silo runs, so that a second one hears why it cannot.</summary>
internal sealed class OnlySilo(IOptions<AdoNetClusteringSiloOptions> options, IOptions<ClusterOptions> cluster, IHostApplicationLifetime lifetime) : IHostedService, IAsyncDisposable
{
    /// <summary>How long a killed predecessor's connection may take to be noticed by the database.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);
    private readonly CancellationTokenSource _stop = new();
    private NpgsqlConnection? _connection;
    private Task _watch = Task.CompletedTask;

    public static NotSupportedException NotHere() => new(
        "Engine=Embedded hosts all grains in one process by design. Build with -p:Engine=Orleans to run several silos or separate clients.");

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var giveUp = TimeProvider.System.GetUtcNow() + s_patience;
        while (!await Acquire(cancellationToken))
        {
            if (TimeProvider.System.GetUtcNow() > giveUp)
            {
                throw new NotSupportedException($"Another silo serves cluster '{cluster.Value.ClusterId}'. {NotHere().Message}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200), cancellationToken);
        }

        _watch = Watch();
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        await _watch;
    }

    public async ValueTask DisposeAsync()
    {
        _stop.Dispose();
        if (_connection is not null)
        {
            await _connection.DisposeAsync();
        }
    }

    private async Task<bool> Acquire(CancellationToken cancellation)
    {
        if (_connection is not null)
        {
            await _connection.DisposeAsync();
        }

        _connection = new(new NpgsqlConnectionStringBuilder(options.Value.ConnectionString) { Pooling = false }.ConnectionString);
        await _connection.OpenAsync(cancellation);
        await using var command = new NpgsqlCommand("select pg_try_advisory_lock(hashtextextended($1, 0))", _connection);
        command.Parameters.Add(new() { Value = $"silo/{cluster.Value.ClusterId}/{cluster.Value.ServiceId}" });
        return await command.ExecuteScalarAsync(cancellation) is true;
    }

    /// <summary>The lock dies with its connection. When it cannot be had again, another silo has it: this one must end.</summary>
    private async Task Watch()
    {
        using var beat = new PeriodicTimer(TimeSpan.FromSeconds(5));
        try
        {
            while (await beat.WaitForNextTickAsync(_stop.Token))
            {
                try
                {
                    await using var command = new NpgsqlCommand("select 1", _connection);
                    await command.ExecuteScalarAsync(_stop.Token);
                }
                catch (Exception exception) when (exception is NpgsqlException or InvalidOperationException)
                {
                    if (!await TryAcquireAgain())
                    {
                        lifetime.StopApplication();
                        return;
                    }
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The silo stops.
        }
    }

    private async Task<bool> TryAcquireAgain()
    {
        try
        {
            return await Acquire(_stop.Token);
        }
        catch (NpgsqlException)
        {
            // The database is away; the next beat asks again.
            return true;
        }
    }
}
