using Actors.Accounts;
using Actors.Api.Accounts;
using Actors.Api.Common;
using Actors.Common;
using Actors.Silo;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Actors.Tests.Api.Common;

/// <summary>
/// The real application on a free loopback port, with a database and a clock of its own. Use it as a class fixture, or derive from it to
/// change the configuration. Rate limits are off unless <see cref="Configure"/> says otherwise.
/// </summary>
public class ActorsApp : IAsyncLifetime
{
    public const string Password = "correct horse battery";

    private readonly string _name = $"actors_test_{Guid.NewGuid():N}";
    private WebApplication? _app;

    public ManualClock Clock { get; protected init; } = new();

    public Uri Address { get; private set; } = new("http://127.0.0.1");

    public IServiceProvider Services => (_app ?? throw new InvalidOperationException("Not started.")).Services;

    public IGrainFactory Grains => Services.GetRequiredService<IGrainFactory>();

    public NpgsqlDataSource Database => Services.GetRequiredService<NpgsqlDataSource>();

    public string ConnectionString { get; private set; } = "";

    private static string Given => Environment.GetEnvironmentVariable(SiloHosting.DatabaseVariable)
        ?? throw new InvalidOperationException($"Set {SiloHosting.DatabaseVariable}, or run ./test, which starts a PostgreSQL.");

    public async ValueTask InitializeAsync()
    {
        await OnServer($"create database {_name}");
        ConnectionString = new NpgsqlConnectionStringBuilder(Given) { Database = _name }.ConnectionString;
        await Start();
    }

    public async ValueTask DisposeAsync()
    {
        await Stop();
        NpgsqlConnection.ClearAllPools();
        await OnServer($"drop database if exists {_name} with (force)");
        GC.SuppressFinalize(this);
    }

    /// <summary>Ends the application and starts it again on the same database.</summary>
    public async Task Restart()
    {
        await Stop();
        await Start();
    }

    /// <summary>The first value of a query, for what a test wants to know of the database.</summary>
    public async Task<T> Scalar<T>(string sql, params object[] values)
    {
        await using var command = Command(sql, values);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public async Task Execute(string sql, params object[] values)
    {
        await using var command = Command(sql, values);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Takes the database away, connections and all, or gives it back.</summary>
    public async Task DatabaseAway(bool away)
    {
        await OnServer($"alter database {_name} with allow_connections {(away ? "false" : "true")}");
        if (away)
        {
            await OnServer($"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{_name}'");
        }
    }

    /// <summary>A caller without an account.</summary>
    public HttpClient Anonymous() => new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false, Expect100ContinueTimeout = TimeSpan.FromMinutes(1) }) { BaseAddress = Address };

    /// <summary>A caller that keeps cookies, as a browser does.</summary>
    public HttpClient Browser() => new(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = Address };

    /// <summary>A person of this name, with an account made if need be. The client's token stays fresh however far the clock moves.</summary>
    public async Task<HttpClient> SignedInAs(string name, PlatformRole role = PlatformRole.User)
    {
        var user = await Account(name, role);
        return new(new FreshToken(this, user)) { BaseAddress = Address };
    }

    public Task<HttpClient> AsAdmin() => SignedInAs("admin", PlatformRole.Admin);

    public static string EmailOf(string name) => $"{name}@example.org";

    /// <summary>The user id of a person of this name.</summary>
    public async Task<UserId> Account(string name, PlatformRole role = PlatformRole.User)
    {
        // Whoever is there already stays as they are.
        Assert.True(EmailAddress.TryParse(EmailOf(name), out var address));
        if (await Grains.GetGrain<IEmailAddressGrain>(address.Id.Value).Holder() is not { } user || await Grains.GetGrain<IAccountGrain>(user.Value).Card() is null)
        {
            var outcome = await Services.GetRequiredService<Registrations>().Open(new($"test-{name}"), EmailOf(name), Password, name);
            user = outcome.Succeeded ? outcome.Value : throw new InvalidOperationException(outcome.Fault.Code);
        }

        if ((await Grains.GetGrain<IAccountGrain>(user.Value).Credentials())?.Role != role)
        {
            await Grains.GetGrain<IAccountGrain>(user.Value).SetRole(new(CommandId.New(), Actors.Common.By.Platform, role));
        }

        return user;
    }

    /// <summary>The caller as grains see them.</summary>
    public async Task<By> By(string name, PlatformRole role = PlatformRole.User) => new(await Account(name, role), name, role);

    /// <summary>An access token, made as the server makes it but without a password.</summary>
    public async Task<string> Token(UserId user)
    {
        var credentials = await Grains.GetGrain<IAccountGrain>(user.Value).Credentials() ?? throw new InvalidOperationException("No such account.");
        var options = Services.GetRequiredService<IOptionsMonitor<BearerTokenOptions>>().Get(IdentityConstants.BearerScheme);
        return options.BearerTokenProtector.Protect(new(
            AccountClaims.Principal(new(credentials)), new AuthenticationProperties { ExpiresUtc = Clock.Now + options.BearerTokenExpiration }, $"{IdentityConstants.BearerScheme}:AccessToken"));
    }

