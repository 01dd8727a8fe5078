using Actors.Common;

namespace Actors.Trust;

public static class TrustFaults
{
    public static readonly Fault UnknownCredential = new(FaultKind.NotFound, "trust.unknown-credential", "There is no such qualification or check, or not for you.");
    public static readonly Fault UnknownPerson = new(FaultKind.NotFound, "trust.unknown-person", "There is no such account, or not for you.");
    public static readonly Fault NotAllowed = new(FaultKind.Forbidden, "trust.not-allowed", "Only members who check credentials, and administrators, decide.");
    public static readonly Fault OwnCredential = new(FaultKind.Forbidden, "trust.own-credential", "Nobody decides about qualifications of their own.");
    public static readonly Fault KindUnknown = new(FaultKind.Invalid, "trust.kind-unknown", "That is neither a qualification of the list nor 'background-check'.");
    public static readonly Fault CredentialInvalid = new(FaultKind.Invalid, "trust.credential-invalid", "An issuer has 2 to 200 characters, a reference at most 500; it is issued by today, and its last day is neither over nor before its first.");
    public static readonly Fault TooManyCredentials = new(FaultKind.Conflict, "trust.too-many-credentials", "A person has at most 100 of them here.");
    public static readonly Fault DecisionInvalid = new(FaultKind.Invalid, "trust.decision-invalid", "Decide CONFIRMED, or REJECTED or REVOKED with a reason of 3 to 1,000 characters.");
    public static readonly Fault DecidedAgainst = new(FaultKind.Conflict, "trust.decided-against", "It was rejected or revoked and stays on record.");

    public static readonly Fault DateOfBirthMissing = new(FaultKind.Conflict, "trust.date-of-birth-missing", "Say when you were born first.");
    public static readonly Fault NotAMinor = new(FaultKind.Conflict, "trust.not-a-minor", "Adults need nobody's consent.");
    public static readonly Fault OwnAddress = new(FaultKind.Invalid, "trust.own-address", "A guardian has an address of their own.");
    public static readonly Fault TooManyLetters = new(FaultKind.TooMany, "trust.too-many-letters", "Too many letters to guardians; try again later.");
    public static readonly Fault AddressRefuses = new(FaultKind.Conflict, "trust.address-refuses", "We cannot write to this address.");
    public static readonly Fault NotReached = new(FaultKind.Conflict, "trust.guardian-not-reached", "The letter could not be sent; ask again in a moment.");
    public static readonly Fault UnknownLink = new(FaultKind.NotFound, "trust.unknown-link", "This link is not one of ours, or another one has taken its place.");
    public static readonly Fault LinkExpired = new(FaultKind.Gone, "trust.link-expired", "This link has expired; a new one is sent when you are asked again.");
    public static readonly Fault Answered = new(FaultKind.Conflict, "trust.answered", "This was answered already.");
    public static readonly Fault NotGiven = new(FaultKind.Conflict, "trust.not-given", "There is no consent to take back.");
    public static readonly Fault NotTheGuardian = new(FaultKind.Invalid, "trust.not-the-guardian", "Only a parent or legal guardian consents, with their name of 2 to 200 characters.");
}
