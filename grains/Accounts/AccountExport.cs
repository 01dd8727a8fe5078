using System.Collections.Frozen;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Actors.Accounts;
using Actors.Common;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Npgsql;
using Orleans.Configuration;

namespace Actors.Grains.Accounts;

/// <summary>
/// The archive of a person, by <see cref="AccountReferences"/>: what is theirs whole, what is about them in something shared without the
/// others, and of what they did to what is another's only where. All of it as of one moment.
/// </summary>
internal sealed class AccountExport(NpgsqlDataSource database, IOptions<ClusterOptions> cluster, Clock clock) : IAccountExport
{
    private const string About =
        """
        Everything that Actors keeps of you, as of {0} (UTC).

        documents/   what is yours: your account, how you log in, what you follow and search for, your papers and consents (JSON)
        about-you/   what is about you and shared with others: your hours, your memberships, who let you in or not (JSON)
        tables/      your registrations and what happened to them, what you signed, your picture's facts (JSON, and the same as CSV)
        actions.csv  where you decided, invited or checked in somebody: the place only, because the rest is about others
        avatar.*     your picture

        Passwords, keys and codes are not in it: we have only what cannot be read back. Times are UTC, hours are minutes, days are in the
        time zone of the event.
        """;

    private static readonly JsonSerializerOptions s_json = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Members that open doors, or are marks of the house.</summary>
    private static readonly FrozenSet<string> s_secret = FrozenSet.Create(
        StringComparer.Ordinal,
        "passwordHash", "stamp", "sealedKey", "recoveryCodes", "usedCodes", "hash", "oldHash", "newHash", "keyHash", "links", "credential", "code", "publicKey", "attestationObject",
        "clientDataJson", "appliedCommand", "act", "commands", "openedBy", "askedWith", "nextDue");

    /// <summary>Said about somebody by others for themselves: who is blocked is told so, not why.</summary>
    private static readonly FrozenSet<string> s_others = FrozenSet.Create(StringComparer.Ordinal, "reason", "by");

