using System.Collections.Immutable;
using Actors.Common;

namespace Actors.Opportunities;

/// <summary>How freed seats are given away. An opportunity that says nothing has these defaults.</summary>
/// <param name="Waitlist">Whether people may wait for a seat of a full shift.</param>
/// <param name="OfferMinutes">
/// How long a freed seat is kept for the next in line: 30 minutes to a week. Never longer than half of the time that is left before the
/// start, but at least 30 minutes, and never beyond the start.
/// </param>
/// <param name="LateHours">A seat given back so many hours before the start or later is a late drop-out: 0 to 336.</param>
/// <param name="LateOfferMinutes">The same as <paramref name="OfferMinutes"/> after a late drop-out, when there is little time.</param>
/// <param name="WaveSize">
/// When a late drop-out leaves a seat that nobody waits for: how many people who came before are asked at a time, 0 to 200; 0 asks nobody.
/// </param>
/// <param name="WaveMinutes">How long until the next are asked if the seat is still free: 10 to 1440.</param>
/// <param name="DecideHours">
/// For shifts with a minimum: how many hours before the start it is decided whether they take place, 1 to 720. Never before half of the time
/// for signing up has passed.
/// </param>
/// <param name="AutoCancel">Whether a shift below its minimum is then cancelled. Otherwise the coordinators are told and decide.</param>
[GenerateSerializer, Immutable, Alias("opportunities.seat-terms")]
public sealed record SeatTerms(
    bool Waitlist = true,
    int OfferMinutes = 1440,
    int LateHours = 48,
    int LateOfferMinutes = 120,
    int WaveSize = 20,
    int WaveMinutes = 60,
    int DecideHours = 24,
    bool AutoCancel = false)
{
    public static SeatTerms Default { get; } = new();
}

/// <summary>Whether a shift takes place.</summary>
[GenerateSerializer, Alias("opportunities.shift-decision")]
public enum ShiftDecision
{
    /// <summary>Fewer than the minimum signed up in time: the coordinators have to decide.</summary>
    Open,
    TakesPlace,
    Cancelled,
}

/// <param name="Reason">Needed to cancel; the registered read it.</param>
[GenerateSerializer, Immutable, Alias("opportunities.decide-shift")]
public sealed record DecideShift(CommandId CommandId, By By, ShiftId Shift, ShiftDecision Decision, string? Reason);

/// <summary>The person comes, also at the new time or place.</summary>
[GenerateSerializer, Immutable, Alias("opportunities.confirm-registration")]
public sealed record ConfirmRegistration(CommandId CommandId, By By, RegistrationId Registration);

[GenerateSerializer, Alias("opportunities.waitlist-step-kind")]
public enum WaitlistStepKind
{
    Joined,
    Offered,
    Accepted,
    Declined,
    Expired,

    /// <summary>Gave up the place, or was taken off the list by a coordinator.</summary>
    Left,

    /// <summary>Got another place by a coordinator, with a reason.</summary>
    Moved,

    /// <summary>The shift started or the event was cancelled while they waited.</summary>
    Closed,
}

[GenerateSerializer, Immutable, Alias("opportunities.join-waitlist")]
public sealed record JoinWaitlist(CommandId CommandId, By By, ShiftId Shift, bool AcceptOverlap = false);

[GenerateSerializer, Immutable, Alias("opportunities.accept-offer")]
public sealed record AcceptOffer(CommandId CommandId, By By, RegistrationId Registration, bool AcceptOverlap = false);

[GenerateSerializer, Immutable, Alias("opportunities.decline-offer")]
public sealed record DeclineOffer(CommandId CommandId, By By, RegistrationId Registration);

/// <param name="Position">1 is the next to be asked.</param>
[GenerateSerializer, Immutable, Alias("opportunities.move-in-waitlist")]
public sealed record MoveInWaitlist(CommandId CommandId, By By, RegistrationId Registration, int Position, string Reason);

/// <param name="Offers">Seats on offer, the one that ends first at the top.</param>
/// <param name="Waiting">In the order in which they will be asked.</param>
[GenerateSerializer, Immutable, Alias("opportunities.waitlist")]
public sealed record WaitlistView(OpportunityId Opportunity, ShiftId Shift, ImmutableArray<RosterRow> Offers, ImmutableArray<RosterRow> Waiting);
