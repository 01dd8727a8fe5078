namespace Actors.Grains.Opportunities;

/// <summary>
/// The cells of the globe by which an index finds listings in a ring around a point: large ones where the ring fills them, small ones along
/// its edges. Few, because reading the index compares every place of one with every other, and close, because what is outside is read in
/// vain. As the first kinds of function listing_tags in 063-listings.sql.
/// </summary>
internal static class SearchCells
{
    /// <summary>More of them cost more than they keep out.</summary>
    private const int Most = 16;

    /// <summary>Of the largest there may be more, rather than none.</summary>
    private const int MostOfAll = 128;

    /// <summary>Metres of a degree on the sphere that PostGIS measures by.</summary>
    private const double MetresPerDegree = 111_195.08;

    /// <summary>Cells per degree, finest first. A cell lies within one of the next scale.</summary>
    private static readonly double[] s_scales = [200, 50, 10, 2, 0.4, 0.08];

    /// <summary>Cells that together hold every point whose distance lies between two, in metres; null when these would be most of the globe.</summary>
    public static long[]? Ring(double latitude, double longitude, double inner, double outer)
    {
        if (outer / MetresPerDegree * 1.001 >= 90)
        {
            return null;
        }

        var ring = new Circle(latitude, longitude, inner * 0.999, (outer * 1.001) + 1);
        for (var level = 0; level < s_scales.Length; level++)
        {
            var most = level == s_scales.Length - 1 ? MostOfAll : Most;
            if (Cover(level, ring, most) is { } cells)
            {
                return [.. Refined(cells, ring).Select(c => c.Tag).Distinct()];
            }
        }

        return null;
    }

    /// <summary>All cells of a size that the ring touches; null when these are more than so many.</summary>
    private static List<Cell>? Cover(int level, Circle ring, int most)
    {
        var scale = s_scales[level];
        var (south, north) = (Row(ring.South, level), Row(ring.North, level));
        List<Cell> cells = [];
        foreach (var (west, east) in ring.Longitudes())
        {
            var (first, last) = ((long)Math.Floor((west + 180) * scale), (long)Math.Floor((east + 180) * scale));

            // A ring has fewer cells than its square; much larger squares are not even looked at.
            if ((north - south + 1) * (last - first + 1) > 64 * Most)
            {
                return null;
            }

            for (var row = south; row <= north; row++)
            {
                for (var column = first; column <= last; column++)
                {
                    var cell = new Cell(level, row, column % Around(level));
                    if (ring.Touches(cell))
                    {
                        cells.Add(cell);
                    }
                }
            }

            if (cells.Count > most)
            {
                return null;
            }
        }

        return cells;
    }

    /// <summary>Cells along the edges are replaced by smaller ones, first where that keeps out most.</summary>
    private static List<Cell> Refined(List<Cell> cells, Circle ring)
    {
        var open = cells.ConvertAll(c => (Cell: c, Parts: c.Level == 0 ? [] : c.Parts().Where(ring.Touches).ToList()));
        while (true)
        {
            var (best, gain) = (-1, 0.0);
            for (var i = 0; i < open.Count; i++)
            {
                var (cell, parts) = open[i];
                if (parts.Count > 0 && open.Count + parts.Count - 1 <= Most && Gain(cell, parts.Count) is var kept && kept > gain)
                {
                    (best, gain) = (i, kept);
                }
            }

            if (best < 0)
            {
                return open.ConvertAll(o => o.Cell);
            }

            var chosen = open[best].Parts;
            open.RemoveAt(best);
            open.AddRange(chosen.Select(c => (c, c.Level == 0 ? [] : c.Parts().Where(ring.Touches).ToList())));
        }
    }

    /// <summary>Area that is kept out for each cell more.</summary>
    private static double Gain(Cell cell, int parts)
    {
        var factor = s_scales[cell.Level - 1] / s_scales[cell.Level];
        return (1 - (parts / (factor * factor))) / (s_scales[cell.Level] * s_scales[cell.Level]) / Math.Max(parts - 1, 0.1);
    }

