using Actors.Silo;
using Actors.Silo.Storage;
using Actors.Tests.Cluster.Common;
using Npgsql;

[assembly: AssemblyFixture(typeof(TestDatabases))]

namespace Actors.Tests.Cluster.Common;

/// <summary>Databases of their own for tests: one is migrated, the others are copies of it. All are dropped at the end.</summary>
public sealed class TestDatabases : IAsyncLifetime
{
    private static readonly string s_server = Environment.GetEnvironmentVariable(SiloHosting.DatabaseVariable)
        ?? throw new InvalidOperationException($"No database: set {SiloHosting.DatabaseVariable}, or run ./test, which starts one.");

    private static readonly string s_template = $"actors_test_{Guid.NewGuid():N}";

    public async ValueTask InitializeAsync()
    {
        await Execute($"create database {s_template}");
        await using var database = SiloHosting.OpenDatabase(ConnectionString(s_template), new());
        await Migrations.Apply(database, TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync() => await Drop(s_template);

    /// <summary>A migrated database; the caller drops it.</summary>
    public static async Task<string> Create()
    {
        var name = $"actors_test_{Guid.NewGuid():N}";
        await Execute($"create database {name} template {s_template}");
        return name;
    }

    /// <summary>A database without anything in it; the caller drops it.</summary>
    public static async Task<string> CreateEmpty()
    {
        var name = $"actors_test_{Guid.NewGuid():N}";
        await Execute($"create database {name}");
        return name;
    }

    public static Task Drop(string name) => Execute($"drop database if exists {name} with (force)");

    public static string ConnectionString(string name) => new NpgsqlConnectionStringBuilder(s_server) { Database = name }.ConnectionString;

    /// <summary>Ends every connection to a database, as the death of its process would.</summary>
    public static Task Sever(string name) => Execute($"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{name}'");

    private static async Task Execute(string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(s_server) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
#pragma warning disable CA2100 // Names are made here from GUIDs.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }
}
