using System.Collections.Immutable;
using Actors.Common;
using Orleans.Concurrency;

namespace Actors.Opportunities;

/// <summary>
/// A time slot without a date, in the event's own time zone. <paramref name="EndsAt"/> not after <paramref name="StartsAt"/>: on the next day.
/// <paramref name="Day"/>: days after the event's date.
/// </summary>
[GenerateSerializer, Immutable, Alias("opportunities.slot-plan")]
public sealed record SlotPlan(TimeOnly StartsAt, TimeOnly EndsAt, int? Seats = null, string? Name = null, int Day = 0, int? Minimum = null);

/// <summary>An event without a date: what a series makes its occurrences of, and what a template keeps.</summary>
/// <param name="Details">Without a registration deadline, which has a date.</param>
/// <param name="ClosesHoursBefore">Sign-up ends so many hours before the first slot begins; null: with the event.</param>
[GenerateSerializer, Immutable, Alias("opportunities.event-plan")]
public sealed record EventPlan(OpportunityDetails Details, ImmutableArray<SlotPlan> Slots, int? ClosesHoursBefore = null);

/// <summary>
/// An event that comes again and again by an RRULE (RFC 5545: FREQ=DAILY, WEEKLY or MONTHLY; INTERVAL, BYDAY, BYMONTHDAY, COUNT, UNTIL), in its own time
/// zone. Owns the rule and the plan; each occurrence is an ordinary opportunity. Key: series id.
/// </summary>
[Alias("opportunities.series")]
public interface ISeriesGrain : IGrainWithStringKey
{
    [Alias("create")]
    Task<Outcome<SeriesView>> Create(CreateSeries command);

    /// <summary>This and the following, or all that have not begun.</summary>
    [Alias("edit")]
    Task<Outcome<SeriesView>> Edit(EditSeries command);

    /// <summary>This and the following, or all that have not begun. One occurrence is cancelled like any opportunity.</summary>
    [Alias("cancel")]
    Task<Outcome<SeriesView>> Cancel(CancelSeries command);

    /// <summary>One date does not take place; everybody who signed up for it is told. All other dates keep their plans.</summary>
    [Alias("leave-out")]
    Task<Outcome<SeriesView>> LeaveOut(LeaveOutDate command);

    [Alias("view"), ReadOnly]
    Task<Outcome<SeriesView>> View(By by);

    /// <summary>The same with plan and rule as they hold on a date.</summary>
    [Alias("view-on"), ReadOnly]
    Task<Outcome<SeriesView>> ViewOn(By by, DateOnly date);

    /// <summary>The dates that a new series would have; makes nothing.</summary>
    [Alias("preview"), ReadOnly]
    Task<Outcome<SeriesPreview>> Preview(CreateSeries command);

    /// <summary>The dates after a change and those that it would call off; changes nothing.</summary>
    [Alias("preview-edit"), ReadOnly]
    Task<Outcome<SeriesPreview>> PreviewEdit(EditSeries command);
}

/// <param name="FirstDate">In the event's time zone; must itself be a date of the rule.</param>
/// <param name="Except">Dates on which it does not take place (EXDATE).</param>
/// <param name="Publish">Whether occurrences are open at once or drafts to be published one by one.</param>
[GenerateSerializer, Immutable, Alias("opportunities.create-series")]
public sealed record CreateSeries(
    CommandId CommandId, By By, OrganizationId Organization, EventPlan Plan, string Rule, DateOnly FirstDate, ImmutableArray<DateOnly> Except, bool Publish);

/// <param name="From">This and the following; null: all that have not begun.</param>
/// <param name="Rule">Null: stays. A new rule begins on <paramref name="FirstDate"/>, or else on the first of its dates from there on.</param>
/// <param name="Except">Null: stays.</param>
[GenerateSerializer, Immutable, Alias("opportunities.edit-series")]
public sealed record EditSeries(
    CommandId CommandId, By By, DateOnly? From, EventPlan Plan, string? Rule, DateOnly? FirstDate, ImmutableArray<DateOnly>? Except, int? ExpectedVersion);

