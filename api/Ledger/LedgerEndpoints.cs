using System.Collections.Immutable;
using Actors.Api.Common;
using Actors.Common;
using Actors.Ledger;
using Actors.Organizations;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Actors.Api.Ledger;

public sealed record AdjustHoursRequest(int Minutes, string Reason);

public sealed record ReasonRequest(string Reason);

internal static class LedgerEndpoints
{
    private static readonly Fault[] s_decision =
    [
        CommonFaults.MalformedId("led_..."), LedgerFaults.Unknown, LedgerFaults.NotAllowed, LedgerFaults.OwnHours, LedgerFaults.NotPending, LedgerFaults.Changed,
    ];

    public static void MapLedger(this RouteGroupBuilder api)
    {
        var ledger = api.MapGroup("").WithTags("Ledger").RequireAuthorization();
        ledger.MapGet("/me/ledger", Mine).WithName("MyLedger").WithSummary("The caller's hours, latest first").Refuses(ApiFaults.MalformedCursor);
        ledger.MapGet("/me/totals", MyTotals).WithName("MyTotals").WithSummary("Sums of the caller's hours, in minutes");
        ledger.MapGet("/organizations/{id}/ledger", Queue).WithName("OrganizationLedger").WithSummary("An organization's hours, pending first")
            .Refuses(ApiFaults.MalformedCursor, OrganizationFaults.NotAllowed, CommonFaults.MalformedId("org_..."));
        ledger.MapGet("/organizations/{id}/totals", OrganizationTotals).WithName("OrganizationTotals").WithSummary("Sums of an organization's hours, in minutes")
            .Refuses(OrganizationFaults.Unknown, CommonFaults.MalformedId("org_..."));
        ledger.MapGet("/ledger/{id}", View).WithName("LedgerEntry").WithSummary("One entry with its notices").Refuses(CommonFaults.MalformedId("led_..."), LedgerFaults.Unknown).HasVersion();
        ledger.MapPost("/ledger/{id}/verify", Verify).WithName("VerifyHours").WithSummary("Say that the hours are right").Refuses(s_decision).HasVersion();
        ledger.MapPost("/ledger/{id}/adjust", Adjust).WithName("AdjustHours").WithSummary("Verify other minutes, with a reason")
            .Refuses([.. s_decision, LedgerFaults.MinutesInvalid, LedgerFaults.ReasonMissing]).HasVersion();
        ledger.MapPost("/ledger/{id}/reject", Reject).WithName("RejectHours").WithSummary("Say that there are no such hours").Refuses([.. s_decision, LedgerFaults.ReasonMissing]).HasVersion();
        ledger.MapPost("/ledger/{id}/dispute", Dispute).WithName("DisputeHours").WithSummary("Stop the clock until somebody decides").Refuses([.. s_decision, LedgerFaults.ReasonMissing]).HasVersion();

        var admin = api.MapGroup("/admin").WithTags("Administration").RequireAuthorization().Refuses(CommonFaults.NotAllowed, ApiFaults.MalformedCursor);
        admin.MapGet("/ledger/waiting", Waiting).WithName("WaitingEntries").WithSummary("Entries whose clock stands, and why");
        if ((((IEndpointRouteBuilder)api).ServiceProvider.GetRequiredService<IConfiguration>()["Actors:Mail:Provider"] ?? "outbox") == "outbox")
        {
            admin.MapGet("/outbox", Outbox).WithName("DevelopmentOutbox").WithSummary("Letters where no provider is configured; nothing in it was delivered");
        }
    }

    private static async Task<Results<Ok<Page<LedgerRow>>, ProblemHttpResult>> Mine(
        Caller caller, LedgerQueries queries, CancellationToken cancellation, string? cursor = null, int? limit = null) =>
        caller.By.User is { } user
            ? await PageOf($"ledger/{user}", cursor, limit, (after, rows) => queries.Of(user, after, rows, cancellation))
            : Problems.Of(CommonFaults.SignIn);

    private static async Task<Results<Ok<Page<LedgerRow>>, ProblemHttpResult>> Queue(
        string id, Caller caller, IGrainFactory grains, LedgerQueries queries, CancellationToken cancellation, string? status = null, string? cursor = null, int? limit = null)
    {
        if (!Id.TryParse<OrganizationId>(id, out var organization))
        {
            return Problems.Of(CommonFaults.MalformedId(id));
        }

        if (!await grains.GetGrain<IOrganizationGrain>(organization.Value).Allows(caller.By, Permission.VerifyHours))
        {
            return Problems.Of(OrganizationFaults.NotAllowed);
        }

        LedgerStatus? only = null;
        if (status is not null)
        {
            if (!StoredEnum.Read<LedgerStatus>(status, out var known))
            {
                return Problems.Of(ApiFaults.Invalid.With("status", "PENDING, DISPUTED, VERIFIED or REJECTED"));
            }

            only = known;
        }

        return await PageOf($"ledger/{organization}/{only}", cursor, limit, (after, rows) => queries.Of(organization, only, after, rows, cancellation));
    }

