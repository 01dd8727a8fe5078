using Actors.Common;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Actors.Silo;

/// <summary>Touches all deadline partitions at start and every few seconds: reminders alone left up to 40 s of silence after a silo was killed.</summary>
internal sealed class DeadlineKeeper(IGrainFactory grains, ILogger<DeadlineKeeper> log) : BackgroundService
{
    private static readonly TimeSpan s_period = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var beat = new PeriodicTimer(s_period);
        do
        {
            try
            {
                await Task.WhenAll(Enumerable.Range(0, IDeadlineGrain.Partitions).Select(p => grains.GetGrain<IDeadlineGrain>(IDeadlineGrain.Key(p)).Touch()));
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                log.LogWarning(exception, "Some deadline partitions did not answer; they are touched again");
            }
        }
        while (await Next(beat, stoppingToken));
    }

    private static async Task<bool> Next(PeriodicTimer beat, CancellationToken stopping)
    {
        try
        {
            return await beat.WaitForNextTickAsync(stopping);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
