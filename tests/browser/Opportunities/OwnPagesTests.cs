using Actors.Common;
using Actors.Opportunities;
using Actors.Tests.Browser.Common;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Actors.Tests.Browser.Opportunities;

/// <summary>A volunteer's own pages, without JavaScript: saved searches, calendar, what they like and what is suggested, whom they follow.</summary>
public sealed class OwnPagesTests(Chromium app) : IClassFixture<Chromium>
{
    private static BrowserNewContextOptions PlainPhone
    {
        get
        {
            var options = Chromium.Phone;
            options.JavaScriptEnabled = false;
            return options;
        }
    }

    [Fact]
    public async Task A_search_is_saved_from_its_results_opened_again_paused_and_removed()
    {
        await app.Event("Turn the compost");
        await using var vera = await app.Person("Sara", options: PlainPhone);
        await vera.Open("/search?text=compost&near=40.78,-73.96&radius=50");
        await vera.Page.GetByText("Save this search").ClickAsync();
        await vera.Page.GetByLabel("How often may we write?").SelectOptionAsync("168");
        await vera.Button("Save").ClickAsync();

        await Expect(vera.Page.Locator("[data-search]")).ToHaveCountAsync(1);
        await vera.Sees("Writes to you");
        await vera.Page.GetByRole(AriaRole.Link, new() { Name = "compost", Exact = true }).ClickAsync();
        await Expect(vera.Page.Locator(".hit")).ToHaveCountAsync(1);
        await Expect(vera.Page.Locator("#near")).ToHaveValueAsync("40.78,-73.96");

        await vera.Page.GetByText("Save this search").ClickAsync();
        await vera.Page.Locator("#search-name").FillAsync("compost");
        await vera.Button("Save").ClickAsync();
        await Expect(vera.Page.Locator("[data-search]")).ToHaveCountAsync(1);

        await vera.Button("Pause compost").ClickAsync();
        await vera.Sees("Paused");
        var by = await app.By("Sara");
        Assert.False(Assert.Single((await app.Grains.GetGrain<ISavedSearchesGrain>(by.User!.Value.Value).List(by)).Value).Tells);
        await vera.Button("Remove compost").ClickAsync();
        await vera.Sees("You have saved no search yet");
    }

    [Fact]
    public async Task A_search_without_a_name_is_not_saved_and_says_so()
    {
        await using var vera = await app.Person("Sara", options: PlainPhone);
        await vera.Open("/search?text=river");
        await vera.Page.GetByText("Save this search").ClickAsync();
        await vera.Page.Locator("#search-name").FillAsync("   ");

        await vera.Button("Save").ClickAsync();

        await Expect(vera.Page.GetByRole(AriaRole.Alert)).ToHaveAttributeAsync("data-code", "saved-searches.name-invalid");
    }

    [Fact]
    public async Task Opening_the_unsubscribe_link_changes_nothing_pressing_its_button_ends_the_letters()
    {
        var by = await app.By("Uma");
        var searches = app.Grains.GetGrain<ISavedSearchesGrain>(by.User!.Value.Value);
        var link = $"/saved-searches/unsubscribe?token={by.User}.{await app.Search("Uma")}";
        await using var anybody = await app.Anybody(PlainPhone);

        await anybody.Open(link);
        Assert.True(Assert.Single((await searches.List(by)).Value).Tells);
        await anybody.Button("No more letters").ClickAsync();

        await anybody.Sees("There will be no more letters of this search.");
        Assert.False(Assert.Single((await searches.List(by)).Value).Tells);
        await anybody.Open("/saved-searches/unsubscribe?token=made.up");
        await anybody.Button("No more letters").ClickAsync();
        await Expect(anybody.Page.GetByRole(AriaRole.Alert)).ToHaveAttributeAsync("data-code", "saved-searches.link-invalid");
    }

    [Fact]
    public async Task The_calendars_secret_address_is_shown_once_ends_with_the_next_one_and_is_taken_away()
    {
        var view = await app.Event("Seen in the calendar", shifts: 2);
        await app.SignUp(view, "Carla", shift: 1);
        await using var carla = await app.Person("Carla", options: PlainPhone);
        await carla.Open("/me/shifts");
        await carla.Page.GetByRole(AriaRole.Link, new() { Name = "My calendar", Exact = true }).ClickAsync();

        await carla.Button("Make a secret address").ClickAsync();
        var first = await carla.Page.Locator("#address").InputValueAsync();
        Assert.Contains("SUMMARY:Seen in the calendar", await Text(carla, first), StringComparison.Ordinal);
        await carla.Open("/me/calendar");
        await Expect(carla.Page.Locator("#address")).ToHaveCountAsync(0);

        await carla.Button("Make a new address").ClickAsync();
        var second = await carla.Page.Locator("#address").InputValueAsync();
        Assert.Equal(404, await Status(carla, first));
        Assert.Equal(200, await Status(carla, second));

        await carla.Button("Take the address away").ClickAsync();
        await carla.Sees("The address is taken away.");
        Assert.Equal(404, await Status(carla, second));
    }

