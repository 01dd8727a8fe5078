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

    public IReadOnlyCollection<Registration> Rows => _rows.Values;

    public int Taken(ShiftId shift) => _counts.GetValueOrDefault(shift).Taken;

    public int CheckedIn(ShiftId shift) => _counts.GetValueOrDefault(shift).CheckedIn;

    public bool HasRows(ShiftId shift) => _counts.GetValueOrDefault(shift).Rows > 0;

    public Registration? Find(RegistrationId id) => _rows.GetValueOrDefault(id);

    public IEnumerable<Registration> Of(UserId user) => _byUser.TryGetValue(user, out var ids) ? ids.Select(id => _rows[id]) : [];

    public void Apply(Registration row)
    {
        ref var counts = ref CollectionsMarshal.GetValueRefOrAddDefault(_counts, row.Shift, out _);
        if (_rows.TryGetValue(row.Id, out var before))
        {
            counts = counts.Minus(before);
        }
        else
        {
            (CollectionsMarshal.GetValueRefOrAddDefault(_byUser, row.User, out _) ??= []).Add(row.Id);
        }

        _rows[row.Id] = row;
        counts = counts.Plus(row);
    }

    private readonly record struct Counts(int Rows, int Taken, int CheckedIn)
    {
        public Counts Plus(Registration row) => new(Rows + 1, Taken + (row.TakesSeat ? 1 : 0), CheckedIn + (row.CheckedInAt is null ? 0 : 1));

        public Counts Minus(Registration row) => new(Rows - 1, Taken - (row.TakesSeat ? 1 : 0), CheckedIn - (row.CheckedInAt is null ? 0 : 1));
    }
}
