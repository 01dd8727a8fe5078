using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace Actors.Api.Opportunities;

/// <summary>Cells as people write them, made into values.</summary>
internal static partial class ImportText
{
    private static readonly string[] s_dates = ["yyyy-MM-dd", "MMMM d yyyy", "MMMM d, yyyy", "MMM d yyyy", "MMM d, yyyy", "M/d/yyyy", "d MMMM yyyy"];
    private static readonly string[] s_times = ["H:mm", "H:mm:ss", "h:mm tt", "h:mmtt", "h tt", "htt"];

    /// <summary>Text without HTML entities, tags and control characters. A title is one line; a description keeps its lines.</summary>
    public static (string Text, bool HadMarkup) Clean(string cell, bool oneLine)
    {
        var decoded = WebUtility.HtmlDecode(cell);
        var text = Tags().Replace(decoded, " ");
        var hadMarkup = text != cell;
        text = oneLine ? Spaces().Replace(text, " ") : Blanks().Replace(text.ReplaceLineEndings("\n"), " ");
        return (string.Concat(text.Where(c => c == '\n' || !char.IsControl(c))).Trim(), hadMarkup);
    }

    public static bool TryDate(string cell, out DateOnly date) =>
        DateOnly.TryParseExact(cell, s_dates, CultureInfo.InvariantCulture, DateTimeStyles.AllowWhiteSpaces, out date) && date.Year is >= 1900 and <= 2200;

    public static bool TryTime(string cell, out TimeOnly time) =>
        TimeOnly.TryParseExact(cell, s_times, CultureInfo.InvariantCulture, DateTimeStyles.AllowWhiteSpaces, out time);

    /// <summary>
    /// US postal code: five digits. '10010.0' (a number by mistake) and '2114.0' (its leading zero lost) are mended; a ZIP+4 keeps its first
    /// five; anything else is none.
    /// </summary>
    /// <returns>Mended: zeros were put back.</returns>
    public static (string? Code, bool Mended) PostalCode(string cell)
    {
        var match = Zip().Match(cell);
        if (!match.Success)
        {
            return (null, false);
        }

        var digits = match.Groups["code"].Value;
        return (digits.PadLeft(5, '0'), digits.Length < 5);
    }

    /// <summary>Coordinates in brackets at the end of an address, and the address before them in one line.</summary>
    public static (string Address, double Latitude, double Longitude)? Coordinates(string cell)
    {
        var match = Bracketed().Match(cell);
        return match.Success
            && double.TryParse(match.Groups["lat"].ValueSpan, NumberStyles.Float, CultureInfo.InvariantCulture, out var latitude)
            && double.TryParse(match.Groups["lng"].ValueSpan, NumberStyles.Float, CultureInfo.InvariantCulture, out var longitude)
            ? (OneLine(cell[..match.Index]), latitude, longitude)
            : null;
    }

    /// <summary>An address over several lines as one, parted by commas.</summary>
    public static string OneLine(string cell) =>
        string.Join(", ", cell.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(l => Spaces().Replace(l, " ").Trim(',', ' ')));

    [GeneratedRegex("<[a-zA-Z/!][^<>]*>", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Tags();

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Spaces();

    [GeneratedRegex(@"[^\S\n]+", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Blanks();

    [GeneratedRegex(@"^(?<code>[0-9]{5})-?[0-9]{4}$|^(?<code>[0-9]{3,5})(\.0*)?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Zip();

    [GeneratedRegex(@"\(\s*(?<lat>-?[0-9]{1,3}(\.[0-9]+)?)\s*,\s*(?<lng>-?[0-9]{1,3}(\.[0-9]+)?)\s*\)\s*$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Bracketed();
}
