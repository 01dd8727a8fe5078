using Actors.Common;
using Actors.Opportunities;
using Actors.Tests.Browser.Common;
using Actors.Tests.Browser.Squads;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Actors.Tests.Browser.Accounts;

/// <summary>Two accounts of one person become one, by pages.</summary>
public sealed class MergeTests(Chromium app) : IClassFixture<Chromium>
{
    [Fact]
    public async Task A_guest_who_has_an_account_claims_and_has_all_hours_in_one_place()
    {
        var view = await app.Event("Plant a hundred oaks", shifts: 2);
        var other = await app.Event("Paint the boathouse", shifts: 2);
        await app.SignUp(other, "Gail", shift: 1);
        await app.Booked(view);
        await using var phone = await app.Anybody(Chromium.Phone);
        await phone.Open((await app.Letter($"gus.{view.Id}@example.org", "invites you")).AbsolutePath);
        await phone.Button("Join").ClickAsync();
        await phone.Sees("You are registered");
        await Deadlines.Pass(app.Database, app.Grains, app.Clock, view.Shifts[1].StartsAt - app.Clock.Now);
        await Come(view);
        await Come(other);
        await Deadlines.Pass(app.Database, app.Grains, app.Clock, TimeSpan.FromHours(30));
        var claim = await app.Letter($"gus.{view.Id}@example.org", "Claim");
        await using var gail = await app.Person("Gail", options: Chromium.Phone);

        await gail.Open(claim.AbsolutePath);
        await gail.Sees("You are logged in as Gail");
        await Look(gail, "claim-together");
        await gail.Button("Claim and bring together with Gail").ClickAsync();
        await gail.Page.WaitForURLAsync("**/account/merge");
        await Expect(gail.Page.GetByLabel("Gail@example.org")).ToBeCheckedAsync();
        await Expect(gail.Page.GetByLabel($"gus.{view.Id}@example.org")).Not.ToBeCheckedAsync();
        var ticket = (await gail.Page.Context.CookiesAsync()).Single(c => c.Name == "actors-merge");
        Assert.Equal((true, SameSiteAttribute.Lax), (ticket.HttpOnly, ticket.SameSite));
        await Look(gail, "merge-choice");
        await gail.Button("Make them one account").ClickAsync();
        await gail.Page.WaitForURLAsync("**/account/merge/usr_*");
        Assert.DoesNotContain(await gail.Page.Context.CookiesAsync(), c => c.Name == "actors-merge");
        await gail.Sees("Your accounts are being brought together");
        await Look(gail, "merge-moving");
        await Deadlines.Pass(app.Database, app.Grains, app.Clock, TimeSpan.FromSeconds(30));
        await gail.Page.GetByRole(AriaRole.Link, new() { Name = "Look again" }).ClickAsync();
        await gail.Sees("Your accounts are one");
        await Look(gail, "merge-done");

        await gail.Open("/me/hours");
        await gail.Sees("Plant a hundred oaks");
        await gail.Sees("Paint the boathouse");
        await gail.Open("/account");
        await gail.Sees("Gail@example.org");
        Assert.Empty(gail.Complaints);

        // The link was used up.
        Assert.Equal(410, (await gail.Open(claim.AbsolutePath))!.Status);
    }

