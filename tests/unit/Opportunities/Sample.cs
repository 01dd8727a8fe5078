using System.Collections.Immutable;
using Actors.Common;
using Actors.Grains.Opportunities;
using Actors.Opportunities;

namespace Actors.Tests.Unit.Opportunities;

/// <summary>An event on a Saturday morning in New York: one shift of three hours, as many seats as asked for.</summary>
internal static class Sample
{
    public static readonly DateTimeOffset Start = new(2026, 6, 6, 13, 0, 0, TimeSpan.Zero);
    public static readonly DateTimeOffset End = Start.AddHours(3);
    public static readonly DateTimeOffset Before = Start.AddDays(-7);
    public static readonly OpportunityId Opportunity = Id.From<OpportunityId>("sample");
    public static readonly OrganizationId Organization = Id.From<OrganizationId>("sample");
    public static readonly ShiftId Shift = Id.From<ShiftId>("sample", "0");
    public static readonly By Coordinator = new(User("coordinator"), "Cora", PlatformRole.User);

    public static OpportunityDetails Details { get; } = new(
        "Plant trees in the park", "Bring gloves; we plant a hundred young oaks.", ["environment"], [], [], "America/New_York", new Place(40.78, -73.96, "Central Park"));

    public static UserId User(string name) => Id.From<UserId>(name);

    public static ShiftPlan Plan(int? seats = 2, ShiftId? id = null) => new(id, "Morning", Start, End, seats);

    public static DraftOpportunity DraftCommand(params ImmutableArray<ShiftPlan> shifts) => new(new("draft"), Coordinator, Organization, Details, shifts);

    public static OpportunityState Open(int? seats = 2) => new()
    {
        Id = Opportunity,
        Organization = Organization,
        Status = OpportunityStatus.Open,
        Details = Details,
        Shifts = [new(Shift, "Morning", Start, End, seats)],
        StartsAt = Start,
        EndsAt = End,
        Version = 1,
    };
}
