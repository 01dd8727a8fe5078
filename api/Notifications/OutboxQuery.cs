using System.Collections.Immutable;
using Npgsql;

namespace Actors.Api.Notifications;

/// <summary>A letter or text that was taken where no provider is configured.</summary>
internal sealed record OutboxMessage(string Id, string Channel, string Recipient, string Subject, string Body, DateTimeOffset SentAt);

/// <summary>The development outbox, latest first (grains/Common/004-journals.sql).</summary>
internal static class OutboxQuery
{
    private const int Most = 100;

    public static async Task<ImmutableArray<OutboxMessage>> Latest(NpgsqlDataSource database)
    {
        await using var command = database.CreateCommand(
            "select id, channel, recipient, subject, body, sent_at from outbox_message order by sent_at desc, id limit $1");
        command.Parameters.Add(new() { Value = Most });
        await using var reader = await command.ExecuteReaderAsync();
        var rows = ImmutableArray.CreateBuilder<OutboxMessage>();
        while (await reader.ReadAsync())
        {
            rows.Add(new(reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetString(4), await reader.GetFieldValueAsync<DateTimeOffset>(5)));
        }

        return rows.ToImmutable();
    }
}
