namespace Actors.Grains.Opportunities;

/// <summary>
/// How far to read at once, so that a little more than a page is found. Measured in square metres around the origin or in seconds, where
/// one more of it holds about as many more rows. A sample says where the next rows are and how dense: places and days are not evenly full.
/// </summary>
/// <param name="sample">Where some of the rows are, in order; each stands for <paramref name="each"/>.</param>
/// <param name="range">Where the search begins and ends.</param>
/// <param name="few">Whether without one of the sample there cannot be many.</param>
/// <param name="least">The smallest step: thousands may be at the very same spot.</param>
internal sealed class SearchPace(IReadOnlyList<double> sample, int each, (double From, double To) range, int wanted, double least, bool few)
{
    /// <summary>How many times a page the first step is to hold.</summary>
    private const double Plenty = 2.5;

    /// <summary>How much of the last step the next one takes at least.</summary>
    private const double Shortest = 0.2;

    /// <summary>So many of the sample say how dense they are.</summary>
    private const int Ahead = 3;

    /// <summary>Without one of the sample there may be a page all the same, or thousands: a part of the range says which.</summary>
    private const int Blind = 8;

    private double _step = sample.Count == 0
        ? few ? double.PositiveInfinity : Math.Max(least, (range.To - range.From) / Blind)
        : Math.Max(least, (sample[Math.Min(Ahead, sample.Count) - 1] - range.From) * Plenty * wanted / (Math.Min(Ahead, sample.Count) * (double)each));

    private int _next;
    private double _taken;
    private int _missing = wanted;

    /// <summary>The end of the step that begins at <paramref name="at"/>.</summary>
    /// <param name="missing">How many are still to be found.</param>
    public double Step(double at, int missing)
    {
        var found = _missing - missing;
        if (found > 0 && sample.Count > 0)
        {
            // The last step says how dense they are here: for the last three of a page the next one is short.
            _step = Math.Min(_step, Math.Max(least, _taken * Math.Max(Shortest, Plenty * missing / found)));
        }

        while (_next < sample.Count && sample[_next] <= at)
        {
            _next++;
        }

        var end = at + _step;
        if (_next < sample.Count)
        {
            // Up to the next one there are about as many as it stands for: more than a page, except by rare chance.
            end = Math.Min(end, Math.Max(at + least, sample[_next]));
        }

        (_taken, _missing) = (end - at, missing);
        _step = sample.Count == 0 ? double.PositiveInfinity : _step * 4;
        return end;
    }
}