    private static async Task<Results<Ok<Page<LedgerRow>>, ProblemHttpResult>> Waiting(
        Caller caller, LedgerQueries queries, CancellationToken cancellation, string? cursor = null, int? limit = null) =>
        caller.By.IsAdmin
            ? await PageOf("ledger/waiting", cursor, limit, (after, rows) => queries.Standing(after, rows, cancellation))
            : Problems.Of(CommonFaults.NotAllowed);

    private static async Task<Results<Ok<LedgerTotals>, ProblemHttpResult>> MyTotals(Caller caller, LedgerQueries queries, CancellationToken cancellation) =>
        caller.By.User is { } user ? TypedResults.Ok(await queries.Totals(user, cancellation)) : Problems.Of(CommonFaults.SignIn);

    private static async Task<Results<Ok<LedgerTotals>, ProblemHttpResult>> OrganizationTotals(
        string id, Caller caller, IGrainFactory grains, LedgerQueries queries, CancellationToken cancellation)
    {
        if (!Id.TryParse<OrganizationId>(id, out var organization))
        {
            return Problems.Of(CommonFaults.MalformedId(id));
        }

        var known = await grains.GetGrain<IOrganizationGrain>(organization.Value).View(Actors.Common.By.Nobody);
        return known.Succeeded ? TypedResults.Ok(await queries.Totals(organization, cancellation)) : Problems.Of(known.Fault);
    }

    private static async Task<Results<Ok<LedgerEntryView>, ProblemHttpResult>> View(string id, Caller caller, IGrainFactory grains, HttpContext context) =>
        await Ask(id, grains, context, entry => entry.View(caller.By));

    private static async Task<Results<Ok<LedgerEntryView>, ProblemHttpResult>> Verify(string id, Caller caller, IGrainFactory grains, HttpContext context) =>
        await Ask(id, grains, context, entry => entry.Verify(new(caller.CommandId, caller.By, caller.ExpectedVersion)));

    private static async Task<Results<Ok<LedgerEntryView>, ProblemHttpResult>> Adjust(
        string id, AdjustHoursRequest request, Caller caller, IGrainFactory grains, HttpContext context) =>
        await Ask(id, grains, context, entry => entry.Adjust(new(caller.CommandId, caller.By, request.Minutes, request.Reason, caller.ExpectedVersion)));

    private static async Task<Results<Ok<LedgerEntryView>, ProblemHttpResult>> Reject(string id, ReasonRequest request, Caller caller, IGrainFactory grains, HttpContext context) =>
        await Ask(id, grains, context, entry => entry.Reject(new(caller.CommandId, caller.By, request.Reason, caller.ExpectedVersion)));

    private static async Task<Results<Ok<LedgerEntryView>, ProblemHttpResult>> Dispute(string id, ReasonRequest request, Caller caller, IGrainFactory grains, HttpContext context) =>
        await Ask(id, grains, context, entry => entry.Dispute(new(caller.CommandId, caller.By, request.Reason, caller.ExpectedVersion)));

    private static async Task<Results<Ok<Page<OutboxRow>>, ProblemHttpResult>> Outbox(
        Caller caller, LedgerQueries queries, CancellationToken cancellation, string? cursor = null, int? limit = null)
    {
        if (!caller.By.IsAdmin)
        {
            return Problems.Of(CommonFaults.NotAllowed);
        }

        var after = Cursor.Read(cursor, "outbox", keys: 2);
        if (after.Fault is not null || Cursor.Limit(limit) is not { } rows)
        {
            return Problems.Of(after.Fault ?? ApiFaults.Invalid.With("limit", $"1 to {Cursor.LargestLimit}"));
        }

        var before = LedgerPosition.Start.CreatedAt;
        if (after.Value is { } keys)
        {
            if (!Cursor.TryMoment(keys[0], out var sent))
            {
                return Problems.Of(ApiFaults.MalformedCursor);
            }

            before = new(DateTime.SpecifyKind(sent, DateTimeKind.Utc));
        }

        var found = await queries.Outbox(before, after.Value?[1] ?? "", rows + 1, cancellation);
        return TypedResults.Ok(Page.Of(found, rows, last => Cursor.Write("outbox", Cursor.Key(last.SentAt), last.Id)));
    }

    private static async Task<Results<Ok<LedgerEntryView>, ProblemHttpResult>> Ask(
        string id, IGrainFactory grains, HttpContext context, Func<ILedgerEntryGrain, Task<Outcome<LedgerEntryView>>> ask) =>
        Id.TryParse<LedgerEntryId>(id, out var entry)
            ? (await ask(grains.GetGrain<ILedgerEntryGrain>(entry.Value))).ToResult(context, view => view.Version)
            : Problems.Of(CommonFaults.MalformedId(id));

    private static async Task<Results<Ok<Page<LedgerRow>>, ProblemHttpResult>> PageOf(
        string list, string? cursor, int? limit, Func<LedgerPosition, int, Task<ImmutableArray<LedgerRow>>> read)
    {
        if (Cursor.Limit(limit) is not { } rows)
        {
            return Problems.Of(ApiFaults.Invalid.With("limit", $"1 to {Cursor.LargestLimit}"));
        }

        return (await LedgerPages.Read(list, cursor, rows, read)).ToResult();
    }
}
