using System.Collections.Immutable;
using Actors.Api.Common;
using Actors.Common;
using Actors.Organizations;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Actors.Api.Organizations;

/// <param name="Name">As you know the person.</param>
internal sealed record OrganizationBlockBody(UserId User, string Reason, string? Name = null);

/// <summary>Whom all events of an organization do not let in; for those who manage rosters.</summary>
internal static class BlockEndpoints
{
    public static void MapOrganizationBlocks(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("/organizations/{id}/blocks").WithTags("Organizations").RequireAuthorization().Refuses(OrganizationFaults.Unknown, OrganizationFaults.NotAllowed);
        group.MapGet("", Blocks).WithSummary("Who is blocked, and why");
        group.MapPost("", Block).WithSummary("Let a person neither sign up nor check in at any event of the organization")
            .WithDescription("Holds everywhere within half a minute; an event's own block holds at once.")
            .Refuses(OrganizationFaults.BlockReasonMissing, OrganizationFaults.TooManyBlocks);
        group.MapDelete("/{user}", Unblock).WithSummary("Let a person in again");
    }

    private static async Task<Results<Ok<ImmutableArray<BlockView>>, ProblemHttpResult>> Blocks(string id, Caller caller, IGrainFactory grains) =>
        Id.TryParse<OrganizationId>(id, out var organization)
            ? (await grains.GetGrain<IOrganizationGrain>(organization.Value).Blocks(caller.By)).ToResult()
            : Problems.Of(CommonFaults.MalformedId(id));

    private static async Task<Results<Ok<BlockView>, ProblemHttpResult>> Block(string id, OrganizationBlockBody body, Caller caller, IGrainFactory grains) =>
        Id.TryParse<OrganizationId>(id, out var organization)
            ? (await grains.GetGrain<IOrganizationGrain>(organization.Value).Block(new(caller.CommandId, caller.By, body.User, body.Reason, body.Name))).ToResult()
            : Problems.Of(CommonFaults.MalformedId(id));

    private static async Task<Results<NoContent, ProblemHttpResult>> Unblock(string id, string user, Caller caller, IGrainFactory grains) =>
        (Id.TryParse<OrganizationId>(id, out var organization), Id.TryParse<UserId>(user, out var person)) switch
        {
            (false, _) => Problems.Of(CommonFaults.MalformedId(id)),
            (_, false) => Problems.Of(CommonFaults.MalformedId(user)),
            _ => (await grains.GetGrain<IOrganizationGrain>(organization.Value).Unblock(new(caller.CommandId, caller.By, person))).ToNoContent(),
        };
}
