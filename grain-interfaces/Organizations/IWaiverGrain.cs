using Actors.Common;
using Orleans.Concurrency;

namespace Actors.Organizations;

[GenerateSerializer, Immutable, Alias("id.waiver"), System.Text.Json.Serialization.JsonConverter(typeof(IdConverter<WaiverId>))]
public readonly record struct WaiverId([property: Id(0)] string Value) : IId<WaiverId>
{
    public static string Prefix => "wvr_";

    public static WaiverId Of(string value) => new(value);

    public override string ToString() => Value;
}

/// <summary>
/// A text that an organization has people sign. Key: waiver id. Published versions never change: another text is another version, and that
/// asks everybody again.
/// </summary>
[Alias("organizations.waiver")]
public interface IWaiverGrain : IGrainWithStringKey
{
    [Alias("draft")]
    Task<Outcome<WaiverView>> Draft(DraftWaiver command);

    /// <summary>Changes the draft of the next version; what was published stays.</summary>
    [Alias("edit")]
    Task<Outcome<WaiverView>> Edit(EditWaiver command);

    /// <summary>Makes the draft a version that people sign from now on.</summary>
    [Alias("publish")]
    Task<Outcome<WaiverView>> Publish(PublishWaiver command);

    /// <summary>Asks nobody any more. Signatures stay.</summary>
    [Alias("retire")]
    Task<Outcome<WaiverView>> Retire(RetireWaiver command);

    /// <summary>What was published is for everybody, as everybody may be asked to sign it; the draft is for the organization.</summary>
    [Alias("view"), ReadOnly]
    Task<Outcome<WaiverView>> View(By by);

    /// <summary>One published version, the present one or an earlier.</summary>
    [Alias("version"), ReadOnly]
    Task<Outcome<WaiverVersionView>> Version(int number);

    /// <summary>What is to be signed now. Null: nothing, because it is unknown, not published yet or retired.</summary>
    [Alias("current"), ReadOnly]
    Task<WaiverVersionView?> Current();
}

[GenerateSerializer, Alias("organizations.waiver-audience")]
public enum WaiverAudience
{
    /// <summary>Adults sign for themselves, guardians for minors.</summary>
    Everybody,
    Adults,

    /// <summary>Only guardians of minors sign.</summary>
    Minors,
}

/// <param name="Title">3 to 200 characters.</param>
/// <param name="Text">Plain text, 20 to 20,000 characters.</param>
/// <param name="ValidForDays">How long a signature counts, 1 to 3,650 days; null: until there is a new version.</param>
[GenerateSerializer, Immutable, Alias("organizations.waiver-terms")]
public sealed record WaiverTerms(string Title, string Text, WaiverAudience Audience = WaiverAudience.Everybody, int? ValidForDays = null);

[GenerateSerializer, Immutable, Alias("organizations.draft-waiver")]
public sealed record DraftWaiver(CommandId CommandId, By By, OrganizationId Organization, WaiverTerms Terms);

[GenerateSerializer, Immutable, Alias("organizations.edit-waiver")]
public sealed record EditWaiver(CommandId CommandId, By By, WaiverTerms Terms, int? ExpectedVersion);

[GenerateSerializer, Immutable, Alias("organizations.publish-waiver")]
public sealed record PublishWaiver(CommandId CommandId, By By);

[GenerateSerializer, Immutable, Alias("organizations.retire-waiver")]
public sealed record RetireWaiver(CommandId CommandId, By By);

/// <param name="Number">1 for the first.</param>
/// <param name="Hash">SHA-256 over the waiver's id, the number and the terms, in lower-case hex; a signature names it.</param>
[GenerateSerializer, Immutable, Alias("organizations.waiver-version")]
public sealed record WaiverVersionView(WaiverId Waiver, OrganizationId Organization, int Number, WaiverTerms Terms, string Hash, DateTimeOffset PublishedAt);

/// <param name="Draft">The next version; null when there is none, and for those who do not manage the organization.</param>
/// <param name="Current">The version that people sign; null before the first and when retired.</param>
/// <param name="Versions">How many were published.</param>
/// <param name="Version">Goes up with every change; the ETag of the API.</param>
[GenerateSerializer, Immutable, Alias("organizations.waiver-view")]
public sealed record WaiverView(
    WaiverId Id, OrganizationId Organization, WaiverTerms? Draft, WaiverVersionView? Current, int Versions, bool Retired, DateTimeOffset CreatedAt, int Version);

