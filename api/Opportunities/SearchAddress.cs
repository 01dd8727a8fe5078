using System.Globalization;
using Actors.Common;
using Actors.Opportunities;
using Microsoft.AspNetCore.WebUtilities;

namespace Actors.Api.Opportunities;

/// <summary>A search as addresses have it: that of the API, which is what a saved search keeps, and that of the page.</summary>
internal static class SearchAddress
{
    private const int LongestCode = 12;

    /// <summary>The part after the question mark, as the API has it.</summary>
    public static string Saved(SearchRequest request) => Write(
    [
        ("text", request.Text), ("from", request.From), ("to", request.To), ("lat", request.Lat), ("lng", request.Lng), ("radiusMiles", request.RadiusMiles),
        ("virtual", request.Virtual), ("age", request.Age), ("open", request.Open), ("sort", request.Sort),
        .. request.Cause.Select(c => ("cause", c)), .. request.Skill.Select(s => ("skill", s)), .. request.Available.Select(a => ("available", a)),
    ]);

    /// <summary>The page that shows what a saved search finds. The page has one cause, one skill and one time; of several it shows the first.</summary>
    public static string Page(string saved)
    {
        var values = QueryHelpers.ParseQuery(saved);
        string? One(string name) => values.TryGetValue(name, out var found) ? found.FirstOrDefault() : null;
        var near = One("lat") is { } lat && One("lng") is { } lng ? $"{lat},{lng}" : null;
        string[] same = ["text", "cause", "skill", "from", "to", "available", "virtual", "age", "open", "sort"];
        return $"/search?{Write([.. same.Select(name => (name, One(name))), ("near", near), ("radius", near is null ? null : One("radiusMiles"))])}";
    }

    /// <summary>Latitude and longitude as somebody typed them, or of the ZIP code; null when nothing was typed.</summary>
    public static async Task<Outcome<(string Lat, string Lng)?>> Place(string? near, PostalPlaces places, CancellationToken cancellation)
    {
        if (string.IsNullOrWhiteSpace(near))
        {
            return ((string, string)?)null;
        }

        if (near.Split(',') is [var lat, var lng])
        {
            return (lat.Trim(), lng.Trim());
        }

        var code = near.Trim().ToUpperInvariant();
        if (code.Length > LongestCode || !code.All(char.IsAsciiLetterOrDigit))
        {
            return SearchFaults.PlaceUnknown;
        }

        var found = await places.Find("US", [code], cancellation);
        return found.TryGetValue(code, out var point) ? (Degrees(point.Latitude), Degrees(point.Longitude)) : SearchFaults.PlaceUnknown;
    }

    public static string Degrees(double degrees) => degrees.ToString("0.#####", CultureInfo.InvariantCulture);

    private static string Write(IEnumerable<(string Name, string? Value)> values) =>
        QueryString.Create(values.Where(v => !string.IsNullOrEmpty(v.Value)).Select(v => KeyValuePair.Create(v.Name, v.Value))).Value?.TrimStart('?') ?? "";
}
