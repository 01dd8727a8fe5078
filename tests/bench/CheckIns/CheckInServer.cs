using System.Net;
using System.Security.Claims;
using System.Security.Cryptography;
using Actors.Bench.Common;
using Actors.Common;
using Actors.Opportunities;
using Actors.Silo;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Actors.Bench.CheckIns;

internal sealed record CheckInBody(string Code);

/// <summary>The API as the product composes it, and beside it the two routes that it is compared to, behind the same authentication.</summary>
internal sealed class CheckInServer(WebApplication app) : IAsyncDisposable
{
    public IPEndPoint Address => IPEndPoint.Parse(new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Authority);

    public static async Task<CheckInServer> Start(string database)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(BenchSilo.Settings(database));
        builder.Logging.ClearProviders().AddConsole(c => c.LogToStandardErrorThreshold = LogLevel.Trace).SetMinimumLevel(LogLevel.Warning);
        builder.AddActorsSilo();
        builder.Services.AddDataProtection().UseEphemeralDataProtectionProvider();
        builder.Services.AddAuthentication(BearerTokenDefaults.AuthenticationScheme).AddBearerToken();
        builder.Services.AddAuthorization();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var protector = app.Services.GetRequiredService<IDataProtectionProvider>().CreateProtector("venue").ToTimeLimitedDataProtector();
        app.MapPost("/api/v1/check-ins", async Task<Results<Ok<AttendanceView>, Conflict>> (CheckInBody body, ClaimsPrincipal user, IGrainFactory grains) =>
        {
            var opp = OpportunityId.Of(protector.Unprotect(body.Code, out var at));
            var by = new By(UserId.Of(user.FindFirstValue(ClaimTypes.NameIdentifier)!), user.FindFirstValue(ClaimTypes.Name)!, PlatformRole.User);
            var outcome = await grains.GetGrain<IOpportunityGrain>(opp.Value).CheckIn(new(CommandId.New(), by, new(opp, at.AddHours(-1))));
            return outcome.Succeeded ? TypedResults.Ok(outcome.Value) : TypedResults.Conflict();
        }).RequireAuthorization();
        app.MapPost("/bench/noop/check-ins", (ClaimsPrincipal user) => TypedResults.Ok(new AttendanceView(
            RegistrationId.Of("reg_"), OpportunityId.Of("opp_"), ShiftId.Of("shf_"), user.FindFirstValue(ClaimTypes.Name)!, CheckInMethod.Qr, DateTimeOffset.UnixEpoch, null, null, false, null)))
            .RequireAuthorization();
        app.MapPost("/bench/sql/check-ins", (CheckInBody body, ClaimsPrincipal user, NpgsqlDataSource source, Clock clock) =>
        {
            var opp = OpportunityId.Of(protector.Unprotect(body.Code, out var at));
            return SqlCheckIn.Handle(source, new(opp, at.AddHours(-1)), UserId.Of(user.FindFirstValue(ClaimTypes.NameIdentifier)!), clock.Now);
        }).RequireAuthorization();
        await app.StartAsync();
        return new(app);
    }

    public string Token(UserId user)
    {
        var options = app.Services.GetRequiredService<IOptionsMonitor<BearerTokenOptions>>().Get(BearerTokenDefaults.AuthenticationScheme);
        var identity = new ClaimsIdentity([new(ClaimTypes.NameIdentifier, user.Value), new(ClaimTypes.Name, "Alexandra Volunteer")], BearerTokenDefaults.AuthenticationScheme);
        var ticket = new AuthenticationTicket(new(identity), new() { ExpiresUtc = TimeProvider.System.GetUtcNow().AddHours(1) }, $"{BearerTokenDefaults.AuthenticationScheme}:AccessToken");
        return options.BearerTokenProtector.Protect(ticket);
    }

    public string Code(OpportunityId opportunity) =>
        app.Services.GetRequiredService<IDataProtectionProvider>().CreateProtector("venue").ToTimeLimitedDataProtector().Protect(opportunity.Value, TimeProvider.System.GetUtcNow().AddHours(1));

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