    public async Task Write(UserId user, Stream destination, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var moment = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancellation);
        await using var zip = await ZipArchive.CreateAsync(destination, ZipArchiveMode.Create, leaveOpen: true, Encoding.UTF8, cancellation);
        await Put(zip, "about-this-archive.txt", About.Replace("{0}", clock.Now.UtcDateTime.ToString("u", CultureInfo.InvariantCulture), StringComparison.Ordinal), cancellation);
        await Documents(connection, zip, user, cancellation);
        await Tables(connection, zip, user, cancellation);
        await Actions(connection, zip, user, cancellation);
        await Avatar(connection, zip, user, cancellation);
    }

    private async Task Documents(NpgsqlConnection connection, ZipArchive zip, UserId user, CancellationToken cancellation)
    {
        await foreach (var (state, key, path, role, payload) in Find(connection, user, cancellation))
        {
            var json = JsonNode.Parse(payload)!.AsObject();
            if (role == ReferenceRole.Owner)
            {
                Strip(json, s_secret);
                await Put(zip, path is null ? $"documents/{state}.json" : $"documents/{state}/{key}.json", json.ToJsonString(s_json), cancellation);
            }
            else if (role == ReferenceRole.Subject && path is not null && path.EndsWith(".keyvalue().key", StringComparison.Ordinal))
            {
                // Of a list of people only this one.
                var list = path[2..path.IndexOf('.', 2)];
                var own = json[list]![user.Value]!.DeepClone().AsObject();
                Strip(own, s_others);
                var name = (json["profile"]?["name"] ?? json["details"]?["title"] ?? json["terms"]?["name"])?.DeepClone();
                await Put(zip, $"about-you/{state}-{list}/{key}.json", new JsonObject { [state] = key, ["name"] = name, [list] = own }.ToJsonString(s_json), cancellation);
            }
            else if (role == ReferenceRole.Subject && path == "$.invitations[*].user")
            {
                var own = new JsonArray([.. json["invitations"]!.AsArray().Where(i => (string?)i!["user"] == user.Value).Select(i => i!.DeepClone())]);
                Strip(own, s_secret);
                await Put(zip, $"about-you/{state}-invitations/{key}.json", new JsonObject { [state] = key, ["squad"] = json["squad"]?.DeepClone(), ["invitations"] = own }.ToJsonString(s_json), cancellation);
            }
            else if (role == ReferenceRole.Subject && path == "$.attended.user")
            {
                Strip(json, s_secret);
                await Put(zip, $"about-you/{state}/{key}.json", json.ToJsonString(s_json), cancellation);
            }
        }
    }

    /// <summary>Places in documents that hold the person's id.</summary>
    private async IAsyncEnumerable<(string State, string Key, string? Path, ReferenceRole Role, string Payload)> Find(
        NpgsqlConnection connection, UserId user, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var place in AccountReferences.Documents.Where(d => d.Role != ReferenceRole.Actor))
        {
            await using var command = new NpgsqlCommand(place.Path is null
                ? "select grain_key, payload::text from grain_state where service_id = $1 and state_name = $2 and n0 = 0 and n1 = 0 and grain_key = $3 and payload is not null"
                : """
                  select grain_key, payload::text from grain_state
                   where service_id = $1 and state_name = $2 and payload is not null
                     and jsonb_path_exists(payload, ($4 || ' ? (@ == $user)')::jsonpath, jsonb_build_object('user', $3::text))
                   order by grain_key
                  """, connection) { CommandTimeout = 300 };
            Bind(command, user, place.State);
            if (place.Path is not null)
            {
                command.Parameters.Add(new() { Value = place.Path });
            }

            await using var reader = await command.ExecuteReaderAsync(cancellation);
            while (await reader.ReadAsync(cancellation))
            {
                yield return (place.State, reader.GetString(0), place.Path, place.Role, reader.GetString(1));
            }
        }
    }

    private static async Task Tables(NpgsqlConnection connection, ZipArchive zip, UserId user, CancellationToken cancellation)
    {
        foreach (var place in AccountReferences.Tables.Where(t => t.Role != ReferenceRole.Actor && t.Erasure != Erasure.Expires))
        {
            // Names of the catalogue; the pictures themselves are files of their own.
            var rows = await Rows(
                connection, $"select to_jsonb(t) - 'content' - 'by_user' - 'checked_in_by' from {place.Table} t where {place.Column} = any($1) order by 1", [user.Value, $"account/{user}"], cancellation);
            if (rows.Count > 0)
            {
                await Put(zip, $"tables/{place.Table}.json", new JsonArray([.. rows]).ToJsonString(s_json), cancellation);
                await Put(zip, $"tables/{place.Table}.csv", Csv(rows), cancellation);
            }
        }
    }

    private async Task Actions(NpgsqlConnection connection, ZipArchive zip, UserId user, CancellationToken cancellation)
    {
        List<JsonNode?> rows = [];
        foreach (var place in AccountReferences.Documents.Where(d => d.Role == ReferenceRole.Actor))
        {
            await using var command = new NpgsqlCommand(
                """
                select grain_key from grain_state
                 where service_id = $1 and state_name = $2 and payload is not null
                   and jsonb_path_exists(payload, ($4 || ' ? (@ == $user)')::jsonpath, jsonb_build_object('user', $3::text))
                 order by grain_key
                """, connection) { CommandTimeout = 300 };
            Bind(command, user, place.State);
            command.Parameters.Add(new() { Value = place.Path! });
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            while (await reader.ReadAsync(cancellation))
            {
                rows.Add(new JsonObject { ["kind"] = place.State, ["id"] = reader.GetString(0), ["place"] = place.Path });
            }
        }

        foreach (var place in AccountReferences.Tables.Where(t => t.Role == ReferenceRole.Actor))
        {
            rows.AddRange(await Rows(
                connection,
                $"""
                 select jsonb_build_object('kind', '{place.Table}', 'id', coalesce(to_jsonb(t)->>'id', to_jsonb(t)->>'registration_id'), 'place', '{place.Column}')
                   from {place.Table} t where {place.Column} = any($1)
                 """,
                [user.Value], cancellation));
        }

        await Put(zip, "actions.csv", Csv(rows), cancellation);
    }

    private static async Task Avatar(NpgsqlConnection connection, ZipArchive zip, UserId user, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("select media_type, content from avatar where user_id = $1 order by stored_at desc limit 1", connection);
        command.Parameters.Add(new() { Value = user.Value });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        if (await reader.ReadAsync(cancellation))
        {
            await using var file = await zip.CreateEntry($"avatar.{reader.GetString(0)["image/".Length..]}", CompressionLevel.NoCompression).OpenAsync(cancellation);
            await file.WriteAsync(reader.GetFieldValue<byte[]>(1), cancellation);
        }
    }

    private void Bind(NpgsqlCommand command, UserId user, string state)
    {
        command.Parameters.Add(new() { Value = cluster.Value.ServiceId });
        command.Parameters.Add(new() { Value = state });
        command.Parameters.Add(new() { Value = user.Value });
    }

    private static async Task<List<JsonNode?>> Rows(NpgsqlConnection connection, string sql, string[] ids, CancellationToken cancellation)
    {
#pragma warning disable CA2100 // Made of names of the catalogue; values are parameters.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        command.Parameters.Add(new() { Value = ids });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        List<JsonNode?> rows = [];
        while (await reader.ReadAsync(cancellation))
        {
            rows.Add(JsonNode.Parse(reader.GetString(0)));
        }

        return rows;
    }

    private static void Strip(JsonNode? node, FrozenSet<string> names)
    {
        foreach (var name in node is JsonObject known ? known.Select(p => p.Key).Where(names.Contains).ToList() : [])
        {
            node!.AsObject().Remove(name);
        }

        foreach (var child in node switch { JsonObject inner => inner.Select(p => p.Value), JsonArray list => list, _ => [] })
        {
            Strip(child, names);
        }
    }

    /// <summary>RFC 4180. What a table program would take for a formula gets a quote before it.</summary>
    internal static string Csv(IReadOnlyList<JsonNode?> rows)
    {
        var columns = rows.SelectMany(r => r!.AsObject().Select(p => p.Key)).Distinct(StringComparer.Ordinal).ToList();
        var text = new StringBuilder().AppendJoin(',', columns.Select(Cell)).Append("\r\n");
        foreach (var row in rows)
        {
            text.AppendJoin(',', columns.Select(c => Cell(row![c] is { } value ? value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString() : ""))).Append("\r\n");
        }

        return text.ToString();
    }

    private static string Cell(string text) => $"\"{(text is ['=' or '+' or '-' or '@' or '\t' or '\r', ..] ? "'" : "")}{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static async Task Put(ZipArchive zip, string name, string text, CancellationToken cancellation)
    {
        await using var file = await zip.CreateEntry(name).OpenAsync(cancellation);
        await file.WriteAsync(Encoding.UTF8.GetBytes(text), cancellation);
    }
}

public static class AccountExportHosting
{
    public static IServiceCollection AddAccountExport(this IServiceCollection services) => services.AddSingleton<IAccountExport, AccountExport>();
}
