using Actors.Api.Accounts;
using Actors.Api.Common.Pages;
using Actors.Api.Live;
using Actors.Api.Opportunities;
using Actors.Api.Ledger;
using Actors.Api.Operations;
using Actors.Api.Organizations;
using Actors.Api.Squads;
using Actors.Api.Trust;
using Actors.Common;
using Actors.Silo;
using Microsoft.AspNetCore.DataProtection;
using Npgsql;

namespace Actors.Api.Common;

/// <summary>Puts the front door together: one process with the silo in it, or with <c>Actors:Silo=remote</c> a client of silos elsewhere.</summary>
public static class ActorsApi
{
    private const long LargestBody = 1024 * 1024;

    /// <param name="adjust">What a test or bench replaces, before the host is built.</param>
    public static WebApplication Create(string[] args, Action<WebApplicationBuilder>? adjust = null)
    {
        // Named, so that static files are found when a test hosts the application. Settings are read once: watching them watches every
        // folder below the working one, and where the database's files are among them a thread of this process hears of each write.
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = ["--hostBuilder:reloadConfigOnChange=false", .. args],
            ApplicationName = typeof(ActorsApi).Assembly.GetName().Name,
        });
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LargestBody;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        });
        AddLogging(builder);
        AddGrains(builder);
        builder.Services.AddDataProtection().SetApplicationName("actors").KeepKeysInDatabase();
        builder.Services.AddProblems();
        builder.Services.ConfigureHttpJsonOptions(json => StrictJson.Configure(json.SerializerOptions));
        builder.Services.AddValidation();
        builder.Services.AddAccounts(builder.Configuration);
        builder.Services.AddSearch();
        builder.Services.AddImports();
        builder.Services.AddSingleton<OrganizationQueries>();
        builder.Services.AddSingleton<SeriesQueries>();
        builder.Services.AddSingleton<ImpactQueries>();
        builder.Services.AddSingleton<WaitlistSteps>();
        builder.Services.AddSingleton<LedgerQueries>();
        builder.Services.AddSingleton<OperatorQueries>();
        builder.Services.AddSingleton<AuditQueries>();
        builder.Services.AddSingleton<ReviewQueries>();
        builder.Services.AddRateLimits();
        builder.Services.AddIdempotencyKeys();
        builder.Services.AddActorsHealth();
        builder.Services.AddActorsOpenApi();
        builder.Services.AddPages();
        builder.Services.AddLive();
        builder.Services.AddCheckIns();
        builder.Services.AddSingleton<WaiverQueries>();
        builder.Services.AddSingleton<CredentialQueries>();
        builder.Services.AddSingleton<GuardianLinks>();
        builder.Services.AddSingleton<GuardianDesk>();
        builder.Services.AddSquads();
        builder.Services.AddHostedService<Demo>();
        adjust?.Invoke(builder);

        var app = builder.Build();
        app.UseStatusPages();
        app.UseExceptionHandler();
        app.UseSecurityHeaders();
        app.UseProblems();
        app.UseStaticFiles(new StaticFileOptions { OnPrepareResponse = PageFiles.Keep });
        app.UseAuthentication();
        app.UseEndedSessions();
        app.UseRateLimits();
        app.UseAuthorization();
        app.UseFormCheck();
        app.UseIdempotencyKeys();
        app.MapActorsOpenApi();
        app.MapActorsHealth();
        app.MapEndpoints();
        app.MapLive();
        app.MapAvatars();
        app.MapOwnDataForms();
        app.MapPages();
        return app;
    }

    private static void AddGrains(WebApplicationBuilder builder)
    {
        if (builder.Configuration["Actors:Silo"] != "remote")
        {
            builder.AddActorsSilo();
            return;
        }

        builder.AddActorsClient();
    }

    private static void AddLogging(WebApplicationBuilder builder)
    {
        // The framework writes paths with queries at Information, and a query may hold a hub's token.
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);

        // Keys are in the database as they are: whoever reads it reads everything they protect.
        builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
        if (!builder.Environment.IsDevelopment())
        {
            builder.Logging.ClearProviders();
            builder.Logging.AddJsonConsole();
        }
    }
}
