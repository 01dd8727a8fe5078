using Actors.Common;
using Actors.Opportunities;
using Actors.Tests.Browser.Common;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Actors.Tests.Browser.Squads;

/// <summary>The whole way of a guest, with the leader's browser beside it: created, booked, invited, joined, seen live, checked in, claimed.</summary>
public sealed class GuestStoryTests(Chromium app) : IClassFixture<Chromium>
{
    [Fact]
    public async Task A_leader_books_and_invites_a_guest_joins_comes_and_claims_without_losing_anything()
    {
        var view = await app.Event("Plant a hundred oaks", shifts: 2);
        await using var leader = await app.Person("Lena");
        await using var guest = await app.Anybody(Chromium.Phone);

        // Create a squad and book.
        await leader.Open("/squads/new");
        await leader.Page.GetByLabel("Name").FillAsync("Friends of Oaks");
        await leader.Page.GetByLabel("Kind").SelectOptionAsync("Friends");
        await leader.Button("Create the squad").ClickAsync();
        await leader.Sees("Led by Lena");
        await leader.Open(view.Path());
        await leader.Page.GetByRole(AriaRole.Link, new() { Name = "Book for a squad: Shift 2" }).ClickAsync();
        await leader.Page.GetByLabel("Seats").FillAsync("3");
        await leader.Button("Book the seats").ClickAsync();
        await leader.Page.WaitForURLAsync("**/bookings/*");

        // Invite, and watch.
        await leader.Page.GetByLabel("One person in a line").FillAsync("Gwen Guest gwen@example.org\nnobody@example.org");
        await leader.Button("Send the invitations").ClickAsync();
        var row = leader.Page.GetByRole(AriaRole.Row, new() { Name = "Gwen Guest" });
        await Expect(row).ToBeVisibleAsync();
        await leader.Live();
        var letter = await app.Letter("gwen@example.org", "invites you");
        await Expect(row.Locator("[data-state-label]")).ToHaveTextAsync("Invited");
        await leader.Mark();
        await guest.Open(letter.AbsolutePath);
        await guest.Sees("You are invited");
        await Expect(row.Locator("[data-state-label]")).ToHaveTextAsync("Opened");
        Assert.Equal("", await guest.Barriers());

        // Join: no password, and the page is theirs from then on.
        await guest.Button("Join").ClickAsync();
        await guest.Sees("You are registered");
        await Expect(row.Locator("[data-state-label]")).ToHaveTextAsync("Joined");
        await Expect(leader.Page.Locator("[data-joined]")).ToHaveTextAsync("1");
        await Expect(row.Locator("[data-guest]")).ToHaveTextAsync("Guest");
        Assert.Equal("", await guest.Barriers());
        await guest.Keep("guest-registered");

        // Giving the seat back, and taking it again.
        await guest.Button("Give the seat back").ClickAsync();
        await Expect(row.Locator("[data-state-label]")).ToHaveTextAsync("Seat given back");
        await guest.Button("Join again").ClickAsync();
        await Expect(row.Locator("[data-state-label]")).ToHaveTextAsync("Joined");
        Assert.True(await leader.IsMarked());

        // Nothing else of the product is open to a guest.
        await guest.Open("/me/hours");
        await guest.Page.WaitForURLAsync("**/login*");

        // Check-in by the code of the venue's screen.
        await Deadlines.Pass(app.Database, app.Grains, app.Clock, view.Shifts[1].StartsAt - app.Clock.Now);
        var cleo = await app.By(Events.Coordinator);
        var code = Events.Expect(await app.Opportunity(view).OpenVenue(cleo)).ShortCode;
        await guest.Open(letter.AbsolutePath);
        await guest.Page.GetByLabel("Code of the screen").FillAsync(code);
        await guest.Keep("guest-check-in");
        await guest.Button("Check in with the code").ClickAsync();
        await guest.Sees("You are checked in");
        var booking = leader.Page.Url;
        await leader.Open(new Uri(booking).AbsolutePath);
        await Expect(leader.Page.GetByRole(AriaRole.Row, new() { Name = "Gwen Guest" }).Locator("[data-state-label]")).ToHaveTextAsync("Here");
        await leader.Keep("booking-roster");

        // A day after the end: claim, with a password.
        await Deadlines.Pass(app.Database, app.Grains, app.Clock, view.Shifts[1].EndsAt.AddHours(25) - app.Clock.Now);
        var claim = await app.Letter("gwen@example.org", "Claim");
        await guest.Open(claim.AbsolutePath);
        await guest.Sees("Plant a hundred oaks");
        Assert.Equal("", await guest.Barriers());
        await guest.Keep("claim");
        await guest.Page.GetByLabel("Password").FillAsync("a long new password");
        await guest.Button("Claim my hours").ClickAsync();
        await guest.Page.WaitForURLAsync("**/me/hours");
        await guest.Sees("Plant a hundred oaks");
        Assert.Empty(guest.Complaints);

        // Once: the link is used up, and the old invitation speaks for nobody.
        await guest.Open(claim.AbsolutePath);
        await Expect(guest.Page.GetByRole(AriaRole.Alert)).ToHaveAttributeAsync("data-code", "accounts.link-used");
        await using var stranger = await app.Anybody();
        await stranger.Open(letter.AbsolutePath);
        await Expect(stranger.Button("Give the seat back")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task By_a_link_that_was_passed_on_a_guest_gets_a_link_of_their_own_without_JavaScript()
    {
        var view = await app.Event("Paint the boathouse", shifts: 2);
        var link = (await app.Booked(view)).Link!.Url;
        await using var guest = await app.Anybody(new() { JavaScriptEnabled = false });

        await guest.Open(new Uri(link).AbsolutePath);
        await guest.Page.GetByLabel("Your name").FillAsync("Pat Passed");
        await guest.Page.GetByLabel("E-mail address").FillAsync("pat@example.org");
        await guest.Button("Send me my link").ClickAsync();
        await guest.Sees("Look into your mail");
        await guest.Open((await app.Letter("pat@example.org", "Your link to join")).AbsolutePath);
        await guest.Button("Join").ClickAsync();

        await guest.Sees("You are registered");
    }
}
