using System.Collections.Immutable;
using Actors.Common;
using Actors.Grains.Common;
using Actors.Opportunities;
using Actors.Squads;

namespace Actors.Grains.Opportunities;

/// <summary>Seats that a squad booked. They are taken, whether somebody has joined for them or not.</summary>
/// <param name="Booked">Joined ones included.</param>
/// <param name="Held">Of them those that wait for somebody to join.</param>
/// <param name="LapsedAt">From then on nothing comes back to it.</param>
internal sealed record SeatHold(
    BookingId Booking, SquadId Squad, OpportunityId Opportunity, ShiftId Shift, UserId BookedBy, int Booked, int Held, DateTimeOffset BookedAt, DateTimeOffset? LapsedAt = null);

/// <summary>By which booking and invitation a registration has its seat.</summary>
/// <param name="Booking">Null: by none any more.</param>
/// <param name="Moves">Changes of the registration that its booking was told of.</param>
internal sealed record SquadSeat(BookingId? Booking, InvitationId? Invitation, int Moves = 0);

/// <summary>
/// Seats for squads (seed 4.3, squad booking; README.md): booked in one step, taken by those who join, given back when nobody did by the start of
/// the shift or the end of its registration.
/// </summary>
internal static class SquadSeats
{
    public const int Most = 500;

    /// <summary>All or none, or as many as there are. Whoever waits in line comes before a squad, as before anybody.</summary>
    public static Outcome<SeatHold> Book(OpportunityState state, Roster roster, BookSeats command, DateTimeOffset now)
    {
        if (roster.Hold(command.Booking) is { } already)
        {
            return already;
        }

        if (state.Find(command.Shift) is not { } shift)
        {
            return OpportunityFaults.UnknownShift;
        }

        if (command.Seats is < 1 or > Most)
        {
            return SquadFaults.SeatsInvalid;
        }

        if (state.Status != OpportunityStatus.Open || shift.IsCancelled)
        {
            return OpportunityFaults.NotOpen;
        }

        if (now >= HeldUntil(state, shift))
        {
            return OpportunityFaults.RegistrationClosed;
        }

        var free = !Waitlist.HasSeatFor(roster, shift, now) ? 0 : (shift.Seats ?? int.MaxValue) - roster.Taken(shift.Id);
        var seats = Math.Min(free, command.Seats);
        return seats == 0 ? OpportunityFaults.Full
            : seats < command.Seats && !command.AsManyAsThereAre ? SquadFaults.NotEnoughSeats.With("left", $"{seats}")
            : new SeatHold(command.Booking, command.Squad, state.Id, shift.Id, command.By.User!.Value, seats, seats, now);
    }

    public static Outcome<SeatHold> Release(SeatHold hold, int remaining) => remaining switch
    {
        < 0 => SquadFaults.SeatsInvalid,
        _ when remaining == hold.Booked => hold,
        _ when remaining > hold.Booked => SquadFaults.BookingGrows.With("booked", $"{hold.Booked}"),
        _ when remaining < hold.Booked - hold.Held => SquadFaults.SeatsJoined.With("joined", $"{hold.Booked - hold.Held}"),
        _ => hold with { Booked = remaining, Held = hold.Held - (hold.Booked - remaining) },
    };

    /// <summary>
    /// A seat of the squad for a person. Whoever has one of their own already comes with the squad from now on, and their own is free; whoever
    /// waits or has an offer leaves the line.
    /// </summary>
    public static Outcome<SeatChange> Join(OpportunityState state, Roster roster, RegisterForShift command, UserId user, DateTimeOffset now)
    {
        var (joins, id) = (command.Joins!, roster.IdOf(command.Shift, user));
        if (roster.Hold(joins.Booking) is not { } hold || hold.Shift != command.Shift || state.Find(hold.Shift) is not { } shift)
        {
            return SquadFaults.BookingUnknown;
        }

        var row = roster.Find(id);
        if (row is { IsRegistered: true, Seat.Booking: { } other })
        {
            return other == hold.Booking ? new SeatChange(row) : SquadFaults.OtherSquad;
        }

        if (state.Status != OpportunityStatus.Open || shift.IsCancelled)
        {
            return OpportunityFaults.NotOpen;
        }

        if (now >= shift.EndsAt || now > state.Details!.RegistrationDeadline)
        {
            return OpportunityFaults.RegistrationClosed;
        }

        // What nobody joined for went back; late ones take what is left, as anybody does.
        var isOpen = IsOpen(state, hold, now);
        var mine = row is { IsRegistered: true };
        if (isOpen ? hold.Held == 0 : !mine && !Waitlist.HasSeatFor(roster, shift, now))
        {
            return SquadFaults.BookingFull;
        }

        var taken = isOpen ? hold with { Held = hold.Held - 1 } : hold with { Booked = hold.Booked + 1 };
        var seat = new SquadSeat(hold.Booking, joins.Invitation);
        var seated = mine ? row! with { Seat = seat } : new Registration(id, state.Id, shift.Id, user, command.By.Name, RegistrationStatus.Confirmed, now, Seat: seat);
        return row is { Wait: not null }
            ? Waitlist.Leave(row, command.By, "Took a seat of a squad.", now) with { Row = seated, Hold = taken }
            : new SeatChange(seated, Hold: taken);
    }

