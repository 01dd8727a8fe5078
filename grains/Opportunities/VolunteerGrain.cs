using Actors.Common;
using Actors.Opportunities;
using Microsoft.Extensions.Options;
using Npgsql;
using Orleans.Configuration;

namespace Actors.Grains.Opportunities;

/// <summary>Keeps nothing: it makes one person's wishes wait for each other, so that each is compared with what the one before has become.</summary>
[GrainType("volunteer")]
internal sealed class VolunteerGrain(NpgsqlDataSource database, IOptions<ClusterOptions> cluster) : Grain, IVolunteerGrain
{
    public async Task<Outcome<RegistrationView>> Register(OpportunityId opportunity, RegisterForShift command) =>
        await Hindrance(command.By, command.AcceptOverlap, command.Shift.Value, null) ?? await Grain(opportunity).Register(command);

    public async Task<Outcome<RegistrationView>> JoinWaitlist(OpportunityId opportunity, JoinWaitlist command) =>
        await Hindrance(command.By, command.AcceptOverlap, command.Shift.Value, null) ?? await Grain(opportunity).JoinWaitlist(command);

    public async Task<Outcome<RegistrationView>> AcceptOffer(OpportunityId opportunity, AcceptOffer command) =>
        await Hindrance(command.By, command.AcceptOverlap, null, command.Registration.Value) ?? await Grain(opportunity).AcceptOffer(command);

    private IOpportunityGrain Grain(OpportunityId opportunity) => GrainFactory.GetGrain<IOpportunityGrain>(opportunity.Value);

    private async Task<Fault?> Hindrance(By by, bool acceptOverlap, string? shift, string? registration)
    {
        if (by.User is not { } user)
        {
            return CommonFaults.SignIn;
        }

        if (user.Value != this.GetPrimaryKeyString())
        {
            return CommonFaults.NotAllowed;
        }

        return acceptOverlap ? null : await Overlap(user, shift, registration);
    }

    /// <summary>
    /// The first shift that the person has a seat of and that is at the same time, whatever organization it belongs to. One shift that ends
    /// when the other starts is no overlap; what they have already signed up for is none either, so a repetition succeeds.
    /// </summary>
    private async Task<Fault?> Overlap(UserId user, string? shift, string? registration)
    {
        await using var command = database.CreateCommand(
            """
            with wanted as (
              select s.id, s.starts_at, s.ends_at from shift s where s.id = $2
              union all
              select s.id, s.starts_at, s.ends_at from registration r join shift s on s.id = r.shift_id where r.id = $3 and r.user_id = $1)
            select r.opportunity_id, s.id, g.payload->'details'->>'title', s.starts_at, s.ends_at
              from wanted w
              join registration r on r.user_id = $1 and r.status = 'CONFIRMED' and r.checked_out_at is null and r.shift_id <> w.id
              join shift s on s.id = r.shift_id and s.starts_at < w.ends_at and w.starts_at < s.ends_at
              join grain_state g on g.service_id = $4 and g.state_name = 'opportunity' and g.n0 = 0 and g.n1 = 0 and g.grain_key = r.opportunity_id
                                and g.payload->>'status' = 'OPEN'
             where not exists (select 1 from registration mine where mine.shift_id = w.id and mine.user_id = $1 and mine.status not in ('CANCELLED', 'WAITLISTED', 'OFFERED'))
             order by s.starts_at, s.id limit 1
            """);
        command.Parameters.Add(new() { Value = user.Value });
        command.Parameters.Add(new() { Value = (object?)shift ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = (object?)registration ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = cluster.Value.ServiceId });
        await using var reader = await command.ExecuteReaderAsync();
        return await reader.ReadAsync()
            ? OpportunityFaults.Overlapping
                .With("opportunity", reader.GetString(0))
                .With("shift", reader.GetString(1))
                .With("title", reader.GetString(2))
                .With("startsAt", Moment(reader, 3))
                .With("endsAt", Moment(reader, 4))
            : null;
    }

    private static string Moment(NpgsqlDataReader reader, int column) => new DateTimeOffset(reader.GetDateTime(column), TimeSpan.Zero).ToString("O", System.Globalization.CultureInfo.InvariantCulture);
}
