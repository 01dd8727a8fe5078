using System.Collections.Immutable;
using Actors.Accounts;
using Actors.Api.Common;
using Actors.Common;
using Actors.Opportunities;
using Actors.Trust;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Actors.Api.Trust;

/// <param name="Guardian">The guardian's e-mail address.</param>
public sealed record AskGuardianRequest(string Guardian);

/// <param name="Token">The last part of the mailed link, or all of it.</param>
public sealed record GuardianLinkRequest(string Token);

/// <param name="Name">Typed as a signature; with <paramref name="IsGuardian"/> needed to consent.</param>
/// <param name="Waivers">What was read and is signed with the name.</param>
public sealed record GuardianAnswerRequest(
    string Token, bool Consents, string? Name = null, bool IsGuardian = false, ConsentScope Scope = ConsentScope.Event, ImmutableArray<ReadWaiver>? Waivers = null);

/// <summary>Minors ask, guardians answer. The guardian has no account: the link is what they have, in the body so that no log of addresses keeps it.</summary>
internal static class GuardianEndpoints
{
    public static void MapGuardians(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("").WithTags("Guardians");
        group.MapPost("/opportunities/{id}/guardian-requests", Ask).WithName("AskGuardian").WithSummary("A minor names a guardian, who gets a link by mail").RequireAuthorization()
            .Refuses(
                CommonFaults.MalformedId("opp_..."), OpportunityFaults.Unknown, AccountFaults.AddressInvalid, TrustFaults.DateOfBirthMissing, TrustFaults.NotAMinor,
                TrustFaults.OwnAddress, TrustFaults.TooManyLetters, TrustFaults.AddressRefuses, TrustFaults.NotReached);
        group.MapGet("/me/guardian-requests", Mine).WithName("MyGuardianRequests").WithSummary("What the caller's guardians were asked and said").RequireAuthorization();

        var links = group.MapGroup("/guardian-links").KeepsNoAnswer("Who has the link is not signed in; its token is a secret.").Refuses(TrustFaults.UnknownLink, TrustFaults.LinkExpired);
        links.MapPost("/open", Open).WithName("OpenGuardianLink").WithSummary("What a link is about; changes nothing");
        links.MapPost("/answer", Answer).WithName("AnswerGuardianLink").WithSummary("Consent, signing the waivers, or decline")
            .Refuses(TrustFaults.Answered, TrustFaults.NotTheGuardian);
        links.MapPost("/revoke", Revoke).WithName("RevokeConsent").WithSummary("Take a consent back").Refuses(TrustFaults.NotGiven);
        links.MapPost("/write-no-more", WriteNoMore).WithName("WriteNoMore").WithSummary("No letters to this address any more, whoever asks");

        var admin = api.MapGroup("/admin/people/{user}/consents").WithTags("Administration").RequireAuthorization().Refuses(CommonFaults.NotAllowed, CommonFaults.MalformedId("usr_..."));
        admin.MapGet("", Of).WithName("ConsentsOf").WithSummary("What a minor's guardians were asked and said");
        admin.MapPost("/{consent}/revoke", RevokeByAdmin).WithName("RevokeConsentByAdmin").WithSummary("Take a consent back for a guardian who lost the link")
            .Refuses(TrustFaults.UnknownLink, TrustFaults.NotGiven);
    }

    private static async Task<Results<Ok<ConsentView>, ProblemHttpResult>> Ask(
        string id, AskGuardianRequest request, Caller caller, IGrainFactory grains, GuardianLinks links, HttpContext context)
    {
        if (!Id.TryParse<OpportunityId>(id, out var opportunity) || caller.By.User is not { } user)
        {
            return Problems.Of(caller.By.User is null ? CommonFaults.SignIn : CommonFaults.MalformedId(id));
        }

        if (!EmailAddress.TryParse(request.Guardian, out var guardian))
        {
            return Problems.Of(AccountFaults.AddressInvalid);
        }

        var view = await grains.GetGrain<IOpportunityGrain>(opportunity.Value).View(caller.By);
        if (!view.Succeeded)
        {
            return Problems.Of(view.Fault);
        }

        var (link, url) = links.Make(user, context.Request);
        return (await Grain(grains, user).Ask(new(caller.CommandId, caller.By, guardian, view.Value.Organization, opportunity, link, url))).ToResult();
    }

    private static async Task<Results<Ok<ImmutableArray<ConsentView>>, ProblemHttpResult>> Mine(Caller caller, IGrainFactory grains) =>
        caller.By.User is { } user ? (await Grain(grains, user).View(caller.By)).ToResult() : Problems.Of(CommonFaults.SignIn);

    private static async Task<Results<Ok<GuardianQuestion>, ProblemHttpResult>> Open(GuardianLinkRequest request, GuardianDesk desk) => (await desk.Open(request.Token)).ToResult();

    private static async Task<Results<Ok<ConsentView>, ProblemHttpResult>> Answer(GuardianAnswerRequest request, Caller caller, GuardianDesk desk) =>
        (await desk.Answer(request.Token, caller.CommandId, request.Consents, request.Name, request.IsGuardian, request.Scope, request.Waivers ?? [])).ToResult();

    private static async Task<Results<Ok<ConsentView>, ProblemHttpResult>> Revoke(GuardianLinkRequest request, Caller caller, GuardianDesk desk) =>
        (await desk.Revoke(request.Token, caller.CommandId)).ToResult();

    private static async Task<Results<NoContent, ProblemHttpResult>> WriteNoMore(GuardianLinkRequest request, GuardianDesk desk) => (await desk.WriteNoMore(request.Token)).ToNoContent();

    private static async Task<Results<Ok<ImmutableArray<ConsentView>>, ProblemHttpResult>> Of(string user, Caller caller, IGrainFactory grains) =>
        Id.TryParse<UserId>(user, out var minor) ? (await Grain(grains, minor).View(caller.By)).ToResult() : Problems.Of(CommonFaults.MalformedId(user));

    private static async Task<Results<Ok<ConsentView>, ProblemHttpResult>> RevokeByAdmin(string user, string consent, Caller caller, IGrainFactory grains) =>
        (Id.TryParse<UserId>(user, out var minor), Id.TryParse<ConsentId>(consent, out var id)) switch
        {
            (false, _) => Problems.Of(CommonFaults.MalformedId(user)),
            (_, false) => Problems.Of(CommonFaults.MalformedId(consent)),
            _ => (await Grain(grains, minor).Revoke(new(caller.CommandId, caller.By, id, null))).ToResult(),
        };

    private static IGuardiansGrain Grain(IGrainFactory grains, UserId minor) => grains.GetGrain<IGuardiansGrain>(minor.Value);
}
