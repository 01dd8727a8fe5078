using System.Collections.Immutable;
using Actors.Api.Common;
using Actors.Common;
using Actors.Organizations;
using Microsoft.Extensions.Options;
using Npgsql;
using Orleans.Configuration;

namespace Actors.Api.Organizations;

/// <param name="Versions">How many were published.</param>
public sealed record WaiverRow(WaiverId Id, string Title, WaiverAudience? Audience, int Versions, bool HasDraft, bool Retired, DateTimeOffset CreatedAt);

/// <param name="SignedName">As it was typed; of a minor's waiver the guardian's.</param>
public sealed record SignatureRow(UserId User, int Version, string Hash, Signer Signer, string SignedName, DateTimeOffset SignedAt, DateTimeOffset? ExpiresAt);

/// <summary>Lists of waivers and signatures, from view waiver_view and table waiver_signature.</summary>
internal sealed class WaiverQueries(NpgsqlDataSource database, IOptions<ClusterOptions> cluster)
{
    /// <param name="all">Drafts and retired ones too.</param>
    public async Task<ImmutableArray<WaiverRow>> Of(OrganizationId organization, bool all, string afterId, int rows, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            """
            select id, title, audience, versions, has_draft, retired, created_at from waiver_view
             where service_id = $1 and organization_id = $2 and id > $3 and ($4 or (versions > 0 and not retired))
             order by id limit $5
            """);
        command.Parameters.Add(new() { Value = cluster.Value.ServiceId });
        command.Parameters.Add(new() { Value = organization.Value });
        command.Parameters.Add(new() { Value = afterId });
        command.Parameters.Add(new() { Value = all });
        command.Parameters.Add(new() { Value = rows });
        var found = ImmutableArray.CreateBuilder<WaiverRow>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            found.Add(new(
                WaiverId.Of(reader.GetString(0)),
                reader.GetString(1),
                reader.IsDBNull(2) ? null : StoredEnum.Read<WaiverAudience>(reader.GetString(2)),
                reader.GetInt32(3),
                all && reader.GetBoolean(4),
                reader.GetBoolean(5),
                new(reader.GetDateTime(6), TimeSpan.Zero)));
        }

        return found.ToImmutable();
    }

    /// <summary>Latest first, each with its key.</summary>
    public async Task<ImmutableArray<(SignatureRow Row, string Id)>> Signatures(WaiverId waiver, DateTime before, string beforeId, int rows, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            """
            select user_id, version, hash, signer, signed_name, signed_at, expires_at, id from waiver_signature
             where waiver_id = $1 and (signed_at, id) < ($2, $3)
             order by signed_at desc, id desc limit $4
            """);
        command.Parameters.Add(new() { Value = waiver.Value });
        command.Parameters.Add(new() { Value = DateTime.SpecifyKind(before, DateTimeKind.Utc) });
        command.Parameters.Add(new() { Value = beforeId });
        command.Parameters.Add(new() { Value = rows });
        var found = ImmutableArray.CreateBuilder<(SignatureRow, string)>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            found.Add((new(
                UserId.Of(reader.GetString(0)),
                reader.GetInt32(1),
                reader.GetString(2),
                StoredEnum.Read<Signer>(reader.GetString(3)),
                reader.GetString(4),
                new(reader.GetDateTime(5), TimeSpan.Zero),
                reader.IsDBNull(6) ? null : new(reader.GetDateTime(6), TimeSpan.Zero)), reader.GetString(7)));
        }

        return found.ToImmutable();
    }
}
