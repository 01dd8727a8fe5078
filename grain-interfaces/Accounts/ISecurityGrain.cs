using System.Collections.Immutable;
using Actors.Common;
using Orleans.Concurrency;

namespace Actors.Accounts;

/// <summary>
/// How one person signs in beside the password: telephone, second factor, passkeys, logins of other services. Everything here needs a proven
/// e-mail address first, so that nobody builds doors into an account under somebody else's address. Key: user id.
/// </summary>
[Alias("accounts.security")]
public interface ISecurityGrain : IGrainWithStringKey
{
    [Alias("view"), ReadOnly]
    Task<Outcome<SecurityView>> View(By by);

    /// <summary>What the front door checks codes and passkeys against.</summary>
    [Alias("factors"), ReadOnly]
    Task<SecurityFactors> Factors();

    /// <summary>Texts a code to a number that the owner wants to add. At most 10 in a day.</summary>
    [Alias("ask-phone")]
    Task<Outcome<Done>> AskPhone(AskPhone command);

    [Alias("confirm-phone")]
    Task<Outcome<SecurityView>> ConfirmPhone(ConfirmPhone command);

    [Alias("remove-phone")]
    Task<Outcome<SecurityView>> RemovePhone(RemovePhone command);

    /// <summary>Keeps a key for an authenticator app until its first code is typed.</summary>
    [Alias("begin-two-factor")]
    Task<Outcome<Done>> BeginTwoFactor(BeginTwoFactor command);

    /// <summary>From now on a code is needed too. The front door has checked the first one.</summary>
    [Alias("enable-two-factor")]
    Task<Outcome<SecurityView>> EnableTwoFactor(EnableTwoFactor command);

    [Alias("disable-two-factor")]
    Task<Outcome<SecurityView>> DisableTwoFactor(DisableTwoFactor command);

    [Alias("replace-recovery-codes")]
    Task<Outcome<SecurityView>> ReplaceRecoveryCodes(ReplaceRecoveryCodes command);

    /// <summary>A right code of the app; refused when it was used before.</summary>
    [Alias("use-code")]
    Task<Outcome<Done>> UseCode(string hash);

    /// <summary>Uses a recovery code, once.</summary>
    [Alias("redeem")]
    Task<Outcome<Done>> Redeem(string hash);

    /// <summary>Adds a passkey, or keeps its new counter after a sign-in.</summary>
    [Alias("save-passkey")]
    Task<Outcome<SecurityView>> SavePasskey(SavePasskey command);

    [Alias("remove-passkey")]
    Task<Outcome<SecurityView>> RemovePasskey(RemovePasskey command);

    /// <summary>Lets a login of another service lead to this account.</summary>
    [Alias("add-login")]
    Task<Outcome<SecurityView>> AddLogin(AddLogin command);

    [Alias("remove-login")]
    Task<Outcome<SecurityView>> RemoveLogin(RemoveLogin command);
}

/// <summary>A login of another service and the account it leads to. Key: made from service and subject.</summary>
[Alias("accounts.external-login")]
public interface IExternalLoginGrain : IGrainWithStringKey
{
    [Alias("holder"), ReadOnly]
    Task<UserId?> Holder();

    /// <summary>The first account wins.</summary>
    [Alias("link")]
    Task<Outcome<Done>> Link(UserId user);

    [Alias("unlink")]
    Task<Outcome<Done>> Unlink(UserId user);
}

[GenerateSerializer, Immutable, Alias("accounts.ask-phone")]
public sealed record AskPhone(CommandId CommandId, By By, PhoneNumber Phone, string Language);

[GenerateSerializer, Immutable, Alias("accounts.confirm-phone")]
public sealed record ConfirmPhone(CommandId CommandId, By By, PhoneNumber Phone, string Code)
{
    public override string ToString() => nameof(ConfirmPhone);
}

[GenerateSerializer, Immutable, Alias("accounts.remove-phone")]
public sealed record RemovePhone(CommandId CommandId, By By);

