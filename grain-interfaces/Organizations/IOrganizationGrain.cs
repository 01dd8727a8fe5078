using System.Collections.Immutable;
using Actors.Common;
using Orleans.Concurrency;

namespace Actors.Organizations;

/// <summary>An organization, its members and what they may do. Key: organization id.</summary>
[Alias("organizations.organization")]
public interface IOrganizationGrain : IGrainWithStringKey
{
    [Alias("create")]
    Task<Outcome<OrganizationView>> Create(CreateOrganization command);

    [Alias("edit")]
    Task<Outcome<OrganizationView>> Edit(EditOrganization command);

    /// <summary>Adds a member or changes role, title and permissions.</summary>
    [Alias("set-member")]
    Task<Outcome<OrganizationView>> SetMember(SetMember command);

    [Alias("remove-member")]
    Task<Outcome<OrganizationView>> RemoveMember(RemoveMember command);

    /// <summary>An administrator's decision on who the organization is.</summary>
    [Alias("decide-verification")]
    Task<Outcome<OrganizationView>> DecideVerification(DecideVerification command);

    /// <summary>Members see members; others see the public part.</summary>
    [Alias("view"), ReadOnly]
    Task<Outcome<OrganizationView>> View(By by);

    /// <summary>Whether a caller holds a permission here; platform administrators hold all of them.</summary>
    [Alias("allows"), ReadOnly]
    Task<bool> Allows(By by, Permission permission);

    /// <summary>Whether a caller belongs here, in whatever role; platform administrators belong everywhere.</summary>
    [Alias("includes"), ReadOnly]
    Task<bool> Includes(By by);

    /// <summary>From now on this person neither signs up nor checks in at any event of the organization. By those who manage rosters.</summary>
    [Alias("block")]
    Task<Outcome<BlockView>> Block(BlockPerson command);

    [Alias("unblock")]
    Task<Outcome<Done>> Unblock(UnblockPerson command);

    /// <summary>Who is blocked and why, for those who manage rosters.</summary>
    [Alias("blocks"), ReadOnly]
    Task<Outcome<ImmutableArray<BlockView>>> Blocks(By by);

    /// <summary>Whom the organization's events do not let in.</summary>
    [Alias("blocked-users"), ReadOnly]
    Task<ImmutableArray<UserId>> BlockedUsers();

    /// <summary>What ledger entries need: how long the organization has to object and whom to tell. Null: no such organization.</summary>
    [Alias("terms"), ReadOnly]
    Task<OrganizationTerms?> Terms();
}

[GenerateSerializer, Alias("organizations.role")]
public enum OrganizationRole
{
    Member,
    Coordinator,
    Admin,
    Owner,
}

/// <summary>What a role brings: COORDINATOR the first three, ADMIN and OWNER all; a member's own grants come on top (seed 5.2, org_members.permissions).</summary>
[GenerateSerializer, Alias("organizations.permission")]
public enum Permission
{
    PostOpportunities,
    VerifyHours,
    ManageRoster,
    ManageMembers,
    ManageOrganization,

    /// <summary>Confirm qualifications and background checks of volunteers.</summary>
    CheckCredentials,
}

[GenerateSerializer, Alias("organizations.verification-status")]
public enum VerificationStatus
{
    Pending,
    Verified,
    Rejected,
}

[GenerateSerializer, Alias("organizations.verification-tier")]
public enum VerificationTier
{
    [System.Text.Json.Serialization.JsonStringEnumMemberName("NONPROFIT_501C3")]
    Nonprofit501C3,
    CommunityGroup,
    Corporate,
    School,
    Government,
}

/// <summary>What an organization says of itself. <paramref name="AutoVerifyAfterHours"/>: the window of section 8.2, 1 to 168, 48 by default.</summary>
[GenerateSerializer, Immutable, Alias("organizations.profile")]
public sealed record OrganizationProfile(
    string Name,
    string? Description,
    string? Website,
    string? ContactEmail,
    string? ContactPhone,
    double? Latitude,
    double? Longitude,
    string? Address,
    bool AutoVerify = true,
    int AutoVerifyAfterHours = 48);

[GenerateSerializer, Immutable, Alias("organizations.create")]
public sealed record CreateOrganization(CommandId CommandId, By By, OrganizationProfile Profile);

[GenerateSerializer, Immutable, Alias("organizations.edit")]
public sealed record EditOrganization(CommandId CommandId, By By, OrganizationProfile Profile, int? ExpectedVersion);

[GenerateSerializer, Immutable, Alias("organizations.set-member")]
public sealed record SetMember(CommandId CommandId, By By, UserId Member, OrganizationRole Role, string? Title, ImmutableArray<Permission> Permissions, int? ExpectedVersion = null);

[GenerateSerializer, Immutable, Alias("organizations.remove-member")]
public sealed record RemoveMember(CommandId CommandId, By By, UserId Member, int? ExpectedVersion = null);

[GenerateSerializer, Immutable, Alias("organizations.decide-verification")]
public sealed record DecideVerification(CommandId CommandId, By By, VerificationStatus Status, VerificationTier? Tier, string? Reason, int? ExpectedVersion = null);

[GenerateSerializer, Immutable, Alias("organizations.member-view")]
public sealed record MemberView(UserId User, string Name, OrganizationRole Role, string? Title, ImmutableArray<Permission> Permissions, DateTimeOffset JoinedAt);

/// <param name="Members">Empty for those who are not members themselves.</param>
/// <param name="Version">Goes up with every change; the ETag of the API.</param>
[GenerateSerializer, Immutable, Alias("organizations.view")]
public sealed record OrganizationView(
    OrganizationId Id,
    OrganizationProfile Profile,
    VerificationStatus VerificationStatus,
    VerificationTier? VerificationTier,
    DateTimeOffset? VerifiedAt,
    ImmutableArray<MemberView> Members,
    DateTimeOffset CreatedAt,
    int Version);

/// <param name="NoticeRecipients">E-mail addresses: the contact address, or else those of the members who may verify hours.</param>
[GenerateSerializer, Immutable, Alias("organizations.terms")]
public sealed record OrganizationTerms(string Name, bool AutoVerify, TimeSpan Window, ImmutableArray<string> NoticeRecipients);
