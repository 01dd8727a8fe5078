using System.Runtime.InteropServices;
using Actors.Common;
using Actors.Opportunities;

namespace Actors.Grains.Opportunities;

/// <summary>
/// Who has which seat and who is there. Decisions are pure; <see cref="Apply"/> is the only thing that changes anything.
/// Never more seats taken than there are, never two for one person in a shift.
/// </summary>
internal sealed class Roster
{
    /// <summary>Check-in opens this long before the shift starts (seed 8.3).</summary>
    public static readonly TimeSpan OpensBefore = TimeSpan.FromMinutes(30);

    /// <summary>How long after the end a coordinator may still tick people off.</summary>
    public static readonly TimeSpan HandClosesAfter = TimeSpan.FromHours(24);

    /// <summary>An attendance is never longer than a day.</summary>
    private const int MostMinutes = 1440;

    private readonly Dictionary<RegistrationId, Registration> _rows = [];
    private readonly Dictionary<UserId, List<RegistrationId>> _byUser = [];
    private readonly Dictionary<ShiftId, Counts> _counts = [];

    public IReadOnlyCollection<Registration> Rows => _rows.Values;

    public int Taken(ShiftId shift) => _counts.GetValueOrDefault(shift).Taken;

    public int CheckedIn(ShiftId shift) => _counts.GetValueOrDefault(shift).CheckedIn;

    public bool HasRows(ShiftId shift) => _counts.GetValueOrDefault(shift).Rows > 0;

    public Registration? Find(RegistrationId id) => _rows.GetValueOrDefault(id);

    public IEnumerable<Registration> Of(UserId user) => _byUser.TryGetValue(user, out var ids) ? ids.Select(id => _rows[id]) : [];

    /// <summary>A seat for a person; the registration they have already counts as the answer.</summary>
    public Outcome<Registration> Register(OpportunityState state, ShiftId shiftId, UserId user, string name, DateTimeOffset now)
    {
        if (state.Find(shiftId) is not { } shift)
        {
            return OpportunityFaults.UnknownShift;
        }

        var id = Id.From<RegistrationId>(shiftId.Value, user.Value);
        if (Find(id) is { TakesSeat: true } already)
        {
            return already;
        }

        if (state.Status != OpportunityStatus.Open)
        {
            return OpportunityFaults.NotOpen;
        }

        if (now >= shift.EndsAt || now > state.Details!.RegistrationDeadline)
        {
            return OpportunityFaults.RegistrationClosed;
        }

        return Taken(shiftId) >= shift.Seats
            ? OpportunityFaults.Full
            : new Registration(id, state.Id, shiftId, user, name, RegistrationStatus.Confirmed, now);
    }

    public static Outcome<Registration> Cancel(Registration row, string? reason, DateTimeOffset now) => row switch
    {
        { Status: RegistrationStatus.Cancelled } => row,
        { CheckedInAt: not null } => OpportunityFaults.AttendedAlready,
        _ when reason?.Length > 1000 => OpportunityFaults.ReasonMissing,
        _ => row with { Status = RegistrationStatus.Cancelled, CancelledAt = now, CancellationReason = reason?.Trim() },
    };

    /// <summary>The registration that a scanned code checks in: the one that is in already, or else the earliest whose time it is.</summary>
    public Outcome<Registration> CheckInByCode(OpportunityState state, VenueCode code, UserId user, DateTimeOffset now)
    {
        if (code.Opportunity != state.Id)
        {
            return OpportunityFaults.WrongEvent;
        }

        // A code from the future is as good as one from the past: a clock is wrong or somebody made it up.
        if (now - code.ShownAt > VenueCode.Lifetime || code.ShownAt - now > VenueCode.Period)
        {
            return OpportunityFaults.CodeExpired;
        }

        var rows = Of(user).ToList();
        if (rows.Count == 0)
        {
            return OpportunityFaults.NotRegistered;
        }

        if (rows.Find(r => r.IsIn) is { } inside)
        {
            return inside;
        }

        var open = rows.Where(r => r is { TakesSeat: true, CheckedInAt: null }).OrderBy(r => state.Find(r.Shift)!.StartsAt).ToList();
        if (open.Count == 0)
        {
            return rows.Find(r => r.CheckedInAt is not null) ?? (Outcome<Registration>)OpportunityFaults.SeatReleased;
        }

        Outcome<Registration> last = OpportunityFaults.NotRegistered;
        foreach (var row in open)
        {
            last = CheckIn(state, row, CheckInMethod.Qr, user.Value, now);
            if (last.Succeeded || last.Fault.Code == OpportunityFaults.TooEarly.Code)
            {
                return last;
            }
        }

        return last;
    }

    public static Outcome<Registration> CheckIn(OpportunityState state, Registration row, CheckInMethod method, string by, DateTimeOffset now)
    {
        if (row.CheckedInAt is not null)
        {
            return row;
        }

        if (!row.TakesSeat)
        {
            return OpportunityFaults.SeatReleased;
        }

        if (state.Status is not (OpportunityStatus.Open or OpportunityStatus.Completed))
        {
            return OpportunityFaults.NotOpen;
        }

        var shift = state.Find(row.Shift)!;
        var closes = method == CheckInMethod.Manual ? shift.EndsAt + HandClosesAfter : shift.EndsAt;
        if (now < shift.StartsAt - OpensBefore)
        {
            return OpportunityFaults.TooEarly.With("opensAt", (shift.StartsAt - OpensBefore).ToString("O"));
        }

        return now > closes
            ? OpportunityFaults.TooLate
            : row with { Method = method, CheckedInAt = now, CheckedInBy = by };
    }

    /// <summary>Whole minutes, rounded down, but at least one: who was there has an entry.</summary>
    public static Outcome<Registration> CheckOut(Registration row, DateTimeOffset now)
    {
        if (row.CheckedOutAt is not null)
        {
            return row;
        }

        if (row.CheckedInAt is not { } since || now < since)
        {
            return OpportunityFaults.NotCheckedIn;
        }

        var minutes = Math.Clamp((int)Math.Min((now - since).TotalMinutes, MostMinutes), 1, MostMinutes);
        return row with { Status = RegistrationStatus.Attended, CheckedOutAt = now, Minutes = minutes };
    }

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
