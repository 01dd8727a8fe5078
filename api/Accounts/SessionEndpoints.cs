using System.Security.Claims;
using Actors.Accounts;
using Actors.Api.Common;
using Actors.Common;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;

namespace Actors.Api.Accounts;

public sealed record SignInRequest(string Email, string Password);

/// <param name="RefreshToken">Of an earlier sign-in or refresh; good for 14 days.</param>
public sealed record RefreshRequest(string RefreshToken);

/// <param name="Token">The last part of the link's path.</param>
public sealed record LinkSignInRequest(string Token);

/// <param name="Phone">With + and country code.</param>
public sealed record PhoneCodeRequest(string Phone);

/// <param name="Code">Six digits, as texted.</param>
public sealed record PhoneSignInRequest(string Phone, string Code);

/// <param name="Challenge">From the refusal of the first step; good for 5 minutes.</param>
/// <param name="Code">Of the authenticator app.</param>
/// <param name="RecoveryCode">Instead of a code.</param>
public sealed record SecondStepRequest(string Challenge, string? Code = null, string? RecoveryCode = null);

/// <param name="Credential">JSON of what <c>navigator.credentials.get()</c> gave.</param>
/// <param name="State">As it came with the options.</param>
public sealed record PasskeySignInRequest(string Credential, string State);

internal static class SessionEndpoints
{
    public static void MapSessions(this RouteGroupBuilder api)
    {
        var sessions = api.MapGroup("/sessions").WithTags("Sessions").KeepsNoAnswer("Passwords go in, tokens and cookies come out.");
        sessions.MapPost("", SignIn).WithName("SignIn").WithSummary("Sign in for an access and a refresh token")
            .Produces<AccessTokenResponse>().WithMetadata(new SignInLimitedAttribute()).Refuses(AccountFaults.WrongPassword, AccountFaults.LockedOut, AccountFaults.TwoFactorRequired);
        sessions.MapPost("/cookie", SignInWithCookie).WithName("SignInWithCookie").WithSummary("Sign in with a cookie, for pages")
            .WithMetadata(new SignInLimitedAttribute()).Refuses(AccountFaults.WrongPassword, AccountFaults.LockedOut, AccountFaults.TwoFactorRequired);
        sessions.MapPost("/refresh", Refresh).WithName("RefreshSession").WithSummary("Exchange a refresh token for new tokens")
            .Produces<AccessTokenResponse>().WithMetadata(new SignInLimitedAttribute()).Refuses(AccountFaults.SessionEnded);
        sessions.MapPost("/link", SignInByLink).WithName("SignInByLink").WithSummary("Sign in by a mailed link, which is used up with it")
            .Produces<AccessTokenResponse>().WithMetadata(new SignInLimitedAttribute())
            .Refuses(AccountFaults.LinkUnknown, AccountFaults.LinkExpired, AccountFaults.LinkUsed, AccountFaults.LockedOut, AccountFaults.TwoFactorRequired);
        sessions.MapPost("/phone-codes", AskForCode).WithName("AskForPhoneCode").WithSummary("Have a code texted to sign in by; the answer is the same for numbers that nobody has")
            .WithMetadata(new SignInLimitedAttribute()).Refuses(AccountFaults.PhoneInvalid, AccountFaults.TooManyCodes);
        sessions.MapPost("/phone", SignInByPhone).WithName("SignInByPhone").WithSummary("Sign in by a texted code")
            .Produces<AccessTokenResponse>().WithMetadata(new SignInLimitedAttribute())
            .Refuses(AccountFaults.PhoneInvalid, AccountFaults.CodeWrong, AccountFaults.CodeSpent, AccountFaults.LockedOut, AccountFaults.TwoFactorRequired);
        sessions.MapPost("/two-factor", SecondStep).WithName("SignInSecondStep").WithSummary("The second step, where the first was refused with a challenge")
            .Produces<AccessTokenResponse>().WithMetadata(new SignInLimitedAttribute()).Refuses(AccountFaults.CodeWrong, AccountFaults.ChallengeExpired, AccountFaults.LockedOut);
        sessions.MapPost("/passkey-options", PasskeyOptions).WithName("BeginPasskeySignIn").WithSummary("What a device needs to sign in by passkey")
            .WithMetadata(new SignInLimitedAttribute());
        sessions.MapPost("/passkey", SignInByPasskey).WithName("SignInByPasskey").WithSummary("Sign in by what a device made of the options")
            .Produces<AccessTokenResponse>().WithMetadata(new SignInLimitedAttribute()).Refuses(AccountFaults.PasskeyRefused, AccountFaults.ChallengeExpired, AccountFaults.LockedOut);
        sessions.MapDelete("/current", SignOut).WithName("SignOut").WithSummary("Sign out everywhere").RequireAuthorization();
    }

