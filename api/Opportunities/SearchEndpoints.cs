using System.Collections.Immutable;
using Actors.Api.Common;
using Actors.Opportunities;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Actors.Api.Opportunities;

internal static class SearchEndpoints
{
    public static IServiceCollection AddSearch(this IServiceCollection services) => services.AddSingleton<SearchQuery>();

    public static void MapSearch(this RouteGroupBuilder api) => api.MapGet("/opportunities", Search).WithTags("Opportunities")
        .WithSummary("Search open opportunities")
        .WithDescription(
            """
            Around a point (lat, lng, radiusMiles: more than 0, at most 12,500, 10 by default), by cause (repeatable; a cause brings its children), between two
            moments (from, to: dates in UTC or moments with an offset; an opportunity with a shift that overlaps is found), by words in title, description and
            organization (text: "exact phrase", or, -not). sort is distance (default with a point) or date. limit is 1 to 100, 20 by default. Pass next as
            cursor for what follows; a cursor is good for the same filters only, and loses and repeats nothing while others write.
            """)
        .Refuses(
            SearchFaults.PointInvalid, SearchFaults.PointMissing, SearchFaults.RadiusInvalid, SearchFaults.CauseUnknown, SearchFaults.DateInvalid,
            SearchFaults.DatesReversed, SearchFaults.TextInvalid, SearchFaults.SortInvalid, SearchFaults.LimitInvalid, SearchFaults.CursorInvalid, SearchFaults.CursorForeign);

    private static async Task<Results<Ok<Page<OpportunityHit>>, ProblemHttpResult>> Search(
        SearchQuery query,
        ITaxonomy taxonomy,
        [FromQuery] string[]? cause,
        CancellationToken cancellation,
        string? lat = null,
        string? lng = null,
        string? radiusMiles = null,
        string? from = null,
        string? to = null,
        string? text = null,
        string? sort = null,
        string? cursor = null,
        string? limit = null)
    {
        SearchRequest request = new() { Lat = lat, Lng = lng, RadiusMiles = radiusMiles, Cause = cause ?? [], From = from, To = to, Text = text, Sort = sort, Cursor = cursor, Limit = limit };
        var filter = SearchFilter.Of(request, taxonomy);
        if (!filter.Succeeded)
        {
            return Problems.Of(filter.Fault);
        }

        var after = SearchCursor.Of(cursor, filter.Value);
        return after.Fault is { } fault ? Problems.Of(fault) : TypedResults.Ok(await query.Page(filter.Value, after.Value, cancellation));
    }
}

/// <summary>Causes and skills: what forms offer and addresses name. They change with a release, so clients and proxies may keep them.</summary>
internal static class TaxonomyEndpoints
{
    private const string Keep = "public, max-age=3600";

    public static void MapTaxonomies(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("/").WithTags("Taxonomies");
        group.MapGet("/causes", (ITaxonomy taxonomy, HttpContext context) => Kept(context, taxonomy.Causes.Where(c => c.IsActive).ToImmutableArray()))
            .WithSummary("What opportunities are about").Produces<ImmutableArray<Cause>>();
        group.MapGet("/skills", (ITaxonomy taxonomy, HttpContext context) => Kept(context, taxonomy.Skills.Where(s => s.IsActive).ToImmutableArray()))
            .WithSummary("What opportunities ask for").Produces<ImmutableArray<Skill>>();
        group.MapGet("/qualifications", (ITaxonomy taxonomy, HttpContext context) => Kept(context, taxonomy.Qualifications.Where(q => q.IsActive).ToImmutableArray()))
            .WithSummary("What opportunities may require a paper for").Produces<ImmutableArray<Qualification>>();
    }

    private static IResult Kept<T>(HttpContext context, ImmutableArray<T> rows)
    {
        var body = System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(rows, Actors.Common.ActorsJson.Options);
        var tag = $"\"{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(body).AsSpan(0, 8))}\"";
        context.Response.Headers.CacheControl = Keep;
        context.Response.Headers.ETag = tag;
        return context.Request.Headers.IfNoneMatch.Contains(tag) ? TypedResults.StatusCode(StatusCodes.Status304NotModified) : TypedResults.Bytes(body, "application/json");
    }
}
