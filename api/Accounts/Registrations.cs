using Actors.Accounts;
using Actors.Common;
using Microsoft.AspNetCore.Identity;

namespace Actors.Api.Accounts;

/// <summary>What a person sends to get an account.</summary>
/// <param name="Password">10 to 256 characters, not the address.</param>
/// <param name="DateOfBirth">ISO 8601, a day; 13 years ago or earlier.</param>
/// <param name="Language">BCP 47; en by default.</param>
/// <param name="TimeZone">IANA.</param>
public sealed record RegisterRequest(string Email, string Password, string Name, DateOnly DateOfBirth, string? Language = null, string? TimeZone = null);

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

    /// <summary>The answer is the same, and as fast, whether anybody has the address, was written to too often, or neither.</summary>
    public async Task<Outcome<Done>> Enroll(CommandId command, RegisterRequest request, string url)
    {
        if (Check(request.Email, request.Password, out var address) is { } fault)
        {
            return fault;
        }

        var enrolled = await grains.GetGrain<IEmailAddressGrain>(address!.Id.Value).Enroll(new(
            command, Id.New<UserId>(Guid.CreateVersion7()), address, request.Name, request.Language, request.TimeZone, hasher.HashPassword(Anybody, request.Password), request.DateOfBirth, url));
        return enrolled.Fault?.Code == AccountFaults.TooManyLinks.Code ? Done.Now : enrolled;
    }

    /// <summary>At once and with a proven address: first data of an operator.</summary>
    public async Task<Outcome<UserId>> Open(CommandId command, string email, string password, string name)
    {
        if (Check(email, password, out var address) is { } fault)
        {
            return fault;
        }

        var door = grains.GetGrain<IEmailAddressGrain>(address!.Id.Value);
        var opened = await door.Register(new(command, Id.New<UserId>(Guid.CreateVersion7()), address, name, null, null, hasher.HashPassword(Anybody, password)));
        if (!opened.Succeeded)
        {
            return opened.Fault;
        }

        var claimed = await door.Claim(new(command, opened.Value.Id, address, AddressProof.Link));
        return claimed.Succeeded ? opened.Value.Id : claimed.Fault;
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

    private static Fault? Check(string? email, string? password, out EmailAddress? address) =>
        EmailAddress.TryParse(email, out address) ? CheckPassword(password ?? "", address) : AccountFaults.AddressInvalid;
}
