using System.Collections.Immutable;
using Actors.Common;
using Actors.Opportunities;
using NodaTime;
using NodaTime.Extensions;

namespace Actors.Grains.Opportunities;

/// <summary>
/// Which dates a series has and who must hear of a change. 'All' is this and the following from the first that has not begun: what has begun
/// stays as it was. A date that a new rule does not have is cancelled, everybody told.
/// </summary>
internal static class Series
{
    /// <summary>Occurrences are made this many days ahead.</summary>
    public const int HorizonDays = 90;

    private const int MostExceptions = 500;
    private const int MostPreviewed = 12;

    /// <summary>How far ahead a next date is looked for: a yearly date that exists in leap years only.</summary>
    private const int LookAheadDays = 366 * 9;

    public static Outcome<SeriesState> Create(SeriesState state, CreateSeries command, DateTimeOffset now)
    {
        if (state.Exists)
        {
            return state.Organization == command.Organization ? state : SeriesFaults.Unknown;
        }

        var zone = EventPlans.ZoneOf(command.Plan);
        if (Check(command.Plan, command.Rule, command.FirstDate, zone) is { } fault)
        {
            return fault;
        }

        var next = new SeriesState
        {
            Organization = command.Organization,
            Parts = [new(command.FirstDate, command.FirstDate, command.Rule.Trim(), command.Plan)],
            Except = Tidy(command.Except),
            Publish = command.Publish,
            MadeThrough = DateOnly.MinValue,
        };
        return next.Except.Length > MostExceptions ? SeriesFaults.TooManyExceptions : Planned(next, now);
    }

    public static Outcome<SeriesState> Edit(SeriesState state, EditSeries command, DateTimeOffset now)
    {
        if (Refusal(state, command.ExpectedVersion) is { } refusal)
        {
            return refusal;
        }

        var zone = EventPlans.ZoneOf(command.Plan);
        var begins = FirstOpen(state, command.From, now);
        var last = PartOf(state, begins);
        var rule = command.Rule?.Trim() ?? last.Rule;
        var first = command.Rule is null ? last.First : command.FirstDate ?? FirstOf(rule, begins, zone);
        if (first is not { } anchor || (command.Rule is not null && anchor < begins))
        {
            return SeriesFaults.FirstDateInvalid;
        }

        if (Check(command.Plan, rule, anchor, zone) is { } fault)
        {
            return fault;
        }

        var next = state with
        {
            Parts = [.. state.Parts.Where(p => p.From < begins), new(begins, anchor, rule, command.Plan)],
            Except = command.Except is { } except ? Tidy(except) : state.Except,
        };
        return next.Except.Length > MostExceptions ? SeriesFaults.TooManyExceptions : Planned(next, now);
    }

    public static Outcome<SeriesState> Cancel(SeriesState state, CancelSeries command, DateTimeOffset now)
    {
        if (state.Exists && state.EndsBefore <= FirstOpen(state, command.From, now))
        {
            return state;
        }

        if (Refusal(state, command.ExpectedVersion) is { } refusal)
        {
            return refusal;
        }

        if (command.Reason?.Trim() is not { Length: >= 3 and <= 1000 } reason)
        {
            return OpportunityFaults.ReasonMissing;
        }

        var begins = FirstOpen(state, command.From, now);
        return Spread(state with { EndsBefore = begins, CancellationReason = reason }, now);
    }

    public static Outcome<SeriesState> LeaveOut(SeriesState state, LeaveOutDate command, DateTimeOffset now)
    {
        if (state.Exists && state.Except.Contains(command.Date))
        {
            return state;
        }

        if (Refusal(state, command.ExpectedVersion) is { } refusal)
        {
            return refusal;
        }

        if (command.Reason?.Trim() is not { Length: >= 3 and <= 1000 } reason)
        {
            return OpportunityFaults.ReasonMissing;
        }

        if (!TakesPlace(state, command.Date) || !HasNotBegun(state, command.Date, now))
        {
            return SeriesFaults.DateUnknown;
        }

        var today = Today(state, now).ToDateOnly();
        var next = state with
        {
            Except = Tidy([.. state.Except, command.Date]),
            LeftOut = [.. state.LeftOut.Where(l => l.Date >= today), new(command.Date, reason)],
        };
        return next.Except.Length > MostExceptions ? SeriesFaults.TooManyExceptions : Planned(next, now);
    }

