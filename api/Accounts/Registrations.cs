using Actors.Accounts;
using Actors.Common;
using Microsoft.AspNetCore.Identity;

namespace Actors.Api.Accounts;

/// <summary>What a person sends to get an account.</summary>
/// <param name="Password">10 to 256 characters, not the address.</param>
/// <param name="Language">BCP 47; en by default.</param>
/// <param name="TimeZone">IANA.</param>
public sealed record RegisterRequest(string Email, string Password, string Name, string? Language = null, string? TimeZone = null);

/// <summary>Registering: password rules and hashing here, the address and the account in their grains.</summary>
internal sealed class Registrations(IGrainFactory grains, IPasswordHasher<AccountUser> hasher)
{
    private const int ShortestPassword = 10;
    private const int LongestPassword = 256;

    /// <summary>Identity's hasher does not look at the user.</summary>
    internal static readonly AccountUser Anybody = new(new(default, "", "", PlatformRole.User, "", 0, 0, null, default));

    private readonly Lazy<string> _nobodysHash = new(() => hasher.HashPassword(Anybody, Guid.NewGuid().ToString()));

    /// <summary>For those whom we do not know: checking a password takes as long for them.</summary>
    public string NobodysHash => _nobodysHash.Value;

    public async Task<Outcome<AccountView>> Register(CommandId command, UserId user, RegisterRequest request)
    {
        if (!EmailAddress.TryParse(request.Email, out var address))
        {
            return AccountFaults.AddressInvalid;
        }

        if (CheckPassword(request.Password, address) is { } fault)
        {
            return fault;
        }

        var hash = hasher.HashPassword(Anybody, request.Password);
        var outcome = await grains.GetGrain<IEmailAddressGrain>(address.Id.Value)
            .Register(new(command, user, address, request.Name, request.Language, request.TimeZone, hash));
        return outcome.Succeeded && !await IsTheirs(outcome.Value.Id, hash, request.Password) ? AccountFaults.AddressTaken : outcome;
    }

    /// <summary>Null: the password will do.</summary>
    internal static Fault? CheckPassword(string password, EmailAddress address)
    {
        if (password.Length is < ShortestPassword or > LongestPassword)
        {
            return AccountFaults.PasswordTooShort;
        }

        return EmailAddress.TryParse(password, out var written) && written.Normalized == address.Normalized ? AccountFaults.PasswordIsAddress : null;
    }

    /// <summary>A repeated registration shows the account only to who knows its password: keys may be guessed.</summary>
    private async Task<bool> IsTheirs(UserId user, string hash, string password)
    {
        var stored = (await grains.GetGrain<IAccountGrain>(user.Value).Credentials())?.PasswordHash;
        return stored == hash || (stored is not null && hasher.VerifyHashedPassword(Anybody, stored, password) != PasswordVerificationResult.Failed);
    }
}
