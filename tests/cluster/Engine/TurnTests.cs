namespace Actors.Tests.Cluster.Engine;

[Collection(EngineSuite.Name)]
public sealed class TurnTests(EngineFixture engine)
{
    private readonly string _key = Diary.NewKey();

    private Diary Diary => Diary.Of(_key);

    private IProbeGrain Probe => engine.Grains.GetGrain<IProbeGrain>(_key);

    [Fact]
    public async Task Calls_wait_their_turn_in_the_order_of_arrival()
    {
        await Probe.PassBy();
        var calls = new[] { "a", "b", "c" }.Select(name => Probe.Visit(name)).ToArray();
        await Diary.Until("begin a");
        await Probe.PassBy();
        Diary.Open("b", "c");

        Assert.Equal(["activated", "begin a"], Diary.Lines);
        Diary.Open("a");
        await Task.WhenAll(calls).Within("all three calls");

        Assert.Equal(["activated", "begin a", "end a", "begin b", "end b", "begin c", "end c"], Diary.Lines);
    }

    [Fact]
    public async Task No_two_turns_of_a_grain_run_at_once()
    {
        var overlaps = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Probe.Overlaps(200))).Within("eight calls that yield");

        Assert.All(overlaps, count => Assert.Equal(0, count));
    }

    [Fact]
    public async Task Reentrant_grain_takes_the_next_call_at_an_await()
    {
        var grain = engine.Grains.GetGrain<IReentrantProbeGrain>(_key);

        var first = grain.Visit("a");
        await Diary.Until("begin a");
        Diary.Open("b");
        await grain.Visit("b").Within("the second call");

        Assert.Equal(["begin a", "begin b", "end b"], Diary.Lines);
        Diary.Open("a");
        await first.Within("the first call");
    }

    [Fact]
    public async Task Reentrant_grain_may_call_itself()
    {
        Assert.Equal("round", await engine.Grains.GetGrain<IReentrantProbeGrain>(_key).Circle(5));
    }

    [Fact]
    public async Task Interleaving_call_runs_beside_a_running_one()
    {
        var first = Probe.Visit("a");
        await Diary.Until("begin a");
        var beside = Probe.Beside("b");
        await Diary.Until("begin b");

        Diary.Open("b");
        await beside.Within("the interleaving call");

        Assert.DoesNotContain("end a", Diary.Lines);
        Diary.Open("a");
        await first.Within("the first call");
    }

    [Fact]
    public async Task Interleaving_call_holds_up_nobody()
    {
        var beside = Probe.Beside("a");
        await Diary.Until("begin a");

        Diary.Open("b");
        await Probe.Visit("b").Within("a call beside the interleaving one");

        Diary.Open("a");
        await beside.Within("the interleaving call");
    }

    [Fact]
    public async Task Interleaving_call_that_comes_during_activation_does_not_wait_for_the_calls_before_it()
    {
        var first = Probe.Visit("a");
        var second = Probe.Visit("b");
        var beside = Probe.Beside("c");
        Diary.Open("c");

        await beside.Within("the interleaving call");

        Diary.Open("a", "b");
        await Task.WhenAll(first, second).Within("the other calls");
    }

    [Fact]
    public async Task Read_only_calls_run_beside_each_other()
    {
        var reads = new[] { "a", "b" }.Select(name => Probe.Read(name)).ToArray();

        await Diary.Until("begin a");
        await Diary.Until("begin b");

        Diary.Open("a", "b");
        await Task.WhenAll(reads).Within("both reads");
    }

    [Fact]
    public async Task Read_only_call_waits_for_a_write()
    {
        var write = Probe.Visit("write");
        await Diary.Until("begin write");
        var read = Probe.Read("read");
        await Probe.PassBy();

        Assert.DoesNotContain("begin read", Diary.Lines);
        Diary.Open("write", "read");
        await Task.WhenAll(write, read).Within("both calls");

        Assert.Equal(["activated", "begin write", "end write", "begin read", "end read"], Diary.Lines);
    }

    [Fact]
    public async Task Write_waits_for_a_read_only_call()
    {
        var read = Probe.Read("read");
        await Diary.Until("begin read");
        var write = Probe.Visit("write");
        await Probe.PassBy();

        Assert.DoesNotContain("begin write", Diary.Lines);
        Diary.Open("write", "read");
        await Task.WhenAll(write, read).Within("both calls");

        Assert.Equal(["activated", "begin read", "end read", "begin write", "end write"], Diary.Lines);
    }

    [Fact]
    public async Task One_way_call_is_done_for_the_caller_when_sent()
    {
        await Probe.Tell("a").Within("sending");
        await Diary.Until("begin a");
        Diary.Open("a");

        await Diary.Until("end a");
    }

    [Fact]
    public async Task One_way_call_hides_its_failure_and_the_grain_goes_on()
    {
        await Probe.TellAndFail();

        Assert.Equal(3, await Probe.Sum(1, 2));
    }

    [Fact]
    public async Task Stateless_worker_serves_one_key_by_several_activations_up_to_its_limit()
    {
        var worker = engine.Grains.GetGrain<IWorkerGrain>(_key);

        var calls = new[] { "a", "b", "c" }.Select(name => worker.Visit(name)).ToArray();
        await Diary.Until(lines => lines.Length == 2, "two calls begin");

        Assert.All(Diary.Lines, line => Assert.StartsWith("begin", line, StringComparison.Ordinal));
        Diary.Open("a", "b", "c");
        await Task.WhenAll(calls).Within("all three calls");
        Assert.StartsWith("end", Diary.Lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Value_task_brings_its_result()
    {
        Assert.Equal(5, await Probe.Sum(2, 3));
    }
}
