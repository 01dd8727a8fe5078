using System.Collections.Immutable;
using Actors.Accounts;
using Actors.Common;
using Actors.Grains.Notifications;
using Actors.Opportunities;
using Actors.Squads;

namespace Actors.Grains.Squads;

/// <summary>
/// Who is invited to the seats of a booking (seed 7.2, guest flow). Links run out, are stored as hashes only, and a personal one joins one
/// person. A replay returns the same state object.
/// </summary>
internal static class Invitations
{
    public const int MostAtOnce = 100;
    public const int MostOfBooking = 1000;

    /// <summary>How long an invitation can be accepted.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromDays(7);

    /// <summary>Whoever joined sees their seat by their link for so long after the end.</summary>
    public static readonly TimeSpan TicketLife = TimeSpan.FromDays(30);

    /// <summary>After so long nobody needs the addresses of those who did not come.</summary>
    public static readonly TimeSpan ForgetAfter = TimeSpan.FromDays(90);

    /// <summary>How soon the same address may ask by the link to pass on again.</summary>
    private static readonly TimeSpan s_again = TimeSpan.FromMinutes(15);

    private const int LongestName = 100;

    /// <summary>Those of the list who are not invited yet, each with the id that the same command gives them again; or why the list will not do.</summary>
    public static Outcome<ImmutableArray<Invitation>> New(BookingId booking, BookingState state, InviteToBooking command, DateTimeOffset now)
    {
        if (command.People.IsDefaultOrEmpty || command.People.Length > MostAtOnce)
        {
            return SquadFaults.InviteesInvalid;
        }

        var news = ImmutableArray.CreateBuilder<Invitation>();
        foreach (var (invitee, place) in command.People.Select((p, i) => (p, i)))
        {
            var email = Read(invitee.Email, out EmailAddress? address) ? address?.Written : null;
            var phone = PhoneNumber.TryParse(invitee.Phone, out var number) ? number.Value : null;
            if ((email is null && !string.IsNullOrWhiteSpace(invitee.Email)) || (phone is null && !string.IsNullOrWhiteSpace(invitee.Phone)) || (email ?? phone) is null || !IsName(invitee.Name, mayMiss: true))
            {
                return SquadFaults.InviteesInvalid.With("person", $"{place + 1}");
            }

            var id = Id.From<InvitationId>(booking.Value, command.CommandId.Value, $"{place}");
            if (state.Find(id) is null && !state.Invitations.Concat(news).Any(i => IsSame(i, email, phone) && IsLive(i, now)))
            {
                news.Add(new(id, Filled(invitee.Name), email, phone, command.By.User, IsAsked: false, now, Letter: 1, "", command.Url, now + Life));
            }
        }

        return state.Invitations.Length + news.Count > MostOfBooking ? SquadFaults.TooManyInvited : news.ToImmutable();
    }

    public static BookingState Add(BookingState state, IEnumerable<Invitation> hashed, DateTimeOffset now) =>
        Settle(state with { Invitations = state.Invitations.AddRange(hashed) }, now);

    /// <summary>Somebody who has the link to pass on types their address. Null: they were written to a moment ago, or too many were.</summary>
    public static Invitation? Asked(BookingState state, AskByLink command, DateTimeOffset now)
    {
        var known = state.Invitations.FirstOrDefault(i => i.RevokedAt is null && IsSame(i, command.Email.Written, null));
        if (known is { IsIn: true } || known?.InvitedAt > now - s_again || state.Asked.Count(a => a > now.AddDays(-1)) >= (2 * state.Seats) + 20)
        {
            return null;
        }

        var id = known?.Id ?? Id.From<InvitationId>(state.Link!.Id, command.Email.Normalized);
        return new(id, command.Name.Trim(), command.Email.Written, null, state.BookedBy, IsAsked: known?.IsAsked ?? true, now, (known?.Letter ?? 0) + 1, "", command.Url, now + Life,
            User: known?.User, Move: known?.Move ?? 0);
    }

    /// <summary>A new letter to who was invited: what was known of an earlier one is void.</summary>
    public static BookingState Ask(BookingState state, Invitation hashed, DateTimeOffset now)
    {
        var known = state.Find(hashed.Id);
        return Settle(state with
        {
            Invitations = known is null ? state.Invitations.Add(hashed) : state.Invitations.Replace(known, hashed),
            Asked = [.. state.Asked.Where(a => a > now.AddDays(-1)), now],
        }, now);
    }

    public static Outcome<Invitation> Again(BookingState state, InvitationId id, string url, DateTimeOffset now) => state.Find(id) switch
    {
        null or { Hash.Length: 0 } => SquadFaults.InvitationUnknown,
        { IsIn: true } => SquadFaults.InvitationUsed,
        { RevokedAt: not null } => SquadFaults.InvitationRevoked,
        var known => known with { Letter = known.Letter + 1, Url = url, ExpiresAt = now + Life, SentAt = null, Channel = null, Failure = null },
    };

    public static BookingState Put(BookingState state, Invitation changed, DateTimeOffset now) =>
        state.Find(changed.Id) is { } known
            ? ReferenceEquals(known, changed) ? state : Settle(state with { Invitations = state.Invitations.Replace(known, changed) }, now)
            : Settle(state with { Invitations = state.Invitations.Add(changed) }, now);

    public static Outcome<BookingState> Revoke(BookingState state, InvitationId id, DateTimeOffset now) => state.Find(id) switch
    {
        null => SquadFaults.InvitationUnknown,
        { RevokedAt: not null } => state,
        { IsIn: true } => SquadFaults.InvitationUsed,
        var known => Put(state, known with { RevokedAt = now }, now),
    };

