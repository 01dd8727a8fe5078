using System.Collections.Immutable;
using Actors.Api.Common;
using Actors.Common;
using Actors.Organizations;
using Actors.Trust;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Actors.Api.Trust;

/// <param name="Kind">Slug of /qualifications, or <c>background-check</c>.</param>
/// <param name="Issuer">Who issued it.</param>
/// <param name="Reference">Where the evidence is: a number or a link.</param>
/// <param name="ExpiresOn">The last day on which it counts; left out: it does not expire.</param>
public sealed record CredentialRequest(string Kind, string Issuer, string? Reference = null, DateOnly? IssuedOn = null, DateOnly? ExpiresOn = null, OrganizationId? Organization = null);

public sealed record ShareRequest(OrganizationId Organization);

/// <param name="Status">CONFIRMED, REJECTED or REVOKED; the last two with a reason.</param>
public sealed record CredentialDecisionRequest(CredentialStatus Status, string? Reason = null);

/// <summary>Qualifications and background checks: the person's own, what organizations were shown, and administrators'.</summary>
internal static class CredentialEndpoints
{
    private const int MostAtOnce = 50;
    private static readonly Fault[] s_entry = [TrustFaults.KindUnknown, TrustFaults.CredentialInvalid, TrustFaults.TooManyCredentials];
    private static readonly Fault[] s_decision = [TrustFaults.UnknownCredential, TrustFaults.DecisionInvalid, TrustFaults.NotAllowed, TrustFaults.OwnCredential];

    public static void MapCredentials(this RouteGroupBuilder api)
    {
        var mine = api.MapGroup("/me/credentials").WithTags("Qualifications").RequireAuthorization();
        mine.MapGet("", Mine).WithName("MyCredentials").WithSummary("The caller's qualifications and background checks");
        mine.MapPost("", Claim).WithName("ClaimCredential").WithSummary("Say what one has; an organization that is shown it may confirm it")
            .Refuses([.. s_entry, OrganizationFaults.Unknown]);
        mine.MapPost("/{credential}/shares", Share).WithName("ShareCredential").WithSummary("Show it to one more organization")
            .Refuses(TrustFaults.UnknownCredential, OrganizationFaults.Unknown);
        mine.MapDelete("/{credential}", Withdraw).WithName("WithdrawCredential").WithSummary("Take it back; what was refused or revoked stays")
            .Refuses(TrustFaults.UnknownCredential, TrustFaults.DecidedAgainst);

        var shown = api.MapGroup("/organizations/{id}").WithTags("Qualifications").RequireAuthorization().Refuses(CommonFaults.MalformedId("org_..."), TrustFaults.NotAllowed);
        shown.MapGet("/credentials", Shown).WithName("ShownCredentials").WithSummary("What the organization was shown, by person; for members who check credentials").Refuses(ApiFaults.MalformedCursor);
        shown.MapGet("/people/{user}/credentials", ShownOf).WithName("ShownCredentialsOf").WithSummary("What one person has shown");
        shown.MapPost("/people/{user}/credentials", Record).WithName("RecordCredential").WithSummary("Enter what the organization has seen itself")
            .Refuses([.. s_entry, TrustFaults.OwnCredential, TrustFaults.UnknownPerson]);
        shown.MapPost("/people/{user}/credentials/{credential}/decision", Decide).WithName("DecideCredential").WithSummary("Confirm, reject or revoke, for this organization")
            .Refuses(s_decision);

        var admin = api.MapGroup("/admin/people/{user}/credentials").WithTags("Administration").RequireAuthorization().Refuses(CommonFaults.NotAllowed, CommonFaults.MalformedId("usr_..."));
        admin.MapGet("", All).WithName("CredentialsOf").WithSummary("Everything a person has");
        admin.MapPost("", RecordAnywhere).WithName("RecordCredentialAnywhere").WithSummary("Enter what counts everywhere")
            .Refuses([.. s_entry, TrustFaults.OwnCredential, TrustFaults.UnknownPerson, TrustFaults.NotAllowed]);
        admin.MapPost("/{credential}/decision", DecideAnywhere).WithName("DecideCredentialAnywhere").WithSummary("Confirm, reject or revoke, everywhere")
            .Refuses(s_decision);
    }

    private static async Task<Results<Ok<ImmutableArray<CredentialView>>, ProblemHttpResult>> Mine(Caller caller, IGrainFactory grains) =>
        caller.By.User is { } user ? (await Grain(grains, user).View(caller.By, null)).ToResult() : Problems.Of(CommonFaults.SignIn);

    private static async Task<Results<Created<CredentialView>, ProblemHttpResult>> Claim(CredentialRequest request, Caller caller, IGrainFactory grains) =>
        caller.By.User is { } user
            ? (await Grain(grains, user).Claim(new(
                caller.CommandId, caller.By, request.Kind, request.Issuer, request.Reference, request.IssuedOn, request.ExpiresOn, request.Organization))).ToCreated(_ => "/api/v1/me/credentials")
            : Problems.Of(CommonFaults.SignIn);

    private static async Task<Results<Ok<CredentialView>, ProblemHttpResult>> Share(string credential, ShareRequest request, Caller caller, IGrainFactory grains) =>
        (Id.TryParse<CredentialId>(credential, out var id), caller.By.User) switch
        {
            (false, _) => Problems.Of(CommonFaults.MalformedId(credential)),
            (_, null) => Problems.Of(CommonFaults.SignIn),
            (_, { } user) => (await Grain(grains, user).Share(new(caller.CommandId, caller.By, id, request.Organization))).ToResult(),
        };

