using Microsoft.Extensions.Configuration;

namespace Actors.Silo.Engines;

/// <summary>What the embedded engine needs beyond the common composition: nothing.</summary>
internal static class SiloEngine
{
    public static ISiloBuilder ConfigureEngine(this ISiloBuilder silo, IConfiguration configuration) => silo;

    public static ISiloBuilder UseAdoNetDocuments(this ISiloBuilder silo, string connectionString) =>
        throw new NotSupportedException("Actors:Storage:Documents=AdoNet is Orleans' own provider: build with -p:Engine=Orleans.");
}
