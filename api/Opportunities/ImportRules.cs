using System.Collections.Immutable;
using System.Globalization;
using Actors.Common;
using Actors.Opportunities;
using NodaTime;

namespace Actors.Api.Opportunities;

/// <param name="MoveDays">Days that all dates move by (whole weeks).</param>
/// <param name="DefaultZone">For rows that name none.</param>
internal sealed record ImportTerms(ITaxonomy Taxonomy, DateTimeOffset Now, int MoveDays, string? DefaultZone, Func<string, GeoPoint?> PostalPlace);

/// <summary>A row that may go in.</summary>
/// <param name="Key">Names the row within its source, whenever the file comes again.</param>
/// <param name="Likeness">Equal for two rows that mean the same event under different ids.</param>
internal sealed record ImportedRow(
    string Key, string Likeness, string OrganizationName, OrganizationId? Organization, OpportunityDetails Details, ImmutableArray<ShiftPlan> Shifts);

/// <param name="Skipped">Why the row does not go in; null when it does.</param>
internal sealed record ImportVerdict(ImportedRow? Row, string? Skipped, ImmutableArray<string> Warnings)
{
    public static ImportVerdict Skip(string reason) => new(null, reason, []);
}

/// <summary>The rules of an import, from cells to a draft. Pure: the same row at the same time gives the same verdict.</summary>
internal sealed class ImportRules(ImportColumns columns, ImportTerms terms)
{
    // NYC Service's six categories, where they are not names of ours.
    private static readonly ImmutableDictionary<string, string> s_categories = ImmutableDictionary.CreateRange(StringComparer.OrdinalIgnoreCase, new Dictionary<string, string>
    {
        ["Strengthening Communities"] = "community-development",
        ["Helping Neighbors in Need"] = "poverty-hunger",
    });

    public ImportVerdict Judge(IReadOnlyList<string> row)
    {
        if (row.Count != columns.Count)
        {
            return ImportVerdict.Skip(SkipReasons.WrongColumnCount);
        }

        if (Cell(row, ImportColumn.Status) is { Length: > 0 } status && !status.Equals("approved", StringComparison.OrdinalIgnoreCase))
        {
            return ImportVerdict.Skip(SkipReasons.NotApproved);
        }

        List<string> warnings = [];
        var (title, titleMarkup) = ImportText.Clean(Cell(row, ImportColumn.Title), oneLine: true);
        var (description, descriptionMarkup) = ImportText.Clean(Cell(row, ImportColumn.Description), oneLine: false);
        var (organization, _) = ImportText.Clean(Cell(row, ImportColumn.Organization), oneLine: true);
        var zone = Zone(row);
        OrganizationId? organizationId = Id.TryParse<OrganizationId>(Cell(row, ImportColumn.OrganizationId), out var known) ? known : null;
        if (Unfit(title, description, organization, Cell(row, ImportColumn.OrganizationId), organizationId) is { } unfit)
        {
            return ImportVerdict.Skip(unfit);
        }

        if (zone is null)
        {
            return ImportVerdict.Skip(SkipReasons.TimeZoneUnknown);
        }

        if (titleMarkup || descriptionMarkup)
        {
            warnings.Add(ImportWarnings.MarkupRemoved);
        }

        var (span, dateReason) = Span(row, zone);
        var (seats, seatsReason) = Seats(row, span.First, warnings);
        var (place, placeReason) = Place(row, warnings);
        if ((dateReason ?? seatsReason ?? placeReason) is { } reason)
        {
            return ImportVerdict.Skip(reason);
        }

        var original = span;
        span = span with { First = span.First.AddDays(terms.MoveDays), Last = span.Last.AddDays(terms.MoveDays) };
        var (shifts, shiftReason) = ImportShifts.Plan(span, zone, seats, terms.Now, warnings);
        if (shiftReason is not null)
        {
            return ImportVerdict.Skip(shiftReason);
        }

        var likeness = string.Join('\n', organizationId?.Value ?? organization.ToUpperInvariant(), title.ToUpperInvariant(),
            original.First.ToString("O", CultureInfo.InvariantCulture), original.Last.ToString("O", CultureInfo.InvariantCulture), $"{original.From:O} {original.To:O}", place?.ToString());
        var key = Cell(row, ImportColumn.Id) is { Length: > 0 } id ? id : Id.From<OpportunityId>(likeness).Value;
        OpportunityDetails details = new(
            title, description, Causes(row, warnings), Skills(row, ImportColumn.RequiredSkills, warnings), Skills(row, ImportColumn.PreferredSkills, warnings),
            zone.Id, place, IsVirtual(row), MeetingUrl: Cell(row, ImportColumn.MeetingUrl) is { Length: > 0 } url ? url : null);
        return new(new(key, likeness, organization, organizationId, details, shifts), null, [.. warnings.Distinct()]);
    }

