using System.Security.Claims;
using Actors.Accounts;
using Actors.Api.Common;
using Actors.Api.Common.Pages;
using Actors.Common;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;

namespace Actors.Api.Accounts;

/// <summary>
/// The way out to another service and back. A login leads to the account that it was connected with; else to the account whose address both
/// sides vouch for; else to a new one. An address that only one side has confirmed connects nothing: it would hand one person's account to another.
/// </summary>
internal sealed class ExternalDesk(IGrainFactory grains)
{
    /// <param name="birth">Of a newcomer; without it no account is opened.</param>
    public async Task<Outcome<UserId>> Account(LoginService service, ClaimsPrincipal principal, By by, DateOnly? birth = null)
    {
        if (ExternalLogins.Read(principal) is not var (subject, name, email))
        {
            return AccountFaults.LoginFailed;
        }

        var login = grains.GetGrain<IExternalLoginGrain>(ExternalLoginId.Of(service.Method, subject).Value);
        var holder = await login.Holder();
        if (by.User is { } mine)
        {
            return holder == mine ? mine : await Connect(mine, by, service, subject, email ?? name);
        }

        if (holder is { } known)
        {
            return known;
        }

        if (!EmailAddress.TryParse(email, out var address))
        {
            return AccountFaults.LoginUnproven;
        }

        var identity = await grains.GetGrain<IEmailAddressGrain>(address.Id.Value).Identity();
        if (identity is null)
        {
            if (birth is not { } day)
            {
                return AccountFaults.DateOfBirthMissing;
            }

            var opened = await Open(address, name.Length > 0 ? name : address.Written.Split('@')[0], day);
            if (!opened.Succeeded)
            {
                return opened.Fault;
            }

            return await Connect(opened.Value, new(opened.Value, name, PlatformRole.User), service, subject, email!);
        }

        // A guest's account has no door that somebody else could hold open: whoever the service vouches for makes it their own, in place.
        if (identity.IsGuest)
        {
            var proven = await grains.GetGrain<IEmailAddressGrain>(address.Id.Value).Claim(new(CommandId.New(), identity.Account, address, AddressProof.ExternalLogin));
            return proven.Succeeded ? await Connect(identity.Account, new(identity.Account, name, PlatformRole.User), service, subject, email!) : proven.Fault;
        }

        return identity.IsProven
            ? await Connect(identity.Account, new(identity.Account, name, PlatformRole.User), service, subject, email!)
            : AccountFaults.LoginUnproven;
    }

    /// <summary>Without a password; the service has shown that the address is theirs.</summary>
    private async Task<Outcome<UserId>> Open(EmailAddress address, string name, DateOnly birth)
    {
        var (grain, user) = (grains.GetGrain<IEmailAddressGrain>(address.Id.Value), Id.New<UserId>(Guid.CreateVersion7()));
        var registered = await grain.Register(new(CommandId.New(), user, address, name, null, null, "", birth));
        if (!registered.Succeeded)
        {
            return registered.Fault;
        }

        var claimed = await grain.Claim(new(CommandId.New(), registered.Value.Id, address, AddressProof.ExternalLogin));
        return claimed.Succeeded ? registered.Value.Id : claimed.Fault;
    }

    private async Task<Outcome<UserId>> Connect(UserId user, By by, LoginService service, string subject, string name)
    {
        var added = await grains.GetGrain<ISecurityGrain>(user.Value).AddLogin(new(CommandId.New(), by, service.Method, subject, name));
        return added.Succeeded ? user : added.Fault;
    }
}

/// <summary>Ways to log in that are no form of a page.</summary>
internal static class PageLogins
{
    public static void MapPageLogins(this WebApplication app)
    {
        app.MapPost("/login/with/{service}", Leave).ExcludeFromDescription();
        app.MapPost("/login/passkey", ByPasskey).ExcludeFromDescription().WithMetadata(new SignInLimitedAttribute());
        app.MapGet("/login/{service}/back", Back).ExcludeFromDescription().WithMetadata(new SignInLimitedAttribute());
    }

    private static async Task<IResult> Leave(string service, HttpContext context, IAntiforgery antiforgery, IConfiguration configuration)
    {
        if (!await antiforgery.IsRequestValidAsync(context))
        {
            return TypedResults.BadRequest();
        }

        if (ExternalLogins.On(configuration).FirstOrDefault(s => s.Scheme == service) is not { } known)
        {
            return TypedResults.NotFound();
        }

        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        return TypedResults.Challenge(new() { RedirectUri = $"/login/{known.Scheme}/back?ReturnUrl={Uri.EscapeDataString(Preferences.Local(form["ReturnUrl"]))}" }, [known.Scheme]);
    }

    /// <summary>As the API's, with a cookie for pages.</summary>
    private static async Task<IResult> ByPasskey(PasskeySignInRequest request, HttpContext context, Passkeys passkeys, Sessions sessions)
    {
        var user = await passkeys.Check(request.Credential, request.State);
        var session = user.Succeeded ? await sessions.Begin(user.Value, SignInMethod.Passkey) : user.Fault;
        if (session.Succeeded)
        {
            await context.SignInAsync(IdentityConstants.ApplicationScheme, session.Value, new() { IsPersistent = true });
        }

        return session.Succeeded ? TypedResults.NoContent() : Problems.Of(session.Fault);
    }

    /// <summary>By GET, as OAuth comes back; only the browser that left has the cookie that makes it more than a page that leads to the log-in.</summary>
    private static async Task<IResult> Back(string service, HttpContext context, ExternalDesk desk, Sessions sessions, string? returnUrl = null)
    {
        var came = await context.AuthenticateAsync(IdentityConstants.ExternalScheme);
        if (!came.Succeeded || LoginService.Of(service) is not { } known || came.Properties?.Items[".AuthScheme"] != known.Scheme)
        {
            return TypedResults.LocalRedirect("/login?failed=1");
        }

        var by = context.By();
        var user = await desk.Account(known, came.Principal, by);
        if (user.Fault?.Code == AccountFaults.DateOfBirthMissing.Code)
        {
            // The cookie of the way back stays until the newcomer has said when they were born.
            return TypedResults.LocalRedirect($"/register/finish?ReturnUrl={Uri.EscapeDataString(Preferences.Local(returnUrl))}");
        }

        await context.SignOutAsync(IdentityConstants.ExternalScheme);
        if (!user.Succeeded)
        {
            return TypedResults.LocalRedirect($"{(by.User is null ? "/login" : "/account/security")}?refused={user.Fault.Code}");
        }

        if (by.User is null)
        {
            var session = await sessions.Begin(user.Value, known.Method);
            if (!session.Succeeded)
            {
                return TypedResults.LocalRedirect($"/login?refused={session.Fault.Code}");
            }

            await context.SignInAsync(IdentityConstants.ApplicationScheme, session.Value, new() { IsPersistent = true });
        }

        return TypedResults.LocalRedirect(Preferences.Local(returnUrl));
    }
}
