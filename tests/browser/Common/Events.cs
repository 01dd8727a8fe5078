using System.Collections.Immutable;
using Actors.Common;
using Actors.Opportunities;
using Actors.Organizations;

namespace Actors.Tests.Browser.Common;

/// <summary>Events of an organization that Cleo coordinates, made without a browser.</summary>
internal static class Events
{
    public const string Coordinator = "Cleo";

    /// <summary>One shift that has begun, lasts four hours, and has so many seats.</summary>
    public static async Task<OpportunityView> Event(this Chromium app, string title, int? seats = 10, bool publish = true, int shifts = 1)
    {
        var cleo = await app.By(Coordinator);
        var organization = Id.From<OrganizationId>("browser", "river-keepers");
        Expect(await app.Grains.GetGrain<IOrganizationGrain>(organization.Value).Create(
            new(new("browser"), cleo, new("River Keepers", "We keep the river clean and its banks green.", "https://river.example", "hello@river.example", null, 40.78, -73.96, "Central Park"))));
        var now = app.Clock.Now;
        var details = new OpportunityDetails(
            title, "We meet at the boathouse and work along the eastern bank.", [], [], [], "America/New_York", new Place(40.78, -73.96, "Boathouse, Central Park, New York"));
        var grain = app.Grains.GetGrain<IOpportunityGrain>(Id.New<OpportunityId>(Guid.CreateVersion7()).Value);
        var plan = Enumerable.Range(0, shifts).Select(i => new ShiftPlan(null, $"Shift {i + 1}", now.AddMinutes(-5 + (i * 240)), now.AddMinutes(235 + (i * 240)), seats));
        var view = Expect(await grain.Draft(new(CommandId.New(), cleo, organization, details, [.. plan])));
        return publish ? Expect(await grain.Publish(new(CommandId.New(), cleo))) : view;
    }

    public static async Task<RegistrationView> SignUp(this Chromium app, OpportunityView view, string name, int shift = 0) =>
        Expect(await app.Opportunity(view).Register(new(CommandId.New(), await app.By(name), view.Shifts[shift].Id)));

    public static async Task Cancel(this Chromium app, OpportunityView view, string reason) =>
        Expect(await app.Opportunity(view).Cancel(new(CommandId.New(), await app.By(Coordinator), reason)));

    public static IOpportunityGrain Opportunity(this Chromium app, OpportunityView view) => app.Grains.GetGrain<IOpportunityGrain>(view.Id.Value);

    public static string Path(this OpportunityView view) => $"/opportunities/{view.Id}";

    public static T Expect<T>(Outcome<T> outcome) => outcome.Succeeded ? outcome.Value : throw new InvalidOperationException(outcome.Fault.Code);
}
