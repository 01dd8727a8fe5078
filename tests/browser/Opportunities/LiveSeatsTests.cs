using Actors.Tests.Browser.Common;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Actors.Tests.Browser.Opportunities;

public sealed class LiveSeatsTests(Chromium app) : IClassFixture<Chromium>
{
    [Fact]
    public async Task A_seat_fills_on_one_screen_when_another_person_signs_up()
    {
        var view = await app.Event("Clean the river bank");
        await using var watcher = await app.Anybody();
        await using var vera = await app.Person("Wanda");
        await watcher.OpenLive(view.Path());
        await watcher.Taken(0);
        await watcher.Mark();

        await vera.Open(view.Path());
        await vera.Button("Sign up for Shift 1").ClickAsync();
        await vera.Sees("You have a seat.");

        await watcher.Taken(1);
        Assert.True(await watcher.IsMarked());
        Assert.Empty(watcher.Complaints);
    }

    [Fact]
    public async Task A_seat_that_is_given_back_is_free_on_the_other_screen()
    {
        var view = await app.Event("Mend the fence");
        await using var watcher = await app.Anybody();
        await using var vera = await app.Person("Vera");
        await app.SignUp(view, "Vera");
        await watcher.OpenLive(view.Path());
        await watcher.Taken(1);
        await watcher.Mark();

        await vera.Open(view.Path());
        await vera.Button("Give the seat back").ClickAsync();

        await watcher.Taken(0);
        Assert.True(await watcher.IsMarked());
    }

    [Fact]
    public async Task When_the_last_seat_is_taken_the_other_persons_button_goes_and_comes_back_with_the_seat()
    {
        var view = await app.Event("One seat only", seats: 1);
        await using var late = await app.Person("Lars");
        await using var vera = await app.Person("Xenia");
        await late.OpenLive(view.Path());
        await late.Mark();
        await Expect(late.Button("Sign up for Shift 1")).ToBeVisibleAsync();

        await vera.Open(view.Path());
        await vera.Button("Sign up for Shift 1").ClickAsync();

        await Expect(late.Button("Sign up for Shift 1")).ToBeHiddenAsync();
        await Expect(late.Page.GetByText("All seats are taken.")).ToBeVisibleAsync();

        await vera.Button("Give the seat back").ClickAsync();

        await Expect(late.Button("Sign up for Shift 1")).ToBeVisibleAsync();
        Assert.True(await late.IsMarked());
    }

    [Fact]
    public async Task Whoever_was_too_late_by_a_moment_is_told()
    {
        var view = await app.Event("A seat and two hands", seats: 1);
        await using var late = await app.Person("Lea", options: new() { JavaScriptEnabled = false });
        await late.Open(view.Path());
        await app.SignUp(view, "Vera");

        await late.Button("Sign up for Shift 1").ClickAsync();

        await Expect(late.Page.GetByRole(AriaRole.Alert)).ToHaveAttributeAsync("data-code", "opportunities.full");
        await late.Taken(1);
    }

    [Fact]
    public async Task A_lost_connection_resumes_without_a_gap()
    {
        var view = await app.Event("Out of reach for a while");
        await using var watcher = await app.Anybody();
        var cut = false;
        IWebSocketRoute? line = null;
        await watcher.Page.RouteWebSocketAsync(path => path.Contains("/hub/live", StringComparison.Ordinal), route =>
        {
            line = route;
            if (cut)
            {
                _ = route.CloseAsync();
            }
            else
            {
                route.ConnectToServer();
            }
        });
        await watcher.OpenLive(view.Path());
        await watcher.Mark();

        cut = true;
        await line!.CloseAsync();
        await watcher.Page.Locator("[data-connected=no]").WaitForAsync();
        await app.SignUp(view, "Vera");
        await app.SignUp(view, "Lars");
        cut = false;

        await watcher.Live();
        await watcher.Taken(2);
        Assert.True(await watcher.IsMarked());
    }

    [Fact]
    public async Task Messages_that_were_lost_on_the_way_are_asked_for_again()
    {
        var view = await app.Event("A hole in the line");
        await using var watcher = await app.Person(Events.Coordinator);
        var swallow = false;
        TaskCompletionSource swallowed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await watcher.Page.RouteWebSocketAsync(path => path.Contains("/hub/live", StringComparison.Ordinal), route =>
        {
            var server = route.ConnectToServer();
            server.OnMessage(frame =>
            {
                if (!swallow || frame.Text?.Contains("\"events\"", StringComparison.Ordinal) != true)
                {
                    route.Send(frame.Text!);
                }
                else
                {
                    swallowed.TrySetResult();
                }
            });
            route.OnMessage(frame => server.Send(frame.Text!));
        });
        await watcher.OpenLive($"{view.Path()}/roster");
        await watcher.Mark();
        swallow = true;
        await app.SignUp(view, "Vera");
        await swallowed.Task.WaitAsync(TimeSpan.FromSeconds(15), TestContext.Current.CancellationToken);
        swallow = false;

        await app.SignUp(view, "Lars");

        await watcher.Taken(2);
        await Expect(watcher.Page.GetByRole(AriaRole.Row, new() { Name = "Vera" })).ToBeVisibleAsync();
        await Expect(watcher.Page.GetByRole(AriaRole.Row, new() { Name = "Lars" })).ToBeVisibleAsync();
        Assert.True(await watcher.IsMarked());
    }
}

/// <summary>Alone, because it ends the server under everybody.</summary>
public sealed class RestartTests(Chromium app) : IClassFixture<Chromium>
{
    [Fact]
    public async Task A_page_is_true_again_after_the_server_was_restarted()
    {
        var view = await app.Event("Through a restart");
        await app.SignUp(view, "Vera");
        await using var watcher = await app.Anybody();
        await watcher.OpenLive(view.Path());
        await watcher.Taken(1);

        app.Clock.Advance(TimeSpan.FromSeconds(1));
        await app.Restart();
        await app.SignUp(view, "Lars");

        await watcher.Taken(2);
        await watcher.Live();
        await app.SignUp(view, "Mia");
        await watcher.Taken(3);
    }
}