/// <summary>What one person signed, or their guardian for them. Key: user id. Signatures are only ever added.</summary>
[Alias("organizations.signatures")]
public interface ISignaturesGrain : IGrainWithStringKey
{
    /// <summary>An adult signs the present version; signing what is signed changes nothing.</summary>
    [Alias("sign")]
    Task<Outcome<SignatureView>> Sign(SignWaiver command);

    /// <summary>A guardian signs for this person, who is a minor. Only the grain that knows the guardian calls it.</summary>
    [Alias("sign-as-guardian")]
    Task<Outcome<SignatureView>> SignAsGuardian(SignAsGuardian command);

    /// <summary>For the person and administrators, latest first.</summary>
    [Alias("view"), ReadOnly]
    Task<Outcome<System.Collections.Immutable.ImmutableArray<SignatureView>>> View(By by);

    /// <summary>For the rules of other slices.</summary>
    [Alias("all"), ReadOnly]
    Task<System.Collections.Immutable.ImmutableArray<SignatureView>> All();
}

[GenerateSerializer, Alias("organizations.signer")]
public enum Signer
{
    Self,
    Guardian,
}

/// <param name="Version">What was read; refused when another one is to be signed by now.</param>
/// <param name="Hash">Likewise.</param>
/// <param name="SignedName">The name as typed, 2 to 200 characters.</param>
[GenerateSerializer, Immutable, Alias("organizations.sign-waiver")]
public sealed record SignWaiver(CommandId CommandId, By By, WaiverId Waiver, int Version, string Hash, string SignedName);

/// <param name="Consent">Id of the guardian's consent, under which their address is kept.</param>
[GenerateSerializer, Immutable, Alias("organizations.sign-as-guardian")]
public sealed record SignAsGuardian(WaiverId Waiver, int Version, string Hash, string SignedName, string Consent);

/// <param name="Consent">Of a guardian's signature: the consent it was given with.</param>
/// <param name="ExpiresAt">Null: until there is a new version.</param>
[GenerateSerializer, Immutable, Alias("organizations.signature")]
public sealed record SignatureView(
    WaiverId Waiver,
    OrganizationId Organization,
    int Version,
    string Hash,
    UserId User,
    Signer Signer,
    string SignedName,
    string? Consent,
    DateTimeOffset SignedAt,
    DateTimeOffset? ExpiresAt);

public static class WaiverFaults
{
    public static readonly Fault Unknown = new(FaultKind.NotFound, "waivers.unknown", "There is no such waiver.");
    public static readonly Fault UnknownVersion = new(FaultKind.NotFound, "waivers.unknown-version", "There is no such version of this waiver.");
    public static readonly Fault TermsInvalid = new(FaultKind.Invalid, "waivers.terms-invalid", "A title has 3 to 200, a text 20 to 20,000 characters, and signatures count for 1 to 3,650 days or until the next version.");
    public static readonly Fault NothingToPublish = new(FaultKind.Conflict, "waivers.nothing-to-publish", "There is no draft that differs from what is published.");
    public static readonly Fault TooManyVersions = new(FaultKind.Conflict, "waivers.too-many-versions", "A waiver has at most 50 versions; draft a new waiver.");
    public static readonly Fault Retired = new(FaultKind.Conflict, "waivers.retired", "This waiver was retired; draft a new one.");
    public static readonly Fault Changed = new(FaultKind.Stale, "waivers.changed", "Somebody changed the waiver meanwhile; load it again.");
    public static readonly Fault OtherVersion = new(FaultKind.Stale, "waivers.other-version", "Another version is to be signed by now; read it first.");
    public static readonly Fault NameInvalid = new(FaultKind.Invalid, "waivers.name-invalid", "Sign with your name, 2 to 200 characters.");
    public static readonly Fault GuardianSigns = new(FaultKind.Conflict, "waivers.guardian-signs", "For a minor a guardian signs: name one and they get a link.");
    public static readonly Fault NotForYou = new(FaultKind.Conflict, "waivers.not-for-you", "This waiver is for guardians of minors.");
}
