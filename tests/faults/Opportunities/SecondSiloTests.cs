using Actors.Tests.Faults.Common;

namespace Actors.Tests.Faults.Opportunities;

/// <summary>Two processes on one database: one serves. Whoever was replaced while it could not know it writes nothing from its old memory.</summary>
public sealed class SecondSiloTests(ITestOutputHelper output)
{
    [Fact]
    public async Task A_second_silo_on_the_same_database_is_refused_with_a_reason()
    {
        Assert.SkipUnless(Victim.IsEmbedded, "On Orleans a second silo joins the cluster.");
        await using var ground = await Ground.Prepare(people: 1, shifts: 1);
        await using var first = await Victim.Start(ground.ConnectionString);

        await using var second = Victim.Launch(ground.ConnectionString);
        var code = await second.Ended(TimeSpan.FromSeconds(60));

        output.WriteLine($"second silo: exit {code}");
        Assert.Equal(1, code);
        Assert.Contains("Another silo serves cluster", second.Output, StringComparison.Ordinal);
        var load = new Load();
        await load.Send(first.Address, [Register(ground, 0)]);
        Assert.Single(load.Acknowledged);
    }

    [Fact]
    public async Task A_frozen_silo_that_was_replaced_writes_nothing_from_its_old_memory_when_it_wakes_up()
    {
        Assert.SkipUnless(Victim.IsEmbedded, "On Orleans the frozen silo is voted out by its neighbours.");
        await using var ground = await Ground.Prepare(people: 9, shifts: 1, seats: 5, registered: false);
        await using var stale = await Victim.Start(ground.ConnectionString);
        var before = new Load();
        await before.Send(stale.Address, [Register(ground, 0)]);
        await stale.Signal("STOP");
        await ground.Execute("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()");
        await using var successor = await Victim.Start(ground.ConnectionString);
        var told = new Load();
        await told.Send(successor.Address, Enumerable.Range(1, 3).Select(i => Register(ground, i)));

        // The requests wait in the frozen process' sockets, so it meets them before it learns that it was replaced.
        var late = new Load();
        var asking = late.Send(stale.Address, Enumerable.Range(4, 5).Select(i => Register(ground, i)));
        await stale.Signal("CONT");
        await asking;
        var code = await stale.Ended(TimeSpan.FromSeconds(60));

        output.WriteLine($"stale silo: {late.Acknowledged.Count} acknowledged, {late.Unknown} unknown, exit {code}; successor: {told.Acknowledged.Count} acknowledged");
        // Before it learns that it was replaced it may load the grain anew and serve from that: one seat was left, and what it acknowledges is stored.
        Assert.Equal(3, told.Acknowledged.Count);
        Assert.InRange(late.Acknowledged.Count, 0, 1);
        var stored = await ground.Scalar<long>("select count(*) from registration");
        Assert.InRange(stored, 1 + 3 + late.Acknowledged.Count, 5);
        Assert.Equal(stored, await ground.Scalar<int>("select taken from shift"));
    }

    private static Order Register(Ground ground, int volunteer) => new(
        $"volunteer{volunteer}", $"/api/v1/opportunities/{ground.Event.Id}/shifts/{ground.Event.Shifts[0].Id}/registrations", new { acceptOverlap = true }, ground.Tokens[volunteer]);
}