    /// <summary>The day on which the row begins, unmoved; null when it has none.</summary>
    public DateOnly? FirstDay(IReadOnlyList<string> row) => row.Count == columns.Count && Zone(row) is { } zone && Span(row, zone) is (var span, null) ? span.First : null;

    /// <summary>The postal code that placing this row will ask for.</summary>
    public string? PostalCodeOf(IReadOnlyList<string> row) => row.Count == columns.Count ? ImportText.PostalCode(Cell(row, ImportColumn.PostalCode)).Code : null;

    private string Cell(IReadOnlyList<string> row, ImportColumn column) => columns.Cell(row, column);

    private DateTimeZone? Zone(IReadOnlyList<string> row) =>
        DateTimeZoneProviders.Tzdb.GetZoneOrNull(Cell(row, ImportColumn.TimeZone) is { Length: > 0 } named ? named : terms.DefaultZone ?? "");

    private bool IsVirtual(IReadOnlyList<string> row) => Cell(row, ImportColumn.IsVirtual).ToUpperInvariant() is "TRUE" or "YES" or "Y" or "1";

    private static string? Unfit(string title, string description, string organization, string idCell, OrganizationId? id) =>
        title.Length is < 5 or > 255 ? SkipReasons.TitleInvalid
        : description.Length is < 20 or > 20_000 ? SkipReasons.DescriptionInvalid
        : idCell.Length > 0 && id is null ? SkipReasons.OrganizationInvalid
        : organization.Length is 1 or > 255 ? SkipReasons.OrganizationInvalid
        : null;

    private (ImportSpan Span, string? Skipped) Span(IReadOnlyList<string> row, DateTimeZone zone)
    {
        if (Cell(row, ImportColumn.Start).Length == 0)
        {
            return (default, SkipReasons.DateMissing);
        }

        if (!TryMoment(Cell(row, ImportColumn.Start), Cell(row, ImportColumn.StartTime), zone, out var first, out var from, out var reason))
        {
            return (default, reason);
        }

        var (last, to) = (first, (TimeOnly?)null);
        var end = Cell(row, ImportColumn.End);
        var endTime = Cell(row, ImportColumn.EndTime);
        if (end.Length > 0)
        {
            return TryMoment(end, endTime, zone, out last, out to, out reason) ? (new(first, last, from, to), null) : (default, reason);
        }

        if (endTime.Length > 0)
        {
            if (!ImportText.TryTime(endTime, out var time))
            {
                return (default, SkipReasons.TimeInvalid);
            }

            to = time;
        }

        return (new(first, last, from, to), null);
    }

