using Actors.Tests.Browser.Common;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Actors.Tests.Browser.Opportunities;

public sealed class CheckInTests(Chromium app) : IClassFixture<Chromium>
{
    [Fact]
    public async Task The_venue_screen_changes_its_code_every_thirty_seconds()
    {
        var view = await app.Event("The screen at the door");
        await using var cleo = await app.Person(Events.Coordinator);
        await cleo.Page.Clock.InstallAsync();
        var asked = 0;
        cleo.Page.Request += (_, request) => asked += IsCode(request.Url) ? 1 : 0;
        var page = await (await cleo.Open($"{view.Path()}/venue"))!.TextAsync();
        var code = cleo.Page.GetByRole(AriaRole.Img, new() { Name = "QR code to check in" });
        var rendered = System.Net.WebUtility.HtmlDecode(page.Split("src=\"").First(part => part.StartsWith("data:", StringComparison.Ordinal)).Split('"')[0]);
        await Expect(code).Not.ToHaveAttributeAsync("src", rendered);
        Assert.True((await code.BoundingBoxAsync())!.Width > 200);

        for (var period = 1; period <= 3; period++)
        {
            var shown = await code.GetAttributeAsync("src");

            app.Clock.Advance(TimeSpan.FromSeconds(30));
            await cleo.Page.RunAndWaitForResponseAsync(() => cleo.Page.Clock.FastForwardAsync(30_000), answer => IsCode(answer.Url));

            // Sealed anew for each answer: that it looks different shows that it was taken over.
            await Expect(code).Not.ToHaveAttributeAsync("src", shown!);
            Assert.InRange(asked, period + 1, period + 2);
        }

        Assert.Empty(cleo.Complaints);

        static bool IsCode(string url) => url.EndsWith("/venue-code", StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_venue_screen_says_when_its_code_may_be_too_old_and_recovers()
    {
        var view = await app.Event("The screen without a network");
        await using var cleo = await app.Person(Events.Coordinator);
        await cleo.Page.Clock.InstallAsync();
        await cleo.Open($"{view.Path()}/venue");
        var warning = cleo.Page.GetByText("No connection: this code may be too old.");
        await Expect(warning).ToBeHiddenAsync();

        await cleo.Page.Context.SetOfflineAsync(true);
        await cleo.Page.Clock.FastForwardAsync(31_000);
        await Expect(warning).ToBeVisibleAsync();

        await cleo.Page.Context.SetOfflineAsync(false);
        await cleo.Page.Clock.FastForwardAsync(4_000);
        await Expect(warning).ToBeHiddenAsync();
    }

    [Fact]
    public async Task The_venue_screen_is_for_those_who_run_the_event()
    {
        var view = await app.Event("Not your screen");
        await using var vera = await app.Person("Vera");

        var answer = await vera.Open($"{view.Path()}/venue");

        Assert.Equal(403, answer!.Status);
        await Expect(vera.Page.GetByRole(AriaRole.Img)).ToHaveCountAsync(0);
        await vera.Sees("Your role in the organization does not allow this.");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Opening_the_scanned_link_changes_nothing_pressing_the_button_checks_in_once(bool script)
    {
        var view = await app.Event("Scan to check in");
        await app.SignUp(view, "Vera");
        await using var vera = await app.Person("Vera", options: new() { JavaScriptEnabled = script });
        var link = await Code(view);

        await vera.Page.Context.APIRequest.GetAsync(link);
        await vera.Open(link);
        await vera.Sees("You are about to check in at Scan to check in.");
        Assert.Equal(0, await Here(view));

        await vera.Button("I am here").ClickAsync();
        await vera.Sees("You are checked in");
        Assert.Equal(1, await Here(view));

        app.Clock.Advance(TimeSpan.FromMinutes(3));
        await vera.Open(await Code(view));
        await vera.Button("I am here").ClickAsync();
        await vera.Sees("You were checked in already");
        await Expect(vera.Page.Locator("main time")).ToHaveAttributeAsync("datetime", (app.Clock.Now - TimeSpan.FromMinutes(3)).UtcDateTime.ToString("O"));
        Assert.Equal(1, await Here(view));
    }

    [Theory]
    [InlineData(61, "opportunities.code-expired")]
    [InlineData(0, "opportunities.not-registered")]
    public async Task A_code_that_does_not_count_is_refused_in_words(int age, string refusal)
    {
        var view = await app.Event("Refused at the door");
        if (age > 0)
        {
            await app.SignUp(view, "Vera");
        }

        await using var vera = await app.Person("Vera");
        var link = await Code(view);
        app.Clock.Advance(TimeSpan.FromSeconds(age));

        await vera.Open(link);
        await vera.Button("I am here").ClickAsync();

        await Expect(vera.Page.GetByRole(AriaRole.Alert)).ToHaveAttributeAsync("data-code", refusal);
        Assert.Equal(0, await Here(view));
    }

    [Fact]
    public async Task A_code_that_is_not_ours_is_refused_in_words()
    {
        await using var vera = await app.Person("Vera");

        var answer = await vera.Open("/check-in/made-up");

        Assert.Equal(400, answer!.Status);
        await Expect(vera.Page.GetByRole(AriaRole.Alert)).ToHaveAttributeAsync("data-code", "opportunities.code-unknown");
        await Expect(vera.Button("I am here")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Who_is_not_signed_in_logs_in_first_and_comes_back()
    {
        var view = await app.Event("Log in at the door");
        await app.SignUp(view, "Vera");
        await using var vera = await app.Anybody(Chromium.Phone);
        await vera.Open(await Code(view));

        await vera.Page.GetByLabel("E-mail address").FillAsync(Chromium.EmailOf("Vera"));
        await vera.Page.GetByLabel("Password").FillAsync(Chromium.Password);
        await vera.Button("Log in").ClickAsync();
        await vera.Button("I am here").ClickAsync();

        await vera.Sees("You are checked in");
    }

    /// <summary>The link that the venue's screen shows now.</summary>
    private async Task<string> Code(Actors.Opportunities.OpportunityView view)
    {
        using var cleo = await app.SignedInAs(Events.Coordinator);
        using var answer = await cleo.GetAsync(new Uri($"/api/v1/opportunities/{view.Id}/venue-code", UriKind.Relative));
        var body = System.Text.Json.JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return new Uri(body.RootElement.GetProperty("url").GetString()!).AbsolutePath;
    }

    private async Task<int> Here(Actors.Opportunities.OpportunityView view) =>
        (await app.Opportunity(view).View(Actors.Common.By.Nobody)).Value!.Shifts[0].CheckedIn;
}
