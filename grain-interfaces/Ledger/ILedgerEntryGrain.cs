using System.Collections.Immutable;
using Actors.Common;
using Actors.Opportunities;
using Orleans.Concurrency;

namespace Actors.Ledger;

/// <summary>
/// The hours of one attendance and their way to being verified (seed 8.1, 8.2). Key: ledger entry id, the twin of the registration id.
/// Comes into being by the intent <see cref="Attended"/>; receiving it twice changes nothing.
/// </summary>
[Alias("ledger.entry")]
public interface ILedgerEntryGrain : IGrainWithStringKey
{
    [Alias("verify")]
    Task<Outcome<LedgerEntryView>> Verify(VerifyHours command);

    /// <summary>Other minutes, with a reason; the entry is verified with them.</summary>
    [Alias("adjust")]
    Task<Outcome<LedgerEntryView>> Adjust(AdjustHours command);

    [Alias("reject")]
    Task<Outcome<LedgerEntryView>> Reject(RejectHours command);

    /// <summary>
    /// Stops the clock, before auto-verification, by the organization; who may verify ends it by verifying, adjusting or rejecting.
    /// (Late disputes come with the trust slice.)
    /// </summary>
    [Alias("dispute")]
    Task<Outcome<LedgerEntryView>> Dispute(DisputeHours command);

    /// <summary>For the volunteer, members who may verify, and administrators.</summary>
    [Alias("view"), ReadOnly]
    Task<Outcome<LedgerEntryView>> View(By by);
}

/// <summary>The intent that makes an entry, kind <see cref="Kind"/>, to the grain <c>ledger-entry/led_...</c>.</summary>
/// <param name="Date">The day of the shift in the event's own zone.</param>
/// <param name="Method">How they checked in; with the evidence it decides the tier (seed 8.1, docs/check-in.md).</param>
/// <param name="Estimated">Nobody said when the person left; the minutes run to the shift's end.</param>
/// <param name="Revision">A later report of the same attendance has a higher one.</param>
/// <param name="CheckedInBy">User id of whoever did it; null in entries from before it was kept.</param>
[GenerateSerializer, Immutable, Alias("ledger.attended")]
public sealed record Attended(
    RegistrationId Registration,
    OpportunityId Opportunity,
    ShiftId Shift,
    OrganizationId Organization,
    UserId User,
    string VolunteerName,
    string Title,
    DateOnly Date,
    DateTimeOffset CheckedInAt,
    DateTimeOffset CheckedOutAt,
    int Minutes,
    CheckInMethod Method,
    string? CheckedInBy = null,
    Evidence? Evidence = null,
    bool? Estimated = null,
    int? Revision = null)
{
    public const string Kind = "ledger.attended";

    /// <summary>Grain type of the receiver.</summary>
    public const string Receiver = "ledger-entry";
}

[GenerateSerializer, Alias("ledger.status")]
public enum LedgerStatus
{
    Pending,
    Verified,
    Disputed,
    Rejected,
}

[GenerateSerializer, Alias("ledger.tier")]
public enum VerificationGrade
{
    Silver,
    Gold,
    Platinum,

    /// <summary>Hours that rest on an estimate of a word: nobody said when the person left.</summary>
    Bronze,
}

[GenerateSerializer, Alias("ledger.method")]
public enum VerificationMethod
{
    /// <summary>Silence for the whole window after a notice was accepted for delivery.</summary>
    Auto,

    /// <summary>A member of the organization said so.</summary>
    Manual,

    Email,
}

[GenerateSerializer, Alias("ledger.notice-kind")]
public enum NoticeKind
{
    Initial,
    Reminder,
    FinalWarning,
}

/// <summary>One letter to the organization and how often it was tried.</summary>
/// <param name="AcceptedAt">When a provider took it; null with <paramref name="Failure"/> when none did.</param>
/// <param name="Recipient">Null when there was nobody to tell.</param>
[GenerateSerializer, Immutable, Alias("ledger.notice")]
public sealed record NoticeView(
    NoticeKind Kind,
    DateTimeOffset DueAt,
    DateTimeOffset? AcceptedAt,
    string? Recipient,
    string? Failure,
    int Tries,
    DateTimeOffset TriedAt);

/// <param name="AutoVerifiesAt">When silence will count; null when it will not, see <paramref name="WaitingFor"/>.</param>
/// <param name="WaitingFor">
/// Why the clock stands: <c>no-recipient</c>, <c>delivery-refused</c>, <c>auto-verify-off</c>, <c>no-organization</c>; null when it runs or is over.
/// </param>
[GenerateSerializer, Immutable, Alias("ledger.entry-view")]
public sealed record LedgerEntryView(
    LedgerEntryId Id,
    UserId User,
    string VolunteerName,
    OrganizationId Organization,
    OpportunityId Opportunity,
    RegistrationId Registration,
    string Title,
    DateOnly Date,
    int Minutes,
    int MinutesRecorded,
    LedgerStatus Status,
    VerificationGrade? Tier,
    VerificationMethod? Method,
    CheckInMethod CheckInMethod,
    DateTimeOffset CreatedAt,
    DateTimeOffset? VerifiedAt,
    UserId? DecidedBy,
    string? Reason,
    DateTimeOffset? AutoVerifiesAt,
    string? WaitingFor,
    ImmutableArray<NoticeView> Notices,
    bool MayDecide,
    int Version,
    Evidence? Evidence = null,
    bool Estimated = false);

[GenerateSerializer, Immutable, Alias("ledger.verify")]
public sealed record VerifyHours(CommandId CommandId, By By, int? ExpectedVersion = null);

[GenerateSerializer, Immutable, Alias("ledger.adjust")]
public sealed record AdjustHours(CommandId CommandId, By By, int Minutes, string Reason, int? ExpectedVersion = null);

[GenerateSerializer, Immutable, Alias("ledger.reject")]
public sealed record RejectHours(CommandId CommandId, By By, string Reason, int? ExpectedVersion = null);

[GenerateSerializer, Immutable, Alias("ledger.dispute")]
public sealed record DisputeHours(CommandId CommandId, By By, string Reason, int? ExpectedVersion = null);

public static class LedgerFaults
{
    public static readonly Fault Unknown = new(FaultKind.NotFound, "ledger.unknown", "There is no such entry, or not for you.");
    public static readonly Fault NotAllowed = new(FaultKind.Forbidden, "ledger.not-allowed", "Only members who may verify hours decide.");
    public static readonly Fault OwnHours = new(FaultKind.Forbidden, "ledger.own-hours", "Nobody decides about hours of their own.");
    public static readonly Fault ReasonMissing = new(FaultKind.Invalid, "ledger.reason-missing", "A reason of 3 to 1,000 characters is needed.");
    public static readonly Fault MinutesInvalid = new(FaultKind.Invalid, "ledger.minutes-invalid", "Minutes are 1 to 1,440.");
    public static readonly Fault Changed = new(FaultKind.Stale, "ledger.changed", "The entry was changed meanwhile; load it again.");
    public static readonly Fault NotPending = new(FaultKind.Conflict, "ledger.not-pending", "The entry was decided already.");
}
