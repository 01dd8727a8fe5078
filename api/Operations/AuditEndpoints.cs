using Actors.Api.Common;
using Actors.Common;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Actors.Api.Operations;

internal static class AuditEndpoints
{
    public static void MapAudit(this RouteGroupBuilder api) =>
        api.MapGroup("/admin").WithTags("Administration").RequireAuthorization().Refuses(CommonFaults.NotAllowed)
            .MapGet("/audit-log", Read).WithName("AuditLog").WithSummary("What people with a platform role did, latest first")
            .Refuses(ApiFaults.MalformedCursor, CommonFaults.MalformedId("usr_..."));

    private static async Task<Results<Ok<Page<AuditRow>>, ProblemHttpResult>> Read(
        Caller caller, AuditQueries queries, CancellationToken cancellation, string? by = null, string? subject = null, string? cursor = null, int? limit = null)
    {
        if (!caller.By.IsAdmin)
        {
            return Problems.Of(CommonFaults.NotAllowed);
        }

        UserId? who = null;
        if (by is not null)
        {
            if (!Id.TryParse<UserId>(by, out var user))
            {
                return Problems.Of(CommonFaults.MalformedId(by));
            }

            who = user;
        }

        return Cursor.Limit(limit) is { } rows
            ? (await queries.Read(who, subject, cursor, rows, cancellation)).ToResult()
            : Problems.Of(ApiFaults.Invalid.With("limit", $"1 to {Cursor.LargestLimit}"));
    }
}
