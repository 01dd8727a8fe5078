using Actors.Api.Accounts;

namespace Actors.Api.Common;

/// <summary>What a browser may do with our answers: our own scripts and styles only, no frames, no guessing of types.</summary>
internal static class SecurityHeaders
{
    public static void UseSecurityHeaders(this WebApplication app)
    {
        // Browsers hold redirects of a form to form-action too: those to log in with another service lead there.
        var services = string.Concat(ExternalLogins.Origins(app.Configuration).Select(origin => $" {origin}"));
        var policy = $"default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'self'; form-action 'self'{services}; frame-ancestors 'none'";

        // Swagger UI brings styles inside its page.
        var docs = $"{policy}; style-src 'self' 'unsafe-inline'";
        app.Use((context, next) =>
        {
            Set(context, policy, docs);
            return next(context);
        });
    }

    private static void Set(HttpContext context, string policy, string docs)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = context.Request.Path.StartsWithSegments("/docs", StringComparison.OrdinalIgnoreCase) ? docs : policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "strict-origin-when-cross-origin";
        headers["Permissions-Policy"] = "geolocation=(self), camera=(self), microphone=()";
        if (context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase))
        {
            headers.CacheControl = "no-store";
        }
    }
}
