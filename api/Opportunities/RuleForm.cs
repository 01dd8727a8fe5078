using System.Collections.Immutable;
using System.Globalization;
using Actors.Api.Common.Pages;
using Actors.Common;
using Actors.Opportunities;

namespace Actors.Api.Opportunities;

/// <summary>How people say how often something comes again; the day of a month or the weekday in it are those of the first date.</summary>
public enum Rhythm
{
    Daily,
    Weekly,
    MonthlyDay,
    MonthlyWeekday,
    MonthlyLastWeekday,

    /// <summary>A rule written out, for what the form has no controls for.</summary>
    Own,
}

/// <summary>The part of a form that says how an event comes again: texts as they were typed. Dates are ISO 8601, in the event's own zone.</summary>
public sealed record RuleForm
{
    public static readonly ImmutableArray<string> Weekdays = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

    public string FirstDate { get; init; } = "";

    public Rhythm Rhythm { get; init; } = Rhythm.Weekly;

    public string Every { get; init; } = "1";

    /// <summary>Of <see cref="Weekdays"/>; none is the first date's.</summary>
    public ImmutableArray<string> Days { get; init; } = [];

    /// <summary>NEVER, COUNT or UNTIL.</summary>
    public string Ends { get; init; } = "NEVER";

    public string Count { get; init; } = "";

    public string Until { get; init; } = "";

    public string Own { get; init; } = "";

    public ImmutableArray<string> Except { get; init; } = [];

    public static RuleForm Of(IFormCollection form) => new()
    {
        FirstDate = EventForm.Text(form["FirstDate"]),
        Rhythm = Enum.TryParse<Rhythm>(form["Rhythm"], out var rhythm) ? rhythm : Rhythm.Weekly,
        Every = EventForm.Text(form["Every"]),
        Days = EventForm.List(form["Days"]),
        Ends = EventForm.Text(form["Ends"]),
        Count = EventForm.Text(form["Count"]),
        Until = EventForm.Text(form["Until"]),
        Own = EventForm.Text(form["Own"]),
        Except = EventForm.List(form["Except"]),
    };

    /// <summary>The form of a rule; one that the controls cannot say without loss is shown written out.</summary>
    public static RuleForm Of(string rule, DateOnly first, ImmutableArray<DateOnly> except)
    {
        var parts = Parts(rule);
        var (freq, byDay) = (parts.GetValueOrDefault("FREQ"), parts.GetValueOrDefault("BYDAY", ""));
        var form = new RuleForm
        {
            FirstDate = Iso(first),
            Rhythm = freq == "DAILY" ? Rhythm.Daily
                : freq == "WEEKLY" ? Rhythm.Weekly
                : byDay.Length == 0 ? Rhythm.MonthlyDay
                : byDay.StartsWith('-') ? Rhythm.MonthlyLastWeekday
                : Rhythm.MonthlyWeekday,
            Every = parts.GetValueOrDefault("INTERVAL", "1"),
            Days = freq == "WEEKLY" ? [.. Weekdays.Intersect(byDay.Split(','))] : [],
            Ends = parts.ContainsKey("COUNT") ? "COUNT" : parts.ContainsKey("UNTIL") ? "UNTIL" : "NEVER",
            Count = parts.GetValueOrDefault("COUNT", ""),
            Until = DateOnly.TryParseExact(parts.GetValueOrDefault("UNTIL"), "yyyyMMdd", out var until) ? Iso(until) : "",
            Own = rule,
            Except = [.. except.Select(Iso)],
        };
        return Same(form.Rule().Value, rule, first) ? form : form with { Rhythm = Rhythm.Own };
    }

    /// <summary>As RFC 5545 writes it; the grain says what is wrong with it.</summary>
    public Outcome<string> Rule()
    {
        if (Date(FirstDate) is not { } first)
        {
            return SeriesFaults.FirstDateInvalid;
        }

        if (Rhythm == Rhythm.Own)
        {
            return Own;
        }

        if (!EventForm.TryCount(Every, out var every) || every is 0)
        {
            return SeriesFaults.RuleInvalid.With("part", $"INTERVAL={Every}");
        }

        var day = Weekdays[((int)first.DayOfWeek + 6) % 7];
        var nth = ((first.Day - 1) / 7) + 1;
        List<string> parts =
        [
            Rhythm switch
            {
                Rhythm.Daily => "FREQ=DAILY",
                Rhythm.Weekly => $"FREQ=WEEKLY;BYDAY={(Days.IsEmpty ? day : string.Join(',', Weekdays.Intersect(Days)))}",
                Rhythm.MonthlyDay => $"FREQ=MONTHLY;BYMONTHDAY={first.Day.ToString(CultureInfo.InvariantCulture)}",
                Rhythm.MonthlyWeekday => $"FREQ=MONTHLY;BYDAY={nth.ToString(CultureInfo.InvariantCulture)}{day}",
                _ => $"FREQ=MONTHLY;BYDAY=-1{day}",
            },
        ];
        if (every > 1)
        {
            parts.Add($"INTERVAL={every.Value.ToString(CultureInfo.InvariantCulture)}");
        }

        if (Ends == "COUNT")
        {
            parts.Add($"COUNT={Count}");
        }
        else if (Ends == "UNTIL")
        {
            parts.Add($"UNTIL={Until.Replace("-", "", StringComparison.Ordinal)}");
        }

        return string.Join(';', parts);
    }

