using Actors.Common;
using Actors.Grains.Accounts;
using Actors.Grains.Common;
using Actors.Grains.Opportunities;
using Actors.Grains.Notifications;
using Actors.Silo.Engines;
using Actors.Silo.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Npgsql;
using Orleans.Configuration;
using Orleans.Storage;

namespace Actors.Silo;

/// <summary>Puts a silo together: database, storage, reminders, clustering, deadlines.</summary>
public static class SiloHosting
{
    /// <summary>The name of the environment variable that holds the connection string.</summary>
    public const string DatabaseVariable = "ACTORS_DATABASE";

    /// <summary>Adds a silo to the host. Migrations are applied when the host starts, before the silo does.</summary>
    public static IHostApplicationBuilder AddActorsSilo(this IHostApplicationBuilder builder)
    {
        builder.AddActorsDatabase();
        builder.Services.AddHostedService<MigrationsAtStart>();
        builder.Services.AddTaxonomy().AddAccountExport();
        builder.UseOrleans(silo =>
        {
            var connection = ConnectionString(builder.Configuration);
            silo.Services.Configure<ClusterOptions>(builder.Configuration.GetSection("Actors:Cluster"));
            silo.Services.Configure<SiloMessagingOptions>(builder.Configuration.GetSection("Actors:Messaging"));
            silo.Services.Configure<GrainCollectionOptions>(builder.Configuration.GetSection("Actors:Collection"));
            silo.UseAdoNetClustering(options => (options.Invariant, options.ConnectionString) = ("Npgsql", connection));
            silo.UseAdoNetReminderService(options => (options.Invariant, options.ConnectionString) = ("Npgsql", connection));
            if (builder.Configuration.GetValue<DocumentProvider>("Actors:Storage:Documents") == DocumentProvider.AdoNet)
            {
                silo.UseAdoNetDocuments(connection);
            }
            else
            {
                silo.Services.AddSingleton<IGrainStorage, DocumentStorage>();
            }

            silo.AddIncomingGrainCallFilter<AppliedCommands>();
            silo.AddIncomingGrainCallFilter<AdminActs>();
            silo.ConfigureEngine(builder.Configuration);
        });
        builder.Services.AddSingleton(services =>
        {
            var options = services.GetRequiredService<IOptions<StorageOptions>>().Value;
            return new JournalDatabase(OpenDatabase(ConnectionString(builder.Configuration), options with { Connections = options.JournalConnections }));
        });
        builder.Services.AddSingleton<Intents>();
        builder.Services.AddOptions<VolunteerOptions>().BindConfiguration("Actors:Volunteers").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddOptions<AttendanceOptions>().BindConfiguration("Actors:Attendance").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<GateKey>().AddSingleton<AttemptLog>();
        builder.Services.AddNotifications(builder.Configuration);
        builder.Services.AddHostedService<DeadlineKeeper>();
        return builder;
    }

    /// <summary>Adds a client of silos that run elsewhere (Engine=Orleans).</summary>
    public static IHostApplicationBuilder AddActorsClient(this IHostApplicationBuilder builder)
    {
        builder.AddActorsDatabase();
        builder.Services.AddTaxonomy().AddAccountExport();
        return builder.UseOrleansClient(client =>
        {
            client.Services.Configure<ClusterOptions>(builder.Configuration.GetSection("Actors:Cluster"));
            client.UseAdoNetClustering(options => (options.Invariant, options.ConnectionString) = ("Npgsql", ConnectionString(builder.Configuration)));
        });
    }

    /// <summary>Adds the one data source of the process and the product's clock.</summary>
    public static IHostApplicationBuilder AddActorsDatabase(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<StorageOptions>().BindConfiguration("Actors:Storage").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.TryAddSingleton(services => OpenDatabase(ConnectionString(builder.Configuration), services.GetRequiredService<IOptions<StorageOptions>>().Value));
        builder.Services.TryAddSingleton(new Clock(TimeProvider.System));
        return builder;
    }

    /// <summary>Runs the host to its end; the process' exit code. What keeps it from starting is one message and a 1, not a crash.</summary>
    public static async Task<int> Serve(this IHost host)
    {
        using (host)
        {
            try
            {
                await host.StartAsync();
            }
            catch (Exception exception)
            {
                // The host has logged where it came from.
                await Console.Error.WriteLineAsync($"Could not start: {exception.Message}");
                return 1;
            }

            await host.WaitForShutdownAsync();
            return 0;
        }
    }

    public static NpgsqlDataSource OpenDatabase(string connectionString, StorageOptions options) =>
        NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString)
        {
            MaxPoolSize = options.Connections,
            MaxAutoPrepare = 50,
            AutoPrepareMinUsages = 2,

            // Nobody leaves state behind in a session, and clearing it costs as much as a small statement each time.
            NoResetOnClose = true,
        });

    public static string ConnectionString(IConfiguration configuration) =>
        configuration[DatabaseVariable] ?? configuration.GetConnectionString("Actors")
        ?? throw new InvalidOperationException($"No database: set {DatabaseVariable} to a PostgreSQL connection string.");

    private sealed class MigrationsAtStart(NpgsqlDataSource database) : IHostedService
    {
        public async Task StartAsync(CancellationToken cancellationToken) => await Migrations.Apply(database, cancellationToken);

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
