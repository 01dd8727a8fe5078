using Actors.Api.Common;
using Actors.Common;

namespace Actors.Api.Live;

internal static class LiveHosting
{
    public static IServiceCollection AddLive(this IServiceCollection services)
    {
        services.AddSignalR(options => options.MaximumReceiveMessageSize = 16 * 1024)
            .AddJsonProtocol(options => ActorsJson.Configure(options.PayloadSerializerOptions));
        services.AddSingleton<LiveFanout>();
        services.AddSingleton<LiveConnections>();
        return services.AddHostedService(s => s.GetRequiredService<LiveFanout>());
    }

    public static void MapLive(this WebApplication app) => app.MapHub<LiveHub>(LiveHub.Path);
}
