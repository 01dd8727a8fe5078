using System.Security.Claims;
using System.Text.Json;
using Actors.Accounts;
using Actors.Common;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OAuth;
using Microsoft.AspNetCore.Identity;

namespace Actors.Api.Accounts;

/// <summary>A service that people may log in with, by OAuth 2.0. On when <c>Actors:Login:NAME:ClientId</c> and <c>ClientSecret</c> are set.</summary>
/// <param name="Emails">Where the addresses are, when the profile does not vouch for one (GitHub).</param>
internal sealed record LoginService(SignInMethod Method, string Name, string Authorize, string Token, string Profile, string? Emails, string[] Scopes, bool Pkce)
{
    public static readonly LoginService[] All =
    [
        new(SignInMethod.Google, "Google", "https://accounts.google.com/o/oauth2/v2/auth", "https://oauth2.googleapis.com/token", "https://openidconnect.googleapis.com/v1/userinfo", null, ["openid", "email", "profile"], true),
        new(SignInMethod.GitHub, "GitHub", "https://github.com/login/oauth/authorize", "https://github.com/login/oauth/access_token", "https://api.github.com/user", "https://api.github.com/user/emails", ["read:user", "user:email"], true),
        new(SignInMethod.LinkedIn, "LinkedIn", "https://www.linkedin.com/oauth/v2/authorization", "https://www.linkedin.com/oauth/v2/accessToken", "https://api.linkedin.com/v2/userinfo", null, ["openid", "profile", "email"], false),
    ];

    public string Scheme => Name.ToLowerInvariant();

    public static LoginService? Of(string? scheme) => Array.Find(All, s => s.Scheme == scheme);
}

/// <summary>Who the other service says came back: from its profile, with an address only if it vouches for it.</summary>
internal static class ExternalLogins
{
    public const string Section = "Actors:Login";

    private const string VerifiedEmail = "verified_email";
    private static readonly TimeSpan s_onTheWay = TimeSpan.FromMinutes(10);

    /// <summary>Those that are configured.</summary>
    public static IEnumerable<LoginService> On(IConfiguration configuration) =>
        LoginService.All.Where(s => configuration[$"{Section}:{s.Name}:ClientId"] is { Length: > 0 } && configuration[$"{Section}:{s.Name}:ClientSecret"] is { Length: > 0 });

    /// <summary>Where log-ins lead to, as scheme and host.</summary>
    public static IEnumerable<string> Origins(IConfiguration configuration) =>
        On(configuration).Select(s => new Uri(configuration[$"{Section}:{s.Name}:Authorize"] ?? s.Authorize).GetLeftPart(UriPartial.Authority));

    public static AuthenticationBuilder AddExternalLogins(this AuthenticationBuilder authentication, IConfiguration configuration)
    {
        authentication.AddCookie(IdentityConstants.ExternalScheme, options =>
        {
            options.Cookie.Name = "actors-external";
            options.ExpireTimeSpan = s_onTheWay;
        });
        foreach (var service in On(configuration))
        {
            var set = configuration.GetSection($"{Section}:{service.Name}");
            authentication.AddOAuth(service.Scheme, service.Name, options =>
            {
                options.ClientId = set["ClientId"]!;
                options.ClientSecret = set["ClientSecret"]!;
                options.CallbackPath = $"/login/{service.Scheme}/callback";
                options.SignInScheme = IdentityConstants.ExternalScheme;
                options.AuthorizationEndpoint = set["Authorize"] ?? service.Authorize;
                options.TokenEndpoint = set["Token"] ?? service.Token;
                options.UserInformationEndpoint = set["Profile"] ?? service.Profile;
                options.UsePkce = service.Pkce;
                options.CorrelationCookie.SameSite = SameSiteMode.Lax;
                options.CorrelationCookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
                Array.ForEach(service.Scopes, options.Scope.Add);
                options.Events.OnCreatingTicket = context => Profile(context, service, set["Emails"] ?? service.Emails);
                options.Events.OnRemoteFailure = context =>
                {
                    context.Response.Redirect("/login?failed=1");
                    context.HandleResponse();
                    return Task.CompletedTask;
                };
            });
        }

        return authentication;
    }

    /// <summary>Name, subject, and the address if the service vouches for it.</summary>
    public static (string Subject, string Name, string? Email)? Read(ClaimsPrincipal principal) =>
        principal.FindFirst(ClaimTypes.NameIdentifier)?.Value is { Length: > 0 } subject
            ? (subject, principal.FindFirst(ClaimTypes.Name)?.Value ?? "", principal.FindFirst(VerifiedEmail)?.Value)
            : null;

    private static async Task Profile(OAuthCreatingTicketContext context, LoginService service, string? emails)
    {
        var user = await Get(context, context.Options.UserInformationEndpoint);
        var subject = Text(user, service.Method == SignInMethod.GitHub ? "id" : "sub") ?? throw new InvalidOperationException($"{service.Name} named no subject.");
        context.Identity!.AddClaim(new(ClaimTypes.NameIdentifier, subject));
        context.Identity.AddClaim(new(ClaimTypes.Name, Text(user, "name") ?? Text(user, "login") ?? ""));
        var email = emails is null
            ? IsTrue(user, "email_verified") ? Text(user, "email") : null
            : (await Get(context, emails)).EnumerateArray().Where(e => IsTrue(e, "primary") && IsTrue(e, "verified")).Select(e => Text(e, "email")).FirstOrDefault();
        if (email is not null)
        {
            context.Identity.AddClaim(new(VerifiedEmail, email));
        }
    }

    private static async Task<JsonElement> Get(OAuthCreatingTicketContext context, string address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Authorization = new("Bearer", context.AccessToken);
        request.Headers.Accept.Add(new("application/json"));

        // GitHub answers nobody without a name.
        request.Headers.UserAgent.ParseAdd("Actors");
        using var response = await context.Backchannel.SendAsync(request, context.HttpContext.RequestAborted);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<JsonElement>(context.HttpContext.RequestAborted)).Clone();
    }

    /// <summary>Services write their subjects as texts or as numbers.</summary>
    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String or JsonValueKind.Number ? value.ToString() : null;

    /// <summary>And some write their truths as texts.</summary>
    private static bool IsTrue(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && (value.ValueKind == JsonValueKind.True || (value.ValueKind == JsonValueKind.String && value.GetString() == "true"));
}
