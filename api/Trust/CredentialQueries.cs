using System.Collections.Immutable;
using Actors.Common;
using Microsoft.Extensions.Options;
using Npgsql;
using Orleans.Configuration;

namespace Actors.Api.Trust;

/// <summary>Whose qualifications an organization was shown, from view credential_view.</summary>
internal sealed class CredentialQueries(NpgsqlDataSource database, IOptions<ClusterOptions> cluster)
{
    public async Task<ImmutableArray<UserId>> ShownTo(OrganizationId organization, string afterUser, int rows, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            """
            select distinct user_id from credential_view
             where service_id = $1 and organizations ? $2 and user_id > $3
             order by user_id limit $4
            """);
        command.Parameters.Add(new() { Value = cluster.Value.ServiceId });
        command.Parameters.Add(new() { Value = organization.Value });
        command.Parameters.Add(new() { Value = afterUser });
        command.Parameters.Add(new() { Value = rows });
        var found = ImmutableArray.CreateBuilder<UserId>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            found.Add(UserId.Of(reader.GetString(0)));
        }

        return found.ToImmutable();
    }
}