    private static long Row(double latitude, int level) => Math.Min((long)Math.Floor((latitude + 90) * s_scales[level]), Highest(level));

    private static long Highest(int level) => (long)Math.Floor(180 * s_scales[level]) - 1;

    private static long Around(int level) => (long)Math.Round(360 * s_scales[level]);

    private static double Metres(double latitude, double longitude, double otherLatitude, double otherLongitude)
    {
        var (a, b) = (Math.Sin(Radians(otherLatitude - latitude) / 2), Math.Sin(Radians(otherLongitude - longitude) / 2));
        var h = (a * a) + (Math.Cos(Radians(latitude)) * Math.Cos(Radians(otherLatitude)) * b * b);
        return 2 * Math.Asin(Math.Min(1, Math.Sqrt(h))) / Math.PI * 180 * MetresPerDegree;
    }

    private static double Radians(double degrees) => degrees / 180 * Math.PI;

    private readonly record struct Cell(int Level, long Row, long Column)
    {
        public long Tag => ((Level + 1) * SearchTags.Kind) + (Row * 100_000) + Column;

        public double South => (Row / s_scales[Level]) - 90;

        /// <summary>The uppermost row has what is left up to the pole.</summary>
        public double North => Row == Highest(Level) ? 90 : ((Row + 1) / s_scales[Level]) - 90;

        /// <summary>The cells of the next finer size within.</summary>
        public IEnumerable<Cell> Parts()
        {
            var (level, factor) = (Level - 1, (long)Math.Round(s_scales[Level - 1] / s_scales[Level]));
            var last = Row == Highest(Level) ? Highest(level) : ((Row + 1) * factor) - 1;
            for (var row = Row * factor; row <= last; row++)
            {
                for (var column = Column * factor; column < (Column + 1) * factor; column++)
                {
                    yield return new(level, row, column % Around(level));
                }
            }
        }
    }

    /// <summary>A circle with a hole, in degrees and metres.</summary>
    private readonly record struct Circle(double Latitude, double Longitude, double Inner, double Outer)
    {
        private double Degrees => Outer / MetresPerDegree;

        public double South => Math.Max(-90, Latitude - Degrees);

        public double North => Math.Min(90, Latitude + Degrees);

        /// <summary>From west to east, once or, across the date line, twice. Where the circle holds a pole it has all longitudes.</summary>
        public IEnumerable<(double West, double East)> Longitudes()
        {
            var sine = Math.Sin(Radians(Degrees)) / Math.Cos(Radians(Latitude));
            var wide = Latitude + Degrees >= 90 || Latitude - Degrees <= -90 || sine >= 1 ? 180 : Math.Asin(sine) * 180 / Math.PI;
            var (west, east) = (Longitude - wide, Longitude + wide);
            return wide >= 180 ? [(-180, 180)]
                : west < -180 ? [(west + 360, 180), (-180, east)]
                : east > 180 ? [(west, 180), (-180, east - 360)]
                : [(west, east)];
        }

        /// <summary>Whether some point of a cell may lie within; no point of it is farther from its middle than half its diagonal.</summary>
        public bool Touches(Cell cell)
        {
            var (south, north, width) = (cell.South, cell.North, 1 / s_scales[cell.Level]);
            var widest = south < 0 && north > 0 ? 1 : Math.Cos(Radians(Math.Min(Math.Abs(south), Math.Abs(north))));
            var half = Math.Sqrt(Math.Pow(north - south, 2) + Math.Pow(width * widest, 2)) / 2 * MetresPerDegree * 1.01;
            var away = Metres(Latitude, Longitude, (south + north) / 2, ((cell.Column + 0.5) / s_scales[cell.Level]) - 180);
            return away - half <= Outer && away + half >= Inner;
        }
    }
}
