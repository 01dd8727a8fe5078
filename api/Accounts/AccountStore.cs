using System.Globalization;
using Actors.Accounts;
using Actors.Common;
using Microsoft.AspNetCore.Identity;

namespace Actors.Api.Accounts;

/// <summary>Identity's user store over account grains. What Identity would write by itself here goes through the grains' own commands.</summary>
internal sealed partial class AccountStore(IGrainFactory grains, SignInTickets tickets, PasskeyIndex passkeys)
    : IUserPasswordStore<AccountUser>, IUserEmailStore<AccountUser>, IUserLockoutStore<AccountUser>, IUserSecurityStampStore<AccountUser>
{
    public async Task<AccountUser?> FindByIdAsync(string userId, CancellationToken cancellationToken) =>
        Id.TryParse<UserId>(userId, out var id) && await grains.GetGrain<IAccountGrain>(id.Value).Credentials() is { } credentials ? new(credentials) : null;

    public async Task<AccountUser?> FindByEmailAsync(string normalizedEmail, CancellationToken cancellationToken) =>
        EmailAddress.TryParse(normalizedEmail, out var address) && await grains.GetGrain<IEmailAddressGrain>(address.Id.Value).Holder() is { } user
            ? await FindByIdAsync(user.Value, cancellationToken)
            : null;

    public Task<AccountUser?> FindByNameAsync(string normalizedUserName, CancellationToken cancellationToken) => FindByEmailAsync(normalizedUserName, cancellationToken);

    public async Task<IdentityResult> UpdateAsync(AccountUser user, CancellationToken cancellationToken)
    {
        if (user.NewHash is { } hash)
        {
            await grains.GetGrain<IAccountGrain>(user.Id.Value).Rehash(new(CommandId.New(), user.StoredHash, hash));
        }

        return IdentityResult.Success;
    }

    public Task SetPasswordHashAsync(AccountUser user, string? passwordHash, CancellationToken cancellationToken)
    {
        user.NewHash = passwordHash;
        return Task.CompletedTask;
    }

    public Task<string> GetUserIdAsync(AccountUser user, CancellationToken cancellationToken) => Task.FromResult(user.Id.Value);

    public Task<string?> GetUserNameAsync(AccountUser user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.Email);

    public Task<string?> GetNormalizedUserNameAsync(AccountUser user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.Email);

    public Task<string?> GetEmailAsync(AccountUser user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.Email);

    public Task<string?> GetNormalizedEmailAsync(AccountUser user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.Email);

    public Task<bool> GetEmailConfirmedAsync(AccountUser user, CancellationToken cancellationToken) => Task.FromResult(false);

    public Task<string?> GetPasswordHashAsync(AccountUser user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.NewHash ?? user.StoredHash);

    public Task<bool> HasPasswordAsync(AccountUser user, CancellationToken cancellationToken) => Task.FromResult(user.StoredHash.Length > 0);

    public Task<string?> GetSecurityStampAsync(AccountUser user, CancellationToken cancellationToken) =>
        Task.FromResult<string?>(user.Stamp.ToString(CultureInfo.InvariantCulture));

    public Task<DateTimeOffset?> GetLockoutEndDateAsync(AccountUser user, CancellationToken cancellationToken) => Task.FromResult(user.LockedUntil);

    public Task<int> GetAccessFailedCountAsync(AccountUser user, CancellationToken cancellationToken) => Task.FromResult(user.FailedSignIns);

    public Task<bool> GetLockoutEnabledAsync(AccountUser user, CancellationToken cancellationToken) => Task.FromResult(true);

    // The grain decides on these; Identity asks AccountManager, which asks the grain.
    public Task<int> IncrementAccessFailedCountAsync(AccountUser user, CancellationToken cancellationToken) => throw Elsewhere();

    public Task ResetAccessFailedCountAsync(AccountUser user, CancellationToken cancellationToken) => throw Elsewhere();

    public Task SetLockoutEndDateAsync(AccountUser user, DateTimeOffset? lockoutEnd, CancellationToken cancellationToken) => throw Elsewhere();

    public Task SetLockoutEnabledAsync(AccountUser user, bool enabled, CancellationToken cancellationToken) => throw Elsewhere();

    public Task<IdentityResult> CreateAsync(AccountUser user, CancellationToken cancellationToken) => throw Elsewhere();

    public Task<IdentityResult> DeleteAsync(AccountUser user, CancellationToken cancellationToken) => throw Elsewhere();

    public Task SetUserNameAsync(AccountUser user, string? userName, CancellationToken cancellationToken) => throw Elsewhere();

    public Task SetEmailAsync(AccountUser user, string? email, CancellationToken cancellationToken) => throw Elsewhere();

    public Task SetEmailConfirmedAsync(AccountUser user, bool confirmed, CancellationToken cancellationToken) => throw Elsewhere();

    // Derived from other members, or of no meaning here: a better hash of the same password ends no session.
    public Task SetNormalizedUserNameAsync(AccountUser user, string? normalizedName, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task SetNormalizedEmailAsync(AccountUser user, string? normalizedEmail, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task SetSecurityStampAsync(AccountUser user, string stamp, CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        // Nothing is held.
    }

    private static NotSupportedException Elsewhere() => new("Accounts change through the commands of their grains.");
}
