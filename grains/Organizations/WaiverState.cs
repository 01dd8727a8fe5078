using System.Collections.Immutable;
using Actors.Common;
using Actors.Organizations;

namespace Actors.Grains.Organizations;

/// <summary>What is stored of a waiver. <see cref="CreatedAt"/> null: there is none under this key.</summary>
internal sealed record WaiverState
{
    public OrganizationId Organization { get; init; }

    /// <summary>The next version.</summary>
    public WaiverTerms? Draft { get; init; }

    /// <summary>The first is number 1. Only ever added to.</summary>
    public ImmutableArray<PublishedWaiver> Versions { get; init; } = [];

    public DateTimeOffset? RetiredAt { get; init; }

    public DateTimeOffset? CreatedAt { get; init; }

    public int Version { get; init; }
}

internal sealed record PublishedWaiver(WaiverTerms Terms, string Hash, DateTimeOffset PublishedAt, UserId? By);
