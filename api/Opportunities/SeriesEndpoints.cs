using System.Collections.Immutable;
using Actors.Api.Common;
using Actors.Common;
using Actors.Opportunities;
using Actors.Organizations;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Actors.Api.Opportunities;

/// <summary>A time slot without a date, in the event's time zone.</summary>
/// <param name="EndsAt">Not after the start: on the next day.</param>
/// <param name="Day">Days after the event's date, 0 to 30.</param>
internal sealed record SlotBody(TimeOnly StartsAt, TimeOnly EndsAt, int? Seats = null, string? Name = null, int Day = 0, int? Minimum = null)
{
    public SlotPlan ToPlan() => new(StartsAt, EndsAt, Seats, Name, Day, Minimum);
}

/// <param name="ClosesHoursBefore">Sign-up ends so many hours before the first slot; left out: with the event.</param>
internal sealed record PlanBody(DetailsBody Details, ImmutableArray<SlotBody> Slots, int? ClosesHoursBefore = null)
{
    public EventPlan ToPlan() => new(Details.ToDetails(), [.. Slots.Select(s => s.ToPlan())], ClosesHoursBefore);
}

/// <param name="Rule">RFC 5545: FREQ=DAILY, WEEKLY or MONTHLY with INTERVAL, BYDAY (1MO, -1FR when monthly), BYMONTHDAY, COUNT or UNTIL.</param>
/// <param name="FirstDate">A date of the rule, in the event's time zone.</param>
/// <param name="Except">Dates that are left out.</param>
/// <param name="Publish">Open occurrences for sign-up as they are made; otherwise they are drafts.</param>
internal sealed record SeriesBody(PlanBody Plan, string Rule, DateOnly FirstDate, ImmutableArray<DateOnly>? Except = null, bool Publish = true);

/// <param name="From">This and the following; left out: all that have not begun.</param>
/// <param name="Rule">Left out: as it is. A new one begins on <paramref name="FirstDate"/>, or on its first date from there on.</param>
/// <param name="Except">Left out: as they are.</param>
internal sealed record EditSeriesBody(PlanBody Plan, DateOnly? From = null, string? Rule = null, DateOnly? FirstDate = null, ImmutableArray<DateOnly>? Except = null);

internal sealed record CancelSeriesBody(string Reason, DateOnly? From = null);

/// <param name="Date">Of the series, not begun yet.</param>
/// <param name="Reason">3 to 1,000 characters; whoever signed up reads it.</param>
internal sealed record LeaveOutBody(DateOnly Date, string Reason);

/// <param name="Opportunity">Saved as it is, without its date; or give a plan.</param>
internal sealed record TemplateBody(string Name, PlanBody? Plan = null, OpportunityId? Opportunity = null);

internal sealed record TemplateDateBody(DateOnly Date);

/// <summary>Events that come again, plans that are kept, and what came of an event.</summary>
internal static class SeriesEndpoints
{
    private static readonly Fault[] s_planFaults =
    [
        SeriesFaults.SlotsInvalid, SeriesFaults.DeadlineInvalid, OpportunityFaults.TitleInvalid, OpportunityFaults.DescriptionInvalid, OpportunityFaults.TimeZoneUnknown,
        OpportunityFaults.PlaceMissing, OpportunityFaults.NotAllowed, OrganizationFaults.Unknown,
    ];

    private static readonly Fault[] s_seriesFaults =
    [
        .. s_planFaults, SeriesFaults.RuleInvalid, SeriesFaults.FirstDateInvalid, SeriesFaults.NoDates, SeriesFaults.TooManyExceptions,
    ];

