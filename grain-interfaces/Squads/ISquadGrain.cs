using System.Collections.Immutable;
using Actors.Common;
using Actors.Opportunities;
using Orleans.Concurrency;

namespace Actors.Squads;

/// <summary>A group that volunteers together: what it says of itself, who leads it and who belongs to it. Key: squad id.</summary>
[Alias("squads.squad")]
public interface ISquadGrain : IGrainWithStringKey
{
    /// <summary>The first one wins; whoever creates it leads it.</summary>
    [Alias("create")]
    Task<Outcome<SquadView>> Create(CreateSquad command);

    [Alias("edit")]
    Task<Outcome<SquadView>> Edit(EditSquad command);

    /// <summary>Private squads are there for their members only. Members see each other's names, strangers how many there are.</summary>
    [Alias("view"), ReadOnly]
    Task<Outcome<SquadView>> View(By by);

    /// <summary>Anybody joins a squad that is not private; joining twice is joining once.</summary>
    [Alias("join")]
    Task<Outcome<SquadView>> Join(JoinSquad command);

    [Alias("leave")]
    Task<Outcome<Done>> Leave(LeaveSquad command);

    [Alias("remove")]
    Task<Outcome<SquadView>> Remove(RemoveFromSquad command);

    /// <summary>Makes a member a co-leader, or a co-leader a member again.</summary>
    [Alias("set-role")]
    Task<Outcome<SquadView>> SetRole(SetSquadRole command);

    /// <summary>The leader names another one and becomes a co-leader.</summary>
    [Alias("hand-over")]
    Task<Outcome<SquadView>> HandOver(HandOverSquad command);

    /// <summary>Somebody joined one of its bookings. Only the grain of the booking calls it.</summary>
    [Alias("include")]
    Task<Outcome<Done>> Include(IncludeInSquad command);

    /// <summary>Whether the caller may book so many seats for the squad.</summary>
    [Alias("may-book"), ReadOnly]
    Task<Outcome<SquadStanding>> MayBook(By by, int seats);

    /// <summary>Who the caller is to the squad; null: there is no such squad for them.</summary>
    [Alias("standing"), ReadOnly]
    Task<SquadStanding?> Standing(By by);

    /// <summary>Leave to watch the squad live: its leaders see names, its members counts.</summary>
    [Alias("watch"), ReadOnly]
    Task<Outcome<WatchPass>> Watch(By by);
}

/// <summary>Stored words: contracts.</summary>
[GenerateSerializer, Alias("squads.type")]
public enum SquadType
{
    Corporate,
    School,
    Social,
    Friends,
    Family,
}

[GenerateSerializer, Alias("squads.role")]
public enum SquadRole
{
    Member,
    CoLeader,
    Leader,
}

/// <summary>Topics of the live hub that belong to squads.</summary>
public static class SquadTopics
{
    /// <summary>Who was invited, joined, is there.</summary>
    public static string Roster(SquadId squad) => $"squad/{squad}";

    /// <summary>Reserved for the squad's conversation.</summary>
    public static string Chat(SquadId squad) => $"squad/{squad}/chat";
}

/// <param name="OrganizationName">'Acme Corp' for a team of a company; at most 255 characters.</param>
/// <param name="IsPrivate">Only its members see it, and one joins by invitation.</param>
/// <param name="ExpectedSize">1 to 1,000 people; above 100 the leader needs a confirmed telephone number.</param>
[GenerateSerializer, Immutable, Alias("squads.terms")]
public sealed record SquadTerms(string Name, SquadType Type, string? Description = null, string? OrganizationName = null, bool IsPrivate = false, int? ExpectedSize = null);

[GenerateSerializer, Immutable, Alias("squads.create")]
public sealed record CreateSquad(CommandId CommandId, By By, SquadTerms Terms);

[GenerateSerializer, Immutable, Alias("squads.edit")]
public sealed record EditSquad(CommandId CommandId, By By, SquadTerms Terms, int? ExpectedVersion = null);

[GenerateSerializer, Immutable, Alias("squads.join")]
public sealed record JoinSquad(CommandId CommandId, By By);

[GenerateSerializer, Immutable, Alias("squads.leave")]
public sealed record LeaveSquad(CommandId CommandId, By By);

[GenerateSerializer, Immutable, Alias("squads.remove")]
public sealed record RemoveFromSquad(CommandId CommandId, By By, UserId User);

[GenerateSerializer, Immutable, Alias("squads.set-role")]
public sealed record SetSquadRole(CommandId CommandId, By By, UserId User, SquadRole Role);

[GenerateSerializer, Immutable, Alias("squads.hand-over")]
public sealed record HandOverSquad(CommandId CommandId, By By, UserId To);

[GenerateSerializer, Immutable, Alias("squads.include")]
public sealed record IncludeInSquad(CommandId CommandId, By By, UserId User, string Name);

/// <param name="Role">Null: not a member.</param>
/// <param name="LeaderName">Who leads it, for those who are invited.</param>
[GenerateSerializer, Immutable, Alias("squads.standing")]
public sealed record SquadStanding(SquadId Squad, string Name, string? OrganizationName, string LeaderName, SquadRole? Role)
{
    public bool Leads => Role is SquadRole.Leader or SquadRole.CoLeader;
}

[GenerateSerializer, Immutable, Alias("squads.member")]
public sealed record SquadMemberView(UserId User, string Name, SquadRole Role, DateTimeOffset JoinedAt, bool IsGuest);

/// <param name="Members">Null for those who do not belong to it.</param>
/// <param name="Role">The caller's; null: none.</param>
[GenerateSerializer, Immutable, Alias("squads.view")]
public sealed record SquadView(
    SquadId Id,
    SquadTerms Terms,
    string LeaderName,
    int MemberCount,
    ImmutableArray<SquadMemberView>? Members,
    SquadRole? Role,
    DateTimeOffset CreatedAt,
    int Version);
