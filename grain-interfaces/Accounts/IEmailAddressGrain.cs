using Actors.Common;
using Orleans.Concurrency;

namespace Actors.Accounts;

/// <summary>
/// One normalised e-mail address: the account that it points at, whether somebody has proven to read it, and the links that were mailed to it.
/// Key: address id, made from the address.
/// </summary>
[Alias("accounts.email-address")]
public interface IEmailAddressGrain : IGrainWithStringKey
{
    /// <summary>
    /// Claims the address and opens its account. Of registrations at the same time one gets it; after a crash between the two steps
    /// the next registration completes the claim under the same user id.
    /// </summary>
    [Alias("register")]
    Task<Outcome<AccountView>> Register(RegisterAccount command);

    /// <summary>
    /// Somebody wants an account. Written down the same way whether anybody has the address or not; when it falls due, the account is opened
    /// and the address is asked to confirm it, or whoever has the address is told that they have an account.
    /// </summary>
    [Alias("enroll")]
    Task<Outcome<Done>> Enroll(EnrollAccount command);

    /// <summary>Whether passwords may be tried: not for 15 minutes after five wrong ones in a row, whether anybody has the address or not.</summary>
    [Alias("sign-in-allowed"), ReadOnly]
    Task<Outcome<Done>> SignInAllowed();

    /// <summary>Counts a password that opened nothing.</summary>
    [Alias("sign-in-failed")]
    Task<Outcome<Done>> SignInFailed();

    /// <summary>A right password. Refused while locked, so that guesses made side by side gain nothing.</summary>
    [Alias("sign-in-succeeded")]
    Task<Outcome<Done>> SignInSucceeded();

    /// <summary>
    /// A guest's account for an address that nobody has one for: without a password, and whoever typed the address has proven nothing. A second
    /// guest of the address is the same guest. Only grains that invite people call it.
    /// </summary>
    [Alias("welcome")]
    Task<Outcome<GuestAccount>> Welcome(WelcomeGuest command);

    /// <summary>Takes a link that another grain mails to this address, by which a guest makes the account their own. Only that grain calls it.</summary>
    [Alias("offer")]
    Task<Outcome<Done>> Offer(OfferClaim command);

    /// <summary>The account that the address points at. After a crash it may not be open yet.</summary>
    [Alias("holder"), ReadOnly]
    Task<UserId?> Holder();

    /// <summary>What is known of the address; null when nobody holds it.</summary>
    [Alias("identity"), ReadOnly]
    Task<EmailIdentity?> Identity();

    /// <summary>
    /// Somebody wants a letter with a link. Written down the same way whether anybody holds the address or not; whom it is for is looked at
    /// when the letter is due. At most 5 in an hour.
    /// </summary>
    [Alias("ask")]
    Task<Outcome<Done>> Ask(AskForLink command);

    /// <summary>What a link is for. Changes nothing, however often it is opened.</summary>
    [Alias("open"), ReadOnly]
    Task<Outcome<LinkView>> Open(string secret);

    /// <summary>Uses a link, once: proves the address, and for a reset sets the password and ends all sessions. Answers whose it is.</summary>
    [Alias("use")]
    Task<Outcome<LinkUsed>> Use(UseLink command);

    /// <summary>Points the address at an account whose owner has proven it elsewhere. Refused when it points at another.</summary>
    [Alias("claim")]
    Task<Outcome<Done>> Claim(ClaimAddress command);

    /// <summary>Frees the address of an account that has another now. Its links are void.</summary>
    [Alias("release")]
    Task<Outcome<Done>> Release(ReleaseAddress command);
}

/// <summary>What a mailed link lets its reader do. Stored words: contracts.</summary>
[GenerateSerializer, Alias("accounts.link-purpose")]
public enum LinkPurpose
{
    VerifyEmail,
    SignIn,
    ResetPassword,

    /// <summary>A guest makes the account their own, with a password or without.</summary>
    Claim,
}

/// <summary>By what somebody showed that they read an address.</summary>
[GenerateSerializer, Alias("accounts.proof")]
public enum AddressProof
{
    Link,
    ChangeOfAddress,
    ExternalLogin,
}

/// <param name="ProvenAt">Null: whoever opened the account has never shown that they read this address.</param>
/// <param name="IsGuest">The account was opened for a guest and nobody has made it their own: it has no password and no other door.</param>
[GenerateSerializer, Immutable, Alias("accounts.email-identity")]
public sealed record EmailIdentity(UserId Account, DateTimeOffset? ProvenAt, AddressProof? ProvenBy, bool IsGuest = false)
{
    public bool IsProven => ProvenAt is not null;
}

/// <param name="Url">Public address of the pages that links lead to, without a path.</param>
[GenerateSerializer, Immutable, Alias("accounts.ask-for-link")]
public sealed record AskForLink(CommandId CommandId, EmailAddress Email, LinkPurpose Purpose, string Url);

/// <param name="NewHash">Of the new password; only with a link that resets it.</param>
[GenerateSerializer, Immutable, Alias("accounts.use-link")]
public sealed record UseLink(CommandId CommandId, string Secret, LinkPurpose Purpose, string? NewHash = null)
{
    /// <summary>Secrets do not belong in logs.</summary>
    public override string ToString() => $"{nameof(UseLink)} {Purpose}";
}

[GenerateSerializer, Immutable, Alias("accounts.claim-address")]
public sealed record ClaimAddress(CommandId CommandId, UserId User, EmailAddress Email, AddressProof Proof);

[GenerateSerializer, Immutable, Alias("accounts.release-address")]
public sealed record ReleaseAddress(CommandId CommandId, UserId User);

/// <param name="User">The id that the account gets if nobody has the address.</param>
/// <param name="Language">BCP 47.</param>
[GenerateSerializer, Immutable, Alias("accounts.welcome-guest")]
public sealed record WelcomeGuest(CommandId CommandId, UserId User, EmailAddress Email, string Name, string? Language, string? TimeZone);

/// <param name="IsGuest">False: the owner has an account of their own and logs in.</param>
[GenerateSerializer, Immutable, Alias("accounts.guest-account")]
public sealed record GuestAccount(UserId User, bool IsGuest);

/// <param name="Hash">Of the link's secret.</param>
[GenerateSerializer, Immutable, Alias("accounts.offer-claim")]
public sealed record OfferClaim(CommandId CommandId, By By, LinkId Link, string Hash, string Url);

/// <param name="Email">As the letter was addressed.</param>
[GenerateSerializer, Immutable, Alias("accounts.link-view")]
public sealed record LinkView(LinkPurpose Purpose, string Email, DateTimeOffset ExpiresAt);

[GenerateSerializer, Immutable, Alias("accounts.link-used")]
public sealed record LinkUsed(UserId User);

/// <summary>Id of a mailed link; not its secret.</summary>
[GenerateSerializer, Immutable, Alias("id.link"), System.Text.Json.Serialization.JsonConverter(typeof(IdConverter<LinkId>))]
public readonly record struct LinkId([property: Id(0)] string Value) : IId<LinkId>
{
    public static string Prefix => "lnk_";

    public static LinkId Of(string value) => new(value);

    public override string ToString() => Value;
}
