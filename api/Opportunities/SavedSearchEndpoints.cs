using System.Collections.Immutable;
using Actors.Api.Accounts;
using Actors.Api.Common;
using Actors.Common;
using Actors.Opportunities;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.WebUtilities;

namespace Actors.Api.Opportunities;

/// <param name="Query">The search as it stands in an address: <c>text=garden&amp;cause=environment</c>.</param>
/// <param name="EveryHours">1 to 168.</param>
/// <param name="Tells">False: kept without letters.</param>
internal sealed record SavedSearchBody(string Name, string Query, int EveryHours = 24, bool Tells = true);

/// <param name="Token">What the letter's link holds.</param>
internal sealed record UnsubscribeBody(string Token);

internal static class SavedSearchEndpoints
{
    private const int LongestQuery = 1000;

    private static Fault[] BodyFaults => [SavedSearchFaults.NameInvalid, SavedSearchFaults.PeriodInvalid, SavedSearchFaults.QueryInvalid, SavedSearchFaults.TooMany, .. SearchEndpoints.FilterFaults];

    public static void MapSavedSearches(this RouteGroupBuilder api)
    {
        var mine = api.MapGroup("/me/saved-searches").WithTags("Saved searches").RequireAuthorization();
        mine.MapGet("", List).WithName("SavedSearches").WithSummary("The caller's saved searches, latest first");
        mine.MapPost("", Save).WithName("SaveSearch").WithSummary("Save a search; a letter tells of every new match once").Refuses(BodyFaults);
        mine.MapPut("/{id}", Change).WithName("ChangeSavedSearch").WithSummary("Change it; another query begins anew").Refuses([SavedSearchFaults.Unknown, .. BodyFaults]);
        mine.MapDelete("/{id}", Remove).WithName("RemoveSavedSearch").WithSummary("Forget it").Refuses(CommonFaults.MalformedId("ssr_..."));
        api.MapPost("/saved-searches/unsubscribe", Unsubscribe).KeepsNoAnswer("Who has the link is not signed in; its token is a secret.").WithTags("Saved searches").WithName("UnsubscribeSavedSearch")
            .WithSummary("No more letters of a saved search, by the link of a letter").Refuses(SavedSearchFaults.LinkInvalid, SavedSearchFaults.Unknown);
    }

    /// <summary>A search as an address has it, the part after the question mark.</summary>
    internal static Outcome<SearchFilter> Read(string query, ITaxonomy taxonomy)
    {
        if (query is not { Length: <= LongestQuery })
        {
            return SavedSearchFaults.QueryInvalid;
        }

        var values = QueryHelpers.ParseQuery(query);
        string? One(string name) => values.TryGetValue(name, out var found) ? found.LastOrDefault() : null;
        string[] Many(string name) => values.TryGetValue(name, out var found) ? [.. found.OfType<string>()] : [];
        SearchRequest request = new()
        {
            Lat = One("lat"),
            Lng = One("lng"),
            RadiusMiles = One("radiusMiles"),
            Cause = Many("cause"),
            Skill = Many("skill"),
            Organization = Many("organization"),
            From = One("from"),
            To = One("to"),
            Text = One("text"),
            Open = One("open"),
            Virtual = One("virtual"),
            Age = One("age"),
            Available = Many("available"),
            Sort = One("sort"),
        };
        string[] known = ["lat", "lng", "radiusMiles", "cause", "skill", "organization", "from", "to", "text", "open", "virtual", "age", "available", "sort"];
        return values.Keys.All(k => known.Contains(k, StringComparer.OrdinalIgnoreCase)) ? SearchFilter.Of(request, taxonomy) : SavedSearchFaults.QueryInvalid;
    }

    private static async Task<Results<Ok<ImmutableArray<SavedSearchView>>, ProblemHttpResult>> List(Caller caller, IGrainFactory grains) =>
        caller.By.User is { } user ? (await Grain(grains, user).List(caller.By)).ToResult() : Problems.Of(CommonFaults.SignIn);

    private static async Task<Results<Created<SavedSearchView>, ProblemHttpResult>> Save(SavedSearchBody body, Caller caller, ITaxonomy taxonomy, IGrainFactory grains) =>
        (await Store(caller.NewId<SavedSearchId>(), body, caller, taxonomy, grains)).ToCreated(s => $"/api/v1/me/saved-searches/{s.Id}");

    private static async Task<Results<Ok<SavedSearchView>, ProblemHttpResult>> Change(string id, SavedSearchBody body, Caller caller, ITaxonomy taxonomy, IGrainFactory grains)
    {
        if (caller.By.User is not { } user || !Id.TryParse<SavedSearchId>(id, out var search))
        {
            return Problems.Of(caller.By.User is null ? CommonFaults.SignIn : CommonFaults.MalformedId(id));
        }

        var known = await Grain(grains, user).List(caller.By);
        return known.Value.IsDefault || known.Value.All(s => s.Id != search)
            ? Problems.Of(known.Fault ?? SavedSearchFaults.Unknown)
            : (await Store(search, body, caller, taxonomy, grains)).ToResult();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Remove(string id, Caller caller, IGrainFactory grains) =>
        (caller.By.User, Id.TryParse<SavedSearchId>(id, out var search)) switch
        {
            (null, _) => Problems.Of(CommonFaults.SignIn),
            (_, false) => Problems.Of(CommonFaults.MalformedId(id)),
            ({ } user, _) => (await Grain(grains, user).Remove(new(caller.CommandId, caller.By, search))).ToNoContent(),
        };

    private static async Task<Results<NoContent, ProblemHttpResult>> Unsubscribe(UnsubscribeBody body, Caller caller, IGrainFactory grains) =>
        body.Token.Split('.') is [var owner, var id] && Id.TryParse<UserId>(owner, out var user) && Id.TryParse<SavedSearchId>(id, out var search)
            ? (await grains.Follow(user, u => Grain(grains, u).Unsubscribe(new(caller.CommandId, search)))).ToNoContent()
            : Problems.Of(SavedSearchFaults.LinkInvalid);

    private static async Task<Outcome<SavedSearchView>> Store(SavedSearchId id, SavedSearchBody body, Caller caller, ITaxonomy taxonomy, IGrainFactory grains)
    {
        if (caller.By.User is not { } user)
        {
            return CommonFaults.SignIn;
        }

        var filter = Read(body.Query, taxonomy);
        return filter.Succeeded
            ? await Grain(grains, user).Save(new(caller.CommandId, caller.By, id, body.Name, body.Query, filter.Value.Criteria, body.EveryHours, body.Tells))
            : filter.Fault;
    }

    private static ISavedSearchesGrain Grain(IGrainFactory grains, UserId user) => grains.GetGrain<ISavedSearchesGrain>(user.Value);
}
