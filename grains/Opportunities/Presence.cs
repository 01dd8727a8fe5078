using Actors.Common;
using Actors.Opportunities;

namespace Actors.Grains.Opportunities;

/// <summary>Who is there, from when until when: check-in and check-out.</summary>
internal static class Presence
{
    /// <summary>Check-in opens this long before the shift starts (seed 8.3).</summary>
    public static readonly TimeSpan OpensBefore = TimeSpan.FromMinutes(30);

    /// <summary>How long after the end a coordinator may still tick people off.</summary>
    public static readonly TimeSpan HandClosesAfter = TimeSpan.FromHours(24);

    /// <summary>An attendance is never longer than a day.</summary>
    private const int MostMinutes = 1440;

    /// <summary>The registration that a scanned code checks in: the one that is in already, or else the earliest whose time it is.</summary>
    public static Outcome<Registration> CheckInByCode(OpportunityState state, Roster roster, VenueCode code, UserId user, DateTimeOffset now)
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

        var rows = roster.Of(user).Where(r => r.Wait is null).ToList();
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

        if (row.Wait is not null)
        {
            return OpportunityFaults.NotRegistered;
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
}
