using Actors.Common;
using Actors.Opportunities;
using Actors.Organizations;
using Actors.Tests.Browser.Common;
using Actors.Trust;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Actors.Tests.Browser.Trust;

/// <summary>What a person or their guardian signs, shows and takes back.</summary>
public sealed class PapersTests(Chromium app) : IClassFixture<Chromium>
{
    private static BrowserNewContextOptions NoScript => new() { JavaScriptEnabled = false };

    [Fact]
    public async Task A_paper_is_added_confirmed_runs_out_soon_and_is_taken_back()
    {
        var view = await app.Event("With papers");
        var (pia, cleo) = (await app.By("Pia"), await app.By(Events.Coordinator));
        Events.Expect(await app.Grains.GetGrain<IFollowsGrain>(pia.User!.Value.Value).Follow(new(CommandId.New(), pia, view.Organization)));
        await using var visit = await app.Person("Pia", options: NoScript);
        await visit.Open("/account");
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "My papers and consents" }).ClickAsync();
        await visit.Sees("No background check is on record.");
        await visit.Sees("It is missing");

        await visit.Page.GetByText("Add a paper").ClickAsync();
        await visit.Page.Locator("#kind").SelectOptionAsync("lifeguard");
        await visit.Page.Locator("#issuer").FillAsync("Red Cross");
        await visit.Page.Locator("#expires").FillAsync(DateOnly.FromDateTime(app.Clock.Now.UtcDateTime).AddDays(12).ToString("O", System.Globalization.CultureInfo.InvariantCulture));
        await visit.Page.Locator("#organization").SelectOptionAsync(view.Organization.Value);
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Add", Exact = true }).ClickAsync();
        await Expect(visit.Page.Locator("[data-paper=lifeguard]")).ToContainTextAsync("Not confirmed yet");

        var papers = app.Grains.GetGrain<ICredentialsGrain>(pia.User.Value.Value);
        var paper = Assert.Single((await papers.View(pia, null)).Value);
        Events.Expect(await papers.Decide(new(CommandId.New(), cleo, paper.Id, view.Organization, CredentialStatus.Confirmed, null)));
        await visit.Open("/me/papers");
        await Expect(visit.Page.Locator("[data-paper=lifeguard]")).ToContainTextAsync("Runs out soon");

        await visit.Button("Take back: Lifeguard").ClickAsync();
        await Expect(visit.Page.Locator("[data-paper]")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_paper_without_an_issuer_is_refused_in_words_and_the_form_stays_open()
    {
        await using var visit = await app.Person("Paul", options: NoScript);
        await visit.Open("/me/papers");
        await visit.Page.GetByText("Add a paper").ClickAsync();
        await visit.Page.Locator("#issuer").FillAsync("  ");

        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Add", Exact = true }).ClickAsync();

        await Expect(visit.Page.GetByRole(AriaRole.Alert)).ToHaveAttributeAsync("data-code", "trust.credential-invalid");
        await Expect(visit.Page.Locator("#issuer")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_text_to_sign_stands_before_the_seat_and_is_signed_once()
    {
        var view = await app.Event("On the water");
        var waiver = await app.Waiver(view.Organization);
        var cleo = await app.By(Events.Coordinator);
        Events.Expect(await app.Opportunity(view).Edit(new(
            CommandId.New(), cleo, view.Details with { Waivers = [WaiverId.Of(waiver)] }, [.. view.Shifts.Select(s => new ShiftPlan(s.Id, s.Name, s.StartsAt, s.EndsAt, s.Seats))], null)));
        await using var walt = await app.Person("Walt", options: NoScript);
        await walt.Open(view.Path());
        await walt.Button("Sign up for Shift 1").ClickAsync();
        await Expect(walt.Page.GetByRole(AriaRole.Alert)).ToHaveAttributeAsync("data-code", "opportunities.waiver-missing");

        await walt.Page.GetByRole(AriaRole.Link, new() { Name = "Text 1: read and sign" }).ClickAsync();
        await walt.Sees("I can swim and wear the vest that I am given.");
        await walt.Page.Locator("#name").FillAsync("Walt Whitman");
        await walt.Button("I have read it and sign").ClickAsync();
        await walt.Sees("Signed as Walt Whitman");
        await Expect(walt.Button("I have read it and sign")).ToHaveCountAsync(0);

        await walt.Page.GetByRole(AriaRole.Link, new() { Name = "Back to the event" }).ClickAsync();
        await walt.Button("Sign up for Shift 1").ClickAsync();
        await walt.Sees("You have a seat.");
    }

    [Fact]
    public async Task A_guardian_opens_the_link_says_who_they_are_consents_and_takes_it_back()
    {
        var view = await app.Event("With permission");
        var link = $"/guardian/{await app.GuardianLink(view)}";
        var minor = await app.By($"Mia-{view.Id}");
        await using var guardian = await app.Anybody(NoScript);

        await guardian.Open(link);
        await guardian.Sees("With permission");
        await guardian.Button("I consent").ClickAsync();
        await Expect(guardian.Page.GetByRole(AriaRole.Alert)).ToHaveAttributeAsync("data-code", "trust.not-the-guardian");
        Assert.Equal(ConsentStatus.Pending, await Status(minor));

        await guardian.Page.Locator("#name").FillAsync("Mary Parent");
        await guardian.Page.GetByLabel("I am the parent or legal guardian").CheckAsync();
        await guardian.Button("I consent").ClickAsync();
        await guardian.Sees("You have consented.");
        Assert.Equal(ConsentStatus.Given, await Status(minor));

        await using var mia = await app.Person($"Mia-{view.Id}", options: NoScript);
        await mia.Open("/me/papers");
        await mia.Sees("Mary Parent");
        await guardian.Button("Take the consent back").ClickAsync();
        await guardian.Sees("The consent was taken back.");
        await mia.Open("/me/papers");
        await mia.Sees("Taken back");
    }

    private async Task<ConsentStatus> Status(By minor) => Assert.Single((await app.Grains.GetGrain<IGuardiansGrain>(minor.User!.Value.Value).View(minor)).Value).Status;
}
