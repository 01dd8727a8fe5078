using System.Runtime.InteropServices;
using Actors.Common;
using Actors.Opportunities;

namespace Actors.Grains.Opportunities;

/// <summary>The lines of all shifts and the seats on offer, in order; a part of <see cref="Roster"/>.</summary>
internal sealed class WaitingLines
{
    private static readonly Comparer<(int Rank, RegistrationId Id)> s_byRank = Comparer<(int Rank, RegistrationId Id)>.Create((one, other) =>
        one.Rank.CompareTo(other.Rank) is not 0 and var order ? order : string.CompareOrdinal(one.Id.Value, other.Id.Value));

    private static readonly Comparer<(DateTimeOffset Until, RegistrationId Id)> s_byEnd = Comparer<(DateTimeOffset Until, RegistrationId Id)>.Create((one, other) =>
        one.Until.CompareTo(other.Until) is not 0 and var order ? order : string.CompareOrdinal(one.Id.Value, other.Id.Value));

    private readonly Dictionary<ShiftId, SortedSet<(int Rank, RegistrationId Id)>> _lines = [];
    private readonly SortedSet<(DateTimeOffset Until, RegistrationId Id)> _offers = new(s_byEnd);
    private int _waiting;

    public bool AnybodyWaits => _waiting > 0;

    public DateTimeOffset? NextOfferEnd => _offers.Count == 0 ? null : _offers.Min.Until;

    public IEnumerable<RegistrationId> Offers => _offers.Select(o => o.Id);

    public IEnumerable<RegistrationId> OffersEnding(DateTimeOffset until) => _offers.TakeWhile(o => o.Until <= until).Select(o => o.Id);

    public int Waiting(ShiftId shift) => _lines.TryGetValue(shift, out var line) ? line.Count : 0;

    public IEnumerable<RegistrationId> Line(ShiftId shift) => _lines.TryGetValue(shift, out var line) ? line.Select(w => w.Id) : [];

    public int Position(Registration row) => 1 + _lines[row.Shift].TakeWhile(w => w.Id != row.Id).Count();

    public void Add(Registration row)
    {
        if (row.Status == RegistrationStatus.Waitlisted)
        {
            (CollectionsMarshal.GetValueRefOrAddDefault(_lines, row.Shift, out _) ??= new(s_byRank)).Add((row.Wait!.Rank, row.Id));
            _waiting++;
        }
        else if (row.Status == RegistrationStatus.Offered)
        {
            _offers.Add((row.Wait!.OfferedUntil!.Value, row.Id));
        }
    }

    public void Remove(Registration row)
    {
        if (row.Status == RegistrationStatus.Waitlisted)
        {
            _lines[row.Shift].Remove((row.Wait!.Rank, row.Id));
            _waiting--;
        }
        else if (row.Status == RegistrationStatus.Offered)
        {
            _offers.Remove((row.Wait!.OfferedUntil!.Value, row.Id));
        }
    }
}
