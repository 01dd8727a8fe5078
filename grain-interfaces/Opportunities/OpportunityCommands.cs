using System.Collections.Immutable;
using Actors.Common;
using Actors.Organizations;
using Actors.Squads;

namespace Actors.Opportunities;

[GenerateSerializer, Alias("opportunities.status")]
public enum OpportunityStatus
{
    Draft,
    Open,
    Cancelled,
    Completed,
}

[GenerateSerializer, Alias("opportunities.visibility")]
public enum Visibility
{
    Public,
    Private,
    FollowersOnly,
}

[GenerateSerializer, Alias("opportunities.registration-status")]
public enum RegistrationStatus
{
    Confirmed,
    Cancelled,
    Attended,
    NoShow,

    /// <summary>In line for a seat, without one.</summary>
    Waitlisted,

    /// <summary>A freed seat is kept for this person until the offer ends.</summary>
    Offered,
}

[GenerateSerializer, Alias("opportunities.check-in-method")]
public enum CheckInMethod
{
    /// <summary>The venue's changing code.</summary>
    Qr,
    Gps,
    Manual,

    /// <summary>A printed code, always together with a position.</summary>
    Printed,

    /// <summary>The volunteer's own changing code, scanned by a coordinator.</summary>
    Personal,

    /// <summary>The short code on the venue's screen, typed.</summary>
    Typed,
}

/// <summary>Where: WGS 84 degrees and what a person would write on an envelope.</summary>
[GenerateSerializer, Immutable, Alias("opportunities.place")]
public sealed record Place(double Latitude, double Longitude, string Address);

/// <summary>
/// One time slot. <paramref name="Seats"/>: null is unlimited. <paramref name="Minimum"/>: people without whom it does not take place.
/// An edit names existing shifts by id; a shift without id is new.
/// </summary>
[GenerateSerializer, Immutable, Alias("opportunities.shift-plan")]
public sealed record ShiftPlan(ShiftId? Id, string? Name, DateTimeOffset StartsAt, DateTimeOffset EndsAt, int? Seats, int? Minimum = null);

/// <summary>What an event is about. Causes and skills are slugs of the taxonomies; <paramref name="TimeZone"/> is an IANA name.</summary>
/// <param name="MinimumAge">In whole years on the day of the shift, 13 to 100; null: none.</param>
/// <param name="RequiresBackgroundCheck">Whether a confirmed background check is needed.</param>
/// <param name="RequiredQualifications">Slugs of qualifications that must be confirmed and last over the shift; at most 20.</param>
/// <param name="Waivers">What everybody signs before; at most 10, all of the organization and published.</param>
[GenerateSerializer, Immutable, Alias("opportunities.details")]
public sealed record OpportunityDetails(
    string Title,
    string Description,
    ImmutableArray<string> Causes,
    ImmutableArray<string> RequiredSkills,
    ImmutableArray<string> PreferredSkills,
    string TimeZone,
    Place? Place,
    bool IsVirtual = false,
    string? MeetingUrl = null,
    DateTimeOffset? RegistrationDeadline = null,
    Visibility Visibility = Visibility.Public,
    string? WhatToBring = null,
    string? PhysicalRequirements = null,
    string? ExpectedImpact = null,
    SeatTerms? SeatTerms = null,
    AttendanceTerms? AttendanceTerms = null,
    int? MinimumAge = null,
    bool RequiresBackgroundCheck = false,
    ImmutableArray<string>? RequiredQualifications = null,
    ImmutableArray<WaiverId>? Waivers = null);

/// <param name="Source">For imports: who and which row, so that an import twice is an import once.</param>
[GenerateSerializer, Immutable, Alias("opportunities.draft")]
public sealed record DraftOpportunity(
    CommandId CommandId, By By, OrganizationId Organization, OpportunityDetails Details, ImmutableArray<ShiftPlan> Shifts, string? Source = null);

/// <summary>Replaces details and shifts. A shift with registrations cannot be left out, nor get fewer seats than are taken.</summary>
[GenerateSerializer, Immutable, Alias("opportunities.edit")]
public sealed record EditOpportunity(CommandId CommandId, By By, OpportunityDetails Details, ImmutableArray<ShiftPlan> Shifts, int? ExpectedVersion);

[GenerateSerializer, Immutable, Alias("opportunities.publish")]
public sealed record PublishOpportunity(CommandId CommandId, By By);

[GenerateSerializer, Immutable, Alias("opportunities.cancel")]
public sealed record CancelOpportunity(CommandId CommandId, By By, string Reason);

[GenerateSerializer, Immutable, Alias("opportunities.complete")]
public sealed record CompleteOpportunity(CommandId CommandId, By By);

/// <param name="AcceptOverlap">Said a second time: yes, although another shift of theirs is at the same time.</param>
/// <param name="Joins">Takes a seat that a squad holds.</param>
[GenerateSerializer, Immutable, Alias("opportunities.register")]
public sealed record RegisterForShift(CommandId CommandId, By By, ShiftId Shift, bool AcceptOverlap = false, JoinsBy? Joins = null);

[GenerateSerializer, Immutable, Alias("opportunities.cancel-registration")]
public sealed record CancelRegistration(CommandId CommandId, By By, RegistrationId Registration, string? Reason);

/// <summary>What the front door read out of a signed venue code: for which event, shown when.</summary>
/// <param name="ShownAt">Of a printed code: from when on it is good.</param>
/// <param name="GoodUntil">Of a printed code only, which is good for longer and needs a position too.</param>
[GenerateSerializer, Immutable, Alias("opportunities.venue-code")]
public sealed record VenueCode(OpportunityId Opportunity, DateTimeOffset ShownAt, DateTimeOffset? GoodUntil = null)
{
    /// <summary>A printed code is good for no longer than this.</summary>
    public static readonly TimeSpan LongestPrinted = TimeSpan.FromHours(24);

    /// <summary>How often the screen changes.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(30);

    /// <summary>How long a code is good after it was shown: its own period and one more for slow hands.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(60);
}

/// <param name="Code">Null: what was scanned is not a code of ours.</param>
/// <param name="Device">The class of device, such as <c>android-chrome</c>; no more of it is kept.</param>
[GenerateSerializer, Immutable, Alias("opportunities.check-in-by-code")]
public sealed record CheckInByCode(CommandId CommandId, By By, VenueCode? Code, Fix? Position = null, string? Device = null);

/// <param name="Override">Why somebody who lacks what the event demands is let in all the same, 3 to 1,000 characters; kept with the attendance.</param>
[GenerateSerializer, Immutable, Alias("opportunities.check-in-by-hand")]
public sealed record CheckInByHand(CommandId CommandId, By By, RegistrationId Registration, string? Gate = null, string? Device = null, string? Override = null);

/// <param name="Registration">Null: the caller's own open attendance.</param>
[GenerateSerializer, Immutable, Alias("opportunities.check-out")]
public sealed record CheckOut(CommandId CommandId, By By, RegistrationId? Registration);
