using System.Collections.Immutable;
using Actors.Api.Common;
using Actors.Common;
using Actors.Opportunities;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Actors.Api.Opportunities;

/// <param name="Url">What the QR code holds.</param>
/// <param name="RefreshAfterSeconds">When the next code begins.</param>
/// <param name="ShortCode">Six digits to type, for whoever has no camera.</param>
internal sealed record VenueCodeView(string Code, string Url, string Svg, double RefreshAfterSeconds, string ShortCode);

internal static class AttendanceEndpoints
{
    public static void MapAttendance(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("/").WithTags("Attendance").RequireAuthorization();
        group.MapPost("/opportunities/{id}/shifts/{shift}/registrations", Register)
            .WithSummary("Take a seat").Refuses(OpportunityFaults.Full, OpportunityFaults.Overlapping, OpportunityFaults.RegistrationClosed, OpportunityFaults.NotOpen, OpportunityFaults.UnknownShift).Refuses(EligibilityEndpoints.Missing);
        group.MapPost("/opportunities/{id}/registrations/{registration}/cancel", Cancel)
            .WithSummary("Give the seat, the offer or the place on the waitlist back").Refuses(OpportunityFaults.UnknownRegistration, OpportunityFaults.AttendedAlready, OpportunityFaults.ShiftOver);
        group.MapGet("/opportunities/{id}/registrations/mine", Mine)
            .WithSummary("The caller's registrations for one opportunity");
        group.MapGet("/opportunities/{id}/venue-code", ShowCode)
            .WithSummary("The code on the venue's screen; changes every 30 seconds").Refuses(OpportunityFaults.NotAllowed, OpportunityFaults.Unknown);
        group.MapGet("/opportunities/{id}/venue-code.png", ShowPng)
            .WithSummary("The same as a picture").Produces<Stream>(StatusCodes.Status200OK, "image/png").Refuses(OpportunityFaults.NotAllowed, OpportunityFaults.Unknown);
        group.MapPost("/check-ins", CheckIn)
            .WithSummary("Check in by the venue's code; a second scan changes nothing")
            .WithDescription("The screen's changing code is good alone, a printed one together with `position` only. A position that comes along is kept as a distance.")
            .Refuses(
                OpportunityFaults.PositionMissing, OpportunityFaults.PositionInvalid, OpportunityFaults.PositionInaccurate, OpportunityFaults.TooFar, OpportunityFaults.NoPlace, OpportunityFaults.Blocked,
                OpportunityFaults.CodeUnknown, OpportunityFaults.CodeExpired, OpportunityFaults.WrongEvent, OpportunityFaults.NotRegistered, OpportunityFaults.TooEarly, OpportunityFaults.TooLate, OpportunityFaults.SeatReleased)
            .Refuses(EligibilityEndpoints.Missing);
        group.MapPost("/opportunities/{id}/check-ins", CheckInByHand)
            .WithSummary("A coordinator ticks somebody off").WithDescription("After the end it says that the person was there for the whole shift.")
            .Refuses(OpportunityFaults.GateInvalid, OpportunityFaults.Blocked, OpportunityFaults.NotAllowed, OpportunityFaults.UnknownRegistration, OpportunityFaults.TooEarly, OpportunityFaults.TooLate)
            .Refuses([.. EligibilityEndpoints.Missing, OpportunityFaults.ReasonMissing]);
        group.MapPost("/opportunities/{id}/check-outs", CheckOut)
            .WithSummary("Leave; whole minutes become one ledger entry").Refuses(OpportunityFaults.NotCheckedIn, OpportunityFaults.UnknownRegistration);
    }

    private static async Task<Results<Ok<RegistrationView>, ProblemHttpResult>> Register(string id, string shift, SignUpBody? body, Caller caller, IGrainFactory grains) =>
        (Id.TryParse<OpportunityId>(id, out var opportunity), Id.TryParse<ShiftId>(shift, out var slot)) switch
        {
            (false, _) => Problems.Of(CommonFaults.MalformedId(id)),
            (_, false) => Problems.Of(CommonFaults.MalformedId(shift)),
            _ => (await grains.Volunteer(caller.By).Register(opportunity, new(caller.CommandId, caller.By, slot, body?.AcceptOverlap ?? false))).ToResult(),
        };

