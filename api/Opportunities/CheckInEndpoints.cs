using Actors.Api.Common;
using Actors.Common;
using Actors.Opportunities;
using Actors.Organizations;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Actors.Api.Opportunities;

/// <summary>Where the device believes to be. Only the distance from the event is kept, rounded to metres.</summary>
/// <param name="AccuracyMeters">As the browser reports it; more than 100 proves nothing.</param>
internal sealed record PositionBody(double Latitude, double Longitude, double AccuracyMeters)
{
    public Fix ToFix() => new(Latitude, Longitude, AccuracyMeters);
}

/// <param name="Code">The six digits on the venue's screen.</param>
internal sealed record HereBody(string? Code = null, PositionBody? Position = null);

/// <param name="Code">What the volunteer's phone showed.</param>
/// <param name="Gate">Where the coordinator stands: at most 40 characters.</param>
internal sealed record ScanBody(string Code, string? Gate = null);

/// <param name="Name">As you know the person.</param>
internal sealed record BlockBody(UserId User, string Reason, string? Name = null);

/// <summary>The ways to check in beside the venue's screen and a tick by hand, and what was tried (docs/check-in.md).</summary>
internal static class CheckInEndpoints
{
    private static readonly Fault[] s_refusals =
    [
        OpportunityFaults.Unknown, OpportunityFaults.NotRegistered, OpportunityFaults.SeatReleased, OpportunityFaults.TooEarly, OpportunityFaults.TooLate,
        OpportunityFaults.NotOpen, OpportunityFaults.Blocked, OpportunityFaults.CodeUnknown,
    ];

    public static IServiceCollection AddCheckIns(this IServiceCollection services) =>
        services.AddSingleton<VenueCodes>().AddSingleton<PrintedCodes>().AddSingleton<PersonalCodes>().AddSingleton<CheckInLog>().AddSingleton<OnSite>();

    public static void MapCheckIns(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("/").WithTags("Attendance").RequireAuthorization();
        group.MapPost("/opportunities/{id}/check-ins/here", Here)
            .WithSummary("Check in by typing the screen's short code, by position, or by both")
            .WithDescription(
                "A position alone is good within 100 m of the event's place, known to 100 m or better, from 30 minutes before the start to the end. A typed code alone "
                + "gives SILVER hours, together with a position GOLD ones. Five wrong codes close this way for ten minutes.")
            .Refuses(s_refusals)
            .Refuses(
                OpportunityFaults.ProofMissing, OpportunityFaults.TooManyTries, OpportunityFaults.TooFar, OpportunityFaults.PositionInvalid, OpportunityFaults.PositionInaccurate,
                OpportunityFaults.NoPlace);
        group.MapPost("/opportunities/{id}/check-ins/scan", Scan)
            .WithSummary("A coordinator scanned a volunteer's own code")
            .WithDescription("Of two gates at once one wins; the other gets `alreadyIn` with when, at which gate and by whom.")
            .Refuses(s_refusals).Refuses(OpportunityFaults.CodeExpired, OpportunityFaults.NotAllowed, OpportunityFaults.OwnAttendance, OpportunityFaults.GateInvalid);
        group.MapGet("/me/personal-code", Personal)
            .WithSummary("The caller's own code for a coordinator to scan; changes every 30 seconds");
        group.MapGet("/opportunities/{id}/printed-code", Print)
            .WithSummary("A code to print, good for up to 24 hours together with a position")
            .WithDescription("`from` is now by default; `hours` is 1 to 24, 24 by default.")
            .Refuses(OpportunityFaults.Unknown, OpportunityFaults.NotAllowed, OpportunityFaults.NotOpen, OpportunityFaults.PrintedInvalid);
        group.MapGet("/opportunities/{id}/check-in-attempts", Attempts)
            .WithSummary("Everything that was tried at the gates, latest first; for those who run the event")
            .WithDescription("`reason` picks one word, such as too-far. At most six refused attempts of a person in a minute are kept, the last of them as too-many-tries.")
            .Refuses(OpportunityFaults.Unknown, OpportunityFaults.NotAllowed, ApiFaults.MalformedCursor);
        group.MapPost("/opportunities/{id}/blocks", Block)
            .WithSummary("Let a person neither sign up nor check in here")
            .Refuses(OpportunityFaults.Unknown, OpportunityFaults.NotAllowed, OrganizationFaults.BlockReasonMissing, OrganizationFaults.TooManyBlocks);
        group.MapDelete("/opportunities/{id}/blocks/{user}", Unblock)
            .WithSummary("Let a person in again").Refuses(OpportunityFaults.Unknown, OpportunityFaults.NotAllowed);
    }

