using System.Collections.Immutable;
using Actors.Accounts;
using Actors.Common;
using Actors.Opportunities;
using Orleans.Concurrency;

namespace Actors.Squads;

/// <summary>
/// Seats of one shift that a squad booked, and who is invited to them: by a link to pass on, and by personal ones. Key: booking id.
/// A link is a secret of which only the hash is stored; opening one changes nothing, joining is a command.
/// </summary>
[Alias("squads.booking")]
public interface IBookingGrain : IGrainWithStringKey
{
    /// <summary>Books seats. After a crash in between the booking completes itself.</summary>
    [Alias("book")]
    Task<Outcome<BookingView>> Book(BookForSquad command);

    /// <summary>Gives seats back that nobody has joined for.</summary>
    [Alias("release")]
    Task<Outcome<BookingView>> Release(ReleaseBooking command);

    /// <summary>Personal invitations: 7 days, one person each. Whoever is invited already is not invited twice. At most 100 per leader in 24 hours.</summary>
    [Alias("invite")]
    Task<Outcome<BookingView>> Invite(InviteToBooking command);

    [Alias("revoke")]
    Task<Outcome<BookingView>> Revoke(RevokeInvitation command);

    /// <summary>Another letter with another link; the one before is void. Counts as an invitation.</summary>
    [Alias("resend")]
    Task<Outcome<BookingView>> Resend(ResendInvitation command);

    /// <summary>A link to pass on, for 7 days; the one before is void.</summary>
    [Alias("renew-link")]
    Task<Outcome<BookingView>> RenewLink(RenewBookingLink command);

    [Alias("revoke-link")]
    Task<Outcome<BookingView>> RevokeLink(RevokeBookingLink command);

    /// <summary>Leaders see who was invited, opened, joined and is there; members the numbers.</summary>
    [Alias("view"), ReadOnly]
    Task<Outcome<BookingView>> View(By by);

    /// <summary>What a link is for. Changes nothing, however often it is opened.</summary>
    [Alias("open"), ReadOnly]
    Task<Outcome<InvitationView>> Open(string secret);

    /// <summary>Notes that a link was opened, for the statistics and the leader's list. Programs open links too, so nothing rests on it.</summary>
    [Alias("seen")]
    Task Seen(string secret);

    /// <summary>By the link to pass on: has a personal one mailed. The answer says nothing about the address.</summary>
    [Alias("ask")]
    Task<Outcome<Done>> Ask(AskByLink command);

    /// <summary>Takes a seat. Whoever is logged in joins as themselves, others by a personal link as a guest.</summary>
    [Alias("join")]
    Task<Outcome<InvitationView>> Join(JoinByInvitation command);

    /// <summary>Whoever joined by a personal link gives the seat back by it.</summary>
    [Alias("cancel")]
    Task<Outcome<InvitationView>> Cancel(CancelByInvitation command);
}

[GenerateSerializer, Immutable, Alias("squads.book-for-squad")]
public sealed record BookForSquad(CommandId CommandId, By By, SquadId Squad, OpportunityId Opportunity, ShiftId Shift, int Seats, bool AsManyAsThereAre = false);

[GenerateSerializer, Immutable, Alias("squads.release-booking")]
public sealed record ReleaseBooking(CommandId CommandId, By By, int Remaining);

/// <summary>An e-mail address or a telephone number; with both the number is used when the letter is refused.</summary>
[GenerateSerializer, Immutable, Alias("squads.invitee")]
public sealed record Invitee(string? Name, string? Email, string? Phone)
{
    public override string ToString() => nameof(Invitee);
}

/// <param name="Url">Public address of the pages that links lead to, without a path.</param>
[GenerateSerializer, Immutable, Alias("squads.invite")]
public sealed record InviteToBooking(CommandId CommandId, By By, ImmutableArray<Invitee> People, string Url);

[GenerateSerializer, Immutable, Alias("squads.revoke-invitation")]
public sealed record RevokeInvitation(CommandId CommandId, By By, InvitationId Invitation);

