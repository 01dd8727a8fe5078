using Actors.Common;
using Actors.Silo.Storage;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace Actors.Api.Common;

/// <summary>Live: the process answers. Ready: the database answers, its migrations are applied, and a grain answers.</summary>
internal static class Health
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    public static void AddActorsHealth(this IServiceCollection services) => services.AddHealthChecks()
        .AddCheck<DatabaseReady>("database", timeout: s_patience)
        .AddCheck<GrainsReady>("grains", timeout: s_patience);

    public static void MapActorsHealth(this WebApplication app)
    {
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false });
        app.MapHealthChecks("/health/ready");
    }

    private sealed class DatabaseReady(NpgsqlDataSource database) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            var pending = await Migrations.Pending(database, cancellationToken);
            return pending.Count == 0 ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy($"{pending.Count} migrations are not applied.");
        }
    }

    private sealed class GrainsReady(IGrainFactory grains) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            await grains.GetGrain<IDeadlineGrain>(IDeadlineGrain.Key(0)).Touch().WaitAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        }
    }
}
