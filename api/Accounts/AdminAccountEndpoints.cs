using System.Collections.Immutable;
using Actors.Accounts;
using Actors.Api.Common;
using Actors.Common;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Npgsql;
using Orleans.Configuration;

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
        Caller caller, NpgsqlDataSource database, IOptions<ClusterOptions> cluster, CancellationToken cancellation, string? cursor = null, int? limit = null)
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

        await using var command = database.CreateCommand(
            """
            select id, email, name, role, created_at from account_view
             where service_id = $1 and (created_at, id) > ($2, $3)
             order by created_at, id limit $4
            """);
        command.Parameters.Add(new() { Value = cluster.Value.ServiceId });
        command.Parameters.Add(new() { Value = DateTime.SpecifyKind(created, DateTimeKind.Utc) });
        command.Parameters.Add(new() { Value = after.Value?[1] ?? "" });
        command.Parameters.Add(new() { Value = rows + 1 });
        var found = ImmutableArray.CreateBuilder<AccountRow>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            found.Add(new(
                UserId.Of(reader.GetString(0)), reader.GetString(1), reader.GetString(2), Enum.Parse<PlatformRole>(reader.GetString(3), ignoreCase: true), new(reader.GetDateTime(4), TimeSpan.Zero)));
        }

        return TypedResults.Ok(Page.Of(found.ToImmutable(), rows, last => Cursor.Write(List, Cursor.Key(last.CreatedAt), last.Id.Value)));
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
