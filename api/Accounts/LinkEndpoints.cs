using Actors.Accounts;
using Actors.Api.Common;
using Actors.Common;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Actors.Api.Accounts;

/// <param name="Purpose">What the link is to let its reader do.</param>
public sealed record AskForLinkRequest(string Email, LinkPurpose Purpose);

/// <param name="Token">The last part of the link's path.</param>
public sealed record LinkRequest(string Token);

/// <param name="Password">10 to 256 characters, not the address.</param>
public sealed record ResetPasswordRequest(string Token, string Password);

/// <summary>Links that were mailed. Opening one changes nothing; what it is for is a POST.</summary>
internal static class LinkEndpoints
{
    public static void MapLinks(this RouteGroupBuilder api)
    {
        var links = api.MapGroup("/links").WithTags("Links").KeepsNoAnswer("Secrets go in, and nobody needs to be signed in.").WithMetadata(new SignInLimitedAttribute());
        links.MapPost("", Ask).WithName("AskForLink").WithSummary("Have a link mailed; the answer is the same for addresses that nobody has").Refuses(AccountFaults.AddressInvalid);
        links.MapGet("/{token}", Open).WithName("OpenLink").WithSummary("What a link is for; changes nothing")
            .Refuses(AccountFaults.LinkUnknown, AccountFaults.LinkExpired, AccountFaults.LinkUsed);
        links.MapPost("/verify-email", Verify).WithName("VerifyEmail").WithSummary("Confirm an address by the link that was mailed to it")
            .Refuses(AccountFaults.LinkUnknown, AccountFaults.LinkExpired, AccountFaults.LinkUsed);
        links.MapPost("/reset-password", Reset).WithName("ResetPassword").WithSummary("Set a new password by a mailed link; ends all sessions")
            .Refuses(AccountFaults.LinkUnknown, AccountFaults.LinkExpired, AccountFaults.LinkUsed, AccountFaults.PasswordTooShort, AccountFaults.PasswordIsAddress);

        var changes = api.MapGroup("/email-changes").WithTags("Links").KeepsNoAnswer("Secrets go in, and nobody needs to be signed in.").WithMetadata(new SignInLimitedAttribute());
        changes.MapGet("/{token}", OpenChange).WithName("OpenEmailChange").WithSummary("What a link about a change of address is for; changes nothing").Refuses(AccountFaults.LinkUnknown);
        changes.MapPost("/confirm", Confirm).WithName("ConfirmEmailChange").WithSummary("Agree to a change of address; both addresses must").Refuses(AccountFaults.LinkUnknown, AccountFaults.ChangeOver);
        changes.MapPost("/stop", Stop).WithName("StopEmailChange").WithSummary("Stop a change of address, by the link to the old one")
            .Refuses(AccountFaults.LinkUnknown, AccountFaults.ChangeOver, AccountFaults.OldAddressOnly);
    }

    private static async Task<Results<Accepted, ProblemHttpResult>> Ask(AskForLinkRequest request, Caller caller, AccountLinks links, HttpContext context)
    {
        var asked = await links.Ask(caller.CommandId, request.Email, request.Purpose, context.Request);
        return asked.Succeeded ? TypedResults.Accepted((string?)null) : Problems.Of(asked.Fault);
    }

    private static async Task<Results<Ok<LinkView>, ProblemHttpResult>> Open(string token, AccountLinks links) => (await links.Open(token)).ToResult();

    private static async Task<Results<NoContent, ProblemHttpResult>> Verify(LinkRequest request, Caller caller, AccountLinks links) =>
        (await links.Use(caller.CommandId, request.Token, LinkPurpose.VerifyEmail)).ToNoContent();

    private static async Task<Results<NoContent, ProblemHttpResult>> Reset(ResetPasswordRequest request, Caller caller, AccountLinks links) =>
        (await links.Use(caller.CommandId, request.Token, LinkPurpose.ResetPassword, request.Password)).ToNoContent();

    private static async Task<Results<Ok<EmailChangeView>, ProblemHttpResult>> OpenChange(string token, AccountLinks links) => (await links.OpenChange(token)).ToResult();

    private static async Task<Results<Ok<EmailChangeView>, ProblemHttpResult>> Confirm(LinkRequest request, Caller caller, AccountLinks links) =>
        (await links.AnswerChange(caller.CommandId, request.Token, agree: true)).ToResult();

    private static async Task<Results<Ok<EmailChangeView>, ProblemHttpResult>> Stop(LinkRequest request, Caller caller, AccountLinks links) =>
        (await links.AnswerChange(caller.CommandId, request.Token, agree: false)).ToResult();
}
