using Actors.Opportunities;

namespace Actors.Grains.Opportunities;

/// <summary>
/// Every 1,024th listing, in a table of its own that is read whole. Both halves of a first page by relevance, those that have the words in
/// their title and the others, come from one reading of it.
/// </summary>
internal sealed class SearchSample(SearchSession session, SearchConditions conditions, CancellationToken cancellation)
{
    /// <summary>How many listings one of the sample stands for.</summary>
    public const int Each = 1024;

    /// <summary>Where one in so many fits, the next page is soon found along the index of dates; unless it must be Tuesday.</summary>
    private const int Often = 10;

    private List<(double Place, bool InTitle)>? _first;
    private long _all;
    private long _on;

    /// <summary>Where those are that fit, in order; whether that is much of all there is; and how many, fitting or not, are on already.</summary>
    /// <param name="after">What <paramref name="condition"/> begins after; null for a first page.</param>
    public async Task<(List<double> Places, bool Often, long On)> Of(
        bool? inTitle, SearchPosition? after, string condition, string value, Action<SearchConditions.Statement> set)
    {
        var rows = after is null && _first is not null ? _first : await Read(condition, value, set);
        if (after is null)
        {
            _first = rows;
        }

        List<double> places = [.. rows.Where(r => inTitle is null || r.InTitle == inTitle).Select(r => r.Place)];
        return (places, places.Count * Often > _all, _on);
    }

    private async Task<List<(double Place, bool InTitle)>> Read(string condition, string value, Action<SearchConditions.Statement> set)
    {
        var rows = conditions.Exactly(condition, conditions.SameShift, conditions.Words(inTitle: null));
        set(rows);
        List<(double Place, bool InTitle)> read = [];
        await session.Read(
            $"""
            select {value} as place, {conditions.Words(inTitle: true)}, a.count, a.begun
              from listing_sample, (select count(*), count(*) filter (where starts_at <= @lower and ends_at > @lower) as begun from listing_sample) a
             where {rows.Where} order by 1
            """,
            rows.Parameters,
            reader =>
            {
                read.Add((reader.GetDouble(0), reader.GetBoolean(1)));
                (_all, _on) = (reader.GetInt64(2), reader.GetInt64(3));
            },
            cancellation);
        return read;
    }
}
