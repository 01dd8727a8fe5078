using Actors.Common;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;

namespace Actors.Api.Accounts;

/// <summary>Cookie for pages, bearer tokens for clients: ASP.NET Core's own parts over account grains.</summary>
internal static class Authentication
{
    public const string CookieName = "actors";

    /// <summary>Picks one of the two by what the request brings.</summary>
    private const string Either = "Actors";

    /// <summary>Access tokens and cookies are believed this long without asking the account: what checking them costs does not depend on grains.</summary>
    private static readonly TimeSpan s_accessToken = TimeSpan.FromHours(1);
    private static readonly TimeSpan s_refreshToken = TimeSpan.FromDays(14);
    private static readonly TimeSpan s_cookieCheck = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan s_rememberedDevice = TimeSpan.FromDays(30);

    /// <summary>After so long without a sign of life a session is over.</summary>
    public static TimeSpan LongestSession => s_refreshToken;

    public static IServiceCollection AddAccounts(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<SignInTickets>();
        services.AddSingleton<PasskeyIndex>();
        services.AddSingleton<EndedSessions>();
        services.AddHostedService(provider => provider.GetRequiredService<EndedSessions>());
        services.AddScoped<AccountLinks>();
        services.AddSingleton<ExternalDesk>();
        services.AddScoped<TwoFactor>();
        services.AddScoped<Passkeys>();
        services.AddScoped<IPasskeyHandler<AccountUser>, PasskeyHandler<AccountUser>>();
        services.Configure<IdentityPasskeyOptions>(options =>
        {
            options.UserVerificationRequirement = "required";
            options.ResidentKeyRequirement = "required";

            // One identity of the house, whatever name it is called by; without the setting, as on a laptop, the host that was asked.
            options.ServerDomain = configuration[PublicUrl.Setting] is { Length: > 0 } address ? new Uri(address).Host : null;
        });
        services.AddSingleton<Registrations>();
        services.AddSingleton<AccountList>();
        services.AddSingleton<AccountMoveList>();
        services.AddScoped<MergeDesk>();
        services.AddSingleton<Profiles>();
        services.AddScoped<Sessions>();
        services.AddSingleton<ILookupNormalizer, AddressNormalizer>();
        services.AddScoped<IUserStore<AccountUser>, AccountStore>();
        services.AddScoped<IUserClaimsPrincipalFactory<AccountUser>, AccountClaims>();
        services.AddSingleton<IPasswordHasher<AccountUser>, PasswordHasher<AccountUser>>();
        services.AddIdentityCore<AccountUser>(options =>
        {
            options.ClaimsIdentity.UserIdClaimType = Common.ActorsClaims.User;
            options.ClaimsIdentity.UserNameClaimType = Common.ActorsClaims.Name;
            options.ClaimsIdentity.RoleClaimType = Common.ActorsClaims.Role;
            options.ClaimsIdentity.SecurityStampClaimType = Common.ActorsClaims.Stamp;
        }).AddUserManager<AccountManager>().AddSignInManager()
            .AddTokenProvider<AuthenticatorTokenProvider<AccountUser>>(TokenOptions.DefaultAuthenticatorProvider);

        services.AddAuthentication(options => (options.DefaultScheme, options.DefaultSignInScheme) = (Either, IdentityConstants.ApplicationScheme))
            .AddPolicyScheme(Either, null, options => options.ForwardDefaultSelector = Pick)
            .AddBearerToken(IdentityConstants.BearerScheme, options =>
            {
                options.BearerTokenExpiration = s_accessToken;
                options.RefreshTokenExpiration = s_refreshToken;
                options.Events.OnMessageReceived = TokenOfHub;
            })
            .AddCookie(IdentityConstants.ApplicationScheme, options =>
            {
                options.Cookie.Name = CookieName;
                options.Cookie.HttpOnly = true;
                options.Cookie.SameSite = SameSiteMode.Lax;
                options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
                options.ExpireTimeSpan = s_refreshToken;
                options.SlidingExpiration = true;
                options.LoginPath = "/login";
                options.AccessDeniedPath = "/denied";
                options.Events.OnValidatePrincipal = CheckCookie;
                options.Events.OnRedirectToLogin = context => Answer(context, StatusCodes.Status401Unauthorized);
                options.Events.OnRedirectToAccessDenied = context => Answer(context, StatusCodes.Status403Forbidden);
            })
            .AddCookie(IdentityConstants.TwoFactorRememberMeScheme, options =>
            {
                options.Cookie.Name = "actors-device";
                options.Cookie.SameSite = SameSiteMode.Lax;
                options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
                options.ExpireTimeSpan = s_rememberedDevice;
            })
            .AddExternalLogins(configuration);

        // Sessions end by the product's clock.
        services.AddOptions<BearerTokenOptions>(IdentityConstants.BearerScheme).Configure<Clock>((options, clock) => options.TimeProvider = clock.Time);
        services.AddOptions<CookieAuthenticationOptions>(IdentityConstants.TwoFactorRememberMeScheme).Configure<Clock>((options, clock) => options.TimeProvider = clock.Time);
        services.AddOptions<CookieAuthenticationOptions>(IdentityConstants.ApplicationScheme).Configure<Clock>((options, clock) => options.TimeProvider = clock.Time);
        return services.AddAuthorization();
    }

    /// <summary>Every few minutes the account is asked whether its sessions still run, and what it is called and may do now.</summary>
    private static async Task CheckCookie(CookieValidatePrincipalContext context)
    {
        var services = context.HttpContext.RequestServices;
        if (services.GetRequiredService<Clock>().Now - context.Properties.IssuedUtc < s_cookieCheck)
        {
            return;
        }

        if (await services.GetRequiredService<Sessions>().Continue(context.Principal) is not { } principal)
        {
            context.RejectPrincipal();
            await context.HttpContext.SignOutAsync(IdentityConstants.ApplicationScheme);
            return;
        }

        context.ReplacePrincipal(principal);
        context.ShouldRenew = true;
    }

    private static string Pick(HttpContext context)
    {
        var request = context.Request;
        return !request.Headers.Authorization.ToString().StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
            && !(IsHub(request) && request.Query.ContainsKey("access_token"))
            && (request.Cookies.ContainsKey(CookieName) || !request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase))
                ? IdentityConstants.ApplicationScheme
                : IdentityConstants.BearerScheme;
    }

    private static bool IsHub(HttpRequest request) => request.Path.StartsWithSegments("/hub", StringComparison.OrdinalIgnoreCase) || request.Path.StartsWithSegments("/hubs", StringComparison.OrdinalIgnoreCase);

    /// <summary>Browsers cannot send a header with a WebSocket, so SignalR sends the token in the query.</summary>
    private static Task TokenOfHub(MessageReceivedContext context)
    {
        if (IsHub(context.Request) && context.Request.Query["access_token"] is [{ Length: > 0 } token])
        {
            context.Token = token;
        }

        return Task.CompletedTask;
    }

    /// <summary>Pages lead to where one signs in; the API says so with a status.</summary>
    private static Task Answer(RedirectContext<CookieAuthenticationOptions> context, int status)
    {
        if (context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase) || IsHub(context.Request))
        {
            context.Response.StatusCode = status;
        }
        else
        {
            context.Response.Redirect(context.RedirectUri);
        }

        return Task.CompletedTask;
    }
}
