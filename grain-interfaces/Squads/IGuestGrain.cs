using System.Collections.Immutable;
using Actors.Accounts;
using Actors.Common;
using Orleans.Concurrency;

namespace Actors.Squads;

/// <summary>How many invitations a leader causes. Key: user id.</summary>
[Alias("squads.inviter")]
public interface IInviterGrain : IGrainWithStringKey
{
    /// <summary>Counts invitations, or says that they are too many within 24 hours. The same cause is counted once.</summary>
    [Alias("admit")]
    Task<Outcome<Done>> Admit(AdmitInvitations command);
}

[GenerateSerializer, Immutable, Alias("squads.admit-invitations")]
public sealed record AdmitInvitations(CommandId CommandId, string Cause, int Count);

/// <summary>
/// What waits for a guest, that is somebody with an address that nobody has proven: to be asked to claim their hours, and to be forgotten when
/// nothing came of it. Key: user id.
/// </summary>
[Alias("squads.guest")]
public interface IGuestGrain : IGrainWithStringKey
{
    /// <summary>The guest is about to take a seat. Only the grain of the booking calls it.</summary>
    [Alias("expect")]
    Task<Outcome<Done>> Expect(ExpectGuest command);

    /// <summary>The guest was seen at an event. Only the grain of the booking calls it.</summary>
    [Alias("attended")]
    Task<Outcome<Done>> Attended(GuestAttended command);

    /// <summary>What there is to claim, as of now, for who has the link.</summary>
    [Alias("impact"), ReadOnly]
    Task<GuestImpact> Impact();

    /// <summary>Notes that the page of a claim was opened, for the statistics; nothing rests on it.</summary>
    [Alias("seen")]
    Task Seen(string secret);
}

/// <summary>One event of a guest.</summary>
[GenerateSerializer, Immutable, Alias("squads.guest-event")]
public sealed record GuestEvent(
    SquadId Squad, BookingId Booking, InvitationId Invitation, OpportunityId Opportunity, ShiftId Shift, RegistrationId Registration, string Title, string OrganizationName,
    DateTimeOffset StartsAt, DateTimeOffset EndsAt, string TimeZone);

/// <param name="Url">Public address of the pages that letters lead to, without a path.</param>
[GenerateSerializer, Immutable, Alias("squads.expect-guest")]
public sealed record ExpectGuest(CommandId CommandId, By By, EmailAddress Email, GuestEvent Event, string Url);

[GenerateSerializer, Immutable, Alias("squads.guest-attended")]
public sealed record GuestAttended(CommandId CommandId, By By, RegistrationId Registration);

/// <summary>Minutes of one event. Pending ones are not decided yet.</summary>
[GenerateSerializer, Immutable, Alias("squads.guest-hours")]
public sealed record GuestHours(string Title, string OrganizationName, DateOnly Date, int VerifiedMinutes, int PendingMinutes);

[GenerateSerializer, Immutable, Alias("squads.guest-impact")]
public sealed record GuestImpact(ImmutableArray<GuestHours> Events)
{
    public int VerifiedMinutes => Events.Sum(e => e.VerifiedMinutes);

    public int PendingMinutes => Events.Sum(e => e.PendingMinutes);
}