    private static async Task<Results<SignInHttpResult, ProblemHttpResult>> SignIn(SignInRequest request, Sessions sessions) =>
        Tokens(await sessions.SignIn(request.Email, request.Password));

    private static async Task<Results<NoContent, ProblemHttpResult>> SignInWithCookie(SignInRequest request, Sessions sessions, HttpContext context)
    {
        var outcome = await sessions.SignIn(request.Email, request.Password);
        if (outcome.Succeeded)
        {
            await context.SignInAsync(IdentityConstants.ApplicationScheme, outcome.Value, new() { IsPersistent = true });
        }

        return outcome.ToNoContent();
    }

    private static async Task<Results<SignInHttpResult, ProblemHttpResult>> Refresh(RefreshRequest request, Sessions sessions) =>
        Tokens(await sessions.Refresh(request.RefreshToken));

    private static async Task<Results<SignInHttpResult, ProblemHttpResult>> SignInByLink(LinkSignInRequest request, Caller caller, AccountLinks links, Sessions sessions)
    {
        var used = await links.Use(caller.CommandId, request.Token, LinkPurpose.SignIn);
        return used.Succeeded ? Tokens(await sessions.Begin(used.Value, SignInMethod.Link)) : Problems.Of(used.Fault);
    }

    private static async Task<Results<Accepted, ProblemHttpResult>> AskForCode(PhoneCodeRequest request, Caller caller, IGrainFactory grains)
    {
        if (!PhoneNumber.TryParse(request.Phone, out var phone))
        {
            return Problems.Of(AccountFaults.PhoneInvalid);
        }

        var asked = await grains.GetGrain<IPhoneNumberGrain>(phone.Id.Value).Ask(new(caller.CommandId, phone, null, "en"));
        return asked.Succeeded ? TypedResults.Accepted((string?)null) : Problems.Of(asked.Fault);
    }

    private static async Task<Results<SignInHttpResult, ProblemHttpResult>> SignInByPhone(PhoneSignInRequest request, Caller caller, IGrainFactory grains, Sessions sessions)
    {
        if (!PhoneNumber.TryParse(request.Phone, out var phone))
        {
            return Problems.Of(AccountFaults.PhoneInvalid);
        }

        var proof = await grains.GetGrain<IPhoneNumberGrain>(phone.Id.Value).Check(new(caller.CommandId, null, request.Code));
        return proof.Succeeded ? Tokens(await sessions.Begin(proof.Value.User, SignInMethod.Phone)) : Problems.Of(proof.Fault);
    }

    private static async Task<Results<SignInHttpResult, ProblemHttpResult>> SecondStep(SecondStepRequest request, Sessions sessions) =>
        Tokens(await sessions.SecondStep(request.Challenge, request.Code, request.RecoveryCode, remember: false));

    private static async Task<Ok<PasskeyOptions>> PasskeyOptions(Passkeys passkeys) => TypedResults.Ok(await passkeys.BeginSignIn());

    private static async Task<Results<SignInHttpResult, ProblemHttpResult>> SignInByPasskey(PasskeySignInRequest request, Passkeys passkeys, Sessions sessions)
    {
        var user = await passkeys.Check(request.Credential, request.State);
        return user.Succeeded ? Tokens(await sessions.Begin(user.Value, SignInMethod.Passkey)) : Problems.Of(user.Fault);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> SignOut(Caller caller, Sessions sessions, HttpContext context)
    {
        var outcome = await sessions.SignOut(caller, context.User);
        if (outcome.Succeeded && context.Request.Cookies.ContainsKey(Authentication.CookieName))
        {
            await context.SignOutAsync(IdentityConstants.ApplicationScheme);
        }

        return outcome.ToNoContent();
    }

    private static Results<SignInHttpResult, ProblemHttpResult> Tokens(Outcome<ClaimsPrincipal> outcome) =>
        outcome.Succeeded ? TypedResults.SignIn(outcome.Value, authenticationScheme: IdentityConstants.BearerScheme) : Problems.Of(outcome.Fault);
}