    /// <summary>A date with its time in a cell of its own, or a moment in one cell: with an offset, or local.</summary>
    private static bool TryMoment(string cell, string timeCell, DateTimeZone zone, out DateOnly date, out TimeOnly? time, out string reason)
    {
        (time, reason) = (null, SkipReasons.DateInvalid);
        if (ImportText.TryDate(cell, out date))
        {
            reason = SkipReasons.TimeInvalid;
            if (timeCell.Length == 0)
            {
                return true;
            }

            var valid = ImportText.TryTime(timeCell, out var of);
            time = of;
            return valid;
        }

        string[] local = ["yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss"];
        string[] exact = ["yyyy-MM-dd'T'HH:mmzzz", "yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd'T'HH:mm'Z'", "yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];
        if (!DateTime.TryParseExact(cell, local, CultureInfo.InvariantCulture, DateTimeStyles.None, out var at))
        {
            if (!DateTimeOffset.TryParseExact(cell, exact, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) || moment.Year is < 1901 or > 2199)
            {
                return false;
            }

            at = Instant.FromDateTimeOffset(moment).InZone(zone).ToDateTimeUnspecified();
        }

        (date, time) = (DateOnly.FromDateTime(at), TimeOnly.FromDateTime(at));
        return date.Year is >= 1900 and <= 2200;
    }

    /// <summary>Nothing means unlimited; so does what stands for nothing: only nines (999 and up), or the year itself.</summary>
    private (int? Seats, string? Skipped) Seats(IReadOnlyList<string> row, DateOnly first, List<string> warnings)
    {
        var cell = Cell(row, ImportColumn.Seats);
        if (cell.Length == 0 || cell.Equals("unlimited", StringComparison.OrdinalIgnoreCase))
        {
            return (null, null);
        }

        if (!decimal.TryParse(cell, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seats) || seats != decimal.Truncate(seats) || seats is < 1 or > 1_000_000)
        {
            return (null, SkipReasons.SeatsInvalid);
        }

        if ((seats >= 999 && decimal.ToInt32(seats).ToString(CultureInfo.InvariantCulture).All(c => c == '9')) || seats == first.Year)
        {
            warnings.Add(ImportWarnings.SeatsPlaceholder);
            return (null, null);
        }

        return (decimal.ToInt32(seats), null);
    }

    /// <summary>Coordinates in their own columns, else at the end of the address, else the middle of the postal code.</summary>
    private (Place? Place, string? Skipped) Place(IReadOnlyList<string> row, List<string> warnings)
    {
        var address = Cell(row, ImportColumn.Address);
        var (latitude, longitude) = (Cell(row, ImportColumn.Latitude), Cell(row, ImportColumn.Longitude));
        if (latitude.Length > 0 || longitude.Length > 0)
        {
            return double.TryParse(latitude, NumberStyles.Float, CultureInfo.InvariantCulture, out var lat)
                && double.TryParse(longitude, NumberStyles.Float, CultureInfo.InvariantCulture, out var lng)
                ? Checked(lat, lng, ImportText.OneLine(address))
                : (null, SkipReasons.CoordinatesInvalid);
        }

        if (ImportText.Coordinates(address) is { } hidden)
        {
            return Checked(hidden.Latitude, hidden.Longitude, hidden.Address);
        }

        var cell = Cell(row, ImportColumn.PostalCode);
        if (cell.Length == 0)
        {
            return (null, IsVirtual(row) ? null : SkipReasons.PlaceMissing);
        }

        var (code, mended) = ImportText.PostalCode(cell);
        if (code is null)
        {
            return (null, SkipReasons.PostalCodeInvalid);
        }

        if (terms.PostalPlace(code) is not { } middle)
        {
            return (null, SkipReasons.PostalCodeUnknown);
        }

        warnings.Add(ImportWarnings.PlaceFromPostalCode);
        if (mended)
        {
            warnings.Add(ImportWarnings.PostalCodeMended);
        }

        var region = $"{Cell(row, ImportColumn.Region)} {code}".Trim();
        return Checked(middle.Latitude, middle.Longitude, address.Length > 0 ? $"{ImportText.OneLine(address)}, {region}" : region);
    }

    // Null Island is where coordinates go that nobody knew.
    private static (Place? Place, string? Skipped) Checked(double latitude, double longitude, string address) =>
        Math.Abs(latitude) <= 90 && Math.Abs(longitude) <= 180 && (latitude, longitude) != (0, 0)
            ? (new(latitude, longitude, address.Length > 500 ? address[..500] : address), null)
            : (null, SkipReasons.CoordinatesInvalid);

    private ImmutableArray<string> Causes(IReadOnlyList<string> row, List<string> warnings)
    {
        var named = Listed(row, ImportColumn.Causes);
        if (named.Count == 0)
        {
            warnings.Add(ImportWarnings.CategoryMissing);
        }

        var slugs = named.Select(n => s_categories.GetValueOrDefault(n) ?? terms.Taxonomy.Causes.FirstOrDefault(c => Same(n, c.Slug, c.Name))?.Slug).ToList();
        if (slugs.Contains(null))
        {
            warnings.Add(ImportWarnings.UnknownCategory);
        }

        return [.. slugs.OfType<string>().Where(s => terms.Taxonomy.TryCause(s, out _)).Distinct()];
    }

    private ImmutableArray<string> Skills(IReadOnlyList<string> row, ImportColumn column, List<string> warnings)
    {
        var slugs = Listed(row, column).Select(n => terms.Taxonomy.Skills.FirstOrDefault(s => Same(n, s.Slug, s.Name))?.Slug).ToList();
        if (slugs.Contains(null))
        {
            warnings.Add(ImportWarnings.UnknownSkill);
        }

        return [.. slugs.OfType<string>().Distinct()];
    }

    private List<string> Listed(IReadOnlyList<string> row, ImportColumn column) =>
        [.. Cell(row, column).Split([';', '|'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];

    private static bool Same(string named, string slug, string name) =>
        named.Equals(slug, StringComparison.OrdinalIgnoreCase) || named.Equals(name, StringComparison.OrdinalIgnoreCase);
}
