using System.Text.Json;
using Actors.Opportunities;
using Actors.Organizations;
using Actors.Tests.Api.Common;
using Actors.Tests.Api.Opportunities;
using Actors.Trust;
using static Actors.Tests.Api.Opportunities.OpportunityStage;

namespace Actors.Tests.Api.Trust;

public sealed class EligibilityTests(ActorsApp app) : IClassFixture<ActorsApp>, IAsyncLifetime
{
    private OpportunityStage _stage = null!;
    private HttpClient _ada = null!;

    public async ValueTask InitializeAsync()
    {
        _stage = await Of(app);
        _ada = await app.SignedInAs("ada");
    }

    public ValueTask DisposeAsync()
    {
        _ada.Dispose();
        _stage.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task From_claim_and_waiver_to_a_seat_and_from_a_revocation_to_an_override_at_the_gate()
    {
        var user = await app.Account("ada");
        var waiver = await Published();
        var soup = await Opened(new { requiresBackgroundCheck = true, requiredQualifications = new[] { "first-aid" }, waivers = new[] { waiver.Waiver } });
        var mine = $"/api/v1/opportunities/{soup.Id}/shifts/{soup.Shifts[0].Id}/eligibility";
        var first = await _ada.Post("/api/v1/me/credentials", new { kind = "first-aid", issuer = "Red Cross", organization = _stage.Organization }, "claim").Body<CredentialView>();
        var again = await _ada.Post("/api/v1/me/credentials", new { kind = "first-aid", issuer = "Red Cross", organization = _stage.Organization }, "claim").Body<CredentialView>();
        var missing = await Register(_ada, soup).Problem(409, "opportunities.background-check-missing");
        var people = $"/api/v1/organizations/{_stage.Organization}/people/{user}/credentials";
        await _ada.Post($"{people}/{first.Id}/decision", new { status = "CONFIRMED" }).Problem(403, "trust.own-credential");
        await _stage.Owner.Post($"{people}/{first.Id}/decision", new { status = "CONFIRMED" }).Body<CredentialView>();
        var check = await _stage.Owner.Post(people, new { kind = "background-check", issuer = "County sheriff" }).Body<CredentialView>();
        await _ada.Post($"/api/v1/waivers/{waiver.Waiver}/signatures", new { version = 2, hash = waiver.Hash, signedName = "Ada" }).Problem(412, "waivers.other-version");
        await _ada.Post($"/api/v1/waivers/{waiver.Waiver}/signatures", new { version = 1, hash = waiver.Hash, signedName = "Ada" }).Body<SignatureView>();
        Assert.Equal(0, (await _ada.Get(mine).Body<JsonElement>()).GetProperty("missing").GetArrayLength());
        var seat = await Register(_ada, soup).Body<RegistrationView>();
        await _stage.Owner.Post($"{people}/{check.Id}/decision", new { status = "REVOKED" }).Problem(400, "trust.decision-invalid");
        await _stage.Owner.Post($"{people}/{check.Id}/decision", new { status = "REVOKED", reason = "A mix-up of names." }).Body<CredentialView>();

        await _ada.Post("/api/v1/check-ins", new { code = await _stage.Code(soup) }).Problem(409, "opportunities.background-check-missing");
        await _stage.Owner.Post($"/api/v1/opportunities/{soup.Id}/check-ins", new { registration = seat.Id, @override = "x" }).Problem(400, "opportunities.reason-missing");
        await _stage.Owner.Post($"/api/v1/opportunities/{soup.Id}/check-ins", new { registration = seat.Id, @override = "The office has cleared it." }).Body<AttendanceView>();
        var kept = await _stage.Owner.Get($"/api/v1/opportunities/{soup.Id}/registrations/{seat.Id}/eligibility").Body<EligibilityView>();

        Assert.Equal(first, again with { Decisions = first.Decisions, SharedWith = first.SharedWith });
        Assert.Equal($"background-check-missing, qualification-missing:first-aid, waiver-missing:{waiver.Waiver}", missing.GetProperty("facts").GetProperty("missing").GetString());
        Assert.Equal("The office has cleared it.", kept.Override!.Reason);
        Assert.Equal(2, (await _stage.Owner.Get($"/api/v1/organizations/{_stage.Organization}/credentials").Body<JsonElement>()).GetProperty("items").GetArrayLength());
        Assert.Equal("Ada", (await _stage.Owner.Get($"/api/v1/waivers/{waiver.Waiver}/signatures").Body<JsonElement>()).GetProperty("items")[0].GetProperty("signedName").GetString());
    }

    [Fact]
    public async Task Strangers_see_nobodys_papers_signatures_and_lacks()
    {
        var waiver = await Published();
        var soup = await _stage.Opened();
        using var eve = await app.SignedInAs("eve");
        var user = await app.Account("ada");
        var seat = await Register(_ada, soup).Body<RegistrationView>();

        await eve.Get($"/api/v1/organizations/{_stage.Organization}/credentials").Problem(403, "trust.not-allowed");
        await eve.Get($"/api/v1/organizations/{_stage.Organization}/people/{user}/credentials").Problem(403, "trust.not-allowed");
        await eve.Get($"/api/v1/admin/people/{user}/credentials").Problem(403, "common.not-allowed");
        await eve.Get($"/api/v1/admin/people/{user}/consents").Problem(403, "common.not-allowed");
        await eve.Get($"/api/v1/waivers/{waiver.Waiver}/signatures").Problem(403, "organizations.not-allowed");
        await eve.Get($"/api/v1/opportunities/{soup.Id}/registrations/{seat.Id}/eligibility").Problem(404, "opportunities.unknown-registration");
        await eve.Put($"/api/v1/admin/accounts/{user}/date-of-birth", new { dateOfBirth = "2000-01-01", reason = "Because." }).Problem(403, "common.not-allowed");
        await eve.Put($"/api/v1/waivers/{waiver.Waiver}", new { title = "Eve's", text = "Eve may do what she wants to do." }).Problem(403, "organizations.not-allowed");
    }

    [Fact]
    public async Task The_page_shows_a_waiver_and_takes_the_signature_by_form_only()
    {
        var waiver = await Published();
        using var browser = app.Browser();
        await browser.Post("/api/v1/sessions/cookie", new { email = ActorsApp.EmailOf("ada"), password = ActorsApp.Password });

        var page = await browser.GetStringAsync(new Uri($"/waivers/{waiver.Waiver}", UriKind.Relative), TestContext.Current.CancellationToken);
        using var unknown = await browser.Get("/waivers/wvr_00000000000000000000000000");

        Assert.Contains("Garden tools are sharp", page, StringComparison.Ordinal);
        Assert.Contains($"value=\"{waiver.Hash}\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain(await _ada.Get("/api/v1/me/signatures").Body<SignatureView[]>(), s => s.Waiver == waiver.Waiver);
        Assert.Equal(System.Net.HttpStatusCode.NotFound, unknown.StatusCode);
    }

    private async Task<WaiverVersionView> Published()
    {
        var draft = await _stage.Owner.Post($"/api/v1/organizations/{_stage.Organization}/waivers", new { title = "Garden work", text = "Garden tools are sharp; I use them as shown." }).Body<WaiverView>();
        return (await _stage.Owner.Send(HttpMethod.Post, $"/api/v1/waivers/{draft.Id}/publish", null).Body<WaiverView>()).Current!;
    }

    private async Task<OpportunityView> Opened(object demands)
    {
        var details = JsonSerializer.SerializeToNode(Details())!.AsObject();
        foreach (var (name, value) in JsonSerializer.SerializeToNode(demands, Actors.Common.ActorsJson.Options)!.AsObject())
        {
            details[name] = value?.DeepClone();
        }

        var draft = await _stage.Owner.Post(_stage.Drafts, new { details, shifts = new[] { _stage.Shift() } }).Body<OpportunityView>();
        return await _stage.Owner.Send(HttpMethod.Post, $"/api/v1/opportunities/{draft.Id}/publish", null).Body<OpportunityView>();
    }
}
