namespace Actors.Grains.Opportunities;

/// <summary>
/// The numbers by which an index finds listings in a ring around a point or in a span of days: cells of the globe and days of several
/// sizes, the finest of which a range needs only a few. They lead to rows; the columns decide. As function listing_tags in 063-listings.sql.
/// </summary>
internal static class SearchTags
{
    private const long Kind = 10_000_000_000;
    private const int MostCells = 128;
    private const int MostDays = 64;
    private const int Parts = Actors.Opportunities.WeekParts.Count;

    /// <summary>Metres of a degree on the sphere that PostGIS measures by.</summary>
    private const double MetresPerDegree = 111_195.08;

    /// <summary>Cells per degree, finest first.</summary>
    private static readonly double[] s_scales = [200, 50, 10, 2, 0.4, 0.08];

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

    /// <summary>Cells that together hold every point whose distance lies between two, in metres; null when these would be most of the globe.</summary>
    public static long[]? Ring(double latitude, double longitude, double inner, double outer)
    {
        var degrees = outer / MetresPerDegree * 1.001;
        if (degrees >= 90)
        {
            return null;
        }

        var (south, north) = (Math.Max(-90, latitude - degrees), Math.Min(90, latitude + degrees));

        // Where the circle holds a pole it has all longitudes.
        var sine = Math.Sin(Radians(degrees)) / Math.Cos(Radians(latitude));
        var wide = latitude + degrees >= 90 || latitude - degrees <= -90 || sine >= 1 ? 180 : Math.Asin(sine) * 180 / Math.PI;
        for (var level = 0; level < s_scales.Length; level++)
        {
            if (Cells(level, (latitude, longitude), (south, north), wide, inner) is { } cells)
            {
                return cells;
            }
        }

        return null;
    }

    /// <summary>What is on at a moment or begins until another.</summary>
    public static long[] Span(DateTimeOffset from, DateTimeOffset to) => [.. Days(from.AddDays(-2), to), (20 * Kind) + Day(from, 8)];

    /// <summary>What begins on the days from one moment to another.</summary>
    public static long[] Days(DateTimeOffset from, DateTimeOffset to)
    {
        for (var level = 0; ; level++)
        {
            var (first, last) = (Day(from, s_days[level]), Day(to, s_days[level]));
            if (last - first < MostDays || level == s_days.Length - 1)
            {
                return [.. Enumerable.Range(0, (int)(last - first) + 1).Select(d => ((16 + level) * Kind) + first + d)];
            }
        }
    }

    private static long Day(DateTimeOffset moment, int days) => (long)Math.Floor((moment - DateTimeOffset.UnixEpoch).TotalDays / days);

    private static long[]? Cells(int level, (double Latitude, double Longitude) at, (double South, double North) band, double wide, double inner)
    {
        var scale = s_scales[level];
        var around = (long)Math.Round(360 * scale);
        var highest = (long)Math.Floor(180 * scale) - 1;
        var (low, high) = (Math.Min((long)Math.Floor((band.South + 90) * scale), highest), Math.Min((long)Math.Floor((band.North + 90) * scale), highest));
        var west = (long)Math.Floor((at.Longitude - wide + 180) * scale);
        var columns = Math.Min(around, (long)Math.Floor((at.Longitude + wide + 180) * scale) - west + 1);

        // A ring has fewer cells than its square; much larger squares are not even looked at.
        if ((high - low + 1) * columns > 64 * MostCells)
        {
            return null;
        }

        // No point of a cell is farther from its middle than this.
        var half = MetresPerDegree / scale;
        List<long> cells = [];
        for (var row = low; row <= high; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                if (inner > 0 && Metres(at, (((row + 0.5) / scale) - 90, ((west + column + 0.5) / scale) - 180)) < inner - half)
                {
                    continue;
                }

                if (cells.Count == MostCells)
                {
                    return null;
                }

                cells.Add(((level + 1) * Kind) + (row * 100_000) + (((west + column) % around + around) % around));
            }
        }

        return [.. cells];
    }

    private static double Metres((double Latitude, double Longitude) one, (double Latitude, double Longitude) other)
    {
        var (a, b) = (Math.Sin(Radians(other.Latitude - one.Latitude) / 2), Math.Sin(Radians(other.Longitude - one.Longitude) / 2));
        var h = (a * a) + (Math.Cos(Radians(one.Latitude)) * Math.Cos(Radians(other.Latitude)) * b * b);
        return 2 * Math.Asin(Math.Min(1, Math.Sqrt(h))) / Math.PI * 180 * MetresPerDegree;
    }

    private static double Radians(double degrees) => degrees / 180 * Math.PI;
}
