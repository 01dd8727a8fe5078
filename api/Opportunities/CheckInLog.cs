using System.Collections.Immutable;
using System.Text.Json;
using Actors.Api.Common;
using Actors.Common;
using Actors.Opportunities;
using Npgsql;

namespace Actors.Api.Opportunities;

/// <summary>One attempt to check in, good or refused.</summary>
/// <param name="User">Left out when the code did not say who.</param>
/// <param name="Reason">One of a fixed set of words (docs/check-in.md): checked-in, already-in, or the end of the refusal's code.</param>
/// <param name="By">User id of whoever did it: the volunteer or a coordinator.</param>
internal sealed record CheckInLogRow(
    string Id,
    DateTimeOffset At,
    string Reason,
    UserId? User,
    string Name,
    RegistrationId? Registration,
    ShiftId? Shift,
    CheckInMethod? Method,
    string? By,
    Evidence? Evidence);

/// <summary>Everything that was tried at an event's gates, latest first (view check_in_log).</summary>
internal sealed class CheckInLog(NpgsqlDataSource database)
{
    public static string List(OpportunityId opportunity, string? reason) => $"opportunities/{opportunity}/check-in-attempts/{reason}";

    public static string Next(OpportunityId opportunity, string? reason, CheckInLogRow last) => Cursor.Write(List(opportunity, reason), Cursor.Key(last.At), last.Id);

    /// <param name="reason">Null: all of them.</param>
    public async Task<Outcome<Page<CheckInLogRow>>> Page(OpportunityId opportunity, string? reason, string? cursor, int limit, CancellationToken cancellation)
    {
        var after = Cursor.Read(cursor, List(opportunity, reason), keys: 2);
        if (after.Fault is { } fault)
        {
            return fault;
        }

        var before = DateTime.MaxValue;
        if (after.Value is { } keys && !Cursor.TryMoment(keys[0], out before))
        {
            return ApiFaults.MalformedCursor;
        }

        await using var command = database.CreateCommand(
            """
            select id, at, reason, user_id, name, registration_id, shift_id, method, by_user, evidence
              from check_in_log
             where opportunity_id = $1 and (at, id) < ($2, $3) and ($4::text is null or reason = $4)
             order by at desc, id desc limit $5
            """);
        command.Parameters.Add(new() { Value = opportunity.Value });
        command.Parameters.Add(new() { Value = DateTime.SpecifyKind(before, DateTimeKind.Utc) });
        command.Parameters.Add(new() { Value = after.Value?[1] ?? "" });
        command.Parameters.Add(new NpgsqlParameter<string?> { TypedValue = reason });
        command.Parameters.Add(new() { Value = limit + 1 });
        var rows = ImmutableArray.CreateBuilder<CheckInLogRow>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            rows.Add(new(
                reader.GetString(0),
                new(reader.GetDateTime(1), TimeSpan.Zero),
                reader.GetString(2),
                Text(reader, 3) is { } user ? UserId.Of(user) : null,
                reader.GetString(4),
                Text(reader, 5) is { } registration ? RegistrationId.Of(registration) : null,
                Text(reader, 6) is { } shift ? ShiftId.Of(shift) : null,
                Text(reader, 7) is { } method ? StoredEnum.Read<CheckInMethod>(method) : null,
                Text(reader, 8),
                Text(reader, 9) is { } evidence ? JsonSerializer.Deserialize<Evidence>(evidence, ActorsJson.Options) : null));
        }

        return Common.Page.Of(rows.ToImmutable(), limit, last => Next(opportunity, reason, last));
    }

    private static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
}
