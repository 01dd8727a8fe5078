using Actors.Common;
using Npgsql;
using NpgsqlTypes;

namespace Actors.Grains.Accounts;

/// <summary>Looks for a person where <see cref="AccountReferences"/> says that they may be. Reads all documents of a kind: for what happens once to an account.</summary>
internal static class AccountTraces
{
    /// <summary>Grains that have something to forget, as <c>type/key</c>, the account itself last.</summary>
    public static async Task<IReadOnlyList<string>> Find(NpgsqlDataSource database, string service, UserId user)
    {
        await using var command = database.CreateCommand("select distinct 'opportunity/' || opportunity_id from registration where user_id = $1");
        command.Parameters.Add(new() { Value = user.Value });
        var documents = await Documents(database, service, user, d => d.Erasure is Erasure.Removed or Erasure.Anonymized);
        return [.. documents.Union(await Strings(command)).Order(StringComparer.Ordinal), $"account/{user}"];
    }

    /// <summary>Grains whose documents refer to somebody in these places, as <c>type/key</c>; not the account itself.</summary>
    public static async Task<IReadOnlyList<string>> Documents(NpgsqlDataSource database, string service, UserId user, Func<DocumentReference, bool> places)
    {
        var chosen = AccountReferences.Documents.Where(d => d.State != "account" && places(d)).ToList();
        await using var command = database.CreateCommand(
            """
            select g.state_name || '/' || g.grain_key from grain_state g
             where g.service_id = $1 and g.state_name = any($2) and g.n0 = 0 and g.n1 = 0 and g.grain_key = $3 and g.payload is not null
            union
            select g.state_name || '/' || g.grain_key
              from unnest($4::text[], $5::text[]) as place(state_name, path)
              join grain_state g on g.service_id = $1 and g.state_name = place.state_name and g.payload is not null
                                and jsonb_path_exists(g.payload, (place.path || ' ? (@ == $user)')::jsonpath, jsonb_build_object('user', $3::text))
            """);
        command.CommandTimeout = 300;
        command.Parameters.Add(new() { Value = service });
        command.Parameters.Add(new() { Value = chosen.Where(p => p.Path is null).Select(p => p.State).ToArray() });
        command.Parameters.Add(new() { Value = user.Value });
        command.Parameters.Add(new() { Value = chosen.Where(p => p.Path is not null).Select(p => p.State).ToArray() });
        command.Parameters.Add(new() { Value = chosen.Where(p => p.Path is not null).Select(p => p.Path!).ToArray() });
        return await Strings(command);
    }

    /// <summary>The first column.</summary>
    public static async Task<IReadOnlyList<string>> Strings(NpgsqlCommand command)
    {
        List<string> strings = [];
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            strings.Add(reader.GetString(0));
        }

        return strings;
    }

    /// <summary>Accounts that were merged into this one.</summary>
    public static async Task<IReadOnlyList<UserId>> Former(NpgsqlDataSource database, UserId user)
    {
        await using var command = database.CreateCommand("select former_id from former_account where account_id = $1 order by 1");
        command.Parameters.Add(new() { Value = user.Value });
        return [.. (await Strings(command)).Select(UserId.Of)];
    }

    /// <summary>Rows that no grain keeps: letters of the development outbox, and names at gates where nobody was let in.</summary>
    public static async Task Clear(NpgsqlDataSource database, UserId user, string? email)
    {
        await using var letters = database.CreateCommand("delete from outbox_message where about = $1 or about like $1 || '/%' or lower(recipient) = lower($2)");
        letters.Parameters.Add(new() { Value = user.Value });
        letters.Parameters.Add(new() { Value = (object?)email ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        await letters.ExecuteNonQueryAsync();
        await using var attempts = database.CreateCommand("update check_in_attempt set name = $2 where user_id = $1 and name <> $2");
        attempts.Parameters.Add(new() { Value = user.Value });
        attempts.Parameters.Add(new() { Value = FormerVolunteer.Name });
        await attempts.ExecuteNonQueryAsync();
    }

    /// <summary>The name of an organization that has no other owner; null: there is none.</summary>
    public static async Task<string?> SoleOwner(NpgsqlDataSource database, string service, UserId user)
    {
        await using var command = database.CreateCommand(
            """
            select name from organization_view
             where service_id = $1 and members ? $2 and members->$2->>'role' = 'OWNER'
               and (select count(*) from jsonb_each(members) m where m.value->>'role' = 'OWNER') = 1
             order by name limit 1
            """);
        command.Parameters.Add(new() { Value = service });
        command.Parameters.Add(new() { Value = user.Value });
        return (string?)await command.ExecuteScalarAsync();
    }
}
