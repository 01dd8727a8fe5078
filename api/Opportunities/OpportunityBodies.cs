using System.Collections.Immutable;
using Actors.Common;
using Actors.Opportunities;
using Actors.Organizations;

namespace Actors.Api.Opportunities;

/// <summary>What an organization plans: an event and its time slots.</summary>
internal sealed record OpportunityBody(DetailsBody Details, ImmutableArray<ShiftBody> Shifts);

/// <param name="TimeZone">IANA name.</param>
/// <param name="Causes">Slugs of /causes; skills likewise.</param>
/// <param name="Place">Needed unless the event is virtual.</param>
/// <param name="AttendanceTerms">What becomes of attendances after the end; left out: the usual way.</param>
/// <param name="SeatTerms">How freed seats are given away; left out: the usual way.</param>
/// <param name="MinimumAge">13 to 100, on the day of the shift.</param>
/// <param name="RequiredQualifications">Slugs of /qualifications.</param>
/// <param name="Waivers">Published waivers of the organization.</param>
internal sealed record DetailsBody(
    string Title,
    string Description,
    string TimeZone,
    ImmutableArray<string>? Causes = null,
    ImmutableArray<string>? RequiredSkills = null,
    ImmutableArray<string>? PreferredSkills = null,
    Place? Place = null,
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
    ImmutableArray<WaiverId>? Waivers = null)
{
    public OpportunityDetails ToDetails() => new(
        Title, Description, Causes ?? [], RequiredSkills ?? [], PreferredSkills ?? [], TimeZone, Place, IsVirtual, MeetingUrl, RegistrationDeadline, Visibility, WhatToBring,
        PhysicalRequirements, ExpectedImpact, SeatTerms, AttendanceTerms, MinimumAge, RequiresBackgroundCheck, RequiredQualifications, Waivers);
}

/// <param name="Seats">Left out: unlimited.</param>
/// <param name="Minimum">People without whom the shift does not take place.</param>
/// <param name="Id">Names an existing shift in an edit; left out: a new one.</param>
internal sealed record ShiftBody(DateTimeOffset StartsAt, DateTimeOffset EndsAt, int? Seats = null, string? Name = null, ShiftId? Id = null, int? Minimum = null)
{
    public ShiftPlan ToPlan() => new(Id, Name, StartsAt, EndsAt, Seats, Minimum);
}

/// <param name="AcceptOverlap">Said a second time: yes, although another shift of the caller is at the same time.</param>
internal sealed record SignUpBody(bool AcceptOverlap = false);

/// <param name="Decision">Whether the shift takes place: TAKES_PLACE or CANCELLED.</param>
/// <param name="Reason">Needed to cancel; the registered read it.</param>
internal sealed record DecisionBody(ShiftDecision Decision, string? Reason = null);

/// <param name="AskForFreeSeats">Whether organizations that the caller came to before may ask, when somebody drops out late.</param>
/// <param name="MostPerWeek">At most so many such letters in seven days: 0 to 50; left out: the platform's limit, which holds anyway.</param>
internal sealed record ContactPreferencesBody(bool AskForFreeSeats, int? MostPerWeek = null);

/// <param name="Position">1 is the next to be asked.</param>
/// <param name="Reason">Stays on record.</param>
internal sealed record MoveBody(int Position, string Reason);

internal sealed record ReasonBody(string? Reason = null);

/// <param name="Opportunity">Where the volunteer believes to be; another event's code is then refused.</param>
/// <param name="Position">Needed with a printed code.</param>
internal sealed record CheckInBody(string Code, OpportunityId? Opportunity = null, PositionBody? Position = null);

/// <param name="Gate">Where the coordinator stands: at most 40 characters.</param>
/// <param name="Override">Why somebody who lacks what the event demands is let in all the same, 3 to 1,000 characters; it is kept.</param>
internal sealed record RegistrationBody(RegistrationId Registration, string? Gate = null, string? Override = null);

/// <param name="Registration">Left out: the caller's own.</param>
internal sealed record CheckOutBody(RegistrationId? Registration = null);
