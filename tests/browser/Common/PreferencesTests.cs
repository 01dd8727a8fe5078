using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Actors.Tests.Browser.Common;

public sealed class PreferencesTests(Chromium app) : IClassFixture<Chromium>
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_language_is_chosen_in_the_footer_stays_and_leads_back_to_the_page(bool script)
    {
        await using var visit = await app.Anybody(new() { Locale = "en-US", JavaScriptEnabled = script });
        await visit.Open("/search?text=oak");

        await visit.Button("Español").ClickAsync();

        await Expect(visit.Page).ToHaveURLAsync(new Uri(app.Address, "/search?text=oak").ToString());
        await Expect(visit.Page.Locator("html")).ToHaveAttributeAsync("lang", "es");
        await visit.Open("/login");
        await Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Entrar");
    }

    [Fact]
    public async Task Dark_is_chosen_against_the_device_and_given_up_again()
    {
        await using var visit = await app.Anybody(new() { ColorScheme = ColorScheme.Light });
        await visit.Open("/");
        var light = await Ground(visit);

        await visit.Button("Dark").ClickAsync();
        var dark = await Ground(visit);
        await visit.Button("Like the device").ClickAsync();

        Assert.NotEqual(light, dark);
        Assert.Equal(light, await Ground(visit));
    }

    [Fact]
    public async Task A_refusal_speaks_the_readers_language()
    {
        await using var visit = await app.Anybody(new() { Locale = "es-AR" });
        await visit.Open("/login");
        await visit.Page.Locator("#email").FillAsync("nobody@example.org");
        await visit.Page.Locator("#password").FillAsync("not the password");

        await visit.Button("Entrar").ClickAsync();

        await Expect(visit.Page.GetByRole(AriaRole.Alert)).ToHaveTextAsync("El correo o la contraseña no son correctos, o el correo nunca se confirmó con el enlace que enviamos.");
    }

    [Fact]
    public async Task A_choice_leads_only_to_a_page_of_ours()
    {
        await using var visit = await app.Anybody();
        await visit.Open("/");
        await visit.Page.EvaluateAsync("() => { document.querySelector('input[name=back]').value = '//evil.example/'; }");

        await visit.Button("Español").ClickAsync();

        await Expect(visit.Page).ToHaveURLAsync(app.Address.ToString());
    }

    private static Task<string> Ground(Visit visit) => visit.Page.EvaluateAsync<string>("() => getComputedStyle(document.documentElement).backgroundColor");
}
