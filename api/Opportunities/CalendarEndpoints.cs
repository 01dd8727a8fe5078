using System.Security.Cryptography;
using System.Text;
using Actors.Api.Accounts;
using Actors.Api.Common;
using Actors.Common;
using Actors.Opportunities;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Actors.Api.Opportunities;

internal static class CalendarEndpoints
{
    public static void MapCalendar(this RouteGroupBuilder api)
    {
        var mine = api.MapGroup("/me/calendar").WithTags("Calendar").RequireAuthorization();
        mine.MapGet("", View).WithName("Calendar").WithSummary("Whether the caller's calendar has an address, and since when");
        mine.MapPost("", Rotate).KeepsNoAnswer("A secret address comes out; repeating it makes another.").WithName("RotateCalendar")
            .WithSummary("Give the calendar a new secret address; an earlier one ends");
        mine.MapDelete("", Close).WithName("CloseCalendar").WithSummary("Take the calendar's address away");
        api.MapGet("/calendars/{token}", Feed).WithTags("Calendar").WithName("CalendarFeed").WithSummary("A person's shifts, by their secret address (iCalendar)")
            .WithDescription("Cancelled ones stay with STATUS:CANCELLED. UID stays the same and SEQUENCE grows with each change. Has an ETag; If-None-Match gives 304.")
            .Produces<string>(StatusCodes.Status200OK, "text/calendar").Produces(StatusCodes.Status304NotModified).Refuses(CalendarFaults.Unknown);
        api.MapGet("/opportunities/{id}/shifts/{shift}/calendar", Shift).WithTags("Calendar").WithName("ShiftCalendar").WithSummary("One shift, to put into a calendar (iCalendar)")
            .Produces<string>(StatusCodes.Status200OK, "text/calendar").Produces(StatusCodes.Status304NotModified).Refuses(OpportunityFaults.Unknown, OpportunityFaults.UnknownShift);
    }

    private static async Task<Results<Ok<CalendarFeedView>, ProblemHttpResult>> View(Caller caller, IGrainFactory grains) =>
        caller.By.User is { } user ? (await Grain(grains, user).View(caller.By)).ToResult() : Problems.Of(CommonFaults.SignIn);

    private static async Task<Results<Ok<CalendarAddress>, ProblemHttpResult>> Rotate(Caller caller, IGrainFactory grains, HttpContext context) =>
        caller.By.User is { } user ? (await CalendarAddresses.Make(grains, user, caller.By, caller.CommandId, context.Request)).ToResult() : Problems.Of(CommonFaults.SignIn);

    private static async Task<Results<NoContent, ProblemHttpResult>> Close(Caller caller, IGrainFactory grains) =>
        caller.By.User is { } user ? (await Grain(grains, user).SetKey(new(caller.CommandId, caller.By, null))).ToNoContent() : Problems.Of(CommonFaults.SignIn);

    private static async Task<IResult> Feed(string token, IGrainFactory grains, CalendarQuery query, HttpContext context, CancellationToken cancellation)
    {
        // Some calendars want to see a file's name at the end.
        var parts = (token.EndsWith(".ics", StringComparison.Ordinal) ? token[..^4] : token).Split('.');
        if (parts is not [var owner, var key] || !Id.TryParse<UserId>(owner, out var named))
        {
            return Problems.Of(CalendarFaults.Unknown);
        }

        var hash = CalendarAddresses.Hash(key);
        var user = await grains.Follow<UserId>(named, async u => await Grain(grains, u).Opens(hash) ? u : CalendarFaults.Unknown);
        return user.Succeeded
            ? Calendar(context, CalendarText.Write("My shifts", await query.Of(user.Value, context.Request.PublicUrl(), cancellation)), "shifts.ics")
            : Problems.Of(user.Fault);
    }

    private static async Task<IResult> Shift(string id, string shift, Caller caller, IGrainFactory grains, HttpContext context)
    {
        if (!Id.TryParse<OpportunityId>(id, out var opportunity))
        {
            return Problems.Of(CommonFaults.MalformedId(id));
        }

        var view = await grains.GetGrain<IOpportunityGrain>(opportunity.Value).View(caller.By);
        return !view.Succeeded ? Problems.Of(view.Fault)
            : view.Value.Shifts.FirstOrDefault(s => s.Id.Value == shift) is { } planned
                ? Calendar(context, CalendarText.Write(view.Value.Details.Title, [CalendarQuery.Of(view.Value, planned, context.Request.PublicUrl())]), $"{planned.Id}.ics")
                : Problems.Of(OpportunityFaults.UnknownShift);
    }

    /// <summary>For the reader alone, and sent only when it has changed.</summary>
    private static IResult Calendar(HttpContext context, string text, string file)
    {
        var body = Encoding.UTF8.GetBytes(text);
        var tag = $"\"{Convert.ToHexStringLower(SHA256.HashData(body).AsSpan(0, 12))}\"";
        context.Response.Headers.CacheControl = "private, no-cache";
        context.Response.Headers.ETag = tag;
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"{file}\"";
        return context.Request.Headers.IfNoneMatch.Any(h => h is "*" || (h ?? "").Contains(tag, StringComparison.Ordinal))
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : TypedResults.Bytes(body, CalendarText.MediaType);
    }

    private static ICalendarFeedGrain Grain(IGrainFactory grains, UserId user) => grains.GetGrain<ICalendarFeedGrain>(user.Value);
}