    [Fact]
    public async Task Whoever_logs_in_to_both_without_JavaScript_chooses_which_stays_or_stops()
    {
        await app.Account("Hugo-of-before");
        await using var hugo = await app.Anybody(new() { JavaScriptEnabled = false });
        await LogIn(hugo, "/login", "Hugo");
        await hugo.Open("/account");
        await hugo.Page.GetByRole(AriaRole.Link, new() { Name = "Bring two accounts together" }).ClickAsync();

        // Begun and stopped: the browser is where it was.
        await hugo.Button("Begin").ClickAsync();
        await hugo.Page.WaitForURLAsync(url => url.Contains("/login", StringComparison.Ordinal));
        await hugo.Sees("Log in to the account that you want to bring together");
        await hugo.Page.GetByRole(AriaRole.Link, new() { Name = "Stop" }).ClickAsync();
        await hugo.Sees("Hugo@example.org");
        await hugo.Button("Stop").ClickAsync();
        await hugo.Page.WaitForURLAsync("**/account");
        await hugo.Sees("Hugo@example.org");

        // The same account again is told.
        await hugo.Open("/account/merge");
        await hugo.Button("Begin").ClickAsync();
        await LogIn(hugo, null, "Hugo");
        await hugo.Sees("Both are the same account");
        await hugo.Button("Log in to the other account").ClickAsync();

        // By a letter, from where nothing says where to go on.
        await hugo.Page.GetByRole(AriaRole.Link, new() { Name = "Get a link by e-mail" }).ClickAsync();
        await hugo.Page.GetByLabel("E-mail address").FillAsync("Hugo-of-before@example.org");
        await hugo.Page.Locator("main form button").First.ClickAsync();
        await hugo.Sees("a letter is on its way");
        await hugo.Open((await app.Letter("Hugo-of-before@example.org", "log in")).AbsolutePath);
        await hugo.Button("Log in").ClickAsync();
        await hugo.Page.WaitForURLAsync("**/account/merge");
        await hugo.Page.GetByLabel("Hugo-of-before@example.org").CheckAsync();
        await hugo.Button("Make them one account").ClickAsync();
        await hugo.Page.WaitForURLAsync("**/account/merge/usr_*");
        await Deadlines.Pass(app.Database, app.Grains, app.Clock, TimeSpan.FromSeconds(30));
        await hugo.Page.ReloadAsync();
        await hugo.Sees("Your accounts are one");
        await hugo.Sees("Hugo-of-before@example.org");
        await hugo.Open("/account");
        await hugo.Sees("Hugo-of-before@example.org");
    }

    [Fact]
    public async Task An_old_log_in_has_to_be_renewed_before_anything_begins()
    {
        await using var ivo = await app.Person("Ivo");
        app.Clock.Advance(TimeSpan.FromMinutes(16));

        await ivo.Open("/account/merge");
        await ivo.Button("Begin").ClickAsync();

        await Expect(ivo.Page.GetByRole(AriaRole.Alert)).ToHaveAttributeAsync("data-code", "accounts.log-in-again");
        Assert.Equal("/login?ReturnUrl=/account/merge", await ivo.Page.Locator("main").GetByRole(AriaRole.Link, new() { Name = "Log in", Exact = true }).GetAttributeAsync("href"));
        Assert.DoesNotContain(await ivo.Page.Context.CookiesAsync(), c => c.Name == "actors-merge");

        await LogIn(ivo, "/login?ReturnUrl=/account/merge", "Ivo");
        await ivo.Button("Begin").ClickAsync();
        await ivo.Sees("Log in to the account that you want to bring together");
        await Look(ivo, "merge-login");
        await ivo.Open("/account/merge");
        await ivo.Sees("One account is shown to be yours");
        await Look(ivo, "merge-waiting");
    }

    /// <summary>Whoever has a seat of the second shift comes and goes.</summary>
    private async Task Come(OpportunityView view)
    {
        var cleo = await app.By(Events.Coordinator);
        var grain = app.Opportunity(view);
        var seat = Events.Expect(await grain.Roster(cleo)).Rows!.Value.First(r => r.Shift == view.Shifts[1].Id).Id;
        Events.Expect(await grain.CheckInByHand(new(CommandId.New(), cleo, seat)));
        await Deadlines.Pass(app.Database, app.Grains, app.Clock, TimeSpan.FromMinutes(30));
        Events.Expect(await grain.CheckOut(new(CommandId.New(), cleo, seat)));
    }

    private async Task LogIn(Visit visit, string? path, string name)
    {
        await app.Account(name);
        if (path is not null)
        {
            await visit.Open(path);
        }

        await visit.Page.GetByLabel("E-mail address").FillAsync(Chromium.EmailOf(name));
        await visit.Page.GetByLabel("Password").FillAsync(Chromium.Password);
        await visit.Page.Locator("main").GetByRole(AriaRole.Button, new() { Name = "Log in", Exact = true }).ClickAsync();
        await visit.Page.WaitForURLAsync(url => !url.Contains("/login", StringComparison.Ordinal));
    }

    private static async Task Look(Visit visit, string name)
    {
        foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            await visit.Page.EmulateMediaAsync(new() { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
            Assert.Equal("", await visit.Barriers());
            await visit.Keep($"{name}-{scheme}");
        }
    }
}
