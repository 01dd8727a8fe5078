using System.Collections.Immutable;
using Actors.Accounts;
using Actors.Common;

namespace Actors.Grains.Accounts;

internal sealed record SecurityState
{
    /// <summary>E.164, proven by a code.</summary>
    public string? Phone { get; init; }

    /// <summary>When codes to new numbers were asked for within a day.</summary>
    public ImmutableArray<DateTimeOffset> PhoneAsked { get; init; } = [];

    /// <summary>The authenticator app's key, protected by the front door.</summary>
    public string? SealedKey { get; init; }

    public DateTimeOffset? TwoFactorSince { get; init; }

    /// <summary>Hashes of those that are left.</summary>
    public ImmutableArray<string> RecoveryCodes { get; init; } = [];

    /// <summary>Codes of the app that were used while they could be used again.</summary>
    public ImmutableArray<UsedCode> UsedCodes { get; init; } = [];

    public ImmutableArray<PasskeyRecord> Passkeys { get; init; } = [];

    public ImmutableArray<Login> Logins { get; init; } = [];
}

internal sealed record UsedCode(string Hash, DateTimeOffset At);

internal sealed record Login(SignInMethod Service, string Subject, string Name, DateTimeOffset AddedAt);

/// <summary>What a person signs in with beside the password. A replay returns the same state object.</summary>
internal static class Security
{
    public const int MostPhoneCodesInADay = 10;
    private const int MostPasskeys = 20;
    private const int LongestName = 100;

    /// <summary>Longer than any code of the app is taken.</summary>
    private static readonly TimeSpan s_codeLife = TimeSpan.FromMinutes(10);

    public static Outcome<SecurityState> CountPhoneCode(SecurityState state, DateTimeOffset now)
    {
        var asked = state.PhoneAsked.Where(a => a > now.AddDays(-1)).ToImmutableArray();
        return asked.Length >= MostPhoneCodesInADay ? AccountFaults.TooManyCodes : state with { PhoneAsked = asked.Add(now) };
    }

    public static Outcome<SecurityState> Begin(SecurityState state, string sealedKey) =>
        state.TwoFactorSince is not null ? AccountFaults.TwoFactorOn : state with { SealedKey = sealedKey };

    public static Outcome<SecurityState> Enable(SecurityState state, EnableTwoFactor command, DateTimeOffset now)
    {
        if (state.SealedKey is null)
        {
            return AccountFaults.TwoFactorMissing;
        }

        if (state.TwoFactorSince is not null)
        {
            return AccountFaults.TwoFactorOn;
        }

        var used = Use(state, command.CodeHash, now);
        return used.Succeeded ? used.Value with { TwoFactorSince = now, RecoveryCodes = command.RecoveryHashes } : used.Fault;
    }

    public static SecurityState Disable(SecurityState state) =>
        state.TwoFactorSince is null && state.SealedKey is null ? state : state with { SealedKey = null, TwoFactorSince = null, RecoveryCodes = [], UsedCodes = [] };

    /// <summary>Who looks over a shoulder cannot use the same code within its time.</summary>
    public static Outcome<SecurityState> Use(SecurityState state, string hash, DateTimeOffset now)
    {
        var live = state.UsedCodes.Where(u => u.At > now - s_codeLife).ToImmutableArray();
        return live.Any(u => u.Hash == hash) ? AccountFaults.CodeWrong : state with { UsedCodes = live.Add(new(hash, now)) };
    }

    public static Outcome<SecurityState> Redeem(SecurityState state, string hash) =>
        state.TwoFactorSince is not null && state.RecoveryCodes.Contains(hash) ? state with { RecoveryCodes = state.RecoveryCodes.Remove(hash) } : AccountFaults.CodeWrong;

    public static Outcome<SecurityState> SavePasskey(SecurityState state, PasskeyRecord passkey)
    {
        var named = passkey with { Name = passkey.Name.Length <= LongestName ? passkey.Name : passkey.Name[..LongestName] };
        if (state.Passkeys.FirstOrDefault(p => p.Id == passkey.Id) is { } known)
        {
            return state with { Passkeys = state.Passkeys.Replace(known, named) };
        }

        return state.Passkeys.Length >= MostPasskeys ? AccountFaults.TooManyPasskeys : state with { Passkeys = state.Passkeys.Add(named) };
    }

    public static Outcome<SecurityState> RemovePasskey(SecurityState state, string id) =>
        state.Passkeys.FirstOrDefault(p => p.Id == id) is { } passkey ? state with { Passkeys = state.Passkeys.Remove(passkey) } : AccountFaults.PasskeyUnknown;

    /// <param name="phone">E.164; null: none any more.</param>
    public static SecurityState SetPhone(SecurityState state, string? phone) => state.Phone == phone ? state : state with { Phone = phone };

    public static Outcome<SecurityState> ReplaceRecoveryCodes(SecurityState state, ImmutableArray<string> hashes) =>
        state.TwoFactorSince is null ? AccountFaults.TwoFactorMissing : state with { RecoveryCodes = hashes };

    public static Outcome<SecurityState> RemoveLogin(SecurityState state, SignInMethod service) =>
        state.Logins.FirstOrDefault(l => l.Service == service) is { } login ? state with { Logins = state.Logins.Remove(login) } : AccountFaults.LoginUnknown;

    public static Outcome<SecurityState> AddLogin(SecurityState state, AddLogin command, DateTimeOffset now)
    {
        if (state.Logins.FirstOrDefault(l => l.Service == command.Service) is { } known)
        {
            return known.Subject == command.Subject ? state : AccountFaults.LoginTaken;
        }

        return state with { Logins = state.Logins.Add(new(command.Service, command.Subject, command.Name, now)) };
    }
}
