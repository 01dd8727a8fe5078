namespace Actors.Grains.Opportunities;

/// <summary>
/// The numbers by which an index finds listings, such as those of a span of days. They lead to rows; the columns decide. Cells of the globe:
/// <see cref="SearchCells"/>. As function listing_tags in 063-listings.sql.
/// </summary>
internal static class SearchTags
{
    /// <summary>Tags of a kind begin with its number.</summary>
    public const long Kind = 10_000_000_000;

    private const int Parts = Actors.Opportunities.WeekParts.Count;

    private static readonly int[] s_days = [1, 8, 64, 512];

    public const long Virtual = 9 * Kind;

    /// <summary>Every 4^<paramref name="power"/>th listing, power 1 to 4; 5 has a table of its own.</summary>
    public static long Sample(int power) => (16 - power) * Kind;

    /// <summary>A shift within these parts of the week has its first one among them.</summary>
    public static long[] WeekParts(int parts) => [.. Enumerable.Range(0, Parts).Where(p => (parts >> p & 1) != 0).Select(p => (10 * Kind) + p)];

    /// <summary>All times that lie within these parts of the week, as listings keep their shifts: parts that follow each other, Sunday by Monday.</summary>
    public static int[] Within(int parts)
    {
        HashSet<int> within = [];
        for (var first = 0; first < Parts; first++)
        {
            var time = 0;
            for (var part = first; part < first + Parts && (parts >> (part % Parts) & 1) != 0; part++)
            {
                within.Add(time |= 1 << (part % Parts));
            }
        }

        return [.. within];
    }

    /// <summary>
    /// From when on something may begin that lies within these parts of the week, wherever on Earth: the moment itself, unless nothing that
    /// is on by then can.
    /// </summary>
    public static DateTimeOffset NextStart(int parts, DateTimeOffset from)
    {
        // What began in the two days before may still be on; more than a day in one piece may be longer.
        var hours = Enumerable.Range(0, 24 * 9).Select(h => from.UtcDateTime.Date.AddDays(-2).AddHours(h)).Where(h => Within(h) && h.AddHours(1) > from.UtcDateTime.AddDays(-2));
        var first = new DateTimeOffset(hours.FirstOrDefault(from.UtcDateTime), TimeSpan.Zero);
        return first <= from || Longest(parts) >= 4 ? from : first;

        // Clocks are up to 14 hours before and 12 after this one.
        bool Within(DateTime hour) => (Actors.Opportunities.WeekParts.Of(hour.AddHours(-12), hour.AddHours(15)) & parts) != 0;
    }

    /// <summary>What is on at a moment or begins until another.</summary>
    public static long[] Span(DateTimeOffset from, DateTimeOffset to) => [.. Days(from.AddDays(-2), to), (20 * Kind) + Day(from, 8)];

    /// <summary>What begins on the days from one moment to another: long stretches where they fit, single days at the ends.</summary>
    public static long[] Days(DateTimeOffset from, DateTimeOffset to)
    {
        List<long> tags = [];
        var (first, last) = (Day(from, 1), Day(to, 1));
        while (first <= last)
        {
            var level = s_days.Length - 1;
            while (level > 0 && (first % s_days[level] != 0 || first + s_days[level] - 1 > last))
            {
                level--;
            }

            tags.Add(((16 + level) * Kind) + (first / s_days[level]));
            first += s_days[level];
        }

        return [.. tags];
    }

    /// <summary>How many parts of the week follow each other at most.</summary>
    private static int Longest(int parts)
    {
        var (longest, run) = (0, 0);
        for (var part = 0; part < 2 * Parts && longest < Parts; part++)
        {
            run = (parts >> (part % Parts) & 1) != 0 ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }

        return longest;
    }

    private static long Day(DateTimeOffset moment, int days) => (long)Math.Floor((moment - DateTimeOffset.UnixEpoch).TotalDays / days);
}
