using Actors.Common;

namespace Actors.Accounts;

/// <param name="User">The id that the account gets if the address is free and was not claimed before.</param>
/// <param name="PasswordHash">By ASP.NET Core Identity's hasher; hashing is slow and happens outside of grains.</param>
[GenerateSerializer, Immutable, Alias("accounts.register")]
public sealed record RegisterAccount(CommandId CommandId, UserId User, EmailAddress Email, string Name, string? Language, string? TimeZone, string PasswordHash, DateOnly? DateOfBirth = null);

/// <param name="User">The id that the account gets if nobody has the address.</param>
/// <param name="Url">Public address of the pages, without a path.</param>
[GenerateSerializer, Immutable, Alias("accounts.enroll")]
public sealed record EnrollAccount(
    CommandId CommandId, UserId User, EmailAddress Email, string Name, string? Language, string? TimeZone, string PasswordHash, DateOnly DateOfBirth, string Url)
{
    public override string ToString() => $"{nameof(EnrollAccount)} {CommandId}";
}

[GenerateSerializer, Immutable, Alias("accounts.open")]
public sealed record OpenAccount(CommandId CommandId, EmailAddress Email, string Name, string? Language, string? TimeZone, string PasswordHash, DateOnly? DateOfBirth = null);

/// <summary>Null leaves a value as it is.</summary>
[GenerateSerializer, Immutable, Alias("accounts.edit")]
public sealed record EditAccount(CommandId CommandId, By By, string? Name, string? Language, string? TimeZone, int? ExpectedVersion);

[GenerateSerializer, Immutable, Alias("accounts.set-role")]
public sealed record SetPlatformRole(CommandId CommandId, By By, PlatformRole Role, int? ExpectedVersion = null);

[GenerateSerializer, Immutable, Alias("accounts.count-export")]
public sealed record CountExport(CommandId CommandId, By By);

[GenerateSerializer, Immutable, Alias("accounts.sign-out")]
public sealed record SignOut(CommandId CommandId, By By, int Stamp);

/// <param name="OldHash">What was checked; if another hash is stored meanwhile, nothing changes.</param>
[GenerateSerializer, Immutable, Alias("accounts.rehash")]
public sealed record RehashPassword(CommandId CommandId, string OldHash, string NewHash);

/// <param name="Reason">Needed of an administrator who changes a date that was given before, 3 to 1,000 characters.</param>
[GenerateSerializer, Immutable, Alias("accounts.set-date-of-birth")]
public sealed record SetDateOfBirth(CommandId CommandId, By By, DateOnly DateOfBirth, string? Reason = null);

/// <param name="NewHash">Empty: nobody signs in by password any more.</param>
/// <param name="OldHash">What was checked; if another is stored meanwhile, nothing changes. Null: whatever is stored.</param>
[GenerateSerializer, Immutable, Alias("accounts.set-password")]
public sealed record SetPassword(CommandId CommandId, string NewHash, string? OldHash = null)
{
    public override string ToString() => nameof(SetPassword);
}

[GenerateSerializer, Immutable, Alias("accounts.move-email")]
public sealed record MoveEmail(CommandId CommandId, EmailAddress Email);

[GenerateSerializer, Immutable, Alias("accounts.close-guest")]
public sealed record CloseGuest(CommandId CommandId, By By);
