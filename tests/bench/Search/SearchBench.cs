using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Actors.Bench.CheckIns;
using Actors.Bench.Common;
using Actors.Silo;
using Actors.Silo.Storage;
using Npgsql;

namespace Actors.Bench.Search;

/// <summary>
/// Searches of every kind among a million opportunities, over HTTP to the API as the product composes it, one after another; --quick has
/// fewer opportunities and says how many. A time is that of the whole request, from before it is sent until its answer is read.
/// </summary>
internal static class SearchBench
{
    private const int Million = 1_000_000;
    private const int Few = 30_000;

    public static async Task Run(BenchRun bench)
    {
        var count = bench.Quick ? Few : Million;
        await using var database = SiloHosting.OpenDatabase(bench.Database, new StorageOptions());
        var begun = Stopwatch.GetTimestamp();
        await SearchData.Load(bench.Database, count, DateTimeOffset.UtcNow);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count:N0} opportunities made in {Stopwatch.GetElapsedTime(begun).TotalSeconds:0} s"));

        await using var server = await ServerProcess.Start(bench.Database);
        using HttpClient client = new() { BaseAddress = new($"http://{server.Address}/api/v1/") };
        var questions = await SearchQuestions.Of(database, each: bench.Quick ? 20 : 60);
        var times = new Dictionary<string, List<double>>(StringComparer.Ordinal);
        foreach (var measured in new[] { false, true })
        {
            foreach (var (kind, address, pages) in questions)
            {
                await Ask(client, kind, address, pages, measured ? times : []);
            }
        }

        Console.WriteLine($"  {"ms",-28}{"p50",8}{"p95",8}{"most",8}{"n",7}");
        foreach (var (kind, list) in times)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {kind,-28}{At(list, 0.5),8:0.0}{At(list, 0.95),8:0.0}{At(list, 1),8:0.0}{list.Count,7}"));
        }

        var all = times.Values.SelectMany(t => t).ToList();
        bench.Figure("opportunities", count, "rows");
        bench.Figure("p50_ms", At(all, 0.5), "ms");
        bench.Figure("p95_ms", At(all, 0.95), "ms");
        bench.Figure("p99_ms", At(all, 0.99), "ms");
    }

    /// <summary>A request, and the pages after it.</summary>
    private static async Task Ask(HttpClient client, string kind, string address, int pages, Dictionary<string, List<double>> times)
    {
        for (string? cursor = ""; cursor is not null && pages > 0; pages--)
        {
            var begun = Stopwatch.GetTimestamp();
            var answer = await client.GetAsync(new Uri(cursor.Length == 0 ? address : $"{address}&cursor={cursor}", UriKind.Relative));
            var body = await answer.Content.ReadAsStringAsync();
            var elapsed = Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
            if (!answer.IsSuccessStatusCode)
            {
                throw new InvalidOperationException($"{address}: {body}");
            }

            if (!times.TryGetValue(kind, out var list))
            {
                times[kind] = list = [];
            }

            list.Add(elapsed);
            using var json = JsonDocument.Parse(body);
            cursor = json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("next", out var next) ? next.GetString() : null;
        }
    }

    private static double At(List<double> values, double share)
    {
        values.Sort();
        return values[(int)Math.Min(values.Count - 1, values.Count * share)];
    }
}
