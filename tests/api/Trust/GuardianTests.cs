using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Actors.Opportunities;
using Actors.Tests.Api.Common;
using Actors.Tests.Api.Opportunities;
using Actors.Trust;
using static Actors.Tests.Api.Opportunities.OpportunityStage;

namespace Actors.Tests.Api.Trust;

public sealed partial class GuardianTests(ActorsApp app) : IClassFixture<ActorsApp>, IAsyncLifetime
{
    private OpportunityStage _stage = null!;
    private OpportunityView _soup = null!;

    public async ValueTask InitializeAsync()
    {
        _stage = await Of(app);
        _soup = await _stage.Opened();
    }

    public ValueTask DisposeAsync()
    {
        _stage.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_minor_signs_up_after_the_guardian_has_consented_on_the_page_that_the_letter_leads_to()
    {
        using var mia = await Minor("mia");
        await Register(mia, _soup).Problem(409, "opportunities.guardian-missing");
        await mia.Post(Requests(_soup), new { guardian = "mary@example.org" }).Body<ConsentView>();
        using var browser = app.Browser();
        var page = await Link("mary@example.org");

        var html = await (await browser.GetAsync(page, TestContext.Current.CancellationToken)).Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        await browser.GetAsync(page, TestContext.Current.CancellationToken);
        Assert.Contains("Soup on Saturday", html, StringComparison.Ordinal);
        await Register(mia, _soup).Problem(409, "opportunities.guardian-missing");
        using var alone = await Send(browser, page, html, "answer", ("Do", "consent"), ("Name", "Mary Parent"));
        Assert.Contains("trust.not-the-guardian", await alone.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        using var given = await Send(browser, page, html, "answer", ("Do", "consent"), ("Name", "Mary Parent"), ("IsGuardian", "true"));
        var after = await given.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Contains("Take the consent back", after, StringComparison.Ordinal);
        Assert.True(given.Headers.CacheControl!.NoStore);
        await Register(mia, _soup).Body<RegistrationView>();
        using var revoked = await Send(browser, page, after, "after", ("Do", "revoke"));
        Assert.Equal(ConsentStatus.Revoked, Assert.Single(await mia.Get("/api/v1/me/guardian-requests").Body<ConsentView[]>()).Status);
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        await mia.Post("/api/v1/check-ins", new { code = await _stage.Code(_soup) }).Problem(409, "opportunities.guardian-missing");
    }

    [Fact]
    public async Task A_link_that_is_made_up_changed_or_expired_leads_nowhere()
    {
        using var kim = await Minor("kim");
        await kim.Post(Requests(_soup), new { guardian = "late@example.org" }).Body<ConsentView>();
        var token = (await Link("late@example.org")).Segments[^1];
        using var anybody = app.Anonymous();
        var middle = token.Length / 2;

        foreach (var wrong in new[] { "x", "../..", new string('A', 3000), token[..^4], token[..middle] + (token[middle] == 'A' ? 'B' : 'A') + token[(middle + 1)..] })
        {
            await anybody.Post("/api/v1/guardian-links/open", new { token = wrong }).Problem(404, "trust.unknown-link");
            await anybody.Post("/api/v1/guardian-links/answer", new { token = wrong, consents = true }).Problem(404, "trust.unknown-link");
        }

        await anybody.Post("/api/v1/guardian-links/answer", new { token, consents = true, name = "Late Parent" }).Problem(400, "trust.not-the-guardian");
        app.Clock.Advance(TimeSpan.FromDays(7) + TimeSpan.FromSeconds(1));
        await anybody.Post("/api/v1/guardian-links/answer", new { token, consents = true, name = "Late Parent", isGuardian = true }).Problem(410, "trust.link-expired");
        using var page = await anybody.Get($"/guardian/{token}");
        Assert.Equal(HttpStatusCode.Gone, page.StatusCode);
    }

    [Fact]
    public async Task Only_minors_ask_for_events_that_they_see_and_letters_lead_where_the_setting_says()
    {
        using var adult = await app.SignedInAs("adult");
        await adult.Post(Requests(_soup), new { guardian = "p@example.org" }).Problem(409, "trust.date-of-birth-missing");
        await adult.Put("/api/v1/me/date-of-birth", new { dateOfBirth = "1990-01-01" }).Body<JsonElement>();
        await adult.Post(Requests(_soup), new { guardian = "p@example.org" }).Problem(409, "trust.not-a-minor");
        using var lou = await Minor("lou");
        await lou.Post(Requests(_soup), new { guardian = "nonsense" }).Problem(400, "accounts.address-invalid");
        await lou.Post(Requests(_soup), new { guardian = "LOU@example.org" }).Problem(400, "trust.own-address");
        await lou.Post(Requests(await _stage.Drafted()), new { guardian = "p@example.org" }).Problem(404, "opportunities.unknown");
        await lou.Post("/api/v1/opportunities/x/guardian-requests", new { guardian = "p@example.org" }).Problem(404, "common.unknown-id");
        await lou.Post(Requests(_soup), new { guardian = "p@example.org" }).Body<ConsentView>();
        await lou.Post(Requests(_soup), new { guardian = "p@example.org" }).Problem(429, "trust.too-many-letters");
        using var nobody = app.Anonymous();
        await nobody.Post(Requests(_soup), new { guardian = "p@example.org" }).Problem(401, "common.sign-in");
    }

    private static string Requests(OpportunityView view) => $"/api/v1/opportunities/{view.Id}/guardian-requests";

    /// <summary>Somebody of fifteen, signed in after they said so.</summary>
    private async Task<HttpClient> Minor(string name)
    {
        using var before = await app.SignedInAs(name);
        await before.Put("/api/v1/me/date-of-birth", new { dateOfBirth = $"{app.Clock.Now.Year - 15}-01-01" }).Body<JsonElement>();
        return await app.SignedInAs(name);
    }

    private async Task<Uri> Link(string to)
    {
        await using var command = app.Database.CreateCommand("select body from outbox_message where recipient = $1");
        command.Parameters.Add(new() { Value = to });
        return new(Address().Match((string)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!).Value);
    }

    /// <summary>Sends a form of the page as a browser does.</summary>
    private static Task<HttpResponseMessage> Send(HttpClient browser, Uri page, string html, string form, params (string Name, string Value)[] fields) =>
        browser.PostAsync(page, new FormUrlEncodedContent(
        [
            new("_handler", form),
            new("__RequestVerificationToken", WebUtility.HtmlDecode(Antiforgery().Match(html).Groups["token"].Value)),
            .. fields.Select(f => KeyValuePair.Create(f.Name, f.Value)),
        ]), TestContext.Current.CancellationToken);

    [GeneratedRegex(@"https?://\S+/guardian/\S+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Address();

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"(?<token>[^\"]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Antiforgery();
}
