using System.Globalization;
using System.Security.Claims;
using Actors.Accounts;
using Actors.Api.Common;
using Actors.Common;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Actors.Api.Accounts;

/// <summary>Identity's manager, with lockout decided and kept by the account's grain, by the product's clock.</summary>
internal sealed class AccountManager(
    IUserStore<AccountUser> store,
    IOptions<IdentityOptions> options,
    IPasswordHasher<AccountUser> hasher,
    ILookupNormalizer normalizer,
    IdentityErrorDescriber errors,
    IServiceProvider services,
    IGrainFactory grains,
    Clock clock,
    ILogger<AccountManager> log) : UserManager<AccountUser>(store, options, hasher, [], [], normalizer, errors, services, log)
{
    public override Task<bool> IsLockedOutAsync(AccountUser user) => Task.FromResult(user.LockedUntil > clock.Now);

    public override async Task<IdentityResult> AccessFailedAsync(AccountUser user) => Result(await Grain(user).SignInFailed());

    public override async Task<IdentityResult> ResetAccessFailedCountAsync(AccountUser user) => Result(await Grain(user).SignInSucceeded());

    public string NewRecoveryCode() => CreateTwoFactorRecoveryCode();

    protected override Task<IdentityResult> UpdateUserAsync(AccountUser user) => Store.UpdateAsync(user, CancellationToken);

    private static IdentityResult Result(Outcome<Done> outcome) =>
        outcome.Succeeded ? IdentityResult.Success : IdentityResult.Failed(new IdentityError { Code = outcome.Fault.Code, Description = outcome.Fault.Detail });

    private IAccountGrain Grain(AccountUser user) => grains.GetGrain<IAccountGrain>(user.Id.Value);
}

/// <summary>What cookies and tokens carry.</summary>
internal sealed class AccountClaims : IUserClaimsPrincipalFactory<AccountUser>
{
    public Task<ClaimsPrincipal> CreateAsync(AccountUser user) => Task.FromResult(Principal(user));

    public static ClaimsPrincipal Principal(AccountUser user, SessionId? session = null) => new(new ClaimsIdentity(
        [
            new(ActorsClaims.User, user.Id.Value),
            new(ActorsClaims.Name, user.Name),
            new(ActorsClaims.Role, user.Role.ToString()),
            new(ActorsClaims.Stamp, user.Stamp.ToString(CultureInfo.InvariantCulture)),
            .. session is { } id ? [new Claim(ActorsClaims.Session, id.Value)] : Array.Empty<Claim>(),
            .. user.DeletesAt is { } moment ? [new Claim(ActorsClaims.DeletesAt, moment.ToString("O", CultureInfo.InvariantCulture))] : Array.Empty<Claim>(),
            .. user.MinorUntil is { } until ? [new Claim(ActorsClaims.MinorUntil, until.ToString("O", CultureInfo.InvariantCulture))] : Array.Empty<Claim>(),
        ],
        IdentityConstants.ApplicationScheme,
        ActorsClaims.Name,
        ActorsClaims.Role));
}

/// <summary>Identity's look-ups by the same spelling as the address grains.</summary>
internal sealed class AddressNormalizer : ILookupNormalizer
{
    public string? NormalizeName(string? name) => NormalizeEmail(name);

    public string? NormalizeEmail(string? email) => EmailAddress.TryParse(email, out var address) ? address.Normalized : email;
}
