using System.Collections.Immutable;
using Actors.Common;
using Actors.Opportunities;
using Actors.Organizations;

namespace Actors.Grains.Opportunities;

/// <summary>The document of an opportunity; search reads it through a view, so names here are a contract with SQL.</summary>
internal sealed record OpportunityState
{
    public OpportunityId Id { get; init; }

    public OrganizationId Organization { get; init; }

    public string OrganizationName { get; init; } = "";

    public OpportunityStatus Status { get; init; }

    public OpportunityDetails? Details { get; init; }

    public ImmutableArray<Shift> Shifts { get; init; } = [];

    /// <summary>The earliest start and the latest end of the shifts.</summary>
    public DateTimeOffset StartsAt { get; init; }

    public DateTimeOffset EndsAt { get; init; }

    public string? Source { get; init; }

    public UserId? CreatedBy { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? PublishedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public string? CancellationReason { get; init; }

    /// <summary>Whom this event does not let in.</summary>
    public ImmutableDictionary<UserId, BlockView> Blocks { get; init; } = ImmutableDictionary<UserId, BlockView>.Empty;

    public int Version { get; init; }

    public bool Exists => Details is not null;

    public Shift? Find(ShiftId id) => Shifts.FirstOrDefault(s => s.Id == id);
}

/// <param name="Seats">Null: unlimited.</param>
internal sealed record Shift(ShiftId Id, string? Name, DateTimeOffset StartsAt, DateTimeOffset EndsAt, int? Seats);

/// <summary>One person's place in a shift and what became of it.</summary>
internal sealed record Registration(
    RegistrationId Id,
    OpportunityId Opportunity,
    ShiftId Shift,
    UserId User,
    string Name,
    RegistrationStatus Status,
    DateTimeOffset RegisteredAt,
    DateTimeOffset? CancelledAt = null,
    string? CancellationReason = null,
    CheckInMethod? Method = null,
    DateTimeOffset? CheckedInAt = null,
    string? CheckedInBy = null,
    DateTimeOffset? CheckedOutAt = null,
    int? Minutes = null,
    Evidence? Evidence = null)
{
    public bool TakesSeat => Status != RegistrationStatus.Cancelled;

    public bool IsIn => CheckedInAt is not null && CheckedOutAt is null;
}
