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
    IOptionsMonitor<BearerTokenOptions> tokens,
    IGrainFactory grains,
    Clock clock)
{
    public async Task<Outcome<ClaimsPrincipal>> SignIn(string email, string password)
    {
        var user = EmailAddress.TryParse(email, out var address) ? await users.FindByEmailAsync(address.Normalized) : null;
        if (user is null)
        {
            // As slow as for an address that somebody has.
            hasher.VerifyHashedPassword(Registrations.Anybody, registrations.NobodysHash, password);
            return AccountFaults.WrongPassword;
        }

        var result = await signIns.CheckPasswordSignInAsync(user, password, lockoutOnFailure: true);
        if (result.Succeeded)
        {
            return AccountClaims.Principal(user);
        }

        // The fifth failure has just locked it, or guesses side by side were faster: the grain knows.
        var now = await grains.GetGrain<IAccountGrain>(user.Id.Value).Credentials();
        return now?.LockedUntil is { } until && until > clock.Now
            ? AccountFaults.LockedOut.With("until", until.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture))
            : AccountFaults.WrongPassword;
    }

    /// <summary>A refresh token is good until it expires or the account's sessions end.</summary>
    public async Task<Outcome<ClaimsPrincipal>> Refresh(string refreshToken)
    {
        var ticket = tokens.Get(IdentityConstants.BearerScheme).RefreshTokenProtector.Unprotect(refreshToken);
        if (ticket?.Properties.ExpiresUtc is not { } expires || clock.Now >= expires)
        {
            return AccountFaults.SessionEnded;
        }

        var user = await signIns.ValidateSecurityStampAsync(ticket.Principal);
        return user is null ? AccountFaults.SessionEnded : AccountClaims.Principal(user);
    }

    /// <summary>Ends all sessions of the account: no refresh, no cookie of before is good any more; access tokens run out within the hour.</summary>
    public async Task<Outcome<Done>> SignOut(Caller caller, ClaimsPrincipal principal) =>
        caller.By.User is { } user && int.TryParse(principal.FindFirst(ActorsClaims.Stamp)?.Value, CultureInfo.InvariantCulture, out var stamp)
            ? await grains.GetGrain<IAccountGrain>(user.Value).SignOut(new(caller.CommandId, caller.By, stamp))
            : CommonFaults.SignIn;
}