    /// <summary>What people are told of a date that does not take place.</summary>
    public static string ReasonFor(SeriesState state, DateOnly date) =>
        state.LeftOut.FirstOrDefault(l => l.Date == date)?.Reason ?? state.CancellationReason ?? "The series takes place on other days now.";

    /// <summary>The next dates of a state, and those of an earlier one that it has no more.</summary>
    public static SeriesPreview Preview(SeriesState before, SeriesState after, DateTimeOffset now)
    {
        var next = Upcoming(after, now, Today(after, now).PlusDays(LookAheadDays).ToDateOnly()).Take(MostPreviewed);
        return new(
            [
                .. next.Select(date =>
                {
                    var shifts = PartOf(after, date).Plan.On(date).Shifts;
                    return new SeriesDate(date, shifts.Min(s => s.StartsAt), shifts.Max(s => s.EndsAt));
                }),
            ],
            [.. before.Made.Where(d => HasNotBegun(before, d, now) && TakesPlace(before, d) && !TakesPlace(after, d))]);
    }

    /// <summary>Makes the dates that have come within the horizon; they wait to be told.</summary>
    public static SeriesState Extend(SeriesState state, DateTimeOffset now)
    {
        var through = Today(state, now).PlusDays(HorizonDays).ToDateOnly();
        ImmutableArray<DateOnly> fresh = [.. Upcoming(state, now, through).Where(d => d > state.MadeThrough)];
        return Due(
            state with
            {
                Made = [.. state.Made.Concat(fresh).Where(d => HasNotBegun(state, d, now)).Distinct().Order()],
                MadeThrough = through > state.MadeThrough ? through : state.MadeThrough,
                Pending = [.. state.Pending.Union(fresh).Order()],
            },
            now);
    }

    /// <summary>An occurrence has heard of the revision.</summary>
    public static SeriesState Told(SeriesState state, IReadOnlySet<DateOnly> told, DateTimeOffset now) => Due(
        state with
        {
            Pending = [.. state.Pending.Where(d => !told.Contains(d))],
            Made = [.. state.Made.Where(d => !told.Contains(d) || TakesPlace(state, d))],
        },
        now);

    /// <summary>Whether the series has this date now.</summary>
    public static bool TakesPlace(SeriesState state, DateOnly date) => Dates(state, date, date).Any();

    public static SeriesPart PartOf(SeriesState state, DateOnly date) => state.Parts.LastOrDefault(p => p.From <= date) ?? state.Parts[0];

    /// <summary>The plan that the next occurrence follows.</summary>
    public static SeriesPart Current(SeriesState state, DateTimeOffset now) => PartOf(state, Today(state, now).ToDateOnly());

    private static Outcome<SeriesState> Planned(SeriesState next, DateTimeOffset now) =>
        Upcoming(next, now, Today(next, now).PlusDays(LookAheadDays).ToDateOnly()).Any() ? Spread(next, now) : SeriesFaults.NoDates;

    /// <summary>Everything that was made and has not begun, and everything that is within the horizon now, hears of the new revision.</summary>
    private static SeriesState Spread(SeriesState state, DateTimeOffset now)
    {
        var revised = state with { Revision = state.Revision + 1, Version = state.Version + 1 };
        var through = Today(state, now).PlusDays(HorizonDays).ToDateOnly();
        ImmutableArray<DateOnly> upcoming = [.. Upcoming(revised, now, through)];
        ImmutableArray<DateOnly> made = [.. state.Made.Where(d => HasNotBegun(state, d, now)).Union(upcoming).Order()];
        return Due(revised with { Made = made, Pending = made, MadeThrough = through }, now);
    }

