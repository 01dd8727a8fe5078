namespace Actors.Tests.Cluster.Engine;

[Collection(EngineSuite.Name)]
public sealed class TimerTests(EngineFixture engine)
{
    private static readonly TimeSpan s_soon = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan s_never = Timeout.InfiniteTimeSpan;
    private readonly string _key = Diary.NewKey();

    private Diary Diary => Diary.Of(_key);

    private IClockGrain Clock => engine.Grains.GetGrain<IClockGrain>(_key);

    [Fact]
    public async Task Timer_ticks_again_and_again()
    {
        await Clock.Start("tick", s_soon, s_soon, interleave: false, fails: false);

        await Diary.Until("tick 3");
    }

    [Fact]
    public async Task Timer_without_a_period_ticks_once()
    {
        await Clock.Start("once", s_soon, s_never, interleave: false, fails: false);
        await Diary.Until("once 1");
        await Clock.Start("other", s_soon, s_soon, interleave: false, fails: false);
        await Diary.Until("other 4");

        Assert.Single(Diary.Lines, line => line.StartsWith("once", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Tick_waits_for_the_running_call()
    {
        await Clock.Start("tick", s_soon, s_soon, interleave: false, fails: false);
        await Diary.Until("tick 1");
        var visit = Clock.Visit("a");
        await Diary.Until("begin a");
        var ticks = Diary.Lines.Length;

        await TickElsewhere(3);

        Assert.Equal(ticks, Diary.Lines.Length);
        Diary.Open("a");
        await visit.Within("the call");
        await Diary.Until(lines => lines.Length > ticks + 1, "ticks after the call");
    }

    [Fact]
    public async Task Interleaving_tick_comes_beside_the_running_call()
    {
        await Clock.Start("tick", s_soon, s_soon, interleave: true, fails: false);
        var visit = Clock.Visit("a");
        await Diary.Until("begin a");
        var ticks = Diary.Lines.Length;

        await Diary.Until(lines => lines.Length >= ticks + 2, "ticks beside the call");

        Diary.Open("a");
        await visit.Within("the call");
    }

    [Fact]
    public async Task Failure_does_not_stop_the_timer()
    {
        await Clock.Start("tick", s_soon, s_soon, interleave: false, fails: true);

        await Diary.Until("tick 3");
    }

    [Fact]
    public async Task Disposed_timer_is_silent()
    {
        await Clock.Start("tick", s_soon, s_soon, interleave: false, fails: false);
        await Diary.Until("tick 1");
        await Clock.Stop();
        var ticks = Diary.Lines.Length;

        await TickElsewhere(3);

        Assert.Equal(ticks, Diary.Lines.Length);
    }

    [Fact]
    public async Task Changed_timer_keeps_the_new_times()
    {
        await Clock.Start("tick", TimeSpan.FromHours(1), s_never, interleave: false, fails: false);

        await Clock.Change(s_soon, s_soon);

        await Diary.Until("tick 3");
    }

    [Fact]
    public async Task Timer_dies_with_its_activation()
    {
        await Clock.Start("tick", s_soon, s_soon, interleave: false, fails: false);
        await Diary.Until("tick 1");
        await Clock.Leave();
        await Diary.Until("gone");

        await TickElsewhere(3);

        Assert.Equal("gone", Diary.Lines[^1]);
    }

    /// <summary>Lets as much time go by as another timer takes for some ticks.</summary>
    private async Task TickElsewhere(int ticks)
    {
        var key = Diary.NewKey();
        var clock = engine.Grains.GetGrain<IClockGrain>(key);
        await clock.Start("tick", s_soon, s_soon, interleave: false, fails: false);
        await Diary.Of(key).Until($"tick {ticks}");
        await clock.Stop();
    }
}
