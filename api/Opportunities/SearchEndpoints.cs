using System.Collections.Immutable;
using Actors.Api.Common;
using Actors.Common;
using Actors.Opportunities;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Actors.Api.Opportunities;

internal static class SearchEndpoints
{
    public static IServiceCollection AddSearch(this IServiceCollection services) => services
        .AddSingleton<SearchQuery>().AddSingleton<MyShiftsQuery>().AddSingleton<OrganizationEvents>().AddSingleton<EventPlaces>()
        .AddSingleton<Recommendations>().AddSingleton<CalendarQuery>().AddHostedService<SearchUpkeep>();

    private const int MostSuggestions = 10;

    internal static Fault[] FilterFaults =>
    [
        SearchFaults.PointInvalid, SearchFaults.PointMissing, SearchFaults.RadiusInvalid, SearchFaults.CauseUnknown, SearchFaults.SkillUnknown, SearchFaults.OrganizationInvalid,
        SearchFaults.DateInvalid, SearchFaults.DatesReversed, SearchFaults.TextInvalid, SearchFaults.FlagInvalid, SearchFaults.AgeInvalid, SearchFaults.AvailableInvalid,
        SearchFaults.SortInvalid, SearchFaults.LimitInvalid,
    ];

    public static void MapSearch(this RouteGroupBuilder api)
    {
        api.MapGet("/opportunities", Search).WithTags("Opportunities")
            .WithSummary("Search open opportunities")
            .WithDescription(
                """
                Around a point (lat, lng, radiusMiles: more than 0, at most 12,500, 10 by default), by cause (repeatable; a cause brings its children), by skill
                (repeatable; one that is required or preferred), by organization (repeatable), between two moments (from, to: dates in UTC or moments with an
                offset; a shift must overlap), by when you have time in the event's time zone (available, repeatable: sat, weekdays, evening, sat-morning; a shift
                must lie within), with free seats only (open=true), online or not (virtual; what is online is nowhere, so with virtual=true the point does not
                count), for your age in years (age), by words in title, description and organization (text: "exact phrase", or, -not; a word that nobody
                has used is taken for the most similar one, see correctedText). sort is relevance (default with text: words in the title first), distance (default with
                a point) or date. limit is 1 to 100, 20 by default. Pass next as cursor for what follows; a cursor is good for the same filters only, and loses and
                repeats nothing while others write.
                """)
            .Refuses([.. FilterFaults, SearchFaults.CursorInvalid, SearchFaults.CursorForeign]);
        api.MapGet("/opportunities/facets", Facets).WithTags("Opportunities").WithName("SearchFacets")
            .WithSummary("How many there are of each cause, skill, ... of a search")
            .WithDescription("Takes what the search takes. Up to a few thousand are counted; of more a sample, and exact is false. What is chosen in a facet does not restrict that facet.")
            .Refuses(FilterFaults);
        api.MapGet("/opportunities/suggestions", Suggest).WithTags("Opportunities").WithName("SearchSuggestions")
            .WithSummary("Causes, skills, organizations and words that begin as typed").Refuses(SearchFaults.TextInvalid);
    }

    private static async Task<Results<Ok<SearchPage>, ProblemHttpResult>> Search([AsParameters] SearchParameters parameters, Caller caller, SearchQuery query, ITaxonomy taxonomy, CancellationToken cancellation)
    {
        var filter = SearchFilter.Of(parameters.Request(), taxonomy);
        if (!filter.Succeeded)
        {
            return Problems.Of(filter.Fault);
        }

        var after = SearchCursor.Of(parameters.Cursor, filter.Value);
        return after.Fault is { } fault ? Problems.Of(fault) : TypedResults.Ok(await query.Find(filter.Value, after.Value, caller.By.User, cancellation));
    }

    private static async Task<Results<Ok<SearchFacets>, ProblemHttpResult>> Facets([AsParameters] SearchParameters parameters, Caller caller, SearchQuery query, ITaxonomy taxonomy, CancellationToken cancellation)
    {
        var filter = SearchFilter.Of(parameters.Request(), taxonomy);
        return filter.Succeeded ? TypedResults.Ok(await query.Facets(filter.Value, caller.By.User, cancellation)) : Problems.Of(filter.Fault);
    }

    private static async Task<Results<Ok<ImmutableArray<Suggestion>>, ProblemHttpResult>> Suggest(ISearch search, ITaxonomy taxonomy, CancellationToken cancellation, string? text = null)
    {
        if (text?.Trim() is not { Length: > 0 and <= 100 } beginning)
        {
            return string.IsNullOrWhiteSpace(text) ? TypedResults.Ok(ImmutableArray<Suggestion>.Empty) : Problems.Of(SearchFaults.TextInvalid);
        }

        bool Begins(string name) => name.StartsWith(beginning, StringComparison.OrdinalIgnoreCase) || name.Contains(" " + beginning, StringComparison.OrdinalIgnoreCase);

        var topics = taxonomy.Causes.Where(c => c.IsActive && Begins(c.Name)).Select(c => new Suggestion("CAUSE", c.Slug, c.Name))
            .Concat(taxonomy.Skills.Where(s => s.IsActive && Begins(s.Name)).Select(s => new Suggestion("SKILL", s.Slug, s.Name))).Take(MostSuggestions / 2).ToList();
        return TypedResults.Ok<ImmutableArray<Suggestion>>([.. topics, .. (await search.Suggest(beginning, MostSuggestions, cancellation)).Take(MostSuggestions - topics.Count)]);
    }
}

/// <summary>The parameters of a search in an address.</summary>
internal sealed record SearchParameters(
    [FromQuery] string? Lat,
    [FromQuery] string? Lng,
    [FromQuery] string? RadiusMiles,
    [FromQuery] string[]? Cause,
    [FromQuery] string[]? Skill,
    [FromQuery] string[]? Organization,
    [FromQuery] string? From,
    [FromQuery] string? To,
    [FromQuery] string? Text,
    [FromQuery] string? Open,
    [FromQuery] string? Virtual,
    [FromQuery] string? Age,
    [FromQuery] string[]? Available,
    [FromQuery] string? Sort,
    [FromQuery] string? Cursor,
    [FromQuery] string? Limit)
{
    public SearchRequest Request() => new()
    {
        Lat = Lat,
        Lng = Lng,
        RadiusMiles = RadiusMiles,
        Cause = Cause ?? [],
        Skill = Skill ?? [],
        Organization = Organization ?? [],
        From = From,
        To = To,
        Text = Text,
        Open = Open,
        Virtual = Virtual,
        Age = Age,
        Available = Available ?? [],
        Sort = Sort,
        Cursor = Cursor,
        Limit = Limit,
    };
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
