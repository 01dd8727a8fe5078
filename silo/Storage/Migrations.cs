using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace Actors.Silo.Storage;

/// <summary>
/// Numbered SQL files (<c>grains/&lt;Slice&gt;/NNN-name.sql</c>), applied once each, in order, under an advisory lock, forward only.
/// A file that changed after it was applied stops the start.
/// </summary>
public static class Migrations
{
    private const long Lock = 0x41435453;

    /// <summary>Applies what is missing and returns the names applied.</summary>
    public static async Task<IReadOnlyList<string>> Apply(NpgsqlDataSource database, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await Execute(connection, $"select pg_advisory_lock({Lock})", cancellation);
        try
        {
            await Execute(connection, "create table if not exists migration (name text primary key, checksum text not null, applied_at timestamptz not null default now())", cancellation);
            var applied = await Applied(connection, cancellation);
            List<string> news = [];
            foreach (var (name, sql) in All())
            {
                var checksum = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sql)));
                if (!applied.TryGetValue(name, out var known))
                {
                    await ApplyOne(connection, name, sql, checksum, cancellation);
                    news.Add(name);
                }
                else if (known != checksum)
                {
                    throw new InvalidOperationException($"Migration {name} was changed after it had been applied. Restore it and add a new file.");
                }
            }

            // Types made by an extension are known to a connection only after a reload.
            await connection.ReloadTypesAsync(cancellation);
            return news;
        }
        finally
        {
            await Execute(connection, $"select pg_advisory_unlock({Lock})", CancellationToken.None);
        }
    }

    /// <summary>The names of those that are not applied yet.</summary>
    public static async Task<IReadOnlyList<string>> Pending(NpgsqlDataSource database, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        var applied = await Applied(connection, cancellation);
        return [.. All().Select(m => m.Name).Where(name => !applied.ContainsKey(name))];
    }

    /// <summary>The files in the order of their numbers.</summary>
    internal static IEnumerable<(string Name, string Sql)> All()
    {
        var assembly = typeof(Grains.Common.Journal).Assembly;
        return assembly.GetManifestResourceNames()
            .Where(r => r.EndsWith(".sql", StringComparison.Ordinal))
            .Select(r => (Name: Path.GetFileName(r.Replace('\\', '/')), Resource: r))
            .OrderBy(r => r.Name, StringComparer.Ordinal)
            .Select(r =>
            {
                using var reader = new StreamReader(assembly.GetManifestResourceStream(r.Resource)!);
                return (r.Name, reader.ReadToEnd());
            });
    }

    private static async Task<Dictionary<string, string>> Applied(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("select name, checksum from migration", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        Dictionary<string, string> applied = new(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellation))
        {
            applied[reader.GetString(0)] = reader.GetString(1);
        }

        return applied;
    }

    private static async Task ApplyOne(NpgsqlConnection connection, string name, string sql, string checksum, CancellationToken cancellation)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        try
        {
            await Execute(connection, sql, cancellation);
        }
        catch (PostgresException exception)
        {
            throw new InvalidOperationException($"Migration {name} failed: {exception.MessageText} (position {exception.Position})", exception);
        }

        await using var record = new NpgsqlCommand("insert into migration (name, checksum) values ($1, $2)", connection)
        {
            Parameters = { new() { Value = name }, new() { Value = checksum } },
        };
        await record.ExecuteNonQueryAsync(cancellation);
        await transaction.CommitAsync(cancellation);
    }

    private static async Task Execute(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        // The texts are files of this assembly and constants; nothing of a user's is in them.
#pragma warning disable CA2100
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 600 };
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
