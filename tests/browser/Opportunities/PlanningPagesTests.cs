using System.Globalization;
using Actors.Common;
using Actors.Opportunities;
using Actors.Tests.Browser.Common;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Actors.Tests.Browser.Opportunities;

/// <summary>What organizers plan and settle: series, templates, texts to sign, the waiting line, what came of it.</summary>
public sealed class PlanningPagesTests(Chromium app) : IClassFixture<Chromium>
{
    /// <summary>None of these pages has a script of its own.</summary>
    private static BrowserNewContextOptions NoScript => new() { JavaScriptEnabled = false };

    [Fact]
    public async Task A_series_is_previewed_made_changed_from_a_date_on_thinned_out_and_ended()
    {
        var view = await app.Event("Soup on Saturday");
        await using var cleo = await app.Person(Events.Coordinator, options: NoScript);
        await cleo.Open($"/organizations/{view.Organization}/series");
        await Link(cleo, "Plan a series");
        var saturday = Saturday(app.Clock.Now);
        await Fill(cleo, "Title", "Soup for everybody");
        await Fill(cleo, "Description", "Cooking soup and serving it to everybody.");
        await Fill(cleo, "Address", "Boathouse, Central Park, New York");
        await cleo.Page.GetByText("Exact spot").ClickAsync();
        await Fill(cleo, "Latitude", "40.78");
        await Fill(cleo, "Longitude", "-73.96");
        await Fill(cleo, "Begins", "12:00");
        await Fill(cleo, "Ends", "15:00");
        await Fill(cleo, "First date", saturday);
        await cleo.Page.GetByLabel("Sunday").CheckAsync();

        await cleo.Button("Publish").ClickAsync();

        await Refused(cleo, "series.first-date-invalid");
        Assert.Equal("Soup for everybody", await cleo.Page.GetByLabel("Title", new() { Exact = true }).InputValueAsync());

        await cleo.Page.GetByLabel("Saturday", new() { Exact = true }).CheckAsync();
        await cleo.Page.GetByLabel("After so many dates").CheckAsync();
        await Fill(cleo, "Number of dates", "4");
        await cleo.Button("Preview").ClickAsync();
        await Expect(cleo.Page.Locator("ol li")).ToHaveCountAsync(4);
        await Expect(cleo.Page.Locator("ol li").First).ToContainTextAsync("12:00 PM – 3:00 PM");

        await cleo.Button("Publish").ClickAsync();
        await cleo.Sees("Every week on Saturday, Sunday · 4 times");
        await Told(cleo);
        var dates = cleo.Page.Locator("ul.plain > li");
        await Expect(dates).ToHaveCountAsync(4);

        await dates.Nth(2).GetByRole(AriaRole.Link, new() { Name = "This and the following" }).ClickAsync();
        await Fill(cleo, "Title", "Stew for everybody");
        await cleo.Button("Save").ClickAsync();
        await Told(cleo);
        await dates.Nth(1).GetByRole(AriaRole.Link).First.ClickAsync();
        await Expect(cleo.Page.Locator("h1")).ToHaveTextAsync("Soup for everybody");
        await Link(cleo, "The series");
        await dates.Nth(3).GetByRole(AriaRole.Link).First.ClickAsync();
        await Expect(cleo.Page.Locator("h1")).ToHaveTextAsync("Stew for everybody");
        await Link(cleo, "The series");

        await cleo.Page.GetByText("Take a date out").ClickAsync();
        await cleo.Page.GetByLabel("Reason").First.FillAsync("x");
        await cleo.Button("Take the date out").ClickAsync();
        await Refused(cleo, "opportunities.reason-missing");
        await cleo.Page.GetByLabel("Reason").First.FillAsync("The kitchen is painted.");
        await cleo.Button("Take the date out").ClickAsync();
        await Expect(dates).ToHaveCountAsync(3);

        await cleo.Page.Locator("summary", new() { HasText = "End the series" }).ClickAsync();
        await cleo.Page.GetByLabel("Reason").Last.FillAsync("The kitchen moves.");
        await cleo.Button("End the series").ClickAsync();
        await Expect(dates).ToHaveCountAsync(0);
        await cleo.Sees("The kitchen moves.");
    }

