using System.Collections.Immutable;
using Actors.Common;
using Actors.Organizations;

namespace Actors.Grains.Organizations;

/// <summary>What is stored of an organization. <see cref="Profile"/> null: there is none under this key.</summary>
internal sealed record OrganizationState
{
    public OrganizationProfile? Profile { get; init; }

    public ImmutableDictionary<UserId, Member> Members { get; init; } = ImmutableDictionary<UserId, Member>.Empty;

    public VerificationStatus VerificationStatus { get; init; }

    public VerificationTier? VerificationTier { get; init; }

    public DateTimeOffset? VerifiedAt { get; init; }

    public UserId? VerificationDecidedBy { get; init; }

    public string? VerificationReason { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public int Version { get; init; }

    /// <summary>Whom no event of the organization lets in.</summary>
    public ImmutableDictionary<UserId, BlockView> Blocks { get; init; } = ImmutableDictionary<UserId, BlockView>.Empty;

    /// <summary>The latest commands that changed something: one of them again changes nothing.</summary>
    public ImmutableArray<string> Commands { get; init; } = [];
}

/// <param name="Permissions">Granted on top of what the role brings.</param>
internal sealed record Member(OrganizationRole Role, string? Title, ImmutableArray<Permission> Permissions, DateTimeOffset JoinedAt, UserId? InvitedBy);
