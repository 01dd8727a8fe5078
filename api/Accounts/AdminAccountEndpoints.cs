using Actors.Accounts;
using Actors.Api.Common;
using Actors.Common;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Actors.Api.Accounts;

public sealed record SetRoleRequest(PlatformRole Role);

/// <param name="Reason">3 to 1,000 characters; kept with the change.</param>
public sealed record CorrectDateOfBirthRequest(DateOnly DateOfBirth, string Reason);

public sealed record AccountRow(UserId Id, string Email, string Name, PlatformRole Role, DateTimeOffset CreatedAt);

internal static class AdminAccountEndpoints
{
    private const string List = "admin/accounts";

    public static void MapAdminAccounts(this RouteGroupBuilder api)
    {
        var admin = api.MapGroup("/admin/accounts").WithTags("Administration").RequireAuthorization().Refuses(CommonFaults.NotAllowed);
        admin.MapGet("", Accounts).WithName("ListAccounts").WithSummary("All accounts, oldest first").Refuses(ApiFaults.MalformedCursor);
        admin.MapPut("/{id}/role", SetRole).WithName("SetPlatformRole").WithSummary("Decide what a person may do on the whole platform")
            .Refuses(CommonFaults.MalformedId("usr_..."), AccountFaults.Unknown, AccountFaults.OwnRole, AccountFaults.Changed).HasVersion();
        admin.MapPut("/{id}/date-of-birth", CorrectDateOfBirth).WithName("CorrectDateOfBirth").WithSummary("Correct a date of birth, with a reason that is kept")
            .Refuses(CommonFaults.MalformedId("usr_..."), AccountFaults.Unknown, AccountFaults.DateOfBirthInvalid, AccountFaults.DateOfBirthReasonMissing);
    }

    private static async Task<Results<Ok<Page<AccountRow>>, ProblemHttpResult>> Accounts(
        Caller caller, AccountList list, CancellationToken cancellation, string? cursor = null, int? limit = null)
    {
        if (!caller.By.IsAdmin)
        {
            return Problems.Of(CommonFaults.NotAllowed);
        }

        var after = Cursor.Read(cursor, List, keys: 2);
        if (after.Fault is not null || Cursor.Limit(limit) is not { } rows)
        {
            return Problems.Of(after.Fault ?? ApiFaults.Invalid.With("limit", $"1 to {Cursor.LargestLimit}"));
        }

        var created = DateTime.MinValue;
        if (after.Value is { } keys && !Cursor.TryMoment(keys[0], out created))
        {
            return Problems.Of(ApiFaults.MalformedCursor);
        }

        var found = await list.Find(null, created, after.Value?[1] ?? "", rows + 1, cancellation);
        return TypedResults.Ok(Page.Of(found, rows, last => Cursor.Write(List, Cursor.Key(last.CreatedAt), last.Id.Value)));
    }

    private static async Task<Results<Ok<AccountView>, ProblemHttpResult>> SetRole(string id, SetRoleRequest request, Caller caller, IGrainFactory grains, HttpContext context) =>
        Id.TryParse<UserId>(id, out var user)
            ? (await grains.GetGrain<IAccountGrain>(user.Value).SetRole(new(caller.CommandId, caller.By, request.Role, caller.ExpectedVersion))).ToResult(context, account => account.Version)
            : Problems.Of(CommonFaults.MalformedId(id));

    private static async Task<Results<Ok<AccountView>, ProblemHttpResult>> CorrectDateOfBirth(string id, CorrectDateOfBirthRequest request, Caller caller, IGrainFactory grains) =>
        (caller.By.IsAdmin, Id.TryParse<UserId>(id, out var user)) switch
        {
            (false, _) => Problems.Of(CommonFaults.NotAllowed),
            (_, false) => Problems.Of(CommonFaults.MalformedId(id)),
            _ => (await grains.GetGrain<IAccountGrain>(user.Value).SetDateOfBirth(new(caller.CommandId, caller.By, request.DateOfBirth, request.Reason))).ToResult(),
        };
}
