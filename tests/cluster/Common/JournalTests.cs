using Actors.Common;
using Actors.Grains.Common;
using Npgsql;

namespace Actors.Tests.Cluster.Common;

public sealed class JournalTests : IAsyncLifetime
{
    /// <summary>A statement that the database refuses, not before the test has gone on: an answer at once would end the commit inside of the call.</summary>
    private static readonly JournalTable<int> s_broken = new(1, "select 1 / length((select '' from pg_sleep(0.05)))", (_, _) => { });

    /// <summary>A statement that takes as long as somebody else holds a lock.</summary>
    private static readonly JournalTable<int> s_slow = new(1, "select pg_advisory_xact_lock(42)", (_, _) => { });

    private ActorsCluster _cluster = null!;

    public async ValueTask InitializeAsync() => _cluster = await ActorsCluster.Start();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public Task A_failed_commit_fails_everybody_in_it_and_breaks_the_journal() => Turns.Run(async () =>
    {
        var journal = await Open("pot");
        journal.Put(Intents.Table, "a", Row("a"));
        await journal.Commit();
        journal.Put(Intents.Table, "b", Row("b"));
        var second = journal.Commit();
        journal.Put(s_broken, "x", 0);
        var third = journal.Commit();

        await Assert.ThrowsAsync<OutcomeUnknownException>(() => second);
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => third);

        Assert.True(journal.Broken);
        Assert.Throws<OutcomeUnknownException>(() => journal.Put(Intents.Table, "c", Row("c")));
        Assert.Throws<OutcomeUnknownException>(() => { _ = journal.Commit(); });
        Assert.Equal(["a"], await Stored());
    });

    [Fact]
    public Task What_was_put_while_a_commit_failed_fails_too() => Turns.Run(async () =>
    {
        var journal = await Open("pot");
        journal.Put(s_broken, "x", 0);
        var failing = journal.Commit();

        // It is on its way.
        await Task.Yield();
        journal.Put(Intents.Table, "later", Row("later"));
        var later = journal.Commit();

        await Assert.ThrowsAsync<OutcomeUnknownException>(() => failing);
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => later);
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => journal.Settled);
        Assert.Empty(await Stored());
    });

    [Fact]
    public Task A_stale_journal_cannot_write() => Turns.Run(async () =>
    {
        var stale = await Open("pot");
        var current = await Open("pot");
        stale.Put(Intents.Table, "stale", Row("stale"));
        current.Put(Intents.Table, "current", Row("current"));

        var refused = await Assert.ThrowsAsync<OutcomeUnknownException>(stale.Commit);
        await current.Commit();

        Assert.Equal("AC001", Assert.IsType<PostgresException>(refused.InnerException).SqlState);
        Assert.Equal(["current"], await Stored());
    });

    [Fact]
    public Task With_the_fence_off_a_stale_journal_writes() => Turns.Run(async () =>
    {
        await _cluster.Execute("create or replace function hold_fence(fenced_owner text, held bigint) returns void language sql as ''");
        var stale = await Open("pot");
        await Open("pot");
        stale.Put(Intents.Table, "stale", Row("stale"));

        await stale.Commit();

        Assert.Equal(["stale"], await Stored());
    });

    [Fact]
    public Task A_new_activation_waits_for_the_commit_that_is_on_its_way() => Turns.Run(async () =>
    {
        await using var other = await _cluster.Database.OpenConnectionAsync();
        await Run(other, "select pg_advisory_lock(42)");
        var before = await Open("pot");
        before.Put(Intents.Table, "last", Row("last"));
        before.Put(s_slow, "x", 0);
        var committing = before.Commit();
        await Turns.Until("the commit waits", async () => await Waiting() == 1);

        var opening = Open("pot");
        await Turns.Until("the new activation waits for it", async () => opening.IsCompleted || await Waiting() == 2);
        var tooEarly = opening.IsCompleted;
        await Run(other, "select pg_advisory_unlock(42)");
        await committing;
        await opening;

        Assert.False(tooEarly);
        Assert.Equal(["last"], await Stored());
    });

    [Fact]
    public Task The_last_row_of_a_key_wins() => Turns.Run(async () =>
    {
        var journal = await Open("pot");
        journal.Put(Intents.Table, "a", Row("a") with { Kind = "first" });
        journal.Put(Intents.Table, "a", Row("a") with { Kind = "last" });

        await journal.Commit();

        Assert.Equal("last", await _cluster.Scalar<string>("select kind from intent where id = 'a'"));
    });

    [Fact]
    public Task A_burst_becomes_a_few_transactions_that_grow() => Turns.Run(async () =>
    {
        var journal = await Open("pot");
        List<Task> commits = [];
        for (var i = 0; i < 500; i++)
        {
            journal.Put(Intents.Table, $"{i}", Row($"{i}"));
            commits.Add(journal.Commit());
        }

        await Task.WhenAll(commits);

        Assert.Equal(500, await _cluster.Scalar<long>("select count(*) from intent"));
        var sizes = await _cluster.Scalar<long[]>("select array_agg(n order by first) from (select count(*) as n, min(id::int) as first from intent group by xmin::text) t");
        Assert.Equal([64, 64, 128, 244], sizes);
    });

    [Fact]
    public Task Settled_waits_for_everything_that_was_put() => Turns.Run(async () =>
    {
        var journal = await Open("pot");
        Assert.True(journal.Settled.IsCompletedSuccessfully);
        journal.Put(Intents.Table, "a", Row("a"));
        _ = journal.Commit();

        await journal.Settled;

        Assert.Equal(["a"], await Stored());
    });

    private static async Task Run(NpgsqlConnection connection, string sql)
    {
#pragma warning disable CA2100 // Constants of this test.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }

    private async Task<Journal> Open(string owner)
    {
        var journal = new Journal(_cluster.Database, owner);
        await journal.Open();
        return journal;
    }

    private Intent Row(string id) => new(id, "probe/x", "probe.kind", "{}", _cluster.Now);

    private Task<string[]> Stored() => _cluster.Scalar<string[]>("select coalesce(array_agg(id order by id), '{}') from intent");

    private Task<long> Waiting() => _cluster.Scalar<long>(
        "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'");
}
