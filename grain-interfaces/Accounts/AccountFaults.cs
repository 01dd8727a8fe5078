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
    public static readonly Fault ProfileInvalid = new(FaultKind.Invalid, "accounts.profile-invalid", "A tagline has up to 255 characters in one line, a place up to 255, and what you say of yourself up to 5,000.");
    public static readonly Fault ProfileUnknown = new(FaultKind.NotFound, "accounts.profile-unknown", "There is no such profile, or not for you.");
    public static readonly Fault HandleInvalid = new(FaultKind.Invalid, "accounts.handle-invalid", "A handle has 3 to 30 letters a to z, digits and single hyphens, begins with a letter and does not end with a hyphen.");
    public static readonly Fault HandleReserved = new(FaultKind.Conflict, "accounts.handle-reserved", "This handle is reserved; choose another.");
    public static readonly Fault HandleTaken = new(FaultKind.Conflict, "accounts.handle-taken", "Somebody has this handle, or had it once; choose another.");
    public static readonly Fault TooManyHandles = new(FaultKind.TooMany, "accounts.too-many-handles", "A handle is changed 3 times in 30 days at most, and a person has 10 in all.");
    public static readonly Fault AvatarType = new(FaultKind.Invalid, "accounts.avatar-type", "The picture is no JPEG, PNG or WebP.");
    public static readonly Fault AvatarBroken = new(FaultKind.Invalid, "accounts.avatar-broken", "The picture is damaged, animated, or of a kind that we do not show.");
    public static readonly Fault AvatarTooLarge = new(FaultKind.Invalid, "accounts.avatar-too-large", "A picture has at most 5 MB and 4096 by 4096 pixels.");
    public static readonly Fault LinkUnknown = new(FaultKind.NotFound, "accounts.link-unknown", "This link is not one of ours, or a newer one replaced it.");
    public static readonly Fault LinkExpired = new(FaultKind.Gone, "accounts.link-expired", "This link has run out; ask for a new one.");
    public static readonly Fault LinkUsed = new(FaultKind.Gone, "accounts.link-used", "This link was used before; ask for a new one.");
    public static readonly Fault TooManyLinks = new(FaultKind.TooMany, "accounts.too-many-links", "Too many letters to this address; try again later.");
    public static readonly Fault AddressIsYours = new(FaultKind.Conflict, "accounts.address-is-yours", "That is your address already.");
    public static readonly Fault ChangeUnknown = new(FaultKind.NotFound, "accounts.change-unknown", "There is no change of address to answer.");
    public static readonly Fault ChangeOver = new(FaultKind.Gone, "accounts.change-over", "This change of address is done, was stopped or has run out.");
    public static readonly Fault OldAddressOnly = new(FaultKind.Forbidden, "accounts.old-address-only", "Only the old address and the signed-in owner can stop this.");
    public static readonly Fault SessionUnknown = new(FaultKind.NotFound, "accounts.session-unknown", "There is no such session.");
    public static readonly Fault AddressUnproven = new(FaultKind.Conflict, "accounts.address-unproven", "Confirm your e-mail address first, by the link that we mailed.");
    public static readonly Fault PasswordMissing = new(FaultKind.Conflict, "accounts.password-missing", "This account has no password; get a link by mail to set one.");
    public static readonly Fault PhoneInvalid = new(FaultKind.Invalid, "accounts.phone-invalid", "A telephone number begins with + and its country code.");
    public static readonly Fault PhoneTaken = new(FaultKind.Conflict, "accounts.phone-taken", "This number belongs to another account; log in by it, or remove it there first.");
    public static readonly Fault TooManyCodes = new(FaultKind.TooMany, "accounts.too-many-codes", "Too many codes to this number or for this account; try again later.");
    public static readonly Fault CodeWrong = new(FaultKind.Unauthenticated, "accounts.code-wrong", "The code is wrong or has run out.");
    public static readonly Fault CodeSpent = new(FaultKind.Gone, "accounts.code-spent", "Too many tries; ask for a new code.");
    public static readonly Fault TwoFactorRequired = new(FaultKind.Unauthenticated, "accounts.two-factor-required", "Send the challenge with a code of your authenticator app, or a recovery code.");
    public static readonly Fault ChallengeExpired = new(FaultKind.Gone, "accounts.challenge-expired", "That took too long; sign in again.");
    public static readonly Fault TwoFactorMissing = new(FaultKind.Conflict, "accounts.two-factor-missing", "Two-factor authentication is not set up.");
    public static readonly Fault TwoFactorOn = new(FaultKind.Conflict, "accounts.two-factor-on", "Two-factor authentication is on already; switch it off first.");
    public static readonly Fault PasskeyRefused = new(FaultKind.Unauthenticated, "accounts.passkey-refused", "This passkey was not accepted.");
    public static readonly Fault PasskeyUnknown = new(FaultKind.NotFound, "accounts.passkey-unknown", "There is no such passkey.");
    public static readonly Fault TooManyPasskeys = new(FaultKind.Conflict, "accounts.too-many-passkeys", "An account has at most 20 passkeys; remove one first.");
    public static readonly Fault LoginTaken = new(FaultKind.Conflict, "accounts.login-taken", "This login leads to another account already.");
    public static readonly Fault LoginUnknown = new(FaultKind.NotFound, "accounts.login-unknown", "There is no such login.");
    public static readonly Fault LoginFailed = new(FaultKind.Unauthenticated, "accounts.login-failed", "The other service did not confirm who you are.");
    public static readonly Fault LoginUnproven = new(FaultKind.Conflict, "accounts.login-unproven", "That service does not vouch for your address, or nobody has confirmed it here. Log in another way, confirm your address, then connect the service.");
}