    public static void MapSeries(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("/").WithTags("Series").RequireAuthorization();
        group.MapPost("/organizations/{organization}/series", Create).WithSummary("Plan an event that comes again and again")
            .WithDescription("Occurrences are ordinary opportunities, made 90 days ahead. Times are wall times: they stay when clocks change. A time that a change of clocks skips is as much later; one that comes twice is the first.")
            .Refuses(s_seriesFaults);
        group.MapGet("/organizations/{organization}/series", List).WithSummary("An organization's series").Refuses(OpportunityFaults.NotAllowed, ApiFaults.MalformedCursor);
        group.MapGet("/series/{id}", View).WithSummary("One series with its next occurrences").Refuses(SeriesFaults.Unknown).HasVersion();
        group.MapPut("/series/{id}", Edit).WithSummary("Change this and the following occurrences, or all that have not begun")
            .WithDescription(
                "One occurrence is changed like any opportunity. What was changed there by hand stays, field by field; everything else follows the series. A date that "
                + "a new rule does not have is cancelled and everybody told; on the others people keep their seats.")
            .Refuses([.. s_seriesFaults, SeriesFaults.Unknown, SeriesFaults.Changed, SeriesFaults.Ended]).HasVersion();
        group.MapPost("/series/{id}/cancel", Cancel).WithSummary("Cancel this and the following occurrences, or all that have not begun")
            .Refuses(SeriesFaults.Unknown, SeriesFaults.Changed, SeriesFaults.Ended, OpportunityFaults.ReasonMissing).HasVersion();

        group.MapPost("/series/{id}/exceptions", LeaveOut).WithSummary("Take out one date; its occurrence is cancelled and everybody told")
            .WithDescription("A date that is taken out already stays out: the same answer.")
            .Refuses(SeriesFaults.Unknown, SeriesFaults.Changed, SeriesFaults.Ended, SeriesFaults.DateUnknown, SeriesFaults.TooManyExceptions, OpportunityFaults.ReasonMissing).HasVersion();
        group.MapPost("/organizations/{organization}/series/preview", Preview).WithSummary("The dates that a new series would have; nothing is saved").Refuses(s_seriesFaults);
        group.MapPost("/series/{id}/preview", PreviewEdit).WithSummary("The dates after a change, and those it would call off; nothing is saved")
            .Refuses([.. s_seriesFaults, SeriesFaults.Unknown, SeriesFaults.Changed, SeriesFaults.Ended]);

        group.MapPost("/organizations/{organization}/templates", SaveNew).WithSummary("Keep a plan without a date").Refuses([.. s_planFaults, TemplateFaults.NameInvalid, OpportunityFaults.Unknown]);
        group.MapGet("/organizations/{organization}/templates", Templates).WithSummary("An organization's templates, by name").Refuses(OpportunityFaults.NotAllowed, ApiFaults.MalformedCursor);
        group.MapGet("/templates/{id}", Template).WithSummary("One template").Refuses(TemplateFaults.Unknown).HasVersion();
        group.MapPut("/templates/{id}", Replace).WithSummary("Replace what is in a template").Refuses([.. s_planFaults, TemplateFaults.NameInvalid, TemplateFaults.Unknown, TemplateFaults.Changed]).HasVersion();
        group.MapDelete("/templates/{id}", Remove).WithSummary("Forget a template; what was made of it stays").Refuses(TemplateFaults.Unknown);
        group.MapPost("/templates/{id}/opportunities", Draft).WithSummary("Draft an event from a template").Refuses(TemplateFaults.Unknown, OpportunityFaults.NotAllowed);

        group.MapPut("/opportunities/{id}/impact", Impact).WithSummary("Say what came of it, once it is over; everybody sees it")
            .Refuses(OpportunityFaults.Unknown, OpportunityFaults.NotAllowed, OpportunityFaults.ImpactInvalid, OpportunityFaults.ImpactTooEarly, OpportunityFaults.Changed).HasVersion();
    }

    private static async Task<Results<Created<SeriesView>, ProblemHttpResult>> Create(string organization, SeriesBody body, Caller caller, IGrainFactory grains) =>
        Id.TryParse<OrganizationId>(organization, out var owner)
            ? (await grains.GetGrain<ISeriesGrain>(caller.NewId<SeriesId>().Value).Create(Command(owner, body, caller))).ToCreated(s => $"/api/v1/series/{s.Id}")
            : Problems.Of(CommonFaults.MalformedId(organization));

    private static Task<Results<Ok<SeriesView>, ProblemHttpResult>> View(string id, Caller caller, IGrainFactory grains, HttpContext context) =>
        With(id, grains, context, series => series.View(caller.By));

    private static Task<Results<Ok<SeriesView>, ProblemHttpResult>> Edit(string id, EditSeriesBody body, Caller caller, IGrainFactory grains, HttpContext context) =>
        With(id, grains, context, series => series.Edit(Command(body, caller)));

