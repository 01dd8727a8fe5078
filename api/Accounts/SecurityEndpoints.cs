using System.Collections.Immutable;
using Actors.Accounts;
using Actors.Api.Common;
using Actors.Common;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;

namespace Actors.Api.Accounts;

/// <param name="New">10 to 256 characters, not the address.</param>
public sealed record ChangePasswordRequest(string Current, string New);

public sealed record EmailChangeRequest(string Email);

/// <param name="Code">Of the authenticator app; where it switches off or renews, a recovery code will do.</param>
public sealed record TwoFactorCodeRequest(string Code);

/// <param name="Credential">JSON of what <c>navigator.credentials.create()</c> gave.</param>
/// <param name="State">As it came with the options.</param>
/// <param name="Name">By which its owner knows it; the device's without.</param>
public sealed record AddPasskeyRequest(string Credential, string State, string? Name = null);

/// <param name="Current">Whether it is the one that asks.</param>
public sealed record SessionRow(SessionId Id, SignInMethod Method, string Device, string Place, DateTimeOffset StartedAt, DateTimeOffset LastSeenAt, bool Current);

/// <summary>How the caller signs in, and where they are signed in.</summary>
internal static class SecurityEndpoints
{
    public static void MapSecurity(this RouteGroupBuilder api)
    {
        var me = api.MapGroup("/me").WithTags("Security").RequireAuthorization().KeepsNoAnswer("Secrets go in or out.");
        me.MapGet("/security", View).WithName("MySecurity").WithSummary("How the caller signs in");
        me.MapGet("/sessions", List).WithName("MySessions").WithSummary("Where the caller is signed in, latest seen first");
        me.MapDelete("/sessions", EndOthers).WithName("EndOtherSessions").WithSummary("Sign out everywhere else");
        me.MapDelete("/sessions/{id}", End).WithName("EndSession").WithSummary("End one session; its access token stops within two seconds").Refuses(AccountFaults.SessionUnknown, CommonFaults.MalformedId("ses_..."));
        me.MapPut("/password", ChangePassword).WithName("ChangePassword").WithSummary("Another password; ends all sessions, the caller's too").WithMetadata(new SignInLimitedAttribute())
            .Refuses(AccountFaults.WrongPassword, AccountFaults.LockedOut, AccountFaults.PasswordTooShort, AccountFaults.PasswordIsAddress, AccountFaults.PasswordMissing);
        me.MapPost("/email-verification", AskToVerify).WithName("AskToVerifyEmail").WithSummary("Have the link mailed that confirms the caller's address").Refuses(AccountFaults.TooManyLinks);
        me.MapPost("/email-change", AskChange).WithName("AskEmailChange").WithSummary("Move to another address, which both addresses confirm")
            .Refuses(AccountFaults.AddressInvalid, AccountFaults.AddressIsYours, AccountFaults.TooManyLinks);
        me.MapGet("/email-change", Change).WithName("MyEmailChange").WithSummary("The latest change of address").Refuses(AccountFaults.ChangeUnknown);
        me.MapDelete("/email-change", StopChange).WithName("StopMyEmailChange").WithSummary("Stop the change of address").Refuses(AccountFaults.ChangeUnknown, AccountFaults.ChangeOver);
        me.MapPost("/phone-codes", AskPhone).WithName("AskForMyPhoneCode").WithSummary("Have a code texted to a number to add")
            .Refuses(AccountFaults.PhoneInvalid, AccountFaults.TooManyCodes, AccountFaults.AddressUnproven);
        me.MapPut("/phone", ConfirmPhone).WithName("ConfirmMyPhone").WithSummary("Add a number by the code that was texted to it").WithMetadata(new SignInLimitedAttribute())
            .Refuses(AccountFaults.PhoneInvalid, AccountFaults.CodeWrong, AccountFaults.CodeSpent, AccountFaults.PhoneTaken, AccountFaults.AddressUnproven);
        me.MapDelete("/phone", RemovePhone).WithName("RemoveMyPhone").WithSummary("Forget the number");
        me.MapPost("/two-factor", BeginTwoFactor).WithName("BeginTwoFactor").WithSummary("A key for an authenticator app").Refuses(AccountFaults.TwoFactorOn, AccountFaults.AddressUnproven);
        me.MapPut("/two-factor", EnableTwoFactor).WithName("EnableTwoFactor").WithSummary("Switch two-factor on by the first code; answers the recovery codes, once")
            .WithMetadata(new SignInLimitedAttribute()).Refuses(AccountFaults.CodeWrong, AccountFaults.TwoFactorOn, AccountFaults.TwoFactorMissing, AccountFaults.AddressUnproven);
        me.MapPost("/two-factor/recovery-codes", RenewCodes).WithName("RenewRecoveryCodes").WithSummary("New recovery codes instead of the old").WithMetadata(new SignInLimitedAttribute())
            .Refuses(AccountFaults.CodeWrong, AccountFaults.TwoFactorMissing, AccountFaults.LockedOut);
        me.MapPost("/two-factor/disable", DisableTwoFactor).WithName("DisableTwoFactor").WithSummary("Switch two-factor off by a code").WithMetadata(new SignInLimitedAttribute())
            .Refuses(AccountFaults.CodeWrong, AccountFaults.TwoFactorMissing, AccountFaults.LockedOut);
        me.MapPost("/passkeys/options", BeginPasskey).WithName("BeginPasskey").WithSummary("What a device needs to make a passkey").Refuses(AccountFaults.AddressUnproven);
        me.MapPost("/passkeys", AddPasskey).WithName("AddPasskey").WithSummary("Add the passkey that a device made of the options")
            .Refuses(AccountFaults.PasskeyRefused, AccountFaults.ChallengeExpired, AccountFaults.TooManyPasskeys, AccountFaults.AddressUnproven);
        me.MapDelete("/passkeys/{id}", RemovePasskey).WithName("RemovePasskey").WithSummary("Forget a passkey").Refuses(AccountFaults.PasskeyUnknown);
        me.MapDelete("/logins/{service}", RemoveLogin).WithName("RemoveLogin").WithSummary("Disconnect another service").Refuses(AccountFaults.LoginUnknown);
    }

