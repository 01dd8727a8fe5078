using System.Collections.Immutable;
using Actors.Api.Common;
using Actors.Common;
using Actors.Organizations;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Actors.Api.Organizations;

/// <param name="ValidForDays">How long a signature counts, 1 to 3,650; left out: until there is a new version.</param>
public sealed record WaiverRequest(string Title, string Text, WaiverAudience Audience = WaiverAudience.Everybody, int? ValidForDays = null)
{
    internal WaiverTerms Terms => new(Title, Text, Audience, ValidForDays);
}

/// <param name="Version">Of the text that was read.</param>
/// <param name="Hash">Likewise.</param>
/// <param name="SignedName">The signer's name as typed.</param>
public sealed record SignRequest(int Version, string Hash, string SignedName);

/// <summary>What an organization has people sign, and their signatures.</summary>
internal static class WaiverEndpoints
{
    private static readonly Fault s_unknownId = CommonFaults.MalformedId("wvr_...");

    public static void MapWaivers(this RouteGroupBuilder api)
    {
        var own = api.MapGroup("/organizations/{id}/waivers").WithTags("Waivers").Refuses(CommonFaults.MalformedId("org_..."));
        own.MapPost("", Draft).WithName("DraftWaiver").WithSummary("Draft a waiver").RequireAuthorization()
            .Refuses(OrganizationFaults.Unknown, OrganizationFaults.NotAllowed, WaiverFaults.TermsInvalid);
        own.MapGet("", List).WithName("ListWaivers").WithSummary("Waivers of an organization; its managers see drafts and retired ones").Refuses(ApiFaults.MalformedCursor);

        var waivers = api.MapGroup("/waivers/{id}").WithTags("Waivers").Refuses(s_unknownId, WaiverFaults.Unknown);
        waivers.MapGet("", View).WithName("Waiver").WithSummary("One waiver with the version to sign").HasVersion();
        waivers.MapPut("", Edit).WithName("EditWaiver").WithSummary("Change the draft of the next version").RequireAuthorization()
            .Refuses(OrganizationFaults.NotAllowed, WaiverFaults.TermsInvalid, WaiverFaults.Changed, WaiverFaults.Retired).HasVersion();
        waivers.MapPost("/publish", Publish).WithName("PublishWaiver").WithSummary("Make the draft a version that never changes; everybody is asked again").RequireAuthorization()
            .Refuses(OrganizationFaults.NotAllowed, WaiverFaults.NothingToPublish, WaiverFaults.TooManyVersions, WaiverFaults.Retired);
        waivers.MapPost("/retire", Retire).WithName("RetireWaiver").WithSummary("Ask nobody any more; signatures stay").RequireAuthorization().Refuses(OrganizationFaults.NotAllowed);
        waivers.MapGet("/versions/{number:int}", Version).WithName("WaiverVersion").WithSummary("A published version").Refuses(WaiverFaults.UnknownVersion);
        waivers.MapPost("/signatures", Sign).WithName("SignWaiver").WithSummary("Sign the present version; once is enough")
            .RequireAuthorization()
            .Refuses(WaiverFaults.OtherVersion, WaiverFaults.NameInvalid, WaiverFaults.GuardianSigns, WaiverFaults.NotForYou);
        waivers.MapGet("/signatures", Signatures).WithName("WaiverSignatures").WithSummary("Who signed, latest first; for members who manage rosters").RequireAuthorization()
            .Refuses(OrganizationFaults.NotAllowed, ApiFaults.MalformedCursor);
        api.MapGet("/me/signatures", Mine).WithTags("Waivers").WithName("MySignatures").WithSummary("What the caller signed, or a guardian for them").RequireAuthorization();
    }

    private static async Task<Results<Created<WaiverView>, ProblemHttpResult>> Draft(string id, WaiverRequest request, Caller caller, IGrainFactory grains, HttpContext context)
    {
        if (!Id.TryParse<OrganizationId>(id, out var organization))
        {
            return Problems.Of(CommonFaults.MalformedId(id));
        }

        var outcome = await grains.GetGrain<IWaiverGrain>(caller.NewId<WaiverId>().Value).Draft(new(caller.CommandId, caller.By, organization, request.Terms));
        if (outcome.Succeeded)
        {
            context.Response.SetVersion(outcome.Value.Version, outcome.Value);
        }

        return outcome.ToCreated(waiver => $"/api/v1/waivers/{waiver.Id}");
    }

    private static async Task<Results<Ok<Page<WaiverRow>>, ProblemHttpResult>> List(
        string id, Caller caller, IGrainFactory grains, WaiverQueries queries, CancellationToken cancellation, string? cursor = null, int? limit = null)
    {
        if (!Id.TryParse<OrganizationId>(id, out var organization))
        {
            return Problems.Of(CommonFaults.MalformedId(id));
        }

        var all = await grains.GetGrain<IOrganizationGrain>(organization.Value).Allows(caller.By, Permission.ManageOrganization);
        var list = $"waivers/{organization}/{all}";
        var after = Cursor.Read(cursor, list, keys: 1);
        if (after.Fault is not null || Cursor.Limit(limit) is not { } rows)
        {
            return Problems.Of(after.Fault ?? ApiFaults.Invalid.With("limit", $"1 to {Cursor.LargestLimit}"));
        }

        var found = await queries.Of(organization, all, after.Value?[0] ?? "", rows + 1, cancellation);
        return TypedResults.Ok(Page.Of(found, rows, last => Cursor.Write(list, last.Id.Value)));
    }

