using System.Collections.Immutable;
using Actors.Common;
using Microsoft.Extensions.Options;
using Npgsql;
using Orleans.Configuration;

namespace Actors.Api.Accounts;

/// <summary>Accounts for administrators, from view account_view.</summary>
internal sealed class AccountList(NpgsqlDataSource database, IOptions<ClusterOptions> cluster)
{
    /// <summary>By the beginning of the address or name, oldest first; everybody without.</summary>
    public async Task<ImmutableArray<AccountRow>> Find(string? text, DateTime after, string afterId, int rows, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            """
            select id, email, name, role, created_at from account_view
             where service_id = $1 and (created_at, id) > ($2, $3) and ($4 = '' or lower(email) like $4 || '%' or lower(name) like $4 || '%')
             order by created_at, id limit $5
            """);
        command.Parameters.Add(new() { Value = cluster.Value.ServiceId });
        command.Parameters.Add(new() { Value = DateTime.SpecifyKind(after, DateTimeKind.Utc) });
        command.Parameters.Add(new() { Value = afterId });
        command.Parameters.Add(new() { Value = Like(text) });
        command.Parameters.Add(new() { Value = rows });
        var found = ImmutableArray.CreateBuilder<AccountRow>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            found.Add(new(
                UserId.Of(reader.GetString(0)), reader.GetString(1), reader.GetString(2), Enum.Parse<PlatformRole>(reader.GetString(3), ignoreCase: true), new(reader.GetDateTime(4), TimeSpan.Zero)));
        }

        return found.ToImmutable();
    }

    /// <summary>Signs that LIKE reads otherwise are meant as they are; PostgreSQL's text holds no NUL.</summary>
    private static string Like(string? text) => (text ?? "").Trim().ToLowerInvariant().Replace("\0", "", StringComparison.Ordinal)
        .Replace("\\", @"\\", StringComparison.Ordinal).Replace("%", @"\%", StringComparison.Ordinal).Replace("_", @"\_", StringComparison.Ordinal);
}