    /// <summary>What a secret leads to: a personal invitation, or the link to pass on (null). Whether it can still be accepted is another question.</summary>
    public static Found Find(BookingState state, string secret, DateTimeOffset now)
    {
        var hash = SecretKey.Hash(secret);
        if (state.Link is { } link && SecretKey.Equal(link.Hash, hash))
        {
            return link.ExpiresAt <= now ? new(null, SquadFaults.InvitationExpired) : new(null, null);
        }

        if (state.Invitations.FirstOrDefault(i => i.Hash.Length > 0 && SecretKey.Equal(i.Hash, hash)) is not { } invitation)
        {
            return new(null, SquadFaults.InvitationUnknown);
        }

        if (invitation.RevokedAt is not null)
        {
            return new(null, SquadFaults.InvitationRevoked);
        }

        // Whoever joined keeps the link as a ticket.
        var until = invitation.JoinedAt is not null && state.Event is { } facts ? facts.EndsAt + TicketLife : invitation.ExpiresAt;
        return until <= now ? new(null, SquadFaults.InvitationExpired) : new(invitation, null);
    }

    /// <summary>All of a registration as the event tells it; what was overtaken changes nothing.</summary>
    public static BookingState Hear(BookingState state, SeatMoved moved, DateTimeOffset now)
    {
        if (state.Find(moved.Invitation) is not { } known || moved.Move <= known.Move)
        {
            return state;
        }

        var cancelled = moved.Status == RegistrationStatus.Cancelled;
        return Put(state, known with
        {
            User = moved.User,
            Registration = moved.Registration,
            JoinedAt = known.IsIn ? known.JoinedAt : cancelled ? known.JoinedAt : moved.At,
            CancelledAt = cancelled ? known.CancelledAt ?? moved.At : null,
            CheckedInAt = moved.CheckedInAt,
            CheckedOutAt = moved.CheckedOutAt,
            Minutes = moved.Minutes,
            Move = moved.Move,
        }, now);
    }

    /// <summary>Of those who never joined nothing is left but that they were invited, of guests nothing but that they came.</summary>
    public static BookingState Forget(BookingState state, IReadOnlySet<UserId> guests) => state with
    {
        Forgotten = true,
        Invitations =
        [
            .. state.Invitations.Select(i => i with
            {
                Name = i is { JoinedAt: not null, User: { } user } && !guests.Contains(user) ? i.Name : null,
                Email = null,
                Phone = null,
                Hash = "",
            }),
        ],
    };

    /// <summary>Without the names and addresses of a person whose account is deleted; that somebody came stays.</summary>
    public static BookingState Forget(BookingState state, UserId user) => state.Invitations.Any(i => i.User == user && IsNamed(i))
        ? state with { Invitations = [.. state.Invitations.Select(i => i.User == user && IsNamed(i) ? i with { Name = FormerVolunteer.Name, Email = null, Phone = null, Hash = "" } : i)] }
        : state;

    /// <summary>One person by one account from now on.</summary>
    public static BookingState Move(BookingState state, UserId from, UserId to) =>
        state.Invitations.Any(i => i.User == from) ? state with { Invitations = [.. state.Invitations.Select(i => i.User == from ? i with { User = to } : i)] } : state;

    public static InvitationStatus StatusOf(Invitation i, bool opened, DateTimeOffset now) => i switch
    {
        { IsIn: true, Minutes: not null } => InvitationStatus.Attended,
        { IsIn: true, CheckedInAt: not null } => InvitationStatus.CheckedIn,
        { IsIn: true } => InvitationStatus.Joined,
        { JoinedAt: not null } => InvitationStatus.Cancelled,
        { RevokedAt: not null } => InvitationStatus.Revoked,
        { Failure: not null } => InvitationStatus.NotDelivered,
        _ when i.ExpiresAt <= now => InvitationStatus.Expired,
        _ when opened => InvitationStatus.Opened,
        { SentAt: not null } => InvitationStatus.Sent,
        _ => InvitationStatus.Waiting,
    };

    /// <summary>Writes down what the booking waits for.</summary>
    public static BookingState Settle(BookingState state, DateTimeOffset now)
    {
        DateTimeOffset? due = state switch
        {
            { Granted: null } => state.NextDue,
            _ when state.Invitations.Any(i => i.IsUnsent) => now,
            { Forgotten: false, Event: { } facts } => facts.EndsAt + ForgetAfter,
            _ => null,
        };
        return due == state.NextDue ? state : state with { NextDue = due };
    }

    public static bool IsName(string? name, bool mayMiss) =>
        string.IsNullOrWhiteSpace(name) ? mayMiss : name.Trim().Length <= LongestName && !name.Any(char.IsControl);

    private static bool IsNamed(Invitation i) => i.Name != FormerVolunteer.Name || (i.Email ?? i.Phone) is not null || i.Hash.Length > 0;

    private static bool IsLive(Invitation i, DateTimeOffset now) => i.RevokedAt is null && (i.IsIn || (i.JoinedAt is null && i.ExpiresAt > now));

    private static bool IsSame(Invitation i, string? email, string? phone) =>
        email is not null ? Normalized(i.Email) == Normalized(email) : i.Email is null && i.Phone == phone;

    private static string? Normalized(string? email) => EmailAddress.TryParse(email, out var address) ? address.Normalized : null;

    private static bool Read(string? text, out EmailAddress? address) => EmailAddress.TryParse(text, out address);

    private static string? Filled(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}

/// <summary>What a secret leads to. Neither: the link to pass on.</summary>
internal sealed record Found(Invitation? Invitation, Fault? Fault);
