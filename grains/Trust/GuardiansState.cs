using System.Collections.Immutable;
using Actors.Common;
using Actors.Trust;

namespace Actors.Grains.Trust;

/// <summary>What is stored of what a minor's guardians were asked and said. Answers are never removed.</summary>
internal sealed record GuardiansState
{
    public ImmutableArray<Consent> Consents { get; init; } = [];

    /// <summary>When the minor is to hear of an answer.</summary>
    public DateTimeOffset? NextDue { get; init; }
}

/// <param name="Guardian">The address as it was written.</param>
/// <param name="AskedWith">The command that asked last.</param>
/// <param name="Links">Hashes of the secrets of all letters that were sent about it; the latest last.</param>
/// <param name="MailedAt">When the latest letter was accepted for delivery.</param>
/// <param name="EndsOn">The day on which the minor comes of age, as it was known when the guardian was asked.</param>
/// <param name="Told">Whether the minor has heard of the latest answer.</param>
internal sealed record Consent(
    ConsentId Id,
    string MinorName,
    string Guardian,
    OrganizationId Organization,
    OpportunityId Opportunity,
    ConsentStatus Status,
    string AskedWith,
    ImmutableArray<string> Links,
    DateTimeOffset AskedAt,
    DateTimeOffset AnswerBy,
    DateOnly EndsOn,
    DateTimeOffset? MailedAt = null,
    ConsentScope? Scope = null,
    string? GuardianName = null,
    DateTimeOffset? AnsweredAt = null,
    DateTimeOffset? RevokedAt = null,
    bool Told = true);

/// <summary>Letters of the last days to one address.</summary>
internal sealed record GuardianAddressState
{
    public ImmutableArray<SentLetter> Letters { get; init; } = [];

    /// <summary>Since when the address wants no letters.</summary>
    public DateTimeOffset? BlockedAt { get; init; }
}

internal sealed record SentLetter(string Id, DateTimeOffset At);
