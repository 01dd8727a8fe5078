using Actors.Bench.Common;
using Actors.Common;
using Actors.Opportunities;
using Actors.Silo;
using Actors.Silo.Storage;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace Actors.Bench.Seats;

/// <summary>
/// Five thousand people want five hundred seats in the same moment: through the grain, and as a program without grains does it, one
/// transaction each that locks the shift's row, over as many connections. Both in this process, without HTTP.
/// </summary>
internal static class SeatsBench
{
    private const int Seats = 500;
    private static readonly UserId[] s_people = BenchEvent.People(5000);

    public static async Task Run(BenchRun bench)
    {
        using var silo = await BenchSilo.Start(bench.Database);
        var options = new StorageOptions();

        // The one that waits longest for a connection waits for all the others.
        await using var database = SiloHosting.OpenDatabase(new NpgsqlConnectionStringBuilder(bench.Database) { Timeout = 300 }.ConnectionString, options);
        await SqlSeats.Prepare(database);
        var clock = new Clock(TimeProvider.System);
        List<ShiftId> shifts = [];

        await Grain();
        await Sql();
        var rounds = await Rounds.Run(bench.Quick ? 5 : 15, ("grain", Grain), ("select for update", Sql));
        bench.Figure("vs_sql", rounds.Ratio("grain", "select for update"), "x");
        bench.Figure("oversold", await Oversold(database, shifts), "seats");
        bench.Figure("requests_per_s", rounds.Median("grain", s => s.PerSecond), "1/s");
        bench.Figure("p50_ms", rounds.Median("grain", s => s.P50), "ms");
        bench.Figure("p99_ms", rounds.Median("grain", s => s.P99), "ms");
        bench.Figure("sql_requests_per_s", rounds.Median("select for update", s => s.PerSecond), "1/s");
        await silo.StopAsync();

        async Task<Sample> Grain()
        {
            var subject = await BenchEvent.Create(database, clock, Seats, []);
            shifts.Add(subject.Shift);
            var opportunity = silo.Grains().GetGrain<IOpportunityGrain>(subject.Opportunity.Value);
            await opportunity.View(By.Nobody);
            var taken = 0;
            var sample = await Load.AtOnce(s_people.Length, async person =>
            {
                var by = new By(s_people[person], "Alexandra Volunteer", PlatformRole.User);
                if ((await opportunity.Register(new(CommandId.New(), by, subject.Shift))).Succeeded)
                {
                    Interlocked.Increment(ref taken);
                }
            });
            return Sold(taken, sample);
        }

        async Task<Sample> Sql()
        {
            var shift = await SqlSeats.Create(database, Seats);
            var taken = 0;
            var sample = await Load.AtOnce(s_people.Length, async person =>
            {
                if (await SqlSeats.Register(database, shift, s_people[person], clock.Now))
                {
                    Interlocked.Increment(ref taken);
                }
            });
            return Sold(taken, sample);
        }
    }

    private static Sample Sold(int taken, Sample sample) =>
        taken == Seats ? sample : throw new InvalidOperationException($"{taken} of {Seats} seats were given away.");

    /// <summary>Counted in the database; seats that stayed empty would be a wrong answer as well.</summary>
    private static async Task<int> Oversold(NpgsqlDataSource database, List<ShiftId> shifts)
    {
        var oversold = 0;
        foreach (var shift in shifts)
        {
            await using var command = database.CreateCommand("select count(*)::int from registration where shift_id = $1 and status <> 'CANCELLED'");
            command.Parameters.Add(new() { Value = shift.Value });
            var taken = (int)(await command.ExecuteScalarAsync())!;
            oversold += Math.Max(0, taken - Seats);
            if (taken < Seats)
            {
                throw new InvalidOperationException($"{taken} of {Seats} seats are in the database.");
            }
        }

        return oversold;
    }
}
