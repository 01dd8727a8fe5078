using System.Collections.Immutable;
using System.Text.Json;
using Actors.Api.Common;
using Actors.Common;
using Npgsql;
using NpgsqlTypes;

namespace Actors.Api.Operations;

/// <param name="By">Who did it.</param>
/// <param name="Action">Stable name of the command, such as <c>accounts.set-role</c>.</param>
/// <param name="Subject">What was changed: its kind and id.</param>
/// <param name="Before">The members that changed, as they were; left out when there was nothing.</param>
/// <param name="After">The same members as they became.</param>
/// <param name="Network">Where the request came from: an IPv4 /24 or an IPv6 /48.</param>
internal sealed record AuditRow(long Id, DateTimeOffset At, UserId By, PlatformRole Role, string Action, string Subject, JsonElement? Before, JsonElement? After, string? Network);

/// <summary>Table audit_log, latest first.</summary>
internal sealed class AuditQueries(NpgsqlDataSource database)
{
    public const string List = "admin/audit-log";

    /// <param name="by">Only what this person did.</param>
    /// <param name="subject">Only what was done to this.</param>
    public async Task<Outcome<Page<AuditRow>>> Read(UserId? by, string? subject, string? cursor, int limit, CancellationToken cancellation)
    {
        var list = $"{List}/{by}/{subject}";
        var after = Cursor.Read(cursor, list, keys: 1);
        var before = long.MaxValue;
        if (after.Fault is not null || (after.Value is [var key] && !long.TryParse(key, System.Globalization.CultureInfo.InvariantCulture, out before)))
        {
            return after.Fault ?? ApiFaults.MalformedCursor;
        }

        await using var command = database.CreateCommand(
            """
            select id, at, by_user, role, action, subject, before::text, after::text, network from audit_log
             where id < $1 and ($2::text is null or by_user = $2) and ($3::text is null or subject = $3)
             order by id desc limit $4
            """);
        command.Parameters.Add(new() { Value = before });
        command.Parameters.Add(new() { Value = (object?)by?.Value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = (object?)subject ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = limit + 1 });
        var rows = ImmutableArray.CreateBuilder<AuditRow>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            rows.Add(new(
                reader.GetInt64(0), new(reader.GetDateTime(1), TimeSpan.Zero), UserId.Of(reader.GetString(2)), Enum.Parse<PlatformRole>(reader.GetString(3), ignoreCase: true),
                reader.GetString(4), reader.GetString(5), Json(reader, 6), Json(reader, 7), reader.IsDBNull(8) ? null : reader.GetString(8)));
        }

        return Page.Of(rows.ToImmutable(), limit, last => Cursor.Write(list, last.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)));
    }

    private static JsonElement? Json(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : JsonElement.Parse(reader.GetString(column));
}
