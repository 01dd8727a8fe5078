using System.Globalization;
using System.Text;

namespace Actors.Api.Opportunities;

/// <summary>One event of a calendar (RFC 5545, VEVENT).</summary>
/// <param name="Uid">The same for the same event for ever; a calendar finds the earlier copy by it.</param>
/// <param name="Sequence">Grows with every change.</param>
/// <param name="Stamp">When it came to be as it is.</param>
internal sealed record CalendarEvent(
    string Uid,
    int Sequence,
    DateTimeOffset Stamp,
    DateTimeOffset StartsAt,
    DateTimeOffset EndsAt,
    string Summary,
    string Description,
    string? Location,
    double? Latitude,
    double? Longitude,
    string? Url,
    bool IsCancelled);

/// <summary>Writes calendars as RFC 5545 has them: lines of at most 75 octets, ended by CRLF; times in UTC, which every calendar shows in its own zone.</summary>
internal static class CalendarText
{
    public const string MediaType = "text/calendar; charset=utf-8";

    private const int LongestLine = 75;

    public static string Write(string name, IEnumerable<CalendarEvent> events)
    {
        StringBuilder text = new();
        Line(text, "BEGIN:VCALENDAR");
        Line(text, "VERSION:2.0");
        Line(text, "PRODID:-//Actors//Calendar//EN");
        Line(text, "CALSCALE:GREGORIAN");
        Line(text, "METHOD:PUBLISH");
        Line(text, "NAME:" + Escaped(name));
        Line(text, "X-WR-CALNAME:" + Escaped(name));
        Line(text, "REFRESH-INTERVAL;VALUE=DURATION:PT1H");
        Line(text, "X-PUBLISHED-TTL:PT1H");
        foreach (var one in events)
        {
            Write(text, one);
        }

        Line(text, "END:VCALENDAR");
        return text.ToString();
    }

    private static void Write(StringBuilder text, CalendarEvent one)
    {
        Line(text, "BEGIN:VEVENT");
        Line(text, "UID:" + Escaped(one.Uid));
        Line(text, "DTSTAMP:" + Utc(one.Stamp));
        Line(text, string.Create(CultureInfo.InvariantCulture, $"SEQUENCE:{one.Sequence}"));
        Line(text, "DTSTART:" + Utc(one.StartsAt));
        Line(text, "DTEND:" + Utc(one.EndsAt));
        Line(text, "SUMMARY:" + Escaped(one.Summary));
        Line(text, "DESCRIPTION:" + Escaped(one.Description));
        if (one.Location is { } location)
        {
            Line(text, "LOCATION:" + Escaped(location));
        }

        if (one is { Latitude: { } latitude, Longitude: { } longitude })
        {
            Line(text, string.Create(CultureInfo.InvariantCulture, $"GEO:{latitude:0.######};{longitude:0.######}"));
        }

        if (one.Url is { } url && Uri.TryCreate(url, UriKind.Absolute, out var address))
        {
            Line(text, "URL:" + address.AbsoluteUri);
        }

        Line(text, one.IsCancelled ? "STATUS:CANCELLED" : "STATUS:CONFIRMED");
        Line(text, one.IsCancelled ? "TRANSP:TRANSPARENT" : "TRANSP:OPAQUE");
        Line(text, "END:VEVENT");
    }

    /// <summary>A TEXT value (3.3.11). A line end is all that may stay of what is not to be seen.</summary>
    private static string Escaped(string value)
    {
        StringBuilder text = new(value.Length);
        foreach (var c in value.ReplaceLineEndings("\n"))
        {
            _ = c switch
            {
                '\n' => text.Append("\\n"),
                '\\' or ';' or ',' => text.Append('\\').Append(c),
                _ when char.IsControl(c) => text.Append(' '),
                _ => text.Append(c),
            };
        }

        return text.ToString();
    }

    private static string Utc(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    /// <summary>Folded (3.1): a line that goes on begins with a space, and no character is cut in two.</summary>
    private static void Line(StringBuilder text, string line)
    {
        var octets = 0;
        foreach (var rune in line.EnumerateRunes())
        {
            if (octets + rune.Utf8SequenceLength > LongestLine)
            {
                text.Append("\r\n ");
                octets = 1;
            }

            text.Append(rune.ToString());
            octets += rune.Utf8SequenceLength;
        }

        text.Append("\r\n");
    }
}
