using System.Text.Json;
using Actors.Common;
using Actors.Grains.Common;
using Actors.Grains.Notifications;
using Actors.Opportunities;
using Actors.Squads;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Actors.Grains.Squads;

/// <summary>
/// The mailbox around <see cref="Invitations"/>. The event is the authority for seats and tells by intents what becomes of them; the squad says
/// who may; letters go out as deadlines (<see cref="InvitationPost"/>). <see cref="JoinDesk"/> is for those who are invited.
/// </summary>
[GrainType(SeatMoved.Receiver)]
internal sealed partial class BookingGrain(
    [PersistentState(SeatMoved.Receiver)] IPersistentState<BookingState> state,
    NpgsqlDataSource database,
    IMailPort mail,
    ITextPort texts,
    SecretKey secrets,
    Clock clock,
    ILogger<BookingGrain> log) : Grain, IBookingGrain, IIntentTarget, IDueGrain, IPersonalData
{
    /// <summary>When a booking that did not hear from the event asks again.</summary>
    private static readonly TimeSpan s_askAgain = TimeSpan.FromSeconds(30);

    private InvitationPost _post = null!;
    private JoinDesk _desk = null!;
    private BookingBoard _board = null!;

    private BookingState Booking => state.State;

    private BookingId Key => BookingId.Of(this.GetPrimaryKeyString());

    private ISquadGrain Squad => GrainFactory.GetGrain<ISquadGrain>(Booking.Squad.Value);

    private IOpportunityGrain Opportunity => GrainFactory.GetGrain<IOpportunityGrain>(Booking.Opportunity.Value);

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _board = new(Key, () => Booking, database, GrainFactory, secrets, clock, log);
        _desk = new(Key, () => Booking, Save, _board, database, GrainFactory, clock);
        _post = new(Key, mail, texts, secrets, clock, log);
        await _board.Load();
    }

    public async Task<Outcome<BookingView>> Book(BookForSquad command)
    {
        if (Booking.AskedAt is null)
        {
            var may = await GrainFactory.GetGrain<ISquadGrain>(command.Squad.Value).MayBook(command.By, command.Seats);
            var seen = may.Succeeded ? await GrainFactory.GetGrain<IOpportunityGrain>(command.Opportunity.Value).View(command.By) : may.Fault;
            if (!seen.Succeeded)
            {
                return seen.Fault;
            }

            if (seen.Value.Shifts.FirstOrDefault(s => s.Id == command.Shift) is not { } shift)
            {
                return OpportunityFaults.UnknownShift;
            }

            // Written down before the event is asked: seats that nobody knows of could not be given back.
            await Save(new BookingState
            {
                AskedAt = clock.Now,
                Wish = new(command.CommandId, command.By, command.Seats, command.AsManyAsThereAre),
                Squad = command.Squad,
                Opportunity = command.Opportunity,
                Shift = command.Shift,
                BookedBy = command.By.User,
                Event = BookingBoard.FactsOf(seen.Value, shift),
                NextDue = clock.Now + s_askAgain,
            });
        }
        else if (Booking.BookedBy != command.By.User || Booking.Squad != command.Squad)
        {
            return SquadFaults.BookingUnknown;
        }

        return await Complete() is { } fault ? fault : await _board.View(command.By);
    }

    public async Task<Outcome<BookingView>> Release(ReleaseBooking command)
    {
        if (await Refusal(command.By) is { } fault)
        {
            return fault;
        }

        var released = await Opportunity.ReleaseSeats(new(command.CommandId, command.By, Key, command.Remaining));
        return released.Succeeded ? await _board.View(command.By) : released.Fault;
    }

    public async Task<Outcome<BookingView>> Invite(InviteToBooking command)
    {
        if (await Refusal(command.By, invites: true) is { } fault)
        {
            return fault;
        }

        var news = Invitations.New(Key, Booking, command, clock.Now);
        if (!news.Succeeded)
        {
            return news.Fault;
        }

        if (news.Value.Length > 0)
        {
            var admitted = await Inviter(command.By).Admit(new(command.CommandId, $"{Key}/{command.CommandId}", news.Value.Length));
            if (!admitted.Succeeded)
            {
                return admitted.Fault;
            }

            var hashed = await Task.WhenAll(news.Value.Select(Hashed));
            await Save(Invitations.Add(Booking, hashed, clock.Now), hashed);
        }

        return await _board.View(command.By);
    }

    public async Task<Outcome<BookingView>> Revoke(RevokeInvitation command)
    {
        var next = await Refusal(command.By) is { } fault ? fault : Invitations.Revoke(Booking, command.Invitation, clock.Now);
        return await Conclude(next, command.By, command.Invitation);
    }

    public async Task<Outcome<BookingView>> Resend(ResendInvitation command)
    {
        if (await Refusal(command.By, invites: true) is { } fault)
        {
            return fault;
        }

        // A letter that is still on its way is the one that is asked for.
        if (Booking.Find(command.Invitation) is { IsUnsent: true })
        {
            return await _board.View(command.By);
        }

        var again = Invitations.Again(Booking, command.Invitation, command.Url, clock.Now);
        if (!again.Succeeded)
        {
            return again.Fault;
        }

        var admitted = await Inviter(command.By).Admit(new(command.CommandId, $"{Key}/{command.CommandId}", 1));
        return admitted.Succeeded
            ? await Conclude(Invitations.Put(Booking, await Hashed(again.Value), clock.Now), command.By, command.Invitation)
            : admitted.Fault;
    }

    public async Task<Outcome<BookingView>> RenewLink(RenewBookingLink command)
    {
        if (await Refusal(command.By, invites: true) is { } fault)
        {
            return fault;
        }

        var id = Id.From<InvitationId>(Key.Value, command.CommandId.Value).Value;
        return await Conclude(
            Booking.Link?.Id == id ? Booking : Booking with { Link = new(id, SecretKey.Hash(await secrets.Link(id)), command.Url, clock.Now, clock.Now + Invitations.Life) }, command.By);
    }

    public async Task<Outcome<BookingView>> RevokeLink(RevokeBookingLink command) =>
        await Conclude(await Refusal(command.By) is { } fault ? fault : Booking.Link is null ? Booking : Booking with { Link = null }, command.By);

    public Task<Outcome<BookingView>> View(By by) => Booking.Granted == true ? _board.View(by) : Task.FromResult<Outcome<BookingView>>(SquadFaults.BookingUnknown);

    public Task<Outcome<InvitationView>> Open(string secret) => _desk.Open(secret);

    public Task Seen(string secret) => Invitations.Find(Booking, secret, clock.Now).Invitation is { } invitation ? _board.Opened(invitation) : Task.CompletedTask;

    public async Task<Outcome<Done>> Ask(AskByLink command)
    {
        var found = Invitations.Find(Booking, command.Secret, clock.Now);
        if (found.Fault is { } fault)
        {
            return fault;
        }

        if (!Invitations.IsName(command.Name, mayMiss: false))
        {
            return SquadFaults.AddressNeeded;
        }

        // By a text to a telephone the invitation goes on to the address; by the link to pass on it is a new one.
        var asked = found.Invitation is { } personal
            ? personal is { Email: null, IsIn: false } ? personal with { Name = command.Name.Trim(), Email = command.Email.Written, Letter = personal.Letter + 1, Url = command.Url, SentAt = null, Failure = null } : null
            : Invitations.Asked(Booking, command, clock.Now);
        if (asked is not null)
        {
            await Save(Invitations.Ask(Booking, await Hashed(asked), clock.Now), asked);
        }

        return Done.Now;
    }

    public Task<Outcome<InvitationView>> Join(JoinByInvitation command) => _desk.Join(command);

    public Task<Outcome<InvitationView>> Cancel(CancelByInvitation command) => _desk.Cancel(command);

    public async Task Receive(Intent intent)
    {
        if (intent.Kind != SeatMoved.Kind || JsonSerializer.Deserialize<SeatMoved>(intent.Payload, ActorsJson.Options) is not { } moved)
        {
            throw new NotSupportedException($"A booking receives {SeatMoved.Kind}, not {intent.Kind}.");
        }

        await _desk.Hear(moved);
    }

    public async Task OnDue()
    {
        if (Booking.Wish is not null)
        {
            await Complete();
            return;
        }

        var now = clock.Now;
        var (sent, failures) = await _post.SendSome(Booking, Squad, now);
        var next = sent.Aggregate(Booking, (booking, i) => Invitations.Put(booking, i, now));
        if (!next.Forgotten && next.Event!.EndsAt + Invitations.ForgetAfter <= now)
        {
            next = Invitations.Forget(next, await GuestTables.Among(database, [.. next.Invitations.Select(i => i.User).OfType<UserId>()]));
        }

        await Save(Invitations.Settle(next, now), [.. sent]);
        if (failures.Count > 0)
        {
            // Tried again, later each time.
            throw new AggregateException(failures);
        }
    }

    /// <summary>Asks the event for the seats that are not granted yet. Null: they are.</summary>
    private async Task<Fault?> Complete()
    {
        if (Booking.Wish is not { } wish)
        {
            return null;
        }

        var seats = await Opportunity.BookSeats(new(wish.Command, wish.By, Key, Booking.Squad, Booking.Shift, wish.Seats, wish.AsManyAsThereAre));
        if (!seats.Succeeded)
        {
            // As if it had never been asked for, so that it may be asked for again.
            await Save(new BookingState());
            return seats.Fault;
        }

        await Save(Invitations.Settle(Booking with { Granted = true, Wish = null, Seats = seats.Value.Booked }, clock.Now));
        return null;
    }

    /// <summary>Null: the caller leads the squad, and for those who invite, the event is not over.</summary>
    private async Task<Fault?> Refusal(By by, bool invites = false)
    {
        if (Booking.Granted != true || await Squad.Standing(by) is not { Role: not null } standing)
        {
            return SquadFaults.BookingUnknown;
        }

        return !standing.Leads ? SquadFaults.NotAllowed : invites && clock.Now >= Booking.Event!.EndsAt ? SquadFaults.BookingOver : null;
    }

    private async Task<Invitation> Hashed(Invitation invitation) => invitation with { Hash = SecretKey.Hash(await secrets.Link($"{invitation.Id}/{invitation.Letter}")) };

    private IInviterGrain Inviter(By by) => GrainFactory.GetGrain<IInviterGrain>(by.User!.Value.Value);

    private async Task<Outcome<BookingView>> Conclude(Outcome<BookingState> next, By by, InvitationId? about = null)
    {
        if (!next.Succeeded)
        {
            return next.Fault;
        }

        await Save(next.Value, about is { } id && next.Value.Find(id) is { } changed ? [changed] : []);
        return await _board.View(by);
    }

    private async Task Save(BookingState next, params Invitation[] about)
    {
        if (!ReferenceEquals(next, Booking))
        {
            await state.Save(next, this);
            _board.Tell(about);
        }
    }
}
