using Actors.Accounts;
using Actors.Common;
using Actors.Grains.Notifications;
using Actors.Silo;
using Actors.Silo.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Orleans.Storage;

namespace Actors.Tests.Cluster.Common;

/// <summary>A silo on a database of its own whose time passes only when a test says so.</summary>
public sealed class ActorsCluster : IAsyncDisposable
{
    private readonly string _name;
    private readonly bool _keeper;
    private IHost _host;

    private ActorsCluster(string name, bool keeper) => (_name, _keeper, _host) = (name, keeper, null!);

    public ManualClock Time { get; } = new();

    public DateTimeOffset Now => Time.Now;

    public IGrainFactory Grains => _host.Services.GetRequiredService<IGrainFactory>();

    public NpgsqlDataSource Database => _host.Services.GetRequiredService<NpgsqlDataSource>();

    public IServiceProvider Services => _host.Services;

    /// <summary>The documents' storage, which a test may make fail.</summary>
    internal FaultyStorage Storage { get; } = new();

    /// <summary>The mail port, which a test may make fail.</summary>
    internal FaultyMail Mail { get; } = new();

    /// <param name="keeper">Whether deadlines also run by themselves, as in production. Tests that use <see cref="Pass"/> need not.</param>
    public static async Task<ActorsCluster> Start(bool keeper = false)
    {
        var cluster = new ActorsCluster(await TestDatabases.Create(), keeper);
        await cluster.StartHost();
        return cluster;
    }

    /// <summary>Lets time pass from one deadline to the next: each is handled at its moment, in milliseconds of real time.</summary>
    public Task Pass(TimeSpan span) => Deadlines.Pass(Database, Grains, Time, span);

    /// <summary>Ends the silo as a crash does: its connections die first, so nothing on its way becomes durable; then another starts on the same database.</summary>
    public async Task Crash()
    {
        await Database.DisposeAsync();
        await TestDatabases.Sever(_name);
        await StopHost();
        await StartHost();
    }

    /// <summary>Ends the silo gracefully and starts another on the same database.</summary>
    public async Task Restart()
    {
        await StopHost();
        await StartHost();
    }

    /// <summary>An account that other slices can ask for.</summary>
    public async Task<By> Person(string name, PlatformRole role = PlatformRole.User)
    {
        var user = Id.New<UserId>(Guid.CreateVersion7());
        Assert.True(EmailAddress.TryParse($"{name}.{user.Value[^6..]}@people.example", out var email));
        var opened = await Grains.GetGrain<IAccountGrain>(user.Value).Open(new(CommandId.New(), email, name, null, null, "hash"));
        Assert.Null(opened.Fault);
        return new(user, name, role);
    }

    /// <summary>The first value of a query, for what a test wants to know of the database.</summary>
    public async Task<T> Scalar<T>(string sql, params object[] values)
    {
#pragma warning disable CA2100 // Texts of the tests themselves.
        await using var command = Database.CreateCommand(sql);
#pragma warning restore CA2100
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        return (T)(await command.ExecuteScalarAsync())!;
    }

    public async Task Execute(string sql, params object[] values)
    {
#pragma warning disable CA2100 // Texts of the tests themselves.
        await using var command = Database.CreateCommand(sql);
#pragma warning restore CA2100
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        await command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopHost();
        await TestDatabases.Drop(_name);
    }

    private async Task StartHost()
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration[SiloHosting.DatabaseVariable] = TestDatabases.ConnectionString(_name);
        builder.Configuration["Actors:Storage:Connections"] = "12";
        builder.Services.AddSingleton(new Clock(Time));
        builder.Services.AddSingleton<OutboxMail>();
        builder.Services.AddSingleton<IMailPort>(services => Mail.Around(services.GetRequiredService<OutboxMail>()));
        builder.AddActorsSilo();
        builder.Services.AddSingleton<DocumentStorage>();
        builder.Services.Replace(ServiceDescriptor.Singleton<IGrainStorage>(services => Storage.Around(services.GetRequiredService<DocumentStorage>())));
        if (!_keeper)
        {
            builder.Services.Remove(builder.Services.Single(s => s.ImplementationType == typeof(DeadlineKeeper)));
        }

        _host = builder.Build();
        await _host.StartAsync();
    }

    private async Task StopHost()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        await _host.StopAsync(patience.Token);
        if (_host is IAsyncDisposable disposable)
        {
            await disposable.DisposeAsync();
        }
    }
}
