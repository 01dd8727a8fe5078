using System.Collections.Immutable;
using Actors.Common;
using Actors.Opportunities;
using Npgsql;

namespace Actors.Api.Opportunities;

/// <summary>Somebody who is at one of an organization's events now.</summary>
/// <param name="Since">When they came in.</param>
internal sealed record OnSitePerson(
    OpportunityId Opportunity, string Title, string? Address, UserId User, string Name, ShiftId Shift, DateTimeOffset ShiftEndsAt, DateTimeOffset Since, CheckInMethod Method, string? Gate);

/// <summary>Who is at any event of an organization now, by name: events at one address share an evacuation list.</summary>
internal sealed class OnSite(NpgsqlDataSource database, Clock clock)
{
    /// <summary>More people than can be called out; a client that gets so many asks event by event.</summary>
    private const int Most = 5000;

    /// <summary>Nobody stays checked in for so long after an event's end.</summary>
    private static readonly TimeSpan s_over = TimeSpan.FromDays(3);

    public async Task<ImmutableArray<OnSitePerson>> Of(OrganizationId organization, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            """
            select p.opportunity_id, o.title, o.place->>'address', p.user_id, p.name, p.shift_id, p.ends_at, p.checked_in_at, p.check_in_method, p.gate
              from opportunity_view o join on_site_view p on p.opportunity_id = o.id
             where o.organization = $1 and o.ends_at > $2
             order by lower(p.name), p.id limit $3
            """);
        command.Parameters.Add(new() { Value = organization.Value });
        command.Parameters.Add(new() { Value = (clock.Now - s_over).UtcDateTime });
        command.Parameters.Add(new() { Value = Most });
        var people = ImmutableArray.CreateBuilder<OnSitePerson>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            people.Add(new(
                OpportunityId.Of(reader.GetString(0)),
                reader.GetString(1),
                reader.IsDBNull(2) ? null : reader.GetString(2),
                UserId.Of(reader.GetString(3)),
                reader.GetString(4),
                ShiftId.Of(reader.GetString(5)),
                new(reader.GetDateTime(6), TimeSpan.Zero),
                new(reader.GetDateTime(7), TimeSpan.Zero),
                Common.StoredEnum.Read<CheckInMethod>(reader.GetString(8)),
                reader.IsDBNull(9) ? null : reader.GetString(9)));
        }

        return people.ToImmutable();
    }
}
