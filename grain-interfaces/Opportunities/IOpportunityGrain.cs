using Actors.Common;
using Actors.Organizations;
using Actors.Squads;
using Orleans.Concurrency;

namespace Actors.Opportunities;

/// <summary>An event with its shifts, seats, registrations and attendance. Key: opportunity id. Times are UTC, hours are minutes.</summary>
[Alias("opportunities.opportunity")]
public interface IOpportunityGrain : IGrainWithStringKey
{
    [Alias("draft")]
    Task<Outcome<OpportunityView>> Draft(DraftOpportunity command);

    [Alias("edit")]
    Task<Outcome<OpportunityView>> Edit(EditOpportunity command);

    [Alias("publish")]
    Task<Outcome<OpportunityView>> Publish(PublishOpportunity command);

    [Alias("cancel")]
    Task<Outcome<OpportunityView>> Cancel(CancelOpportunity command);

    [Alias("complete")]
    Task<Outcome<OpportunityView>> Complete(CompleteOpportunity command);

    /// <summary>Once it is over, what came of it; everybody sees it.</summary>
    [Alias("record-impact")]
    Task<Outcome<OpportunityView>> RecordImpact(RecordImpact command);

    /// <summary>From its series only: makes the occurrence, brings a new plan together with what was edited by hand, or cancels it.</summary>
    [Alias("follow-series")]
    Task<Outcome<OpportunityView>> FollowSeries(FollowSeries command);

    /// <summary>Drafts and private events are seen by the organization and the registered.</summary>
    [Alias("view"), ReadOnly]
    Task<Outcome<OpportunityView>> View(By by);

    /// <summary>Takes a seat. Registering twice for a shift is registering once.</summary>
    [Alias("register")]
    Task<Outcome<RegistrationView>> Register(RegisterForShift command);

    [Alias("cancel-registration")]
    Task<Outcome<RegistrationView>> CancelRegistration(CancelRegistration command);

    /// <summary>The caller's own registrations here.</summary>
    [Alias("mine"), ReadOnly]
    Task<Outcome<System.Collections.Immutable.ImmutableArray<RegistrationView>>> Mine(By by);

    /// <summary>Counts for everybody who sees the event, names for those who run it.</summary>
    [Alias("roster"), ReadOnly]
    Task<Outcome<RosterView>> Roster(By by);

    /// <summary>Whether the caller may watch the live roster, and as whom.</summary>
    [Alias("watch"), ReadOnly]
    Task<Outcome<WatchPass>> Watch(By by);

    /// <summary>Whether the caller may show the venue's screen with the changing code.</summary>
    [Alias("open-venue"), ReadOnly]
    Task<Outcome<VenueView>> OpenVenue(By by);

    /// <summary>The volunteer scanned the venue's code. A second scan changes nothing and says when the first was.</summary>
    [Alias("check-in")]
    Task<Outcome<AttendanceView>> CheckIn(CheckInByCode command);

    /// <summary>The volunteer types the venue's short code, or says where they are, or both.</summary>
    [Alias("check-in-here")]
    Task<Outcome<AttendanceView>> CheckInHere(CheckInHere command);

    /// <summary>A coordinator scanned the volunteer's own code. Of two gates at once one wins, and the other hears who, where and when.</summary>
    [Alias("check-in-person")]
    Task<Outcome<AttendanceView>> CheckInPerson(CheckInPerson command);

    /// <summary>From now on this person neither signs up nor checks in here. Only those who run the event hear why.</summary>
    [Alias("block")]
    Task<Outcome<BlockView>> Block(BlockPerson command);

    [Alias("unblock")]
    Task<Outcome<Done>> Unblock(UnblockPerson command);

    /// <summary>A coordinator ticks somebody off.</summary>
    [Alias("check-in-by-hand")]
    Task<Outcome<AttendanceView>> CheckInByHand(CheckInByHand command);

    /// <summary>Other minutes than recorded, with a reason.</summary>
    [Alias("correct-attendance")]
    Task<Outcome<RegistrationView>> CorrectAttendance(CorrectAttendance command);

    /// <summary>Estimated minutes are right. Confirming twice is confirming once.</summary>
    [Alias("confirm-attendance")]
    Task<Outcome<RegistrationView>> ConfirmAttendance(ConfirmAttendance command);

    /// <summary>The person says that they did come.</summary>
    [Alias("appeal-no-show")]
    Task<Outcome<RegistrationView>> AppealNoShow(AppealNoShow command);

    [Alias("decide-appeal")]
    Task<Outcome<RegistrationView>> DecideAppeal(DecideAppeal command);

    /// <summary>Who is there now, for those who run the event.</summary>
    [Alias("on-site"), ReadOnly]
    Task<Outcome<OnSiteView>> OnSite(By by);

    /// <summary>The volunteer leaves, or a coordinator says so. Whole minutes become one ledger entry.</summary>
    [Alias("check-out")]
    Task<Outcome<AttendanceView>> CheckOut(CheckOut command);

    /// <summary>A place at the end of the line for a full shift. Joining twice is joining once.</summary>
    [Alias("join-waitlist")]
    Task<Outcome<RegistrationView>> JoinWaitlist(JoinWaitlist command);

    /// <summary>Takes the seat that is on offer.</summary>
    [Alias("accept-offer")]
    Task<Outcome<RegistrationView>> AcceptOffer(AcceptOffer command);

    /// <summary>Passes the seat on to the next in line.</summary>
    [Alias("decline-offer")]
    Task<Outcome<RegistrationView>> DeclineOffer(DeclineOffer command);

    /// <summary>A coordinator gives somebody another place in the line, with a reason that stays on record.</summary>
    [Alias("move-in-waitlist")]
    Task<Outcome<WaitlistView>> MoveInWaitlist(MoveInWaitlist command);

    /// <summary>Whether one shift takes place; also how a single shift is cancelled. With its last shift the event is cancelled.</summary>
    [Alias("decide-shift")]
    Task<Outcome<OpportunityView>> DecideShift(DecideShift command);

    /// <summary>After a change of time or place: yes, I come. Whoever does not say so keeps the seat.</summary>
    [Alias("confirm-registration")]
    Task<Outcome<RegistrationView>> ConfirmRegistration(ConfirmRegistration command);

    /// <summary>The whole line of a shift, for those who run the event.</summary>
    [Alias("waitlist"), ReadOnly]
    Task<Outcome<WaitlistView>> Waitlist(By by, ShiftId shift);

    /// <summary>What the caller lacks for a shift, before they sign up.</summary>
    [Alias("eligibility"), AlwaysInterleave]
    Task<Outcome<EligibilityView>> Eligibility(By by, ShiftId shift);

    /// <summary>What a registered person lacks by now, for themselves and for those who run the event: the fact, never the evidence.</summary>
    [Alias("eligibility-of"), AlwaysInterleave]
    Task<Outcome<EligibilityView>> EligibilityOf(By by, RegistrationId registration);

    /// <summary>Seats for a squad. The same booking again is the same seats again.</summary>
    [Alias("book-seats")]
    Task<Outcome<SquadSeatsView>> BookSeats(BookSeats command);

    [Alias("release-seats")]
    Task<Outcome<SquadSeatsView>> ReleaseSeats(ReleaseSeats command);

    /// <summary>The seats of a booking as they are now; null: it has none.</summary>
    [Alias("squad-seats"), ReadOnly]
    Task<SquadSeatsView?> SquadSeats(BookingId booking);
}
