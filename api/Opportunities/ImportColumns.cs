using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text;
using Actors.Common;

namespace Actors.Api.Opportunities;

/// <summary>What a column of an import means.</summary>
internal enum ImportColumn
{
    Id,
    Title,
    Description,
    Organization,
    OrganizationId,
    Causes,
    RequiredSkills,
    PreferredSkills,
    Start,
    End,
    StartTime,
    EndTime,
    TimeZone,
    Seats,
    Latitude,
    Longitude,
    Address,
    Region,
    PostalCode,
    IsVirtual,
    MeetingUrl,
    Status,
}

/// <summary>Finds columns by their headers, whatever the spelling: 'Start Date', 'start_date' and 'start_date_date' are one.</summary>
internal sealed class ImportColumns
{
    // The first of a line is our own name (docs/import.md); the last ones are those of NYC Service's file.
    private static readonly FrozenDictionary<string, ImportColumn> s_known = Known(
        (ImportColumn.Id, "id external_id opportunity_id"),
        (ImportColumn.Title, "title name opportunity event_name"),
        (ImportColumn.Description, "description summary details"),
        (ImportColumn.Organization, "organization organisation organization_name org org_title"),
        (ImportColumn.OrganizationId, "organization_id"),
        (ImportColumn.Causes, "causes cause category category_desc"),
        (ImportColumn.RequiredSkills, "required_skills skills"),
        (ImportColumn.PreferredSkills, "preferred_skills"),
        (ImportColumn.Start, "starts_at start start_date date start_date_date"),
        (ImportColumn.End, "ends_at end end_date end_date_date"),
        (ImportColumn.StartTime, "start_time"),
        (ImportColumn.EndTime, "end_time"),
        (ImportColumn.TimeZone, "time_zone timezone tz"),
        (ImportColumn.Seats, "seats capacity volunteers_needed vol_requests"),
        (ImportColumn.Latitude, "latitude lat"),
        (ImportColumn.Longitude, "longitude lng lon long"),
        (ImportColumn.Address, "address location locality"),
        (ImportColumn.Region, "region state"),
        (ImportColumn.PostalCode, "postal_code zip zip_code postcode postalcode"),
        (ImportColumn.IsVirtual, "is_virtual virtual"),
        (ImportColumn.MeetingUrl, "meeting_url"),
        (ImportColumn.Status, "status"));

    private readonly FrozenDictionary<ImportColumn, int> _positions;

    private ImportColumns(FrozenDictionary<ImportColumn, int> positions, int count, bool isNyc) => (_positions, Count, IsNyc) = (positions, count, isNyc);

    public int Count { get; }

    /// <summary>The header is that of NYC Service's opportunities: their source and their time zone are known.</summary>
    public bool IsNyc { get; }

    public static Outcome<ImportColumns> Of(IReadOnlyList<string> header, bool manyOrganizations)
    {
        Dictionary<ImportColumn, int> positions = [];
        var names = header.Select(Normal).ToList();
        for (var i = 0; i < names.Count; i++)
        {
            if (s_known.TryGetValue(names[i], out var column))
            {
                positions.TryAdd(column, i);
            }
        }

        if (positions.Count == 0)
        {
            return ImportFaults.NoHeader;
        }

        List<string> missing = [.. new[] { (ImportColumn.Title, "title"), (ImportColumn.Description, "description"), (ImportColumn.Start, "starts_at") }
            .Where(n => !positions.ContainsKey(n.Item1)).Select(n => n.Item2)];
        if (manyOrganizations && !positions.ContainsKey(ImportColumn.Organization) && !positions.ContainsKey(ImportColumn.OrganizationId))
        {
            missing.Add("organization");
        }

        return missing.Count > 0
            ? ImportFaults.ColumnsMissing.With("columns", string.Join(", ", missing))
            : new ImportColumns(positions.ToFrozenDictionary(), header.Count, names.Contains("vol_requests") && names.Contains("start_date_date"));
    }

    /// <summary>The cell without surrounding space; empty when the file has no such column.</summary>
    public string Cell(IReadOnlyList<string> row, ImportColumn column) => _positions.TryGetValue(column, out var at) ? row[at].Trim() : "";

    private static string Normal(string header)
    {
        StringBuilder name = new();
        var before = '_';
        foreach (var c in header)
        {
            var isPart = char.IsAsciiLetterOrDigit(c);

            // 'startsAt' is 'starts_at'.
            if (name.Length > 0 && name[^1] != '_' && (!isPart || (char.IsAsciiLetterUpper(c) && char.IsAsciiLetterLower(before))))
            {
                name.Append('_');
            }

            if (isPart)
            {
                name.Append(char.ToLowerInvariant(c));
            }

            before = c;
        }

        return name.ToString().TrimEnd('_');
    }

    private static FrozenDictionary<string, ImportColumn> Known(params ImmutableArray<(ImportColumn Column, string Names)> columns) =>
        columns.SelectMany(c => c.Names.Split(' ').Select(n => (Name: n, c.Column))).ToFrozenDictionary(n => n.Name, n => n.Column);
}
