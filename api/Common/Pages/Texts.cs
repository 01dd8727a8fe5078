using System.Globalization;
using Actors.Common;
using NodaTime;
using NodaTime.Extensions;

namespace Actors.Api.Common.Pages;

/// <summary>
/// What a page says, in the language of who reads it. The English text is the key, so that a page can be read as it is; a test finds texts
/// without a translation and words on pages that go round this class.
/// </summary>
internal sealed class Texts(Language language, DateTimeOffset now)
{
    public Language Language => language;

    public CultureInfo Culture => language.Culture;

    public string this[string english, params object?[] values] => string.Format(language.Culture, language.Catalogue.GetValueOrDefault(english, english), values);

    /// <summary>English and Spanish tell one from all other numbers.</summary>
    public string Count(long number, string one, string other, params object?[] values) => this[number == 1 ? one : other, [number.ToString("N0", language.Culture), .. values]];

    /// <summary>A refusal by its code; facts fill <c>{name}</c>.</summary>
    public string Fault(Fault fault)
    {
        var text = language.Catalogue.GetValueOrDefault(fault.Code, fault.Detail);
        foreach (var (name, value) in fault.Facts ?? [])
        {
            text = text.Replace($"{{{name}}}", value, StringComparison.Ordinal);
        }

        return text;
    }

    /// <summary>A refusal of which only the code is known; the code itself where it has no words.</summary>
    public string Code(string code) => ProblemCatalogue.Find(code) is { } fault ? Fault(fault) : language.Catalogue.GetValueOrDefault(code, code);

    /// <summary>Names of taxonomies and other data that are written in English; shown as they are where the catalogue knows none.</summary>
    public string Name(string english) => language.Catalogue.GetValueOrDefault(english, english);

    public string Number(long number) => number.ToString("N0", language.Culture);

    /// <summary>'3 h 20 min', from minutes.</summary>
    public string Hours(long minutes) => (minutes / 60, minutes % 60) switch
    {
        (0, var rest) => this["{0} min", Number(rest)],
        (var hours, 0) => this["{0} h", Number(hours)],
        var (hours, rest) => this["{0} h {1} min", Number(hours), rest],
    };

    public string Miles(double miles) => this["{0} mi", miles.ToString(miles < 10 ? "0.0" : "N0", language.Culture)];

    public string Date(DateOnly date) => Day(LocalDate.FromDateOnly(date), now.ToInstant().InUtc().Date);

    /// <summary>Day and time in the event's own zone, the zone named.</summary>
    public string Moment(DateTimeOffset at, string zone)
    {
        var local = Local(at, zone);
        return $"{Day(local.Date, Local(now, zone).Date)}, {Time(local, "x")}";
    }

    /// <summary>The day is said once, unless the end is on another.</summary>
    public string Span(DateTimeOffset from, DateTimeOffset to, string zone)
    {
        var (start, end, today) = (Local(from, zone), Local(to, zone), Local(now, zone).Date);
        var last = start.Date == end.Date ? Time(end, "x") : $"{Day(end.Date, today)}, {Time(end, "x")}";
        return $"{Day(start.Date, today)}, {Time(start)} – {last}";
    }

    private static ZonedDateTime Local(DateTimeOffset at, string zone) =>
        at.ToInstant().InZone(DateTimeZoneProviders.Tzdb.GetZoneOrNull(zone) ?? DateTimeZone.Utc);

    private string Day(LocalDate date, LocalDate today) => date.ToString(date.Year == today.Year ? language.Dates.Day : language.Dates.DayOfYear, language.Culture);

    private string Time(ZonedDateTime at, string zone = "") => at.ToString($"{language.Dates.Time} {zone}".TrimEnd(), language.Culture);
}
