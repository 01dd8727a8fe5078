using System.Buffers.Text;
using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Actors.Common;

namespace Actors.Api.Common;

/// <summary>One page of a list. <paramref name="Next"/>: pass it as <c>cursor</c> for what follows; left out on the last page.</summary>
internal sealed record Page<T>(ImmutableArray<T> Items, string? Next);

internal static class Page
{
    /// <param name="rows">One more row than the limit, if there are so many: it shows that there is a next page.</param>
    public static Page<T> Of<T>(ImmutableArray<T> rows, int limit, Func<T, string> cursor) =>
        rows.Length > limit ? new(rows[..limit], cursor(rows[limit - 1])) : new(rows, null);
}

/// <summary>
/// Opaque cursors: the sort key of the last row and a mark of the list and its filters. Pages by key lose and repeat nothing while
/// others write. Not secret and not signed: it says only what the reader was shown, and its parts are checked like any input.
/// </summary>
internal static class Cursor
{
    private const int Longest = 2000;

    public const int DefaultLimit = 50;

    public const int LargestLimit = 200;

    /// <param name="list">The list and all its filters, as text; a cursor is good for the same only.</param>
    public static string Write(string list, params string[] keys) =>
        Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes<string[]>([Mark(list), .. keys]));

    /// <summary>The keys of the last row, or null for the first page.</summary>
    public static Outcome<string[]?> Read(string? cursor, string list, int keys)
    {
        if (string.IsNullOrEmpty(cursor))
        {
            return new Outcome<string[]?>(null, null);
        }

        try
        {
            var parts = cursor.Length <= Longest ? JsonSerializer.Deserialize<string[]>(Base64Url.DecodeFromChars(cursor)) : null;
            return parts is not null && parts.Length == keys + 1 && parts[0] == Mark(list) && !parts.Any(p => p is null || p.Contains('\0'))
                ? parts[1..]
                : ApiFaults.MalformedCursor;
        }
        catch (Exception exception) when (exception is FormatException or JsonException)
        {
            return ApiFaults.MalformedCursor;
        }
    }

    /// <summary>A moment as a key; <see cref="TryMoment"/> reads it back to the tick.</summary>
    public static string Key(DateTimeOffset moment) => moment.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);

    public static bool TryMoment(string key, out DateTime moment) =>
        DateTime.TryParseExact(key, "O", CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out moment);

    /// <summary>Rows for one page; null when the limit is out of range.</summary>
    public static int? Limit(int? asked) => asked is null ? DefaultLimit : asked is >= 1 and <= LargestLimit ? asked : null;

    private static string Mark(string list) => Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(list)).AsSpan(0, 6));
}
