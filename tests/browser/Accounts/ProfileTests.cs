using Actors.Common;
using Actors.Tests.Browser.Common;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Actors.Tests.Browser.Accounts;

public sealed class ProfileTests(Chromium app) : IClassFixture<Chromium>
{
    private static readonly byte[] s_picture = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    [Fact]
    public async Task Says_who_they_are_previews_it_and_shows_it_under_an_address_of_their_own()
    {
        await using var pat = await app.Person("Pat");
        await using var nobody = await app.Anybody();
        await pat.Open("/account/profile");
        await pat.Page.GetByLabel("Tagline").FillAsync("Soup before everything");
        await pat.Page.GetByLabel("Place (optional)").FillAsync("Oakland, CA");
        await pat.Page.GetByLabel("Everybody").CheckAsync();
        await pat.Page.GetByLabel("My place").UncheckAsync();
        await pat.Button("Save").ClickAsync();
        await pat.Sees("Saved.");
        await Expect(pat.Page.Locator("aside")).ToContainTextAsync("Soup before everything");
        await Expect(pat.Page.Locator("aside")).Not.ToContainTextAsync("Oakland");

        await pat.Page.GetByLabel("Picture").SetInputFilesAsync(new FilePayload { Name = "pat.png", MimeType = "image/png", Buffer = s_picture });
        await pat.Button("Upload").ClickAsync();
        await Expect(pat.Page.Locator("aside img")).ToBeVisibleAsync();
        await pat.Page.GetByLabel("Picture").SetInputFilesAsync(new FilePayload { Name = "pat.png", MimeType = "image/png", Buffer = "<svg/>"u8.ToArray() });
        await pat.Button("Upload").ClickAsync();
        await Expect(pat.Page.GetByRole(AriaRole.Alert)).ToHaveAttributeAsync("data-code", "accounts.avatar-type");

        await pat.Page.GetByLabel("Address of your page").FillAsync("pat-cooks");
        await pat.Button("Take this address").ClickAsync();
        await pat.Sees("Saved.");
        await pat.Keep("profile-editor");
        Assert.Equal("", await pat.Barriers());

        await nobody.Open("/u/Pat-Cooks");
        await Expect(nobody.Page).ToHaveURLAsync(new Uri(app.Address, "/u/pat-cooks").ToString());
        await nobody.Sees("Soup before everything");
        await nobody.Keep("profile-page");
        Assert.Empty(nobody.Complaints);
    }

    [Fact]
    public async Task Takes_their_data_along_has_the_account_deleted_and_keeps_it_after_all()
    {
        await using var dee = await app.Anybody();
        await app.Account("Dee");
        await dee.Open("/login?ReturnUrl=/account/data");
        await dee.Page.GetByLabel("E-mail address").FillAsync(Chromium.EmailOf("Dee"));
        await dee.Page.GetByLabel("Password").FillAsync(Chromium.Password);
        await dee.Button("Log in").ClickAsync();

        var archive = await dee.Page.RunAndWaitForDownloadAsync(() => dee.Button("Download").ClickAsync());
        Assert.EndsWith(".zip", archive.SuggestedFilename, StringComparison.Ordinal);
        await dee.Page.GetByLabel("I want my account deleted").CheckAsync();
        await dee.Button("Delete my account").ClickAsync();
        await dee.Sees("Your account will be deleted on");
        await dee.Keep("deletion");

        // Every page reminds of it, until it is stopped.
        await dee.Open("/search");
        await dee.Sees("Your account will be deleted on");
        await dee.Page.GetByRole(AriaRole.Link, new() { Name = "Keep my account" }).ClickAsync();
        await dee.Button("Keep my account").ClickAsync();
        await Expect(dee.Page.Locator("main")).Not.ToContainTextAsync("will be deleted on");

        app.Clock.Advance(TimeSpan.FromMinutes(16));
        await dee.Open("/account/data");
        await dee.Button("Download").ClickAsync();
        await Expect(dee.Page.GetByRole(AriaRole.Alert)).ToHaveAttributeAsync("data-code", "accounts.log-in-again");
    }

    [Fact]
    public async Task A_moderator_resolves_what_was_noticed_and_an_administrator_reads_of_it()
    {
        var suspect = await app.Account("Gus");
        await app.Execute("insert into review_flag (kind, subject, reason, raised_at) values ('guest-in-many-squads', $1, 'In 21 squads within 30 days.', $2)", suspect.Value, app.Clock.Now.UtcDateTime);
        await using var mo = await app.Person("Mo", PlatformRole.Moderator);
        await mo.Open("/");
        await mo.Page.GetByRole(AriaRole.Link, new() { Name = "Review queue" }).ClickAsync();
        await mo.Sees("In 21 squads within 30 days.");
        await mo.Page.GetByLabel("What came of it").FillAsync("A school class; all is well.");
        await mo.Keep("review-queue");
        await mo.Button("Resolve: Gus").ClickAsync();
        await mo.Sees("Nothing waits");

        await using var ada = await app.Person("Ada", PlatformRole.Admin);
        await ada.Open("/admin/audit-log");
        await ada.Sees("operations.resolve-flag");
        await ada.Page.Locator("summary").First.ClickAsync();
        await ada.Sees("A school class; all is well.");
        await ada.Keep("audit-log");
        Assert.Equal("", await ada.Barriers());
    }
}
