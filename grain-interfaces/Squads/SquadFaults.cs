using Actors.Common;

namespace Actors.Squads;

public static class SquadFaults
{
    public static readonly Fault Unknown = new(FaultKind.NotFound, "squads.unknown", "There is no such squad, or not for you.");
    public static readonly Fault NotAllowed = new(FaultKind.Forbidden, "squads.not-allowed", "Only the leader and co-leaders of the squad do this.");
    public static readonly Fault LeaderOnly = new(FaultKind.Forbidden, "squads.leader-only", "Only the leader of the squad does this.");
    public static readonly Fault Changed = new(FaultKind.Stale, "squads.changed", "Somebody changed the squad meanwhile; load it again.");
    public static readonly Fault NameInvalid = new(FaultKind.Invalid, "squads.name-invalid", "A name of 2 to 255 characters is needed.");
    public static readonly Fault TextTooLong = new(FaultKind.Invalid, "squads.text-too-long", "A text is longer than allowed: description 2,000, name of the organization 255 characters.");
    public static readonly Fault SizeInvalid = new(FaultKind.Invalid, "squads.size-invalid", "The expected size is 1 to 1,000 people.");
    public static readonly Fault PhoneMissing = new(FaultKind.Conflict, "squads.phone-missing", "A squad of more than 100 needs a leader with a confirmed telephone number.");
    public static readonly Fault MemberUnknown = new(FaultKind.NotFound, "squads.member-unknown", "There is no such member.");
    public static readonly Fault LeaderStays = new(FaultKind.Conflict, "squads.leader-stays", "The leader hands the squad over before leaving it.");
    public static readonly Fault GuestCannotLead = new(FaultKind.Conflict, "squads.guest-cannot-lead", "A guest opens an account before leading a squad.");
    public static readonly Fault TooManyMembers = new(FaultKind.Conflict, "squads.too-many-members", "A squad has at most 1,000 members.");

    public static readonly Fault BookingUnknown = new(FaultKind.NotFound, "squads.booking-unknown", "There is no such booking, or not for you.");
    public static readonly Fault SeatsInvalid = new(FaultKind.Invalid, "squads.seats-invalid", "A booking is for 1 to 500 seats.");
    public static readonly Fault NotEnoughSeats = new(FaultKind.Conflict, "squads.not-enough-seats", "There are fewer seats left than you want; take fewer, or as many as there are.");
    public static readonly Fault SeatsJoined = new(FaultKind.Conflict, "squads.seats-joined", "More people have joined already; only seats that nobody took can be given back.");
    public static readonly Fault BookingGrows = new(FaultKind.Invalid, "squads.booking-grows", "Giving seats back leaves no more than there were; book again for more.");
    public static readonly Fault BookingFull = new(FaultKind.Conflict, "squads.booking-full", "All seats of the squad are taken. Ask its leader for another one.");
    public static readonly Fault OtherSquad = new(FaultKind.Conflict, "squads.other-squad", "You come to this shift with another squad already.");
    public static readonly Fault BookingOver = new(FaultKind.Gone, "squads.booking-over", "The event has begun or was cancelled, or its registration is closed.");

    public static readonly Fault InvitationUnknown = new(FaultKind.NotFound, "squads.invitation-unknown", "This invitation is not one of ours, or a newer one replaced it.");
    public static readonly Fault InvitationExpired = new(FaultKind.Gone, "squads.invitation-expired", "This invitation has run out; ask the leader of the squad for a new one.");
    public static readonly Fault InvitationRevoked = new(FaultKind.Gone, "squads.invitation-revoked", "This invitation was taken back.");
    public static readonly Fault InvitationUsed = new(FaultKind.Gone, "squads.invitation-used", "Somebody has joined by this invitation already.");
    public static readonly Fault InviteesInvalid = new(FaultKind.Invalid, "squads.invitees-invalid", "1 to 100 people are invited at once, each with an e-mail address or a telephone number with its country code, and a name of at most 100 characters.");
    public static readonly Fault TooManyInvitations = new(FaultKind.TooMany, "squads.too-many-invitations", "100 invitations in 24 hours are the most for one leader.");
    public static readonly Fault TooManyInvited = new(FaultKind.Conflict, "squads.too-many-invited", "A booking has at most 1,000 invitations.");
    public static readonly Fault NotJoined = new(FaultKind.Conflict, "squads.not-joined", "Nobody has joined by this invitation yet.");
    public static readonly Fault AddressNeeded = new(FaultKind.Invalid, "squads.address-needed", "Type your name and your e-mail address, so that we can send you your own link.");
    public static readonly Fault LogInToJoin = new(FaultKind.Unauthenticated, "squads.log-in-to-join", "You have an account: log in, then open the invitation again.");
    public static readonly Fault WeeksInvalid = new(FaultKind.Invalid, "squads.weeks-invalid", "1 to 104 weeks can be looked at.");
}
