using Actors.Common;
using Microsoft.Playwright;

namespace Actors.Tests.Browser.Common;

/// <summary>A form that was refused is answered with the page, its reason, and a status that says so.</summary>
public sealed class PageStatusTests(Chromium app) : IClassFixture<Chromium>
{
    [Fact]
    public async Task What_the_state_of_things_does_not_allow_is_409()
    {
        var view = await app.Event("A single seat", seats: 1);
        await using var late = await app.Person("Lars");
        await late.Open(view.Path());
        await app.SignUp(view, "Vera");

        var answer = await late.Page.RunAndWaitForResponseAsync(
            () => late.Page.Locator("button[aria-label='Sign up for Shift 1']").EvaluateAsync("b => b.form.requestSubmit(b)"), r => r.Request.Method == "POST" && !r.Url.Contains("/hub/", StringComparison.Ordinal));

        Assert.Equal(409, answer.Status);
    }

    [Fact]
    public async Task A_form_that_makes_no_sense_is_422()
    {
        await using var cleo = await app.Person(Events.Coordinator);
        await cleo.Open("/organizations/new");
        await cleo.Page.Locator("#name").FillAsync("X");

        var answer = await cleo.Page.RunAndWaitForResponseAsync(() => cleo.Button("Found the organization").ClickAsync(), r => r.Request.Method == "POST" && !r.Url.Contains("/hub/", StringComparison.Ordinal));

        Assert.Equal(422, answer.Status);
        await Assertions.Expect(cleo.Page.GetByRole(AriaRole.Alert)).ToHaveAttributeAsync("data-code", "organizations.name-missing");
        await Assertions.Expect(cleo.Page.Locator("#name")).ToHaveValueAsync("X");
    }

    [Fact]
    public async Task A_wrong_password_is_401_and_an_own_role_409()
    {
        await using var ada = await app.Person("Ada", PlatformRole.Admin);
        await ada.Open("/admin/accounts?text=ada");

        var answer = await ada.Page.RunAndWaitForResponseAsync(() => ada.Button("Save the role of Ada").ClickAsync(), r => r.Request.Method == "POST" && !r.Url.Contains("/hub/", StringComparison.Ordinal));

        Assert.Equal(409, answer.Status);
        await ada.Page.Context.ClearCookiesAsync();
        await ada.Open("/login");
        await ada.Page.Locator("#email").FillAsync(Chromium.EmailOf("Ada"));
        await ada.Page.Locator("#password").FillAsync("not the password");
        answer = await ada.Page.RunAndWaitForResponseAsync(() => ada.Button("Log in").ClickAsync(), r => r.Request.Method == "POST" && !r.Url.Contains("/hub/", StringComparison.Ordinal));
        Assert.Equal(401, answer.Status);
    }
}