    private static SeriesState Due(SeriesState state, DateTimeOffset now)
    {
        if (!state.Pending.IsEmpty)
        {
            return state with { NextDue = now };
        }

        // The next date after those that were looked at is made when it comes within the horizon, at the beginning of that day there.
        var from = state.MadeThrough.AddDays(1);
        var zone = EventPlans.ZoneOf(state.Parts[^1].Plan);
        return state with
        {
            NextDue = Dates(state, from, from.AddDays(LookAheadDays)).Select(d => (DateOnly?)d).FirstOrDefault() is { } next
                ? zone.AtStartOfDay(next.ToLocalDate().PlusDays(-HorizonDays)).ToInstant().ToDateTimeOffset()
                : null,
        };
    }

    private static Fault? Check(EventPlan plan, string rule, DateOnly first, DateTimeZone zone)
    {
        if (EventPlans.Check(plan) is { } fault)
        {
            return fault;
        }

        var read = Recurrence.Parse(rule, zone);
        return !read.Succeeded ? read.Fault
            : first.Year is < 2000 or > 2190 || !read.Value.Dates(first.ToLocalDate(), first.ToLocalDate()).Any() ? SeriesFaults.FirstDateInvalid
            : null;
    }

    private static Fault? Refusal(SeriesState state, int? expected) =>
        !state.Exists ? SeriesFaults.Unknown
        : expected is not null && expected != state.Version ? SeriesFaults.Changed
        : state.EndsBefore is { } end && end <= state.Parts[0].From ? SeriesFaults.Ended
        : null;

    /// <summary>The first date that a change reaches: not before today, and not today's if that has begun.</summary>
    private static DateOnly FirstOpen(SeriesState state, DateOnly? asked, DateTimeOffset now)
    {
        var today = Today(state, now).ToDateOnly();
        var earliest = TakesPlace(state, today) && !HasNotBegun(state, today, now) ? today.AddDays(1) : today;
        var from = asked is { } date && date > earliest ? date : earliest;
        return from < state.Parts[0].From ? state.Parts[0].From : from;
    }

    private static DateOnly? FirstOf(string rule, DateOnly from, DateTimeZone zone)
    {
        // A rule without days means the day it begins on, so it begins on the first day asked for.
        var read = Recurrence.Parse(rule, zone);
        var start = from.ToLocalDate();
        return read.Succeeded ? read.Value.Dates(start, start.PlusDays(LookAheadDays)).Select(d => (DateOnly?)d.ToDateOnly()).FirstOrDefault() : from;
    }

    private static IEnumerable<DateOnly> Upcoming(SeriesState state, DateTimeOffset now, DateOnly through) =>
        Dates(state, Today(state, now).ToDateOnly(), through).Where(d => HasNotBegun(state, d, now));

    private static IEnumerable<DateOnly> Dates(SeriesState state, DateOnly from, DateOnly through)
    {
        for (var i = 0; i < state.Parts.Length; i++)
        {
            var part = state.Parts[i];
            var ends = i + 1 < state.Parts.Length ? state.Parts[i + 1].From : DateOnly.MaxValue;
            var rule = Recurrence.Parse(part.Rule, EventPlans.ZoneOf(part.Plan)).Value!;
            foreach (var date in rule.Dates(part.First.ToLocalDate(), through.ToLocalDate()).Select(d => d.ToDateOnly()))
            {
                if (date >= from && date >= part.From && date < ends && !(date >= state.EndsBefore) && !state.Except.Contains(date))
                {
                    yield return date;
                }
            }
        }
    }

    private static bool HasNotBegun(SeriesState state, DateOnly date, DateTimeOffset now) => PartOf(state, date).Plan.StartsAt(date) > now;

    private static LocalDate Today(SeriesState state, DateTimeOffset now) => now.ToInstant().InZone(EventPlans.ZoneOf(state.Parts[^1].Plan)).Date;

    private static ImmutableArray<DateOnly> Tidy(ImmutableArray<DateOnly> dates) => dates.IsDefault ? [] : [.. dates.Distinct().Order()];
}
