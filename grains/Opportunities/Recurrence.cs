using System.Collections.Immutable;
using System.Globalization;
using Actors.Common;
using Actors.Opportunities;
using NodaTime;
using NodaTime.Text;

namespace Actors.Grains.Opportunities;

internal enum Frequency
{
    Daily,
    Weekly,
    Monthly,
}

/// <param name="Nth">Of the month: 1 is the first, -1 the last; 0 every one.</param>
internal readonly record struct DayOfRule(IsoDayOfWeek Day, int Nth);

/// <summary>
/// The part of an RFC 5545 RRULE that people plan events by. Weeks begin on Monday. Dates that do not exist (31 February) are left out, as the RFC
/// says, not moved. COUNT counts the dates that exceptions take away, too.
/// </summary>
internal sealed record Recurrence(
    Frequency Frequency, int Interval, ImmutableArray<DayOfRule> Days, ImmutableArray<int> MonthDays, int? Count, LocalDate? Until)
{
    private const int MostCount = 1000;
    private const int MostInterval = 366;

    private static readonly string[] s_days = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
    private static readonly LocalDatePattern s_date = LocalDatePattern.CreateWithInvariantCulture("yyyyMMdd");
    private static readonly InstantPattern s_moment = InstantPattern.CreateWithInvariantCulture("yyyyMMdd'T'HHmmss'Z'");

    /// <param name="zone">Of the event: an UNTIL in UTC is a date there.</param>
    public static Outcome<Recurrence> Parse(string? text, DateTimeZone zone)
    {
        var rule = (text ?? "").Trim();
        rule = rule.StartsWith("RRULE:", StringComparison.OrdinalIgnoreCase) ? rule[6..] : rule;
        Dictionary<string, string> parts = new(StringComparer.OrdinalIgnoreCase);
        foreach (var part in rule.Split(';'))
        {
            if (part.Split('=') is not [{ Length: > 0 } name, { Length: > 0 } value] || rule.Length > 500 || !parts.TryAdd(name, value.ToUpperInvariant()))
            {
                return Refuse(part);
            }
        }

        if (!parts.Remove("FREQ", out var freq) || freq is not ("DAILY" or "WEEKLY" or "MONTHLY"))
        {
            return Refuse("FREQ");
        }

        var frequency = Enum.Parse<Frequency>(freq, ignoreCase: true);
        var read = new Recurrence(frequency, 1, [], [], null, null);
        foreach (var (name, value) in parts)
        {
            var next = name.ToUpperInvariant() switch
            {
                "INTERVAL" when Number(value, 1, MostInterval) is { } interval => read with { Interval = interval },
                "COUNT" when Number(value, 1, MostCount) is { } count && !parts.ContainsKey("UNTIL") => read with { Count = count },
                "UNTIL" when Date(value, zone) is { } until => read with { Until = until },
                "WKST" when value == "MO" => read,
                "BYDAY" when ReadDays(value, frequency) is { } days => read with { Days = days },
                "BYMONTHDAY" when frequency != Frequency.Weekly && ReadMonthDays(value) is { } days => read with { MonthDays = days },
                _ => null,
            };
            if (next is null)
            {
                return Refuse($"{name}={value}");
            }

            read = next;
        }

        return read;
    }

    /// <summary>The dates from the first on, in order, up to <paramref name="through"/>: never more than there are days between.</summary>
    public IEnumerable<LocalDate> Dates(LocalDate first, LocalDate through)
    {
        var counted = 0;
        foreach (var date in Candidates(first, Until < through ? Until.Value : through))
        {
            if (counted++ == Count)
            {
                yield break;
            }

            yield return date;
        }
    }

    private IEnumerable<LocalDate> Candidates(LocalDate first, LocalDate last) => Frequency switch
    {
        Frequency.Daily => Steps(first, last, (date, n) => date.PlusDays(n)).Where(Suits),
        Frequency.Weekly => Steps(first.PlusDays(1 - (int)first.DayOfWeek), last, (monday, n) => monday.PlusWeeks(n)).SelectMany(monday => Week(monday, first.DayOfWeek))
            .Where(date => date >= first).TakeWhile(date => date <= last),
        _ => Steps(new LocalDate(first.Year, first.Month, 1), last, (month, n) => month.PlusMonths(n)).SelectMany(month => Month(month, first.Day))
            .Where(date => date >= first).TakeWhile(date => date <= last),
    };

    private IEnumerable<LocalDate> Steps(LocalDate from, LocalDate last, Func<LocalDate, int, LocalDate> plus)
    {
        for (var (n, at) = (0, from); at <= last; at = plus(from, n))
        {
            yield return at;
            n += Interval;
        }
    }

    private IEnumerable<LocalDate> Week(LocalDate monday, IsoDayOfWeek day) =>
        (Days.IsEmpty ? Enumerable.Repeat(day, 1) : Days.Select(d => d.Day).Distinct().Order()).Select(d => monday.PlusDays((int)d - 1));

    private IEnumerable<LocalDate> Month(LocalDate month, int day) => Enumerable.Range(0, month.Calendar.GetDaysInMonth(month.Year, month.Month))
        .Select(month.PlusDays)
        .Where(date => Days.IsEmpty && MonthDays.IsEmpty ? date.Day == day : Suits(date));

    private bool Suits(LocalDate date)
    {
        var days = date.Calendar.GetDaysInMonth(date.Year, date.Month);
        return (MonthDays.IsEmpty || MonthDays.Any(d => date.Day == (d > 0 ? d : days + 1 + d)))
            && (Days.IsEmpty || Days.Any(d => d.Day == date.DayOfWeek && (d.Nth == 0 || d.Nth == ((date.Day - 1) / 7) + 1 || d.Nth == -(((days - date.Day) / 7) + 1))));
    }

    private static ImmutableArray<DayOfRule>? ReadDays(string value, Frequency frequency)
    {
        var days = ImmutableArray.CreateBuilder<DayOfRule>();
        foreach (var word in value.Split(','))
        {
            var day = word.Length >= 2 ? Array.IndexOf(s_days, word[^2..]) : -1;
            var nth = word.Length > 2 ? int.TryParse(word[..^2], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var n) ? n : 9 : 0;
            if (day < 0 || Math.Abs(nth) > 5 || (word.Length > 2 && nth == 0) || (nth != 0 && frequency != Frequency.Monthly))
            {
                return null;
            }

            days.Add(new((IsoDayOfWeek)(day + 1), nth));
        }

        return days.ToImmutable();
    }

    private static ImmutableArray<int>? ReadMonthDays(string value)
    {
        var days = value.Split(',').Select(w => int.TryParse(w, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var day) ? day : 0).ToImmutableArray();
        return days.All(d => d != 0 && Math.Abs(d) <= 31) ? days : null;
    }

    private static int? Number(string value, int least, int most) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number : null;

    private static LocalDate? Date(string value, DateTimeZone zone) =>
        s_date.Parse(value) is { Success: true } date ? date.Value
        : s_moment.Parse(value) is { Success: true } moment ? moment.Value.InZone(zone).Date
        : null;

    private static Fault Refuse(string part) => SeriesFaults.RuleInvalid.With("part", part.Length > 60 ? part[..60] : part);
}
