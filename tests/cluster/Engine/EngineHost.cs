using System.Net;
using System.Net.Sockets;
using Actors.Silo;
using Actors.Silo.Engines;
using Actors.Silo.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Orleans.Configuration;
using Orleans.Storage;

namespace Actors.Tests.Cluster.Engine;

/// <summary>A silo of its own cluster with nothing in it but what this suite asks about. The source is the same for both engines.</summary>
public sealed class EngineHost : IAsyncDisposable
{
    private readonly IHost _host;

    private EngineHost(IHost host) => _host = host;

    public static bool IsEmbedded => typeof(Grain).Assembly.GetName().Name == "Actors.Compat.Orleans";

    public IGrainFactory Grains => _host.Services.GetRequiredService<IGrainFactory>();

    public CancellationToken Stopping => _host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;

    public static EngineHost Create(string cluster, string database)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            [SiloHosting.DatabaseVariable] = database,
            ["Actors:Endpoints:SiloPort"] = FreePort(),
            ["Actors:Endpoints:GatewayPort"] = FreePort(),
        });
        builder.AddActorsDatabase();
        builder.UseOrleans(silo =>
        {
            silo.Configure<ClusterOptions>(options => (options.ClusterId, options.ServiceId) = (cluster, cluster));
            silo.Configure<GrainCollectionOptions>(options =>
            {
                options.CollectionQuantum = TimeSpan.FromSeconds(1);
                options.ClassSpecificCollectionAge[typeof(ShortLivedGrain).FullName!] = TimeSpan.FromSeconds(2);
            });
            silo.UseAdoNetClustering(options => (options.Invariant, options.ConnectionString) = ("Npgsql", database));
            silo.UseAdoNetReminderService(options => (options.Invariant, options.ConnectionString) = ("Npgsql", database));
            silo.AddIncomingGrainCallFilter<IncomingFilter>();
            silo.AddOutgoingGrainCallFilter<OutgoingFilter>();
            if (builder.Configuration.GetValue<DocumentProvider>("Actors:Storage:Documents") == DocumentProvider.AdoNet)
            {
                silo.UseAdoNetDocuments(database);
            }
            else
            {
                silo.Services.AddSingleton<IGrainStorage, DocumentStorage>();
            }

            silo.ConfigureEngine(builder.Configuration);
        });
        return new(builder.Build());
    }

    public static async Task<EngineHost> Start(string cluster, string database)
    {
        var host = Create(cluster, database);
        await host.Start();
        return host;
    }

    public Task Start() => _host.StartAsync();

    public Task Stop() => _host.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        await ((IAsyncDisposable)_host).DisposeAsync();
    }

    private static string FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }
}

/// <summary>A database of the suite's own and one silo on it, shared by the tests that need no other.</summary>
public sealed class EngineFixture : IAsyncLifetime
{
    private readonly string _name = $"engine_{Guid.NewGuid():n}";
    private EngineHost? _silo;

    public IGrainFactory Grains => _silo!.Grains;

    public string Database { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        await Execute(Server, $"create database {_name}");
        Database = new NpgsqlConnectionStringBuilder(Server) { Database = _name }.ConnectionString;
        await using (var database = NpgsqlDataSource.Create(Database))
        {
            await Migrations.Apply(database, CancellationToken.None);
        }

        _silo = await EngineHost.Start("shared", Database);
    }

    public async ValueTask DisposeAsync()
    {
        if (_silo is not null)
        {
            await _silo.DisposeAsync();
        }

        NpgsqlConnection.ClearAllPools();
        await Execute(Server, $"drop database if exists {_name} with (force)");
    }

    public Task Execute(string sql) => Execute(Database, sql);

    private static string Server => Environment.GetEnvironmentVariable(SiloHosting.DatabaseVariable)
        ?? throw new InvalidOperationException($"Set {SiloHosting.DatabaseVariable} to a PostgreSQL where databases may be created.");

    private static async Task Execute(string database, string sql)
    {
        await using var source = NpgsqlDataSource.Create(database);
#pragma warning disable CA2100 // Constants of this suite.
        await using var command = source.CreateCommand(sql);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }
}

[CollectionDefinition(Name)]
public sealed class EngineSuite : ICollectionFixture<EngineFixture>
{
    public const string Name = "Engine";
}
