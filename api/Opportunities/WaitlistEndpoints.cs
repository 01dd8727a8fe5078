using System.Collections.Immutable;
using Actors.Api.Common;
using Actors.Common;
using Actors.Opportunities;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Actors.Api.Opportunities;

/// <summary>Waiting for a seat of a full shift: for the person, and the line for those who run the event.</summary>
internal static class WaitlistEndpoints
{
    private const string List = "waitlist-steps";

    public static void MapWaitlist(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("/opportunities/{id}").WithTags("Waitlist").RequireAuthorization();
        group.MapPost("/shifts/{shift}/waitlist", Join)
            .WithSummary("Wait for a seat of a full shift")
            .Refuses(OpportunityFaults.SeatsLeft, OpportunityFaults.NoWaitlist, OpportunityFaults.Overlapping, OpportunityFaults.RegistrationClosed, OpportunityFaults.NotOpen, OpportunityFaults.UnknownShift);
        group.MapGet("/shifts/{shift}/waitlist", Line)
            .WithSummary("Seats on offer and who waits, in order; for those who run the event").Refuses(OpportunityFaults.NotAllowed, OpportunityFaults.Unknown, OpportunityFaults.UnknownShift);
        group.MapGet("/shifts/{shift}/waitlist/steps", Steps)
            .WithSummary("Everything that happened to the line, oldest first: the order at any moment follows from it")
            .Refuses(OpportunityFaults.NotAllowed, OpportunityFaults.Unknown, OpportunityFaults.UnknownShift, ApiFaults.MalformedCursor);
        group.MapPost("/registrations/{registration}/accept", Accept)
            .WithSummary("Take the seat that is on offer")
            .Refuses(OpportunityFaults.OfferEnded, OpportunityFaults.NotOffered, OpportunityFaults.Overlapping, OpportunityFaults.UnknownRegistration);
        group.MapPost("/registrations/{registration}/decline", Decline)
            .WithSummary("Pass the offered seat on to the next in line").Refuses(OpportunityFaults.NotOffered, OpportunityFaults.UnknownRegistration);
        group.MapPost("/registrations/{registration}/confirm", Confirm)
            .WithSummary("Come also at the new time or place").Refuses(OpportunityFaults.UnknownRegistration, OpportunityFaults.NotRegistered, OpportunityFaults.NotOpen);
        group.MapPost("/shifts/{shift}/decision", Decide)
            .WithSummary("Say whether a shift takes place, or cancel it; the registered are told")
            .Refuses(OpportunityFaults.NotAllowed, OpportunityFaults.Unknown, OpportunityFaults.UnknownShift, OpportunityFaults.ReasonMissing, OpportunityFaults.DecisionInvalid, OpportunityFaults.NotOpen, OpportunityFaults.ShiftOver);
        var me = api.MapGroup("/me").WithTags("Waitlist").RequireAuthorization();
        me.MapGet("/contact-preferences", Preferences).WithSummary("How often the caller may be asked to take a free seat");
        me.MapPut("/contact-preferences", Prefer).WithSummary("Whether and how often the caller may be asked to take a free seat").Refuses(OpportunityFaults.ContactsInvalid);
        group.MapPost("/registrations/{registration}/move", Move)
            .WithSummary("Another place in the line, with a reason that stays on record")
            .Refuses(OpportunityFaults.NotAllowed, OpportunityFaults.NotWaiting, OpportunityFaults.LinePositionInvalid, OpportunityFaults.ReasonMissing);
    }

    /// <summary>The person's own grain: all that gives them a seat goes through it.</summary>
    public static IVolunteerGrain Volunteer(this IGrainFactory grains, By by) => grains.GetGrain<IVolunteerGrain>(by.User?.Value ?? "nobody");

    private static Task<Results<Ok<RegistrationView>, ProblemHttpResult>> Join(string id, string shift, SignUpBody? body, Caller caller, IGrainFactory grains) =>
        With<ShiftId, RegistrationView>(id, shift, (opportunity, slot) =>
            grains.Volunteer(caller.By).JoinWaitlist(opportunity, new(caller.CommandId, caller.By, slot, body?.AcceptOverlap ?? false)));

    private static Task<Results<Ok<WaitlistView>, ProblemHttpResult>> Line(string id, string shift, Caller caller, IGrainFactory grains) =>
        With<ShiftId, WaitlistView>(id, shift, (opportunity, slot) => Grain(grains, opportunity).Waitlist(caller.By, slot));

    private static Task<Results<Ok<RegistrationView>, ProblemHttpResult>> Accept(string id, string registration, SignUpBody? body, Caller caller, IGrainFactory grains) =>
        With<RegistrationId, RegistrationView>(id, registration, (opportunity, row) =>
            grains.Volunteer(caller.By).AcceptOffer(opportunity, new(caller.CommandId, caller.By, row, body?.AcceptOverlap ?? false)));

