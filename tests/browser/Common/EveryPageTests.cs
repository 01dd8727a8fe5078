using System.Reflection;
using Microsoft.AspNetCore.Components;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Actors.Tests.Browser.Common;

/// <summary>What holds for every page, whoever looks at it and on whatever screen. Two classes, because classes run beside each other.</summary>
public abstract class EveryPage(Chromium app)
{
    protected Chromium App => app;

    protected async Task Look(string path, string who)
    {
        var address = await app.Stage(path);
        await using var visit = await app.Visit(who, new());
        var answer = await visit.Open(address);
        Assert.NotNull(answer);
        if (path is "/opportunities/{event}" or "/opportunities/{event}/roster")
        {
            await visit.Live();
        }

        // Colours differ by scheme and layout by width: two of the four have all of both. What a page says of itself is the same in either.
        foreach (var (scheme, width) in new[] { (ColorScheme.Light, 1280), (ColorScheme.Dark, Chromium.Phone.ViewportSize!.Width) })
        {
            string[] rules = scheme == ColorScheme.Dark ? [] : ["color-contrast", "link-in-text-block", "target-size", "scrollable-region-focusable"];
            await visit.Page.EmulateMediaAsync(new() { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
            await visit.Page.SetViewportSizeAsync(width, 780);

            Assert.Equal("", await visit.Barriers(rules));
            Assert.Equal(0, await visit.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth"));
            Assert.Empty(await visit.Page.EvaluateAsync<string[]>(
                """
                () => [...document.querySelectorAll('a:not(.skip), button, input:not([type=hidden], [type=checkbox], [type=radio]), select, summary')]
                  .filter(e => e.checkVisibility() && e.getBoundingClientRect().height < 44 && !e.closest('.hit, svg'))
                  .map(e => e.outerHTML)
                """));
            await visit.Keep($"{path}-{who}-{scheme}");
        }

        // Chromium itself complains of a page whose status is 403 or 404.
        Assert.DoesNotContain(visit.Complaints, c => answer.Ok || !c.Contains($"status of {answer.Status}", StringComparison.Ordinal));
    }
}

/// <summary>Every other page.</summary>
public sealed class EveryOtherPageTests(Chromium app) : EveryPage(app), IClassFixture<Chromium>
{
    public static TheoryData<string, string> Pages => [.. PageList.All.Where((_, i) => i % 2 == 1)];

    [Theory]
    [MemberData(nameof(Pages))]
    public Task Has_no_barrier_no_overflow_small_target_or_complaint(string path, string who) => Look(path, who);
}

public sealed class EveryPageTests(Chromium app) : EveryPage(app), IClassFixture<Chromium>
{
    public static TheoryData<string, string> Pages => [.. PageList.All.Where((_, i) => i % 2 == 0)];

    [Fact]
    public void Every_route_of_a_page_is_in_the_list_of_pages()
    {
        var routes = typeof(Actors.Api.Common.Pages.App).Assembly.GetTypes().SelectMany(t => t.GetCustomAttributes<RouteAttribute>()).Select(r => r.Template).Except(PageList.DevelopmentOnly).ToList();

        var listed = PageList.All.Select(p => PageList.RouteOf(p.Path, routes)).ToList();

        Assert.True(routes.Count > 30, $"Only {routes.Count} routes were found: the search for them is broken.");
        Assert.Empty(routes.Except(listed));
        Assert.DoesNotContain(null, listed);
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public Task Has_no_barrier_no_overflow_small_target_or_complaint(string path, string who) => Look(path, who);

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
        await using var visit = await App.Anybody();

        var answer = await visit.Open(path);

        Assert.Equal(status, answer!.Status);
        await Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeVisibleAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Link, new() { Name = "Go to the start page" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Unknown_routes_of_the_api_stay_problems()
    {
        await using var visit = await App.Anybody();

        var answer = await visit.Page.Context.APIRequest.GetAsync("/api/v1/nowhere");

        Assert.Equal((404, "application/problem+json"), (answer.Status, answer.Headers["content-type"]));
    }

    [Fact]
    public async Task The_skip_link_stays_on_the_page()
    {
        var view = await App.Event("Straight to the point");
        await using var visit = await App.Anybody();
        await visit.Open(view.Path());

        await visit.Page.Keyboard.PressAsync("Tab");
        await visit.Page.Keyboard.PressAsync("Enter");

        await Expect(visit.Page).ToHaveURLAsync(new Uri(App.Address, $"{view.Path()}#main").ToString());
    }
}
