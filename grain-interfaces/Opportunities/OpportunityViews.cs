using System.Collections.Immutable;
using Actors.Common;
using Actors.Organizations;

namespace Actors.Opportunities;

/// <param name="Taken">Seats taken, those on offer included; never more than <paramref name="Seats"/>.</param>
/// <param name="Waiting">People on the waitlist.</param>
/// <param name="Unconfirmed">People who were asked to confirm a new time or place and have not yet.</param>
/// <param name="DecideAt">When it is decided whether enough people signed up for a shift with a minimum.</param>
[GenerateSerializer, Immutable, Alias("opportunities.shift-view")]
public sealed record ShiftView(ShiftId Id, string? Name, DateTimeOffset StartsAt, DateTimeOffset EndsAt, int? Seats, int Taken, int CheckedIn, bool IsFull, int Waiting = 0,
    int Unconfirmed = 0, int? Minimum = null, DateTimeOffset? DecideAt = null, ShiftDecision? Decision = null);

/// <param name="IsFull">Every shift is full: closed for sign-up until a seat is freed.</param>
/// <param name="MeetingUrl">Only for the registered and the organization.</param>
/// <param name="MayManage">Whether the caller runs the event.</param>
/// <param name="Impact">What came of it: 'planted 100 trees'.</param>
/// <param name="SeriesDate">Which occurrence of the series it is.</param>
[GenerateSerializer, Immutable, Alias("opportunities.view")]
public sealed record OpportunityView(
    OpportunityId Id,
    OrganizationId Organization,
    string OrganizationName,
    OpportunityStatus Status,
    bool IsFull,
    OpportunityDetails Details,
    ImmutableArray<ShiftView> Shifts,
    string? CancellationReason,
    DateTimeOffset CreatedAt,
    DateTimeOffset? PublishedAt,
    bool MayManage,
    int Version,
    ActualImpact? Impact = null,
    SeriesId? Series = null,
    DateOnly? SeriesDate = null);

/// <param name="Position">On the waitlist: 1 is the next to be asked.</param>
/// <param name="OfferedUntil">With an offer: until when the seat is kept.</param>
/// <param name="MustConfirm">Time or place changed and the person was asked to confirm.</param>
[GenerateSerializer, Immutable, Alias("opportunities.registration-view")]
public sealed record RegistrationView(
    RegistrationId Id,
    OpportunityId Opportunity,
    ShiftId Shift,
    UserId User,
    RegistrationStatus Status,
    DateTimeOffset RegisteredAt,
    DateTimeOffset? CancelledAt,
    DateTimeOffset? CheckedInAt,
    DateTimeOffset? CheckedOutAt,
    int? Minutes,
    int? Position = null,
    DateTimeOffset? OfferedUntil = null,
    bool MustConfirm = false,
    AttendanceReview? Review = null);

/// <param name="AlreadyIn">A repeat: nothing changed, <paramref name="CheckedInAt"/> is when the first was.</param>
[GenerateSerializer, Immutable, Alias("opportunities.attendance-view")]
public sealed record AttendanceView(
    RegistrationId Registration,
    OpportunityId Opportunity,
    ShiftId Shift,
    string Name,
    CheckInMethod Method,
    DateTimeOffset CheckedInAt,
    DateTimeOffset? CheckedOutAt,
    int? Minutes,
    bool AlreadyIn,
    LedgerEntryId? LedgerEntry,
    Evidence? Evidence = null);

[GenerateSerializer, Immutable, Alias("opportunities.roster-row")]
public sealed record RosterRow(
    RegistrationId Id, ShiftId Shift, UserId User, string Name, RegistrationStatus Status, DateTimeOffset RegisteredAt, DateTimeOffset? CheckedInAt, DateTimeOffset? CheckedOutAt, int? Minutes,
    CheckInMethod? Method = null, Evidence? Evidence = null, int? Position = null, DateTimeOffset? OfferedUntil = null, bool MustConfirm = false, AttendanceReview? Review = null);

/// <param name="Rows">Null for those who see counts only.</param>
/// <param name="Blocked">Who is blocked from this event; null for those who see counts only.</param>
[GenerateSerializer, Immutable, Alias("opportunities.roster")]
public sealed record RosterView(OpportunityId Opportunity, ImmutableArray<ShiftView> Shifts, ImmutableArray<RosterRow>? Rows, ImmutableArray<BlockView>? Blocked = null);

/// <summary>Leave to watch <paramref name="Topic"/> as the given audience.</summary>
[GenerateSerializer, Immutable, Alias("opportunities.watch-pass")]
public sealed record WatchPass(string Topic, LiveAudience Audience);

/// <param name="ShortCode">Six digits for whoever has no camera; changes every two minutes, and the one before it is good too.</param>
[GenerateSerializer, Immutable, Alias("opportunities.venue")]
public sealed record VenueView(OpportunityId Opportunity, string Title, DateTimeOffset Now, string ShortCode = "");

/// <param name="Day">Of the shift, in the event's own zone: the day on which age and last days count.</param>
/// <param name="Missing">Empty: nothing, they may come.</param>
/// <param name="Override">Who let them in all the same, and why.</param>
[GenerateSerializer, Immutable, Alias("opportunities.eligibility")]
public sealed record EligibilityView(ShiftId Shift, DateOnly Day, ImmutableArray<MissingRequirement> Missing, EligibilityOverride? Override = null);

/// <param name="Code">A word of the fixed vocabulary, as in the code of the refusal: <c>too-young</c>, <c>waiver-missing</c> ...</param>
/// <param name="Subject">Which: slug of the qualification, id of the waiver, the minimum age; null where there is only one.</param>
/// <param name="ExpiredOn">The last day of what has expired.</param>
[GenerateSerializer, Immutable, Alias("opportunities.missing-requirement")]
public sealed record MissingRequirement(string Code, string? Subject = null, DateOnly? ExpiredOn = null);

/// <param name="Missing">What was lacking, in the words of <see cref="MissingRequirement.Code"/>.</param>
[GenerateSerializer, Immutable, Alias("opportunities.eligibility-override")]
public sealed record EligibilityOverride(string Reason, string By, DateTimeOffset At, ImmutableArray<string> Missing);
