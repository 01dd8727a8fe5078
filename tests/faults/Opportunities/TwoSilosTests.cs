using System.Net;
using System.Net.Sockets;
using Actors.Tests.Faults.Common;

namespace Actors.Tests.Faults.Opportunities;

/// <summary>Two silos of one cluster share the grains; when one is killed, the other takes over what it had.</summary>
public sealed class TwoSilosTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Two_silos_serve_one_event_and_the_survivor_of_a_kill_loses_nothing()
    {
        Assert.SkipWhen(Victim.IsEmbedded, "Engine=Embedded is one process by design: run this with Engine=Orleans.");
        await using var ground = await Ground.Prepare(people: 30, shifts: 10, seats: 30, registered: false);
        await using var one = await Victim.Start(ground.ConnectionString, Ports());
        await using var other = await Victim.Start(ground.ConnectionString, Ports());
        var orders = (
            from shift in ground.Event.Shifts
            from person in Enumerable.Range(0, ground.Tokens.Count)
            select new Order($"{shift.Id}/{person}", $"/api/v1/opportunities/{ground.Event.Id}/shifts/{shift.Id}/registrations", new { acceptOverlap = true }, ground.Tokens[person])).ToList();

        // Half through each door: the event is on one silo only, so the other must call across.
        var (left, right) = (new Load(), new Load());
        await Task.WhenAll(left.Send(one.Address, orders.Take(150)), right.Send(other.Address, orders.Skip(150).Take(50)));
        Assert.Equal(150, left.Acknowledged.Count);
        Assert.Equal(50, right.Acknowledged.Count);
        await one.Kill();

        // The dead silo is voted out after some seconds; until then its grains do not answer.
        var last = new Load();
        var since = TimeProvider.System.GetTimestamp();
        while (last.Acknowledged.Count == 0)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(since) < TimeSpan.FromMinutes(2), "The survivor did not take over.");
            await last.Send(other.Address, orders.Take(1));
        }

        output.WriteLine($"taken over after {TimeProvider.System.GetElapsedTime(since).TotalSeconds:0.0} s");
        await last.Send(other.Address, orders);
        var stored = await ground.Pairs("select shift_id || '/' || user_id, id from registration where status <> 'CANCELLED'");
        Assert.Equal(10 * 30, stored.Count);
        Assert.Equal(10 * 30, await ground.Scalar<long>("select sum(taken) from shift"));
        Assert.Equal(10 * 30, last.Acknowledged.Keys.Union(left.Acknowledged.Keys).Union(right.Acknowledged.Keys).Count());
    }

    private static (string Name, string Value)[] Ports() => [("Actors__Endpoints__SiloPort", $"{FreePort()}"), ("Actors__Endpoints__GatewayPort", $"{FreePort()}")];

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