    /// <summary>The dates to leave out; empty lines are none.</summary>
    public Outcome<ImmutableArray<DateOnly>> LeftOut()
    {
        var dates = Except.Select(Date).ToImmutableArray();
        return dates.Contains(null) ? PageFaults.TimeInvalid : dates.Select(d => d!.Value).ToImmutableArray();
    }

    /// <summary>The rule in words.</summary>
    internal string Say(Texts texts)
    {
        if (Rhythm == Rhythm.Own || Date(FirstDate) is not { } first)
        {
            return Own;
        }

        var every = int.TryParse(Every, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 1;
        var names = texts.Culture.DateTimeFormat;
        var weekday = names.GetDayName(first.DayOfWeek);
        var how = Rhythm switch
        {
            Rhythm.Daily => texts.Count(every, "Every day", "Every {0} days"),
            Rhythm.Weekly => texts.Count(every, "Every week on {1}", "Every {0} weeks on {1}", string.Join(", ", (Days.IsEmpty ? [Weekdays[((int)first.DayOfWeek + 6) % 7]] : Days).Select(d => Weekday(names, d)))),
            Rhythm.MonthlyDay => texts.Count(every, "Every month on day {1}", "Every {0} months on day {1}", first.Day),
            Rhythm.MonthlyWeekday => texts.Count(every, "Every month on the {1} {2}", "Every {0} months on the {1} {2}", Nth(texts, ((first.Day - 1) / 7) + 1), weekday),
            _ => texts.Count(every, "Every month on the last {1}", "Every {0} months on the last {1}", weekday),
        };
        return Ends switch
        {
            "COUNT" when int.TryParse(Count, NumberStyles.None, CultureInfo.InvariantCulture, out var times) => $"{how} · {texts.Count(times, "once", "{0} times")}",
            "UNTIL" when Date(Until) is { } until => $"{how} · {texts["until {0}", texts.Date(until)]}",
            _ => how,
        };
    }

    private static string Nth(Texts texts, int number) => number switch { 1 => texts["first"], 2 => texts["second"], 3 => texts["third"], 4 => texts["fourth"], _ => texts["fifth"] };

    /// <param name="day">Of <see cref="Weekdays"/>.</param>
    internal static string Weekday(DateTimeFormatInfo names, string day) => names.GetDayName((DayOfWeek)((Weekdays.IndexOf(day) + 1) % 7));

    internal static DateOnly? Date(string text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;

    /// <summary>Whether two rules say the same from a first date on; what a rule leaves to its first date may be written out.</summary>
    internal static bool Same(string? one, string? other, DateOnly first) =>
        one is not null && other is not null && Full(one, first).OrderBy(p => p.Key, StringComparer.Ordinal).SequenceEqual(Full(other, first).OrderBy(p => p.Key, StringComparer.Ordinal));

    private static Dictionary<string, string> Full(string rule, DateOnly first)
    {
        var parts = Parts(rule);
        if (parts.GetValueOrDefault("INTERVAL") == "1")
        {
            parts.Remove("INTERVAL");
        }

        if (parts.GetValueOrDefault("WKST") == "MO")
        {
            parts.Remove("WKST");
        }

        if (parts.TryGetValue("BYDAY", out var days))
        {
            parts["BYDAY"] = string.Join(',', days.Split(',').Order(StringComparer.Ordinal));
        }
        else if (parts.GetValueOrDefault("FREQ") == "WEEKLY")
        {
            parts["BYDAY"] = Weekdays[((int)first.DayOfWeek + 6) % 7];
        }
        else if (parts.GetValueOrDefault("FREQ") == "MONTHLY")
        {
            parts.TryAdd("BYMONTHDAY", first.Day.ToString(CultureInfo.InvariantCulture));
        }

        return parts;
    }

    private static Dictionary<string, string> Parts(string rule)
    {
        Dictionary<string, string> parts = new(StringComparer.Ordinal);
        var text = rule.Trim().ToUpperInvariant();
        foreach (var part in (text.StartsWith("RRULE:", StringComparison.Ordinal) ? text[6..] : text).Split(';'))
        {
            if (part.Split('=') is [var name, var value])
            {
                parts[name] = value;
            }
        }

        return parts;
    }

    private static string Iso(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
