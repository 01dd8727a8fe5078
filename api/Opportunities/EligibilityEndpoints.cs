using Actors.Api.Common;
using Actors.Common;
using Actors.Opportunities;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Actors.Api.Opportunities;

/// <summary>What somebody lacks for a shift. Age, papers and evidence themselves are not shown here to anybody.</summary>
internal static class EligibilityEndpoints
{
    /// <summary>What sign-up and check-in refuse for.</summary>
    public static readonly Fault[] Missing =
    [
        OpportunityFaults.DateOfBirthMissing, OpportunityFaults.TooYoung, OpportunityFaults.BackgroundCheckMissing, OpportunityFaults.BackgroundCheckExpired,
        OpportunityFaults.QualificationMissing, OpportunityFaults.QualificationExpired, OpportunityFaults.GuardianMissing, OpportunityFaults.WaiverMissing,
    ];

    public static void MapEligibility(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("/opportunities/{id}").WithTags("Attendance").RequireAuthorization().Refuses(CommonFaults.MalformedId("opp_..."));
        group.MapGet("/shifts/{shift}/eligibility", Mine).WithName("Eligibility")
            .WithSummary("What the caller lacks for a shift; empty: nothing").Refuses(OpportunityFaults.Unknown, OpportunityFaults.UnknownShift);
        group.MapGet("/registrations/{registration}/eligibility", Of).WithName("EligibilityOf")
            .WithSummary("What a registered person lacks by now; for them and for who runs the event").Refuses(OpportunityFaults.UnknownRegistration);
    }

    private static async Task<Results<Ok<EligibilityView>, ProblemHttpResult>> Mine(string id, string shift, Caller caller, IGrainFactory grains) =>
        (Id.TryParse<OpportunityId>(id, out var opportunity), Id.TryParse<ShiftId>(shift, out var slot)) switch
        {
            (false, _) => Problems.Of(CommonFaults.MalformedId(id)),
            (_, false) => Problems.Of(CommonFaults.MalformedId(shift)),
            _ => (await grains.GetGrain<IOpportunityGrain>(opportunity.Value).Eligibility(caller.By, slot)).ToResult(),
        };

    private static async Task<Results<Ok<EligibilityView>, ProblemHttpResult>> Of(string id, string registration, Caller caller, IGrainFactory grains) =>
        (Id.TryParse<OpportunityId>(id, out var opportunity), Id.TryParse<RegistrationId>(registration, out var row)) switch
        {
            (false, _) => Problems.Of(CommonFaults.MalformedId(id)),
            (_, false) => Problems.Of(CommonFaults.MalformedId(registration)),
            _ => (await grains.GetGrain<IOpportunityGrain>(opportunity.Value).EligibilityOf(caller.By, row)).ToResult(),
        };
}
