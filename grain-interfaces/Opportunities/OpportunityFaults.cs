using Actors.Common;

namespace Actors.Opportunities;

public static class OpportunityFaults
{
    public static readonly Fault Unknown = new(FaultKind.NotFound, "opportunities.unknown", "There is no such opportunity, or not for you.");
    public static readonly Fault NotAllowed = new(FaultKind.Forbidden, "opportunities.not-allowed", "Your role in the organization does not allow this.");
    public static readonly Fault Changed = new(FaultKind.Stale, "opportunities.changed", "Somebody changed the opportunity meanwhile; load it again.");
    public static readonly Fault TitleInvalid = new(FaultKind.Invalid, "opportunities.title-invalid", "A title of 5 to 255 characters is needed.");
    public static readonly Fault DescriptionInvalid = new(FaultKind.Invalid, "opportunities.description-invalid", "A description of 20 to 20,000 characters is needed.");
    public static readonly Fault TextTooLong = new(FaultKind.Invalid, "opportunities.text-too-long", "A text is longer than allowed: meeting link 500, name of a shift 100, others 5,000 characters.");
    public static readonly Fault MeetingUrlInvalid = new(FaultKind.Invalid, "opportunities.meeting-url-invalid", "The meeting link is not an http or https address.");
    public static readonly Fault PlaceMissing = new(FaultKind.Invalid, "opportunities.place-missing", "An event that is not virtual needs a place.");
    public static readonly Fault PlaceInvalid = new(FaultKind.Invalid, "opportunities.place-invalid", "Latitude is -90 to 90 and longitude -180 to 180.");
    public static readonly Fault TimeZoneUnknown = new(FaultKind.Invalid, "opportunities.time-zone-unknown", "The time zone is not an IANA name.");
    public static readonly Fault CauseUnknown = new(FaultKind.Invalid, "opportunities.cause-unknown", "One of the causes is not in the taxonomy.");
    public static readonly Fault SkillUnknown = new(FaultKind.Invalid, "opportunities.skill-unknown", "One of the skills is not in the taxonomy.");
    public static readonly Fault NoShifts = new(FaultKind.Invalid, "opportunities.no-shifts", "At least one and at most 500 shifts are needed.");
    public static readonly Fault EndsBeforeStart = new(FaultKind.Invalid, "opportunities.ends-before-start", "A shift must end after it starts.");
    public static readonly Fault TimesInvalid = new(FaultKind.Invalid, "opportunities.times-invalid", "Shifts lie between the years 2000 and 2200.");
    public static readonly Fault SeatsInvalid = new(FaultKind.Invalid, "opportunities.seats-invalid", "Seats are 1 to 1,000,000, or none for unlimited.");
    public static readonly Fault SeatsBelowTaken = new(FaultKind.Conflict, "opportunities.seats-below-taken", "More seats are taken already.");
    public static readonly Fault ShiftTaken = new(FaultKind.Conflict, "opportunities.shift-has-registrations", "A shift that people signed up for cannot be removed.");
    public static readonly Fault ShiftTwice = new(FaultKind.Invalid, "opportunities.shift-twice", "A shift is named twice.");
    public static readonly Fault UnknownShift = new(FaultKind.NotFound, "opportunities.unknown-shift", "There is no such shift.");
    public static readonly Fault DeadlineInvalid = new(FaultKind.Invalid, "opportunities.deadline-invalid", "The registration deadline lies after the last shift's end.");
    public static readonly Fault NotDraft = new(FaultKind.Conflict, "opportunities.not-draft", "Only a draft can be published.");
    public static readonly Fault InThePast = new(FaultKind.Conflict, "opportunities.in-the-past", "All its shifts are over.");
    public static readonly Fault NotOpen = new(FaultKind.Conflict, "opportunities.not-open", "The opportunity is not open.");
    public static readonly Fault Ended = new(FaultKind.Conflict, "opportunities.ended", "It was cancelled or completed and cannot change any more.");
    public static readonly Fault NotOver = new(FaultKind.Conflict, "opportunities.not-over", "It can be completed once its first shift has started.");
    public static readonly Fault ReasonMissing = new(FaultKind.Invalid, "opportunities.reason-missing", "A reason of 3 to 1,000 characters is needed.");
    public static readonly Fault Full = new(FaultKind.Conflict, "opportunities.full", "All seats of this shift are taken.");
    public static readonly Fault SeatTermsInvalid = new(FaultKind.Invalid, "opportunities.seat-terms-invalid", "One of the terms of seats is outside of its limits.");
    public static readonly Fault MinimumInvalid = new(FaultKind.Invalid, "opportunities.minimum-invalid", "A minimum is 1 to the number of seats.");
    public static readonly Fault DecisionInvalid = new(FaultKind.Invalid, "opportunities.decision-invalid", "The decision is TAKES_PLACE or CANCELLED.");
    public static readonly Fault ContactsInvalid = new(FaultKind.Invalid, "opportunities.contacts-invalid", "Letters per week are 0 to 50.");
    public static readonly Fault NoWaitlist = new(FaultKind.Conflict, "opportunities.no-waitlist", "This event has no waitlist.");
    public static readonly Fault SeatsLeft = new(FaultKind.Conflict, "opportunities.seats-left", "There is a seat: register for it.");
    public static readonly Fault NotOffered = new(FaultKind.Conflict, "opportunities.not-offered", "No seat is on offer for this registration.");
    public static readonly Fault OfferEnded = new(FaultKind.Gone, "opportunities.offer-ended", "The offer has ended and the seat went to somebody else.");
    public static readonly Fault NotWaiting = new(FaultKind.Conflict, "opportunities.not-waiting", "This person is not on the waitlist.");
    public static readonly Fault LinePositionInvalid = new(FaultKind.Invalid, "opportunities.line-position-invalid", "A place in the line is 1 to the number of people who wait.");
    public static readonly Fault Overlapping = new(FaultKind.Conflict, "opportunities.overlapping", "You have another shift at this time; say that you want both.");
    public static readonly Fault ShiftOver = new(FaultKind.Conflict, "opportunities.shift-over", "The shift is over.");
    public static readonly Fault RegistrationClosed = new(FaultKind.Gone, "opportunities.registration-closed", "The registration deadline has passed or the shift is over.");
    public static readonly Fault UnknownRegistration = new(FaultKind.NotFound, "opportunities.unknown-registration", "There is no such registration.");
    public static readonly Fault AttendedAlready = new(FaultKind.Conflict, "opportunities.attended-already", "Somebody who was there cannot cancel any more.");

