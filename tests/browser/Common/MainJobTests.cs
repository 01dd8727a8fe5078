using System.Globalization;
using Actors.Api.Common.Pages;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Actors.Tests.Browser.Common;

/// <summary>What the product is for, from nothing to hours that count, by clicking on a phone.</summary>
public sealed class MainJobTests(Chromium app) : IClassFixture<Chromium>
{
    private const string Title = "Plant a hundred young oaks";
    private Texts _t = null!;

    [Theory]
    [InlineData("en", true)]
    [InlineData("es", true)]
    [InlineData("en", false)]
    public async Task From_founding_an_organization_to_confirmed_hours(string language, bool script)
    {
        _t = new(Language.Of(language)!, app.Clock.Now);
        var suffix = $"{language}{script}";
        await using var cleo = await Phone(language, script);
        await using var vera = await Phone(language, script);

        await Register(cleo, $"Cleo {suffix}");
        await Found(cleo, $"Oak Friends {suffix}");
        var path = await Post(cleo, $"{Title} {suffix}");

        await SignUp(vera, $"{Title} {suffix}", $"Vera {suffix}");
        await CheckIn(vera, await ShortCode(cleo, path));

        app.Clock.Advance(TimeSpan.FromMinutes(95));
        await vera.Open(path);
        await Press(vera, "Check out");
        await vera.Sees(_t["You stayed {0}", _t.Hours(95)]);

        await Confirm(cleo, $"Oak Friends {suffix}");
        await vera.Open("/me/hours");
        await Expect(vera.Page.Locator("tbody tr")).ToContainTextAsync(_t["Confirmed"]);
        await Expect(vera.Page.Locator(".figure dd").First).ToHaveTextAsync(_t.Hours(95));
        Assert.Empty(cleo.Complaints);
        Assert.Empty(vera.Complaints);
    }

    private Task<Visit> Phone(string language, bool script)
    {
        var options = Chromium.Phone;
        (options.Locale, options.JavaScriptEnabled) = (language == "es" ? "es-MX" : "en-US", script);
        return app.Anybody(options);
    }

    private async Task Register(Visit visit, string name)
    {
        if (visit.Page.Url == "about:blank")
        {
            await visit.Open("/");
        }

        await Follow(visit, "Log in");
        await Create(visit, name);
    }

    private async Task Create(Visit visit, string name)
    {
        await Follow(visit, "Create an account");
        await visit.Page.Locator("#name").FillAsync(name);
        await visit.Page.Locator("#email").FillAsync($"{name.Replace(" ", ".", StringComparison.Ordinal)}@example.org");
        await visit.Page.Locator("#password").FillAsync(Chromium.Password);
        await visit.Page.Locator("#birth").FillAsync("1990-12-10");
        await Press(visit, "Create an account");
        await visit.Sees(_t["Look into your mail"]);
        var login = await visit.Page.Locator("main a[href^='/login']").GetAttributeAsync("href");

        // The letter, its page, and in.
        var email = $"{name.Replace(" ", ".", StringComparison.Ordinal)}@example.org";
        await visit.Open((await app.Letter(email, "Confirm")).AbsolutePath);
        await Press(visit, "This is my address");
        await visit.Open(login!);
        await visit.Page.Locator("#email").FillAsync(email);
        await visit.Page.Locator("#password").FillAsync(Chromium.Password);
        await Press(visit, "Log in");
        await Expect(visit.Page.Locator(".who")).ToHaveTextAsync(name);
    }

    private async Task Found(Visit cleo, string organization)
    {
        await Follow(cleo, "Organize");
        await Follow(cleo, "Found an organization");
        await cleo.Page.Locator("#name").FillAsync(organization);
        await Press(cleo, "Found the organization");
        await cleo.Sees(organization);
    }

    /// <returns>The event's address.</returns>
    private async Task<string> Post(Visit cleo, string title)
    {
        var begins = app.Clock.Now.AddMinutes(-5);
        await Follow(cleo, "Post an event");
        await cleo.Page.Locator("#title").FillAsync(title);
        await cleo.Page.Locator("#description").FillAsync("On the hill behind the meadow. Tools are there.");
        await cleo.Page.Locator("#address").FillAsync("The meadow, New York, NY");
        await cleo.Page.Locator("summary", new() { HasText = _t["Exact spot"] }).ClickAsync();
        await cleo.Page.Locator("#latitude").FillAsync("40.78");
        await cleo.Page.Locator("#longitude").FillAsync("-73.96");
        await cleo.Page.Locator("#zone").FillAsync("UTC");
        await cleo.Page.Locator("#day-0").FillAsync(begins.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        await cleo.Page.Locator("#from-0").FillAsync(begins.ToString("HH:mm", CultureInfo.InvariantCulture));
        await cleo.Page.Locator("#to-0").FillAsync(begins.AddHours(4).ToString("HH:mm", CultureInfo.InvariantCulture));
        await cleo.Page.Locator("#seats-0").FillAsync("12");

        await Press(cleo, "Preview");
        await cleo.Sees(_t["Preview: this is how it will look. Nothing is saved yet."]);
        await Press(cleo, "Publish");

        await Expect(cleo.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync(title);
        return new Uri(cleo.Page.Url).AbsolutePath;
    }

    /// <summary>Two taps from the list: the event, and its button. Whoever has no account yet makes one in between.</summary>
    private async Task SignUp(Visit vera, string title, string name)
    {
        await vera.Open("/");
        await vera.Page.Locator("#text").FillAsync(title);
        await Press(vera, "Search");
        await vera.Page.GetByRole(AriaRole.Link, new() { Name = title, Exact = true }).ClickAsync();
        await vera.Page.GetByRole(AriaRole.Link, new() { Name = _t["Log in to sign up"] }).ClickAsync();
        await Create(vera, name);
        await vera.Page.GetByRole(AriaRole.Button, new() { Name = _t["Sign up for {0}", _t["this shift"]] }).ClickAsync();
        await vera.Sees(_t["You have a seat."]);
    }

    private async Task<string> ShortCode(Visit cleo, string path)
    {
        await cleo.Open(path);
        await cleo.Page.Locator("main").GetByRole(AriaRole.Link, new() { Name = _t["Venue screen"] }).ClickAsync();
        return await cleo.Page.Locator("[data-short-code]").InnerTextAsync();
    }

    private async Task CheckIn(Visit vera, string code)
    {
        await Follow(vera, "My shifts");
        await vera.Page.Locator("main").GetByRole(AriaRole.Link, new() { Name = _t["Check in"] }).ClickAsync();
        await vera.Page.Locator("#code").FillAsync(code);
        await Press(vera, "Check in with the code");
        await vera.Sees(_t["You are checked in"]);
    }

    private async Task Confirm(Visit cleo, string organization)
    {
        await Follow(cleo, "Organize");
        await cleo.Page.GetByRole(AriaRole.Link, new() { Name = organization, Exact = true }).First.ClickAsync();
        await cleo.Page.Locator("main").GetByRole(AriaRole.Link, new() { Name = _t["Hours to confirm"] }).ClickAsync();
        await cleo.Page.Locator("tbody input[type=checkbox]").CheckAsync();
        await Press(cleo, "Confirm");
        await Expect(cleo.Page.Locator("[data-decided]")).ToHaveAttributeAsync("data-code", "");
    }

    private Task Press(Visit visit, string english) => visit.Page.Locator("main").GetByRole(AriaRole.Button, new() { Name = _t[english], Exact = true }).ClickAsync();

    private Task Follow(Visit visit, string english) => visit.Page.GetByRole(AriaRole.Link, new() { Name = _t[english], Exact = true }).First.ClickAsync();
}
