using Actors.Accounts;
using Actors.Common;
using Microsoft.AspNetCore.Antiforgery;

namespace Actors.Api.Common.Pages;

/// <summary>What a person chose for this browser: the language of the pages, and light or dark.</summary>
internal static class Preferences
{
    public const string ThemeCookie = "actors-theme";

    private static readonly TimeSpan s_kept = TimeSpan.FromDays(365);

    /// <summary>'light' or 'dark'; null follows the device.</summary>
    public static string? Theme(HttpRequest request) => request.Cookies[ThemeCookie] is "light" or "dark" ? request.Cookies[ThemeCookie] : null;

    public static void MapPreferences(this WebApplication app) => app.MapPost("/preferences", Choose).ExcludeFromDescription();

    /// <summary>Only to a page of ours: a link with a foreign address must not lead away.</summary>
    public static string Local(string? url) => url is ['/', not ('/' or '\\'), ..] && !url.Any(char.IsControl) ? url : "/";

    private static async Task<IResult> Choose(HttpContext context, IAntiforgery antiforgery, IGrainFactory grains)
    {
        if (!await antiforgery.IsRequestValidAsync(context))
        {
            return TypedResults.BadRequest();
        }

        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        if (Language.Of(form["language"]) is { } language)
        {
            Keep(context, Language.Cookie, language.Tag);
            if (context.By() is { User: { } user } by)
            {
                // Mails speak it too. Whoever cannot store it now reads pages in it all the same.
                await grains.GetGrain<IAccountGrain>(user.Value).Edit(new(CommandId.New(), by, null, language.Tag, null, null));
            }
        }

        if (form["theme"] is [{ } theme])
        {
            Keep(context, ThemeCookie, theme is "light" or "dark" ? theme : "");
        }

        return TypedResults.LocalRedirect(Local(form["back"]));
    }

    private static void Keep(HttpContext context, string name, string value) => context.Response.Cookies.Append(name, value, new()
    {
        HttpOnly = true,
        IsEssential = true,
        MaxAge = s_kept,
        SameSite = SameSiteMode.Lax,
        Secure = context.Request.IsHttps,
    });
}