    public static readonly Fault CodeUnknown = new(FaultKind.Invalid, "opportunities.code-unknown", "This is not a code of ours.");
    public static readonly Fault CodeExpired = new(FaultKind.Gone, "opportunities.code-expired", "This code is too old; scan the screen again.");
    public static readonly Fault WrongEvent = new(FaultKind.Conflict, "opportunities.wrong-event", "This code belongs to another event.");
    public static readonly Fault NotRegistered = new(FaultKind.Conflict, "opportunities.not-registered", "You are not registered for this event.");
    public static readonly Fault TooEarly = new(FaultKind.Conflict, "opportunities.too-early", "Check-in opens 30 minutes before the shift.");
    public static readonly Fault TooLate = new(FaultKind.Conflict, "opportunities.too-late", "The shift is over.");
    public static readonly Fault SeatReleased = new(FaultKind.Conflict, "opportunities.seat-released", "The registration was cancelled.");
    public static readonly Fault ProofMissing = new(FaultKind.Invalid, "opportunities.proof-missing", "Type the code of the venue's screen, or send your position.");
    public static readonly Fault PositionMissing = new(FaultKind.Conflict, "opportunities.position-missing", "A printed code is good together with your position only.");
    public static readonly Fault PositionInvalid = new(FaultKind.Invalid, "opportunities.position-invalid", "Latitude is -90 to 90, longitude -180 to 180, accuracy more than 0 metres and less than 1,000 km.");
    public static readonly Fault PositionInaccurate = new(FaultKind.Conflict, "opportunities.position-inaccurate", "Your position is known to more than 100 m only; go outside, or use another way.");
    public static readonly Fault TooFar = new(FaultKind.Conflict, "opportunities.too-far", "You are more than 100 m away from the place of the event.");
    public static readonly Fault NoPlace = new(FaultKind.Conflict, "opportunities.no-place", "The event has no place to be at.");
    public static readonly Fault TooManyTries = new(FaultKind.TooMany, "opportunities.too-many-tries", "Too many wrong codes; wait ten minutes or use another way.");
    public static readonly Fault Blocked = new(FaultKind.Forbidden, "opportunities.blocked", "The organizers have decided that you cannot take part.");
    public static readonly Fault OwnAttendance = new(FaultKind.Forbidden, "opportunities.own-attendance", "Nobody vouches for an attendance of their own.");
    public static readonly Fault GateInvalid = new(FaultKind.Invalid, "opportunities.gate-invalid", "The name of a gate has at most 40 characters.");
    public static readonly Fault PrintedInvalid = new(FaultKind.Invalid, "opportunities.printed-invalid", "A printed code is good for 1 to 24 hours and begins within a year.");
    public static readonly Fault AttendanceTermsInvalid = new(FaultKind.Invalid, "opportunities.attendance-terms-invalid", "One of the terms of attendance is outside of its limits.");
    public static readonly Fault MinutesInvalid = new(FaultKind.Invalid, "opportunities.minutes-invalid", "Minutes are 1 to 1,440.");
    public static readonly Fault TooManyCorrections = new(FaultKind.Conflict, "opportunities.too-many-corrections", "An attendance can be corrected twenty times.");
    public static readonly Fault NotMissed = new(FaultKind.Conflict, "opportunities.not-missed", "Nobody says that you did not come.");
    public static readonly Fault AppealInvalid = new(FaultKind.Invalid, "opportunities.appeal-invalid", "A text of 3 to 2,000 characters is needed.");
    public static readonly Fault AppealedAlready = new(FaultKind.Conflict, "opportunities.appealed-already", "A no-show can be appealed once.");
    public static readonly Fault AppealTooLate = new(FaultKind.Gone, "opportunities.appeal-too-late", "The time to appeal is over.");
    public static readonly Fault NoAppeal = new(FaultKind.Conflict, "opportunities.no-appeal", "There is no appeal to decide.");
    public static readonly Fault AppealDecided = new(FaultKind.Conflict, "opportunities.appeal-decided", "The appeal was decided otherwise.");
    public static readonly Fault NotCheckedIn = new(FaultKind.Conflict, "opportunities.not-checked-in", "There is no check-in to end.");

