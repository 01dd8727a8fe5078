using Actors.Common;

namespace Actors.Accounts;

public static class AccountFaults
{
    public static readonly Fault Unknown = new(FaultKind.NotFound, "accounts.unknown", "There is no such account, or not for you.");
    public static readonly Fault AddressInvalid = new(FaultKind.Invalid, "accounts.address-invalid", "That is not an e-mail address of at most 254 characters.");
    public static readonly Fault AddressTaken = new(FaultKind.Conflict, "accounts.address-taken", "This address cannot be registered; sign in if it is yours.");
    public static readonly Fault NameInvalid = new(FaultKind.Invalid, "accounts.name-invalid", "A name of 1 to 255 characters is needed.");
    public static readonly Fault LanguageInvalid = new(FaultKind.Invalid, "accounts.language-invalid", "The language is not a BCP 47 tag such as 'en' or 'pt-BR'.");
    public static readonly Fault TimeZoneUnknown = new(FaultKind.Invalid, "accounts.time-zone-unknown", "The time zone is not an IANA name.");
    public static readonly Fault PasswordTooShort = new(FaultKind.Invalid, "accounts.password-too-short", "A password has 10 to 256 characters.");
    public static readonly Fault PasswordIsAddress = new(FaultKind.Invalid, "accounts.password-is-address", "The password must not be the e-mail address.");
    public static readonly Fault WrongPassword = new(FaultKind.Unauthenticated, "accounts.wrong-password", "The address or the password is wrong.");
    public static readonly Fault LockedOut = new(FaultKind.TooMany, "accounts.locked-out", "Too many wrong passwords; try again later.");
    public static readonly Fault SessionEnded = new(FaultKind.Unauthenticated, "accounts.session-ended", "This session has ended; sign in again.");
    public static readonly Fault OwnRole = new(FaultKind.Conflict, "accounts.own-role", "Nobody changes their own role.");
    public static readonly Fault Changed = new(FaultKind.Stale, "accounts.changed", "The account was changed meanwhile; load it again.");
    public static readonly Fault DateOfBirthInvalid = new(FaultKind.Invalid, "accounts.date-of-birth-invalid", "A date of birth is not in the future and at most 120 years ago.");
    public static readonly Fault DateOfBirthFixed = new(FaultKind.Conflict, "accounts.date-of-birth-fixed", "A date of birth is corrected once by its owner, and by a minor never to an earlier one; after that an administrator does it.");
    public static readonly Fault DateOfBirthReasonMissing = new(FaultKind.Invalid, "accounts.date-of-birth-reason-missing", "An administrator gives a reason of 3 to 1,000 characters.");
}
