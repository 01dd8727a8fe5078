using Actors.Silo;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Actors.Bench.Common;

/// <summary>A silo as the product composes it, on a given database.</summary>
internal static class BenchSilo
{
    public const string Service = "bench";

    public static async Task<IHost> Start(string database)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { Configuration = new ConfigurationManager() });
        builder.Configuration.AddInMemoryCollection(Settings(database));
        builder.Logging.AddConsole().SetMinimumLevel(LogLevel.Warning);
        builder.AddActorsSilo();
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }

    public static IGrainFactory Grains(this IHost host) => host.Services.GetRequiredService<IGrainFactory>();

    public static Dictionary<string, string?> Settings(string database) => new()
    {
        [SiloHosting.DatabaseVariable] = database,
        ["Actors:Cluster:ServiceId"] = Service,
        ["Actors:Cluster:ClusterId"] = Service,
    };
}
