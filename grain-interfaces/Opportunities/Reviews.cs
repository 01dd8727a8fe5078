using System.Collections.Immutable;
using Actors.Common;

namespace Actors.Opportunities;

/// <summary>What becomes of attendances after a shift's end. An opportunity that says nothing has these defaults.</summary>
/// <param name="CloseAfterMinutes">After the end, when whoever has not checked out is checked out as of the end: 15 minutes to a day.</param>
/// <param name="NoShowAfterHours">After the end, when whoever never checked in counts as not having come, and the last moment to tick people off: 1 to 168.</param>
/// <param name="AppealDays">After that, how long a no-show may be appealed: 1 to 90.</param>
[GenerateSerializer, Immutable, Alias("opportunities.attendance-terms")]
public sealed record AttendanceTerms(int CloseAfterMinutes = 120, int NoShowAfterHours = 24, int AppealDays = 14)
{
    public static AttendanceTerms Default { get; } = new();
}

/// <param name="By">Name of the coordinator.</param>
/// <param name="MinutesBefore">Null: the person had not checked out yet.</param>
[GenerateSerializer, Immutable, Alias("opportunities.attendance-correction")]
public sealed record AttendanceCorrection(DateTimeOffset At, string By, int? MinutesBefore, int MinutesAfter, string Reason);

/// <param name="Accepted">Null until a coordinator has decided.</param>
/// <param name="DecidedBy">Name of the coordinator.</param>
/// <param name="Reason">Why it was declined.</param>
[GenerateSerializer, Immutable, Alias("opportunities.appeal")]
public sealed record Appeal(string Text, DateTimeOffset At, bool? Accepted = null, string? DecidedBy = null, DateTimeOffset? DecidedAt = null, string? Reason = null);

/// <summary>What happened to an attendance after it. Kept with the registration.</summary>
/// <param name="NudgedAt">When the person was reminded to check out.</param>
/// <param name="Estimated">Nobody said when the person left: the minutes run to the shift's end until a coordinator confirms or corrects them.</param>
/// <param name="Revision">How often the report to the ledger was made anew.</param>
/// <param name="MissedAt">When it was marked that the person did not come.</param>
[GenerateSerializer, Immutable, Alias("opportunities.attendance-review")]
public sealed record AttendanceReview(
    DateTimeOffset? NudgedAt = null,
    bool? Estimated = null,
    int? Revision = null,
    ImmutableArray<AttendanceCorrection>? Corrections = null,
    DateTimeOffset? MissedAt = null,
    Appeal? Appeal = null);

/// <summary>Other minutes, with a reason. The ledger entry follows; one that is decided keeps its decision.</summary>
/// <param name="Minutes">1 to 1,440.</param>
[GenerateSerializer, Immutable, Alias("opportunities.correct-attendance")]
public sealed record CorrectAttendance(CommandId CommandId, By By, RegistrationId Registration, int Minutes, string Reason);

/// <summary>Estimated minutes are right.</summary>
[GenerateSerializer, Immutable, Alias("opportunities.confirm-attendance")]
public sealed record ConfirmAttendance(CommandId CommandId, By By, RegistrationId Registration);

/// <summary>'I was there': once for each no-show.</summary>
[GenerateSerializer, Immutable, Alias("opportunities.appeal-no-show")]
public sealed record AppealNoShow(CommandId CommandId, By By, RegistrationId Registration, string Text);

/// <param name="Minutes">What counts, when it is accepted: 1 to 1,440.</param>
/// <param name="Reason">Needed when it is declined.</param>
[GenerateSerializer, Immutable, Alias("opportunities.decide-appeal")]
public sealed record DecideAppeal(CommandId CommandId, By By, RegistrationId Registration, bool Accept, int? Minutes, string? Reason);

/// <param name="Since">When they came in.</param>
[GenerateSerializer, Immutable, Alias("opportunities.on-site-row")]
public sealed record OnSiteRow(
    RegistrationId Registration, UserId User, string Name, ShiftId Shift, string? ShiftName, DateTimeOffset ShiftEndsAt, DateTimeOffset Since, CheckInMethod Method, string? Gate);

/// <summary>Who is there, by name: also the list to call from when a building is left.</summary>
[GenerateSerializer, Immutable, Alias("opportunities.on-site")]
public sealed record OnSiteView(OpportunityId Opportunity, string Title, string TimeZone, string? Address, DateTimeOffset Now, ImmutableArray<OnSiteRow> People);
