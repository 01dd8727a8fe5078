using Actors.Api.Accounts;
using Actors.Api.Squads;
using Actors.Common;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Identity;

namespace Actors.Api.Common.Pages;

internal static class PageHosting
{
    private static readonly string[] s_others = ["/api", "/hub", "/openapi", "/docs", "/health"];

    public static IServiceCollection AddPages(this IServiceCollection services)
    {
        services.AddRazorComponents();
        services.AddCascadingAuthenticationState();
        services.AddHttpContextAccessor();
        services.AddSingleton<PageFiles>();
        services.AddScoped(provider => new Texts(
            provider.GetRequiredService<IHttpContextAccessor>().HttpContext is { } context ? Language.Of(context.Request) : Language.All[0], provider.GetRequiredService<Clock>().Now));
        return services.AddAntiforgery(options =>
        {
            options.Cookie.Name = "actors-form";
            options.Cookie.SameSite = SameSiteMode.Strict;
        });
    }

    /// <summary>Whether the answer is for a person's eyes, not for a program.</summary>
    public static bool IsPage(this HttpRequest request) =>
        !Array.Exists(s_others, other => request.Path.StartsWithSegments(other, StringComparison.OrdinalIgnoreCase));

    /// <summary>Answers without a body become a page that says what happened, with the same status.</summary>
    public static void UseStatusPages(this WebApplication app)
    {
        // For the whole application, because a branch of it would not find the page's route.
        app.UseStatusCodePagesWithReExecute("/status/{0}", createScopeForStatusCodePages: true);
        app.Use((context, next) =>
        {
            if (!context.Request.IsPage())
            {
                context.Features.GetRequiredFeature<IStatusCodePagesFeature>().Enabled = false;
            }
            else if (context.Features.Get<IStatusCodeReExecuteFeature>() is not null)
            {
                // Saying what happened to a form is not handling it again.
                context.Request.Method = HttpMethods.Get;
            }

            return next(context);
        });
    }

    /// <summary>A form that is not ours, or of an earlier session, is answered without a body, before a component would write one.</summary>
    public static void UseFormCheck(this WebApplication app)
    {
        app.UseAntiforgery();
        app.Use((context, next) =>
        {
            if (context.Features.Get<IAntiforgeryValidationFeature>() is { IsValid: false } && HttpMethods.IsPost(context.Request.Method) && context.Request.IsPage())
            {
                context.Response.StatusCode = StatusCodes.Status400BadRequest;
                return Task.CompletedTask;
            }

            return next(context);
        });
    }

    public static void MapPages(this WebApplication app)
    {
        app.MapRazorComponents<App>();
        app.MapPost("/logout", LogOut).ExcludeFromDescription();
        app.MapPreferences();
        app.MapPageLogins();
        app.MapGuestCodes();
    }

    private static async Task<IResult> LogOut(HttpContext context, IAntiforgery antiforgery, Sessions sessions, MergeDesk merges)
    {
        if (!await antiforgery.IsRequestValidAsync(context))
        {
            return TypedResults.BadRequest();
        }

        if (context.By() is { User: not null } by && Sessions.Of(context.User) is { } session)
        {
            await sessions.End(new(by, CommandId.New(), null), session);
        }

        // Whoever logs out of this device leaves no other account of theirs on it.
        await merges.GiveUp(MergeCookie.Read(context));
        MergeCookie.Remove(context);
        await context.SignOutAsync(IdentityConstants.ApplicationScheme);
        return TypedResults.LocalRedirect("/");
    }
}
