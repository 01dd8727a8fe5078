using System.Collections.Immutable;
using Actors.Accounts;
using Actors.Common;
using Actors.Organizations;
using Orleans.Concurrency;

namespace Actors.Trust;

[GenerateSerializer, Immutable, Alias("id.consent"), System.Text.Json.Serialization.JsonConverter(typeof(IdConverter<ConsentId>))]
public readonly record struct ConsentId([property: Id(0)] string Value) : IId<ConsentId>
{
    public static string Prefix => "cns_";

    public static ConsentId Of(string value) => new(value);

    public override string ToString() => Value;
}

/// <summary>
/// What guardians allow a minor. Key: user id of the minor. The minor names a guardian's address; only who opens the mailed link answers.
/// </summary>
[Alias("trust.guardians")]
public interface IGuardiansGrain : IGrainWithStringKey
{
    /// <summary>The minor asks. Asking again while the answer is open sends another link, not too often.</summary>
    [Alias("ask")]
    Task<Outcome<ConsentView>> Ask(AskGuardian command);

    /// <summary>What a link is about. Changes nothing.</summary>
    [Alias("open"), ReadOnly]
    Task<Outcome<ConsentView>> Open(GuardianLink link);

    /// <summary>The guardian consents, signing what there is to sign, or declines. The first answer stands.</summary>
    [Alias("answer")]
    Task<Outcome<ConsentView>> Answer(AnswerConsent command);

    /// <summary>The guardian takes the consent back, at any time.</summary>
    [Alias("revoke")]
    Task<Outcome<ConsentView>> Revoke(RevokeConsent command);

    /// <summary>The guardian wants no letters of ours any more, whoever asks for them.</summary>
    [Alias("write-no-more")]
    Task<Outcome<Done>> WriteNoMore(GuardianLink link);

    /// <summary>For the minor and administrators, latest first.</summary>
    [Alias("view"), ReadOnly]
    Task<Outcome<ImmutableArray<ConsentView>>> View(By by);

    /// <summary>Whether a guardian allows an event now, for the rules of other slices.</summary>
    [Alias("allows"), ReadOnly]
    Task<bool> Allows(OrganizationId organization, OpportunityId opportunity);
}

/// <summary>How many letters an address has got from us, and whether it wants any. Key: address id.</summary>
[Alias("trust.guardian-address")]
public interface IGuardianAddressGrain : IGrainWithStringKey
{
    /// <summary>Counts a letter, or refuses it. The same letter is counted once.</summary>
    [Alias("admit")]
    Task<Outcome<Done>> Admit(string letter);

    [Alias("block")]
    Task Block();
}

[GenerateSerializer, Alias("trust.consent-status")]
public enum ConsentStatus
{
    /// <summary>Asked; expired once <see cref="ConsentView.AnswerBy"/> is over.</summary>
    Pending,
    Given,
    Declined,
    Revoked,
}

[GenerateSerializer, Alias("trust.consent-scope")]
public enum ConsentScope
{
    /// <summary>Only the event that was asked for.</summary>
    Event,

    /// <summary>All events of its organization.</summary>
    Organization,
}

/// <summary>What a guardian's link is known by: the SHA-256 of its secret in lower-case hex. The secret itself is stored nowhere.</summary>
[GenerateSerializer, Immutable, Alias("trust.guardian-link")]
public sealed record GuardianLink(string SecretHash)
{
    /// <summary>A hash does not belong in logs.</summary>
    public override string ToString() => nameof(GuardianLink);
}

/// <param name="Url">What the letter leads to; it holds the secret and is not stored.</param>
[GenerateSerializer, Immutable, Alias("trust.ask-guardian")]
public sealed record AskGuardian(CommandId CommandId, By By, EmailAddress Guardian, OrganizationId Organization, OpportunityId Opportunity, GuardianLink Link, string Url)
{
    public override string ToString() => $"{nameof(AskGuardian)} {CommandId}";
}

/// <param name="Name">The guardian's name, typed as a signature, 2 to 200 characters. Not needed to decline.</param>
/// <param name="IsGuardian">Whether they said that they are the parent or legal guardian; without it nothing is consented to.</param>
/// <param name="Scope">Which events; the guardian chooses.</param>
/// <param name="Waivers">What they read and sign with their name.</param>
[GenerateSerializer, Immutable, Alias("trust.answer-consent")]
public sealed record AnswerConsent(
    CommandId CommandId, GuardianLink Link, bool Consents, string? Name, bool IsGuardian, ConsentScope Scope, ImmutableArray<ReadWaiver> Waivers);

[GenerateSerializer, Immutable, Alias("trust.read-waiver")]
public sealed record ReadWaiver(WaiverId Waiver, int Version, string Hash);

/// <param name="Link">The guardian's; null when an administrator does it.</param>
[GenerateSerializer, Immutable, Alias("trust.revoke-consent")]
public sealed record RevokeConsent(CommandId CommandId, By By, ConsentId Consent, GuardianLink? Link);

/// <param name="MinorName">Shortened to what fits in a letter's subject.</param>
/// <param name="Guardian">The address that was named.</param>
/// <param name="AnswerBy">Until when the first link can be answered.</param>
/// <param name="EndsOn">The day on which the minor comes of age.</param>
[GenerateSerializer, Immutable, Alias("trust.consent-view")]
public sealed record ConsentView(
    ConsentId Id,
    UserId Minor,
    string MinorName,
    string Guardian,
    OrganizationId Organization,
    OpportunityId Opportunity,
    ConsentStatus Status,
    ConsentScope? Scope,
    string? GuardianName,
    DateTimeOffset AskedAt,
    DateTimeOffset AnswerBy,
    DateTimeOffset? AnsweredAt,
    DateTimeOffset? RevokedAt,
    DateOnly EndsOn);
