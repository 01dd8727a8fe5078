using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Actors.Bench.Common;
using Actors.Common;
using Actors.Silo;
using Microsoft.Extensions.Hosting;

namespace Actors.Bench.Deadlines;

/// <param name="StartupSeconds">From the start of the host until every partition has been touched and has looked once for what is due.</param>
/// <param name="ManagedBytes">Live objects after a full collection.</param>
/// <param name="WorkingSetBytes">Of the process, after the same.</param>
internal sealed record SiloReport(double StartupSeconds, long ManagedBytes, long WorkingSetBytes);

/// <summary>A silo in a process of its own: only so are its memory and its start comparable.</summary>
internal sealed class SiloProcess : IAsyncDisposable
{
    private readonly Process _process;

    private SiloProcess(Process process, SiloReport report) => (_process, Report) = (process, report);

    public SiloReport Report { get; }

    /// <param name="settling">The partitions look once a second; memory is asked for when each has looked a few times.</param>
    public static async Task<SiloProcess> Start(string database, TimeSpan settling)
    {
        var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["--silo", settling.ToString("c", CultureInfo.InvariantCulture)])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            Environment = { [SiloHosting.DatabaseVariable] = database },
        })!;
        var line = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The silo's process ended before it was ready.");
        return new(process, JsonSerializer.Deserialize<SiloReport>(line)!);
    }

    /// <summary>The process' own side: serves until its standard input ends.</summary>
    public static async Task Serve(TimeSpan settling)
    {
        var begun = Stopwatch.GetTimestamp();
        using var silo = await BenchSilo.Start(Environment.GetEnvironmentVariable(SiloHosting.DatabaseVariable)!);
        var partitions = Enumerable.Range(0, IDeadlineGrain.Partitions).Select(p => silo.Grains().GetGrain<IDeadlineGrain>(IDeadlineGrain.Key(p))).ToArray();
        await Task.WhenAll(partitions.Select(p => p.Touch()));
        await Task.WhenAll(partitions.Select(p => p.Sweep()));
        var startup = Stopwatch.GetElapsedTime(begun);

        await Task.Delay(settling);
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        var managed = GC.GetTotalMemory(forceFullCollection: true);
        Console.WriteLine(JsonSerializer.Serialize(new SiloReport(startup.TotalSeconds, managed, Environment.WorkingSet)));
        await Console.In.ReadLineAsync();
        await silo.StopAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
