using Actors.Accounts;
using Actors.Api.Common;
using Actors.Common;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Actors.Api.Accounts;

/// <param name="Ticket">As it was answered to the same person in their other account.</param>
/// <param name="Into">The account that stays: the caller's, or that of the ticket.</param>
public sealed record MergeRequest(string Ticket, UserId Into)
{
    /// <summary>A ticket does not belong in logs.</summary>
    public override string ToString() => $"{nameof(MergeRequest)} {Into}";
}

/// <summary>Two accounts of one person become one, by proof of both (docs/merging.md).</summary>
internal static class MergeEndpoints
{
    public static void MapMerges(this RouteGroupBuilder api)
    {
        var me = api.MapGroup("/me").WithTags("Merging accounts").RequireAuthorization();
        me.MapPost("/merge/ticket", Begin).KeepsNoAnswer("A secret comes out.").WithName("BeginMerge")
            .WithSummary("Begin to bring two accounts together, soon after a log-in: log in to the other one within 15 minutes, then ask with the ticket").Refuses(AccountFaults.LogInAgain);
        me.MapPost("/merge", Ask).WithName("MergeAccounts").WithSummary("Bring the account of the ticket and the caller's together, soon after a log-in; one of the two stays")
            .Refuses(
                AccountFaults.LogInAgain, AccountFaults.MergeUnproven, AccountFaults.MergeSame, AccountFaults.MergePrivileged, AccountFaults.MergeDeleting, AccountFaults.MergeUnderWay,
                AccountFaults.Unknown, CommonFaults.NotAllowed);
        me.MapGet("/merges/{from}", View).WithName("Merge").WithSummary("How far it is, for the owner of either account and administrators").Refuses(AccountFaults.MergeUnknown, CommonFaults.MalformedId("usr_..."));

        api.MapGroup("/admin/accounts").WithTags("Administration").RequireAuthorization().Refuses(CommonFaults.NotAllowed)
            .MapGet("/{user}/moves", Moves).WithName("AccountMoves").WithSummary("What merges found and moved of or to an account, latest first; a record that nobody can change")
            .Refuses(ApiFaults.MalformedCursor, CommonFaults.MalformedId("usr_..."));
    }

    private static async Task<Results<Ok<MergeTicketView>, ProblemHttpResult>> Begin(Caller caller, MergeDesk desk, HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        return (await desk.Begin(caller.By, context.User)).ToResult();
    }

    private static async Task<Results<Ok<MergeView>, ProblemHttpResult>> Ask(MergeRequest request, Caller caller, MergeDesk desk, HttpContext context) =>
        (await desk.Ask(caller.CommandId, caller.By, context.User, request.Ticket, request.Into)).ToResult();

    private static async Task<Results<Ok<MergeView>, ProblemHttpResult>> View(string from, Caller caller, IGrainFactory grains) =>
        Id.TryParse<UserId>(from, out var user) ? (await grains.GetGrain<IAccountMergeGrain>(user.Value).View(caller.By)).ToResult() : Problems.Of(CommonFaults.MalformedId(from));

    private static async Task<Results<Ok<Page<AccountMoveRow>>, ProblemHttpResult>> Moves(
        string user, Caller caller, AccountMoveList list, CancellationToken cancellation, string? cursor = null, int? limit = null) =>
        (caller.By.IsAdmin, Id.TryParse<UserId>(user, out var account), Cursor.Limit(limit)) switch
        {
            (false, _, _) => Problems.Of(CommonFaults.NotAllowed),
            (_, false, _) => Problems.Of(CommonFaults.MalformedId(user)),
            (_, _, null) => Problems.Of(ApiFaults.Invalid.With("limit", $"1 to {Cursor.LargestLimit}")),
            (_, _, { } rows) => (await list.Read(account, cursor, rows, cancellation)).ToResult(),
        };
}
