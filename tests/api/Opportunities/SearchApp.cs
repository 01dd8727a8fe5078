using System.Collections.Immutable;
using System.Text.Json;
using Actors.Common;
using Actors.Tests.Api.Common;
using NpgsqlTypes;

namespace Actors.Tests.Api.Opportunities;

/// <summary>An opportunity as its document has it, with defaults that a search finds.</summary>
public sealed record Stored
{
    public string Title { get; init; } = "An opportunity";

    public string Status { get; init; } = "OPEN";

    public string Visibility { get; init; } = "PUBLIC";

    public (double Latitude, double Longitude) At { get; init; }

    public string Description { get; init; } = "Something to do for those who can.";

    public string Organization { get; init; } = "Helping Hands";

    public bool IsVirtual { get; init; }

    public int? MinimumAge { get; init; }

    public string TimeZone { get; init; } = "UTC";

    public ImmutableArray<string> Causes { get; init; } = [];

    public ImmutableArray<string> RequiredSkills { get; init; } = [];

    public ImmutableArray<string> PreferredSkills { get; init; } = [];

    public ImmutableArray<(DateTimeOffset From, DateTimeOffset To)> Shifts { get; init; } = [];

    public int Seats { get; init; } = 10;

    public int Taken { get; init; }
}

/// <summary>The application with opportunities written as the grain writes them, many at once.</summary>
public sealed class SearchApp : ActorsApp
{
    private int _made;

    public async Task<OpportunityId> Store(Stored stored)
    {
        var id = Id.New<OpportunityId>(Guid.CreateVersion7());
        ImmutableArray<(DateTimeOffset From, DateTimeOffset To)> shifts = stored.Shifts.IsEmpty ? [(Clock.Now.AddDays(10), Clock.Now.AddDays(10).AddHours(3))] : stored.Shifts;
        var document = JsonSerializer.Serialize(
            new
            {
                id,
                organization = Id.From<OrganizationId>(stored.Organization),
                organizationName = stored.Organization,
                status = stored.Status,
                startsAt = shifts.Min(s => s.From),
                endsAt = shifts.Max(s => s.To),
                shifts = shifts.Select((s, i) => new { id = Id.From<ShiftId>(id.Value, $"{i}"), startsAt = s.From, endsAt = s.To, seats = stored.Seats }),
                details = new
                {
                    title = stored.Title,
                    description = stored.Description,
                    causes = stored.Causes,
                    requiredSkills = stored.RequiredSkills,
                    preferredSkills = stored.PreferredSkills,
                    timeZone = stored.TimeZone,
                    visibility = stored.Visibility,
                    isVirtual = stored.IsVirtual,
                    minimumAge = stored.MinimumAge,
                    place = stored.IsVirtual ? null : new { latitude = stored.At.Latitude, longitude = stored.At.Longitude, address = "Somewhere" },
                },
            },
            ActorsJson.Options);
        await using var command = Database.CreateCommand(
            """
            with d as (
              insert into grain_state (service_id, state_name, n0, n1, grain_key, version, payload, partition, modified_at)
              values ('default', 'opportunity', 0, 0, $1, 1, $2, deadline_partition($1), now()))
            insert into shift (id, opportunity_id, starts_at, ends_at, seats, taken)
            select s->>'id', $1, (s->>'startsAt')::timestamptz, (s->>'endsAt')::timestamptz, $3, $4 from jsonb_array_elements($2->'shifts') s
            """);
        command.Parameters.Add(new() { Value = id.Value });
        command.Parameters.Add(new() { Value = document, NpgsqlDbType = NpgsqlDbType.Jsonb });
        command.Parameters.Add(new() { Value = stored.Seats });
        command.Parameters.Add(new() { Value = stored.Taken });
        await command.ExecuteNonQueryAsync();
        return id;
    }

    /// <summary>Some opportunities near a point, in a few spots that several share.</summary>
    public async Task Fill(int count, (double Latitude, double Longitude) around, int spots = 10)
    {
        for (var i = 0; i < count; i++)
        {
            var spot = Interlocked.Increment(ref _made) % spots;
            var start = Clock.Now.AddDays(5 + (spot % 4));
            await Store(new() { Title = $"Filler {spot}", At = (around.Latitude + (spot * 0.01), around.Longitude), Shifts = [(start, start.AddHours(2))] });
        }
    }

    public Task Cancel(OpportunityId id) => Change(id, "jsonb_set(payload, '{status}', '\"CANCELLED\"')");

    public Task Move(OpportunityId id, (double Latitude, double Longitude) to)
    {
        var startsAt = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"to_jsonb(iso_time(payload->>'endsAt') - interval '{to.Latitude - 49} hours')");
        var moved = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"jsonb_set(payload, '{{details,place,latitude}}', '{to.Latitude}')");
        return Change(id, $"jsonb_set(jsonb_set({moved}, '{{startsAt}}', {startsAt}), '{{shifts,0,startsAt}}', {startsAt})");
    }

    /// <summary>Calls one shift off, as the grain writes it; the event takes place.</summary>
    public async Task CallOff(OpportunityId id, int shift)
    {
        await Change(id, $$"""jsonb_set(payload, '{shifts,{{shift}},outcome}', '{"decision": "CANCELLED"}')""");
        await Sql($"update shift set cancelled = true where id = '{Id.From<ShiftId>(id.Value, $"{shift}")}'");
    }

#pragma warning disable CA2100 // Constants of tests.
    public async Task Sql(string text)
    {
        await using var command = Database.CreateCommand(text);
        command.CommandTimeout = 300;
        await command.ExecuteNonQueryAsync();
    }

#pragma warning restore CA2100

    private async Task Change(OpportunityId id, string payload)
    {
#pragma warning disable CA2100 // Put together from numbers.
        await using var command = Database.CreateCommand($"update grain_state set payload = {payload}, version = version + 1 where state_name = 'opportunity' and grain_key = $1");
#pragma warning restore CA2100
        command.Parameters.Add(new() { Value = id.Value });
        await command.ExecuteNonQueryAsync();
    }
}
