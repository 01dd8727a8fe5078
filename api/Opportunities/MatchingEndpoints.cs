using System.Collections.Immutable;
using Actors.Api.Common;
using Actors.Common;
using Actors.Opportunities;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Actors.Api.Opportunities;

/// <summary>What is left out is empty or as <see cref="MatchingPreferences"/> has it.</summary>
internal sealed record MatchingPreferencesBody(
    ImmutableArray<string>? Causes = null,
    ImmutableArray<OfferedSkill>? Skills = null,
    ImmutableArray<string>? Available = null,
    string TimeZone = "UTC",
    Place? Place = null,
    double RadiusMiles = 25,
    bool ShowsWhereTheyGo = false)
{
    public MatchingPreferences ToPreferences() => new(Causes ?? [], Skills ?? [], Available ?? [], TimeZone, Place, RadiusMiles, ShowsWhereTheyGo);
}

internal static class MatchingEndpoints
{
    private const int DefaultCount = 20;
    private const int MostCount = 50;

    public static void MapMatching(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("/").WithTags("Matching").RequireAuthorization();
        group.MapGet("/me/matching-preferences", View).HasVersion().WithName("MatchingPreferences").WithSummary("What the caller would like to do, can do, when and where; for nobody else");
        group.MapPut("/me/matching-preferences", Edit).HasVersion().WithName("EditMatchingPreferences").WithSummary("Replace them")
            .Refuses(
                MatchingFaults.CauseUnknown, MatchingFaults.SkillUnknown, MatchingFaults.AvailableInvalid, MatchingFaults.TimeZoneUnknown, MatchingFaults.PlaceInvalid, MatchingFaults.Changed);
        group.MapGet("/me/recommendations", Recommend).WithName("Recommendations").WithSummary("Open opportunities by how well they suit the caller, and why")
            .WithDescription("score is distance (0 to 40: 2 less for each mile; online has all), skillMatch (0 to 30), causeAffinity (0 or 20) and availability (0 or 10). limit is 1 to 50, 20 by default.");
        group.MapGet("/opportunities/{id}/match", Match).WithName("Match").WithSummary("How well one open opportunity suits the caller, and why").Refuses(OpportunityFaults.Unknown);
        group.MapGet("/opportunities/{id}/companions", Companions).WithName("Companions")
            .WithSummary("How many with whom the caller has volunteered come here, or have been at the organization's events")
            .WithDescription("Only people who were at the same shift as the caller, and only where both have showsWhereTheyGo among their preferences.")
            .Refuses(OpportunityFaults.Unknown);
    }

    private static async Task<Results<Ok<MatchingPreferencesView>, ProblemHttpResult>> View(Caller caller, IGrainFactory grains, HttpContext context) =>
        caller.By.User is { } user
            ? (await Grain(grains, user).View(caller.By)).ToResult(context, p => p.Version)
            : Problems.Of(CommonFaults.SignIn);

    private static async Task<Results<Ok<MatchingPreferencesView>, ProblemHttpResult>> Edit(MatchingPreferencesBody body, Caller caller, IGrainFactory grains, HttpContext context) =>
        caller.By.User is { } user
            ? (await Grain(grains, user).Edit(new(caller.CommandId, caller.By, body.ToPreferences(), caller.ExpectedVersion))).ToResult(context, p => p.Version)
            : Problems.Of(CommonFaults.SignIn);

    private static async Task<Results<Ok<ImmutableArray<Recommendation>>, ProblemHttpResult>> Recommend(
        Caller caller, IGrainFactory grains, Recommendations recommendations, CancellationToken cancellation, int limit = DefaultCount)
    {
        if (caller.By.User is not { } user)
        {
            return Problems.Of(CommonFaults.SignIn);
        }

        if (limit is < 1 or > MostCount)
        {
            return Problems.Of(ApiFaults.Invalid.With("limit", "1 to 50"));
        }

        var preferences = await Grain(grains, user).View(caller.By);
        return preferences.Succeeded ? TypedResults.Ok(await recommendations.For(user, preferences.Value.Preferences, limit, cancellation)) : Problems.Of(preferences.Fault);
    }

    private static async Task<Results<Ok<Recommendation>, ProblemHttpResult>> Match(
        string id, Caller caller, IGrainFactory grains, Recommendations recommendations, CancellationToken cancellation)
    {
        if (caller.By.User is not { } user || !Id.TryParse<OpportunityId>(id, out var opportunity))
        {
            return Problems.Of(caller.By.User is null ? CommonFaults.SignIn : CommonFaults.MalformedId(id));
        }

        var preferences = await Grain(grains, user).View(caller.By);
        return !preferences.Succeeded ? Problems.Of(preferences.Fault)
            : await recommendations.Of(user, preferences.Value.Preferences, opportunity, cancellation) is { } match ? TypedResults.Ok(match) : Problems.Of(OpportunityFaults.Unknown);
    }

    private static async Task<Results<Ok<CompanionsView>, ProblemHttpResult>> Companions(
        string id, Caller caller, IGrainFactory grains, Recommendations recommendations, CancellationToken cancellation)
    {
        if (caller.By.User is not { } user || !Id.TryParse<OpportunityId>(id, out var opportunity))
        {
            return Problems.Of(caller.By.User is null ? CommonFaults.SignIn : CommonFaults.MalformedId(id));
        }

        var seen = await grains.GetGrain<IOpportunityGrain>(opportunity.Value).View(caller.By);
        return seen.Succeeded ? TypedResults.Ok(await recommendations.Companions(user, opportunity, cancellation)) : Problems.Of(seen.Fault);
    }

    private static IMatchingPreferencesGrain Grain(IGrainFactory grains, UserId user) => grains.GetGrain<IMatchingPreferencesGrain>(user.Value);
}
