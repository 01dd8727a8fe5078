using Actors.Common;

namespace Actors.Tests.Cluster.Common;

public sealed class DeadlineTests : IAsyncLifetime
{
    private ActorsCluster _cluster = null!;

    public async ValueTask InitializeAsync() => _cluster = await ActorsCluster.Start();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task A_deadline_fires_at_its_moment_and_never_before()
    {
        var due = _cluster.Now.AddHours(1);
        await Probe("one").Wait(due, "");

        await _cluster.Pass(1.Hours() - TimeSpan.FromMilliseconds(1));
        var early = await Sweep();
        await _cluster.Pass(TimeSpan.FromMilliseconds(1));

        Assert.Equal(0, early);
        Assert.Equal([due], await Probe("one").Fired());
    }

    [Fact]
    public async Task A_partition_that_looks_ahead_calls_at_the_moment_itself()
    {
        var due = _cluster.Now.AddMilliseconds(700);
        await Probe("soon").Wait(due, "");
        await Sweep();

        // The partitions are awake now and have it in hand; only the clock is missing.
        _cluster.Time.Advance(TimeSpan.FromMilliseconds(699));
        Assert.Empty(await Probe("soon").Fired());

        await Turns.Until("the deadline fires", async () =>
        {
            _cluster.Time.Advance(TimeSpan.FromMilliseconds(1));
            return !(await Probe("soon").Fired()).IsEmpty;
        });
        Assert.True((await Probe("soon").Fired())[0] >= due);
    }

    [Fact]
    public async Task A_deadline_that_fails_backs_off_and_is_visible_until_it_succeeds()
    {
        await Probe("bad").Wait(_cluster.Now, "fail");

        await _cluster.Pass(1.Minutes());
        var fired = (await Probe("bad").Fired()).Length;
        var error = await _cluster.Scalar<string>("select last_error from deadline_failure where grain_key = 'bad'");
        await Probe("bad").Wait(_cluster.Now, "");
        await _cluster.Pass(10.Minutes());

        Assert.InRange(fired, 4, 7);
        Assert.Equal(nameof(InvalidOperationException), error);
        Assert.Equal(0, await _cluster.Scalar<long>("select count(*) from deadline_failure"));
    }

    [Fact]
    public async Task A_grain_that_says_done_and_leaves_its_deadline_backs_off_too()
    {
        await Probe("lazy").Wait(_cluster.Now, "forget");

        await _cluster.Pass(1.Minutes());

        Assert.InRange((await Probe("lazy").Fired()).Length, 4, 7);
        Assert.Equal("still-due", await _cluster.Scalar<string>("select last_error from deadline_failure where grain_key = 'lazy'"));
    }

    [Fact]
    public async Task One_that_fails_does_not_hold_up_its_neighbours_however_many_pages_there_are()
    {
        await _cluster.Execute(
            """
            insert into grain_state (service_id, state_name, n0, n1, grain_key, version, payload, next_due, partition, modified_at)
            select 'default', 'probe', 0, 0, 'p' || i, 1,
                   jsonb_build_object('nextDue', to_char($1 at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"+00:00"'), 'behaviour', case when i % 100 = 0 then 'fail' else '' end),
                   $1, 5, now()
              from generate_series(1, 650) i
            """,
            _cluster.Now.UtcDateTime);

        var handled = await _cluster.Grains.GetGrain<IDeadlineGrain>(IDeadlineGrain.Key(5)).Sweep();

        await Turns.Until("all but the failing are done", async () => await _cluster.Scalar<long>("select count(*) from grain_state where next_due is not null") == 6);
        Assert.InRange(handled, 1, 650);
        Assert.Equal(6, await _cluster.Scalar<long>("select count(*) from deadline_failure"));
    }

    [Fact]
    public async Task What_fell_due_while_nobody_was_there_fires_once_after_the_start()
    {
        await Probe("late").Wait(_cluster.Now.AddHours(1), "");
        _cluster.Time.Advance(30.Hours());

        await _cluster.Crash();
        await _cluster.Pass(TimeSpan.Zero);
        await _cluster.Pass(1.Hours());

        Assert.Single(await Probe("late").Fired());
    }

    private IProbeGrain Probe(string key) => _cluster.Grains.GetGrain<IProbeGrain>(key);

    private async Task<int> Sweep() =>
        (await Task.WhenAll(Enumerable.Range(0, IDeadlineGrain.Partitions).Select(p => _cluster.Grains.GetGrain<IDeadlineGrain>(IDeadlineGrain.Key(p)).Sweep()))).Sum();
}
