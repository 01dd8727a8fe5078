using Actors.Accounts;
using Actors.Api.Common;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;

namespace Actors.Api.Accounts;

public sealed record SignInRequest(string Email, string Password);

/// <param name="RefreshToken">Of an earlier sign-in or refresh; good for 14 days.</param>
public sealed record RefreshRequest(string RefreshToken);

internal static class SessionEndpoints
{
    public static void MapSessions(this RouteGroupBuilder api)
    {
        var sessions = api.MapGroup("/sessions").WithTags("Sessions").KeepsNoAnswer("Passwords go in, tokens and cookies come out.");
        sessions.MapPost("", SignIn).WithName("SignIn").WithSummary("Sign in for an access and a refresh token")
            .Produces<AccessTokenResponse>().WithMetadata(new SignInLimitedAttribute()).Refuses(AccountFaults.WrongPassword, AccountFaults.LockedOut);
        sessions.MapPost("/cookie", SignInWithCookie).WithName("SignInWithCookie").WithSummary("Sign in with a cookie, for pages")
            .WithMetadata(new SignInLimitedAttribute()).Refuses(AccountFaults.WrongPassword, AccountFaults.LockedOut);
        sessions.MapPost("/refresh", Refresh).WithName("RefreshSession").WithSummary("Exchange a refresh token for new tokens")
            .Produces<AccessTokenResponse>().WithMetadata(new SignInLimitedAttribute()).Refuses(AccountFaults.SessionEnded);
        sessions.MapDelete("/current", SignOut).WithName("SignOut").WithSummary("Sign out everywhere").RequireAuthorization();
    }

    private static async Task<Results<SignInHttpResult, ProblemHttpResult>> SignIn(SignInRequest request, Sessions sessions)
    {
        var outcome = await sessions.SignIn(request.Email, request.Password);
        return outcome.Succeeded ? TypedResults.SignIn(outcome.Value, authenticationScheme: IdentityConstants.BearerScheme) : Problems.Of(outcome.Fault);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> SignInWithCookie(SignInRequest request, Sessions sessions, HttpContext context)
    {
        var outcome = await sessions.SignIn(request.Email, request.Password);
        if (outcome.Succeeded)
        {
            await context.SignInAsync(IdentityConstants.ApplicationScheme, outcome.Value, new() { IsPersistent = true });
        }

        return outcome.ToNoContent();
    }

    private static async Task<Results<SignInHttpResult, ProblemHttpResult>> Refresh(RefreshRequest request, Sessions sessions)
    {
        var outcome = await sessions.Refresh(request.RefreshToken);
        return outcome.Succeeded ? TypedResults.SignIn(outcome.Value, authenticationScheme: IdentityConstants.BearerScheme) : Problems.Of(outcome.Fault);
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
}
