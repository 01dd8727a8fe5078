using System.Collections.Immutable;
using Actors.Common;
using Actors.Opportunities;

namespace Actors.Grains.Opportunities;

/// <summary>
/// Who waits for a seat and who is offered one (README.md). While a shift is open before its start nobody waits beside a free seat:
/// whatever frees seats calls <see cref="Settle"/> in the same turn, so a seat is offered to one person and newcomers do not jump the line.
/// </summary>
internal static class Waitlist
{
    private static readonly TimeSpan s_shortestOffer = TimeSpan.FromMinutes(30);

    /// <summary>A place at the end of the line; the registration they have already counts as the answer.</summary>
    public static Outcome<SeatChange> Join(OpportunityState state, Roster roster, ShiftId shiftId, UserId user, string name, DateTimeOffset now)
    {
        if (state.Find(shiftId) is not { } shift)
        {
            return OpportunityFaults.UnknownShift;
        }

        var id = roster.IdOf(shiftId, user);
        if (roster.Find(id) is { Status: not RegistrationStatus.Cancelled } already)
        {
            return new SeatChange(already);
        }

        if (state.Status != OpportunityStatus.Open || shift.IsCancelled)
        {
            return OpportunityFaults.NotOpen;
        }

        if (!state.SeatTerms.Waitlist)
        {
            return OpportunityFaults.NoWaitlist;
        }

        if (now >= shift.StartsAt || now > state.Details!.RegistrationDeadline)
        {
            return OpportunityFaults.RegistrationClosed;
        }

        if (HasSeatFor(roster, shift, now))
        {
            return OpportunityFaults.SeatsLeft;
        }

        var row = new Registration(id, state.Id, shiftId, user, name, RegistrationStatus.Waitlisted, now, Wait: new(roster.Steps + 1));
        return new SeatChange(row, Step(row, WaitlistStepKind.Joined, now, user) with { Position = roster.Waiting(shiftId) + 1 });
    }

    public static Outcome<SeatChange> Accept(OpportunityState state, Registration row, By by, DateTimeOffset now) => row switch
    {
        { Status: RegistrationStatus.Offered } when state.Status != OpportunityStatus.Open => OpportunityFaults.NotOpen,
        { Status: RegistrationStatus.Offered } when now >= row.Wait!.OfferedUntil => OpportunityFaults.OfferEnded,
        { Status: RegistrationStatus.Offered } => Left(row, WaitlistStepKind.Accepted, now, by) with
        {
            Row = row with { Status = RegistrationStatus.Confirmed, Wait = null },
            Notice = SeatNotice.Of(state, row, SeatNoticeKind.OfferAccepted, now),
        },
        { Status: RegistrationStatus.Cancelled } => OpportunityFaults.OfferEnded,
        { Status: RegistrationStatus.Waitlisted } => OpportunityFaults.NotOffered,
        _ => new SeatChange(row),
    };

    public static Outcome<SeatChange> Decline(Registration row, By by, DateTimeOffset now) => row switch
    {
        { Status: RegistrationStatus.Cancelled } => new SeatChange(row),
        { Status: RegistrationStatus.Offered } => Left(row, WaitlistStepKind.Declined, now, by, "The offer was declined."),
        _ => OpportunityFaults.NotOffered,
    };

    /// <summary>Whoever gives up an offer has declined it, whoever gives up a place has left.</summary>
    public static SeatChange Leave(Registration row, By by, string? reason, DateTimeOffset now) => row.Status == RegistrationStatus.Offered
        ? Left(row, WaitlistStepKind.Declined, now, by, reason ?? "The offer was declined.")
        : Left(row, WaitlistStepKind.Left, now, by, reason ?? "Left the waitlist.");

    /// <summary>Those between the old place and the new one move up or down by one; the moved one comes last in the answer.</summary>
    public static Outcome<ImmutableArray<SeatChange>> Move(Roster roster, Registration row, int position, string? reason, By by, DateTimeOffset now)
    {
        if (row.Status != RegistrationStatus.Waitlisted)
        {
            return OpportunityFaults.NotWaiting;
        }

        if (reason?.Trim() is not { Length: >= 3 and <= 1000 } why)
        {
            return OpportunityFaults.ReasonMissing;
        }

        var line = roster.Line(row.Shift).ToList();
        if (position < 1 || position > line.Count)
        {
            return OpportunityFaults.LinePositionInvalid;
        }

        var (from, to) = (line.FindIndex(r => r.Id == row.Id), position - 1);
        if (from == to)
        {
            return ImmutableArray<SeatChange>.Empty;
        }

        // The same ranks, given out anew between the two places.
        var ranks = line.Select(r => r.Wait!.Rank).ToList();
        line.RemoveAt(from);
        line.Insert(to, row);
        var (first, last) = (Math.Min(from, to), Math.Max(from, to));
        ImmutableArray<SeatChange> moved =
        [
            .. Enumerable.Range(first, last - first + 1).Where(i => i != to).Select(i => new SeatChange(line[i] with { Wait = new(ranks[i]) })),
            new(row with { Wait = new(ranks[to]) }, Step(row, WaitlistStepKind.Moved, now, by.User) with { Position = position, Reason = why }),
        ];
        return moved;
    }