    private static Task<Results<Ok<RegistrationView>, ProblemHttpResult>> Decline(string id, string registration, Caller caller, IGrainFactory grains) =>
        With<RegistrationId, RegistrationView>(id, registration, (opportunity, row) => Grain(grains, opportunity).DeclineOffer(new(caller.CommandId, caller.By, row)));

    private static Task<Results<Ok<RegistrationView>, ProblemHttpResult>> Confirm(string id, string registration, Caller caller, IGrainFactory grains) =>
        With<RegistrationId, RegistrationView>(id, registration, (opportunity, row) => Grain(grains, opportunity).ConfirmRegistration(new(caller.CommandId, caller.By, row)));

    private static Task<Results<Ok<OpportunityView>, ProblemHttpResult>> Decide(string id, string shift, DecisionBody body, Caller caller, IGrainFactory grains) =>
        With<ShiftId, OpportunityView>(id, shift, (opportunity, slot) => Grain(grains, opportunity).DecideShift(new(caller.CommandId, caller.By, slot, body.Decision, body.Reason)));

    private static async Task<Results<Ok<ContactPreferences>, ProblemHttpResult>> Preferences(Caller caller, IGrainFactory grains) =>
        (await Mail(grains, caller).Preferences(caller.By)).ToResult();

    private static async Task<Results<Ok<ContactPreferences>, ProblemHttpResult>> Prefer(ContactPreferencesBody body, Caller caller, IGrainFactory grains) =>
        (await Mail(grains, caller).Prefer(new(caller.CommandId, caller.By, new(body.AskForFreeSeats, body.MostPerWeek)))).ToResult();

    private static IVolunteerMailGrain Mail(IGrainFactory grains, Caller caller) => grains.GetGrain<IVolunteerMailGrain>(caller.By.User?.Value ?? "nobody");

    private static Task<Results<Ok<WaitlistView>, ProblemHttpResult>> Move(string id, string registration, MoveBody body, Caller caller, IGrainFactory grains) =>
        With<RegistrationId, WaitlistView>(id, registration, (opportunity, row) =>
            Grain(grains, opportunity).MoveInWaitlist(new(caller.CommandId, caller.By, row, body.Position, body.Reason)));

    private static async Task<Results<Ok<Page<WaitlistStepRow>>, ProblemHttpResult>> Steps(
        string id, string shift, Caller caller, IGrainFactory grains, WaitlistSteps steps, CancellationToken cancellation, string? cursor = null, int? limit = null)
    {
        if (!Id.TryParse<OpportunityId>(id, out var opportunity) || !Id.TryParse<ShiftId>(shift, out var slot))
        {
            return Problems.Of(CommonFaults.MalformedId(Id.TryParse<OpportunityId>(id, out _) ? shift : id));
        }

        var after = Cursor.Read(cursor, $"{List}/{slot}", keys: 1);
        if (after.Fault is not null || Cursor.Limit(limit) is not { } rows)
        {
            return Problems.Of(after.Fault ?? ApiFaults.Invalid.With("limit", $"1 to {Cursor.LargestLimit}"));
        }

        var sequence = 0;
        if (after.Value is { } keys && !int.TryParse(keys[0], System.Globalization.CultureInfo.InvariantCulture, out sequence))
        {
            return Problems.Of(ApiFaults.MalformedCursor);
        }

        // The grain says who may see the line; the steps are of it.
        if ((await Grain(grains, opportunity).Waitlist(caller.By, slot)).Fault is { } fault)
        {
            return Problems.Of(fault);
        }

        var found = await steps.Of(slot, sequence, rows + 1, cancellation);
        return TypedResults.Ok(Page.Of(found, rows, last => Cursor.Write($"{List}/{slot}", last.Sequence.ToString(System.Globalization.CultureInfo.InvariantCulture))));
    }

    private static async Task<Results<Ok<TView>, ProblemHttpResult>> With<TId, TView>(string id, string other, Func<OpportunityId, TId, Task<Outcome<TView>>> call)
        where TId : struct, IId<TId> => (Id.TryParse<OpportunityId>(id, out var opportunity), Id.TryParse<TId>(other, out var second)) switch
    {
        (false, _) => Problems.Of(CommonFaults.MalformedId(id)),
        (_, false) => Problems.Of(CommonFaults.MalformedId(other)),
        _ => (await call(opportunity, second)).ToResult(),
    };

    private static IOpportunityGrain Grain(IGrainFactory grains, OpportunityId id) => grains.GetGrain<IOpportunityGrain>(id.Value);
}