/// <param name="SealedKey">Protected by the front door, the only one that reads it.</param>
[GenerateSerializer, Immutable, Alias("accounts.begin-two-factor")]
public sealed record BeginTwoFactor(CommandId CommandId, By By, string SealedKey);

/// <param name="CodeHash">Of the first code, which is used with this.</param>
[GenerateSerializer, Immutable, Alias("accounts.enable-two-factor")]
public sealed record EnableTwoFactor(CommandId CommandId, By By, string CodeHash, ImmutableArray<string> RecoveryHashes);

[GenerateSerializer, Immutable, Alias("accounts.disable-two-factor")]
public sealed record DisableTwoFactor(CommandId CommandId, By By);

[GenerateSerializer, Immutable, Alias("accounts.replace-recovery-codes")]
public sealed record ReplaceRecoveryCodes(CommandId CommandId, By By, ImmutableArray<string> Hashes);

[GenerateSerializer, Immutable, Alias("accounts.save-passkey")]
public sealed record SavePasskey(CommandId CommandId, By By, PasskeyRecord Passkey);

[GenerateSerializer, Immutable, Alias("accounts.remove-passkey")]
public sealed record RemovePasskey(CommandId CommandId, By By, string Id);

[GenerateSerializer, Immutable, Alias("accounts.add-login")]
public sealed record AddLogin(CommandId CommandId, By By, SignInMethod Service, string Subject, string Name);

[GenerateSerializer, Immutable, Alias("accounts.remove-login")]
public sealed record RemoveLogin(CommandId CommandId, By By, SignInMethod Service);

/// <summary>A passkey as ASP.NET Core Identity describes it; bytes in base64url.</summary>
[GenerateSerializer, Immutable, Alias("accounts.passkey")]
public sealed record PasskeyRecord(
    string Id, string PublicKey, string Name, DateTimeOffset CreatedAt, long SignCount, ImmutableArray<string> Transports, bool IsUserVerified,
    bool IsBackupEligible, bool IsBackedUp, string AttestationObject, string ClientDataJson);

/// <param name="SealedKey">Null: no second factor was ever begun.</param>
/// <param name="TwoFactorSince">Null: none is needed.</param>
[GenerateSerializer, Immutable, Alias("accounts.factors")]
public sealed record SecurityFactors(string? SealedKey, DateTimeOffset? TwoFactorSince, int RecoveryCodesLeft, ImmutableArray<PasskeyRecord> Passkeys)
{
    public override string ToString() => nameof(SecurityFactors);
}

/// <param name="EmailProven">Whether the owner has shown to read the address.</param>
/// <param name="Phone">All but the last digits covered; null without one.</param>
[GenerateSerializer, Immutable, Alias("accounts.security-view")]
public sealed record SecurityView(
    string Email, bool EmailProven, bool HasPassword, string? Phone, DateTimeOffset? TwoFactorSince, int RecoveryCodesLeft,
    ImmutableArray<PasskeyView> Passkeys, ImmutableArray<LoginView> Logins);

[GenerateSerializer, Immutable, Alias("accounts.passkey-view")]
public sealed record PasskeyView(string Id, string Name, DateTimeOffset CreatedAt);

[GenerateSerializer, Immutable, Alias("accounts.login-view")]
public sealed record LoginView(SignInMethod Service, string Name, DateTimeOffset AddedAt);

[GenerateSerializer, Immutable, Alias("id.external-login"), System.Text.Json.Serialization.JsonConverter(typeof(IdConverter<ExternalLoginId>))]
public readonly record struct ExternalLoginId([property: Id(0)] string Value) : IId<ExternalLoginId>
{
    public static string Prefix => "ext_";

    public static ExternalLoginId Of(string value) => new(value);

    public static ExternalLoginId Of(SignInMethod service, string subject) => Common.Id.From<ExternalLoginId>("external-login", service.ToString(), subject);

    public override string ToString() => Value;
}
