using System.Diagnostics;

namespace Actors.Bench.Common;

/// <summary>What one round of one side gave. Latencies in milliseconds.</summary>
internal sealed record Sample(double PerSecond, double P50, double P99)
{
    /// <param name="latencies">Stopwatch ticks of every call; sorted here.</param>
    public static Sample Of(List<long> latencies, TimeSpan elapsed)
    {
        latencies.Sort();
        return new(latencies.Count / elapsed.TotalSeconds, At(latencies, 0.50), At(latencies, 0.99));
    }

    private static double At(List<long> sorted, double share) =>
        sorted.Count == 0 ? 0 : sorted[(int)Math.Min(sorted.Count - 1, sorted.Count * share)] * 1000.0 / Stopwatch.Frequency;
}

/// <summary>Callers that each wait for their own answer before they ask again.</summary>
internal static class Load
{
    /// <summary>Callers call for as long as given; <paramref name="call"/> gets the caller's number and how many calls it made before.</summary>
    public static async Task<Sample> For(TimeSpan time, int callers, Func<int, int, Task> call)
    {
        var begun = Stopwatch.GetTimestamp();
        var end = begun + (long)(time.TotalSeconds * Stopwatch.Frequency);
        var all = await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
        {
            List<long> latencies = new(4096);
            for (var before = Stopwatch.GetTimestamp(); before < end;)
            {
                await call(caller, latencies.Count);
                var after = Stopwatch.GetTimestamp();
                latencies.Add(after - before);
                before = after;
            }

            return latencies;
        })));
        return Sample.Of([.. all.SelectMany(l => l)], Stopwatch.GetElapsedTime(begun));
    }

    /// <summary>Everybody at once, one call each.</summary>
    public static async Task<Sample> AtOnce(int callers, Func<int, Task> call)
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var latencies = new long[callers];
        long begun = 0;
        var all = Enumerable.Range(0, callers).Select(async caller =>
        {
            await gate.Task;
            await call(caller);
            latencies[caller] = Stopwatch.GetTimestamp() - begun;
        }).ToArray();
        begun = Stopwatch.GetTimestamp();
        gate.SetResult();
        await Task.WhenAll(all);
        return Sample.Of([.. latencies], Stopwatch.GetElapsedTime(begun));
    }
}