    private static Task<Results<Ok<SeriesView>, ProblemHttpResult>> Cancel(string id, CancelSeriesBody body, Caller caller, IGrainFactory grains, HttpContext context) =>
        With(id, grains, context, series => series.Cancel(new(caller.CommandId, caller.By, body.From, body.Reason, caller.ExpectedVersion)));

    private static Task<Results<Ok<SeriesView>, ProblemHttpResult>> LeaveOut(string id, LeaveOutBody body, Caller caller, IGrainFactory grains, HttpContext context) =>
        With(id, grains, context, series => series.LeaveOut(new(caller.CommandId, caller.By, body.Date, body.Reason, caller.ExpectedVersion)));

    private static async Task<Results<Ok<SeriesPreview>, ProblemHttpResult>> Preview(string organization, SeriesBody body, Caller caller, IGrainFactory grains) =>
        Id.TryParse<OrganizationId>(organization, out var owner)
            ? (await grains.GetGrain<ISeriesGrain>(caller.NewId<SeriesId>().Value).Preview(Command(owner, body, caller))).ToResult()
            : Problems.Of(CommonFaults.MalformedId(organization));

    private static async Task<Results<Ok<SeriesPreview>, ProblemHttpResult>> PreviewEdit(string id, EditSeriesBody body, Caller caller, IGrainFactory grains) =>
        Id.TryParse<SeriesId>(id, out var series)
            ? (await grains.GetGrain<ISeriesGrain>(series.Value).PreviewEdit(Command(body, caller))).ToResult()
            : Problems.Of(CommonFaults.MalformedId(id));

    private static CreateSeries Command(OrganizationId owner, SeriesBody body, Caller caller) =>
        new(caller.CommandId, caller.By, owner, body.Plan.ToPlan(), body.Rule, body.FirstDate, body.Except ?? [], body.Publish);

    private static EditSeries Command(EditSeriesBody body, Caller caller) =>
        new(caller.CommandId, caller.By, body.From, body.Plan.ToPlan(), body.Rule, body.FirstDate, body.Except, caller.ExpectedVersion);

    private static Task<Results<Ok<Page<SeriesRow>>, ProblemHttpResult>> List(
        string organization, Caller caller, IGrainFactory grains, SeriesQueries queries, CancellationToken cancellation, string? cursor = null, int? limit = null) =>
        Listed(organization, "series", caller, grains, cursor, limit, (owner, after, rows) => queries.Series(owner, after, rows, cancellation), row => row.Id.Value);

    private static Task<Results<Ok<Page<TemplateRow>>, ProblemHttpResult>> Templates(
        string organization, Caller caller, IGrainFactory grains, SeriesQueries queries, CancellationToken cancellation, string? cursor = null, int? limit = null) =>
        Listed(organization, "templates", caller, grains, cursor, limit, (owner, after, rows) => queries.Templates(owner, after, rows, cancellation), row => row.Id.Value);

    private static async Task<Results<Created<TemplateView>, ProblemHttpResult>> SaveNew(string organization, TemplateBody body, Caller caller, IGrainFactory grains)
    {
        if (!Id.TryParse<OrganizationId>(organization, out var owner))
        {
            return Problems.Of(CommonFaults.MalformedId(organization));
        }

        var plan = await PlanOf(body, caller, grains);
        return plan.Succeeded
            ? (await grains.GetGrain<ITemplateGrain>(caller.NewId<TemplateId>().Value).Save(new(caller.CommandId, caller.By, owner, body.Name, plan.Value))).ToCreated(t => $"/api/v1/templates/{t.Id}")
            : Problems.Of(plan.Fault);
    }

    private static async Task<Results<Ok<TemplateView>, ProblemHttpResult>> Template(string id, Caller caller, IGrainFactory grains, HttpContext context) =>
        Id.TryParse<TemplateId>(id, out var template)
            ? (await grains.GetGrain<ITemplateGrain>(template.Value).View(caller.By)).ToResult(context, t => t.Version)
            : Problems.Of(CommonFaults.MalformedId(id));

