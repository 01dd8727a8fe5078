using System.Globalization;
using Actors.Bench.Common;
using Npgsql;

namespace Actors.Bench.Deadlines;

/// <summary>Pending deadlines are rows: what do a million of them cost a silo, and how late is one that falls due among them?</summary>
internal static class DeadlinesBench
{
    private const double DuePerSecond = 2000 / 60.0;
    private static readonly TimeSpan s_head = TimeSpan.FromSeconds(2);

    public static async Task Run(BenchRun bench)
    {
        var pending = bench.Quick ? 200_000 : 1_000_000;
        var none = bench.Database;
        var many = await bench.CreateDatabase();
        await using var database = NpgsqlDataSource.Create(many);
        await Insert(database, pending);
        await StartAndMemory(bench, none, many, pending);
        await Lateness(bench, many, database, TimeSpan.FromSeconds(bench.Quick ? 4 : 60));
    }

    private static async Task StartAndMemory(BenchRun bench, string none, string many, int pending)
    {
        // Once for nothing: the first start reads assemblies and tables from disk.
        await using (await SiloProcess.Start(none, TimeSpan.Zero))
        {
        }

        var settling = TimeSpan.FromSeconds(bench.Quick ? 1.5 : 5);
        List<(SiloReport None, SiloReport Many)> rounds = [];
        for (var round = 0; round < (bench.Quick ? 3 : 5); round++)
        {
            var first = await Report(round % 2 == 0 ? none : many, settling);
            var second = await Report(round % 2 == 0 ? many : none, settling);
            rounds.Add(round % 2 == 0 ? (first, second) : (second, first));
        }

        Print("start with none, s", rounds.Select(r => r.None.StartupSeconds));
        Print($"start with {pending:N0}, s", rounds.Select(r => r.Many.StartupSeconds));
        Print("managed with none, MB", rounds.Select(r => r.None.ManagedBytes / 1e6));
        Print($"managed with {pending:N0}, MB", rounds.Select(r => r.Many.ManagedBytes / 1e6));
        Print("working set with none, MB", rounds.Select(r => r.None.WorkingSetBytes / 1e6));
        Print($"working set with {pending:N0}, MB", rounds.Select(r => r.Many.WorkingSetBytes / 1e6));
        var managed = Statistics.Median(rounds.Select(r => (double)(r.Many.ManagedBytes - r.None.ManagedBytes)));
        var workingSet = Statistics.Median(rounds.Select(r => (double)(r.Many.WorkingSetBytes - r.None.WorkingSetBytes)));

        // The larger of the two; less than none is none.
        bench.Figure("bytes_per_pending", Math.Max(0, Math.Max(managed, workingSet)) / pending, "B");
        bench.Figure("startup_ratio", Statistics.Median(rounds.Select(r => r.Many.StartupSeconds / r.None.StartupSeconds)), "x");
        bench.Figure("pending", pending, "rows");
    }

    private static async Task<SiloReport> Report(string database, TimeSpan settling)
    {
        await using var silo = await SiloProcess.Start(database, settling);
        return silo.Report;
    }

    private static async Task Lateness(BenchRun bench, string many, NpgsqlDataSource database, TimeSpan time)
    {
        const int Rounds = 3;
        await using var silo = await SiloProcess.Start(many, TimeSpan.Zero);
        List<double> p50 = [], p99 = [];
        long early = 0, expected = 0, called = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var due = (int)Math.Round(DuePerSecond * time.TotalSeconds);
            await InsertDue(database, round, due, time);
            var lateness = await Collect(database, round, due, time);
            expected += due;
            called += lateness.Count;
            early += lateness.Count(l => l < 0);
            p50.Add(Statistics.At(lateness, 0.50));
            p99.Add(Statistics.At(lateness, 0.99));
        }

