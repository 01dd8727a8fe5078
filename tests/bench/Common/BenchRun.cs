using System.Globalization;
using Actors.Silo;
using Actors.Silo.Storage;
using Npgsql;

namespace Actors.Bench.Common;

/// <summary>One bench: its fresh database, and the figures that it ends with.</summary>
internal sealed class BenchRun : IAsyncDisposable
{
    private readonly string _server;
    private readonly List<string> _databases = [];
    private readonly List<string> _figures = [];

    private BenchRun(string name, bool quick, string server) => (Name, Quick, _server) = (name, quick, server);

    public string Name { get; }

    /// <summary>The same figures from a run of less than a minute.</summary>
    public bool Quick { get; }

    /// <summary>Connection string of the bench's own database.</summary>
    public string Database { get; private set; } = "";

    public static async Task<BenchRun> Begin(string name, bool quick)
    {
        var server = Environment.GetEnvironmentVariable(SiloHosting.DatabaseVariable)
            ?? throw new InvalidOperationException($"No database: set {SiloHosting.DatabaseVariable}, or start this through ./bench.");
        var run = new BenchRun(name, quick, server);
        run.Database = await run.CreateDatabase();
        return run;
    }

    /// <summary>A fresh database with the product's schema; returns its connection string.</summary>
    public async Task<string> CreateDatabase()
    {
        var database = $"actors_bench_{Name}_{Guid.NewGuid():N}";
        await OnServer($"create database {database}");
        _databases.Add(database);
        var connection = new NpgsqlConnectionStringBuilder(_server) { Database = database }.ConnectionString;
        await using var source = SiloHosting.OpenDatabase(connection, new StorageOptions());
        await Migrations.Apply(source, CancellationToken.None);
        return connection;
    }

    public void Figure(string name, double value, string unit) =>
        _figures.Add(string.Create(CultureInfo.InvariantCulture, $"figure {Name}.{name} {Rounded(value)} {unit}"));

    public void PrintFigures() => _figures.ForEach(Console.WriteLine);

    public async ValueTask DisposeAsync()
    {
        foreach (var database in _databases)
        {
            await OnServer($"drop database if exists {database} with (force)");
        }
    }

    private static string Rounded(double value) => Math.Abs(value) switch
    {
        >= 1000 => value.ToString("0", CultureInfo.InvariantCulture),
        >= 10 => value.ToString("0.#", CultureInfo.InvariantCulture),
        _ => value.ToString("0.####", CultureInfo.InvariantCulture),
    };

    private async Task OnServer(string sql)
    {
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(_server) { Pooling = false });
        await using var command = source.CreateCommand(sql);
        command.CommandTimeout = 120;
        await command.ExecuteNonQueryAsync();
    }
}