    [Fact]
    public async Task An_event_becomes_a_template_and_the_template_an_event_on_another_day()
    {
        var view = await app.Event("Clean the eastern bank", shifts: 2);
        await using var cleo = await app.Person(Events.Coordinator, options: NoScript);
        await cleo.Open(view.Path());
        await Link(cleo, "Save as a template");
        await Fill(cleo, "Name of the template", "x");
        await cleo.Button("Save").ClickAsync();
        await Refused(cleo, "templates.name-invalid");
        await Fill(cleo, "Name of the template", "River bank");
        await cleo.Button("Save").ClickAsync();
        await cleo.Sees("River bank");

        await cleo.Page.GetByLabel("Date").FillAsync("2031-05-03");
        await cleo.Button("Plan an event from River bank").ClickAsync();
        Assert.Equal("Clean the eastern bank", await cleo.Page.GetByLabel("Title", new() { Exact = true }).InputValueAsync());
        Assert.Equal("2031-05-03", await cleo.Page.GetByLabel("Day", new() { Exact = true }).First.InputValueAsync());
        await Fill(cleo, "Minimum age", "16");
        await cleo.Page.GetByLabel("With a confirmed background check").CheckAsync();
        await cleo.Button("Publish").ClickAsync();
        await cleo.Sees("May 3, 2031");
        var made = await app.Grains.GetGrain<IOpportunityGrain>(new Uri(cleo.Page.Url).AbsolutePath.Split('/')[^1]).View(await app.By(Events.Coordinator));
        Assert.Equal((16, true), (made.Value!.Details.MinimumAge, made.Value.Details.RequiresBackgroundCheck));

        await cleo.Open($"/organizations/{view.Organization}/templates");
        await cleo.Button("Remove the template River bank").ClickAsync();
        await cleo.Sees("No templates yet");
    }

    [Fact]
    public async Task A_text_is_written_published_demanded_signed_and_retired()
    {
        var view = await app.Event("Into the boats");
        await using var cleo = await app.Person(Events.Coordinator, options: NoScript);
        await cleo.Open($"/organizations/{view.Organization}/waivers");
        await Link(cleo, "Write a text");
        await Fill(cleo, "Title", "Boats");
        await Fill(cleo, "Text", "Too short");
        await cleo.Button("Publish").ClickAsync();
        await Refused(cleo, "waivers.terms-invalid");
        await Fill(cleo, "Text", "I can swim and wear a life vest at all times.");
        await cleo.Button("Publish").ClickAsync();
        await cleo.Sees("Version 1");
        await cleo.Open($"{view.Path()}/edit");
        await cleo.Page.GetByLabel("Boats").CheckAsync();
        await cleo.Button("Save").ClickAsync();

        await using var vera = await app.Person("Vera", options: NoScript);
        await vera.Open(view.Path());
        await Link(vera, "Text 1: read and sign");
        await Fill(vera, "Your name", "Vera Volunteer");
        await vera.Button("I have read it and sign").ClickAsync();
        Assert.Equal(404, (await vera.Open($"/organizations/{view.Organization}/waivers"))!.Status);

        await cleo.Open($"/organizations/{view.Organization}/waivers");
        await Link(cleo, "Who signed Boats");
        await Expect(cleo.Page.GetByRole(AriaRole.Row, new() { Name = "Vera Volunteer" })).ToContainTextAsync("Version 1");
        await Link(cleo, "Texts to sign");
        await cleo.Button("Retire Boats").ClickAsync();
        await cleo.Sees("Retired");
    }

    [Fact]
    public async Task What_came_of_an_event_is_said_afterwards_and_seen_by_everybody()
    {
        var view = await app.Event("Plant oaks");
        await using var cleo = await app.Person(Events.Coordinator, options: NoScript);
        await cleo.Open($"{view.Path()}/impact");
        await Fill(cleo, "In a few sentences", "We planted a hundred trees.");
        await cleo.Button("Save").ClickAsync();
        await Refused(cleo, "opportunities.impact-too-early");
        app.Clock.Advance(TimeSpan.FromHours(5));

        await cleo.Open(view.Path());
        await Link(cleo, "What we achieved");
        await Fill(cleo, "In a few sentences", "We planted a hundred trees.");
        await Fill(cleo, "Number", "100");
        await Fill(cleo, "Of what", "trees");
        await cleo.Button("Save").ClickAsync();

        await using var anybody = await app.Anybody(NoScript);
        await anybody.Open(view.Path());
        await anybody.Sees("100 trees");
        await anybody.Open($"/organizations/{view.Organization}");
        await anybody.Sees("We planted a hundred trees.");
        await Expect(anybody.Page.Locator(".figure", new() { HasText = "trees" })).ToContainTextAsync("100");
    }

