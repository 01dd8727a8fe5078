using Actors.Silo;
using Actors.Silo.Storage;
using Npgsql;

namespace Actors.Tests.Cluster.Common;

public sealed class MigrationTests : IAsyncLifetime
{
    private string _name = "";
    private NpgsqlDataSource _database = null!;

    public async ValueTask InitializeAsync()
    {
        _name = await TestDatabases.CreateEmpty();
        _database = SiloHosting.OpenDatabase(TestDatabases.ConnectionString(_name), new());
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        await TestDatabases.Drop(_name);
    }

    [Fact]
    public async Task Silos_that_start_at_once_apply_every_file_once()
    {
        var starts = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Migrations.Apply(_database, TestContext.Current.CancellationToken)));

        Assert.Equal(Migrations.All().Select(m => m.Name), starts.Single(applied => applied.Count > 0));
    }

    [Fact]
    public async Task A_file_that_changed_after_it_was_applied_stops_the_start_and_is_named()
    {
        await Migrations.Apply(_database, TestContext.Current.CancellationToken);
        await using (var command = _database.CreateCommand("update migration set checksum = 'another' where name = '002-reminders.sql'"))
        {
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => Migrations.Apply(_database, TestContext.Current.CancellationToken));

        Assert.Contains("002-reminders.sql", refused.Message, StringComparison.Ordinal);
    }
}
