using System.Collections.Immutable;
using Actors.Api.Opportunities;
using Actors.Common;
using Actors.Opportunities;
using Actors.Organizations;

namespace Actors.Api.Common;

/// <summary>What a first look should find: an organization, an event under way, events to come, and people on their rosters.</summary>
internal sealed class DemoContent(IGrainFactory grains, Clock clock)
{
    /// <summary>The same ids at every start: a demo that exists already stays as people have left it.</summary>
    public async Task Add(By admin, By coordinator, ImmutableArray<By> volunteers)
    {
        var id = Id.From<OrganizationId>("demo", "river-keepers");
        var organization = grains.GetGrain<IOrganizationGrain>(id.Value);
        var profile = new OrganizationProfile(
            "River Keepers", "We keep the river clean and its banks green.", "https://river-keepers.example", "hello@river-keepers.example", null, 40.7829, -73.9654, "Central Park, New York, NY");
        Expect(await organization.Create(new(new("demo"), coordinator, profile)));
        Expect(await organization.DecideVerification(new(new("demo-verification"), admin, VerificationStatus.Verified, VerificationTier.CommunityGroup, null)));

        var hour = new DateTimeOffset(clock.Now.Date, TimeSpan.Zero).AddHours(clock.Now.Hour);
        var now = await Event(coordinator, id, "Clean the river bank today", "Gloves and bags are there. We meet at the boathouse and work along the eastern bank.", ["environment"], hour, 4, 20);
        await Event(coordinator, id, "Plant a hundred young oaks", "Two shifts on the hill behind the meadow. Bring boots and water; tools are there.", ["environment"], hour.AddDays(5), 3, 12, 12);
        await Event(coordinator, id, "Read with first graders", "Half an hour per child in the library of the school on the corner.", ["education"], hour.AddDays(9), 2, 3);
        if (now is not null)
        {
            foreach (var volunteer in volunteers.Take(1))
            {
                await grains.Volunteer(volunteer).Register(now.Id, new(new("demo"), volunteer, now.Shifts[0].Id));
            }
        }
    }

    private static T Expect<T>(Outcome<T> outcome) =>
        outcome.Succeeded ? outcome.Value : throw new InvalidOperationException($"Demo data were refused: {outcome.Fault.Code}");

    private async Task<OpportunityView?> Event(
        By coordinator, OrganizationId organization, string title, string description, ImmutableArray<string> causes, DateTimeOffset start, int hours, params ImmutableArray<int> seats)
    {
        var grain = grains.GetGrain<IOpportunityGrain>(Id.From<OpportunityId>("demo", title).Value);
        if ((await grain.View(coordinator)).Succeeded)
        {
            return null;
        }

        var details = new OpportunityDetails(
            title, description, causes, [], [], "America/New_York", new Place(40.7829, -73.9654, "Boathouse, Central Park, New York, NY"), WhatToBring: "Water and sturdy shoes");
        var shifts = seats.Select((s, i) => new ShiftPlan(null, seats.Length == 1 ? "All hands" : $"Shift {i + 1}", start.AddHours(i * hours), start.AddHours((i + 1) * hours), s));
        Expect(await grain.Draft(new(new("demo"), coordinator, organization, details, [.. shifts])));
        return Expect(await grain.Publish(new(new("demo"), coordinator)));
    }
}
