using System.Collections.Immutable;
using Actors.Api.Common;
using Actors.Common;
using Actors.Opportunities;

namespace Actors.Api.Opportunities;

/// <summary>A page of a search. <paramref name="CorrectedText"/>: what was searched for instead, where nothing has a word as it was typed.</summary>
internal sealed record SearchPage(ImmutableArray<OpportunityHit> Items, string? Next, string? CorrectedText);

/// <summary>Searches as the front door gives them: pages with opaque cursors, and words mended.</summary>
internal sealed class SearchQuery(ISearch search)
{
    /// <param name="user">Who reads: events for followers are for those who follow or belong.</param>
    public async Task<SearchPage> Find(SearchFilter filter, SearchCursor? after, UserId? user, CancellationToken cancellation)
    {
        var (criteria, corrected) = await Mended(filter.Criteria, cancellation);
        var found = await search.Find(criteria, after?.Position, filter.Limit + 1, await search.Insider(user, cancellation), cancellation);
        var page = Common.Page.Of(found, filter.Limit, last => SearchCursor.At(filter, last.Position).ToString());
        return new([.. page.Items.Select(f => f.Hit)], page.Next, corrected);
    }

    public async Task<SearchFacets> Facets(SearchFilter filter, UserId? user, CancellationToken cancellation) =>
        await search.Facets((await Mended(filter.Criteria, cancellation)).Criteria, await search.Insider(user, cancellation), cancellation);

    /// <summary>What everybody sees.</summary>
    public async Task<Page<OpportunityHit>> Page(SearchFilter filter, SearchCursor? after, CancellationToken cancellation)
    {
        var page = await Find(filter, after, null, cancellation);
        return new(page.Items, page.Next);
    }

    private async Task<(SearchCriteria Criteria, string? Corrected)> Mended(SearchCriteria criteria, CancellationToken cancellation) =>
        criteria.Text is { } text && await search.Mend(text, cancellation) is { } corrected ? (criteria with { Text = corrected }, corrected) : (criteria, null);
}