    private static Task<Results<Ok<WaiverView>, ProblemHttpResult>> View(string id, Caller caller, IGrainFactory grains, HttpContext context) =>
        With(id, grains, context, waiver => waiver.View(caller.By));

    private static Task<Results<Ok<WaiverView>, ProblemHttpResult>> Edit(string id, WaiverRequest request, Caller caller, IGrainFactory grains, HttpContext context) =>
        With(id, grains, context, waiver => waiver.Edit(new(caller.CommandId, caller.By, request.Terms, caller.ExpectedVersion)));

    private static Task<Results<Ok<WaiverView>, ProblemHttpResult>> Publish(string id, Caller caller, IGrainFactory grains, HttpContext context) =>
        With(id, grains, context, waiver => waiver.Publish(new(caller.CommandId, caller.By)));

    private static Task<Results<Ok<WaiverView>, ProblemHttpResult>> Retire(string id, Caller caller, IGrainFactory grains, HttpContext context) =>
        With(id, grains, context, waiver => waiver.Retire(new(caller.CommandId, caller.By)));

    private static async Task<Results<Ok<WaiverVersionView>, ProblemHttpResult>> Version(string id, int number, IGrainFactory grains) =>
        Id.TryParse<WaiverId>(id, out var waiver)
            ? (await grains.GetGrain<IWaiverGrain>(waiver.Value).Version(number)).ToResult()
            : Problems.Of(CommonFaults.MalformedId(id));

    private static async Task<Results<Ok<SignatureView>, ProblemHttpResult>> Sign(string id, SignRequest request, Caller caller, IGrainFactory grains) =>
        (Id.TryParse<WaiverId>(id, out var waiver), caller.By.User) switch
        {
            (false, _) => Problems.Of(CommonFaults.MalformedId(id)),
            (_, null) => Problems.Of(CommonFaults.SignIn),
            (_, { } user) => (await grains.GetGrain<ISignaturesGrain>(user.Value)
                .Sign(new(caller.CommandId, caller.By, waiver, request.Version, request.Hash, request.SignedName))).ToResult(),
        };

    private static async Task<Results<Ok<ImmutableArray<SignatureView>>, ProblemHttpResult>> Mine(Caller caller, IGrainFactory grains) =>
        caller.By.User is { } user ? (await grains.GetGrain<ISignaturesGrain>(user.Value).View(caller.By)).ToResult() : Problems.Of(CommonFaults.SignIn);

    private static async Task<Results<Ok<Page<SignatureRow>>, ProblemHttpResult>> Signatures(
        string id, Caller caller, IGrainFactory grains, WaiverQueries queries, CancellationToken cancellation, string? cursor = null, int? limit = null)
    {
        if (!Id.TryParse<WaiverId>(id, out var waiver))
        {
            return Problems.Of(CommonFaults.MalformedId(id));
        }

        var view = await grains.GetGrain<IWaiverGrain>(waiver.Value).View(caller.By);
        if (!view.Succeeded || !await grains.GetGrain<IOrganizationGrain>(view.Value.Organization.Value).Allows(caller.By, Permission.ManageRoster))
        {
            return Problems.Of(view.Fault ?? OrganizationFaults.NotAllowed);
        }

        var list = $"signatures/{waiver}";
        var after = Cursor.Read(cursor, list, keys: 2);
        var before = DateTime.MaxValue;
        if (after.Fault is not null || Cursor.Limit(limit) is not { } rows || (after.Value is { } keys && !Cursor.TryMoment(keys[0], out before)))
        {
            return Problems.Of(after.Fault ?? (Cursor.Limit(limit) is null ? ApiFaults.Invalid.With("limit", $"1 to {Cursor.LargestLimit}") : ApiFaults.MalformedCursor));
        }

        var found = await queries.Signatures(waiver, before, after.Value?[1] ?? "", rows + 1, cancellation);
        var page = Page.Of(found, rows, last => Cursor.Write(list, Cursor.Key(last.Row.SignedAt), last.Id));
        return TypedResults.Ok(new Page<SignatureRow>([.. page.Items.Select(i => i.Row)], page.Next));
    }

    private static async Task<Results<Ok<WaiverView>, ProblemHttpResult>> With(string id, IGrainFactory grains, HttpContext context, Func<IWaiverGrain, Task<Outcome<WaiverView>>> call) =>
        Id.TryParse<WaiverId>(id, out var waiver)
            ? (await call(grains.GetGrain<IWaiverGrain>(waiver.Value))).ToResult(context, view => view.Version)
            : Problems.Of(CommonFaults.MalformedId(id));
}
