using System.Collections.Immutable;
using Actors.Api.Common;
using Actors.Common;
using Actors.Opportunities;
using Actors.Organizations;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Actors.Api.Opportunities;

/// <param name="Minutes">1 to 1,440.</param>
/// <param name="Reason">3 to 1,000 characters; the volunteer reads it too.</param>
internal sealed record CorrectionBody(int Minutes, string Reason);

/// <param name="Text">What the coordinators should know: 3 to 2,000 characters.</param>
internal sealed record AppealBody(string Text);

/// <param name="Minutes">What counts, when it is accepted: 1 to 1,440.</param>
/// <param name="Reason">Needed when it is declined: 3 to 1,000 characters.</param>
internal sealed record AppealDecisionBody(bool Accept, int? Minutes = null, string? Reason = null);

/// <summary>What happens to attendances after a shift, and who is there during it (docs/check-in.md).</summary>
internal static class ReviewEndpoints
{
    public static void MapReviews(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("/").WithTags("Attendance").RequireAuthorization();
        var registration = group.MapGroup("/opportunities/{id}/registrations/{registration}").Refuses(OpportunityFaults.UnknownRegistration);
        registration.MapPost("/correct-minutes", Correct)
            .WithSummary("Other minutes than recorded, with a reason")
            .WithDescription("Checks out whoever is still in. The ledger entry follows; one that is decided keeps its decision and shows the new record beside it.")
            .Refuses(
                OpportunityFaults.NotAllowed, OpportunityFaults.Unknown, OpportunityFaults.OwnAttendance, OpportunityFaults.NotCheckedIn, OpportunityFaults.MinutesInvalid,
                OpportunityFaults.ReasonMissing, OpportunityFaults.TooManyCorrections);
        registration.MapPost("/confirm-minutes", Confirm)
            .WithSummary("Estimated minutes are right; gives the hours their full tier")
            .Refuses(OpportunityFaults.NotAllowed, OpportunityFaults.Unknown, OpportunityFaults.OwnAttendance, OpportunityFaults.NotCheckedIn);
        registration.MapPost("/appeal", Appeal)
            .WithSummary("Say that you were there after all; once for each no-show")
            .Refuses(OpportunityFaults.NotMissed, OpportunityFaults.AppealInvalid, OpportunityFaults.AppealedAlready, OpportunityFaults.AppealTooLate);
        registration.MapPost("/appeal/decide", Decide)
            .WithSummary("Accept an appeal with minutes, as ticked off by hand, or decline it with a reason")
            .Refuses(
                OpportunityFaults.NotAllowed, OpportunityFaults.Unknown, OpportunityFaults.OwnAttendance, OpportunityFaults.NoAppeal, OpportunityFaults.AppealDecided,
                OpportunityFaults.MinutesInvalid, OpportunityFaults.ReasonMissing);
        group.MapGet("/opportunities/{id}/on-site", OnSiteHere)
            .WithSummary("Who is there now, by name; the list to call from when a building is left")
            .Refuses(OpportunityFaults.Unknown, OpportunityFaults.NotAllowed);
        api.MapGet("/organizations/{id}/on-site", OnSiteAnywhere).WithTags("Attendance").RequireAuthorization()
            .WithSummary("Who is at any of the organization's events now, by name").WithDescription("At most 5,000 people.")
            .Refuses(OrganizationFaults.Unknown, OrganizationFaults.NotAllowed);
    }

    private static Task<Results<Ok<RegistrationView>, ProblemHttpResult>> Correct(string id, string registration, CorrectionBody body, Caller caller, IGrainFactory grains) =>
        With(id, registration, grains, (grain, row) => grain.CorrectAttendance(new(caller.CommandId, caller.By, row, body.Minutes, body.Reason)));

    private static Task<Results<Ok<RegistrationView>, ProblemHttpResult>> Confirm(string id, string registration, Caller caller, IGrainFactory grains) =>
        With(id, registration, grains, (grain, row) => grain.ConfirmAttendance(new(caller.CommandId, caller.By, row)));

    private static Task<Results<Ok<RegistrationView>, ProblemHttpResult>> Appeal(string id, string registration, AppealBody body, Caller caller, IGrainFactory grains) =>
        With(id, registration, grains, (grain, row) => grain.AppealNoShow(new(caller.CommandId, caller.By, row, body.Text)));

    private static Task<Results<Ok<RegistrationView>, ProblemHttpResult>> Decide(string id, string registration, AppealDecisionBody body, Caller caller, IGrainFactory grains) =>
        With(id, registration, grains, (grain, row) => grain.DecideAppeal(new(caller.CommandId, caller.By, row, body.Accept, body.Minutes, body.Reason)));

    private static async Task<Results<Ok<OnSiteView>, ProblemHttpResult>> OnSiteHere(string id, Caller caller, IGrainFactory grains) =>
        Id.TryParse<OpportunityId>(id, out var opportunity)
            ? (await grains.GetGrain<IOpportunityGrain>(opportunity.Value).OnSite(caller.By)).ToResult()
            : Problems.Of(CommonFaults.MalformedId(id));

    private static async Task<Results<Ok<ImmutableArray<OnSitePerson>>, ProblemHttpResult>> OnSiteAnywhere(
        string id, Caller caller, IGrainFactory grains, OnSite people, CancellationToken cancellation)
    {
        if (!Id.TryParse<OrganizationId>(id, out var organization))
        {
            return Problems.Of(CommonFaults.MalformedId(id));
        }

        var grain = grains.GetGrain<IOrganizationGrain>(organization.Value);
        if (!await grain.Allows(caller.By, Permission.ManageRoster))
        {
            return Problems.Of(await grain.Terms() is null ? OrganizationFaults.Unknown : OrganizationFaults.NotAllowed);
        }

        return TypedResults.Ok(await people.Of(organization, cancellation));
    }

    private static async Task<Results<Ok<RegistrationView>, ProblemHttpResult>> With(
        string id, string registration, IGrainFactory grains, Func<IOpportunityGrain, RegistrationId, Task<Outcome<RegistrationView>>> call) =>
        (Id.TryParse<OpportunityId>(id, out var opportunity), Id.TryParse<RegistrationId>(registration, out var row)) switch
        {
            (false, _) => Problems.Of(CommonFaults.MalformedId(id)),
            (_, false) => Problems.Of(CommonFaults.MalformedId(registration)),
            _ => (await call(grains.GetGrain<IOpportunityGrain>(opportunity.Value), row)).ToResult(),
        };
}
