using Actors.Common;

namespace Actors.Accounts;

/// <param name="Email">As it was written at registration.</param>
/// <param name="Language">BCP 47.</param>
/// <param name="TimeZone">IANA, or null when unknown.</param>
/// <param name="Version">Goes up with every change; the ETag of the API.</param>
/// <param name="DeletesAt">When the account will be deleted unless its owner changes their mind.</param>
/// <param name="Handle">The name in the address of the profile page.</param>
/// <param name="Avatar">Hash of the picture's content; part of its address.</param>
/// <param name="DateOfBirth">Null when it was not given. Private like all of this: for the owner and administrators.</param>
[GenerateSerializer, Immutable, Alias("accounts.view")]
public sealed record AccountView(
    UserId Id,
    string Email,
    string Name,
    string Language,
    string? TimeZone,
    PlatformRole Role,
    DateTimeOffset CreatedAt,
    int Version,
    DateOnly? DateOfBirth = null,
    ProfileDetails? Profile = null,
    string? Handle = null,
    string? Avatar = null,
    DateTimeOffset? DeletesAt = null);

/// <param name="Email">Where letters go; null when the account has no address.</param>
/// <param name="Language">BCP 47; what letters are written in.</param>
[GenerateSerializer, Immutable, Alias("accounts.card")]
public sealed record AccountCard(UserId UserId, string Name, string? Email, string Language = "en");

/// <param name="MinorUntil">See <see cref="By.MinorUntil"/>.</param>
/// <param name="Stamp">Goes up when all sessions end; a token of an earlier stamp cannot be refreshed.</param>
[GenerateSerializer, Immutable, Alias("accounts.credentials")]
public sealed record AccountCredentials(
    UserId User,
    string Email,
    string Name,
    PlatformRole Role,
    string PasswordHash,
    int Stamp,
    int FailedSignIns,
    DateTimeOffset? LockedUntil,
    CommandId OpenedBy,
    DateOnly? MinorUntil = null,
    DateTimeOffset? DeletesAt = null)
{
    /// <summary>Hashes do not belong in logs.</summary>
    public override string ToString() => $"{nameof(AccountCredentials)} {User}";
}
