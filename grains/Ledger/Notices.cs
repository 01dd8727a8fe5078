using System.Collections.Immutable;
using Actors.Ledger;
using Actors.Organizations;

namespace Actors.Grains.Ledger;

/// <summary>
/// When the organization is told and when its silence counts (seed 8.2): at once, at half the window, an hour before its end. The window
/// begins with the first letter that was accepted for delivery; until then the clock stands and delivery is tried again.
/// </summary>
internal static class Notices
{
    private static readonly TimeSpan s_firstRetry = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_longestRetry = TimeSpan.FromHours(1);
    private static readonly TimeSpan s_finalWarning = TimeSpan.FromHours(1);

    /// <summary>How often an entry that silence cannot decide looks whether that has changed.</summary>
    private static readonly TimeSpan s_look = TimeSpan.FromDays(1);

    /// <summary>When silence will count, under the terms of now; null when it will not.</summary>
    public static DateTimeOffset? AutoVerifiesAt(LedgerEntryState state, OrganizationTerms? terms) =>
        state is { Status: LedgerStatus.Pending, Announced: true, ToldAt: { } told } && terms is { AutoVerify: true } ? told + terms.Window : null;

    /// <summary>A letter that said 'nothing happens by itself' does not start a window: switching auto-verification on starts anew.</summary>
    public static LedgerEntryState Follow(LedgerEntryState state, OrganizationTerms? terms)
    {
        if (state.Status != LedgerStatus.Pending || terms is null || state.Announced == terms.AutoVerify)
        {
            return state;
        }

        return terms.AutoVerify
            ? state with { Announced = true, ToldAt = null, Round = state.Notices.IsEmpty ? state.Round : state.Round + 1 }
            : state with { Announced = false };
    }

    public static Step Next(LedgerEntryState state, OrganizationTerms? terms, DateTimeOffset now)
    {
        if (state.Attended is null || state.Status != LedgerStatus.Pending)
        {
            return new Step.Rest();
        }

        if (terms is null)
        {
            return new Step.Until(Look(state, now), "no-organization");
        }

        var end = AutoVerifiesAt(state, terms);
        if (end <= now)
        {
            return new Step.CountSilence();
        }

        var letters = Letters(state, terms);
        var due = letters.LastOrDefault(l => l.DueAt <= now);
        if (due is not null && !IsAccepted(state, due.Kind))
        {
            if (RetryAt(state, due.Kind) is not { } retry || retry <= now)
            {
                return due;
            }

            return Until(state, terms, Earliest(retry, After(letters, now), end), now);
        }

        return Until(state, terms, Earliest(After(letters, now), end), now);
    }

    /// <summary>Records what came of telling; the first acceptance begins the window.</summary>
    public static LedgerEntryState Record(LedgerEntryState state, Step.Tell letter, ImmutableArray<Told> tries, DateTimeOffset now)
    {
        var notices = state.Notices;
        foreach (var told in tries)
        {
            var known = notices.FirstOrDefault(n => n.Kind == letter.Kind && n.Round == state.Round && n.Recipient == told.Recipient);
            var notice = new Notice(letter.Kind, state.Round, letter.DueAt, told.Recipient, told.Failure is null ? now : null, told.Failure, (known?.Tries ?? 0) + 1, now);
            notices = known is null ? notices.Add(notice) : notices.Replace(known, notice);
        }

        var accepted = tries.Any(t => t.Failure is null);
        return state with { Notices = notices, ToldAt = state.ToldAt ?? (accepted ? now : null), Version = state.Version + 1 };
    }

    /// <summary>Writes down until when the entry waits and why. The same object when nothing changes.</summary>
    public static LedgerEntryState Settle(LedgerEntryState state, Step step)
    {
        var wait = step as Step.Until;
        var (until, why) = (wait?.Moment, wait?.Why);
        return state.NextDue == until && state.WaitingFor == why ? state : state with { NextDue = until, WaitingFor = why };
    }

    private static Step.Until Until(LedgerEntryState state, OrganizationTerms terms, DateTimeOffset? moment, DateTimeOffset now) => (terms.AutoVerify, state.ToldAt) switch
    {
        (false, _) => new(Earliest(moment, Look(state, now))!.Value, "auto-verify-off"),
        (true, null) => new(moment ?? Look(state, now), state.Notices.MaxBy(n => n.TriedAt)?.Recipient is null ? "no-recipient" : "delivery-refused"),
        _ => new(moment ?? Look(state, now), null),
    };

    /// <summary>A look that is planned already stays where it is.</summary>
    private static DateTimeOffset Look(LedgerEntryState state, DateTimeOffset now) =>
        state.NextDue is { } planned && planned > now && planned <= now + s_look ? planned : now + s_look;

    /// <summary>The letters of this round in their order. In a window of two hours or less the reminder is the last one.</summary>
    private static ImmutableArray<Step.Tell> Letters(LedgerEntryState state, OrganizationTerms terms)
    {
        var first = state.Notices.FirstOrDefault(n => n.Kind == NoticeKind.Initial && n.Round == state.Round)?.DueAt ?? state.NextDue ?? state.CreatedAt;
        if (state.ToldAt is not { } told)
        {
            return [new(NoticeKind.Initial, first)];
        }

        var (half, final) = (told + (terms.Window / 2), told + terms.Window - s_finalWarning);
        return terms.AutoVerify && final > half
            ? [new(NoticeKind.Initial, first), new(NoticeKind.Reminder, half), new(NoticeKind.FinalWarning, final)]
            : [new(NoticeKind.Initial, first), new(NoticeKind.Reminder, half)];
    }

    private static bool IsAccepted(LedgerEntryState state, NoticeKind kind) =>
        state.Notices.Any(n => n.Kind == kind && n.Round == state.Round && n.AcceptedAt is not null);

    private static DateTimeOffset? RetryAt(LedgerEntryState state, NoticeKind kind)
    {
        var tried = state.Notices.Where(n => n.Kind == kind && n.Round == state.Round).ToList();
        return tried.Count == 0 ? null : tried.Max(n => n.TriedAt) + BackOff(tried.Max(n => n.Tries));
    }

    private static TimeSpan BackOff(int tries) => tries > 6 ? s_longestRetry : s_firstRetry * (1 << (tries - 1));

    private static DateTimeOffset? After(ImmutableArray<Step.Tell> letters, DateTimeOffset now) => letters.FirstOrDefault(l => l.DueAt > now)?.DueAt;

    private static DateTimeOffset? Earliest(params ReadOnlySpan<DateTimeOffset?> moments)
    {
        DateTimeOffset? earliest = null;
        foreach (var moment in moments)
        {
            earliest = earliest is null || moment < earliest ? moment ?? earliest : earliest;
        }

        return earliest;
    }
}