[GenerateSerializer, Immutable, Alias("opportunities.cancel-series")]
public sealed record CancelSeries(CommandId CommandId, By By, DateOnly? From, string Reason, int? ExpectedVersion = null);

/// <param name="Reason">3 to 1,000 characters; whoever signed up reads it.</param>
[GenerateSerializer, Immutable, Alias("opportunities.leave-out-date")]
public sealed record LeaveOutDate(CommandId CommandId, By By, DateOnly Date, string Reason, int? ExpectedVersion = null);

/// <param name="StartsAt">Of its first slot as the series plans it; the occurrence itself may have been edited.</param>
[GenerateSerializer, Immutable, Alias("opportunities.series-occurrence")]
public sealed record SeriesOccurrence(DateOnly Date, OpportunityId Opportunity, DateTimeOffset StartsAt);

/// <param name="Plan">As it holds for the next occurrence.</param>
/// <param name="EndsBefore">Set by a cancellation.</param>
/// <param name="Upcoming">Made already: of the next 90 days.</param>
/// <param name="Settled">False while occurrences are still being made or told of a change; seconds.</param>
[GenerateSerializer, Immutable, Alias("opportunities.series-view")]
public sealed record SeriesView(
    SeriesId Id, OrganizationId Organization, EventPlan Plan, string Rule, DateOnly FirstDate, ImmutableArray<DateOnly> Except, bool Publish, DateOnly? EndsBefore,
    string? CancellationReason, ImmutableArray<SeriesOccurrence> Upcoming, bool Settled, int Version);

/// <param name="EndsAt">Of its last slot.</param>
[GenerateSerializer, Immutable, Alias("opportunities.series-date")]
public sealed record SeriesDate(DateOnly Date, DateTimeOffset StartsAt, DateTimeOffset EndsAt);

/// <param name="Next">The next dates, at most twelve.</param>
/// <param name="CalledOff">Dates that were announced and would not take place any more.</param>
[GenerateSerializer, Immutable, Alias("opportunities.series-preview")]
public sealed record SeriesPreview(ImmutableArray<SeriesDate> Next, ImmutableArray<DateOnly> CalledOff);

/// <summary>What a series says to one of its occurrences. An older revision than the occurrence has changes nothing.</summary>
/// <param name="Details">Null: it does not take place, for <paramref name="Reason"/>.</param>
[GenerateSerializer, Immutable, Alias("opportunities.follow-series")]
public sealed record FollowSeries(
    CommandId CommandId, By By, SeriesId Series, DateOnly Date, int Revision, OrganizationId Organization, OpportunityDetails? Details, ImmutableArray<ShiftPlan> Shifts,
    bool Publish, string? Reason);

public static class SeriesFaults
{
    public static readonly Fault Unknown = new(FaultKind.NotFound, "series.unknown", "There is no such series, or not for you.");
    public static readonly Fault Changed = new(FaultKind.Stale, "series.changed", "Somebody changed the series meanwhile; load it again.");
    public static readonly Fault RuleInvalid = new(FaultKind.Invalid, "series.rule-invalid", "The rule is not one that is understood here; facts say which part.");
    public static readonly Fault FirstDateInvalid = new(FaultKind.Invalid, "series.first-date-invalid", "The first date must be a date of the rule.");
    public static readonly Fault NoDates = new(FaultKind.Invalid, "series.no-dates", "There is no date left in this series that has not begun.");
    public static readonly Fault DateUnknown = new(FaultKind.Invalid, "series.date-unknown", "The series has no such date that has not begun.");
    public static readonly Fault TooManyExceptions = new(FaultKind.Invalid, "series.too-many-exceptions", "At most 500 dates can be left out.");
    public static readonly Fault SlotsInvalid = new(FaultKind.Invalid, "series.slots-invalid", "1 to 50 slots are needed, each within the first 31 days.");
    public static readonly Fault DeadlineInvalid = new(FaultKind.Invalid, "series.deadline-invalid", "A plan has no date: say how many hours before, 0 to 2,160, sign-up closes.");
    public static readonly Fault Ended = new(FaultKind.Conflict, "series.ended", "The series was cancelled as a whole and cannot change any more.");
}
