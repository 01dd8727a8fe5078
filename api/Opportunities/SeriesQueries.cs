using System.Collections.Immutable;
using Actors.Common;
using Actors.Opportunities;
using Microsoft.Extensions.Options;
using NodaTime;
using NodaTime.Extensions;
using Npgsql;
using Orleans.Configuration;

namespace Actors.Api.Opportunities;

internal sealed record SeriesRow(SeriesId Id, string Title, string Rule, DateOnly FirstDate, DateOnly? EndsBefore);

internal sealed record TemplateRow(TemplateId Id, string Name, string Title);

/// <summary>Lists of an organization's series and templates, from the documents themselves.</summary>
internal sealed class SeriesQueries(NpgsqlDataSource database, IOptions<ClusterOptions> cluster)
{
    public Task<ImmutableArray<SeriesRow>> Series(OrganizationId organization, string after, int rows, CancellationToken cancellation) => Read(
        "select id, title, rule, first_date, ends_before from series_view where service_id = $1 and organization = $2 and id > $3 order by id limit $4",
        organization, after, rows,
        r => new SeriesRow(SeriesId.Of(r.GetString(0)), r.GetString(1), r.GetString(2), r.GetFieldValue<DateOnly>(3), r.IsDBNull(4) ? null : r.GetFieldValue<DateOnly>(4)),
        cancellation);

    /// <summary>By name; the cursor is the last id.</summary>
    public Task<ImmutableArray<TemplateRow>> Templates(OrganizationId organization, string after, int rows, CancellationToken cancellation) => Read(
        """
        select id, name, title from template_view
         where service_id = $1 and organization = $2 and ($3 = '' or (name, id) > (select name, id from template_view where service_id = $1 and id = $3))
         order by name, id limit $4
        """,
        organization, after, rows, r => new TemplateRow(TemplateId.Of(r.GetString(0)), r.GetString(1), r.GetString(2)), cancellation);

    private async Task<ImmutableArray<TRow>> Read<TRow>(
        string sql, OrganizationId organization, string after, int rows, Func<NpgsqlDataReader, TRow> row, CancellationToken cancellation)
    {
#pragma warning disable CA2100 // Texts of this class.
        await using var command = database.CreateCommand(sql);
#pragma warning restore CA2100
        command.Parameters.Add(new() { Value = cluster.Value.ServiceId });
        command.Parameters.Add(new() { Value = organization.Value });
        command.Parameters.Add(new() { Value = after });
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

/// <summary>An event's plan without its date.</summary>
internal static class PlanOfEvent
{
    public static EventPlan Of(OpportunityView view)
    {
        var zone = DateTimeZoneProviders.Tzdb[view.Details.TimeZone];
        LocalDateTime Local(DateTimeOffset moment) => moment.ToInstant().InZone(zone).LocalDateTime;

        var first = view.Shifts.Min(s => s.StartsAt);
        var day = Local(first).Date;
        return new(
            view.Details with { RegistrationDeadline = null },
            [
                .. view.Shifts.Select(s => new SlotPlan(
                    Local(s.StartsAt).TimeOfDay.ToTimeOnly(), Local(s.EndsAt).TimeOfDay.ToTimeOnly(), s.Seats, s.Name, Period.DaysBetween(day, Local(s.StartsAt).Date), s.Minimum)),
            ],
            view.Details.RegistrationDeadline is { } deadline && deadline <= first ? (int)(first - deadline).TotalHours : null);
    }
}
