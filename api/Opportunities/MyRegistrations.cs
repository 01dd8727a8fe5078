using System.Collections.Immutable;
using Actors.Api.Common;
using Actors.Common;
using Actors.Opportunities;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace Actors.Api.Opportunities;

/// <param name="Position">On the waitlist: 1 is the next to be asked.</param>
/// <param name="OfferedUntil">With an offer: until when the seat is kept.</param>
/// <param name="MustConfirm">Time or place changed and the caller was asked to confirm.</param>
internal sealed record MyRegistrationRow(
    RegistrationId Id,
    OpportunityId Opportunity,
    string Title,
    string OrganizationName,
    ShiftId Shift,
    DateTimeOffset StartsAt,
    DateTimeOffset EndsAt,
    string Status,
    DateTimeOffset RegisteredAt,
    DateTimeOffset? CheckedInAt,
    DateTimeOffset? CheckedOutAt,
    int? Minutes,
    int? Position = null,
    DateTimeOffset? OfferedUntil = null,
    bool MustConfirm = false);

/// <summary>The caller's registrations over all events, newest first: one query over what the opportunity grains wrote.</summary>
internal static class MyRegistrations
{
    private const string List = "me/registrations";

    public static void MapMyRegistrations(this RouteGroupBuilder api) => api.MapGet("/me/registrations", Mine).WithTags("Attendance").RequireAuthorization()
        .WithSummary("The caller's registrations, newest first").Refuses(ApiFaults.MalformedCursor);

    private static async Task<Results<Ok<Page<MyRegistrationRow>>, ProblemHttpResult>> Mine(
        Caller caller, NpgsqlDataSource database, CancellationToken cancellation, string? cursor = null, int? limit = null)
    {
        if (caller.By.User is not { } user)
        {
            return Problems.Of(CommonFaults.SignIn);
        }

        var after = Cursor.Read(cursor, List, keys: 2);
        if (after.Fault is not null || Cursor.Limit(limit) is not { } rows)
        {
            return Problems.Of(after.Fault ?? ApiFaults.Invalid.With("limit", $"1 to {Cursor.LargestLimit}"));
        }

        var before = DateTime.MaxValue;
        if (after.Value is { } keys && !Cursor.TryMoment(keys[0], out before))
        {
            return Problems.Of(ApiFaults.MalformedCursor);
        }

        await using var command = database.CreateCommand(
            """
            select r.id, r.opportunity_id, o.title, o.organization_name, r.shift_id, s.starts_at, s.ends_at, r.status,
                   r.registered_at, r.checked_in_at, r.checked_out_at, r.minutes,
                   case when r.status = 'WAITLISTED' then
                     (select count(*)::int from registration w where w.shift_id = r.shift_id and w.wait_rank <= r.wait_rank and w.status = 'WAITLISTED') end,
                   r.offered_until, r.status = 'CONFIRMED' and r.asked_at is not null and r.confirmed_at is null
              from registration r join shift s on s.id = r.shift_id join opportunity_view o on o.id = r.opportunity_id
             where r.user_id = $1 and (r.registered_at, r.id) < ($2, $3)
             order by r.registered_at desc, r.id desc limit $4
            """);
        command.Parameters.Add(new() { Value = user.Value });
        command.Parameters.Add(new() { Value = DateTime.SpecifyKind(before, DateTimeKind.Utc) });
        command.Parameters.Add(new() { Value = after.Value?[1] ?? "" });
        command.Parameters.Add(new() { Value = rows + 1 });
        var found = ImmutableArray.CreateBuilder<MyRegistrationRow>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            found.Add(new(
                RegistrationId.Of(reader.GetString(0)), OpportunityId.Of(reader.GetString(1)), reader.GetString(2), reader.GetString(3), ShiftId.Of(reader.GetString(4)),
                Time(reader, 5)!.Value, Time(reader, 6)!.Value, reader.GetString(7), Time(reader, 8)!.Value, Time(reader, 9), Time(reader, 10), reader.IsDBNull(11) ? null : reader.GetInt32(11),
                reader.IsDBNull(12) ? null : reader.GetInt32(12), Time(reader, 13), reader.GetBoolean(14)));
        }

        return TypedResults.Ok(Page.Of(found.ToImmutable(), rows, last => Cursor.Write(List, Cursor.Key(last.RegisteredAt), last.Id.Value)));
    }

    private static DateTimeOffset? Time(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : new DateTimeOffset(reader.GetDateTime(column), TimeSpan.Zero);
}
