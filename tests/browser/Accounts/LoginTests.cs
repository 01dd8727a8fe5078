using Actors.Tests.Browser.Common;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Actors.Tests.Browser.Accounts;

public sealed class LoginTests(Chromium app) : IClassFixture<Chromium>
{
    [Fact]
    public async Task Wrong_password_shows_the_refusal_and_keeps_the_address()
    {
        await using var ada = await app.Anybody();
        await app.Account("Ada");

        await Type(ada, "/login", "Ada", "not the password");

        await Expect(ada.Page.GetByRole(AriaRole.Alert)).ToHaveAttributeAsync("data-code", "accounts.wrong-password");
        await Expect(ada.Page.GetByLabel("E-mail address")).ToHaveValueAsync(Chromium.EmailOf("Ada"));
        await Expect(ada.Page.GetByLabel("Password")).ToHaveValueAsync("");
        await Expect(ada.Page.GetByRole(AriaRole.Link, new() { Name = "Log in" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Logs_in_and_out_by_typing()
    {
        await using var ada = await app.Anybody();
        await app.Account("Ada");

        await Type(ada, "/login", "Ada", Chromium.Password);

        await Expect(ada.Page).ToHaveURLAsync(app.Address.ToString());
        await Expect(ada.Page.Locator(".who")).ToHaveTextAsync("Ada");

        await ada.Button("Log out").ClickAsync();

        await Expect(ada.Page.GetByRole(AriaRole.Link, new() { Name = "Log in" })).ToBeVisibleAsync();
        Assert.Empty(ada.Complaints);
    }

    [Fact]
    public async Task Leads_back_to_where_one_wanted_to_go()
    {
        await using var ada = await app.Anybody();
        await app.Account("Ada");
        var view = await app.Event("A walk by the river");

        await ada.Open(view.Path());
        await ada.Page.GetByRole(AriaRole.Link, new() { Name = "Log in to sign up" }).ClickAsync();
        await Fill(ada, "Ada", Chromium.Password);

        await Expect(ada.Page).ToHaveURLAsync(new Uri(app.Address, view.Path()).ToString());
        await Expect(ada.Button("Sign up for Shift 1")).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example/")]
    [InlineData("/\t/evil.example/")]
    [InlineData("javascript:alert(1)")]
    public async Task A_link_with_a_foreign_address_does_not_lead_away(string foreign)
    {
        await using var ada = await app.Anybody();
        await app.Account("Ada");

        await Type(ada, $"/login?ReturnUrl={Uri.EscapeDataString(foreign)}", "Ada", Chromium.Password);

        await Expect(ada.Page).ToHaveURLAsync(app.Address.ToString());
        await Expect(ada.Page.Locator(".who")).ToHaveTextAsync("Ada");
    }

    [Fact]
    public async Task A_form_of_an_earlier_session_is_refused_with_a_page()
    {
        await using var ada = await app.Person("Ada");
        var view = await app.Event("A swim in the river");
        await ada.Open(view.Path());
        await ada.Page.Context.ClearCookiesAsync();

        await ada.Button("Sign up for Shift 1").ClickAsync();

        await ada.Sees("load the page again");
        Assert.Equal(0, (await app.Opportunity(view).View(Actors.Common.By.Nobody)).Value!.Shifts[0].Taken);
    }

    private static async Task Type(Visit visit, string path, string name, string password)
    {
        await visit.Open(path);
        await Fill(visit, name, password);
    }

    private static async Task Fill(Visit visit, string name, string password)
    {
        await visit.Page.GetByLabel("E-mail address").FillAsync(Chromium.EmailOf(name));
        await visit.Page.GetByLabel("Password").FillAsync(password);
        await visit.Button("Log in").ClickAsync();
    }
}