    /// <summary>A person who has never shown that they read their address.</summary>
    public async Task<UserId> Unproven(string name)
    {
        var user = Id.New<UserId>(Guid.CreateVersion7());
        var hash = Services.GetRequiredService<IPasswordHasher<AccountUser>>().HashPassword(Registrations.Anybody, Password);
        Assert.True(EmailAddress.TryParse(EmailOf(name), out var address));
        Assert.Null((await Grains.GetGrain<IEmailAddressGrain>(address.Id.Value).Register(new(new($"test-{name}"), user, address, name, null, null, hash))).Fault);
        return user;
    }

    /// <summary>Shows that a person reads their address, as the link in a letter does.</summary>
    public async Task Prove(string name)
    {
        Assert.True(EmailAddress.TryParse(EmailOf(name), out var known));
        var user = await Grains.GetGrain<IEmailAddressGrain>(known.Id.Value).Holder() ?? await Account(name);
        Assert.True(EmailAddress.TryParse(EmailOf(name), out var address));
        Assert.True((await Grains.GetGrain<IEmailAddressGrain>(address.Id.Value).Claim(new(CommandId.New(), user, address, AddressProof.Link))).Succeeded);
    }

    /// <summary>Waits until a question to the database is answered by yes; deadlines are handled meanwhile.</summary>
    public async Task Until(string what, string sql)
    {
        using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        var since = TimeProvider.System.GetTimestamp();
        while (!await Scalar<bool>(sql))
        {
            await Task.WhenAll(Enumerable.Range(0, IDeadlineGrain.Partitions).Select(p => Grains.GetGrain<IDeadlineGrain>(IDeadlineGrain.Key(p)).Sweep()));
            Assert.True(TimeProvider.System.GetElapsedTime(since) < TimeSpan.FromSeconds(20), what);
            await beat.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }
    }

    /// <summary>The address in the latest letter to a recipient about something; waits until it is there.</summary>
    public async Task<Uri> Letter(string to, string subject)
    {
        using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        var since = TimeProvider.System.GetTimestamp();
        while (true)
        {
            foreach (var partition in Enumerable.Range(0, IDeadlineGrain.Partitions))
            {
                await Grains.GetGrain<IDeadlineGrain>(IDeadlineGrain.Key(partition)).Sweep();
            }

            var body = await Scalar<string>(
                "select coalesce((select body from outbox_message where recipient = $1 and (subject like '%' || $2 || '%' or channel = 'SMS') order by sent_at desc, ctid desc limit 1), '')", to, subject);
            if (body.Length > 0)
            {
                return new(body.Split([' ', '\n']).FirstOrDefault(w => w.StartsWith("http", StringComparison.Ordinal)) ?? $"sms:{string.Concat(body.Where(char.IsAsciiDigit).Take(6))}");
            }

            Assert.True(TimeProvider.System.GetElapsedTime(since) < TimeSpan.FromSeconds(20), $"No letter about '{subject}' to {to}.");
            await beat.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }
    }

    protected virtual void Configure(Dictionary<string, string?> settings)
    {
    }

    protected virtual void Adjust(WebApplicationBuilder builder)
    {
    }

    private NpgsqlCommand Command(string sql, object[] values)
    {
#pragma warning disable CA2100 // Texts of the tests themselves.
        var command = Database.CreateCommand(sql);
#pragma warning restore CA2100
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        return command;
    }

    private static async Task OnServer(string sql)
    {
        // Its own connection, so that it is not one of those that a drop must end.
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(Given) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
#pragma warning disable CA2100 // The name is made here.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }

    private async Task Start()
    {
        Dictionary<string, string?> settings = new(StringComparer.Ordinal)
        {
            ["urls"] = "http://127.0.0.1:0",
            [SiloHosting.DatabaseVariable] = ConnectionString,
            ["Actors:RateLimit:Enabled"] = "false",
            ["Actors:Storage:Connections"] = "12",
        };
        Configure(settings);
        var app = ActorsApi.Create([.. settings.Select(s => $"--{s.Key}={s.Value}")], builder =>
        {
            builder.Logging.ClearProviders();
            builder.Services.RemoveAll<Clock>();
            builder.Services.AddSingleton(new Clock(Clock));

            // A password hash is slow by intention; here only its being checked matters.
            builder.Services.Configure<PasswordHasherOptions>(options => options.IterationCount = 10);
            Adjust(builder);
        });
        await app.StartAsync();
        _app = app;
        Address = new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    /// <summary>Ends the application; its database stays.</summary>
    public async Task Stop()
    {
        if (_app is not null)
        {
            await _app.StopAsync();
            await _app.DisposeAsync();
            _app = null;
        }
    }

    private sealed class FreshToken(ActorsApp app, UserId user) : DelegatingHandler(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false })
    {
        private static readonly TimeSpan s_age = TimeSpan.FromMinutes(30);
        private DateTimeOffset _made;
        private string? _token;

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (_token is null || app.Clock.Now - _made > s_age)
            {
                (_made, _token) = (app.Clock.Now, await app.Token(user));
            }

            request.Headers.Authorization = new("Bearer", _token);
            return await base.SendAsync(request, cancellationToken);
        }
    }
}
