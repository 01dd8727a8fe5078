using Orleans.Concurrency;

namespace Actors.Tests.Cluster.Engine;

/// <summary>A counter that checks on itself. Key: any.</summary>
[Alias("engine.tally")]
public interface ITallyGrain : IGrainWithStringKey
{
    [Alias("add")] Task Add(int work);

    [Alias("look"), ReadOnly] Task Look(int work);

    [Alias("pass-by"), AlwaysInterleave] Task PassBy(int work);

    [Alias("leave")] Task Leave();

    [Alias("tick")] Task Tick();

    [Alias("fail")] Task Fail();
}

[GrainType("engine-tally")]
internal sealed class TallyGrain : Grain, ITallyGrain
{
    private Tally _tally = null!;
    private int _turn;
    private int _writes;
    private bool _alive;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _tally = Tally.Of(this.GetPrimaryKeyString());
        _tally.Check(Interlocked.Increment(ref _tally.Alive) == 1, "one activation at a time");
        await Task.Yield();
        _alive = true;
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _tally.Check(_writes == 0, "no call runs when the grain leaves");
        await Task.Yield();
        _alive = false;
        Interlocked.Decrement(ref _tally.Alive);
    }

    public async Task Add(int work)
    {
        _tally.Check(++_writes == 1, "one write at a time");
        await Work(work);
        _tally.Added++;
        _writes--;
    }

    public async Task Look(int work)
    {
        _tally.Check(_writes == 0, "no read beside a write");
        await Work(work);
    }

    public Task PassBy(int work) => Work(work);

    public Task Leave()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public Task Tick()
    {
        this.RegisterGrainTimer(
            async _ =>
            {
                _tally.Check(++_writes == 1, "no tick beside a write");
                await Work(1);
                _writes--;
            },
            new() { DueTime = TimeSpan.Zero, Period = Timeout.InfiniteTimeSpan });
        return Task.CompletedTask;
    }

    public Task Fail() => throw new InvalidOperationException("As told.");

    private async Task Work(int turns)
    {
        for (var i = 0; i < turns; i++)
        {
            _tally.Check(_alive, "turns belong to a living grain");
            _tally.Check(Interlocked.Increment(ref _turn) == 1, "one turn at a time");
            Interlocked.Decrement(ref _turn);
            await Task.Yield();
        }
    }
}

internal sealed class Tally
{
    private static readonly System.Collections.Concurrent.ConcurrentDictionary<string, Tally> s_tallies = new(StringComparer.Ordinal);
    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, int> _broken = new(StringComparer.Ordinal);
    public int Alive;
    public int Added;

    public IReadOnlyDictionary<string, int> Broken => _broken;

    public static Tally Of(string key) => s_tallies.GetOrAdd(key, _ => new());

    public void Check(bool holds, string promise)
    {
        if (!holds)
        {
            _broken.AddOrUpdate(promise, 1, (_, count) => count + 1);
        }
    }
}

[Collection(EngineSuite.Name)]
public sealed class StressTests(EngineFixture engine)
{
    private const int Callers = 24;
    private const int CallsEach = 2_000;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Random_calls_timers_and_departures_break_no_promise_and_lose_no_call(int seed)
    {
        var keys = Enumerable.Range(0, 6).Select(_ => Diary.NewKey()).ToArray();

        var added = await Task.WhenAll(Enumerable.Range(0, Callers).Select(i => Task.Run(() => Calls(keys, new Random((seed * 1_000) + i))))).Within("all calls");

        Assert.All(keys, key => Assert.Empty(Tally.Of(key).Broken));
        Assert.Equal(added.Sum(), keys.Sum(key => Tally.Of(key).Added));
    }

    private async Task<int> Calls(string[] keys, Random random)
    {
        var added = 0;
        for (var i = 0; i < CallsEach; i++)
        {
            var grain = engine.Grains.GetGrain<ITallyGrain>(keys[random.Next(keys.Length)]);
            switch (random.Next(100))
            {
                case < 40:
                    await Sent(() => grain.Add(random.Next(3)));
                    added++;
                    break;
                case < 60:
                    await Task.WhenAll(Sent(() => grain.Look(1)), Sent(() => grain.Look(2)));
                    break;
                case < 80:
                    await Sent(() => grain.PassBy(random.Next(12)));
                    break;
                case < 90:
                    await Sent(grain.Tick);
                    break;
                case < 95:
                    await Assert.ThrowsAsync<InvalidOperationException>(() => Sent(grain.Fail));
                    break;
                default:
                    await Sent(grain.Leave);
                    break;
            }
        }

        return added;
    }

    /// <summary>A rejected call was not run: Orleans forwards a call only so often while activations come and go.</summary>
    private static async Task Sent(Func<Task> call)
    {
        while (true)
        {
            try
            {
                await call();
                return;
            }
            catch (OrleansMessageRejectionException)
            {
                await Task.Yield();
            }
        }
    }
}