    /// <summary>A seat of a squad that is given back is the squad's again, for somebody else of it; afterwards it is anybody's.</summary>
    public static SeatChange GiveBack(OpportunityState state, Roster roster, SeatChange change, DateTimeOffset now)
    {
        var before = roster.Find(change.Row.Id);
        if (before is not { IsRegistered: true, Seat.Booking: { } booking } || change.Row.TakesSeat || roster.Hold(booking) is not { } hold)
        {
            return change;
        }

        return change with { Hold = IsOpen(state, hold, now) ? hold with { Held = hold.Held + 1 } : hold with { Booked = Math.Max(hold.Booked - 1, hold.Held) } };
    }

    /// <summary>Seats that nobody joined for in time, or at an event that will not be.</summary>
    public static ImmutableArray<SeatHold> Lapse(OpportunityState state, Roster roster, DateTimeOffset now) =>
    [
        .. roster.Holds.Where(h => h.LapsedAt is null && !IsOpen(state, h, now)).Select(h => h with { Booked = h.Booked - h.Held, Held = 0, LapsedAt = now }),
    ];

    /// <summary>The next moment at which held seats are given back.</summary>
    public static DateTimeOffset? NextDue(OpportunityState state, Roster roster)
    {
        DateTimeOffset? due = null;
        if (roster.Holds.Count > 0 && state.Status == OpportunityStatus.Open)
        {
            foreach (var shift in state.Shifts.Where(s => roster.Held(s.Id) > 0))
            {
                var until = HeldUntil(state, shift);
                due = due < until ? due : until;
            }
        }

        return due;
    }

    /// <summary>What the leaders of squads hear of a changed plan; those who joined hear it themselves.</summary>
    public static IEnumerable<Intent> Tell(OpportunityState before, OpportunityState next, Roster roster, DateTimeOffset now)
    {
        if (before.Status != OpportunityStatus.Open || next.Status is not (OpportunityStatus.Open or OpportunityStatus.Cancelled))
        {
            yield break;
        }

        foreach (var hold in roster.Holds.Where(h => h.Booked > 0))
        {
            if (before.Find(hold.Shift) is not { } was || next.Find(hold.Shift) is not { } shift || was.IsCancelled || shift.EndsAt <= now)
            {
                continue;
            }

            var called = next.Status == OpportunityStatus.Cancelled || shift.IsCancelled;
            if (called || was.StartsAt != shift.StartsAt || was.EndsAt != shift.EndsAt || before.Details!.Place != next.Details!.Place)
            {
                var notice = SeatNotice.Of(next, shift, called ? SeatNoticeKind.SquadCancelled : SeatNoticeKind.SquadChanged, now) with
                {
                    Reason = called ? next.CancellationReason ?? shift.Outcome?.Reason : null,
                    Was = called ? null : new(was.StartsAt, was.EndsAt, before.Details!.Place?.Address),
                };
                yield return notice.To(hold.BookedBy, $"{hold.Booking}/{notice.Kind}/{next.Version}");
            }
        }
    }

    public static SquadSeatsView View(OpportunityState state, SeatHold hold) =>
        new(hold.Booking, state.Id, hold.Shift, hold.Booked, hold.Held, state.Find(hold.Shift) is { } shift ? HeldUntil(state, shift) : hold.LapsedAt ?? hold.BookedAt);

    /// <summary>What the booking of a seat hears of it.</summary>
    public static Intent? News(Registration row, DateTimeOffset now) => row.Seat is { Booking: { } booking, Invitation: { } invitation } seat
        ? Intents.Make(
            $"{SeatMoved.Kind}/{row.Id}/{seat.Moves}",
            SeatMoved.Receiver,
            booking.Value,
            SeatMoved.Kind,
            new SeatMoved(booking, invitation, row.Id, row.User, row.Name, seat.Moves, row.Status, now, row.CheckedInAt, row.CheckedOutAt, row.Minutes),
            now)
        : null;

    private static bool IsOpen(OpportunityState state, SeatHold hold, DateTimeOffset now) =>
        hold.LapsedAt is null && state.Status == OpportunityStatus.Open && state.Find(hold.Shift) is { IsCancelled: false } shift && now < HeldUntil(state, shift);

    private static DateTimeOffset HeldUntil(OpportunityState state, Shift shift) =>
        state.Details!.RegistrationDeadline is { } deadline && deadline < shift.StartsAt ? deadline : shift.StartsAt;
}
