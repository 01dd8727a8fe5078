using System.Collections.Immutable;
using Actors.Api.Common;
using Actors.Common;
using Actors.Opportunities;
using Npgsql;

namespace Actors.Api.Opportunities;

/// <param name="Seats">In all shifts; null is unlimited.</param>
public sealed record OrganizationEventRow(
    OpportunityId Id, string Title, OpportunityStatus Status, Visibility Visibility, string TimeZone, DateTimeOffset StartsAt, DateTimeOffset EndsAt, int Taken, int? Seats);

/// <summary>An organization's own list of its events, by index <c>opportunity_organization</c>.</summary>
internal sealed class OrganizationEvents(NpgsqlDataSource database, Clock clock)
{
    private const string Columns =
        """
        select o.id, o.title, o.status, o.visibility, o.time_zone, o.starts_at, o.ends_at, s.taken, s.seats
          from opportunity_view o
          left join lateral (select coalesce(sum(taken), 0)::int as taken, case when bool_and(seats is not null) then sum(seats)::int end as seats from shift where opportunity_id = o.id) s on true
         where o.organization = $1
        """;

    /// <summary>What is open to everybody and not over, soonest first.</summary>
    public Task<ImmutableArray<OrganizationEventRow>> Open(OrganizationId organization, int rows, CancellationToken cancellation) =>
        Read($"{Columns} and o.status = 'OPEN' and o.visibility = 'PUBLIC' and o.ends_at > $2 order by o.starts_at, o.id limit $3", organization, rows, cancellation);

    /// <summary>Drafts and everything that is not over, soonest first; for members.</summary>
    public Task<ImmutableArray<OrganizationEventRow>> Ahead(OrganizationId organization, int rows, CancellationToken cancellation) =>
        Read($"{Columns} and o.ends_at > $2 and o.status <> 'CANCELLED' order by o.starts_at, o.id limit $3", organization, rows, cancellation);

    /// <summary>What is over or was called off, latest first; for members.</summary>
    public Task<ImmutableArray<OrganizationEventRow>> Over(OrganizationId organization, int rows, CancellationToken cancellation) =>
        Read($"{Columns} and (o.ends_at <= $2 or o.status = 'CANCELLED') order by o.starts_at desc, o.id limit $3", organization, rows, cancellation);

    private async Task<ImmutableArray<OrganizationEventRow>> Read(string sql, OrganizationId organization, int rows, CancellationToken cancellation)
    {
#pragma warning disable CA2100 // Constants of this class.
        await using var command = database.CreateCommand(sql);
#pragma warning restore CA2100
        command.Parameters.Add(new() { Value = organization.Value });
        command.Parameters.Add(new() { Value = clock.Now.UtcDateTime });
        command.Parameters.Add(new() { Value = rows });
        var found = ImmutableArray.CreateBuilder<OrganizationEventRow>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            found.Add(new(
                OpportunityId.Of(reader.GetString(0)),
                reader.GetString(1),
                StoredEnum.Read<OpportunityStatus>(reader.GetString(2)),
                reader.IsDBNull(3) ? Visibility.Public : StoredEnum.Read<Visibility>(reader.GetString(3)),
                reader.IsDBNull(4) ? "UTC" : reader.GetString(4),
                new(reader.GetDateTime(5), TimeSpan.Zero),
                new(reader.GetDateTime(6), TimeSpan.Zero),
                reader.GetInt32(7),
                reader.IsDBNull(8) ? null : reader.GetInt32(8)));
        }

        return found.ToImmutable();
    }
}
