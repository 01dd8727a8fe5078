using System.Runtime.InteropServices;
using Actors.Common;
using Actors.Opportunities;

namespace Actors.Grains.Opportunities;

/// <summary>
/// Who has which seat and who is there, in memory. <see cref="SignUp"/> and <see cref="Presence"/> decide; <see cref="Apply"/> is the only thing
/// that changes anything.
/// </summary>
internal sealed class Roster
{
    private readonly Dictionary<RegistrationId, Registration> _rows = [];
    private readonly Dictionary<UserId, List<RegistrationId>> _byUser = [];
    private readonly Dictionary<ShiftId, Counts> _counts = [];

    private readonly WaitingLines _lines = new();
    private readonly Dictionary<BookingId, SeatHold> _holds = [];

    public IReadOnlyCollection<Registration> Rows => _rows.Values;

    /// <summary>What the ends of shifts bring next.</summary>
    public ShiftEnds Ends { get; } = new();

    /// <summary>Goes up when some shift has its first or loses its last attendance of a kind that <see cref="Ends"/> asks for.</summary>
    public int Turn { get; private set; }

    public bool AnybodyInside(ShiftId shift) => _counts.GetValueOrDefault(shift).Inside > 0;

    /// <summary>Inside and not reminded of the check-out yet.</summary>
    public bool AnybodyUnreminded(ShiftId shift) => _counts.GetValueOrDefault(shift).Unreminded > 0;

    /// <summary>Expected and not seen yet.</summary>
    public bool AnybodyAbsent(ShiftId shift) => _counts.GetValueOrDefault(shift).Absent > 0;

    public int Taken(ShiftId shift) => _counts.GetValueOrDefault(shift).Taken;

    /// <summary>People with a seat of their own.</summary>
    public int Registered(ShiftId shift) => Taken(shift) - Offers(shift).Count() - Held(shift);

    /// <summary>Seats that squads hold for people who have not joined yet; they are taken.</summary>
    public int Held(ShiftId shift) => _counts.GetValueOrDefault(shift).Held;

    public IReadOnlyCollection<SeatHold> Holds => _holds.Values;

    public SeatHold? Hold(BookingId booking) => _holds.GetValueOrDefault(booking);

    /// <summary>People who were asked to confirm a new time or place and have not yet.</summary>
    public int Unconfirmed(ShiftId shift) => _counts.GetValueOrDefault(shift).Unconfirmed;

    public int CheckedIn(ShiftId shift) => _counts.GetValueOrDefault(shift).CheckedIn;

    public int Waiting(ShiftId shift) => _lines.Waiting(shift);

    public bool AnybodyWaits => _lines.AnybodyWaits;

    /// <summary>Who waits, in the order in which they are asked.</summary>
    public IEnumerable<Registration> Line(ShiftId shift) => _lines.Line(shift).Select(id => _rows[id]);

    /// <summary>Who has a seat of a shift on offer, the offer that ends first at the top.</summary>
    public IEnumerable<Registration> Offers(ShiftId shift) => _lines.Offers.Select(id => _rows[id]).Where(r => r.Shift == shift);

    public IEnumerable<Registration> OffersEnding(DateTimeOffset until) => _lines.OffersEnding(until).Select(id => _rows[id]);

    public DateTimeOffset? NextOfferEnd => _lines.NextOfferEnd;

    /// <summary>1 for the next to be asked, null for who does not wait.</summary>
    public int? Position(Registration row) => row.Status == RegistrationStatus.Waitlisted ? _lines.Position(row) : null;

    /// <summary>How many steps the waitlists of this opportunity have had.</summary>
    public int Steps { get; private set; }

    public bool HasRows(ShiftId shift) => _counts.GetValueOrDefault(shift).Rows > 0;

    public Registration? Find(RegistrationId id) => _rows.GetValueOrDefault(id);

    public IEnumerable<Registration> Of(UserId user) => _byUser.TryGetValue(user, out var ids) ? ids.Select(id => _rows[id]) : [];

    public Registration? Of(UserId user, ShiftId shift) => Of(user).FirstOrDefault(r => r.Shift == shift);

    /// <summary>The registration of a person for a shift, also one that came with another account of theirs; otherwise the id that it will have.</summary>
    public RegistrationId IdOf(ShiftId shift, UserId user) => Of(user, shift)?.Id ?? Id.From<RegistrationId>(shift.Value, user.Value);

    /// <summary>Numbers a step; the next one follows without a gap.</summary>
    public WaitlistStep Number(WaitlistStep step) => step with { Sequence = ++Steps };

    /// <summary>Goes on with the numbers of an earlier activation.</summary>
    public void ContinueAfter(int steps) => Steps = steps;

    public void Apply(Registration row)
    {
        ref var counts = ref CollectionsMarshal.GetValueRefOrAddDefault(_counts, row.Shift, out _);
        var kinds = counts.Kinds;
        if (_rows.TryGetValue(row.Id, out var before))
        {
            counts = counts.Plus(before, -1);
            _lines.Remove(before);
        }

        if (before?.User != row.User)
        {
            if (before is not null)
            {
                _byUser[before.User].Remove(row.Id);
            }

            (CollectionsMarshal.GetValueRefOrAddDefault(_byUser, row.User, out _) ??= []).Add(row.Id);
        }

        _rows[row.Id] = row;
        counts = counts.Plus(row, 1);
        Turn += counts.Kinds == kinds ? 0 : 1;
        _lines.Add(row);
    }

    public void ApplyHold(SeatHold hold)
    {
        var before = _holds.GetValueOrDefault(hold.Booking);
        ref var counts = ref CollectionsMarshal.GetValueRefOrAddDefault(_counts, hold.Shift, out _);
        var held = hold.Held - (before?.Held ?? 0);
        counts = counts with { Rows = counts.Rows + (before is null ? 1 : 0), Taken = counts.Taken + held, Held = counts.Held + held };
        _holds[hold.Booking] = hold;
    }

    private readonly record struct Counts(int Rows, int Taken, int CheckedIn, int Unconfirmed, int Inside, int Unreminded, int Absent, int Held)
    {
        public (bool Inside, bool Unreminded, bool Absent) Kinds => (Inside > 0, Unreminded > 0, Absent > 0);

        public Counts Plus(Registration row, int one) => new(
            Rows + one,
            Taken + (row.TakesSeat ? one : 0),
            CheckedIn + (row.CheckedInAt is null ? 0 : one),
            Unconfirmed + (row.MustConfirm ? one : 0),
            Inside + (row.IsIn ? one : 0),
            Unreminded + (ShiftEnds.IsUnreminded(row) ? one : 0),
            Absent + (ShiftEnds.IsAbsent(row) ? one : 0),
            Held);
    }
}