        Print("lateness p50, s", p50);
        Print("lateness p99, s", p99);
        Console.WriteLine($"  called {called} of {expected}, early {early}");
        bench.Figure("p50_lateness_s", Statistics.Median(p50), "s");
        bench.Figure("p99_lateness_s", Statistics.Median(p99), "s");
        bench.Figure("early", early, "calls");
        bench.Figure("missed", expected - called, "calls");
    }

    /// <summary>Entries such as the ledger keeps, due in two days.</summary>
    private static async Task Insert(NpgsqlDataSource database, int pending)
    {
        await Execute(
            database,
            """
            insert into grain_state (service_id, state_name, n0, n1, grain_key, version, payload, next_due, partition, modified_at)
            select 'bench', 'ledger-entry', 0, 0, k, 1,
                   jsonb_build_object('registration', 'reg_' || i, 'opportunity', 'opp_' || i / 20, 'shift', 'shf_' || i / 20, 'organization', 'org_' || i / 2000,
                     'user', 'usr_' || i % 50000, 'volunteerName', 'Alexandra Volunteer', 'title', 'Beach cleanup at Rockaway', 'date', '2026-06-01',
                     'checkedInAt', now() - interval '3 hours', 'checkedOutAt', now(), 'minutes', 180, 'method', 'QR', 'status', 'PENDING',
                     'notices', jsonb_build_array(jsonb_build_object('kind', 'AT_ONCE', 'sentAt', now(), 'accepted', true)), 'nextDue', due),
                   due, deadline_partition(k), now()
              from (select i, 'led_' || i as k, date_trunc('milliseconds', now() + interval '48 hours' + i * interval '1 millisecond') as due
                      from generate_series(1, $1) i) entries
            """,
            pending);
        await Execute(database, "vacuum analyze grain_state");
        await Execute(database, "checkpoint");
    }

    private static async Task Execute(NpgsqlDataSource database, string sql, params object[] values) => await Rows(database, sql, values);

    /// <summary>Deadlines spread evenly over the given time, which begins in a moment.</summary>
    private static Task InsertDue(NpgsqlDataSource database, int round, int count, TimeSpan time) => Execute(
        database,
        """
        insert into grain_state (service_id, state_name, n0, n1, grain_key, version, payload, next_due, partition, modified_at)
        select 'bench', 'bench-due', 0, 0, k, 1, jsonb_build_object('nextDue', due), due, deadline_partition(k), now()
          from (select 'due_' || $1 || '_' || i as k, date_trunc('milliseconds', clock_timestamp() + $3 + i * $4 / $2) as due from generate_series(1, $2) i) entries
        """,
        round,
        count,
        s_head,
        time);

    /// <summary>Lateness in seconds of every call of the round, sorted; what was not called ten seconds after its time counts as missed.</summary>
    private static async Task<List<double>> Collect(NpgsqlDataSource database, int round, int expected, TimeSpan time)
    {
        await Task.Delay(s_head + time);
        List<double> lateness = [];
        for (var patience = 0; patience < 20; patience++)
        {
            lateness = await Rows(
                database,
                """
                select extract(epoch from (payload->>'calledAt')::timestamptz - (payload->>'due')::timestamptz)::float8
                  from grain_state where service_id = 'bench' and state_name = 'bench-due' and grain_key like 'due_' || $1 || '_%' and payload ? 'calledAt'
                """,
                round);
            if (lateness.Count >= expected)
            {
                break;
            }

            await Task.Delay(500);
        }

        lateness.Sort();
        return lateness;
    }

    private static async Task<List<double>> Rows(NpgsqlDataSource database, string sql, params object[] values)
    {
        await using var command = database.CreateCommand(sql);
        command.CommandTimeout = 600;
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        List<double> rows = [];
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            rows.Add(reader.GetDouble(0));
        }

        return rows;
    }

    private static void Print(string what, IEnumerable<double> rounds)
    {
        var values = rounds.ToList();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {what,-34} {Statistics.Median(values):0.####} ({values.Min():0.####} to {values.Max():0.####}, {values.Count} rounds)"));
    }
}
