namespace Actors.Tests.Cluster.Engine;

[Collection(EngineSuite.Name)]
public sealed class CallTests(EngineFixture engine)
{
    private readonly string _key = Diary.NewKey();

    private Diary Diary => Diary.Of(_key);

    private IProbeGrain Probe => engine.Grains.GetGrain<IProbeGrain>(_key);

    private IFilteredGrain Filtered => engine.Grains.GetGrain<IFilteredGrain>(_key);

    [Fact]
    public async Task Exception_keeps_its_type_and_message()
    {
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => Probe.Fail("Because."));

        Assert.Equal("Because.", exception.Message);
    }

    [Fact]
    public async Task Exception_of_our_own_keeps_what_it_carries()
    {
        var exception = await Assert.ThrowsAsync<ProbeException>(() => Probe.FailWithCode("probe.broken"));

        Assert.Equal("probe.broken", exception.Code);
    }

    [Fact]
    public async Task Call_without_an_answer_times_out_and_the_grain_goes_on()
    {
        var late = Probe.Briefly("a");
        await Diary.Until("begin a");

        await Assert.ThrowsAsync<TimeoutException>(() => late.Within("the time-out"));

        Diary.Open("a");
        Assert.Equal(3, await Probe.Sum(1, 2));
        Assert.Contains("end a", Diary.Lines);
    }

    [Fact]
    public async Task Call_that_timed_out_in_the_queue_never_runs()
    {
        var long1 = Probe.Visit("a");
        await Diary.Until("begin a");

        await Assert.ThrowsAsync<TimeoutException>(() => Probe.Briefly("b").Within("the time-out"));
        Diary.Open("a", "b");
        await long1.Within("the call before");
        await Probe.Sum(1, 2);

        Assert.Equal(["activated", "begin a", "end a"], Diary.Lines);
    }

    [Fact]
    public async Task Request_context_flows_down_the_chain_of_calls()
    {
        RequestContext.Set("who", "ada");

        Assert.Equal("ada", await Probe.Context("who"));
        Assert.Equal("ada", await Probe.RelayContext(Diary.NewKey(), "who"));
    }

    [Fact]
    public async Task Request_context_does_not_flow_up()
    {
        RequestContext.Set("who", "ada");

        await Probe.ChangeContext("who", "eve");
        await Probe.ChangeContext("what", "ill");

        Assert.Equal("ada", RequestContext.Get("who"));
        Assert.Null(RequestContext.Get("what"));
    }

    [Fact]
    public async Task Request_context_of_one_call_is_not_seen_by_another()
    {
        RequestContext.Set("who", "ada");
        await Probe.Context("who");
        RequestContext.Clear();

        Assert.Null(await Probe.Context("who"));
    }

    [Fact]
    public async Task Filters_see_the_call_and_may_change_its_result()
    {
        var answer = await Filtered.Say("hello");

        Assert.Equal("hello, in, out", answer);
        Assert.Equal(["out Say", "in Say"], Diary.Lines);
    }

    [Fact]
    public async Task Filter_may_refuse_a_call()
    {
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => Filtered.Forbidden());

        Assert.Equal("The filter says no.", exception.Message);
    }

    [Fact]
    public async Task Grain_may_filter_its_own_calls()
    {
        Assert.Equal("method, own filter", await Filtered.Own());
    }

    [Fact]
    public async Task Observer_hears_and_answers()
    {
        var station = engine.Grains.GetGrain<IStationGrain>(_key);
        var listener = new Listener(Diary);
        await station.TuneIn(engine.Grains.CreateObjectReference<IListener>(listener));

        await station.Say("rain");
        await Diary.Until("rain");

        Assert.Equal("wet?", await station.Ask("wet"));
        GC.KeepAlive(listener);
    }

    [Fact]
    public async Task Observer_hears_nothing_after_its_reference_was_deleted()
    {
        var station = engine.Grains.GetGrain<IStationGrain>(_key);
        var other = engine.Grains.GetGrain<IStationGrain>(Diary.NewKey());
        var (gone, stays) = (new Listener(Diary), new Listener(Diary));
        var reference = engine.Grains.CreateObjectReference<IListener>(gone);
        await station.TuneIn(reference);
        await other.TuneIn(engine.Grains.CreateObjectReference<IListener>(stays));
        engine.Grains.DeleteObjectReference<IListener>(reference);

        await station.Say("rain");
        await other.Say("sun");
        await Diary.Until("sun");

        Assert.Equal(["sun"], Diary.Lines);
        GC.KeepAlive((gone, stays));
    }

    private sealed class Listener(Diary diary) : IListener
    {
        public Task Hear(string news)
        {
            diary.Write(news);
            return Task.CompletedTask;
        }

        public Task<string> Answer(string question) => Task.FromResult($"{question}?");
    }
}
