using Actors.Common;
using Actors.Grains.Common;
using Npgsql;

namespace Actors.Tests.Cluster.Common;

public sealed class JournalTests : IAsyncLifetime
{
    private const string Weaker =
        """
        create or replace function hold_fence(fenced_owner text, held bigint) returns void language plpgsql as $$
        begin perform 1 from fence where owner = fenced_owner and epoch = held for key share; end $$
        """;

    private string _name = null!;
    private NpgsqlDataSource _database = null!;

    public async ValueTask InitializeAsync()
    {
        _name = await TestDatabases.Create();
        _database = NpgsqlDataSource.Create(TestDatabases.ConnectionString(_name));
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        await TestDatabases.Drop(_name);
    }

    [Fact]
    public async Task An_older_journal_fails_and_writes_nothing()
    {
        var (older, newer) = (new Journal(_database, "one"), new Journal(_database, "one"));
        await older.Open();
        await newer.Open();

        Put(older, "stale");
        var fenced = await Assert.ThrowsAsync<OutcomeUnknownException>(older.Commit);
        Put(newer, "fresh");
        await newer.Commit();

        Assert.Equal("AC001", Assert.IsType<PostgresException>(fenced.InnerException).SqlState);
        Assert.True(older.Broken);
        Assert.Throws<OutcomeUnknownException>(() => Put(older, "again"));
        Assert.Equal(["fresh"], await Stored());
    }

    [Fact]
    public async Task Journals_of_different_owners_do_not_meet()
    {
        var (one, two) = (new Journal(_database, "one"), new Journal(_database, "two"));
        await one.Open();
        await two.Open();

        Put(one, "a");
        Put(two, "b");
        await Task.WhenAll(one.Commit(), two.Commit());

        Assert.Equal(["a", "b"], await Stored());
    }

    /// <summary>With the guard, what an older activation is committing is there before the newer one loads. Without it, it comes afterwards, unseen.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_newer_activation_waits_for_the_commit_that_has_passed_the_fence(bool guarded)
    {
        if (!guarded)
        {
            await Execute(Weaker);
        }

        var (older, newer) = (new Journal(_database, "one"), new Journal(_database, "one"));
        await older.Open();
        await using var obstacle = await _database.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var transaction = await obstacle.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using (var block = new NpgsqlCommand("lock table intent in exclusive mode", obstacle, transaction))
        {
            await block.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        Put(older, "late");
        var committing = older.Commit();
        await Waiting(1);
        var opening = newer.Open();
        await Waiting(2, unless: opening);
        var seen = opening.IsCompleted ? await Stored() : null;
        await transaction.RollbackAsync(TestContext.Current.CancellationToken);
        await committing;
        await opening;

        Assert.Equal(guarded ? null : [], seen);
        Assert.Equal(["late"], await Stored());
    }

    [Fact]
    public async Task Rows_put_while_a_commit_is_on_its_way_fail_with_it()
    {
        var journal = new Journal(_database, "one");
        await journal.Open();
        await Execute("update fence set epoch = epoch + 1");

        Put(journal, "a");
        var first = journal.Commit();
        Put(journal, "b");
        var second = journal.Commit();

        await Assert.ThrowsAsync<OutcomeUnknownException>(() => first);
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => second);
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => Task.Run(() => journal.Commit(), TestContext.Current.CancellationToken));
        Assert.Empty(await Stored());
    }

    private static void Put(Journal journal, string id) =>
        journal.Put(Intents.Table, id, new Intent(id, "nobody/none", "test.none", "{}", DateTimeOffset.UnixEpoch));

    private async Task<string[]> Stored()
    {
        await using var command = _database.CreateCommand("select coalesce(array_agg(id order by id), '{}') from intent");
        return (string[])(await command.ExecuteScalarAsync())!;
    }

    private async Task Waiting(int count, Task? unless = null)
    {
        var since = TimeProvider.System.GetTimestamp();
        while (unless is not { IsCompleted: true })
        {
            await using var command = _database.CreateCommand(
                "select count(distinct l.pid) >= $1 from pg_locks l join pg_stat_activity a using (pid) where not l.granted and a.datname = current_database()");
            command.Parameters.Add(new() { Value = count });
            if (await command.ExecuteScalarAsync() is true)
            {
                return;
            }

            Assert.True(TimeProvider.System.GetElapsedTime(since) < TimeSpan.FromSeconds(20), $"Still waiting for {count} to wait");
            await Execute("select pg_sleep(0.01)");
        }
    }

    private async Task Execute(string sql)
    {
#pragma warning disable CA2100 // Texts of the tests themselves.
        await using var command = _database.CreateCommand(sql);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }
}
