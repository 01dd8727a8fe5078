using System.Globalization;
using System.Security.Claims;
using Actors.Accounts;
using Actors.Api.Common;
using Actors.Common;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Actors.Api.Accounts;

/// <summary>Signing in, going on and signing out; who asks gets a principal for the scheme of their choice.</summary>
internal sealed class Sessions(
    UserManager<AccountUser> users,
    SignInManager<AccountUser> signIns,
    IPasswordHasher<AccountUser> hasher,
    Registrations registrations,
    SignInTickets tickets,
    EndedSessions ended,
    IHttpContextAccessor http,
    IOptionsMonitor<BearerTokenOptions> tokens,
    IGrainFactory grains,
    Clock clock)
{
    private HttpContext Context => http.HttpContext!;

    public async Task<Outcome<ClaimsPrincipal>> SignIn(string email, string password)
    {
        if (!EmailAddress.TryParse(email, out var address))
        {
            hasher.VerifyHashedPassword(Registrations.Anybody, registrations.NobodysHash, password);
            return AccountFaults.WrongPassword;
        }

        // The same steps, whether anybody has the address or not: answers and their times tell nothing.
        var door = grains.GetGrain<IEmailAddressGrain>(address.Id.Value);
        var allowed = await door.SignInAllowed();
        if (!allowed.Succeeded)
        {
            return allowed.Fault;
        }

        var identity = await door.Identity();
        var user = await users.FindByIdAsync((identity?.Account ?? Id.From<UserId>("nobody", address.Normalized)).Value);
        var right = user is { StoredHash.Length: > 0 }
            ? await users.CheckPasswordAsync(user, password)
            : hasher.VerifyHashedPassword(Registrations.Anybody, registrations.NobodysHash, password) == PasswordVerificationResult.Success;
        if (!right || user is null || identity is not { IsProven: true })
        {
            var failed = await door.SignInFailed();
            return failed.Succeeded ? AccountFaults.WrongPassword : failed.Fault;
        }

        var passed = await door.SignInSucceeded();
        return passed.Succeeded ? await Begin(user, SignInMethod.Password) : passed.Fault;
    }

    /// <summary>Somebody whose first factor was right. With a second one to show, the refusal has a challenge to send back with it.</summary>
    public async Task<Outcome<ClaimsPrincipal>> Begin(UserId id, SignInMethod method) =>
        await users.FindByIdAsync(id.Value) is { } user ? await Begin(user, method) : AccountFaults.Unknown;

    /// <summary>The second step: a code of the app, or one of the recovery codes.</summary>
    public async Task<Outcome<ClaimsPrincipal>> SecondStep(string challenge, string? code, string? recoveryCode, bool remember)
    {
        if (tickets.ReadStep(challenge) is not { } step || await users.FindByIdAsync(step.User.Value) is not { } user || user.Stamp != step.Stamp)
        {
            return AccountFaults.ChallengeExpired;
        }

        if (await users.IsLockedOutAsync(user))
        {
            return await Refusal(user, AccountFaults.CodeWrong);
        }

        var right = recoveryCode is { Length: > 0 }
            ? (await users.RedeemTwoFactorRecoveryCodeAsync(user, TwoFactor.Normal(recoveryCode))).Succeeded
            : await TwoFactor.IsRight(users, grains, user, code ?? "", use: true);
        if (!right)
        {
            await users.AccessFailedAsync(user);
            return await Refusal(user, AccountFaults.CodeWrong);
        }

        await users.ResetAccessFailedCountAsync(user);
        if (remember)
        {
            await signIns.RememberTwoFactorClientAsync(user);
        }

        return await Start(user, step.Method);
    }

    /// <summary>A refresh token is good until it expires or its session ends.</summary>
    public async Task<Outcome<ClaimsPrincipal>> Refresh(string refreshToken)
    {
        var ticket = tokens.Get(IdentityConstants.BearerScheme).RefreshTokenProtector.Unprotect(refreshToken);
        if (ticket?.Properties.ExpiresUtc is not { } expires || clock.Now >= expires)
        {
            return AccountFaults.SessionEnded;
        }

        return await Continue(ticket.Principal) is { } principal ? principal : AccountFaults.SessionEnded;
    }

    /// <summary>The same session, as the account is now; null when it has ended. Sessions of before there was a list go on by their stamp.</summary>
    public async Task<ClaimsPrincipal?> Continue(ClaimsPrincipal? principal)
    {
        if (ended.Has(principal!) || await signIns.ValidateSecurityStampAsync(principal) is not { } user)
        {
            return null;
        }

        if (Of(principal!) is not { } session)
        {
            return AccountClaims.Principal(user);
        }

        var touched = await List(user.Id).Touch(new(CommandId.New(), session, Devices.Place(Context.Connection.RemoteIpAddress), clock.Now + Authentication.LongestSession));
        return touched.Succeeded ? AccountClaims.Principal(user, session) : null;
    }

    /// <summary>Goes on with a session that a browser had put away for another; whoever asks has shown that it was theirs.</summary>
    public async Task<Outcome<ClaimsPrincipal>> Resume(UserId id, SessionId session)
    {
        if (await users.FindByIdAsync(id.Value) is not { } user)
        {
            return AccountFaults.SessionEnded;
        }

        var touched = await List(id).Touch(new(CommandId.New(), session, Devices.Place(Context.Connection.RemoteIpAddress), clock.Now + Authentication.LongestSession));
        return touched.Succeeded ? AccountClaims.Principal(user, session) : AccountFaults.SessionEnded;
    }

    /// <summary>Ends all sessions of the account, tokens and cookies with them.</summary>
    public async Task<Outcome<Done>> SignOut(Caller caller, ClaimsPrincipal principal)
    {
        if (caller.By.User is not { } user || !int.TryParse(principal.FindFirst(ActorsClaims.Stamp)?.Value, CultureInfo.InvariantCulture, out var stamp))
        {
            return CommonFaults.SignIn;
        }

        var before = await List(user).List(caller.By);
        var outcome = await grains.GetGrain<IAccountGrain>(user.Value).SignOut(new(caller.CommandId, caller.By, stamp));
        if (!outcome.Succeeded)
        {
            return outcome;
        }

        await List(user).EndAll(new(caller.CommandId, caller.By));
        foreach (var session in before.Value)
        {
            ended.Add(session.Id);
        }

        return outcome;
    }

    /// <summary>Ends one session of the caller's.</summary>
    public async Task<Outcome<Done>> End(Caller caller, SessionId session)
    {
        var outcome = await List(caller.By.User!.Value).End(new(caller.CommandId, caller.By, session));
        if (outcome.Succeeded)
        {
            ended.Add(session);
        }

        return outcome;
    }

    /// <summary>Ends all but the one that asks.</summary>
    public async Task<Outcome<Done>> EndOthers(Caller caller, ClaimsPrincipal principal)
    {
        var (user, mine) = (caller.By.User!.Value, Of(principal));
        var before = await List(user).List(caller.By);
        var outcome = await List(user).EndAll(new(caller.CommandId, caller.By, mine));
        foreach (var session in outcome.Succeeded && before.Succeeded ? before.Value.Where(s => s.Id != mine) : [])
        {
            ended.Add(session.Id);
        }

        return outcome;
    }

    public static SessionId? Of(ClaimsPrincipal principal) => Id.TryParse<SessionId>(principal.FindFirst(ActorsClaims.Session)?.Value, out var session) ? session : null;

    private async Task<Outcome<ClaimsPrincipal>> Begin(AccountUser user, SignInMethod method)
    {
        if (user.LockedUntil > clock.Now)
        {
            return await Refusal(user, AccountFaults.WrongPassword);
        }

        // A passkey is two factors by itself; other services ask for theirs.
        var needed = method is SignInMethod.Password or SignInMethod.Link or SignInMethod.Phone
            && (await Security(user.Id).Factors()).TwoFactorSince is not null
            && !await signIns.IsTwoFactorClientRememberedAsync(user);
        return needed
            ? AccountFaults.TwoFactorRequired.With("challenge", tickets.Seal(new SecondStep(user.Id, user.Stamp, method)))
            : await Start(user, method);
    }

    private async Task<Outcome<ClaimsPrincipal>> Start(AccountUser user, SignInMethod method)
    {
        var session = Id.New<SessionId>(Guid.CreateVersion7());
        var started = await List(user.Id).Start(new(
            CommandId.New(),
            session,
            method,
            Devices.Name(Context.Request.Headers.UserAgent),
            Devices.Place(Context.Connection.RemoteIpAddress),
            clock.Now + Authentication.LongestSession));
        return started.Succeeded ? AccountClaims.Principal(user, session) : started.Fault;
    }

    /// <summary>The fifth failure has just locked it, or guesses side by side were faster: the grain knows.</summary>
    private async Task<Outcome<ClaimsPrincipal>> Refusal(AccountUser user, Fault otherwise)
    {
        var now = await grains.GetGrain<IAccountGrain>(user.Id.Value).Credentials();
        return now?.LockedUntil is { } until && until > clock.Now
            ? AccountFaults.LockedOut.With("until", until.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture))
            : otherwise;
    }

    private ISessionsGrain List(UserId user) => grains.GetGrain<ISessionsGrain>(user.Value);

    private ISecurityGrain Security(UserId user) => grains.GetGrain<ISecurityGrain>(user.Value);
}
