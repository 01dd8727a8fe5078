using System.Text;
using Actors.Bench.Common;
using Actors.Common;
using Actors.Silo;
using Actors.Silo.Storage;
using Npgsql;

namespace Actors.Bench.CheckIns;

/// <summary>
/// Ten thousand people check in at one event over HTTP, each with a token of their own, over 64 connections: the product, the same host
/// answering without doing anything, and the seed's flow with one transaction for each request. A new event for every round; somebody has
/// looked at it before people come, as the venue's screen must have shown it for there to be a code.
/// </summary>
internal static class CheckInsBench
{
    private const int Connections = 64;
    private static readonly UserId[] s_people = BenchEvent.People(10_000);

    public static async Task Run(BenchRun bench)
    {
        await using var database = SiloHosting.OpenDatabase(bench.Database, new StorageOptions());
        await Execute(database, SqlCheckIn.Schema);
        await using var server = await ServerProcess.Start(bench.Database);
        using var load = new HttpLoad(server.Address, Connections);
        using HttpClient client = new() { BaseAddress = new($"http://{server.Address}") };
        var clock = new Clock(TimeProvider.System);
        List<byte[]> heads = [];
        foreach (var person in s_people)
        {
            heads.Add(Encoding.ASCII.GetBytes($"Host: {server.Address}\r\nAuthorization: Bearer {await server.Token(person)}\r\nContent-Type: application/json\r\n"));
        }

        Dictionary<string, List<double>> processor = [];
        for (var warm = 0; warm < (bench.Quick ? 2 : 4); warm++)
        {
            await Noop();
            await Sql();
            await Grain();
        }

        processor.Clear();
        var rounds = await Rounds.Run(bench.Quick ? 5 : 15, ("grain", Grain), ("noop", Noop), ("sql", Sql));
        bench.Figure("rps", rounds.Median("grain", s => s.PerSecond), "1/s");
        bench.Figure("p50_ms", rounds.Median("grain", s => s.P50), "ms");
        bench.Figure("p99_ms", rounds.Median("grain", s => s.P99), "ms");
        bench.Figure("vs_sql", rounds.Ratio("grain", "sql"), "x");
        bench.Figure("vs_noop", rounds.Ratio("grain", "noop"), "x");
        bench.Figure("sql_rps", rounds.Median("sql", s => s.PerSecond), "1/s");
        bench.Figure("noop_rps", rounds.Median("noop", s => s.PerSecond), "1/s");

        foreach (var (side, rates) in processor)
        {
            bench.Figure($"{side}_processor_us", Statistics.Median(rates), "us/request");
        }

        async Task<Sample> Grain()
        {
            var subject = await Event();
            var requests = await Requests("/api/v1/check-ins", subject);
            using var answer = await client.GetAsync(new Uri($"/api/v1/opportunities/{subject.Opportunity}", UriKind.Relative));
            answer.EnsureSuccessStatusCode();
            return await Durable("registration", subject, await Send("grain", requests));
        }

        async Task<Sample> Noop() => await Send("noop", await Requests("/api/v1/bench/noop/check-ins", await Event()));

        async Task<Sample> Sql()
        {
            var subject = await Event();
            await Execute(database, $"insert into bench_registration select * from registration where opportunity_id = '{subject.Opportunity}'");
            await Execute(database, "analyze bench_registration");
            return await Durable("bench_registration", subject, await Send("sql", await Requests("/api/v1/bench/sql/check-ins", subject)));
        }

        // Of the API's process, without the database: what a busy neighbour on the machine cannot change.
        async Task<Sample> Send(string side, List<byte[]> requests)
        {
            var before = server.ProcessorSeconds;
            var sample = await load.Send(requests);
            if (!processor.TryGetValue(side, out var rounds))
            {
                processor[side] = rounds = [];
            }

            rounds.Add((server.ProcessorSeconds - before) * 1e6 / requests.Count);
            return sample;
        }

        Task<BenchEvent> Event() => BenchEvent.Create(database, clock, null, s_people);

        async Task<List<byte[]>> Requests(string path, BenchEvent subject)
        {
            var body = Encoding.UTF8.GetBytes($$"""{"code":"{{await server.Code(subject.Opportunity.Value)}}"}""");
            var line = Encoding.ASCII.GetBytes($"POST {path} HTTP/1.1\r\n");
            var length = Encoding.ASCII.GetBytes($"Content-Length: {body.Length}\r\n\r\n");
            return heads.ConvertAll(head => (byte[])[.. line, .. head, .. length, .. body]);
        }

        async Task<Sample> Durable(string table, BenchEvent subject, Sample sample)
        {
            var there = await Count(database, $"select count(*)::int from {table} where opportunity_id = '{subject.Opportunity}' and checked_in_at is not null");
            return there == s_people.Length ? sample : throw new InvalidOperationException($"{there} of {s_people.Length} answered check-ins are in {table}.");
        }
    }

    private static async Task Execute(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<int> Count(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        return (int)(await command.ExecuteScalarAsync())!;
    }
}
