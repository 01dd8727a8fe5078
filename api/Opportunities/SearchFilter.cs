using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Actors.Common;
using Actors.Opportunities;

namespace Actors.Api.Opportunities;

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

    public string[] Skill { get; init; } = [];

    public string[] Organization { get; init; } = [];

    public string? Open { get; init; }

    public string? Virtual { get; init; }

    public string? Age { get; init; }

    public string[] Available { get; init; } = [];

    public string? Sort { get; init; }

    public string? Cursor { get; init; }

    public string? Limit { get; init; }
}

/// <summary>A search as it was understood (seed 7.3).</summary>
internal sealed record SearchFilter(SearchCriteria Criteria, int Limit)
{
    /// <summary>The seed's default (7.3).</summary>
    private const double DefaultRadius = 10;
    private const double MostRadius = 12_500;
    private const int DefaultLimit = 20;
    private const int MostLimit = 100;
    private const int MostValues = 20;
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

        var text = string.IsNullOrWhiteSpace(request.Text) ? null : request.Text.Trim();
        if (text is not null && (text.Length > LongestText || !IsPlain(text)))
        {
            return SearchFaults.TextInvalid;
        }

        if (ParseSort(request.Sort, point.Value is not null, text is not null) is not { } sort)
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

        if (!TryList(request.Skill, (string s, out string skill) => taxonomy.TrySkill(skill = s, out _), out var skills))
        {
            return SearchFaults.SkillUnknown;
        }

        if (!TryList(request.Organization, Id.TryParse, out ImmutableArray<OrganizationId> organizations))
        {
            return SearchFaults.OrganizationInvalid;
        }

        if (!TryMoment(request.From, out var from) || !TryMoment(request.To, out var to))
        {
            return SearchFaults.DateInvalid;
        }

        if (from >= to)
        {
            return SearchFaults.DatesReversed;
        }

        if (!TryFlag(request.Open, out var open) || !TryFlag(request.Virtual, out var isVirtual))
        {
            return SearchFaults.FlagInvalid;
        }

        if (!TryAge(request.Age, out var age))
        {
            return SearchFaults.AgeInvalid;
        }

        if (!TryList(request.Available, WeekParts.TryParse, out ImmutableArray<int> available))
        {
            return SearchFaults.AvailableInvalid;
        }

        return TryLimit(request.Limit, out var limit)
            ? new SearchFilter(
                new(point.Value, radius, causes, skills, organizations, from, to, text, open is true, isVirtual, age, available.IsEmpty ? null : available.Aggregate((a, b) => a | b), sort), limit)
            : SearchFaults.LimitInvalid;
    }

    /// <summary>Equal for equal searches, whatever the page size: what a cursor is bound to.</summary>
    public ulong Fingerprint()
    {
        var canonical = JsonSerializer.Serialize(Criteria, ActorsJson.Options);
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

    private static SearchSort? ParseSort(string? text, bool hasPoint, bool hasText) => text?.Trim() switch
    {
        null or "" => hasText ? SearchSort.Relevance : hasPoint ? SearchSort.Distance : SearchSort.Date,
        "relevance" => SearchSort.Relevance,
        "distance" => SearchSort.Distance,
        "date" => SearchSort.Date,
        _ => null,
    };

    private delegate bool Parse<T>(string text, out T value);

    /// <summary>The values, each once, in an order that does not depend on that in the address.</summary>
    private static bool TryList<T>(string[] asked, Parse<T> parse, out ImmutableArray<T> values)
    {
        values = [];
        var texts = asked.Where(t => !string.IsNullOrWhiteSpace(t)).Select(t => t.Trim()).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var parsed = ImmutableArray.CreateBuilder<T>(texts.Count);
        foreach (var text in texts)
        {
            if (!parse(text, out var value) || texts.Count > MostValues)
            {
                return false;
            }

            parsed.Add(value);
        }

        values = parsed.ToImmutable();
        return true;
    }

    private static bool TryCauses(string[] asked, ITaxonomy taxonomy, out ImmutableArray<string> causes)
    {
        var known = TryList(asked, (string s, out string cause) => taxonomy.TryCause(cause = s, out _), out var slugs);
        causes = [.. slugs.Concat(taxonomy.Causes.Where(c => c.Parent is not null && slugs.Contains(c.Parent)).Select(c => c.Slug)).Distinct().Order(StringComparer.Ordinal)];
        return known;
    }

    private static bool TryFlag(string? text, out bool? flag)
    {
        flag = text?.Trim() switch { "true" => true, "false" => false, _ => null };
        return flag is not null || string.IsNullOrWhiteSpace(text);
    }

    private static bool TryAge(string? text, out int? age)
    {
        age = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var years) && years <= 120 ? years : null;
        return age is not null || string.IsNullOrWhiteSpace(text);
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
