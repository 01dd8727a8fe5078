using System.Security.Cryptography;
using Actors.Common;
using Actors.Tests.Faults.Common;

namespace Actors.Tests.Faults.Opportunities;

/// <summary>Seats are given back and offered to the line while the process is killed; then the record is held against what is there.</summary>
public sealed class OfferKillTests(ITestOutputHelper output)
{
    private const int Shifts = 12;
    private const int Seats = 4;
    private const int People = 16;

    [Fact]
    public async Task A_process_killed_while_seats_go_along_the_lines_loses_no_offer_makes_none_twice_and_writes_each_letter_once()
    {
        await using var ground = await Ground.Prepare(People, Shifts, Seats, registered: false, startsIn: 10 * 24 * 60);
        var path = $"/api/v1/opportunities/{ground.Event.Id}";
        await using (var first = await Victim.Start(ground.ConnectionString))
        {
            // Seats for the first four of each shift, the line for the others.
            var seats = new Load();
            await seats.Send(first.Address, Orders(ground, 0, Seats, shift => $"{path}/shifts/{shift}/registrations", new { acceptOverlap = true }));
            var line = new Load();
            await line.Send(first.Address, Orders(ground, Seats, People, shift => $"{path}/shifts/{shift}/waitlist", new { acceptOverlap = true }));
            Assert.Equal((Shifts * Seats, Shifts * (People - Seats)), (seats.Acknowledged.Count, line.Acknowledged.Count));
            await first.Kill();
        }

        var rows = await ground.Pairs("select shift_id || '-' || user_id, id from registration where status = 'CONFIRMED'");
        var users = await ground.Pairs("select user_id, max(name) from registration group by 1");
        var tokens = ground.Tokens.Index().ToDictionary(t => $"volunteer{t.Index}", t => t.Item, StringComparer.Ordinal);
        var orders = rows.Select(r => new Order(r.Value, $"{path}/registrations/{r.Value}/cancel", new { reason = "ill" }, tokens[users[r.Key.Split('-')[1]]])).ToList();
        var load = new Load();
        for (var kill = 1; kill <= 2; kill++)
        {
            await using var victim = await Victim.Start(ground.ConnectionString);
            await load.Send(victim.Address, orders, RandomNumberGenerator.GetInt32(4, 12), victim.Kill);
            output.WriteLine($"kill {kill}: {load.Acknowledged.Count} acknowledged, {load.Unknown} unknown, {await ground.Scalar<long>("select count(*) from intent")} letters on their way");
            await AssertRecord(ground);
        }

        await using var last = await Victim.Start(ground.ConnectionString);
        await load.Send(last.Address, orders);
        await ground.Until("every letter", TimeSpan.FromSeconds(60), "select count(*) = 0 from intent");

        await AssertRecord(ground);
        Assert.Equal(Shifts * Seats, load.Acknowledged.Count);
        Assert.Equal(Shifts * Seats, await ground.Scalar<long>("select count(*) from registration where status = 'OFFERED'"));
        Assert.Equal(Shifts * Seats, await ground.Scalar<long>("select count(*) from outbox_message where subject like 'A seat for you%'"));
    }

    /// <summary>No seat too many, none free beside a line, no offer without its step or step without its offer, and the first in line were asked.</summary>
    private static async Task AssertRecord(Ground ground)
    {
        Assert.Equal(0, await ground.Scalar<long>("select count(*) from shift where taken <> seats"));
        Assert.Equal(0, await ground.Scalar<long>("select count(*) from shift s where taken <> (select count(*) from registration r where r.shift_id = s.id and r.status not in ('CANCELLED', 'WAITLISTED'))"));
        Assert.Equal(0, await ground.Scalar<long>(
            """
            select count(*) from (select registration_id from waitlist_step where kind = 'OFFERED') s full join (select id from registration where status = 'OFFERED') r on r.id = s.registration_id
             where r.id is null or s.registration_id is null
            """));
        Assert.Equal(0, await ground.Scalar<long>(
            "select count(*) from registration o join registration w on w.shift_id = o.shift_id and o.status = 'OFFERED' and w.status = 'WAITLISTED' and w.wait_rank < o.wait_rank"));
        Assert.Equal(0, await ground.Scalar<long>("select max(sequence) - count(*) from waitlist_step"));
    }

    private static IEnumerable<Order> Orders(Ground ground, int first, int end, Func<ShiftId, string> path, object body) =>
        from shift in ground.Event.Shifts
        from person in Enumerable.Range(first, end - first)
        select new Order($"{shift.Id}/{person}", path(shift.Id), body, ground.Tokens[person]);
}
