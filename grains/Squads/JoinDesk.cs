using Actors.Accounts;
using Actors.Common;
using Actors.Opportunities;
using Actors.Squads;
using Npgsql;

namespace Actors.Grains.Squads;

/// <summary>
/// For those who were invited: what their link shows, joining by it and giving the seat back. Each step is durable before the next and the same
/// when it comes again, so a crash in between is completed by the person's second press of the button, or by the event's own news.
/// </summary>
internal sealed class JoinDesk(
    BookingId id, Func<BookingState> booking, Func<BookingState, Invitation[], Task> save, BookingBoard board, NpgsqlDataSource database, IGrainFactory grains, Clock clock)
{
    private const string Unnamed = "Guest";

    private BookingState Booking => booking();

    private ISquadGrain Squad => grains.GetGrain<ISquadGrain>(Booking.Squad.Value);

    private IOpportunityGrain Opportunity => grains.GetGrain<IOpportunityGrain>(Booking.Opportunity.Value);

    public async Task<Outcome<InvitationView>> Open(string secret)
    {
        var found = Invitations.Find(Booking, secret, clock.Now);
        return found.Fault is { } fault ? fault : await View(found.Invitation);
    }

    public async Task<Outcome<InvitationView>> Join(JoinByInvitation command)
    {
        var found = Invitations.Find(Booking, command.Secret, clock.Now);
        if (found.Fault is { } fault)
        {
            return fault;
        }

        var who = command.By.User is null ? await Welcome(found.Invitation, command) : command.By;
        if (!who.Succeeded)
        {
            return who.Fault;
        }

        var (by, isGuest) = (who.Value, command.By.User is null);
        var invitation = found.Invitation ?? Own(by);
        if (invitation.User is { } other && other != by.User)
        {
            return SquadFaults.InvitationUsed;
        }

        if (invitation.IsIn)
        {
            return await View(invitation);
        }

        // First of all, so that no guest has a seat whom nobody will ask to claim the hours.
        if (isGuest && EmailAddress.TryParse(invitation.Email, out var address) && await Expect(invitation, by.User!.Value, address) is { Fault: { } gone })
        {
            return gone;
        }

        var seat = await grains.GetGrain<IVolunteerGrain>(by.User!.Value.Value)
            .Register(Booking.Opportunity, new(command.CommandId, by, Booking.Shift, command.AcceptOverlap, new(id, invitation.Id)));
        if (!seat.Succeeded)
        {
            return seat.Fault;
        }

        await Squad.Include(new(command.CommandId, By.Platform, by.User.Value, by.Name));
        var joined = (Booking.Find(invitation.Id) ?? invitation) with
        {
            Name = by.Name,
            User = by.User,
            AsGuest = isGuest,
            Registration = seat.Value.Id,
            JoinedAt = clock.Now,
            CancelledAt = null,
        };
        await save(Invitations.Put(Booking, joined, clock.Now), [joined]);
        return await View(joined);
    }

    public async Task<Outcome<InvitationView>> Cancel(CancelByInvitation command)
    {
        var found = Invitations.Find(Booking, command.Secret, clock.Now);
        if (found.Invitation is not { User: { } user, Registration: { } registration } invitation)
        {
            return found.Fault ?? SquadFaults.NotJoined;
        }

        // A letter's link is a guest's only; whoever has an account logs in.
        if (!await IsGuest(user))
        {
            return SquadFaults.LogInToJoin;
        }

        if (!invitation.IsIn)
        {
            return await View(invitation);
        }

        var cancelled = await Opportunity.CancelRegistration(new(command.CommandId, new(user, invitation.Name ?? Unnamed, PlatformRole.User), registration, null));
        if (!cancelled.Succeeded)
        {
            return cancelled.Fault;
        }

        var left = invitation with { CancelledAt = clock.Now };
        await save(Invitations.Put(Booking, left, clock.Now), [left]);
        return await View(left);
    }

    /// <summary>The event says how a seat stands. What others must do about it comes first, so that a crash in between repeats it.</summary>
    public async Task Hear(SeatMoved moved)
    {
        var next = Invitations.Hear(Booking, moved, clock.Now);
        if (ReferenceEquals(next, Booking))
        {
            return;
        }

        var (before, after) = (Booking.Find(moved.Invitation)!, next.Find(moved.Invitation)!);
        if (after.IsIn && !before.IsIn)
        {
            await Squad.Include(new(CommandId.New(), By.Platform, moved.User, moved.Name));
        }

        if (after.CheckedInAt is not null && await IsGuest(moved.User))
        {
            await Guest(moved.User).Attended(new(CommandId.New(), By.Platform, moved.Registration));
        }

        await save(next, [after]);
    }

    /// <summary>An account for the reader of an address that nobody has one for. Whoever has proven the address logs in.</summary>
    private async Task<Outcome<By>> Welcome(Invitation? invitation, JoinByInvitation command)
    {
        if (invitation is null || !EmailAddress.TryParse(invitation.Email, out var address))
        {
            return SquadFaults.AddressNeeded;
        }

        if (!Invitations.IsName(command.Name, mayMiss: true))
        {
            return SquadFaults.AddressNeeded;
        }

        var name = string.IsNullOrWhiteSpace(command.Name) ? invitation.Name ?? Unnamed : command.Name.Trim();
        var welcome = await grains.GetGrain<IEmailAddressGrain>(address.Id.Value)
            .Welcome(new(command.CommandId, Id.From<UserId>(invitation.Id.Value), address, name, command.Language, null));
        return !welcome.Succeeded ? welcome.Fault : welcome.Value.IsGuest ? new By(welcome.Value.User, name, PlatformRole.User) : SquadFaults.LogInToJoin;
    }

    /// <summary>Whoever comes by the link to pass on, logged in, has an invitation of their own from then on.</summary>
    private Invitation Own(By by)
    {
        var link = Booking.Link!;
        return Booking.Invitations.FirstOrDefault(i => i.User == by.User && i.RevokedAt is null)
            ?? new(Id.From<InvitationId>(link.Id, by.User!.Value.Value), by.Name, null, null, Booking.BookedBy, IsAsked: true, clock.Now, 0, "", "", link.ExpiresAt);
    }

    private Task<Outcome<Done>> Expect(Invitation invitation, UserId user, EmailAddress address)
    {
        var facts = Booking.Event!;
        var registration = Id.From<RegistrationId>(Booking.Shift.Value, user.Value);
        return Guest(user).Expect(new(
            CommandId.New(),
            By.Platform,
            address,
            new(Booking.Squad, id, invitation.Id, Booking.Opportunity, Booking.Shift, registration, facts.Title, facts.OrganizationName, facts.StartsAt, facts.EndsAt, facts.TimeZone),
            invitation.Url));
    }

    private async Task<InvitationView> View(Invitation? invitation)
    {
        var squad = await Squad.Standing(By.Platform);
        var now = await board.Now(Opportunity);
        var seats = await Opportunity.SquadSeats(id);
        return new(
            invitation?.Id,
            id,
            squad!,
            Booking.Opportunity,
            Booking.Shift,
            now.Title,
            now.OrganizationName,
            now.StartsAt,
            now.EndsAt,
            now.TimeZone,
            now.Address,
            invitation is not null,
            invitation?.Name,
            invitation?.Email,
            invitation?.ExpiresAt ?? Booking.Link!.ExpiresAt,
            invitation?.User,
            invitation?.User is { } user && await IsGuest(user),
            invitation is null or { Email: null, JoinedAt: null },
            invitation is null ? InvitationStatus.Sent : board.StatusOf(invitation),
            seats?.Held ?? 0);
    }

    private async Task<bool> IsGuest(UserId user) => !(await GuestTables.Among(database, [user])).IsEmpty;

    private IGuestGrain Guest(UserId user) => grains.GetGrain<IGuestGrain>(user.Value);
}
