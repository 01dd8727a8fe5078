using System.Collections.Immutable;

namespace Actors.Api.Opportunities;

/// <summary>Rows that share a code, by their numbers; the header is row 1.</summary>
public sealed record ImportNote(string Code, int Count, ImmutableArray<int> Rows);

/// <summary>What became of a file. Every row is created, unchanged or skipped; a warning is of a row that is not skipped.</summary>
/// <param name="Created">Rows that became opportunities; in a dry run, that would.</param>
/// <param name="Unchanged">Rows that are there from before. An import never writes over what people may have edited since.</param>
/// <param name="MovedByDays">Whole weeks that <c>startFrom</c> moved all dates by.</param>
public sealed record ImportReport(
    bool DryRun, int Rows, int Created, int Unchanged, int OrganizationsCreated, int MovedByDays, ImmutableArray<ImportNote> Skipped, ImmutableArray<ImportNote> Warnings);

/// <summary>Counts while rows are on their way, several at a time.</summary>
internal sealed class ImportTally
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, List<int>> _skipped = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, List<int>> _warnings = new(StringComparer.Ordinal);
    private int _created;
    private int _unchanged;
    private int _organizations;
    private int _rows;

    public void Row() => Interlocked.Increment(ref _rows);

    public void Organization() => Interlocked.Increment(ref _organizations);

    public void Skip(int row, string code) => Add(_skipped, row, code);

    public void In(int row, bool created, ImmutableArray<string> warnings)
    {
        Interlocked.Increment(ref created ? ref _created : ref _unchanged);
        foreach (var code in warnings)
        {
            Add(_warnings, row, code);
        }
    }

    public ImportReport Report(bool dryRun, int movedByDays) => new(dryRun, _rows, _created, _unchanged, _organizations, movedByDays, Notes(_skipped), Notes(_warnings));

    private void Add(SortedDictionary<string, List<int>> notes, int row, string code)
    {
        lock (_gate)
        {
            if (!notes.TryGetValue(code, out var rows))
            {
                notes[code] = rows = [];
            }

            rows.Add(row);
        }
    }

    private static ImmutableArray<ImportNote> Notes(SortedDictionary<string, List<int>> notes) =>
        [.. notes.Select(n => new ImportNote(n.Key, n.Value.Count, [.. n.Value.Order()]))];
}
