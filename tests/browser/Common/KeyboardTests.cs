using System.Globalization;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Actors.Tests.Browser.Common;

/// <summary>The main job without a mouse or a finger, and how many taps signing up takes.</summary>
public sealed class KeyboardTests(Chromium app) : IClassFixture<Chromium>
{
    private const int MostTabs = 150;
    private const int MostLooks = 100;
    private const string Title = "Mend the towpath fence";

    [Fact]
    public async Task From_posting_an_event_to_confirmed_hours_by_keyboard_alone()
    {
        var organization = (await app.Event("So that there is an organization")).Organization;
        await using var cleo = await app.Person(Events.Coordinator);
        await using var vera = await app.Person("Kay");

        var path = await Post(cleo, $"/organizations/{organization}/events/new");

        await vera.Open("/");
        await Type(vera, vera.Page.Locator("#text"), Title);
        await vera.Page.Keyboard.PressAsync("Enter");
        await Expect(vera.Page.Locator(".hit")).ToHaveCountAsync(1);
        await Press(vera, vera.Page.GetByRole(AriaRole.Link, new() { Name = Title, Exact = true }));
        await Press(vera, vera.Button("Sign up for this shift"));
        await vera.Sees("You have a seat.");

        await cleo.Open($"{path}/venue");
        var code = await cleo.Page.Locator("[data-short-code]").InnerTextAsync();
        await vera.Open("/me/shifts");
        await Press(vera, vera.Page.Locator("main").GetByRole(AriaRole.Link, new() { Name = "Check in", Exact = true }));
        await Type(vera, vera.Page.Locator("#code"), code);
        await Press(vera, vera.Button("Check in with the code"));
        await vera.Sees("You are checked in");

        app.Clock.Advance(TimeSpan.FromMinutes(95));
        await cleo.OpenLive($"{path}/roster");
        await Press(cleo, cleo.Button("Check out Kay"));
        await Expect(cleo.Page.GetByRole(AriaRole.Row, new() { Name = "Kay" })).ToContainTextAsync("Left");

        var entry = cleo.Page.Locator("tbody input[type=checkbox]").First;
        await cleo.Open($"/organizations/{organization}/hours");

        // The entry follows the check-out by an intent: at once, but not in the same moment.
        for (var looks = 0; looks < MostLooks && await entry.CountAsync() == 0; looks++)
        {
            await cleo.Page.ReloadAsync();
        }

        await Reach(cleo, entry);
        await cleo.Page.Keyboard.PressAsync("Space");
        await Press(cleo, cleo.Page.GetByRole(AriaRole.Button, new() { Name = "Confirm", Exact = true }));
        await Expect(cleo.Page.Locator("[data-decided]")).ToHaveAttributeAsync("data-code", "");
    }

    [Fact]
    public async Task From_a_list_of_events_to_a_seat_it_is_two_taps()
    {
        await app.Event("Two taps away");
        await using var vera = await app.Person("Tess", options: Chromium.Phone);
        await vera.Page.AddInitScriptAsync("addEventListener('click', e => { if (e.isTrusted) sessionStorage.taps = 1 + Number(sessionStorage.taps ?? 0); }, true)");
        await vera.Open("/");

        await vera.Page.GetByRole(AriaRole.Link, new() { Name = "Two taps away" }).TapAsync();
        await vera.Button("Sign up for Shift 1").TapAsync();

        await vera.Sees("You have a seat.");
        Assert.Equal("2", await vera.Page.EvaluateAsync<string>("() => sessionStorage.taps"));
    }

    /// <returns>The event's address.</returns>
    private async Task<string> Post(Visit cleo, string form)
    {
        var begins = app.Clock.Now.AddMinutes(-5);
        await cleo.Open(form);
        await Type(cleo, cleo.Page.Locator("#title"), Title);
        await Type(cleo, cleo.Page.Locator("#description"), "Boards and nails are there. Bring gloves if you have some.");
        await Type(cleo, cleo.Page.Locator("#address"), "The lock, New York, NY");
        await Press(cleo, cleo.Page.Locator("summary", new() { HasText = "Exact spot" }));
        await Type(cleo, cleo.Page.Locator("#latitude"), "40.78");
        await Type(cleo, cleo.Page.Locator("#longitude"), "-73.96");
        await Type(cleo, cleo.Page.Locator("#zone"), "UTC");
        await Segments(cleo, cleo.Page.Locator("#day-0"), begins.ToString("MMddyyyy", CultureInfo.InvariantCulture));
        await Segments(cleo, cleo.Page.Locator("#from-0"), begins.ToString("hhmmtt", CultureInfo.InvariantCulture));
        await Segments(cleo, cleo.Page.Locator("#to-0"), begins.AddHours(4).ToString("hhmmtt", CultureInfo.InvariantCulture));
        await Type(cleo, cleo.Page.Locator("#seats-0"), "12");
        await Press(cleo, cleo.Page.GetByRole(AriaRole.Button, new() { Name = "Preview", Exact = true }));
        await cleo.Sees("Preview: this is how it will look.");
        await Press(cleo, cleo.Page.GetByRole(AriaRole.Button, new() { Name = "Publish", Exact = true }));
        await Expect(cleo.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync(Title);
        return new Uri(cleo.Page.Url).AbsolutePath;
    }

    private static async Task Press(Visit visit, ILocator target)
    {
        await Reach(visit, target);
        await visit.Page.Keyboard.PressAsync("Enter");
    }

    private static async Task Type(Visit visit, ILocator field, string text)
    {
        await Reach(visit, field);
        await visit.Page.Keyboard.PressAsync("Control+A");
        await visit.Page.Keyboard.TypeAsync(text);
    }

    /// <summary>Days and times are typed one part after the other, from the first one on.</summary>
    private static async Task Segments(Visit visit, ILocator field, string text)
    {
        await Reach(visit, field);
        await visit.Page.Keyboard.TypeAsync(text);
    }

    /// <summary>By Tab from where one is; what has the focus shows it.</summary>
    private static async Task Reach(Visit visit, ILocator target)
    {
        await target.WaitForAsync();
        for (var tabs = 0; tabs < MostTabs; tabs++)
        {
            if (await target.EvaluateAsync<bool>("e => e === document.activeElement"))
            {
                Assert.NotEqual("none", await target.EvaluateAsync<string>("e => getComputedStyle(e).outlineStyle"));
                return;
            }

            await visit.Page.Keyboard.PressAsync("Tab");
        }

        Assert.Fail($"{target} is not reached by Tab.");
    }
}