    private static async Task<Results<Ok<TemplateView>, ProblemHttpResult>> Replace(string id, TemplateBody body, Caller caller, IGrainFactory grains, HttpContext context)
    {
        if (!Id.TryParse<TemplateId>(id, out var template))
        {
            return Problems.Of(CommonFaults.MalformedId(id));
        }

        var grain = grains.GetGrain<ITemplateGrain>(template.Value);
        var known = await grain.View(caller.By);
        var plan = known.Succeeded ? await PlanOf(body, caller, grains) : known.Fault;
        return plan.Succeeded
            ? (await grain.Save(new(caller.CommandId, caller.By, known.Value!.Organization, body.Name, plan.Value, caller.ExpectedVersion))).ToResult(context, t => t.Version)
            : Problems.Of(plan.Fault);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Remove(string id, Caller caller, IGrainFactory grains) =>
        Id.TryParse<TemplateId>(id, out var template)
            ? (await grains.GetGrain<ITemplateGrain>(template.Value).Remove(new(caller.CommandId, caller.By))).ToNoContent()
            : Problems.Of(CommonFaults.MalformedId(id));

    private static async Task<Results<Created<OpportunityView>, ProblemHttpResult>> Draft(string id, TemplateDateBody body, Caller caller, IGrainFactory grains) =>
        Id.TryParse<TemplateId>(id, out var template)
            ? (await grains.GetGrain<ITemplateGrain>(template.Value).Draft(new(caller.CommandId, caller.By, caller.NewId<OpportunityId>(), body.Date))).ToCreated(o => $"/api/v1/opportunities/{o.Id}")
            : Problems.Of(CommonFaults.MalformedId(id));

    private static async Task<Results<Ok<OpportunityView>, ProblemHttpResult>> Impact(string id, ActualImpact body, Caller caller, IGrainFactory grains, HttpContext context) =>
        Id.TryParse<OpportunityId>(id, out var opportunity)
            ? (await grains.GetGrain<IOpportunityGrain>(opportunity.Value).RecordImpact(new(caller.CommandId, caller.By, body, caller.ExpectedVersion))).ToResult(context, o => o.Version)
            : Problems.Of(CommonFaults.MalformedId(id));

    /// <summary>The plan that was sent, or the one of an event that the caller runs.</summary>
    private static async Task<Outcome<EventPlan>> PlanOf(TemplateBody body, Caller caller, IGrainFactory grains)
    {
        if (body.Opportunity is not { } id)
        {
            return body.Plan is { } plan ? plan.ToPlan() : ApiFaults.Invalid.With("plan", "a plan or an opportunity");
        }

        var seen = await grains.GetGrain<IOpportunityGrain>(id.Value).View(caller.By);
        return !seen.Succeeded ? seen.Fault : seen.Value.MayManage ? PlanOfEvent.Of(seen.Value) : OpportunityFaults.NotAllowed;
    }

    private static async Task<Results<Ok<Page<TRow>>, ProblemHttpResult>> Listed<TRow>(
        string organization, string what, Caller caller, IGrainFactory grains, string? cursor, int? limit, Func<OrganizationId, string, int, Task<ImmutableArray<TRow>>> read, Func<TRow, string> key)
    {
        if (!Id.TryParse<OrganizationId>(organization, out var owner))
        {
            return Problems.Of(CommonFaults.MalformedId(organization));
        }

        var after = Cursor.Read(cursor, $"{what}/{owner}", keys: 1);
        if (after.Fault is not null || Cursor.Limit(limit) is not { } rows)
        {
            return Problems.Of(after.Fault ?? ApiFaults.Invalid.With("limit", $"1 to {Cursor.LargestLimit}"));
        }

        return await grains.GetGrain<IOrganizationGrain>(owner.Value).Allows(caller.By, Permission.PostOpportunities)
            ? TypedResults.Ok(Page.Of(await read(owner, after.Value?[0] ?? "", rows + 1), rows, last => Cursor.Write($"{what}/{owner}", key(last))))
            : Problems.Of(OpportunityFaults.NotAllowed);
    }

    private static async Task<Results<Ok<SeriesView>, ProblemHttpResult>> With(string id, IGrainFactory grains, HttpContext context, Func<ISeriesGrain, Task<Outcome<SeriesView>>> call) =>
        Id.TryParse<SeriesId>(id, out var series)
            ? (await call(grains.GetGrain<ISeriesGrain>(series.Value))).ToResult(context, view => view.Version)
            : Problems.Of(CommonFaults.MalformedId(id));
}
