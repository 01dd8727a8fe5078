using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Actors.Opportunities;
using Npgsql;

namespace Actors.Grains.Opportunities;

/// <summary>Mends and completes what people type, from the words that listings have used (table search_word, 063-listings.sql).</summary>
internal sealed partial class SearchWords(NpgsqlDataSource database, string service)
{
    private const int ShortestToMend = 4;
    private const int MostToMend = 8;

    public async Task<string?> Mend(string text, CancellationToken cancellation)
    {
        // What stands in quotation marks or after a minus is meant as it is written.
        var words = Loose().Matches(text).Select(m => m.Groups["word"].Value.ToLowerInvariant()).Where(w => w.Length >= ShortestToMend).Distinct().Take(MostToMend).ToArray();
        if (words.Length == 0)
        {
            return null;
        }

        await using var command = database.CreateCommand(
            """
            select w, s.word
              from unnest($1) w cross join lateral (
                select k.word, similarity(k.word, w) as alike, k.magnitude from search_word k
                 where k.word % w and abs(length(k.word) - length(w)) <= 2
                 order by similarity(k.word, w) desc, k.magnitude desc, k.word limit 20) s
             where to_tsvector('english', w) <> '' and not exists (select from search_word k where k.lexeme = any(tsvector_to_array(to_tsvector('english', w))))
            """);
        command.Parameters.Add(new() { Value = words });
        Dictionary<string, List<string>> candidates = new(StringComparer.Ordinal);
        await using (var reader = await command.ExecuteReaderAsync(cancellation))
        {
            while (await reader.ReadAsync(cancellation))
            {
                candidates.TryAdd(reader.GetString(0), []);
                candidates[reader.GetString(0)].Add(reader.GetString(1));
            }
        }

        var mended = Loose().Replace(text, m => Best(m.Groups["word"].Value.ToLowerInvariant(), candidates) ?? m.Value);
        return mended == text ? null : mended;
    }

    public async Task<ImmutableArray<Suggestion>> Suggest(string beginning, int count, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            """
            (select 'WORD', word, word from search_word where word like $1 order by magnitude desc, word limit $3)
            union all
            (select 'ORGANIZATION', id, name from organization_view
              where service_id = $4 and sort_name >= $2 and sort_name < $2 || chr(1114109) order by sort_name limit $3)
            """);
        var start = beginning.ToLowerInvariant();
        var last = start[(start.LastIndexOf(' ') + 1)..];
        command.Parameters.Add(new() { Value = last.All(char.IsLetter) ? last + "%" : "" });
        command.Parameters.Add(new() { Value = start });
        command.Parameters.Add(new() { Value = count });
        command.Parameters.Add(new() { Value = service });
        var found = ImmutableArray.CreateBuilder<Suggestion>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            found.Add(new(reader.GetString(0), reader.GetString(1), reader.GetString(2)));
        }

        return found.ToImmutable();
    }

    /// <summary>The fewest slips of the pen away, of those the most similar; null when none is near.</summary>
    private static string? Best(string word, Dictionary<string, List<string>> candidates) =>
        candidates.GetValueOrDefault(word)?.Select(c => (Word: c, Slips: Slips(word, c))).Where(c => c.Slips <= (word.Length < 6 ? 1 : 2)).OrderBy(c => c.Slips).Select(c => c.Word).FirstOrDefault();

    /// <summary>Letters left out, added, mistaken, or two that changed places (Damerau 1964).</summary>
    internal static int Slips(string one, string other)
    {
        var rows = new int[one.Length + 1, other.Length + 1];
        for (var i = 0; i <= one.Length; i++)
        {
            for (var j = 0; j <= other.Length; j++)
            {
                rows[i, j] = i == 0 || j == 0
                    ? i + j
                    : Math.Min(Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1, rows[i - 1, j - 1] + (one[i - 1] == other[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1])
                {
                    rows[i, j] = Math.Min(rows[i, j], rows[i - 2, j - 2] + 1);
                }
            }
        }

        return rows[one.Length, other.Length];
    }

    /// <summary>A word, unless it is part of a phrase or of what is not wanted.</summary>
    [GeneratedRegex("\"[^\"]*(\"|$)|(?<![\\w])-\\S+|(?<word>\\p{L}+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 100)]
    private static partial Regex Loose();
}
