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

    /// <summary>Accounts that were merged into others since they came here; null: none was.</summary>
    public ImmutableDictionary<UserId, UserId>? Successors { get; init; }

    public int Version { get; init; }

    /// <summary>What came of it, filled in afterwards.</summary>
    public ActualImpact? Impact { get; init; }

    /// <summary>Set on the occurrence of a series.</summary>
    public SeriesLink? Series { get; init; }

    [System.Text.Json.Serialization.JsonIgnore]
    public SeatTerms SeatTerms => Details?.SeatTerms ?? SeatTerms.Default;

    [System.Text.Json.Serialization.JsonIgnore]
    public AttendanceTerms AttendanceTerms => Details?.AttendanceTerms ?? AttendanceTerms.Default;

    public bool Exists => Details is not null;

    /// <summary>The account of today of whoever came with this one.</summary>
    public UserId Current(UserId user) => Successors?.GetValueOrDefault(user, user) ?? user;

    public Shift? Find(ShiftId id) => Shifts.FirstOrDefault(s => s.Id == id);
}

/// <param name="Seats">Null: unlimited.</param>
/// <param name="Minimum">People without whom it does not take place; null: any number will do.</param>
/// <param name="DecideAt">When that is decided.</param>
internal sealed record Shift(ShiftId Id, string? Name, DateTimeOffset StartsAt, DateTimeOffset EndsAt, int? Seats, int? Minimum = null,
    DateTimeOffset? DecideAt = null, ShiftOutcome? Outcome = null, SeatCall? Call = null)
{
    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsCancelled => Outcome?.Decision == ShiftDecision.Cancelled;
}

/// <summary>People are asked to take free seats of a shift: since when, in how many waves so far, when the latest was and when the next is (null: none).</summary>
internal sealed record SeatCall(DateTimeOffset Since, int Waves, DateTimeOffset? LatestAt, DateTimeOffset? NextAt);

/// <summary>Whether a shift takes place, once that was decided. <paramref name="By"/>: null is the platform.</summary>
internal sealed record ShiftOutcome(ShiftDecision Decision, DateTimeOffset At, UserId? By = null, string? Reason = null);

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
    Evidence? Evidence = null,
    Wait? Wait = null,
    DateTimeOffset? AskedAt = null,
    DateTimeOffset? ConfirmedAt = null,
    AttendanceReview? Review = null,
    SquadSeat? Seat = null)
{
    public bool TakesSeat => Status is not (RegistrationStatus.Cancelled or RegistrationStatus.Waitlisted);

    /// <summary>Has a seat of their own: not only kept for them by an offer.</summary>
    public bool IsRegistered => TakesSeat && Status != RegistrationStatus.Offered;

    /// <summary>Time or place changed and the person has not said yet that they come nevertheless. They keep the seat.</summary>
    public bool MustConfirm => AskedAt is not null && ConfirmedAt is null && Status == RegistrationStatus.Confirmed;

    public bool IsIn => CheckedInAt is not null && CheckedOutAt is null;
}

/// <summary>A place in the line of a shift: the lowest rank is asked first. With an offer, since when and until when.</summary>
internal sealed record Wait(int Rank, DateTimeOffset? OfferedAt = null, DateTimeOffset? OfferedUntil = null);

/// <summary>One step of a waitlist, for the record. Its number is given when it is applied.</summary>
/// <param name="By">Null: the platform.</param>
internal sealed record WaitlistStep(
    OpportunityId Opportunity,
    ShiftId Shift,
    RegistrationId Registration,
    UserId User,
    WaitlistStepKind Kind,
    DateTimeOffset At,
    UserId? By,
    int? Position = null,
    string? Reason = null,
    DateTimeOffset? OfferedUntil = null,
    int Sequence = 0);

/// <summary>
/// What a decision about seats changes: one registration, its step on the waitlist, what its person is told. One transaction. A registration
/// that stays as it is may come with a letter. With <paramref name="Hold"/> it took a seat of a squad, or gave one back to it.
/// </summary>
internal sealed record SeatChange(Registration Row, WaitlistStep? Step = null, SeatNotice? Notice = null, SeatHold? Hold = null);
