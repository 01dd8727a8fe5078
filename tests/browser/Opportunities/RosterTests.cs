using Actors.Tests.Browser.Common;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Actors.Tests.Browser.Opportunities;

public sealed class RosterTests(Chromium app) : IClassFixture<Chromium>
{
    [Fact]
    public async Task A_plain_watcher_never_gets_a_name()
    {
        var view = await app.Event("Names are for the coordinator");
        await using var watcher = await app.Person("Wendy");
        List<string> frames = [];
        watcher.Page.WebSocket += (_, socket) => socket.FrameReceived += (_, frame) => frames.Add(frame.Text ?? "");
        await watcher.OpenLive(view.Path());

        await app.SignUp(view, "Quintessa");
        await watcher.Taken(1);

        Assert.DoesNotContain("Quintessa", await watcher.Page.ContentAsync(), StringComparison.Ordinal);
        Assert.Contains(frames, f => f.Contains("counts", StringComparison.Ordinal));
        Assert.DoesNotContain(frames, f => f.Contains("Quintessa", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Only_who_runs_the_event_sees_the_roster()
    {
        var view = await app.Event("Not for everybody");
        await using var wendy = await app.Person("Wendy");

        var answer = await wendy.Open($"{view.Path()}/roster");

        Assert.Equal(404, answer!.Status);
        await wendy.Sees("There is nothing here");
    }

    [Fact]
    public async Task The_coordinator_sees_the_name_of_who_signs_up_and_checks_them_in_from_the_live_row()
    {
        var view = await app.Event("Names appear", shifts: 2);
        await using var cleo = await app.Person(Events.Coordinator);
        await cleo.OpenLive($"{view.Path()}/roster");
        await cleo.Sees("Nobody has signed up yet.");
        await cleo.Mark();

        await app.SignUp(view, "Vera");

        await Expect(cleo.Page.GetByRole(AriaRole.Row, new() { Name = "Vera" })).ToContainTextAsync("Shift 1");
        Assert.True(await cleo.IsMarked());

        await cleo.Button("Check in Vera").ClickAsync();

        await Expect(cleo.Page.GetByRole(AriaRole.Row, new() { Name = "Vera" })).ToContainTextAsync("Here");
        await Expect(cleo.Page.Locator("[data-checked-in]").First).ToHaveTextAsync("1");

        await cleo.Button("Check out Vera").ClickAsync();

        await Expect(cleo.Page.GetByRole(AriaRole.Row, new() { Name = "Vera" })).ToContainTextAsync("Left");
        Assert.Empty(cleo.Complaints);
    }

    [Fact]
    public async Task Two_coordinators_see_each_others_check_ins()
    {
        var view = await app.Event("Two at the door");
        await app.SignUp(view, "Vera");
        await using var one = await app.Person(Events.Coordinator);
        await using var other = await app.Person(Events.Coordinator);
        await other.OpenLive($"{view.Path()}/roster");
        await other.Mark();

        await one.Open($"{view.Path()}/roster");
        await one.Button("Check in Vera").ClickAsync();

        await Expect(other.Page.GetByRole(AriaRole.Row, new() { Name = "Vera" })).ToContainTextAsync("Here");
        await Expect(other.Button("Check out Vera")).ToBeVisibleAsync();
        await Expect(other.Button("Check in Vera")).ToBeHiddenAsync();
        Assert.True(await other.IsMarked());
    }

    [Fact]
    public async Task A_page_that_showed_a_refusal_loads_again_without_repeating_the_form()
    {
        var view = await app.Event("Refused and reloaded", shifts: 2);
        await app.SignUp(view, "Vera", shift: 1);
        await using var cleo = await app.Person(Events.Coordinator);
        await cleo.OpenLive($"{view.Path()}/roster");
        await cleo.Button("Check in Vera").ClickAsync();
        await Expect(cleo.Page.GetByRole(AriaRole.Alert)).ToHaveAttributeAsync("data-code", "opportunities.too-early");
        await cleo.Live();

        await app.Grains.GetGrain<Actors.Common.ILiveTopicGrain>($"opportunity/{view.Id}/roster").Reset();

        await Expect(cleo.Page.GetByRole(AriaRole.Alert)).ToHaveCountAsync(0);
        await cleo.Live();
    }

    [Fact]
    public async Task Names_are_shown_as_they_are_and_never_as_markup()
    {
        const string name = "<img src=x onerror=alert(1)>";
        var view = await app.Event("Markup in a name");
        await using var cleo = await app.Person(Events.Coordinator);
        await cleo.OpenLive($"{view.Path()}/roster");
        var user = new Actors.Common.By(await app.Account("Mallory"), name, Actors.Common.PlatformRole.User);

        Events.Expect(await app.Opportunity(view).Register(new(Actors.Common.CommandId.New(), user, view.Shifts[0].Id)));

        await Expect(cleo.Page.Locator("tbody th [data-name]")).ToHaveTextAsync(name);
        await cleo.Page.ReloadAsync();
        await Expect(cleo.Page.Locator("tbody th [data-name]")).ToHaveTextAsync(name);
        Assert.Empty(cleo.Complaints);
    }
}
