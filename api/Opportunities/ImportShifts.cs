using System.Collections.Immutable;
using Actors.Opportunities;
using NodaTime;

namespace Actors.Api.Opportunities;

/// <summary>When a row's event is, in local time of its zone. Times are null where the file has none.</summary>
internal readonly record struct ImportSpan(DateOnly First, DateOnly Last, TimeOnly? From, TimeOnly? To);

/// <summary>
/// Makes shifts of a first and a last day. A shift is what one person does in one go, so a span of months is never one shift: up to seven days
/// give one each, a longer span one a week on the weekday of its first day. Without times a shift is 09:00 to 17:00.
/// </summary>
internal static class ImportShifts
{
    private static readonly TimeOnly s_morning = new(9, 0);
    private static readonly TimeOnly s_evening = new(17, 0);
    private const int MostDailyShifts = 7;
    private const int LongestSpanDays = 3 * 366;

    /// <summary>The shifts that are not over, or why there are none.</summary>
    public static (ImmutableArray<ShiftPlan> Shifts, string? Skipped) Plan(ImportSpan span, DateTimeZone zone, int? seats, DateTimeOffset now, ICollection<string> warnings)
    {
        var days = span.Last.DayNumber - span.First.DayNumber;
        var (from, to) = (span.From ?? s_morning, span.To ?? DefaultEnd(span.From));
        var overnight = to <= from;
        if (days < 0 || (days == 0 && overnight))
        {
            return ([], SkipReasons.EndsBeforeStart);
        }

        if (days > LongestSpanDays)
        {
            return ([], SkipReasons.SpanTooLong);
        }

        if (span.From is null || span.To is null)
        {
            warnings.Add(ImportWarnings.TimesAssumed);
        }

        // From an evening to the next morning is one shift that began on the first day.
        var last = overnight ? span.Last.AddDays(-1) : span.Last;
        var step = last.DayNumber - span.First.DayNumber < MostDailyShifts ? 1 : 7;
        var all = ImmutableArray.CreateBuilder<ShiftPlan>();
        for (var day = span.First; day <= last; day = day.AddDays(step))
        {
            all.Add(new(null, null, At(day, from, zone), At(overnight ? day.AddDays(1) : day, to, zone), seats));
        }

        var left = all.Where(s => s.EndsAt > now).ToImmutableArray();
        if (left.IsEmpty)
        {
            return ([], SkipReasons.OverAlready);
        }

        if (all.Count > 1)
        {
            warnings.Add(step == 1 ? ImportWarnings.DailyShifts : ImportWarnings.WeeklyShifts);
        }

        if (left.Length < all.Count)
        {
            warnings.Add(ImportWarnings.PastShiftsLeftOut);
        }

        return (left, null);
    }

    /// <summary>Days to move all dates by: whole weeks, so that weekdays stay, and forward only.</summary>
    public static int DaysToMove(DateOnly earliest, DateOnly startFrom) =>
        startFrom <= earliest ? 0 : (startFrom.DayNumber - earliest.DayNumber + 6) / 7 * 7;

    private static TimeOnly DefaultEnd(TimeOnly? from) => from is { } start && start >= s_evening ? start.Add(TimeSpan.FromHours(2)) : s_evening;

    // An hour that a change of clocks leaves out or doubles is taken as NodaTime's lenient resolver does.
    private static DateTimeOffset At(DateOnly day, TimeOnly time, DateTimeZone zone) =>
        new LocalDateTime(day.Year, day.Month, day.Day, time.Hour, time.Minute, time.Second).InZoneLeniently(zone).ToDateTimeOffset().ToUniversalTime();
}
