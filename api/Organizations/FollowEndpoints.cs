using System.Collections.Immutable;
using Actors.Api.Common;
using Actors.Common;
using Actors.Organizations;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Npgsql;
using Orleans.Configuration;

namespace Actors.Api.Organizations;

/// <summary>How many follow an organization; who, nobody is told.</summary>
public sealed record FollowersView(long Count);

internal static class FollowEndpoints
{
    public static void MapFollows(this RouteGroupBuilder api)
    {
        var mine = api.MapGroup("/me/follows").WithTags("Organizations").RequireAuthorization();
        mine.MapGet("", List).WithName("Follows").WithSummary("The organizations that the caller follows, latest first");
        mine.MapPut("/{organization}", Follow).WithName("Follow").WithSummary("Follow an organization: its events for followers are for the caller from now on")
            .Refuses(OrganizationFaults.Unknown, OrganizationFaults.TooManyFollowed);
        mine.MapDelete("/{organization}", Unfollow).WithName("Unfollow").WithSummary("Follow no longer").Refuses(CommonFaults.MalformedId("org_..."));
        api.MapGet("/organizations/{id}/followers", Followers).WithTags("Organizations").WithName("Followers").WithSummary("How many follow an organization")
            .Refuses(CommonFaults.MalformedId("org_..."));
    }

    private static async Task<Results<Ok<ImmutableArray<FollowView>>, ProblemHttpResult>> List(Caller caller, IGrainFactory grains) =>
        caller.By.User is { } user ? (await grains.GetGrain<IFollowsGrain>(user.Value).List(caller.By)).ToResult() : Problems.Of(CommonFaults.SignIn);

    private static async Task<Results<Ok<FollowView>, ProblemHttpResult>> Follow(string organization, Caller caller, IGrainFactory grains) =>
        (caller.By.User, Id.TryParse<OrganizationId>(organization, out var id)) switch
        {
            (null, _) => Problems.Of(CommonFaults.SignIn),
            (_, false) => Problems.Of(CommonFaults.MalformedId(organization)),
            ({ } user, _) => (await grains.GetGrain<IFollowsGrain>(user.Value).Follow(new(caller.CommandId, caller.By, id))).ToResult(),
        };

    private static async Task<Results<NoContent, ProblemHttpResult>> Unfollow(string organization, Caller caller, IGrainFactory grains) =>
        (caller.By.User, Id.TryParse<OrganizationId>(organization, out var id)) switch
        {
            (null, _) => Problems.Of(CommonFaults.SignIn),
            (_, false) => Problems.Of(CommonFaults.MalformedId(organization)),
            ({ } user, _) => (await grains.GetGrain<IFollowsGrain>(user.Value).Unfollow(new(caller.CommandId, caller.By, id))).ToNoContent(),
        };

    private static async Task<Results<Ok<FollowersView>, ProblemHttpResult>> Followers(string id, NpgsqlDataSource database, IOptions<ClusterOptions> cluster, CancellationToken cancellation)
    {
        if (!Id.TryParse<OrganizationId>(id, out var organization))
        {
            return Problems.Of(CommonFaults.MalformedId(id));
        }

        await using var command = database.CreateCommand("select count(*) from grain_state where service_id = $1 and state_name = 'follows' and payload->'organizations' ? $2");
        command.Parameters.Add(new() { Value = cluster.Value.ServiceId });
        command.Parameters.Add(new() { Value = organization.Value });
        return TypedResults.Ok(new FollowersView((long)(await command.ExecuteScalarAsync(cancellation))!));
    }
}
