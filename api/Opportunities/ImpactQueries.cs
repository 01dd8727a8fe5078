using System.Collections.Immutable;
using Actors.Common;
using Npgsql;

namespace Actors.Api.Opportunities;

internal sealed record ImpactRow(OpportunityId Id, string Title, string Text, decimal? Amount, string? Unit, DateTimeOffset EndsAt);

internal sealed record ImpactSum(string Unit, decimal Amount);

/// <summary>What came of an organization's public events, from view impact_view.</summary>
internal sealed class ImpactQueries(NpgsqlDataSource database)
{
    /// <summary>Latest first.</summary>
    public Task<ImmutableArray<ImpactRow>> Latest(OrganizationId organization, int rows, CancellationToken cancellation) => Read(
        "select id, title, text, amount, unit, ends_at from impact_view where organization = $1 order by ends_at desc, id desc limit $2",
        organization, rows,
        r => new ImpactRow(
            OpportunityId.Of(r.GetString(0)), r.GetString(1), r.GetString(2), r.IsDBNull(3) ? null : r.GetDecimal(3), r.IsDBNull(4) ? null : r.GetString(4), new(r.GetDateTime(5), TimeSpan.Zero)),
        cancellation);

    /// <summary>Of each unit, however it was capitalized, the largest first.</summary>
    public Task<ImmutableArray<ImpactSum>> Sums(OrganizationId organization, int rows, CancellationToken cancellation) => Read(
        "select min(unit), sum(amount) from impact_view where organization = $1 and amount is not null group by lower(unit) order by 2 desc, 1 limit $2",
        organization, rows, r => new ImpactSum(r.GetString(0), r.GetDecimal(1)), cancellation);

    private async Task<ImmutableArray<TRow>> Read<TRow>(string sql, OrganizationId organization, int rows, Func<NpgsqlDataReader, TRow> row, CancellationToken cancellation)
    {
#pragma warning disable CA2100 // Texts of this class.
        await using var command = database.CreateCommand(sql);
#pragma warning restore CA2100
        command.Parameters.Add(new() { Value = organization.Value });
        command.Parameters.Add(new() { Value = rows });
        var found = ImmutableArray.CreateBuilder<TRow>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            found.Add(row(reader));
        }

        return found.ToImmutable();
    }
}
