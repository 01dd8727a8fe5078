using System.Net;
using Actors.Api.Accounts;
using Actors.Api.Common;
using Actors.Api.Opportunities;
using Actors.Bench.Common;
using Actors.Common;
using Actors.Opportunities;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Actors.Bench.CheckIns;

/// <summary>The API as the product composes it, and in the same host the two routes that it is compared to, behind the same authentication.</summary>
internal sealed class CheckInServer(WebApplication app) : IAsyncDisposable
{
    private readonly VenueCodes _codes = app.Services.GetRequiredService<VenueCodes>();
    private readonly Clock _clock = app.Services.GetRequiredService<Clock>();
    private readonly BearerTokenOptions _tokens = app.Services.GetRequiredService<IOptionsMonitor<BearerTokenOptions>>().Get(IdentityConstants.BearerScheme);

    public IPEndPoint Address => IPEndPoint.Parse(new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Authority);

    public static async Task<CheckInServer> Start(string database)
    {
        var app = ActorsApi.Create(["--urls", "http://127.0.0.1:0"], builder =>
        {
            builder.Configuration.AddInMemoryCollection(BenchSilo.Settings(database));
            builder.Configuration["Actors:RateLimit:Enabled"] = "false";
            builder.Logging.ClearProviders().AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace).AddFilter("Microsoft.AspNetCore", LogLevel.Error).SetMinimumLevel(LogLevel.Error);
        });
        var bench = app.MapGroup("/api/v1/bench").RequireAuthorization();
        bench.MapPost("/noop/check-ins", (Caller caller) => TypedResults.Ok(new AttendanceView(
            default, default, default, caller.By.Name, CheckInMethod.Qr, DateTimeOffset.UnixEpoch, null, null, AlreadyIn: false, null)));
        bench.MapPost("/sql/check-ins", (CheckInBody body, Caller caller, NpgsqlDataSource source, VenueCodes codes, Clock clock) =>
            SqlCheckIn.Handle(source, codes.Read(body.Code)!, caller.By.User!.Value, clock.Now));
        await app.StartAsync();
        return new(app);
    }

    /// <summary>An access token as the API makes it at sign-in.</summary>
    public string Token(UserId user)
    {
        var account = new AccountUser(new(user, $"{user}@example.org", "Alexandra Volunteer", PlatformRole.User, "", 1, 0, null, CommandId.New()));
        return _tokens.BearerTokenProtector.Protect(new(
            AccountClaims.Principal(account), new AuthenticationProperties { ExpiresUtc = _clock.Now + _tokens.BearerTokenExpiration }, $"{IdentityConstants.BearerScheme}:AccessToken"));
    }

    public string Code(OpportunityId opportunity) => _codes.Show(opportunity, _clock.Now);

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }
}