    private static async Task<Results<NoContent, ProblemHttpResult>> Withdraw(string credential, Caller caller, IGrainFactory grains) =>
        (Id.TryParse<CredentialId>(credential, out var id), caller.By.User) switch
        {
            (false, _) => Problems.Of(CommonFaults.MalformedId(credential)),
            (_, null) => Problems.Of(CommonFaults.SignIn),
            (_, { } user) => (await Grain(grains, user).Withdraw(new(caller.CommandId, caller.By, id))).ToNoContent(),
        };

    private static async Task<Results<Ok<Page<CredentialView>>, ProblemHttpResult>> Shown(
        string id, Caller caller, IGrainFactory grains, CredentialQueries queries, CancellationToken cancellation, string? cursor = null, int? limit = null)
    {
        if (!Id.TryParse<OrganizationId>(id, out var organization))
        {
            return Problems.Of(CommonFaults.MalformedId(id));
        }

        if (!await grains.GetGrain<IOrganizationGrain>(organization.Value).Allows(caller.By, Permission.CheckCredentials))
        {
            return Problems.Of(TrustFaults.NotAllowed);
        }

        var list = $"credentials/{organization}";
        var after = Cursor.Read(cursor, list, keys: 1);
        if (after.Fault is not null || (limit ?? MostAtOnce) is not (>= 1 and <= MostAtOnce))
        {
            return Problems.Of(after.Fault ?? ApiFaults.Invalid.With("limit", $"1 to {MostAtOnce} people"));
        }

        var people = await queries.ShownTo(organization, after.Value?[0] ?? "", (limit ?? MostAtOnce) + 1, cancellation);
        var page = Page.Of(people, limit ?? MostAtOnce, last => Cursor.Write(list, last.Value));
        var views = await Task.WhenAll(page.Items.Select(user => Grain(grains, user).View(caller.By, organization)));
        return TypedResults.Ok(new Page<CredentialView>([.. views.Where(v => v.Succeeded).SelectMany(v => v.Value)], page.Next));
    }

    private static async Task<Results<Ok<ImmutableArray<CredentialView>>, ProblemHttpResult>> ShownOf(string id, string user, Caller caller, IGrainFactory grains) =>
        (Id.TryParse<OrganizationId>(id, out var organization), Id.TryParse<UserId>(user, out var person)) switch
        {
            (false, _) => Problems.Of(CommonFaults.MalformedId(id)),
            (_, false) => Problems.Of(CommonFaults.MalformedId(user)),
            _ => (await Grain(grains, person).View(caller.By, organization)).ToResult(),
        };

    private static async Task<Results<Ok<CredentialView>, ProblemHttpResult>> Record(string id, string user, CredentialRequest request, Caller caller, IGrainFactory grains) =>
        (Id.TryParse<OrganizationId>(id, out var organization), Id.TryParse<UserId>(user, out var person)) switch
        {
            (false, _) => Problems.Of(CommonFaults.MalformedId(id)),
            (_, false) => Problems.Of(CommonFaults.MalformedId(user)),
            _ => await RecordFor(person, organization, request, caller, grains),
        };

    private static async Task<Results<Ok<CredentialView>, ProblemHttpResult>> RecordAnywhere(string user, CredentialRequest request, Caller caller, IGrainFactory grains) =>
        Id.TryParse<UserId>(user, out var person) ? await RecordFor(person, null, request, caller, grains) : Problems.Of(CommonFaults.MalformedId(user));

    private static async Task<Results<Ok<CredentialView>, ProblemHttpResult>> RecordFor(UserId person, OrganizationId? organization, CredentialRequest request, Caller caller, IGrainFactory grains) =>
        (await Grain(grains, person).Record(new(
            caller.CommandId, caller.By, organization, request.Kind, request.Issuer, request.Reference, request.IssuedOn, request.ExpiresOn))).ToResult();

    private static async Task<Results<Ok<CredentialView>, ProblemHttpResult>> Decide(
        string id, string user, string credential, CredentialDecisionRequest request, Caller caller, IGrainFactory grains) =>
        Id.TryParse<OrganizationId>(id, out var organization) ? await DecideFor(user, credential, organization, request, caller, grains) : Problems.Of(CommonFaults.MalformedId(id));

    private static Task<Results<Ok<CredentialView>, ProblemHttpResult>> DecideAnywhere(
        string user, string credential, CredentialDecisionRequest request, Caller caller, IGrainFactory grains) => DecideFor(user, credential, null, request, caller, grains);

    private static async Task<Results<Ok<CredentialView>, ProblemHttpResult>> DecideFor(
        string user, string credential, OrganizationId? organization, CredentialDecisionRequest request, Caller caller, IGrainFactory grains) =>
        (Id.TryParse<UserId>(user, out var person), Id.TryParse<CredentialId>(credential, out var item)) switch
        {
            (false, _) => Problems.Of(CommonFaults.MalformedId(user)),
            (_, false) => Problems.Of(CommonFaults.MalformedId(credential)),
            _ => (await Grain(grains, person).Decide(new(caller.CommandId, caller.By, item, organization, request.Status, request.Reason))).ToResult(),
        };

    private static async Task<Results<Ok<ImmutableArray<CredentialView>>, ProblemHttpResult>> All(string user, Caller caller, IGrainFactory grains) =>
        Id.TryParse<UserId>(user, out var person) ? (await Grain(grains, person).View(caller.By, null)).ToResult() : Problems.Of(CommonFaults.MalformedId(user));

    private static ICredentialsGrain Grain(IGrainFactory grains, UserId user) => grains.GetGrain<ICredentialsGrain>(user.Value);
}
