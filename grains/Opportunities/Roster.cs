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

    public IReadOnlyCollection<Registration> Rows => _rows.Values;

    public int Taken(ShiftId shift) => _counts.GetValueOrDefault(shift).Taken;

    /// <summary>People with a seat of their own.</summary>
    public int Registered(ShiftId shift) => Taken(shift) - Offers(shift).Count();

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

    /// <summary>Numbers a step; the next one follows without a gap.</summary>
    public WaitlistStep Number(WaitlistStep step) => step with { Sequence = ++Steps };

    /// <summary>Goes on with the numbers of an earlier activation.</summary>
    public void ContinueAfter(int steps) => Steps = steps;

    public void Apply(Registration row)
    {
        ref var counts = ref CollectionsMarshal.GetValueRefOrAddDefault(_counts, row.Shift, out _);
        if (_rows.TryGetValue(row.Id, out var before))
        {
            counts = counts.Minus(before);
            _lines.Remove(before);
        }
        else
        {
            (CollectionsMarshal.GetValueRefOrAddDefault(_byUser, row.User, out _) ??= []).Add(row.Id);
        }

        _rows[row.Id] = row;
        counts = counts.Plus(row);
        _lines.Add(row);
    }

    private readonly record struct Counts(int Rows, int Taken, int CheckedIn, int Unconfirmed)
    {
        public Counts Plus(Registration row) => Add(row, 1);

        public Counts Minus(Registration row) => Add(row, -1);

        private Counts Add(Registration row, int one) => new(
            Rows + one, Taken + (row.TakesSeat ? one : 0), CheckedIn + (row.CheckedInAt is null ? 0 : one), Unconfirmed + (row.MustConfirm ? one : 0));
    }
}
