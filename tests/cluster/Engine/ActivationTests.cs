namespace Actors.Tests.Cluster.Engine;

[Collection(EngineSuite.Name)]
public sealed class ActivationTests(EngineFixture engine)
{
    private readonly string _key = Diary.NewKey();

    private Diary Diary => Diary.Of(_key);

    private IProbeGrain Probe => engine.Grains.GetGrain<IProbeGrain>(_key);

    [Fact]
    public async Task Stampede_of_first_calls_makes_one_activation()
    {
        var activations = await Task.WhenAll(Enumerable.Range(0, 500).Select(_ => Task.Run(() => Probe.Activation()))).Within("the stampede");

        Assert.Single(activations.Distinct());
        Assert.Equal(["activated"], Diary.Lines);
    }

    [Fact]
    public async Task Failed_activation_reaches_the_caller_and_the_next_call_tries_again()
    {
        var grain = engine.Grains.GetGrain<IFragileGrain>(_key);

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => grain.Ping().Within("the failure"));

        Assert.Equal("Not today.", failure.Message);
        Assert.Equal(2, await grain.Ping().Within("the second attempt"));
    }

    [Fact]
    public async Task Grain_that_asked_to_leave_finishes_its_call_and_the_queued_calls_reach_the_next_activation()
    {
        var leaving = Probe.LeaveAfter("a");
        await Diary.Until("begin a");
        var queued = Enumerable.Range(0, 10).Select(_ => Probe.Activation()).ToArray();
        Diary.Open("a");

        var before = await leaving.Within("the leaving call");
        var after = await Task.WhenAll(queued).Within("the queued calls");

        Assert.Single(after.Distinct());
        Assert.NotEqual(before, after[0]);
        Assert.Equal(["activated", "begin a", "end a", "deactivated ApplicationRequested", "activated"], Diary.Lines);
    }

    [Fact]
    public async Task Idle_grain_is_collected()
    {
        await engine.Grains.GetGrain<IShortLivedGrain>(_key).Ping();

        await Diary.Until("deactivated ActivationIdle");
    }

    [Fact]
    public async Task Reference_leads_to_other_interfaces_of_the_same_grain()
    {
        var activation = await Probe.Activation();

        var byId = engine.Grains.GetGrain<IProbeIdentity>(Probe.GetGrainId());
        var byReference = Probe.AsReference<IProbeIdentity>();

        Assert.Equal(_key, await byId.Name());
        Assert.Equal(_key, await byReference.Name());
        Assert.Equal($"engine-probe/{_key}", await byReference.Self());
        Assert.Equal(activation, await byReference.AsReference<IProbeGrain>().Activation());
    }

    [Fact]
    public async Task References_to_the_same_grain_are_equal()
    {
        await Probe.PassBy();

        Assert.Equal(Probe, engine.Grains.GetGrain<IProbeGrain>(_key));
        Assert.Equal($"engine-probe/{_key}", Probe.GetGrainId().ToString());
        Assert.Equal(_key, Probe.GetPrimaryKeyString());
    }
}