    [Fact]
    public async Task Somebody_is_moved_in_the_line_with_a_reason_that_stays_on_record()
    {
        var view = await app.Event("One seat only", seats: 1, shifts: 2);
        await app.SignUp(view, "Lars", shift: 1);
        foreach (var name in new[] { "Ada", "Bo" })
        {
            Events.Expect(await app.Opportunity(view).JoinWaitlist(new(CommandId.New(), await app.By(name), view.Shifts[1].Id)));
        }

        await using var cleo = await app.Person(Events.Coordinator, options: NoScript);
        await cleo.Open($"{view.Path()}/roster");
        await Link(cleo, "Waiting line (2)");
        await Expect(cleo.Page.Locator("ol li")).ToContainTextAsync(["Ada", "Bo"]);
        await cleo.Page.GetByLabel("Who", new() { Exact = true }).SelectOptionAsync(new SelectOptionValue { Label = "Bo" });
        await Fill(cleo, "Reason", "x");
        await cleo.Button("Move").ClickAsync();
        await Refused(cleo, "opportunities.reason-missing");
        await Fill(cleo, "Reason", "Brings the boat.");
        await cleo.Button("Move").ClickAsync();

        await Expect(cleo.Page.Locator("ol li")).ToContainTextAsync(["Bo", "Ada"]);
        await cleo.Page.GetByRole(AriaRole.Link, new() { Name = "Everything that happened to this line" }).Last.ClickAsync();
        await Expect(cleo.Page.Locator("tbody tr").Last).ToContainTextAsync("Was moved · place 1");
        await Expect(cleo.Page.Locator("tbody tr").Last).ToContainTextAsync($"{Events.Coordinator}: Brings the boat.");
        await using var wendy = await app.Person("Wendy");
        Assert.Equal(404, (await wendy.Open($"{view.Path()}/waiting"))!.Status);
    }

    [Fact]
    public async Task Whoever_lacks_something_is_seen_before_the_event_and_whoever_is_blocked_stays_out()
    {
        var view = await app.Event("With papers");
        await app.SignUp(view, "Lars");
        await app.SignUp(view, "Mona");
        Events.Expect(await app.Opportunity(view).Edit(new(
            CommandId.New(), await app.By(Events.Coordinator), view.Details with { RequiresBackgroundCheck = true }, [.. view.Shifts.Select(s => new ShiftPlan(s.Id, s.Name, s.StartsAt, s.EndsAt, s.Seats))], null)));
        await using var cleo = await app.Person(Events.Coordinator, options: NoScript);
        await cleo.Open($"{view.Path()}/roster");
        await Link(cleo, "Who is ready");
        await cleo.Sees("2 of 2 people on this page need something.");
        await Expect(cleo.Page.GetByRole(AriaRole.Row, new() { Name = "Mona" })).ToContainTextAsync("No background check");

        await Link(cleo, "Block Mona");
        await Fill(cleo, "Reason", "x");
        await cleo.Button("Block").ClickAsync();
        await Refused(cleo, "organizations.block-reason-missing");
        await Fill(cleo, "Reason", "Hit somebody with an oar.");
        await cleo.Button("Block").ClickAsync();
        await Expect(cleo.Page.Locator("ul.plain > li")).ToContainTextAsync("Hit somebody with an oar.");

        await cleo.Button("Let Mona in again").ClickAsync();
        await cleo.Sees("Nobody is blocked");
    }

    /// <summary>Brings the dates up to date now, as the series' deadline does a second later, and shows the page again.</summary>
    private async Task Told(Visit visit)
    {
        await app.Grains.GetGrain<IDueGrain>(GrainId.Create("series", new Uri(visit.Page.Url).AbsolutePath.Split('/')[^1])).OnDue();
        await visit.Page.ReloadAsync();
    }

    private static Task Link(Visit visit, string name) => visit.Page.GetByRole(AriaRole.Link, new() { Name = name }).First.ClickAsync();

    private static Task Fill(Visit visit, string label, string text) => visit.Page.GetByLabel(label, new() { Exact = label is "Title" or "Begins" or "Ends" or "Text" }).First.FillAsync(text);

    private static Task Refused(Visit visit, string code) => Expect(visit.Page.GetByRole(AriaRole.Alert)).ToHaveAttributeAsync("data-code", code);

    /// <summary>More than a week ahead.</summary>
    private static string Saturday(DateTimeOffset now)
    {
        var day = DateOnly.FromDateTime(now.UtcDateTime).AddDays(8);
        return day.AddDays(((int)DayOfWeek.Saturday - (int)day.DayOfWeek + 7) % 7).ToString("O", CultureInfo.InvariantCulture);
    }
}
