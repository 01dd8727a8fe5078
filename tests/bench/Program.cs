using System.Globalization;
using Actors.Bench.CheckIns;
using Actors.Bench.Common;
using Actors.Bench.Deadlines;
using Actors.Bench.Search;
using Actors.Bench.Seats;
using Actors.Bench.Squads;
using Actors.Bench.Storage;

// ./bench [--quick] [NAME...]: every bench has a database of its own on the server of ACTORS_DATABASE and drops it at the end.
(string Name, string What, Func<BenchRun, Task> Run)[] benches =
[
    ("storage", "documents and journal rows through grains beside one-row upserts", StorageBench.Run),
    ("checkins", "check-ins over HTTP beside one transaction for each, and beside doing nothing", CheckInsBench.Run),
    ("deadlines", "a million pending deadlines: memory, start-up, lateness", DeadlinesBench.Run),
    ("seats", "5,000 people at once for 500 seats beside SELECT ... FOR UPDATE", SeatsBench.Run),
    ("squads", "200 squads of 25 book and invite at once for one event of 5,000 seats", SquadsBench.Run),
    ("search", "searches of every kind among 1,000,000 opportunities", SearchBench.Run),
];

if (args is ["--silo", var settling])
{
    await SiloProcess.Serve(TimeSpan.Parse(settling, CultureInfo.InvariantCulture));
    return 0;
}

if (args is ["--server"])
{
    await ServerProcess.Serve();
    return 0;
}

if (args.Contains("--help") || args.Contains("-h"))
{
    Console.WriteLine("./bench [--quick] [NAME...]   (without a name: all)");
    foreach (var (name, what, _) in benches)
    {
        Console.WriteLine($"  {name,-10} {what}");
    }

    return 0;
}

var names = args.Where(a => a != "--quick").ToList();
if (names.Except(benches.Select(b => b.Name)).FirstOrDefault() is { } unknown)
{
    Console.Error.WriteLine($"There is no bench '{unknown}': ./bench --help lists them.");
    return 2;
}

foreach (var (name, what, run) in benches.Where(b => names.Count == 0 || names.Contains(b.Name)))
{
    Console.WriteLine($"== {name}: {what}");
    await using var bench = await BenchRun.Begin(name, quick: args.Contains("--quick"));
    await run(bench);
    bench.PrintFigures();
}

return 0;
