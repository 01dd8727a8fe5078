using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Actors.Accounts;
using Actors.Common;
using Microsoft.AspNetCore.Identity;

namespace Actors.Api.Accounts;

/// <param name="Key">Base32, for who cannot scan.</param>
/// <param name="Uri">otpauth://, as a QR code has it.</param>
public sealed record AuthenticatorKey(string Key, string Uri);

/// <param name="RecoveryCodes">Shown once; each is good once, where the app is not at hand.</param>
public sealed record RecoveryCodesView(ImmutableArray<string> RecoveryCodes);

/// <summary>Setting up and checking a second factor with Identity's own parts; the grain keeps what must be kept.</summary>
internal sealed class TwoFactor(AccountManager users, SignInTickets tickets, IGrainFactory grains)
{
    private const int RecoveryCodes = 10;
    private const string Issuer = "Actors";

    public async Task<Outcome<AuthenticatorKey>> Begin(By by, CommandId command)
    {
        var key = users.GenerateNewAuthenticatorKey();
        var begun = await Grain(by).BeginTwoFactor(new(command, by, tickets.SealKey(key)));
        if (!begun.Succeeded)
        {
            return begun.Fault;
        }

        var email = (await grains.GetGrain<IAccountGrain>(by.User!.Value.Value).Card())?.Email ?? by.Name;
        return new AuthenticatorKey(key, $"otpauth://totp/{Issuer}:{Uri.EscapeDataString(email)}?secret={key}&issuer={Issuer}&digits=6");
    }

    public async Task<Outcome<RecoveryCodesView>> Enable(By by, CommandId command, string code)
    {
        if (await users.FindByIdAsync(by.User!.Value.Value) is not { } user || !await IsRight(users, grains, user, code, use: false))
        {
            return AccountFaults.CodeWrong;
        }

        var codes = NewCodes();
        var enabled = await Grain(by).EnableTwoFactor(new(command, by, CodeHash(code), [.. codes.Select(CodeHash)]));
        return enabled.Succeeded ? new RecoveryCodesView(codes) : enabled.Fault;
    }

    /// <summary>Needs a code: a session that somebody else has got hold of is not enough. Wrong ones count like wrong passwords.</summary>
    public async Task<Outcome<SecurityView>> Disable(By by, CommandId command, string code) =>
        await Shown(by, code) is { } fault ? fault : await Grain(by).DisableTwoFactor(new(command, by));

    public async Task<Outcome<RecoveryCodesView>> Renew(By by, CommandId command, string code)
    {
        if (await Shown(by, code) is { } fault)
        {
            return fault;
        }

        var codes = NewCodes();
        var replaced = await Grain(by).ReplaceRecoveryCodes(new(command, by, [.. codes.Select(CodeHash)]));
        return replaced.Succeeded ? new RecoveryCodesView(codes) : replaced.Fault;
    }

    /// <param name="use">Whether the code is used up with this.</param>
    public static async Task<bool> IsRight(UserManager<AccountUser> users, IGrainFactory grains, AccountUser user, string code, bool use)
    {
        var digits = string.Concat(code.Where(char.IsAsciiDigit));
        return digits.Length == 6
            && await users.VerifyTwoFactorTokenAsync(user, TokenOptions.DefaultAuthenticatorProvider, digits)
            && (!use || (await grains.GetGrain<ISecurityGrain>(user.Id.Value).UseCode(CodeHash(digits))).Succeeded);
    }

    /// <summary>What is stored of a code, however it was typed.</summary>
    public static string CodeHash(string code) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(code.Where(char.IsAsciiLetterOrDigit)).ToUpperInvariant())));

    public static string Normal(string recoveryCode) => recoveryCode.Trim().ToUpperInvariant();

    private async Task<Fault?> Shown(By by, string code)
    {
        if (await users.FindByIdAsync(by.User!.Value.Value) is not { } user || (await Grain(by).Factors()).TwoFactorSince is null)
        {
            return AccountFaults.TwoFactorMissing;
        }

        if (await users.IsLockedOutAsync(user))
        {
            return AccountFaults.LockedOut;
        }

        if (await IsRight(users, grains, user, code, use: true) || (await users.RedeemTwoFactorRecoveryCodeAsync(user, Normal(code))).Succeeded)
        {
            return null;
        }

        await users.AccessFailedAsync(user);
        return AccountFaults.CodeWrong;
    }

    private ImmutableArray<string> NewCodes() => [.. Enumerable.Range(0, RecoveryCodes).Select(_ => users.NewRecoveryCode())];

    private ISecurityGrain Grain(By by) => grains.GetGrain<ISecurityGrain>(by.User!.Value.Value);
}
