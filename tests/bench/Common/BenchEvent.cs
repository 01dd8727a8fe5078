using System.Globalization;
using Actors.Common;
using Actors.Grains.Common;
using Actors.Grains.Opportunities;
using Actors.Opportunities;
using Npgsql;

namespace Actors.Bench.Common;

/// <summary>An open event that takes place now, or later, with one shift; stored as the product stores it, before its grain is activated.</summary>
internal sealed record BenchEvent(OpportunityId Opportunity, ShiftId Shift)
{
    public static async Task<BenchEvent> Create(NpgsqlDataSource database, Clock clock, int? seats, IEnumerable<UserId> registered, TimeSpan? startsIn = null)
    {
        var now = clock.Now;
        var opportunity = Id.New<OpportunityId>(Guid.CreateVersion7(now));
        var shift = new Shift(Id.New<ShiftId>(Guid.CreateVersion7(now)), null, now + (startsIn ?? TimeSpan.FromMinutes(-10)), now + (startsIn ?? TimeSpan.Zero) + TimeSpan.FromHours(4), seats);
        var state = new OpportunityState
        {
            Id = opportunity,
            Organization = Id.From<OrganizationId>("bench"),
            OrganizationName = "Bench",
            Status = OpportunityStatus.Open,
            Details = new("Beach cleanup", "Bring gloves and water and a friend.", [], [], [], "America/New_York", new(40.58, -73.82, "Rockaway Beach")),
            Shifts = [shift],
            StartsAt = shift.StartsAt,
            EndsAt = shift.EndsAt,
            CreatedAt = now,
            PublishedAt = now,
            Version = 1,
        };
        var journal = new Journal(database, $"bench/{opportunity}");
        await journal.Open();
        journal.Put(RosterTables.Documents, opportunity.Value, (BenchSilo.Service, state));
        journal.Put(RosterTables.Shifts, shift.Id.Value, (opportunity, shift));
        foreach (var user in registered)
        {
            var id = Id.From<RegistrationId>(shift.Id.Value, user.Value);
            journal.Put(RosterTables.Registrations, id.Value, new(id, opportunity, shift.Id, user, "Alexandra Volunteer", RegistrationStatus.Confirmed, now));
        }

        await journal.Commit();
        return new(opportunity, shift.Id);
    }

    /// <summary>People who differ from run to run in nothing.</summary>
    public static UserId[] People(int count) => [.. Enumerable.Range(0, count).Select(i => Id.From<UserId>("bench", i.ToString(CultureInfo.InvariantCulture)))];
}
