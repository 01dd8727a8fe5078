using Actors.Common;
using Actors.Opportunities;

namespace Actors.Grains.Opportunities;

/// <summary>Where somebody is, seen from the event's place: whole metres only, so that what is decided by is what is kept.</summary>
/// <param name="DistanceMeters">Rounded.</param>
/// <param name="AccuracyMeters">Rounded up.</param>
internal readonly record struct Whereabouts(int DistanceMeters, int AccuracyMeters)
{
    /// <summary>Who is no farther from the place than this is there (seed 8.3).</summary>
    public const int Radius = 100;

    /// <summary>Anything farther is kept as this: how far away somebody's home is concerns nobody.</summary>
    private const int Farthest = 1000;

    private const double LeastPlausible = 0;
    private const double WorstPlausible = 1_000_000;

    // WGS 84.
    private const double Equatorial = 6_378_137;
    private const double Eccentricity = 6.69437999014e-3;
    private const double MeanRadius = 6_371_008.8;

    /// <summary>
    /// There: within the radius, known to within the radius. The reported accuracy never helps: a device that is vague about 5 km is not there
    /// because it might be.
    /// </summary>
    public bool IsHere => DistanceMeters <= Radius && AccuracyMeters <= Radius;

    /// <summary>Wherever in its circle the device is, it is not there.</summary>
    public bool IsElsewhere => DistanceMeters - AccuracyMeters > Radius;

    /// <summary>Why this does not prove presence; null when it does.</summary>
    public Fault? Refusal => this switch
    {
        { IsHere: true } => null,
        { AccuracyMeters: <= Radius } or { IsElsewhere: true } => With(OpportunityFaults.TooFar),
        _ => With(OpportunityFaults.PositionInaccurate),
    };

    public int KeptDistance => Math.Min(DistanceMeters, Farthest);

    /// <summary>Whether a device can mean it. An accuracy of nothing at all is what fake positions have.</summary>
    public static bool IsPlausible(Fix fix) =>
        fix.Latitude is >= -90 and <= 90 && fix.Longitude is >= -180 and <= 180 && fix.AccuracyMeters is > LeastPlausible and < WorstPlausible;

    public static Whereabouts Of(Place place, Fix fix) => new(
        (int)Math.Round(Distance(place.Latitude, place.Longitude, fix.Latitude, fix.Longitude), MidpointRounding.AwayFromZero),
        (int)Math.Ceiling(fix.AccuracyMeters));

    /// <summary>
    /// Metres between two points on the WGS 84 ellipsoid: the straight line through space, bent along the mean sphere. Nanometres off at 100 m,
    /// anywhere: neither the poles nor the date line are special to it. Within 0.6 % around the globe.
    /// </summary>
    public static double Distance(double latitude, double longitude, double otherLatitude, double otherLongitude)
    {
        var (x, y, z) = InSpace(latitude, longitude);
        var (otherX, otherY, otherZ) = InSpace(otherLatitude, otherLongitude);
        var chord = Math.Sqrt(Math.Pow(x - otherX, 2) + Math.Pow(y - otherY, 2) + Math.Pow(z - otherZ, 2));
        return 2 * MeanRadius * Math.Asin(Math.Min(1, chord / (2 * MeanRadius)));
    }

    private static (double X, double Y, double Z) InSpace(double latitude, double longitude)
    {
        var (sin, cos) = Math.SinCos(latitude * Math.PI / 180);
        var (sinLongitude, cosLongitude) = Math.SinCos(longitude * Math.PI / 180);
        var normal = Equatorial / Math.Sqrt(1 - (Eccentricity * sin * sin));
        return (normal * cos * cosLongitude, normal * cos * sinLongitude, normal * (1 - Eccentricity) * sin);
    }

    private Fault With(Fault fault) => fault
        .With("distanceMeters", KeptDistance.ToString(System.Globalization.CultureInfo.InvariantCulture))
        .With("accuracyMeters", AccuracyMeters.ToString(System.Globalization.CultureInfo.InvariantCulture));
}
