using Actors.Common;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Actors.Tests.Browser.Common;

/// <summary>What holds for every page, whoever looks at it and on whatever screen.</summary>
public sealed class EveryPageTests(Chromium app) : IClassFixture<Chromium>
{
    /// <summary>Path ({0}: the event), and who looks; empty is nobody with an account.</summary>
    public static TheoryData<string, string> Pages => new()
    {
        { "/", "" },
        { "/", "Vera" },
        { "/search", "" },
        { "/search?view=map", "" },
        { "/search?text=nothing-has-this-word", "" },
        { "/login", "" },
        { "/register", "" },
        { "/account", "Vera" },
        { "/account/security", "Vera" },
        { "/account/sessions", "Vera" },
        { "/account/two-factor", "Vera" },
        { "/login/link", "" },
        { "/login/phone", "" },
        { "/login/two-factor", "" },
        { "/me/shifts", "Lars" },
        { "/me/shifts", "Wendy" },
        { "/status/404", "" },
        { "/opportunities/{0}", "" },
        { "/opportunities/{0}", "Vera" },
        { "/opportunities/{0}", Events.Coordinator },
        { "/opportunities/{0}/roster", Events.Coordinator },
        { "/opportunities/{0}/venue", Events.Coordinator },
        { "/opportunities/{0}/scan", Events.Coordinator },
        { "/opportunities/{0}/printed-code", Events.Coordinator },
        { "/opportunities/{0}/on-site", Events.Coordinator },
        { "/opportunities/{0}/attempts", Events.Coordinator },
        { "/opportunities/{0}/review", Events.Coordinator },
        { "/opportunities/{0}/edit", Events.Coordinator },
        { "/opportunities/{0}/here", "Lars" },
        { "/check-in/{1}", "Vera" },
        { "/me/hours", "Vera" },
        { "/organizations", "" },
        { "/organizations/new", "Vera" },
        { "/organizations/{2}", "" },
        { "/organizations/{2}", Events.Coordinator },
        { "/organizations/{2}/edit", Events.Coordinator },
        { "/organizations/{2}/members", Events.Coordinator },
        { "/organizations/{2}/hours", Events.Coordinator },
        { "/organizations/{2}/import", Events.Coordinator },
        { "/organizations/{2}/events/new", Events.Coordinator },
        { "/admin", "Ada" },
        { "/admin/accounts", "Ada" },
        { "/admin/stuck", "Ada" },
        { "/admin/import", "Ada" },
        { "/outbox", "Ada" },
        { "/problems", "" },
        { "/problems/opportunities.full", "" },
    };

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Has_no_barrier_no_overflow_small_target_or_complaint(string path, string who)
    {
        var address = await Address(path);
        // Colours differ by scheme and layout by width: two of the four have all of both.
        foreach (var (scheme, options) in new[] { (ColorScheme.Light, new BrowserNewContextOptions()), (ColorScheme.Dark, Chromium.Phone) })
        {
            options.ColorScheme = scheme;
            await using var visit = await Visit(who, options);

            var answer = await visit.Open(address);

            Assert.NotNull(answer);
            if (path is "/opportunities/{0}" or "/opportunities/{0}/roster")
            {
                await visit.Live();
            }

            Assert.Equal("", await visit.Barriers());
            Assert.Equal(0, await visit.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth"));
            Assert.Empty(await visit.Page.EvaluateAsync<string[]>(
                """
                () => [...document.querySelectorAll('a:not(.skip), button, input:not([type=hidden], [type=checkbox], [type=radio]), select, summary')]
                  .filter(e => e.checkVisibility() && e.getBoundingClientRect().height < 44 && !e.closest('.hit, svg'))
                  .map(e => e.outerHTML)
                """));
            // Chromium itself complains of a page whose status is 404.
            Assert.DoesNotContain(visit.Complaints, c => answer.Ok || !c.Contains("status of 404", StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("/", "")]
    [InlineData("/search?view=map", "")]
    [InlineData("/opportunities/{0}", "Vera")]
    [InlineData("/me/shifts", "Lars")]
    [InlineData("/opportunities/{0}/roster", Events.Coordinator)]
    public async Task Opens_in_under_a_second(string path, string who)
    {
        var address = await Address(path);
        await using var visit = await Visit(who, new());
        await visit.Open(address);

        await visit.Open(address);

        var milliseconds = await visit.Page.EvaluateAsync<double>("() => performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd");
        Assert.InRange(milliseconds, 1, 999);
    }

    [Theory]
    [InlineData("/nowhere", 404)]
    [InlineData("/not-found", 404)]
    [InlineData("/opportunities/opp_nonsense", 404)]
    [InlineData("/opportunities/opp_01m7yjhk0hfa1vshd25y531e4a", 404)]
    [InlineData("/design", 404)]
    [InlineData("/denied", 403)]
    [InlineData("/status/200", 404)]
    public async Task Says_what_happened_with_the_right_status(string path, int status)
    {
        await using var visit = await app.Anybody();

        var answer = await visit.Open(path);

        Assert.Equal(status, answer!.Status);
        await Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeVisibleAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Link, new() { Name = "Go to the start page" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Unknown_routes_of_the_api_stay_problems()
    {
        await using var visit = await app.Anybody();

        var answer = await visit.Page.Context.APIRequest.GetAsync("/api/v1/nowhere");

        Assert.Equal((404, "application/problem+json"), (answer.Status, answer.Headers["content-type"]));
    }

    [Fact]
    public async Task The_skip_link_stays_on_the_page()
    {
        var view = await app.Event("Straight to the point");
        await using var visit = await app.Anybody();
        await visit.Open(view.Path());

        await visit.Page.Keyboard.PressAsync("Tab");
        await visit.Page.Keyboard.PressAsync("Enter");

        await Expect(visit.Page).ToHaveURLAsync(new Uri(app.Address, $"{view.Path()}#main").ToString());
    }

    private async Task<string> Address(string path)
    {
        var view = await app.Event("An event for every page", shifts: 2);
        await app.SignUp(view, "Lars");
        await app.SignUp(view, "Maximiliana-Konstantinopolskaya-Featherstonehaugh", shift: 1);
        var codes = app.Services.GetService(typeof(Actors.Api.Opportunities.VenueCodes)) as Actors.Api.Opportunities.VenueCodes;
        return string.Format(System.Globalization.CultureInfo.InvariantCulture, path, view.Id, codes!.Show(view.Id, app.Clock.Now), view.Organization);
    }

    private Task<Visit> Visit(string who, BrowserNewContextOptions options) => who switch
    {
        "" => app.Anybody(options),
        "Ada" => app.Person(who, PlatformRole.Admin, options),
        _ => app.Person(who, options: options),
    };
}
