using System.Collections.Immutable;
using Actors.Api.Common;
using Actors.Common;

namespace Actors.Api.Ledger;

/// <summary>Lists of ledger entries by key, for the API and for pages.</summary>
internal static class LedgerPages
{
    /// <param name="list">The list and its filters, which a cursor is bound to.</param>
    /// <param name="read">Reads so many rows after a position.</param>
    public static async Task<Outcome<Page<LedgerRow>>> Read(string list, string? cursor, int limit, Func<LedgerPosition, int, Task<ImmutableArray<LedgerRow>>> read)
    {
        var after = Cursor.Read(cursor, list, keys: 3);
        if (after.Fault is { } fault)
        {
            return fault;
        }

        var start = after.Value is { } keys ? LedgerPosition.Parse(keys) : LedgerPosition.Start;
        return start is null ? ApiFaults.MalformedCursor : Page.Of(await read(start, limit + 1), limit, last => Cursor.Write(list, LedgerPosition.Of(last).Keys()));
    }
}