    /// <summary>Offers that nobody answered in time.</summary>
    public static ImmutableArray<SeatChange> Expire(OpportunityState state, Roster roster, DateTimeOffset now) =>
    [
        .. roster.OffersEnding(now).Select(r => Left(r, WaitlistStepKind.Expired, now, null, "The offer ended without an answer.") with
        {
            Notice = SeatNotice.Of(state, r, SeatNoticeKind.OfferExpired, now),
        }),
    ];

    /// <summary>
    /// What follows from the state of things: lines of what has begun or will not be are closed, and every free seat is offered to the next
    /// in line. Asked after each change that may free seats, in the transaction of that change.
    /// </summary>
    public static ImmutableArray<SeatChange> Settle(OpportunityState state, Roster roster, DateTimeOffset now)
    {
        if (!roster.AnybodyWaits && roster.NextOfferEnd is null)
        {
            return [];
        }

        return
        [
            .. state.Shifts.SelectMany(s => Closed(state, s, now) is { } why
                ? roster.Line(s.Id).Concat(roster.Offers(s.Id)).Select(r => Left(r, WaitlistStepKind.Closed, now, null, why) with
                {
                    Notice = SeatNotice.Of(state, r, SeatNoticeKind.WaitingEnded, now, why),
                })
                : Offers(state, roster, s, now)),
        ];
    }

    /// <summary>
    /// As long as the terms say, shorter after a late drop-out; never longer than half of the time that is left, at least half an hour, and
    /// never beyond the start.
    /// </summary>
    public static DateTimeOffset OfferEnds(SeatTerms terms, DateTimeOffset startsAt, DateTimeOffset now)
    {
        var left = startsAt - now;
        var wanted = TimeSpan.FromMinutes(left <= TimeSpan.FromHours(terms.LateHours) ? Math.Min(terms.LateOfferMinutes, terms.OfferMinutes) : terms.OfferMinutes);
        var length = wanted < left / 2 ? wanted : left / 2;
        var ends = now + (length > s_shortestOffer ? length : s_shortestOffer);
        return ends < startsAt ? ends : startsAt;
    }

    /// <summary>The end of the next offer, or the start of a shift that people wait for.</summary>
    public static DateTimeOffset? NextDue(OpportunityState state, Roster roster)
    {
        var due = roster.NextOfferEnd;
        if (roster.AnybodyWaits)
        {
            foreach (var shift in state.Shifts.Where(s => roster.Waiting(s.Id) > 0 && !(s.StartsAt >= due)))
            {
                due = shift.StartsAt;
            }
        }

        return due;
    }

    /// <summary>Before the start whoever waits comes first; from then on nobody is asked any more, and a free seat is for whoever comes.</summary>
    public static bool HasSeatFor(Roster roster, Shift shift, DateTimeOffset now) =>
        !(roster.Taken(shift.Id) >= shift.Seats) && (roster.Waiting(shift.Id) == 0 || now >= shift.StartsAt);

    /// <summary>Why nobody waits for this shift any more, or null.</summary>
    private static string? Closed(OpportunityState state, Shift shift, DateTimeOffset now) => state.Status switch
    {
        OpportunityStatus.Cancelled => "The event was cancelled.",
        not OpportunityStatus.Open => "The event is over.",
        _ when shift.IsCancelled => "The shift was cancelled.",
        _ => now >= shift.StartsAt ? "The shift started." : null,
    };

    /// <summary>Each until the moment that the terms say.</summary>
    private static IEnumerable<SeatChange> Offers(OpportunityState state, Roster roster, Shift shift, DateTimeOffset now)
    {
        var until = OfferEnds(state.SeatTerms, shift.StartsAt, now);
        var free = (shift.Seats ?? int.MaxValue) - roster.Taken(shift.Id);
        return roster.Line(shift.Id).Take(Math.Max(0, free)).Select(r =>
        {
            var offered = r with { Status = RegistrationStatus.Offered, Wait = r.Wait! with { OfferedAt = now, OfferedUntil = until } };
            return new SeatChange(
                offered, Step(r, WaitlistStepKind.Offered, now, null) with { OfferedUntil = until }, SeatNotice.Of(state, offered, SeatNoticeKind.Offered, now));
        });
    }

    private static SeatChange Left(Registration row, WaitlistStepKind kind, DateTimeOffset now, By? by, string? reason = null) => new(
        row with { Status = RegistrationStatus.Cancelled, CancelledAt = now, CancellationReason = reason, Wait = null },
        Step(row, kind, now, by?.User) with { Reason = reason });

    private static WaitlistStep Step(Registration row, WaitlistStepKind kind, DateTimeOffset now, UserId? by) => new(row.Opportunity, row.Shift, row.Id, row.User, kind, now, by);
}
