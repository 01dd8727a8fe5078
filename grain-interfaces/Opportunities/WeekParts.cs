using System.Collections.Immutable;

namespace Actors.Opportunities;

/// <summary>
/// When in a week: a bit for each of 28 parts, 4 * (Monday 0 ... Sunday 6) + night (0 to 6 o'clock), morning (6 to 12), afternoon (12 to 17)
/// and evening (17 to 24). As function shift_slots in 063-listings.sql.
/// </summary>
public static class WeekParts
{
    public const int Count = 28;

    public const int Always = (1 << Count) - 1;

    private static readonly ImmutableArray<string> s_days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    private static readonly ImmutableArray<string> s_parts = ["night", "morning", "afternoon", "evening"];

    /// <summary>A day (<c>sat</c>), a part of all days (<c>evening</c>), both (<c>sat-morning</c>), <c>weekdays</c> or <c>weekends</c>, alone or with a part.</summary>
    public static bool TryParse(string text, out int parts)
    {
        parts = 0;
        var dash = text.IndexOf('-', StringComparison.Ordinal);
        var (day, part) = dash >= 0 ? (text[..dash], text[(dash + 1)..]) : s_parts.Contains(text) ? ("", text) : (text, "");
        var (days, ofDay) = (Days(day), part.Length == 0 && dash < 0 ? 0b1111 : 1 << s_parts.IndexOf(part));
        if (text.Length == 0 || days == 0 || (part.Length > 0 && !s_parts.Contains(part)) || (dash >= 0 && (part.Length == 0 || day.Length == 0)))
        {
            return false;
        }

        for (var d = 0; d < 7; d++)
        {
            parts |= (days >> d & 1) * (ofDay << (4 * d));
        }

        return true;
    }

    /// <summary>The name of one part, <c>sat-morning</c>.</summary>
    public static string Name(int part) => $"{s_days[part / 4]}-{s_parts[part % 4]}";

    public static ImmutableArray<string> Names(int parts) => [.. Enumerable.Range(0, Count).Where(p => (parts >> p & 1) != 0).Select(Name)];

    /// <summary>The parts that a time takes, given by the clock on the wall.</summary>
    public static int Of(DateTime from, DateTime to)
    {
        if (to - from >= TimeSpan.FromDays(7))
        {
            return Always;
        }

        var parts = 0;
        for (var hour = from.Date.AddHours(from.Hour); hour < to; hour = hour.AddHours(1))
        {
            parts |= 1 << ((4 * (((int)hour.DayOfWeek + 6) % 7)) + (hour.Hour switch { < 6 => 0, < 12 => 1, < 17 => 2, _ => 3 }));
        }

        return parts;
    }

    private static int Days(string day) => day switch
    {
        "" => 0b1111111,
        "weekdays" => 0b0011111,
        "weekends" => 0b1100000,
        _ => s_days.IndexOf(day) is >= 0 and var d ? 1 << d : 0,
    };
}
