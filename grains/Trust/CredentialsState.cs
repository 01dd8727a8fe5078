using System.Collections.Immutable;
using Actors.Common;
using Actors.Trust;

namespace Actors.Grains.Trust;

/// <summary>What is stored of a person's qualifications and background checks.</summary>
internal sealed record CredentialsState
{
    public ImmutableArray<StoredCredential> Items { get; init; } = [];

    /// <summary>Who may see some of them; what lists of organizations look for.</summary>
    public ImmutableArray<OrganizationId> Organizations { get; init; } = [];

    /// <summary>When the next reminder is due.</summary>
    public DateTimeOffset? NextDue { get; init; }
}

/// <param name="Decisions">The latest of each organization and of the platform (null).</param>
/// <param name="RemindedDaysBefore">Of the last reminder: how many days before the end it was due.</param>
internal sealed record StoredCredential(
    CredentialId Id,
    string Kind,
    string Issuer,
    string? Reference,
    DateOnly? IssuedOn,
    DateOnly? ExpiresOn,
    ImmutableArray<OrganizationId> SharedWith,
    ImmutableArray<CredentialDecision> Decisions,
    DateTimeOffset CreatedAt,
    int? RemindedDaysBefore = null);
