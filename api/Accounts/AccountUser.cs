using Actors.Accounts;
using Actors.Common;

namespace Actors.Api.Accounts;

/// <summary>An account as ASP.NET Core Identity handles it; a copy of what the grain answered.</summary>
internal sealed class AccountUser(AccountCredentials credentials)
{
    public UserId Id => credentials.User;

    public string Email => credentials.Email;

    public string Name => credentials.Name;

    public PlatformRole Role => credentials.Role;

    public int Stamp => credentials.Stamp;

    public int FailedSignIns => credentials.FailedSignIns;

    public DateTimeOffset? LockedUntil => credentials.LockedUntil;

    public DateOnly? MinorUntil => credentials.MinorUntil;

    public DateTimeOffset? DeletesAt => credentials.DeletesAt;

    public string StoredHash => credentials.PasswordHash;

    /// <summary>A stronger hash that is not stored yet.</summary>
    public string? NewHash { get; set; }
}