[GenerateSerializer, Immutable, Alias("squads.resend-invitation")]
public sealed record ResendInvitation(CommandId CommandId, By By, InvitationId Invitation, string Url);

[GenerateSerializer, Immutable, Alias("squads.renew-link")]
public sealed record RenewBookingLink(CommandId CommandId, By By, string Url);

[GenerateSerializer, Immutable, Alias("squads.revoke-link")]
public sealed record RevokeBookingLink(CommandId CommandId, By By);

[GenerateSerializer, Immutable, Alias("squads.ask-by-link")]
public sealed record AskByLink(CommandId CommandId, string Secret, EmailAddress Email, string Name, string Url)
{
    public override string ToString() => nameof(AskByLink);
}

/// <param name="Name">As others should see a guest; null: as they were invited.</param>
/// <param name="Language">BCP 47, of the page.</param>
[GenerateSerializer, Immutable, Alias("squads.join-by-invitation")]
public sealed record JoinByInvitation(CommandId CommandId, By By, string Secret, string? Name = null, bool AcceptOverlap = false, string? Language = null)
{
    public override string ToString() => nameof(JoinByInvitation);
}

[GenerateSerializer, Immutable, Alias("squads.cancel-by-invitation")]
public sealed record CancelByInvitation(CommandId CommandId, string Secret)
{
    public override string ToString() => nameof(CancelByInvitation);
}

/// <summary>How far somebody has come. Opened says only that the link was opened, perhaps by a program.</summary>
[GenerateSerializer, Alias("squads.invitation-status")]
public enum InvitationStatus
{
    Waiting,
    Sent,
    NotDelivered,
    Opened,
    Joined,
    CheckedIn,
    Attended,
    Cancelled,
    Revoked,
    Expired,
}

/// <param name="To">The address or the covered number that the invitation went to; null for those who came by the link to pass on.</param>
[GenerateSerializer, Immutable, Alias("squads.roster-row")]
public sealed record SquadRosterRow(
    InvitationId Id, string Name, string? To, InvitationStatus Status, bool IsGuest, DateTimeOffset InvitedAt, DateTimeOffset? OpenedAt, DateTimeOffset? JoinedAt,
    DateTimeOffset? CheckedInAt, int? Minutes);

/// <param name="Url">The link itself, for leaders.</param>
[GenerateSerializer, Immutable, Alias("squads.booking-link")]
public sealed record BookingLinkView(string Url, DateTimeOffset ExpiresAt);

/// <param name="Seats">Null: nothing was booked.</param>
/// <param name="Rows">Null for those who do not lead the squad.</param>
[GenerateSerializer, Immutable, Alias("squads.booking-view")]
public sealed record BookingView(
    BookingId Id,
    SquadId Squad,
    OpportunityId Opportunity,
    ShiftId Shift,
    string Title,
    DateTimeOffset StartsAt,
    DateTimeOffset EndsAt,
    string TimeZone,
    int Booked,
    int Held,
    int Joined,
    int CheckedIn,
    BookingLinkView? Link,
    ImmutableArray<SquadRosterRow>? Rows);

/// <summary>What the page of a link shows.</summary>
/// <param name="IsPersonal">False: the link to pass on, by which one asks for a personal one.</param>
/// <param name="User">Who joined by it; null: nobody yet.</param>
/// <param name="IsGuest">Whether that is a guest: their link is what they have instead of a session.</param>
/// <param name="NeedsAddress">Whoever opens it types an e-mail address first.</param>
[GenerateSerializer, Immutable, Alias("squads.invitation-view")]
public sealed record InvitationView(
    InvitationId? Id,
    BookingId Booking,
    SquadStanding Squad,
    OpportunityId Opportunity,
    ShiftId Shift,
    string Title,
    string OrganizationName,
    DateTimeOffset StartsAt,
    DateTimeOffset EndsAt,
    string TimeZone,
    string? Address,
    bool IsPersonal,
    string? Name,
    string? Email,
    DateTimeOffset ExpiresAt,
    UserId? User,
    bool IsGuest,
    bool NeedsAddress,
    InvitationStatus Status,
    int SeatsLeft);
