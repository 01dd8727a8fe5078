using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Actors.Common;
using Actors.Opportunities;

namespace Actors.Api.Opportunities;

public enum SearchSort
{
    Distance,
    Date,
}

/// <summary>A search as it came in the address: texts, so that each wrong one is answered with its own code.</summary>
public sealed record SearchRequest
{
    public string? Lat { get; init; }

    public string? Lng { get; init; }

    public string? RadiusMiles { get; init; }

    public string[] Cause { get; init; } = [];

    public string? From { get; init; }

    public string? To { get; init; }

    public string? Text { get; init; }

    public string? Sort { get; init; }

    public string? Cursor { get; init; }

    public string? Limit { get; init; }
}

/// <summary>A point in WGS 84 degrees.</summary>
public readonly record struct GeoPoint(double Latitude, double Longitude);

/// <summary>What is searched for (seed 7.3). <paramref name="Causes"/> include the children of those asked for.</summary>
internal sealed record SearchFilter(
    GeoPoint? Point, double RadiusMiles, ImmutableArray<string> Causes, DateTimeOffset? From, DateTimeOffset? To, string? Text, SearchSort Sort, int Limit)
{
    public const double MetresPerMile = 1609.344;

    /// <summary>The seed's default (7.3).</summary>
    private const double DefaultRadius = 10;
    private const double MostRadius = 12_500;
    private const int DefaultLimit = 20;
    private const int MostLimit = 100;
    private const int MostCauses = 20;
    private const int LongestText = 200;

    public static Outcome<SearchFilter> Of(SearchRequest request, ITaxonomy taxonomy)
    {
        if (ParsePoint(request) is var point && !point.Valid)
        {
            return SearchFaults.PointInvalid;
        }

        if (!TryRadius(request.RadiusMiles, out var radius))
        {
            return SearchFaults.RadiusInvalid;
        }

        if (ParseSort(request.Sort, point.Value is not null) is not { } sort)
        {
            return SearchFaults.SortInvalid;
        }

        if (point.Value is null && (sort == SearchSort.Distance || !string.IsNullOrWhiteSpace(request.RadiusMiles)))
        {
            return SearchFaults.PointMissing;
        }

        if (!TryCauses(request.Cause, taxonomy, out var causes))
        {
            return SearchFaults.CauseUnknown;
        }

        if (!TryMoment(request.From, out var from) || !TryMoment(request.To, out var to))
        {
            return SearchFaults.DateInvalid;
        }

        if (from >= to)
        {
            return SearchFaults.DatesReversed;
        }

        var text = string.IsNullOrWhiteSpace(request.Text) ? null : request.Text.Trim();
        if (text is not null && (text.Length > LongestText || !IsPlain(text)))
        {
            return SearchFaults.TextInvalid;
        }

        return TryLimit(request.Limit, out var limit)
            ? new SearchFilter(point.Value, radius, causes, from, to, text, sort, limit)
            : SearchFaults.LimitInvalid;
    }

    /// <summary>Equal for equal searches, whatever the page size: what a cursor is bound to.</summary>
    public ulong Fingerprint()
    {
        var canonical = string.Create(CultureInfo.InvariantCulture, $"{Point?.Latitude:R}\n{Point?.Longitude:R}\n{RadiusMiles:R}\n{string.Join(',', Causes)}\n{From:O}\n{To:O}\n{Sort}\n{Text}");
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(canonical), hash);
        return BitConverter.ToUInt64(hash);
    }

    private static (bool Valid, GeoPoint? Value) ParsePoint(SearchRequest request)
    {
        if (string.IsNullOrWhiteSpace(request.Lat) && string.IsNullOrWhiteSpace(request.Lng))
        {
            return (true, null);
        }

        return TryNumber(request.Lat, out var latitude) && TryNumber(request.Lng, out var longitude)
            && latitude is >= -90 and <= 90 && longitude is >= -180 and <= 180
            ? (true, new GeoPoint(latitude, longitude))
            : (false, null);
    }

    private static bool TryRadius(string? text, out double radius)
    {
        radius = DefaultRadius;
        return string.IsNullOrWhiteSpace(text) || (TryNumber(text, out radius) && radius is > 0 and <= MostRadius);
    }

    private static SearchSort? ParseSort(string? text, bool hasPoint) => text?.Trim() switch
    {
        null or "" => hasPoint ? SearchSort.Distance : SearchSort.Date,
        "distance" => SearchSort.Distance,
        "date" => SearchSort.Date,
        _ => null,
    };

    private static bool TryCauses(string[] asked, ITaxonomy taxonomy, out ImmutableArray<string> causes)
    {
        causes = [];
        var slugs = asked.Where(c => !string.IsNullOrWhiteSpace(c)).Select(c => c.Trim()).Distinct().ToList();
        if (slugs.Count > MostCauses || slugs.Exists(s => !taxonomy.TryCause(s, out _)))
        {
            return false;
        }

        causes = [.. slugs.Concat(taxonomy.Causes.Where(c => c.Parent is not null && slugs.Contains(c.Parent)).Select(c => c.Slug)).Distinct().Order(StringComparer.Ordinal)];
        return true;
    }

    private static bool TryMoment(string? text, out DateTimeOffset? moment)
    {
        moment = null;
        if (string.IsNullOrWhiteSpace(text))
        {
            return true;
        }

        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
        {
            moment = new(date, TimeOnly.MinValue, TimeSpan.Zero);
            return true;
        }

        // A '+' that was not escaped in the address arrives as a space.
        string[] forms = ["yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];
        if (!DateTimeOffset.TryParseExact(text.Replace(' ', '+'), forms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var exact))
        {
            return false;
        }

        moment = exact.ToUniversalTime();
        return true;
    }

    private static bool TryLimit(string? text, out int limit)
    {
        limit = DefaultLimit;
        return string.IsNullOrWhiteSpace(text)
            || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit) && limit is >= 1 and <= MostLimit);
    }

    private static bool TryNumber(string? text, out double number) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);

    // PostgreSQL takes neither NUL nor half a surrogate pair.
    private static bool IsPlain(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsControl(rune) || rune == Rune.ReplacementChar)
            {
                return false;
            }
        }

        return true;
    }
}
