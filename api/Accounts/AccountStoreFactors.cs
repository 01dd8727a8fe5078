using System.Buffers.Text;
using Actors.Accounts;
using Actors.Common;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Npgsql;
using Orleans.Configuration;

namespace Actors.Api.Accounts;

/// <summary>The store's other half: second factors and passkeys, over security grains.</summary>
internal sealed partial class AccountStore
    : IUserTwoFactorStore<AccountUser>, IUserAuthenticatorKeyStore<AccountUser>, IUserTwoFactorRecoveryCodeStore<AccountUser>, IUserPasskeyStore<AccountUser>
{
    public async Task<bool> GetTwoFactorEnabledAsync(AccountUser user, CancellationToken cancellationToken) => (await Factors(user)).TwoFactorSince is not null;

    public async Task<string?> GetAuthenticatorKeyAsync(AccountUser user, CancellationToken cancellationToken) => tickets.ReadKey((await Factors(user)).SealedKey);

    public async Task<bool> RedeemCodeAsync(AccountUser user, string code, CancellationToken cancellationToken) =>
        (await Security(user).Redeem(TwoFactor.CodeHash(code))).Succeeded;

    public async Task<int> CountCodesAsync(AccountUser user, CancellationToken cancellationToken) => (await Factors(user)).RecoveryCodesLeft;

    public async Task<IList<UserPasskeyInfo>> GetPasskeysAsync(AccountUser user, CancellationToken cancellationToken) =>
        [.. (await Factors(user)).Passkeys.Select(Passkeys.ToInfo)];

    public async Task<UserPasskeyInfo?> FindPasskeyAsync(AccountUser user, byte[] credentialId, CancellationToken cancellationToken)
    {
        var id = Base64Url.EncodeToString(credentialId);
        return (await Factors(user)).Passkeys.FirstOrDefault(p => p.Id == id) is { } found ? Passkeys.ToInfo(found) : null;
    }

    public async Task<AccountUser?> FindByPasskeyIdAsync(byte[] credentialId, CancellationToken cancellationToken) =>
        await passkeys.Find(Base64Url.EncodeToString(credentialId), cancellationToken) is { } user ? await FindByIdAsync(user, cancellationToken) : null;

    public Task AddOrUpdatePasskeyAsync(AccountUser user, UserPasskeyInfo passkey, CancellationToken cancellationToken) =>
        Security(user).SavePasskey(new(CommandId.New(), new(user.Id, user.Name, user.Role), Passkeys.ToRecord(passkey)));

    public Task RemovePasskeyAsync(AccountUser user, byte[] credentialId, CancellationToken cancellationToken) => throw Elsewhere();

    public Task SetTwoFactorEnabledAsync(AccountUser user, bool enabled, CancellationToken cancellationToken) => throw Elsewhere();

    public Task SetAuthenticatorKeyAsync(AccountUser user, string key, CancellationToken cancellationToken) => throw Elsewhere();

    public Task ReplaceCodesAsync(AccountUser user, IEnumerable<string> recoveryCodes, CancellationToken cancellationToken) => throw Elsewhere();

    private Task<SecurityFactors> Factors(AccountUser user) => Security(user).Factors();

    private ISecurityGrain Security(AccountUser user) => grains.GetGrain<ISecurityGrain>(user.Id.Value);
}

/// <summary>Whose passkey has this credential id: from the documents themselves (025-passkeys.sql).</summary>
internal sealed class PasskeyIndex(NpgsqlDataSource database, IOptions<ClusterOptions> cluster)
{
    public async Task<string?> Find(string id, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            """
            select grain_key from grain_state
             where service_id = $1 and state_name = 'account-security' and payload->'passkeys' @> jsonb_build_array(jsonb_build_object('id', $2::text))
             limit 1
            """);
        command.Parameters.Add(new() { Value = cluster.Value.ServiceId });
        command.Parameters.Add(new() { Value = id });
        return await command.ExecuteScalarAsync(cancellation) as string;
    }
}
