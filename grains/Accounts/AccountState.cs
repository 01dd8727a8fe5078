using System.Collections.Immutable;
using Actors.Common;

namespace Actors.Grains.Accounts;

internal sealed record AccountState
{
    /// <summary>Null until the account is opened.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>The command that opened it.</summary>
    public CommandId OpenedBy { get; init; }

    public string Email { get; init; } = "";

    /// <summary>The normalised address that points here.</summary>
    public string Address { get; init; } = "";

    public string Name { get; init; } = "";

    public string Language { get; init; } = "en";

    public string? TimeZone { get; init; }

    public PlatformRole Role { get; init; }

    public string PasswordHash { get; init; } = "";

    public int Stamp { get; init; } = 1;

    public int FailedSignIns { get; init; }

    public DateTimeOffset? LockedUntil { get; init; }

    public DateOnly? DateOfBirth { get; init; }

    /// <summary>Every change of a date that was given before, latest last.</summary>
    public ImmutableArray<BirthDateChange> DateOfBirthChanges { get; init; } = [];

    /// <summary>Of what the owner edits and administrators decide; failed sign-ins do not count.</summary>
    public int Version { get; init; }
}

/// <param name="By">Null: the platform itself.</param>
/// <param name="Reason">Null: the owner's own correction.</param>
internal sealed record BirthDateChange(DateOnly From, DateOnly To, UserId? By, DateTimeOffset At, string? Reason);

internal sealed record EmailAddressState
{
    public string Address { get; init; } = "";

    /// <summary>Null: nobody has claimed the address.</summary>
    public UserId? Account { get; init; }
}
