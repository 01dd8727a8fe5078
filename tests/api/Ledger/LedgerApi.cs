using Actors.Common;
using Actors.Ledger;
using Actors.Opportunities;
using Actors.Organizations;
using Actors.Tests.Api.Common;
using System.Globalization;
using System.Text.Json;

namespace Actors.Tests.Api.Ledger;

/// <summary>Organizations and attendances through the front door.</summary>
internal static class LedgerApi
{
    public static OrganizationProfile Profile(string name = "Harbour Kitchen", string? contact = "hours@kitchen.example") =>
        new(name, "Soup for everybody", "https://kitchen.example", contact, null, 40.7, -74.0, "1 Pier");

    public static Task<OrganizationView> Found(this HttpClient client, OrganizationProfile? profile = null) =>
        client.Post("/api/v1/organizations", profile ?? Profile()).Body<OrganizationView>();

    /// <summary>A check-out that reaches the ledger, as the opportunity reports it.</summary>
    public static async Task<LedgerEntryId> Attend(this ActorsApp app, OrganizationId organization, string volunteer, string name, CheckInMethod method = CheckInMethod.Qr)
    {
        var attended = new Attended(
            Id.From<RegistrationId>(organization.Value, name), Id.From<OpportunityId>("soup"), Id.From<ShiftId>("morning"), organization, await app.Account(volunteer), volunteer,
            $"Soup {name}", new(2026, 3, 14), app.Clock.Now.AddHours(-3), app.Clock.Now, 180, method);
        var id = Id.Twin<LedgerEntryId>(attended.Registration.Value);
        var intent = new Intent($"attended/{attended.Registration}", $"{Attended.Receiver}/{id}", Attended.Kind, JsonSerializer.Serialize(attended, ActorsJson.Options), app.Clock.Now);
        await app.Grains.GetGrain<IIntentTarget>(GrainId.Parse(intent.Target, CultureInfo.InvariantCulture)).Receive(intent);
        return id;
    }

    public static Task Pass(this ActorsApp app, TimeSpan span) => Deadlines.Pass(app.Database, app.Grains, app.Clock, span);
}
