using System.Collections.Immutable;
using Actors.Opportunities;

namespace Actors.Api.Opportunities;

/// <summary>A spot on the drawn map, in its own units.</summary>
internal readonly record struct MapSpot(double X, double Y);

/// <summary>Hits that lie so close that one pin stands for all.</summary>
internal sealed record MapPin<T>(MapSpot Spot, GeoPoint Centre, ImmutableArray<T> Items);

/// <summary>One line of the graticule and what it is labelled with, in degrees.</summary>
internal sealed record MapLine(double Degrees, double At);

/// <summary>
/// A window on the earth in Web Mercator (EPSG:3857), without any tiles: the map draws a graticule, a scale and what was found. Across the
/// date line the window goes on, so that Fiji's two halves are neighbours.
/// </summary>
internal sealed class MapProjection
{
    public const double Width = 800;
    public const double Height = 520;

    /// <summary>Web Mercator ends here.</summary>
    private const double MostLatitude = 85;
    private const double EarthMiles = 24_901.46;
    private const double Margin = 0.12;

    /// <summary>A window is at least so wide, in parts of the whole earth (about a mile and a half): a single hit is not a map of one bush.</summary>
    private const double Narrowest = 0.00006;

    private readonly double _left;
    private readonly double _top;
    private readonly double _scale;

    private MapProjection(double left, double top, double scale) => (_left, _top, _scale) = (left, top, scale);

    /// <summary>The smallest window that holds all points with some room around them; null without points.</summary>
    public static MapProjection? Around(IReadOnlyCollection<GeoPoint> points)
    {
        if (points.Count == 0)
        {
            return null;
        }

        // The widest gap between neighbours is where the map is cut open.
        var xs = points.Select(p => Wrap((p.Longitude / 360) + 0.5)).Order().ToArray();
        var (start, gap) = (xs[0], xs[0] + 1 - xs[^1]);
        for (var i = 1; i < xs.Length; i++)
        {
            if (xs[i] - xs[i - 1] > gap)
            {
                (start, gap) = (xs[i], xs[i] - xs[i - 1]);
            }
        }

        var width = Math.Max(1 - gap, Narrowest);
        var ys = points.Select(p => North(p.Latitude)).ToArray();
        var height = Math.Max(ys.Max() - ys.Min(), Narrowest * Height / Width);
        var scale = Math.Min(Width * (1 - (2 * Margin)) / width, Height * (1 - (2 * Margin)) / height);
        var middle = start + ((1 - gap) / 2);
        return new(middle - (Width / scale / 2), ((ys.Max() + ys.Min()) / 2) - (Height / scale / 2), scale);
    }

    public MapSpot Spot(GeoPoint point)
    {
        var x = Wrap((point.Longitude / 360) + 0.5 - _left);
        return new(x * _scale, (North(point.Latitude) - _top) * _scale);
    }

    public GeoPoint Point(MapSpot spot)
    {
        var longitude = (Wrap((spot.X / _scale) + _left) - 0.5) * 360;
        var latitude = Math.Atan(Math.Sinh(Math.PI * (1 - (2 * ((spot.Y / _scale) + _top))))) * 180 / Math.PI;
        return new(latitude, longitude);
    }

    /// <summary>Length of a mile at the middle of the window, in the map's units.</summary>
    public double Mile => _scale / (EarthMiles * Math.Cos(Point(new(Width / 2, Height / 2)).Latitude * Math.PI / 180));

    /// <summary>A round number of miles that is about a fifth of the width.</summary>
    public double ScaleMiles
    {
        get
        {
            var about = Width / 5 / Mile;
            var power = Math.Pow(10, Math.Floor(Math.Log10(about)));
            return (about / power) switch { >= 5 => 5, >= 2 => 2, _ => 1 } * power;
        }
    }

    public ImmutableArray<MapLine> Meridians() => Lines(Width / _scale * 360, Point(new(0, 0)).Longitude, degrees => Spot(new(0, degrees > 180 ? degrees - 360 : degrees)).X, Width);

    public ImmutableArray<MapLine> Parallels()
    {
        var (south, north) = (Point(new(0, Height)).Latitude, Point(new(0, 0)).Latitude);
        return Lines(north - south, south, degrees => Spot(new(degrees, 0)).Y, Height);
    }

    /// <summary>Groups what lies within <paramref name="reach"/> units of each other, the first of them as its middle: in the given order, so always the same.</summary>
    public ImmutableArray<MapPin<T>> Cluster<T>(IEnumerable<T> items, Func<T, GeoPoint> where, double reach)
    {
        List<(MapSpot Spot, List<T> Items)> groups = [];
        foreach (var item in items)
        {
            var spot = Spot(where(item));
            var near = groups.Find(g => Math.Pow(g.Spot.X - spot.X, 2) + Math.Pow(g.Spot.Y - spot.Y, 2) < reach * reach);
            if (near.Items is { } members)
            {
                members.Add(item);
            }
            else
            {
                groups.Add((spot, [item]));
            }
        }

        return [.. groups.Select(g => new MapPin<T>(g.Spot, Point(g.Spot), [.. g.Items]))];
    }

    private static ImmutableArray<MapLine> Lines(double span, double from, Func<double, double> at, double length)
    {
        double[] steps = [0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60];
        var step = Array.Find(steps, s => span / s <= 6);
        step = step == 0 ? steps[^1] : step;
        var first = Math.Ceiling(from / step);
        return [.. Enumerable.Range(0, 8).Select(i => (first + i) * step).Where(d => d <= from + span).Select(d => new MapLine(d > 180 ? d - 360 : d, at(d))).Where(l => l.At >= 0 && l.At <= length)];
    }

    private static double North(double latitude)
    {
        var radians = Math.Clamp(latitude, -MostLatitude, MostLatitude) * Math.PI / 180;
        return (1 - (Math.Asinh(Math.Tan(radians)) / Math.PI)) / 2;
    }

    private static double Wrap(double x) => x - Math.Floor(x);
}
