using Actors.Common;
using Actors.Opportunities;

namespace Actors.Grains.Opportunities;

/// <summary>Who is there, from when until when: check-in and check-out.</summary>
internal static class Presence
{
    /// <summary>Check-in opens this long before the shift starts (seed 8.3).</summary>
    public static readonly TimeSpan OpensBefore = TimeSpan.FromMinutes(30);

    /// <summary>An attendance is never longer than a day.</summary>
    private const int MostMinutes = 1440;

    /// <summary>The volunteer scanned the venue's code.</summary>
    public static Outcome<Registration> CheckInByCode(
        OpportunityState state, Roster roster, VenueCode? code, UserId user, DateTimeOffset now, Fix? position = null, string? device = null)
    {
        if (Proofs.Refusal(state, code, now) is { } refusal)
        {
            return refusal;
        }

        return CheckIn(state, Choose(state, roster, user, now), () => Proofs.Scanned(state, code!, position, user, device, now), now);
    }

    /// <summary>
    /// The registration that somebody checks in with: the one that is in already, or else the earliest whose time it is. Found before any
    /// code is looked at, so whoever is not registered learns nothing about codes.
    /// </summary>
    public static Outcome<Registration> Choose(OpportunityState state, Roster roster, UserId user, DateTimeOffset now)
    {
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

        Fault? last = null;
        foreach (var row in open)
        {
            last = Closed(state, row, now, TimeSpan.Zero);
            if (last is null)
            {
                return row;
            }

            if (last.Code == OpportunityFaults.TooEarly.Code)
            {
                break;
            }
        }

        return last!;
    }

    /// <summary>Checks in who is not in yet and whose proof holds; who is in stays in since then.</summary>
    public static Outcome<Registration> CheckIn(OpportunityState state, Outcome<Registration> chosen, Func<Outcome<Proof>> prove, DateTimeOffset now)
    {
        if (!chosen.Succeeded || chosen.Value.CheckedInAt is not null)
        {
            return chosen;
        }

        var proof = prove();
        return proof.Succeeded ? In(chosen.Value, proof.Value, now) : proof.Fault;
    }

    /// <summary>A coordinator ticks somebody off. After the end it says that the person was there for the whole shift.</summary>
    public static Outcome<Registration> CheckInByHand(OpportunityState state, Registration row, Proof proof, DateTimeOffset now)
    {
        if (row.CheckedInAt is not null)
        {
            return row;
        }

        if (Closed(state, row, now, TimeSpan.FromHours(state.AttendanceTerms.NoShowAfterHours)) is { } refusal)
        {
            return refusal;
        }

        var shift = state.Find(row.Shift)!;
        return now <= shift.EndsAt ? In(row, proof, now) : CheckOut(In(row, proof, shift.StartsAt), shift.EndsAt);
    }

    private static Registration In(Registration row, Proof proof, DateTimeOffset at) =>
        row with { Method = proof.Method, CheckedInAt = at, CheckedInBy = proof.By, Evidence = proof.Evidence };

    /// <summary>Why nobody checks in with this registration now; null when they may.</summary>
    private static Fault? Closed(OpportunityState state, Registration row, DateTimeOffset now, TimeSpan grace)
    {
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
        if (now < shift.StartsAt - OpensBefore)
        {
            return OpportunityFaults.TooEarly.With("opensAt", (shift.StartsAt - OpensBefore).ToString("O"));
        }

        return now > shift.EndsAt + grace ? OpportunityFaults.TooLate : null;
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
