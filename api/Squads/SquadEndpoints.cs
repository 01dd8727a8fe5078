using System.Collections.Immutable;
using Actors.Api.Common;
using Actors.Common;
using Actors.Squads;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Actors.Api.Squads;

/// <param name="OrganizationName">'Acme Corp' for a team of a company.</param>
/// <param name="ExpectedSize">1 to 1,000; above 100 the leader needs a confirmed telephone number.</param>
public sealed record SquadRequest(string Name, SquadType Type, string? Description = null, string? OrganizationName = null, bool IsPrivate = false, int? ExpectedSize = null)
{
    internal SquadTerms Terms => new(Name, Type, Description, OrganizationName, IsPrivate, ExpectedSize);
}

public sealed record HandOverRequest(UserId To);

/// <param name="Role">CO_LEADER or MEMBER; a leader is made by handing over.</param>
public sealed record SquadRoleRequest(SquadRole Role);

internal static class SquadEndpoints
{
    private static readonly Fault s_unknownId = CommonFaults.MalformedId("sqd_...");

    public static void MapSquads(this RouteGroupBuilder api)
    {
        var squads = api.MapGroup("/squads").WithTags("Squads").RequireAuthorization();
        squads.MapPost("", Create).WithName("CreateSquad").WithSummary("Create a squad; the caller leads it").Refuses(TermsFaults);
        squads.MapGet("", Mine).WithName("MySquads").WithSummary("The squads that the caller belongs to");
        squads.MapGet("/{id}", View).WithName("Squad").WithSummary("One squad; its members see each other").Refuses(s_unknownId, SquadFaults.Unknown).HasVersion();
        squads.MapPut("/{id}", Edit).WithName("EditSquad").WithSummary("Replace what the squad says of itself")
            .Refuses([s_unknownId, SquadFaults.Unknown, SquadFaults.NotAllowed, SquadFaults.Changed, .. TermsFaults]).HasVersion();
        squads.MapPost("/{id}/join", Join).WithName("JoinSquad").WithSummary("Join a squad that is not private").Refuses(s_unknownId, SquadFaults.Unknown, SquadFaults.TooManyMembers);
        squads.MapPost("/{id}/leave", Leave).WithName("LeaveSquad").WithSummary("Leave; the leader hands over first").Refuses(s_unknownId, SquadFaults.Unknown, SquadFaults.LeaderStays);
        squads.MapPost("/{id}/hand-over", HandOver).WithName("HandOverSquad").WithSummary("Name another leader")
            .Refuses(s_unknownId, SquadFaults.Unknown, SquadFaults.LeaderOnly, SquadFaults.MemberUnknown, SquadFaults.GuestCannotLead);
        squads.MapPut("/{id}/members/{user}", SetRole).WithName("SetSquadRole").WithSummary("Make a member a co-leader, or a co-leader a member again")
            .Refuses(s_unknownId, SquadFaults.Unknown, SquadFaults.LeaderOnly, SquadFaults.MemberUnknown, SquadFaults.LeaderStays, SquadFaults.GuestCannotLead);
        squads.MapDelete("/{id}/members/{user}", Remove).WithName("RemoveFromSquad").WithSummary("Remove a member")
            .Refuses(s_unknownId, SquadFaults.Unknown, SquadFaults.NotAllowed, SquadFaults.LeaderOnly, SquadFaults.LeaderStays);
        squads.MapGet("/{id}/events", Events).WithName("SquadEvents").WithSummary("What the squad booked and what came of it, latest first; for its members")
            .Refuses(s_unknownId, SquadFaults.Unknown, ApiFaults.MalformedCursor);
        squads.MapGet("/{id}/impact", Impact).WithName("SquadImpact").WithSummary("Events, people, hours and their worth, of everybody who came with the squad")
            .WithDescription("Amounts are in minor units. The worth of an hour is a setting, with its source and date.").Refuses(s_unknownId, SquadFaults.Unknown);
    }

    private static Fault[] TermsFaults => [SquadFaults.NameInvalid, SquadFaults.TextTooLong, SquadFaults.SizeInvalid, SquadFaults.PhoneMissing];

    private static async Task<Results<Created<SquadView>, ProblemHttpResult>> Create(SquadRequest request, Caller caller, IGrainFactory grains) =>
        (await grains.GetGrain<ISquadGrain>(caller.NewId<SquadId>().Value).Create(new(caller.CommandId, caller.By, request.Terms))).ToCreated(s => $"/api/v1/squads/{s.Id}");

    private static async Task<Results<Ok<ImmutableArray<SquadRow>>, ProblemHttpResult>> Mine(Caller caller, SquadQueries queries, CancellationToken cancellation) =>
        caller.By.User is { } user ? TypedResults.Ok(await queries.Of(user, Cursor.LargestLimit, cancellation)) : Problems.Of(CommonFaults.SignIn);

