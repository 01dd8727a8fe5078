using Actors.Common;
using Actors.Grains.Common;
using Npgsql;
using NpgsqlTypes;

namespace Actors.Grains.Opportunities;

/// <summary>Who was asked to take a free seat, and who could be.</summary>
internal static class SeatCallTables
{
    public static JournalTable<SeatCalled> Calls { get; } = new(
        7,
        """
        insert into seat_call (shift_id, user_id, opportunity_id, wave, at)
        select * from unnest($1::text[], $2::text[], $3::text[], $4::int[], $5::timestamptz[])
        """,
        (parameters, rows) =>
        {
            parameters.AddArray(NpgsqlDbType.Text, rows, c => c.Shift.Value);
            parameters.AddArray(NpgsqlDbType.Text, rows, c => c.User.Value);
            parameters.AddArray(NpgsqlDbType.Text, rows, c => c.Opportunity.Value);
            parameters.AddArray(NpgsqlDbType.Integer, rows, c => c.Wave);
            parameters.AddArray(NpgsqlDbType.TimestampTz, rows, c => c.At.UtcDateTime);
        });

    /// <summary>
    /// People who came to events of the organization before, those who came most often first. Without those who were asked for this shift or
    /// had a place in it, have another shift at the time, do not want to be asked or were asked often enough this week. The latter is asked
    /// again, in the person's own turn, before a letter goes.
    /// </summary>
    public static async Task<IReadOnlyList<UserId>> Find(
        NpgsqlDataSource database, string service, OpportunityState state, Shift shift, int most, int contactsPerWeek, DateTimeOffset now)
    {
        await using var command = database.CreateCommand(
            """
            with came as (
              select r.user_id, count(*) as times, max(r.checked_in_at) as latest
                from grain_state g join registration r on r.opportunity_id = g.grain_key and r.status = 'ATTENDED'
               where g.state_name = 'opportunity' and g.payload->>'organization' = $2 and g.service_id = $1
               group by r.user_id)
            select c.user_id from came c
              left join grain_state v on v.service_id = $1 and v.state_name = 'volunteer-mail' and v.n0 = 0 and v.n1 = 0 and v.grain_key = c.user_id
             where not coalesce((v.payload->>'optedOut')::boolean, false)
               and volunteer_contacts(v.payload, $7) < least(coalesce((v.payload->>'mostPerWeek')::int, $6), $6)
               and not exists (select 1 from seat_call s where s.shift_id = $3 and s.user_id = c.user_id)
               and not exists (select 1 from registration r where r.shift_id = $3 and r.user_id = c.user_id)
               and not exists (select 1 from registration r join shift s on s.id = r.shift_id
                                where r.user_id = c.user_id and r.status = 'CONFIRMED' and r.checked_out_at is null and s.starts_at < $5 and $4 < s.ends_at)
             order by c.times desc, c.latest desc, c.user_id limit $8
            """);
        command.Parameters.Add(new() { Value = service });
        command.Parameters.Add(new() { Value = state.Organization.Value });
        command.Parameters.Add(new() { Value = shift.Id.Value });
        command.Parameters.Add(new() { Value = shift.StartsAt.UtcDateTime });
        command.Parameters.Add(new() { Value = shift.EndsAt.UtcDateTime });
        command.Parameters.Add(new() { Value = contactsPerWeek });
        command.Parameters.Add(new() { Value = (now - ContactCap.Week).UtcDateTime });
        command.Parameters.Add(new() { Value = most });
        await using var reader = await command.ExecuteReaderAsync();
        List<UserId> people = [];
        while (await reader.ReadAsync())
        {
            people.Add(UserId.Of(reader.GetString(0)));
        }

        return people;
    }
}

/// <summary>One person asked for one shift.</summary>
internal sealed record SeatCalled(OpportunityId Opportunity, ShiftId Shift, UserId User, int Wave, DateTimeOffset At);
