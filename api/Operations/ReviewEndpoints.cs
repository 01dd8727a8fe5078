using System.Globalization;
using Actors.Api.Common;
using Actors.Common;
using Actors.Operations;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Actors.Api.Operations;

/// <param name="Reason">What came of it, 3 to 1,000 characters.</param>
public sealed record ResolveFlagRequest(string Reason);

/// <summary>What moderators should look at.</summary>
internal static class ReviewEndpoints
{
    public static void MapReviewFlags(this RouteGroupBuilder api)
    {
        var flags = api.MapGroup("/moderation/flags").WithTags("Moderation").RequireAuthorization().Refuses(CommonFaults.NotAllowed);
        flags.MapGet("", Read).WithName("ReviewFlags").WithSummary("What waits for a moderator, oldest first; with resolved=true what was resolved, latest first").Refuses(ApiFaults.MalformedCursor);
        flags.MapPost("/{id:long}/resolve", Resolve).WithName("ResolveFlag").WithSummary("Say what came of it; the first word stands")
            .Refuses(ReviewFaults.Unknown, ReviewFaults.ReasonMissing, ReviewFaults.Resolved, ReviewFaults.OwnFlag);
    }

    private static async Task<Results<Ok<Page<ReviewFlagView>>, ProblemHttpResult>> Read(
        Caller caller, ReviewQueries queries, CancellationToken cancellation, bool resolved = false, string? cursor = null, int? limit = null)
    {
        if (!caller.By.IsModerator)
        {
            return Problems.Of(CommonFaults.NotAllowed);
        }

        return Cursor.Limit(limit) is { } rows
            ? (await queries.Read(resolved, cursor, rows, cancellation)).ToResult()
            : Problems.Of(ApiFaults.Invalid.With("limit", $"1 to {Cursor.LargestLimit}"));
    }

    private static async Task<Results<Ok<ReviewFlagView>, ProblemHttpResult>> Resolve(long id, ResolveFlagRequest request, Caller caller, IGrainFactory grains) =>
        (await grains.GetGrain<IReviewFlagGrain>(id.ToString(CultureInfo.InvariantCulture)).Resolve(new(caller.CommandId, caller.By, request.Reason))).ToResult();
}
