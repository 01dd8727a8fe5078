using Actors.Common;
using Actors.Tests.Browser.Common;
using Microsoft.Playwright;
using Npgsql;
using static Microsoft.Playwright.Assertions;

namespace Actors.Tests.Browser.Opportunities;

/// <summary>Without JavaScript, without a mouse.</summary>
public sealed class PlainPagesTests(Chromium app) : IClassFixture<Chromium>
{
    private static BrowserNewContextOptions NoScript => new() { JavaScriptEnabled = false };

    [Fact]
    public async Task Without_JavaScript_one_finds_an_event_signs_up_and_gives_the_seat_back()
    {
        await app.Event("Gather windfall apples");
        await using var vera = await app.Person("Wanda", options: NoScript);
        await vera.Open("/");
        await vera.Page.GetByLabel("Words").FillAsync("windfall");
        await vera.Button("Search").ClickAsync();
        await Expect(vera.Page.Locator(".hit")).ToHaveCountAsync(1);

        await vera.Page.GetByRole(AriaRole.Link, new() { Name = "Gather windfall apples" }).ClickAsync();
        await vera.Button("Sign up for Shift 1").ClickAsync();
        await vera.Taken(1);
        await vera.Sees("You have a seat.");

        await vera.Button("Give the seat back").ClickAsync();
        await vera.Taken(0);
        await Expect(vera.Button("Sign up for Shift 1")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Without_JavaScript_the_coordinator_checks_people_in_and_out()
    {
        var view = await app.Event("By hand only");
        await app.SignUp(view, "Vera");
        await app.SignUp(view, "Lars");
        await using var cleo = await app.Person(Events.Coordinator, options: NoScript);
        await cleo.Open($"{view.Path()}/roster");

        await cleo.Button("Check in Lars").ClickAsync();
        await Expect(cleo.Page.GetByRole(AriaRole.Row, new() { Name = "Lars" })).ToContainTextAsync("Here");
        await Expect(cleo.Page.GetByRole(AriaRole.Row, new() { Name = "Vera" })).ToContainTextAsync("Signed up");

        await cleo.Button("Check out Lars").ClickAsync();
        await Expect(cleo.Page.GetByRole(AriaRole.Row, new() { Name = "Lars" })).ToContainTextAsync("Left");
    }

    [Fact]
    public async Task Signs_up_by_keyboard_alone()
    {
        var view = await app.Event("Hands on the keys");
        await using var vera = await app.Person("Xenia");
        await vera.Open(view.Path());
        var button = vera.Button("Sign up for Shift 1");

        for (var presses = 0; presses < 20 && !await button.EvaluateAsync<bool>("e => e === document.activeElement"); presses++)
        {
            await vera.Page.Keyboard.PressAsync("Tab");
        }

        Assert.NotEqual("none", await button.EvaluateAsync<string>("e => getComputedStyle(e).outlineStyle"));
        await vera.Page.Keyboard.PressAsync("Enter");

        await vera.Sees("You have a seat.");
    }

    [Fact]
    public async Task A_draft_is_nobodys_else_and_a_cancelled_event_says_why()
    {
        var draft = await app.Event("Only thought about", publish: false);
        var cancelled = await app.Event("Called off");
        await app.Cancel(cancelled, "The river is too high.");
        await using var vera = await app.Person("Vera");
        await using var cleo = await app.Person(Events.Coordinator);

        Assert.Equal(404, (await vera.Open(draft.Path()))!.Status);
        await cleo.Open(draft.Path());
        await cleo.Sees("A draft: only your organization sees it.");
        await vera.Open(cancelled.Path());
        await vera.Sees("Cancelled: The river is too high.");
        await Expect(vera.Button("Sign up for Shift 1")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_search_that_makes_no_sense_is_refused_in_words()
    {
        await using var visit = await app.Anybody();

        var answer = await visit.Open("/search?cause=no-such-cause");

        Assert.Equal(400, answer!.Status);
        await Expect(visit.Page.GetByRole(AriaRole.Alert)).ToHaveAttributeAsync("data-code", "search.cause-unknown");
    }

    [Fact]
    public async Task The_outbox_is_for_administrators()
    {
        await using var insert = app.Database.CreateCommand(
            "insert into outbox_message values ('m1', 'EMAIL', 'hello@river.example', 'Hours to verify', 'Vera was there for 95 minutes.', 'led_1', now())");
        await insert.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        await using var vera = await app.Person("Vera");
        await using var ada = await app.Person("Ada", PlatformRole.Admin);

        Assert.Equal(404, (await vera.Open("/outbox"))!.Status);
        await ada.Open("/");
        await ada.Page.GetByRole(AriaRole.Link, new() { Name = "Outbox" }).ClickAsync();

        await ada.Sees("Vera was there for 95 minutes.");
        await ada.Sees("hello@river.example");
    }
}