    private static async Task<Results<Ok<SquadView>, ProblemHttpResult>> View(string id, Caller caller, IGrainFactory grains, HttpContext context) =>
        Find(id, grains) is { } squad ? (await squad.View(caller.By)).ToResult(context, s => s.Version) : Problems.Of(CommonFaults.MalformedId(id));

    private static async Task<Results<Ok<SquadView>, ProblemHttpResult>> Edit(string id, SquadRequest request, Caller caller, IGrainFactory grains, HttpContext context) =>
        Find(id, grains) is { } squad
            ? (await squad.Edit(new(caller.CommandId, caller.By, request.Terms, caller.ExpectedVersion))).ToResult(context, s => s.Version)
            : Problems.Of(CommonFaults.MalformedId(id));

    private static async Task<Results<Ok<SquadView>, ProblemHttpResult>> Join(string id, Caller caller, IGrainFactory grains) =>
        Find(id, grains) is { } squad ? (await squad.Join(new(caller.CommandId, caller.By))).ToResult() : Problems.Of(CommonFaults.MalformedId(id));

    private static async Task<Results<NoContent, ProblemHttpResult>> Leave(string id, Caller caller, IGrainFactory grains) =>
        Find(id, grains) is { } squad ? (await squad.Leave(new(caller.CommandId, caller.By))).ToNoContent() : Problems.Of(CommonFaults.MalformedId(id));

    private static async Task<Results<Ok<SquadView>, ProblemHttpResult>> HandOver(string id, HandOverRequest request, Caller caller, IGrainFactory grains) =>
        Find(id, grains) is { } squad ? (await squad.HandOver(new(caller.CommandId, caller.By, request.To))).ToResult() : Problems.Of(CommonFaults.MalformedId(id));

    private static async Task<Results<Ok<SquadView>, ProblemHttpResult>> SetRole(string id, string user, SquadRoleRequest request, Caller caller, IGrainFactory grains) =>
        (Find(id, grains), Id.TryParse<UserId>(user, out var member)) switch
        {
            (null, _) => Problems.Of(CommonFaults.MalformedId(id)),
            (_, false) => Problems.Of(CommonFaults.MalformedId(user)),
            ({ } squad, _) => (await squad.SetRole(new(caller.CommandId, caller.By, member, request.Role))).ToResult(),
        };

    private static async Task<Results<Ok<SquadView>, ProblemHttpResult>> Remove(string id, string user, Caller caller, IGrainFactory grains) =>
        (Find(id, grains), Id.TryParse<UserId>(user, out var member)) switch
        {
            (null, _) => Problems.Of(CommonFaults.MalformedId(id)),
            (_, false) => Problems.Of(CommonFaults.MalformedId(user)),
            ({ } squad, _) => (await squad.Remove(new(caller.CommandId, caller.By, member))).ToResult(),
        };

    private static async Task<Results<Ok<Page<SquadEventRow>>, ProblemHttpResult>> Events(
        string id, Caller caller, IGrainFactory grains, SquadQueries queries, CancellationToken cancellation, string? cursor = null, int? limit = null)
    {
        if (await Inside(id, caller, grains) is { } fault)
        {
            return Problems.Of(fault);
        }

        var list = $"squads/{id}/events";
        var after = Cursor.Read(cursor, list, keys: 2);
        if (after.Fault is not null || Cursor.Limit(limit) is not { } rows)
        {
            return Problems.Of(after.Fault ?? ApiFaults.Invalid.With("limit", $"1 to {Cursor.LargestLimit}"));
        }

        var before = DateTime.MaxValue;
        if (after.Value is { } keys && !Cursor.TryMoment(keys[0], out before))
        {
            return Problems.Of(ApiFaults.MalformedCursor);
        }

        var found = await queries.History(SquadId.Of(id), DateTime.SpecifyKind(before, DateTimeKind.Utc), after.Value?[1] ?? "", rows + 1, cancellation);
        return TypedResults.Ok(Page.Of(found, rows, last => Cursor.Write(list, Cursor.Key(last.StartsAt), last.Booking.Value)));
    }

    private static async Task<Results<Ok<SquadImpact>, ProblemHttpResult>> Impact(string id, Caller caller, IGrainFactory grains, SquadQueries queries, CancellationToken cancellation) =>
        await Inside(id, caller, grains) is { } fault ? Problems.Of(fault) : TypedResults.Ok(await queries.Impact(SquadId.Of(id), cancellation));

    /// <summary>Null: the caller belongs to the squad.</summary>
    private static async Task<Fault?> Inside(string id, Caller caller, IGrainFactory grains) =>
        Find(id, grains) is not { } squad ? CommonFaults.MalformedId(id) : await squad.Standing(caller.By) is { Role: not null } ? null : SquadFaults.Unknown;

    private static ISquadGrain? Find(string id, IGrainFactory grains) => Id.TryParse<SquadId>(id, out var squad) ? grains.GetGrain<ISquadGrain>(squad.Value) : null;
}
