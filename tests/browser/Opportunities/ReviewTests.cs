using Actors.Common;
using Actors.Tests.Browser.Common;
using static Microsoft.Playwright.Assertions;

namespace Actors.Tests.Browser.Opportunities;

public sealed class ReviewTests(Chromium app) : IClassFixture<Chromium>
{
    [Fact]
    public async Task A_time_is_corrected_with_a_reason_and_not_without_one()
    {
        var view = await app.Event("Settle it afterwards");
        var vera = await app.SignUp(view, "Vera");
        var by = await app.By(Events.Coordinator);
        Events.Expect(await app.Opportunity(view).CheckInByHand(new(CommandId.New(), by, vera.Id)));
        app.Clock.Advance(TimeSpan.FromMinutes(70));
        Events.Expect(await app.Opportunity(view).CheckOut(new(CommandId.New(), by, vera.Id)));
        await using var cleo = await app.Person(Events.Coordinator, options: new() { JavaScriptEnabled = false });
        await cleo.Open($"{view.Path()}/review");
        var minutes = cleo.Page.Locator($"#minutes-{vera.Id}");
        await cleo.Sees("1 h 10 min");

        await minutes.FillAsync("45");
        await cleo.Button("Correct the time of Vera").ClickAsync();
        await Expect(cleo.Page.GetByRole(Microsoft.Playwright.AriaRole.Alert)).ToHaveAttributeAsync("data-code", "opportunities.reason-missing");
        await Expect(cleo.Page.Locator("main")).Not.ToContainTextAsync("45 min");

        await minutes.FillAsync("45");
        await cleo.Page.Locator($"#reason-{vera.Id}").FillAsync("She left before the rain.");
        await cleo.Button("Correct the time of Vera").ClickAsync();

        await cleo.Sees("45 min");
    }
}
