using System.Collections.Immutable;
using System.Globalization;
using Actors.Common;
using Actors.Opportunities;

namespace Actors.Grains.Opportunities;

/// <summary>Whether a shift with a minimum number of volunteers takes place: decided at a moment before its start, everybody told (README.md).</summary>
internal static class Minimums
{
    /// <summary>
    /// Gives open shifts with a minimum the moment of their decision: as long before the start as the terms say, but not before half of the
    /// time has passed in which people can sign up. Another start or minimum is another decision.
    /// </summary>
    public static OpportunityState Plan(OpportunityState before, OpportunityState next, DateTimeOffset now)
    {
        if (next.Status != OpportunityStatus.Open || !next.Shifts.Any(s => s.Minimum is not null || s.DecideAt is not null))
        {
            return next;
        }

        var fresh = before.Status != OpportunityStatus.Open || before.SeatTerms.DecideHours != next.SeatTerms.DecideHours;
        return next with
        {
            Shifts =
            [
                .. next.Shifts.Select(s => before.Find(s.Id) is { } was && !fresh && was.StartsAt == s.StartsAt && was.Minimum == s.Minimum || s.IsCancelled || s.StartsAt <= now
                    ? s
                    : s with { Outcome = null, DecideAt = s.Minimum is null ? null : DecisionAt(next.SeatTerms, s.StartsAt, now) }),
            ],
        };
    }

    public static bool IsDue(Shift shift, DateTimeOffset now) => shift is { DecideAt: { } at, Outcome: null } && at <= now;

    /// <summary>What the numbers say; where the coordinators decide, only that they have to.</summary>
    public static ShiftOutcome Decide(OpportunityState state, Roster roster, Shift shift, DateTimeOffset now) =>
        roster.Registered(shift.Id) >= shift.Minimum ? new(ShiftDecision.TakesPlace, now)
        : state.SeatTerms.AutoCancel ? new(ShiftDecision.Cancelled, now, null, string.Create(CultureInfo.InvariantCulture, $"Fewer than {shift.Minimum} people signed up."))
        : new(ShiftDecision.Open, now);

    /// <summary>A coordinator's word. When no shift is left, the whole event is cancelled.</summary>
    public static Outcome<OpportunityState> Decide(OpportunityState state, DecideShift command, DateTimeOffset now)
    {
        if (state.Find(command.Shift) is not { } shift)
        {
            return OpportunityFaults.UnknownShift;
        }

        if (shift.Outcome?.Decision == command.Decision)
        {
            return state;
        }

        if (state.Status != OpportunityStatus.Open || shift.IsCancelled)
        {
            return OpportunityFaults.NotOpen;
        }

        if (shift.EndsAt <= now)
        {
            return OpportunityFaults.ShiftOver;
        }

        var reason = command.Reason?.Trim();
        return command.Decision switch
        {
            ShiftDecision.Open => OpportunityFaults.DecisionInvalid,
            ShiftDecision.Cancelled when reason is not { Length: >= 3 and <= 1000 } => OpportunityFaults.ReasonMissing,
            _ => Set(state, shift, new(command.Decision, now, command.By.User, command.Decision == ShiftDecision.Cancelled ? reason : null)),
        };
    }

    public static OpportunityState Set(OpportunityState state, Shift shift, ShiftOutcome outcome)
    {
        var next = state with { Shifts = state.Shifts.Replace(shift, shift with { Outcome = outcome }), Version = state.Version + 1 };
        return next.Shifts.All(s => s.IsCancelled)
            ? next with { Status = OpportunityStatus.Cancelled, CancellationReason = outcome.Reason, EndedAt = outcome.At }
            : next;
    }

    /// <summary>What the people of a shift hear of its outcome. Seats of a cancelled shift are given back, so that nothing else needs to know of it.</summary>
    public static ImmutableArray<SeatChange> Follow(OpportunityState before, OpportunityState next, Roster roster, DateTimeOffset now)
    {
        var news = next.Shifts.Where(s => s.Outcome is not null && before.Find(s.Id) is { } was && was.Outcome != s.Outcome).ToImmutableDictionary(s => s.Id);
        return news.IsEmpty
            ? []
            : [.. roster.Rows.Where(r => r.Status == RegistrationStatus.Confirmed && r.CheckedInAt is null && news.ContainsKey(r.Shift)).Select(r => Tell(next, r, news[r.Shift].Outcome!, now)).OfType<SeatChange>()];
    }

    private static SeatChange? Tell(OpportunityState state, Registration row, ShiftOutcome outcome, DateTimeOffset now) => outcome.Decision switch
    {
        ShiftDecision.TakesPlace => new(row, Notice: SeatNotice.Of(state, row, SeatNoticeKind.TakesPlace, now)),

        // With the last shift the event is cancelled, and that is told by itself.
        ShiftDecision.Cancelled => new(
            row with { Status = RegistrationStatus.Cancelled, CancelledAt = now, CancellationReason = outcome.Reason },
            Notice: state.Status == OpportunityStatus.Cancelled ? null : SeatNotice.Of(state, row, SeatNoticeKind.ShiftCancelled, now, outcome.Reason)),
        _ => null,
    };

    private static DateTimeOffset DecisionAt(SeatTerms terms, DateTimeOffset startsAt, DateTimeOffset now)
    {
        var (wanted, half) = (TimeSpan.FromHours(terms.DecideHours), (startsAt - now) / 2);
        return startsAt - (wanted < half ? wanted : half);
    }
}
