using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Orleans.Runtime;
using Orleans.Timers;

namespace Orleans.Hosting
{
    public interface ISiloBuilder
    {
        IServiceCollection Services { get; }

        IConfiguration Configuration { get; }
    }

    public interface IClientBuilder
    {
        IServiceCollection Services { get; }

        IConfiguration Configuration { get; }
    }

    internal sealed record SiloBuilder(IServiceCollection Services, IConfiguration Configuration) : ISiloBuilder;

    public static class SiloBuilderExtensions
    {
        public static ISiloBuilder ConfigureServices(this ISiloBuilder builder, Action<IServiceCollection> configureDelegate)
        {
            configureDelegate(builder.Services);
            return builder;
        }

        public static ISiloBuilder Configure<TOptions>(this ISiloBuilder builder, Action<TOptions> configureOptions) where TOptions : class
        {
            builder.Services.Configure(configureOptions);
            return builder;
        }
    }

    public static class GrainCallFilterSiloBuilderExtensions
    {
        public static ISiloBuilder AddIncomingGrainCallFilter<TImplementation>(this ISiloBuilder builder) where TImplementation : class, IIncomingGrainCallFilter =>
            builder.ConfigureServices(services => services.AddSingleton<IIncomingGrainCallFilter, TImplementation>());

        public static ISiloBuilder AddOutgoingGrainCallFilter<TImplementation>(this ISiloBuilder builder) where TImplementation : class, IOutgoingGrainCallFilter =>
            builder.ConfigureServices(services => services.AddSingleton<IOutgoingGrainCallFilter, TImplementation>());
    }

    public static class SiloBuilderReminderExtensions
    {
        /// <summary>Keeps reminders in PostgreSQL, in the table and by the texts that Orleans' provider uses.</summary>
        public static ISiloBuilder UseAdoNetReminderService(this ISiloBuilder builder, Action<AdoNetReminderTableOptions> configureOptions)
        {
            builder.Services.Configure(configureOptions);
            builder.Services.AddSingleton<ReminderTable>().AddSingleton<ReminderService>().AddSingleton<IReminderRegistry>(s => s.GetRequiredService<ReminderService>());
            builder.Services.AddHostedService(s => s.GetRequiredService<ReminderService>());
            return builder;
        }
    }

    public static class AdoNetHostingExtensions
    {
        /// <summary>This engine is one process: membership is a lock that only one silo of a cluster can hold.</summary>
        public static ISiloBuilder UseAdoNetClustering(this ISiloBuilder builder, Action<AdoNetClusteringSiloOptions> configureOptions)
        {
            builder.Services.Configure(configureOptions);
            builder.Services.AddHostedService<OnlySilo>();
            return builder;
        }

        public static IClientBuilder UseAdoNetClustering(this IClientBuilder builder, Action<AdoNetClusteringClientOptions> configureOptions) =>
            throw OnlySilo.NotHere();
    }
}

namespace Microsoft.Extensions.Hosting
{
    public static class OrleansSiloGenericHostExtensions
    {
        public static IHostApplicationBuilder UseOrleans(this IHostApplicationBuilder hostAppBuilder, Action<Orleans.Hosting.ISiloBuilder> configureDelegate)
        {
            var services = hostAppBuilder.Services;
            services.AddOptions<GrainCollectionOptions>();
            services.AddOptions<SiloMessagingOptions>();
            services.AddOptions<ClusterOptions>();
            services.TryAddSingleton<GrainRuntime>();
            services.TryAddSingleton<Orleans.IClusterClient>(s => s.GetRequiredService<GrainRuntime>());
            services.TryAddSingleton<Orleans.IGrainFactory>(s => s.GetRequiredService<GrainRuntime>());
            services.AddHostedService<Silo>();
            configureDelegate(new Orleans.Hosting.SiloBuilder(services, hostAppBuilder.Configuration));
            return hostAppBuilder;
        }
    }

    public static class OrleansClientGenericHostExtensions
    {
        public static IHostApplicationBuilder UseOrleansClient(this IHostApplicationBuilder hostAppBuilder, Action<Orleans.Hosting.IClientBuilder> configureDelegate) =>
            throw OnlySilo.NotHere();
    }
}