    public static readonly Fault MinimumAgeInvalid = new(FaultKind.Invalid, "opportunities.minimum-age-invalid", "A minimum age is 13 to 100 years, or none.");
    public static readonly Fault QualificationUnknown = new(FaultKind.Invalid, "opportunities.qualification-unknown", "One of the qualifications is not in the list, or there are more than 20.");
    public static readonly Fault WaiverUnknown = new(FaultKind.Invalid, "opportunities.waiver-unknown", "One of the waivers is not a published one of this organization, or there are more than 10.");

    // What a person lacks. The fact 'missing' lists all of it: words of these codes, each with its subject after a colon where it has one.
    public static readonly Fault DateOfBirthMissing = new(FaultKind.Conflict, "opportunities.date-of-birth-missing", "This event has a minimum age: say when you were born first.");
    public static readonly Fault TooYoung = new(FaultKind.Conflict, "opportunities.too-young", "You are younger than this event allows on the day of the shift.");
    public static readonly Fault GuardianMissing = new(FaultKind.Conflict, "opportunities.guardian-missing", "You are under 18 on the day of the shift: name a parent or legal guardian, and sign up once they have consented.");
    public static readonly Fault BackgroundCheckMissing = new(FaultKind.Conflict, "opportunities.background-check-missing", "This event needs a background check that its organization has confirmed.");
    public static readonly Fault BackgroundCheckExpired = new(FaultKind.Conflict, "opportunities.background-check-expired", "Your background check does not last until the day of the shift.");
    public static readonly Fault QualificationMissing = new(FaultKind.Conflict, "opportunities.qualification-missing", "This event needs a qualification that its organization has confirmed.");
    public static readonly Fault QualificationExpired = new(FaultKind.Conflict, "opportunities.qualification-expired", "A qualification that this event needs does not last until the day of the shift.");
    public static readonly Fault WaiverMissing = new(FaultKind.Conflict, "opportunities.waiver-missing", "This event has a text to sign first; for a minor the guardian signs it.");

    public static readonly Fault ImpactInvalid = new(FaultKind.Invalid, "opportunities.impact-invalid", "A text of 3 to 2,000 characters is needed; an amount is more than 0 and has a unit of 1 to 40 characters.");
    public static readonly Fault ImpactTooEarly = new(FaultKind.Conflict, "opportunities.impact-too-early", "What came of it can be said once it is over.");
}
