using System.Text.Json;
using Actors.Bench.Common;
using Actors.Common;
using Actors.Silo;
using Actors.Silo.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using NpgsqlTypes;

namespace Actors.Bench.Storage;

/// <summary>
/// The two state idioms through grains, beside what a program without them does: one upsert for each change, prepared, autocommit, the
/// same columns, indexes and 1 KB of JSON, as many callers over as many connections.
/// </summary>
internal static class StorageBench
{
    private const int Documents = 10_000;

    public static async Task Run(BenchRun bench)
    {
        using var silo = await BenchSilo.Start(bench.Database);
        await using var database = SiloHosting.OpenDatabase(bench.Database, silo.Services.GetRequiredService<Microsoft.Extensions.Options.IOptions<StorageOptions>>().Value);
        await Execute(database, BenchJournalGrain.Schema);
        await Execute(database, "create table bench_upsert (like grain_state including all) with (fillfactor = 80)");
        var documents = Enumerable.Range(0, Documents).Select(i => silo.Grains().GetGrain<IBenchDocumentGrain>($"doc_{i}")).ToArray();
        var journal = silo.Grains().GetGrain<IBenchJournalGrain>("jrn_bench");
        await Warm(documents, journal, database);

        var time = TimeSpan.FromSeconds(bench.Quick ? 2 : 6);
        foreach (var callers in (int[])[64, 256])
        {
            // The step is a prime to the number of documents: callers never meet at one.
            Console.WriteLine($" {callers} callers");
            var rounds = await Rounds.Run(
                bench.Quick ? 3 : 5,
                ("upserts", () => Load.For(time, callers, (caller, n) => Upsert(database, (caller + (n * callers)) % Documents, n))),
                ("documents", () => Load.For(time, callers, (caller, n) => documents[(caller + (n * callers)) % Documents].Change())),
                ("journal", () => Load.For(time, callers, (caller, n) => journal.Change((caller + (n * callers)) % Documents))));
            Report(bench, rounds, callers);
        }

        await silo.StopAsync();
    }

    private static void Report(BenchRun bench, Rounds rounds, int callers)
    {
        var suffix = callers == 64 ? "" : $"_{callers}";
        bench.Figure($"documents_vs_upsert{suffix}", rounds.Ratio("documents", "upserts"), "x");
        bench.Figure($"journal_vs_upsert{suffix}", rounds.Ratio("journal", "upserts"), "x");
        foreach (var side in (string[])["upserts", "documents", "journal"])
        {
            bench.Figure($"{side}_per_s{suffix}", rounds.Median(side, s => s.PerSecond), "1/s");
            bench.Figure($"{side}_p50_ms{suffix}", rounds.Median(side, s => s.P50), "ms");
            bench.Figure($"{side}_p99_ms{suffix}", rounds.Median(side, s => s.P99), "ms");
        }
    }

    /// <summary>Every grain is active and every row is there before anything is measured.</summary>
    private static async Task Warm(IBenchDocumentGrain[] documents, IBenchJournalGrain journal, NpgsqlDataSource database)
    {
        await Parallel.ForAsync(0, Documents, new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (i, _) =>
        {
            await Task.WhenAll(documents[i].Change(), journal.Change(i), Upsert(database, i, 0));
        });
        await Execute(database, "vacuum analyze");
    }

    private static async Task Upsert(NpgsqlDataSource database, int document, int change)
    {
        await using var command = database.CreateCommand(
            """
            insert into bench_upsert as g (service_id, state_name, n0, n1, grain_key, version, payload, next_due, partition, modified_at)
            values ('bench', 'bench-document', 0, 0, $1, 1, $2, null, 0, now())
            on conflict (service_id, state_name, n0, n1, grain_key) do update
               set version = g.version + 1, payload = excluded.payload, next_due = excluded.next_due, modified_at = excluded.modified_at
            """);
        command.Parameters.Add(new() { Value = $"doc_{document}" });
        command.Parameters.Add(new() { Value = JsonSerializer.Serialize(new BenchDocument { Changes = change }, ActorsJson.Options), NpgsqlDbType = NpgsqlDbType.Jsonb });
        await command.ExecuteNonQueryAsync();
    }

    private static async Task Execute(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        command.CommandTimeout = 600;
        await command.ExecuteNonQueryAsync();
    }
}
