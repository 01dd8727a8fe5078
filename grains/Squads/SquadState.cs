using System.Collections.Immutable;
using Actors.Common;
using Actors.Squads;

namespace Actors.Grains.Squads;

/// <summary>The document of a squad; lists read it, so names here are a contract with SQL.</summary>
internal sealed record SquadState
{
    /// <summary>Null until it is created.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    public SquadTerms? Terms { get; init; }

    public UserId? Leader { get; init; }

    public ImmutableDictionary<UserId, SquadMember> Members { get; init; } = ImmutableDictionary<UserId, SquadMember>.Empty;

    public int Version { get; init; }
}

internal sealed record SquadMember(string Name, SquadRole Role, DateTimeOffset JoinedAt);
