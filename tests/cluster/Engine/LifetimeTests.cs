namespace Actors.Tests.Cluster.Engine;

/// <summary>What needs silos of its own.</summary>
[Collection(EngineSuite.Name)]
public sealed class LifetimeTests(EngineFixture engine)
{
    private readonly string _key = Diary.NewKey();
    private readonly string _cluster = $"cluster-{Guid.NewGuid():n}";

    private Diary Diary => Diary.Of(_key);

    [Fact]
    public async Task Reminder_ticks()
    {
        await engine.Grains.GetGrain<IAlarmGrain>(_key).Set("wake", TimeSpan.FromSeconds(1));

        await Diary.Until("wake every 00:01:00");
    }

    [Fact]
    public async Task Reminder_can_be_found_and_taken_back()
    {
        var alarm = engine.Grains.GetGrain<IAlarmGrain>(_key);
        await alarm.Set("one", TimeSpan.FromHours(1));
        await alarm.Set("two", TimeSpan.FromHours(1));
        await alarm.Set("two", TimeSpan.FromHours(2));
        Assert.Equal(["one", "two"], await alarm.Names());

        Assert.True(await alarm.Off("one"));

        Assert.Equal(["two"], await alarm.Names());
        Assert.False(await alarm.Off("one"));
    }

    [Fact]
    public async Task Reminder_survives_a_restart_of_the_silo()
    {
        await using (var first = await EngineHost.Start(_cluster, engine.Database))
        {
            await first.Grains.GetGrain<IAlarmGrain>(_key).Set("wake", TimeSpan.FromHours(1));
        }

        // As if the hour had gone by while nobody was there but for some seconds.
        await engine.Execute($"update reminder set start_at = now() + interval '4 seconds' where service_id = '{_cluster}'");
        await using var second = await EngineHost.Start(_cluster, engine.Database);

        await Diary.Until("wake every 00:01:00");
        Assert.Equal(["wake"], await second.Grains.GetGrain<IAlarmGrain>(_key).Names());
    }

    [Fact]
    public async Task Document_survives_a_restart_of_the_silo()
    {
        var id = GrainId.Create("engine-document", _key);
        await using (var first = await EngineHost.Start(_cluster, engine.Database))
        {
            await first.Grains.GetGrain<IDocumentGrain>(id).Save("kept");
        }

        await using var second = await EngineHost.Start(_cluster, engine.Database);

        Assert.Equal("kept", await second.Grains.GetGrain<IDocumentGrain>(id).Text());
    }

    [Fact]
    public async Task Graceful_stop_finishes_the_running_call_and_deactivates_the_grain()
    {
        await using var silo = await EngineHost.Start(_cluster, engine.Database);
        var call = silo.Grains.GetGrain<IProbeGrain>(_key).Visit("a");
        await Diary.Until("begin a");

        var stop = silo.Stop();
        Assert.True(silo.Stopping.IsCancellationRequested);
        Diary.Open("a");
        await call.Within("the running call");
        await stop.Within("the stop");

        Assert.Equal(["activated", "begin a", "end a", "deactivated ShuttingDown"], Diary.Lines);
    }

    [Fact]
    public async Task Second_silo_of_a_cluster_is_refused_and_told_why()
    {
        Assert.SkipUnless(EngineHost.IsEmbedded, "Orleans runs any number of silos in a cluster.");
        await using var first = await EngineHost.Start(_cluster, engine.Database);
        await using var second = EngineHost.Create(_cluster, engine.Database);

        var refusal = await Assert.ThrowsAsync<NotSupportedException>(() => second.Start().Within("the refusal"));

        Assert.Contains(_cluster, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("-p:Engine=Orleans", refusal.Message, StringComparison.Ordinal);
    }
}