    private static async Task<Results<Ok<RegistrationView>, ProblemHttpResult>> Cancel(string id, string registration, ReasonBody? body, Caller caller, IGrainFactory grains) =>
        (Id.TryParse<OpportunityId>(id, out var opportunity), Id.TryParse<RegistrationId>(registration, out var row)) switch
        {
            (false, _) => Problems.Of(CommonFaults.MalformedId(id)),
            (_, false) => Problems.Of(CommonFaults.MalformedId(registration)),
            _ => (await Grain(grains, opportunity).CancelRegistration(new(caller.CommandId, caller.By, row, body?.Reason))).ToResult(),
        };

    private static async Task<Results<Ok<ImmutableArray<RegistrationView>>, ProblemHttpResult>> Mine(string id, Caller caller, IGrainFactory grains) =>
        Id.TryParse<OpportunityId>(id, out var opportunity)
            ? (await Grain(grains, opportunity).Mine(caller.By)).ToResult()
            : Problems.Of(CommonFaults.MalformedId(id));

    private static async Task<Results<Ok<VenueCodeView>, ProblemHttpResult>> ShowCode(string id, Caller caller, IGrainFactory grains, VenueCodes codes, HttpContext context)
    {
        var outcome = await Venue(id, caller, grains);
        return outcome.Succeeded ? TypedResults.Ok(codes.View(outcome.Value, context.Request)) : Problems.Of(outcome.Fault);
    }

    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> ShowPng(string id, Caller caller, IGrainFactory grains, VenueCodes codes, HttpContext context)
    {
        var outcome = await Venue(id, caller, grains);
        return outcome.Succeeded ? TypedResults.Bytes(VenueCodes.Png(codes.View(outcome.Value, context.Request).Url), "image/png") : Problems.Of(outcome.Fault);
    }

    /// <summary>With the event named, what is no code of ours is an attempt there.</summary>
    private static async Task<Results<Ok<AttendanceView>, ProblemHttpResult>> CheckIn(CheckInBody body, Caller caller, IGrainFactory grains, VenueCodes codes, HttpRequest request)
    {
        var code = codes.Read(body.Code);
        return (body.Opportunity ?? code?.Opportunity) is { } opportunity
            ? (await Grain(grains, opportunity).CheckIn(new(caller.CommandId, caller.By, code, body.Position?.ToFix(), Devices.Of(request)))).ToResult()
            : Problems.Of(OpportunityFaults.CodeUnknown);
    }

    private static async Task<Results<Ok<AttendanceView>, ProblemHttpResult>> CheckInByHand(string id, RegistrationBody body, Caller caller, IGrainFactory grains, HttpRequest request) =>
        Id.TryParse<OpportunityId>(id, out var opportunity)
            ? (await Grain(grains, opportunity).CheckInByHand(new(caller.CommandId, caller.By, body.Registration, body.Gate, Devices.Of(request), body.Override))).ToResult()
            : Problems.Of(CommonFaults.MalformedId(id));

    private static async Task<Results<Ok<AttendanceView>, ProblemHttpResult>> CheckOut(string id, CheckOutBody? body, Caller caller, IGrainFactory grains) =>
        Id.TryParse<OpportunityId>(id, out var opportunity)
            ? (await Grain(grains, opportunity).CheckOut(new(caller.CommandId, caller.By, body?.Registration))).ToResult()
            : Problems.Of(CommonFaults.MalformedId(id));

    private static async Task<Outcome<VenueView>> Venue(string id, Caller caller, IGrainFactory grains) =>
        Id.TryParse<OpportunityId>(id, out var opportunity) ? await Grain(grains, opportunity).OpenVenue(caller.By) : CommonFaults.MalformedId(id);

    private static IOpportunityGrain Grain(IGrainFactory grains, OpportunityId id) => grains.GetGrain<IOpportunityGrain>(id.Value);
}
