using System.Globalization;
using System.Text.RegularExpressions;
using Actors.Common;
using Actors.Opportunities;

namespace Actors.Api.Opportunities;

/// <summary>Where a typed address lies: by the degrees beside it, or else by the ZIP code in it.</summary>
internal sealed partial class EventPlaces(PostalPlaces places)
{
    public async Task<Outcome<GeoPoint?>> Find(EventForm form, CancellationToken cancellation)
    {
        if (form.Latitude.Length > 0 || form.Longitude.Length > 0)
        {
            return Degrees(form.Latitude) is { } latitude && Degrees(form.Longitude) is { } longitude
                ? new GeoPoint(latitude, longitude)
                : Actors.Opportunities.OpportunityFaults.PlaceInvalid;
        }

        if (form.Address.Length == 0)
        {
            return new Outcome<GeoPoint?>(null, null);
        }

        // The last one: a house may have five digits too.
        if (ZipCode().Matches(form.Address) is not [.., var zip])
        {
            return SearchFaults.PlaceUnknown;
        }

        var found = await places.Find("US", [zip.Value], cancellation);
        return found.TryGetValue(zip.Value, out var point) ? point : SearchFaults.PlaceUnknown;
    }

    private static double? Degrees(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var degrees) ? degrees : null;

    [GeneratedRegex(@"\b\d{5}\b", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ZipCode();
}
