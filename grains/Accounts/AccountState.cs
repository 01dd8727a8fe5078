using System.Collections.Immutable;
using Actors.Accounts;
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

    public ProfileDetails Profile { get; init; } = new();

    /// <summary>The name in the address of the profile page; null: it has none.</summary>
    public string? Handle { get; init; }

    /// <summary>Handles of before: they lead to the page of today, and nobody else gets them.</summary>
    public ImmutableArray<string> FormerHandles { get; init; } = [];

    /// <summary>When the handle was changed within the last 30 days.</summary>
    public ImmutableArray<DateTimeOffset> HandleChanges { get; init; } = [];

    /// <summary>The picture in table avatar, by the hash of its content; null: there is none.</summary>
    public string? Avatar { get; init; }

    /// <summary>When the owner had their data collected within a day.</summary>
    public ImmutableArray<DateTimeOffset> Exports { get; init; } = [];

    /// <summary>When it will be deleted unless its owner changes their mind; null: it will not.</summary>
    public DateTimeOffset? DeletesAt { get; init; }

    /// <summary>When its deletion began: from then on there is no such account.</summary>
    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>The account that this one is to be merged into; null: none.</summary>
    public UserId? MergingInto { get; init; }

    /// <summary>The account that this one was merged into, and leads to; it is closed. Null: none.</summary>
    public UserId? MergedInto { get; init; }

    /// <summary>Accounts that are being merged into this one.</summary>
    public ImmutableArray<UserId> Absorbing { get; init; } = [];

    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsOpen => CreatedAt is not null && ClosedAt is null;

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

    /// <summary>When somebody first showed that they read this address; null: never.</summary>
    public DateTimeOffset? ProvenAt { get; init; }

    public AddressProof? ProvenBy { get; init; }

    /// <summary>The account was opened for a guest; it is one until the address is proven. Lists of guests read it.</summary>
    public DateTimeOffset? GuestSince { get; init; }

    /// <summary>Oldest first; those that ran out are kept for a day, to say so.</summary>
    public ImmutableArray<MailedLink> Links { get; init; } = [];

    /// <summary>When letters were asked for within the last hour.</summary>
    public ImmutableArray<DateTimeOffset> Asked { get; init; } = [];

    /// <summary>Somebody wants an account under this address; null: nobody, or it was seen to.</summary>
    public Enrollment? Wish { get; init; }

    public int FailedSignIns { get; init; }

    public DateTimeOffset? LockedUntil { get; init; }

    /// <summary>A password that is on its way to the account.</summary>
    public NewCredential? Credential { get; init; }

    /// <summary>Letters to send or a password to set.</summary>
    public DateTimeOffset? NextDue { get; init; }
}

/// <param name="Hash">Of the secret, which nobody stores.</param>
/// <param name="Url">Where the link leads, without its path.</param>
/// <param name="SentAt">Null: not yet taken for delivery.</param>
/// <param name="UsedAt">Null: still good, until it expires.</param>
internal sealed record MailedLink(
    LinkId Id, LinkPurpose Purpose, string Hash, string Url, DateTimeOffset AskedAt, DateTimeOffset ExpiresAt, DateTimeOffset? SentAt = null, DateTimeOffset? UsedAt = null);

/// <param name="Cause">The link that was used.</param>
/// <param name="Hash">Of the new password; empty for none.</param>
internal sealed record NewCredential(LinkId Cause, string Hash)
{
    public override string ToString() => $"{nameof(NewCredential)} {Cause}";
}

/// <param name="Hash">Of the password; what the wish leads to decides whether anybody ever logs in with it.</param>
internal sealed record Enrollment(
    string Command, UserId User, string Email, string Name, string? Language, string? TimeZone, string Hash, DateOnly DateOfBirth, string Url, DateTimeOffset At)
{
    public override string ToString() => $"{nameof(Enrollment)} {Command}";
}
