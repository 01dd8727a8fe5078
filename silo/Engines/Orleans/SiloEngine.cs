using System.Net;
using System.Text.Json;
using Actors.Common;
using Actors.Silo.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.Storage;

namespace Actors.Silo.Engines;

/// <summary>What real silos need: endpoints of their own, and the choice of Orleans' AdoNet documents.</summary>
internal static class SiloEngine
{
    public static ISiloBuilder ConfigureEngine(this ISiloBuilder silo, IConfiguration configuration)
    {
        silo.Services.Configure<EndpointOptions>(endpoints =>
        {
            endpoints.AdvertisedIPAddress = IPAddress.Loopback;
            configuration.GetSection("Actors:Endpoints").Bind(endpoints);
            if (IPAddress.TryParse(configuration["Actors:Endpoints:Address"], out var address))
            {
                endpoints.AdvertisedIPAddress = address;
            }
        });
        return silo;
    }

    public static ISiloBuilder UseAdoNetDocuments(this ISiloBuilder silo, string connectionString)
    {
        silo.Services.AddSingleton<IGrainStorageSerializer, DocumentSerializer>();
        return silo.AddAdoNetGrainStorageAsDefault(options => (options.Invariant, options.ConnectionString) = ("Npgsql", connectionString));
    }

    /// <summary>The same JSON as our own storage writes, so that either provider reads the other's rows.</summary>
    private sealed class DocumentSerializer : IGrainStorageSerializer
    {
        public BinaryData Serialize<T>(T? input) => new(DocumentJson.Write(input));

        public T? Deserialize<T>(BinaryData input) => JsonSerializer.Deserialize<T>(input, ActorsJson.Options);
    }
}
