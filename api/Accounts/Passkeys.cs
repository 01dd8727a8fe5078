using System.Buffers.Text;
using Actors.Accounts;
using Actors.Common;
using Microsoft.AspNetCore.Identity;

namespace Actors.Api.Accounts;

/// <param name="Options">JSON for <c>navigator.credentials</c>.</param>
/// <param name="State">To be sent back with what the device answers, within 5 minutes.</param>
public sealed record PasskeyOptions(string Options, string State);

/// <summary>Passkeys by ASP.NET Core Identity's handler: what it must remember between two requests the client carries, sealed.</summary>
internal sealed class Passkeys(IPasskeyHandler<AccountUser> handler, UserManager<AccountUser> users, SignInTickets tickets, IGrainFactory grains, IHttpContextAccessor http)
{
    private const int LongestName = 60;

    private HttpContext Context => http.HttpContext!;

    public async Task<Outcome<PasskeyOptions>> BeginAdding(By by)
    {
        var view = await Grain(by.User!.Value).View(by);
        if (!view.Succeeded || !view.Value.EmailProven)
        {
            return view.Fault ?? AccountFaults.AddressUnproven;
        }

        var made = await handler.MakeCreationOptionsAsync(new() { Id = by.User.Value.Value, Name = view.Value.Email, DisplayName = by.Name }, Context);
        return new PasskeyOptions(made.CreationOptionsJson, tickets.SealPasskeyState(made.AttestationState!));
    }

    public async Task<Outcome<SecurityView>> Add(By by, CommandId command, string credential, string state, string? name)
    {
        if (tickets.ReadPasskeyState(state) is not { } attestation)
        {
            return AccountFaults.ChallengeExpired;
        }

        var result = await handler.PerformAttestationAsync(new() { HttpContext = Context, CredentialJson = credential, AttestationState = attestation });

        // What began for one account cannot end in another.
        if (!result.Succeeded || result.UserEntity.Id != by.User!.Value.Value)
        {
            return AccountFaults.PasskeyRefused;
        }

        var named = name?.Trim() is { Length: > 0 } given ? given[..Math.Min(given.Length, LongestName)] : Devices.Name(Context.Request.Headers.UserAgent);
        return await Grain(by.User.Value).SavePasskey(new(command, by, ToRecord(result.Passkey) with { Name = named }));
    }

    /// <summary>For whoever comes: the device knows which accounts it has passkeys of.</summary>
    public async Task<PasskeyOptions> BeginSignIn()
    {
        var made = await handler.MakeRequestOptionsAsync(null, Context);
        return new(made.RequestOptionsJson, tickets.SealPasskeyState(made.AssertionState!));
    }

    public async Task<Outcome<UserId>> Check(string credential, string state)
    {
        if (tickets.ReadPasskeyState(state) is not { } assertion)
        {
            return AccountFaults.ChallengeExpired;
        }

        var result = await handler.PerformAssertionAsync(new() { HttpContext = Context, CredentialJson = credential, AssertionState = assertion });
        if (!result.Succeeded || !(await Grain(result.User.Id).UseCode(TwoFactor.CodeHash(state))).Succeeded)
        {
            return AccountFaults.PasskeyRefused;
        }

        await users.AddOrUpdatePasskeyAsync(result.User, result.Passkey);
        return result.User.Id;
    }

    public static PasskeyRecord ToRecord(UserPasskeyInfo passkey) => new(
        Base64Url.EncodeToString(passkey.CredentialId), Base64Url.EncodeToString(passkey.PublicKey), passkey.Name ?? "", passkey.CreatedAt, passkey.SignCount,
        [.. passkey.Transports ?? []], passkey.IsUserVerified, passkey.IsBackupEligible, passkey.IsBackedUp,
        Base64Url.EncodeToString(passkey.AttestationObject), Base64Url.EncodeToString(passkey.ClientDataJson));

    public static UserPasskeyInfo ToInfo(PasskeyRecord passkey) => new(
        Base64Url.DecodeFromChars(passkey.Id), Base64Url.DecodeFromChars(passkey.PublicKey), passkey.CreatedAt, (uint)passkey.SignCount, [.. passkey.Transports],
        passkey.IsUserVerified, passkey.IsBackupEligible, passkey.IsBackedUp, Base64Url.DecodeFromChars(passkey.AttestationObject), Base64Url.DecodeFromChars(passkey.ClientDataJson))
    {
        Name = passkey.Name,
    };

    private ISecurityGrain Grain(UserId user) => grains.GetGrain<ISecurityGrain>(user.Value);
}
