using System.Collections.Immutable;
using Actors.Api.Common;
using Actors.Common;
using Actors.Organizations;
using Microsoft.Extensions.Options;
using Npgsql;
using Orleans.Configuration;

namespace Actors.Api.Operations;

public sealed record OrganizationToVerify(OrganizationId Id, string Name, string? Description, string? Address, DateTimeOffset CreatedAt);

/// <summary>A deadline whose grain keeps failing: it backs off and is tried again.</summary>
public sealed record StuckDeadline(string State, string Key, int Attempts, string Error, DateTimeOffset NextTry);

/// <summary>What waits for an operator.</summary>
internal sealed class OperatorQueries(NpgsqlDataSource database, IOptions<ClusterOptions> cluster)
{
    /// <summary>Organizations that nobody has decided about, oldest first.</summary>
    public async Task<ImmutableArray<OrganizationToVerify>> ToVerify(int rows, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            "select id, name, description, address, created_at from organization_view where service_id = $1 and verification_status = $2 order by created_at, id limit $3");
        command.Parameters.Add(new() { Value = cluster.Value.ServiceId });
        command.Parameters.Add(new() { Value = StoredEnum.Write(VerificationStatus.Pending) });
        command.Parameters.Add(new() { Value = rows });
        var found = ImmutableArray.CreateBuilder<OrganizationToVerify>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            found.Add(new(
                OrganizationId.Of(reader.GetString(0)), reader.GetString(1), reader.IsDBNull(2) ? null : reader.GetString(2), reader.IsDBNull(3) ? null : reader.GetString(3),
                new(reader.GetDateTime(4), TimeSpan.Zero)));
        }

        return found.ToImmutable();
    }

    public async Task<ImmutableArray<StuckDeadline>> Stuck(int rows, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            "select state_name, grain_key, attempts, coalesce(last_error, ''), next_try from deadline_failure where service_id = $1 order by attempts desc, grain_key limit $2");
        command.Parameters.Add(new() { Value = cluster.Value.ServiceId });
        command.Parameters.Add(new() { Value = rows });
        var found = ImmutableArray.CreateBuilder<StuckDeadline>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            found.Add(new(reader.GetString(0), reader.GetString(1), reader.GetInt32(2), reader.GetString(3), new(reader.GetDateTime(4), TimeSpan.Zero)));
        }

        return found.ToImmutable();
    }
}
