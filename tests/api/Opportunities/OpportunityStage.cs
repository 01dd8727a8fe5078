using System.Text.Json;
using Actors.Common;
using Actors.Opportunities;
using Actors.Organizations;
using Actors.Tests.Api.Common;

namespace Actors.Tests.Api.Opportunities;

/// <summary>An organization of a person called 'olga', and her events over HTTP.</summary>
internal sealed record OpportunityStage(ActorsApp App, OrganizationId Organization, HttpClient Owner) : IDisposable
{
    public static async Task<OpportunityStage> Of(ActorsApp app)
    {
        var owner = await app.By("olga");
        var organization = Id.New<OrganizationId>(Guid.CreateVersion7());
        var created = await app.Grains.GetGrain<IOrganizationGrain>(organization.Value).Create(new(
            CommandId.New(), owner, new("Harbour Kitchen", null, null, "hours@kitchen.example", null, null, null, null)));
        Assert.Null(created.Fault);
        return new(app, organization, await app.SignedInAs("olga"));
    }

    public string Drafts => $"/api/v1/organizations/{Organization}/opportunities";

    public static object Details(string title = "Soup on Saturday", string visibility = "PUBLIC") => new
    {
        title,
        description = "Cooking soup and serving it to everybody.",
        timeZone = "America/New_York",
        place = new { latitude = 40.7, longitude = -74.0, address = "Pier 1" },
        visibility,
    };

    /// <summary>A shift that begins in ten minutes.</summary>
    public object Shift(int? seats = 5, ShiftId? id = null, double startsIn = 10, double endsIn = 190) =>
        new { id, startsAt = App.Clock.Now.AddMinutes(startsIn), endsAt = App.Clock.Now.AddMinutes(endsIn), seats };

    public object Body(int? seats = 5, ShiftId? id = null) => new { details = Details(), shifts = new[] { Shift(seats, id) } };

    public Task<OpportunityView> Drafted(int? seats = 5) => Owner.Post(Drafts, Body(seats)).Body<OpportunityView>();

    public async Task<OpportunityView> Opened(int? seats = 5)
    {
        var draft = await Drafted(seats);
        return await Owner.Send(HttpMethod.Post, $"/api/v1/opportunities/{draft.Id}/publish", null).Body<OpportunityView>();
    }

    public static Task<HttpResponseMessage> Register(HttpClient who, OpportunityView view) =>
        who.Send(HttpMethod.Post, $"/api/v1/opportunities/{view.Id}/shifts/{view.Shifts[0].Id}/registrations", new { acceptOverlap = true });

    public async Task<string> Code(OpportunityView view) =>
        (await Owner.Get($"/api/v1/opportunities/{view.Id}/venue-code").Body<JsonElement>()).GetProperty("code").GetString()!;

    /// <summary>Everything that its owner sees, to be compared.</summary>
    public async Task<string> Snapshot(OpportunityView view) =>
        (await Owner.Get($"/api/v1/opportunities/{view.Id}").Body<JsonElement>()).GetRawText()
        + (await Owner.Get($"/api/v1/opportunities/{view.Id}/roster").Body<JsonElement>()).GetRawText();

    public void Dispose() => Owner.Dispose();
}