    private static async Task<Results<Ok<AttendanceView>, ProblemHttpResult>> Here(string id, HereBody body, Caller caller, IGrainFactory grains, HttpRequest request) =>
        Id.TryParse<OpportunityId>(id, out var opportunity)
            ? (await Grain(grains, opportunity).CheckInHere(new(caller.CommandId, caller.By, body.Code, body.Position?.ToFix(), Devices.Of(request)))).ToResult()
            : Problems.Of(CommonFaults.MalformedId(id));

    private static async Task<Results<Ok<AttendanceView>, ProblemHttpResult>> Scan(
        string id, ScanBody body, Caller caller, IGrainFactory grains, PersonalCodes codes, HttpRequest request) =>
        Id.TryParse<OpportunityId>(id, out var opportunity)
            ? (await Grain(grains, opportunity).CheckInPerson(new(caller.CommandId, caller.By, codes.Read(body.Code), body.Gate, Devices.Of(request)))).ToResult()
            : Problems.Of(CommonFaults.MalformedId(id));

    private static Results<Ok<PersonalCodeView>, ProblemHttpResult> Personal(Caller caller, PersonalCodes codes) =>
        caller.By.User is { } user ? TypedResults.Ok(codes.Show(user)) : Problems.Of(CommonFaults.SignIn);

    private static async Task<Results<Ok<PrintedCodeView>, ProblemHttpResult>> Print(
        string id, Caller caller, IGrainFactory grains, PrintedCodes codes, HttpRequest request, DateTimeOffset? from = null, int hours = 24)
    {
        if (!Id.TryParse<OpportunityId>(id, out var opportunity))
        {
            return Problems.Of(CommonFaults.MalformedId(id));
        }

        var venue = await Grain(grains, opportunity).OpenVenue(caller.By);
        if (!venue.Succeeded)
        {
            return Problems.Of(venue.Fault);
        }

        var begins = (from ?? venue.Value.Now).ToUniversalTime();
        return hours is >= 1 and <= 24 && begins >= venue.Value.Now.AddDays(-1) && begins <= venue.Value.Now.AddDays(366)
            ? TypedResults.Ok(codes.Print(opportunity, begins, begins.AddHours(hours), request))
            : Problems.Of(OpportunityFaults.PrintedInvalid);
    }

    private static async Task<Results<Ok<Page<CheckInLogRow>>, ProblemHttpResult>> Attempts(
        string id, Caller caller, IGrainFactory grains, CheckInLog log, CancellationToken cancellation, string? reason = null, string? cursor = null, int? limit = null)
    {
        if (!Id.TryParse<OpportunityId>(id, out var opportunity))
        {
            return Problems.Of(CommonFaults.MalformedId(id));
        }

        if (Cursor.Limit(limit) is not { } rows || (reason is not null && !AttemptReasons.All.Contains(reason)))
        {
            return Problems.Of(ApiFaults.Invalid.With("limit", $"1 to {Cursor.LargestLimit}").With("reason", string.Join(", ", AttemptReasons.All.Order(StringComparer.Ordinal))));
        }

        var pass = await Grain(grains, opportunity).Watch(caller.By);
        return (pass.Succeeded, pass.Value?.Audience) switch
        {
            (false, _) => Problems.Of(pass.Fault!),
            (_, not LiveAudience.Staff) => Problems.Of(OpportunityFaults.NotAllowed),
            _ => (await log.Page(opportunity, reason, cursor, rows, cancellation)).ToResult(),
        };
    }

    private static async Task<Results<Ok<BlockView>, ProblemHttpResult>> Block(string id, BlockBody body, Caller caller, IGrainFactory grains) =>
        Id.TryParse<OpportunityId>(id, out var opportunity)
            ? (await Grain(grains, opportunity).Block(new(caller.CommandId, caller.By, body.User, body.Reason, body.Name))).ToResult()
            : Problems.Of(CommonFaults.MalformedId(id));

    private static async Task<Results<NoContent, ProblemHttpResult>> Unblock(string id, string user, Caller caller, IGrainFactory grains) =>
        (Id.TryParse<OpportunityId>(id, out var opportunity), Id.TryParse<UserId>(user, out var person)) switch
        {
            (false, _) => Problems.Of(CommonFaults.MalformedId(id)),
            (_, false) => Problems.Of(CommonFaults.MalformedId(user)),
            _ => (await Grain(grains, opportunity).Unblock(new(caller.CommandId, caller.By, person))).ToNoContent(),
        };

    private static IOpportunityGrain Grain(IGrainFactory grains, OpportunityId id) => grains.GetGrain<IOpportunityGrain>(id.Value);
}