    private static async Task<Results<Ok<SecurityView>, ProblemHttpResult>> View(Caller caller, IGrainFactory grains) => (await Grain(grains, caller).View(caller.By)).ToResult();

    private static async Task<Results<Ok<ImmutableArray<SessionRow>>, ProblemHttpResult>> List(Caller caller, IGrainFactory grains, HttpContext context)
    {
        var found = await grains.GetGrain<ISessionsGrain>(caller.By.User!.Value.Value).List(caller.By);
        return found.Succeeded ? TypedResults.Ok(Rows(found.Value, Sessions.Of(context.User))) : Problems.Of(found.Fault);
    }

    internal static ImmutableArray<SessionRow> Rows(ImmutableArray<SessionView> sessions, SessionId? current) =>
        [.. sessions.Select(s => new SessionRow(s.Id, s.Method, s.Device, s.Place, s.StartedAt, s.LastSeenAt, s.Id == current))];

    private static async Task<Results<NoContent, ProblemHttpResult>> EndOthers(Caller caller, Sessions sessions, HttpContext context) =>
        (await sessions.EndOthers(caller, context.User)).ToNoContent();

    private static async Task<Results<NoContent, ProblemHttpResult>> End(string id, Caller caller, Sessions sessions) =>
        Id.TryParse<SessionId>(id, out var session) ? (await sessions.End(caller, session)).ToNoContent() : Problems.Of(CommonFaults.MalformedId(id));

    private static async Task<Results<NoContent, ProblemHttpResult>> ChangePassword(ChangePasswordRequest request, Caller caller, AccountLinks links, UserManager<AccountUser> users) =>
        (await links.ChangePassword(caller.By, caller.CommandId, request.Current, request.New, users)).ToNoContent();

    private static async Task<Results<Accepted, ProblemHttpResult>> AskToVerify(Caller caller, AccountLinks links, HttpContext context)
    {
        var asked = await links.AskToVerify(caller.By, caller.CommandId, context.Request);
        return asked.Succeeded ? TypedResults.Accepted((string?)null) : Problems.Of(asked.Fault);
    }

    private static async Task<Results<Ok<EmailChangeView>, ProblemHttpResult>> AskChange(EmailChangeRequest request, Caller caller, AccountLinks links, HttpContext context) =>
        (await links.AskChange(caller.By, caller.CommandId, request.Email, context.Request)).ToResult();

