using System.Text.Json;
using Actors.Accounts;
using Actors.Common;
using Npgsql;
using NpgsqlTypes;

namespace Actors.Grains.Accounts;

/// <summary>
/// Looks for what a merge has to move, by <see cref="AccountReferences"/>, and keeps the record of it (table account_move). Reads all documents of
/// a kind: for what happens once to an account.
/// </summary>
internal static class AccountMoves
{
    /// <summary>
    /// Grains with something of the old account, as <c>type/key</c>; not the account itself. A ledger entry is among them before it is
    /// there: its attendance may be on its way, and is to become the new account's.
    /// </summary>
    public static async Task<IReadOnlyList<string>> Find(NpgsqlDataSource database, string service, UserId from)
    {
        await using var command = database.CreateCommand(
            """
            select thing from registration r, lateral (values ('opportunity/' || r.opportunity_id), ('ledger-entry/led_' || substr(r.id, 5))) t(thing)
             where r.user_id = $2 and not exists (
               select from grain_state g
                where g.service_id = $1 and g.state_name = 'opportunity' and g.n0 = 0 and g.n1 = 0 and g.grain_key = r.opportunity_id and g.payload->'successors' ? $2)
            """);
        command.Parameters.Add(new() { Value = service });
        command.Parameters.Add(new() { Value = from.Value });
        var documents = await AccountTraces.Documents(database, service, from, d => d.Transfer != Transfer.Kept);

        // Events before entries: from then on they report under the new account.
        return [.. documents.Union(await AccountTraces.Strings(command)).OrderDescending(StringComparer.Ordinal)];
    }

    /// <summary>Entries of these accounts in the ledger.</summary>
    public static async Task<HoursTotal> Hours(NpgsqlDataSource database, string service, params UserId[] users)
    {
        await using var command = database.CreateCommand("select count(*)::int, coalesce(sum(minutes), 0)::bigint from ledger_entry_view where service_id = $1 and user_id = any($2)");
        command.Parameters.Add(new() { Value = service });
        command.Parameters.Add(new() { Value = users.Select(u => u.Value).ToArray() });
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        return new(reader.GetInt32(0), reader.GetInt64(1));
    }

    /// <summary>Once for each thing and event.</summary>
    public static async Task Record(NpgsqlDataSource database, UserId from, UserId into, string happened, IEnumerable<string> things, DateTimeOffset now, object? detail = null)
    {
        await using var command = database.CreateCommand(
            """
            insert into account_move (from_user, into_user, thing, event, detail, at)
            select $1, $2, thing, $3, $5, $6 from unnest($4::text[]) as thing on conflict do nothing
            """);
        command.Parameters.Add(new() { Value = from.Value });
        command.Parameters.Add(new() { Value = into.Value });
        command.Parameters.Add(new() { Value = happened });
        command.Parameters.Add(new() { Value = things.ToArray() });
        command.Parameters.Add(new() { Value = detail is null ? DBNull.Value : JsonSerializer.Serialize(detail, ActorsJson.Options), NpgsqlDbType = NpgsqlDbType.Jsonb });
        command.Parameters.Add(new() { Value = now.UtcDateTime });
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Which registrations there are to move, and afterwards whose each of them is.</summary>
    public static async Task RecordRegistrations(NpgsqlDataSource database, UserId from, UserId into, DateTimeOffset now)
    {
        await using var command = database.CreateCommand(
            """
            insert into account_move (from_user, into_user, thing, event, at)
            select $1, $2, 'registration/' || id, 'FOUND', $3 from registration where user_id = $1
            union all
            select $1, $2, m.thing, case when r.user_id = $1 then 'KEPT' else 'MOVED' end, $3
              from account_move m join registration r on r.id = substr(m.thing, length('registration/') + 1)
             where m.from_user = $1 and m.event = 'FOUND' and m.thing like 'registration/%'
               and (r.user_id <> $1 or exists (select from account_move o where o.from_user = $1 and o.event = 'MOVED' and o.thing = 'opportunity/' || r.opportunity_id))
            on conflict do nothing
            """);
        command.Parameters.Add(new() { Value = from.Value });
        command.Parameters.Add(new() { Value = into.Value });
        command.Parameters.Add(new() { Value = now.UtcDateTime });
        await command.ExecuteNonQueryAsync();
    }
}
