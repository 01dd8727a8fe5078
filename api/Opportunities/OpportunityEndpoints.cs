using Actors.Api.Common;
using Actors.Common;
using Actors.Opportunities;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Actors.Api.Opportunities;

internal static class OpportunityEndpoints
{
    public static void MapOpportunities(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("/").WithTags("Opportunities");
        group.MapPost("/organizations/{organization}/opportunities", Draft).RequireAuthorization()
            .WithSummary("Draft an opportunity").Refuses(OpportunityFaults.NotAllowed, OpportunityFaults.EndsBeforeStart, OpportunityFaults.SeatsInvalid)
            .Refuses(OpportunityFaults.MinimumAgeInvalid, OpportunityFaults.QualificationUnknown, OpportunityFaults.WaiverUnknown);
        group.MapGet("/opportunities/{id}", View)
            .WithSummary("One opportunity").Refuses(OpportunityFaults.Unknown).HasVersion();
        group.MapPut("/opportunities/{id}", Edit).RequireAuthorization()
            .WithSummary("Replace details and shifts").Refuses(OpportunityFaults.Unknown, OpportunityFaults.SeatsBelowTaken, OpportunityFaults.ShiftTaken, OpportunityFaults.Changed)
            .Refuses(OpportunityFaults.MinimumAgeInvalid, OpportunityFaults.QualificationUnknown, OpportunityFaults.WaiverUnknown).HasVersion();
        group.MapPost("/opportunities/{id}/publish", Publish).RequireAuthorization()
            .WithSummary("Open a draft for registration").Refuses(OpportunityFaults.NotDraft, OpportunityFaults.InThePast);
        group.MapPost("/opportunities/{id}/cancel", Cancel).RequireAuthorization()
            .WithSummary("Cancel with a reason").Refuses(OpportunityFaults.ReasonMissing, OpportunityFaults.Ended);
        group.MapPost("/opportunities/{id}/complete", Complete).RequireAuthorization()
            .WithSummary("Say that it has happened").Refuses(OpportunityFaults.NotOver, OpportunityFaults.NotOpen);
        group.MapGet("/opportunities/{id}/roster", Roster)
            .WithSummary("Counts per shift; names for those who run the event").Refuses(OpportunityFaults.Unknown);
    }

    private static async Task<Results<Created<OpportunityView>, ProblemHttpResult>> Draft(string organization, OpportunityBody body, Caller caller, IGrainFactory grains)
    {
        if (!Id.TryParse<OrganizationId>(organization, out var owner))
        {
            return Problems.Of(CommonFaults.MalformedId(organization));
        }

        var command = new DraftOpportunity(caller.CommandId, caller.By, owner, body.Details.ToDetails(), [.. body.Shifts.Select(s => s.ToPlan())]);
        var outcome = await grains.GetGrain<IOpportunityGrain>(caller.NewId<OpportunityId>().Value).Draft(command);
        return outcome.ToCreated(view => $"/api/v1/opportunities/{view.Id}");
    }

    private static Task<Results<Ok<OpportunityView>, ProblemHttpResult>> View(string id, Caller caller, IGrainFactory grains, HttpContext context) =>
        With(id, grains, context, grain => grain.View(caller.By));

    private static Task<Results<Ok<OpportunityView>, ProblemHttpResult>> Edit(string id, OpportunityBody body, Caller caller, IGrainFactory grains, HttpContext context) =>
        With(id, grains, context, grain => grain.Edit(new(caller.CommandId, caller.By, body.Details.ToDetails(), [.. body.Shifts.Select(s => s.ToPlan())], caller.ExpectedVersion)));

    private static Task<Results<Ok<OpportunityView>, ProblemHttpResult>> Publish(string id, Caller caller, IGrainFactory grains, HttpContext context) =>
        With(id, grains, context, grain => grain.Publish(new(caller.CommandId, caller.By)));

    private static Task<Results<Ok<OpportunityView>, ProblemHttpResult>> Cancel(string id, ReasonBody body, Caller caller, IGrainFactory grains, HttpContext context) =>
        With(id, grains, context, grain => grain.Cancel(new(caller.CommandId, caller.By, body.Reason ?? "")));

    private static Task<Results<Ok<OpportunityView>, ProblemHttpResult>> Complete(string id, Caller caller, IGrainFactory grains, HttpContext context) =>
        With(id, grains, context, grain => grain.Complete(new(caller.CommandId, caller.By)));

    private static async Task<Results<Ok<RosterView>, ProblemHttpResult>> Roster(string id, Caller caller, IGrainFactory grains) =>
        Id.TryParse<OpportunityId>(id, out var opportunity)
            ? (await grains.GetGrain<IOpportunityGrain>(opportunity.Value).Roster(caller.By)).ToResult()
            : Problems.Of(CommonFaults.MalformedId(id));

    private static async Task<Results<Ok<OpportunityView>, ProblemHttpResult>> With(
        string id, IGrainFactory grains, HttpContext context, Func<IOpportunityGrain, Task<Outcome<OpportunityView>>> call) =>
        Id.TryParse<OpportunityId>(id, out var opportunity)
            ? (await call(grains.GetGrain<IOpportunityGrain>(opportunity.Value))).ToResult(context, view => view.Version)
            : Problems.Of(CommonFaults.MalformedId(id));
}
