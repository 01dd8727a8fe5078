using System.Collections.Immutable;
using Actors.Api.Common;
using Actors.Common;
using Actors.Organizations;
using Microsoft.Extensions.Options;
using Npgsql;
using Orleans.Configuration;

namespace Actors.Api.Organizations;

public sealed record OrganizationRow(OrganizationId Id, string Name, string? Address, VerificationStatus VerificationStatus, VerificationTier? VerificationTier, DateTimeOffset CreatedAt);

/// <summary>Lists of organizations, from view organization_view.</summary>
internal sealed class OrganizationQueries(NpgsqlDataSource database, IOptions<ClusterOptions> cluster)
{
    private const string Columns = "id, name, address, verification_status, verification_tier, created_at";

    /// <summary>All, by name.</summary>
    public const string All =
        $"""
        select {Columns}, sort_name from organization_view
         where service_id = $1 and (sort_name, id) > ($2, $3)
         order by sort_name, id limit $4
        """;

    /// <summary>Those that have the account among their members.</summary>
    public const string Mine =
        $"""
        select {Columns}, sort_name from organization_view
         where service_id = $1 and (sort_name, id) > ($2, $3) and members ? $5
         order by sort_name, id limit $4
        """;

    /// <returns>Each row with its sort key, the lower-case name.</returns>
    public async Task<ImmutableArray<(OrganizationRow Row, string Sort)>> Page(UserId? member, string afterName, string afterId, int rows, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(member is null ? All : Mine);
        command.Parameters.Add(new() { Value = cluster.Value.ServiceId });
        command.Parameters.Add(new() { Value = afterName });
        command.Parameters.Add(new() { Value = afterId });
        command.Parameters.Add(new() { Value = rows });
        if (member is { } user)
        {
            command.Parameters.Add(new() { Value = user.Value });
        }

        var found = ImmutableArray.CreateBuilder<(OrganizationRow, string)>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            found.Add((new(
                OrganizationId.Of(reader.GetString(0)),
                reader.GetString(1),
                reader.IsDBNull(2) ? null : reader.GetString(2),
                StoredEnum.Read<VerificationStatus>(reader.GetString(3)),
                reader.IsDBNull(4) ? null : StoredEnum.Read<VerificationTier>(reader.GetString(4)),
                new(reader.GetDateTime(5), TimeSpan.Zero)), reader.GetString(6)));
        }

        return found.ToImmutable();
    }
}