    private static async Task<Results<Ok<EmailChangeView>, ProblemHttpResult>> Change(Caller caller, IGrainFactory grains) =>
        (await grains.GetGrain<IEmailChangeGrain>(caller.By.User!.Value.Value).View(caller.By)).ToResult();

    private static async Task<Results<Ok<EmailChangeView>, ProblemHttpResult>> StopChange(Caller caller, IGrainFactory grains) =>
        (await grains.GetGrain<IEmailChangeGrain>(caller.By.User!.Value.Value).Stop(new(caller.CommandId, caller.By, null))).ToResult();

    private static async Task<Results<Accepted, ProblemHttpResult>> AskPhone(PhoneCodeRequest request, Caller caller, IGrainFactory grains)
    {
        if (!PhoneNumber.TryParse(request.Phone, out var phone))
        {
            return Problems.Of(AccountFaults.PhoneInvalid);
        }

        var asked = await Grain(grains, caller).AskPhone(new(caller.CommandId, caller.By, phone, "en"));
        return asked.Succeeded ? TypedResults.Accepted((string?)null) : Problems.Of(asked.Fault);
    }

    private static async Task<Results<Ok<SecurityView>, ProblemHttpResult>> ConfirmPhone(PhoneSignInRequest request, Caller caller, IGrainFactory grains) =>
        PhoneNumber.TryParse(request.Phone, out var phone)
            ? (await Grain(grains, caller).ConfirmPhone(new(caller.CommandId, caller.By, phone, request.Code))).ToResult()
            : Problems.Of(AccountFaults.PhoneInvalid);

    private static async Task<Results<Ok<SecurityView>, ProblemHttpResult>> RemovePhone(Caller caller, IGrainFactory grains) =>
        (await Grain(grains, caller).RemovePhone(new(caller.CommandId, caller.By))).ToResult();

    private static async Task<Results<Ok<AuthenticatorKey>, ProblemHttpResult>> BeginTwoFactor(Caller caller, TwoFactor twoFactor) =>
        (await twoFactor.Begin(caller.By, caller.CommandId)).ToResult();

    private static async Task<Results<Ok<RecoveryCodesView>, ProblemHttpResult>> EnableTwoFactor(TwoFactorCodeRequest request, Caller caller, TwoFactor twoFactor) =>
        (await twoFactor.Enable(caller.By, caller.CommandId, request.Code)).ToResult();

    private static async Task<Results<Ok<RecoveryCodesView>, ProblemHttpResult>> RenewCodes(TwoFactorCodeRequest request, Caller caller, TwoFactor twoFactor) =>
        (await twoFactor.Renew(caller.By, caller.CommandId, request.Code)).ToResult();

    private static async Task<Results<Ok<SecurityView>, ProblemHttpResult>> DisableTwoFactor(TwoFactorCodeRequest request, Caller caller, TwoFactor twoFactor) =>
        (await twoFactor.Disable(caller.By, caller.CommandId, request.Code)).ToResult();

    private static async Task<Results<Ok<PasskeyOptions>, ProblemHttpResult>> BeginPasskey(Caller caller, Passkeys passkeys) => (await passkeys.BeginAdding(caller.By)).ToResult();

    private static async Task<Results<NoContent, ProblemHttpResult>> AddPasskey(AddPasskeyRequest request, Caller caller, Passkeys passkeys) =>
        (await passkeys.Add(caller.By, caller.CommandId, request.Credential, request.State, request.Name)).ToNoContent();

    private static async Task<Results<NoContent, ProblemHttpResult>> RemovePasskey(string id, Caller caller, IGrainFactory grains) =>
        (await Grain(grains, caller).RemovePasskey(new(caller.CommandId, caller.By, id))).ToNoContent();

    private static async Task<Results<NoContent, ProblemHttpResult>> RemoveLogin(string service, Caller caller, IGrainFactory grains) =>
        Enum.TryParse<SignInMethod>(service, ignoreCase: true, out var method)
            ? (await Grain(grains, caller).RemoveLogin(new(caller.CommandId, caller.By, method))).ToNoContent()
            : Problems.Of(AccountFaults.LoginUnknown);

    private static ISecurityGrain Grain(IGrainFactory grains, Caller caller) => grains.GetGrain<ISecurityGrain>(caller.By.User!.Value.Value);
}
