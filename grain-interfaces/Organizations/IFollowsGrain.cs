using System.Collections.Immutable;
using Actors.Common;
using Orleans.Concurrency;

namespace Actors.Organizations;

/// <summary>The organizations that a person follows; nobody else sees them. Key: user id.</summary>
[Alias("organizations.follows")]
public interface IFollowsGrain : IGrainWithStringKey
{
    /// <summary>Following twice is following once.</summary>
    [Alias("follow")]
    Task<Outcome<FollowView>> Follow(FollowOrganization command);

    [Alias("unfollow")]
    Task<Outcome<Done>> Unfollow(UnfollowOrganization command);

    /// <summary>Latest first; for the person only.</summary>
    [Alias("list"), ReadOnly]
    Task<Outcome<ImmutableArray<FollowView>>> List(By by);

    /// <summary>Whether events for followers are for this person.</summary>
    [Alias("follows"), ReadOnly]
    Task<bool> Follows(OrganizationId organization);
}

[GenerateSerializer, Immutable, Alias("organizations.follow")]
public sealed record FollowOrganization(CommandId CommandId, By By, OrganizationId Organization);

[GenerateSerializer, Immutable, Alias("organizations.unfollow")]
public sealed record UnfollowOrganization(CommandId CommandId, By By, OrganizationId Organization);

[GenerateSerializer, Immutable, Alias("organizations.follow-view")]
public sealed record FollowView(OrganizationId Organization, string Name, DateTimeOffset FollowedAt);
