using System.Collections.Immutable;
using Actors.Common;
using Orleans.Concurrency;

namespace Actors.Trust;

[GenerateSerializer, Immutable, Alias("id.credential"), System.Text.Json.Serialization.JsonConverter(typeof(IdConverter<CredentialId>))]
public readonly record struct CredentialId([property: Id(0)] string Value) : IId<CredentialId>
{
    public static string Prefix => "crd_";

    public static CredentialId Of(string value) => new(value);

    public override string ToString() => Value;
}

/// <summary>
/// Qualifications and background checks of one person: what they say they have, and who confirmed it. Key: user id. An organization's word
/// counts for that organization, an administrator's everywhere. Dates are days; the last one counts.
/// </summary>
[Alias("trust.credentials")]
public interface ICredentialsGrain : IGrainWithStringKey
{
    /// <summary>The person says what they have and shows it to an organization, which may then confirm it.</summary>
    [Alias("claim")]
    Task<Outcome<CredentialView>> Claim(ClaimCredential command);

    /// <summary>Shows a claim to one more organization.</summary>
    [Alias("share")]
    Task<Outcome<CredentialView>> Share(ShareCredential command);

    /// <summary>An organization or an administrator enters what they have seen themselves; it is confirmed at once.</summary>
    [Alias("record")]
    Task<Outcome<CredentialView>> Record(RecordCredential command);

    [Alias("decide")]
    Task<Outcome<CredentialView>> Decide(DecideCredential command);

    /// <summary>The person takes a claim back; nobody sees it any more. What was refused or revoked stays.</summary>
    [Alias("withdraw")]
    Task<Outcome<Done>> Withdraw(WithdrawCredential command);

    /// <summary>All of it for the person and administrators; what was shown to an organization for its members who check credentials.</summary>
    [Alias("view"), ReadOnly]
    Task<Outcome<ImmutableArray<CredentialView>>> View(By by, OrganizationId? organization);

    /// <summary>What counts at an organization, for the rules of other slices: the fact and its last day, never the evidence.</summary>
    [Alias("facts"), ReadOnly]
    Task<ImmutableArray<CredentialFact>> Facts(OrganizationId organization);
}

[GenerateSerializer, Alias("trust.credential-status")]
public enum CredentialStatus
{
    /// <summary>Said, not confirmed.</summary>
    Claimed,
    Confirmed,

    /// <summary>Seen and refused.</summary>
    Rejected,

    /// <summary>Confirmed once and taken back.</summary>
    Revoked,

    /// <summary>Confirmed, but its last day is over.</summary>
    Expired,
}

/// <param name="Kind">Slug of a qualification, or <see cref="Credential.BackgroundCheck"/>.</param>
/// <param name="Issuer">Who issued it, 2 to 200 characters.</param>
/// <param name="Reference">Where the evidence is: a number or a link, up to 500 characters.</param>
/// <param name="ExpiresOn">The last day on which it counts; null: it does not expire.</param>
/// <param name="Organization">Whom it is shown to; null: nobody yet but administrators.</param>
[GenerateSerializer, Immutable, Alias("trust.claim-credential")]
public sealed record ClaimCredential(
    CommandId CommandId, By By, string Kind, string Issuer, string? Reference, DateOnly? IssuedOn, DateOnly? ExpiresOn, OrganizationId? Organization);

[GenerateSerializer, Immutable, Alias("trust.share-credential")]
public sealed record ShareCredential(CommandId CommandId, By By, CredentialId Credential, OrganizationId Organization);

/// <param name="Organization">Who confirms; null: an administrator, for everywhere.</param>
[GenerateSerializer, Immutable, Alias("trust.record-credential")]
public sealed record RecordCredential(
    CommandId CommandId, By By, OrganizationId? Organization, string Kind, string Issuer, string? Reference, DateOnly? IssuedOn, DateOnly? ExpiresOn);

/// <param name="Organization">Who decides; null: an administrator, for everywhere.</param>
/// <param name="Status">CONFIRMED, REJECTED or REVOKED; the last two with a reason of 3 to 1,000 characters.</param>
[GenerateSerializer, Immutable, Alias("trust.decide-credential")]
public sealed record DecideCredential(CommandId CommandId, By By, CredentialId Credential, OrganizationId? Organization, CredentialStatus Status, string? Reason);

[GenerateSerializer, Immutable, Alias("trust.withdraw-credential")]
public sealed record WithdrawCredential(CommandId CommandId, By By, CredentialId Credential);

/// <param name="Organization">Null: an administrator, for everywhere.</param>
[GenerateSerializer, Immutable, Alias("trust.credential-decision")]
public sealed record CredentialDecision(OrganizationId? Organization, CredentialStatus Status, UserId? By, DateTimeOffset At, string? Reason);

/// <param name="Status">For the person and administrators the best that anybody said; for an organization what counts there.</param>
/// <param name="Decisions">The latest of each organization and of the platform.</param>
/// <param name="SharedWith">For the person and administrators only.</param>
[GenerateSerializer, Immutable, Alias("trust.credential-view")]
public sealed record CredentialView(
    CredentialId Id,
    UserId User,
    string Kind,
    string Issuer,
    string? Reference,
    DateOnly? IssuedOn,
    DateOnly? ExpiresOn,
    CredentialStatus Status,
    ImmutableArray<CredentialDecision> Decisions,
    ImmutableArray<OrganizationId> SharedWith,
    DateTimeOffset CreatedAt);

/// <param name="Status">CLAIMED, CONFIRMED, REJECTED or REVOKED; whether it has expired depends on the day that matters.</param>
[GenerateSerializer, Immutable, Alias("trust.credential-fact")]
public sealed record CredentialFact(string Kind, CredentialStatus Status, DateOnly? ExpiresOn);

public static class Credential
{
    /// <summary>The kind of a background check; no qualification has this slug.</summary>
    public const string BackgroundCheck = "background-check";
}
