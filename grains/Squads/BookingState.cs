using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Actors.Common;
using Actors.Opportunities;

namespace Actors.Grains.Squads;

/// <summary>The document of a booking. Lists and the funnel (029-funnel.sql) read it, so names here are a contract with SQL.</summary>
internal sealed record BookingState
{
    /// <summary>Null until it is asked for.</summary>
    public DateTimeOffset? AskedAt { get; init; }

    /// <summary>Whether the event gave seats. Null: not known yet.</summary>
    public bool? Granted { get; init; }

    /// <summary>What is asked of the event until it is answered.</summary>
    public Wish? Wish { get; init; }

    public SquadId Squad { get; init; }

    public OpportunityId Opportunity { get; init; }

    public ShiftId Shift { get; init; }

    public UserId? BookedBy { get; init; }

    public EventFacts? Event { get; init; }

    /// <summary>Seats when it was booked.</summary>
    public int Seats { get; init; }

    public PassOnLink? Link { get; init; }

    public ImmutableArray<Invitation> Invitations { get; init; } = [];

    /// <summary>When people asked for letters by the link to pass on, within the last day.</summary>
    public ImmutableArray<DateTimeOffset> Asked { get; init; } = [];

    /// <summary>Addresses of those who never came are gone.</summary>
    public bool Forgotten { get; init; }

    /// <summary>Seats to ask for, letters to send, addresses to forget.</summary>
    public DateTimeOffset? NextDue { get; init; }

    public Invitation? Find(InvitationId id) => Invitations.FirstOrDefault(i => i.Id == id);
}

internal sealed record Wish(CommandId Command, By By, int Seats, bool AsManyAsThereAre);

/// <summary>The event as it was when it was booked, for letters; pages ask the event itself.</summary>
internal sealed record EventFacts(string Title, string OrganizationName, DateTimeOffset StartsAt, DateTimeOffset EndsAt, string TimeZone, string? Address);

/// <summary>A link that the leader passes on. The secret is made from its id.</summary>
internal sealed record PassOnLink(string Id, string Hash, string Url, DateTimeOffset MadeAt, DateTimeOffset ExpiresAt);

/// <summary>One person who was invited, or came by the link to pass on.</summary>
/// <param name="IsAsked">They asked for it themselves by the link to pass on.</param>
/// <param name="Letter">Which letter this link is of; the links of earlier ones are void.</param>
/// <param name="Hash">Of the secret; empty for who joined by the link to pass on, logged in.</param>
/// <param name="Move">The latest change of the registration that was heard of.</param>
internal sealed record Invitation(
    InvitationId Id,
    string? Name,
    string? Email,
    string? Phone,
    UserId? InvitedBy,
    bool IsAsked,
    DateTimeOffset InvitedAt,
    int Letter,
    string Hash,
    string Url,
    DateTimeOffset ExpiresAt,
    DateTimeOffset? SentAt = null,
    string? Channel = null,
    string? Failure = null,
    DateTimeOffset? RevokedAt = null,
    UserId? User = null,
    bool AsGuest = false,
    RegistrationId? Registration = null,
    DateTimeOffset? JoinedAt = null,
    DateTimeOffset? CancelledAt = null,
    DateTimeOffset? CheckedInAt = null,
    DateTimeOffset? CheckedOutAt = null,
    int? Minutes = null,
    int Move = 0)
{
    [JsonIgnore]
    public bool IsUnsent => SentAt is null && Failure is null && Hash.Length > 0 && RevokedAt is null && JoinedAt is null;

    /// <summary>Has a seat by it now.</summary>
    [JsonIgnore]
    public bool IsIn => JoinedAt is not null && CancelledAt is null;

    public override string ToString() => $"{nameof(Invitation)} {Id}";
}