    [Theory]
    [InlineData("/me/shifts")]
    [InlineData(null)]
    public async Task One_shift_goes_into_a_calendar_from_my_shifts_and_from_the_event(string? path)
    {
        var view = await app.Event("A date to keep", shifts: 2);
        await app.SignUp(view, "Dana", shift: 1);
        await using var dana = await app.Person("Dana");
        await dana.Open(path ?? view.Path());

        var file = await dana.Page.RunAndWaitForDownloadAsync(() => dana.Page.GetByText("Into my calendar").First.ClickAsync());

        Assert.Equal($"{view.Shifts[1].Id}.ics", file.SuggestedFilename);
        Assert.Contains("SUMMARY:A date to keep", await File.ReadAllTextAsync(await file.PathAsync(), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_one_likes_orders_what_is_suggested_and_it_says_why()
    {
        await app.Event("Row for the river");
        await using var ines = await app.Person("Ines", options: PlainPhone);
        await ines.Open("/me/for-you");
        await ines.Sees("We know nothing of you yet");
        await ines.Page.Locator(".note").GetByRole(AriaRole.Link).ClickAsync();

        await ines.Page.Locator("#near").FillAsync("40.78,-73.96");
        await ines.Page.GetByText("With the body").ClickAsync();
        await ines.Page.GetByLabel("Boating", new() { Exact = true }).CheckAsync();
        await ines.Button("Save").ClickAsync();
        await ines.Sees("Saved.");
        await ines.Open("/me/interests");
        await Expect(ines.Page.Locator("#near")).ToHaveValueAsync("40.78,-73.96");
        await Expect(ines.Page.Locator("input[value=boating]")).ToBeCheckedAsync();

        await ines.Open("/me/for-you");
        var card = ines.Page.Locator(".hit", new() { HasText = "Row for the river" });
        await card.GetByText("Why this one").ClickAsync();

        // Here (40), no skill needed (30), no cause of theirs, and free (10).
        await Expect(card).ToContainTextAsync("80 of 100 points");
        await Expect(card).ToContainTextAsync("Needs no special skill");
        await Expect(card).ToContainTextAsync("40 of 40");
    }

    [Fact]
    public async Task A_place_that_is_none_is_refused_and_what_was_ticked_stays()
    {
        await using var ines = await app.Person("Irma", options: PlainPhone);
        await ines.Open("/me/interests");
        await ines.Page.Locator("#near").FillAsync("99999");
        await ines.Page.GetByText("With the body").ClickAsync();
        await ines.Page.GetByLabel("Hiking").CheckAsync();

        await ines.Button("Save").ClickAsync();

        await Expect(ines.Page.GetByRole(AriaRole.Alert)).ToHaveAttributeAsync("data-code", "search.place-unknown");
        await Expect(ines.Page.Locator("input[value=hiking]")).ToBeCheckedAsync();
        await Expect(ines.Page.Locator("#near")).ToHaveValueAsync("99999");
    }

    [Fact]
    public async Task Who_is_known_from_an_earlier_shift_is_named_only_where_both_show_it()
    {
        var before = await app.Event("Where they met");
        var after = await app.Event("Where they meet again");
        foreach (var name in new[] { "Gina", "Hugo" })
        {
            await app.SignUp(before, name);
            Events.Expect(await app.Opportunity(before).CheckInByHand(new(CommandId.New(), await app.By(Events.Coordinator), (await Registration(before, name)).Id)));
        }

        await app.SignUp(after, "Hugo", shift: 0);
        await using var gina = await app.Person("Gina");
        await Shows("Gina");
        await gina.Open(after.Path());
        await Expect(gina.Page.GetByText("volunteered comes")).ToHaveCountAsync(0);

        await Shows("Hugo");
        await gina.Open(after.Path());

        await gina.Sees("1 person with whom you have volunteered comes: Hugo");
    }

    [Fact]
    public async Task Organizations_are_followed_on_their_page_and_left_in_the_list()
    {
        var view = await app.Event("For friends");
        await using var fay = await app.Person("Fay", options: PlainPhone);
        await fay.Open($"/organizations/{view.Organization}");
        await fay.Button("Follow").ClickAsync();
        await Expect(fay.Button("Following: stop")).ToBeVisibleAsync();

        await fay.Open("/me/following");
        await fay.Button("Stop following River Keepers").ClickAsync();

        await fay.Sees("You follow no organization yet");
    }

    private async Task Shows(string name)
    {
        var by = await app.By(name);
        Events.Expect(await app.Grains.GetGrain<IMatchingPreferencesGrain>(by.User!.Value.Value).Edit(new(CommandId.New(), by, new([], [], [], ShowsWhereTheyGo: true))));
    }

    private async Task<RegistrationView> Registration(OpportunityView view, string name) => (await app.Opportunity(view).Mine(await app.By(name))).Value[0];

    private static async Task<string> Text(Visit visit, string url) => await (await visit.Page.Context.APIRequest.GetAsync(url)).TextAsync();

    private static async Task<int> Status(Visit visit, string url) => (await visit.Page.Context.APIRequest.GetAsync(url)).Status;
}
