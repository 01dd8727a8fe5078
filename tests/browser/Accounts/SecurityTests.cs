using Actors.Tests.Browser.Common;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Actors.Tests.Browser.Accounts;

public sealed class SecurityTests(Chromium app) : IClassFixture<Chromium>
{
    [Fact]
    public async Task Logs_in_by_a_passkey_of_the_device()
    {
        await using var ada = await app.Anybody();
        await app.Prove("Ada-Passkey");
        await VirtualAuthenticator(ada);

        await SignInThere(ada, "Ada-Passkey");
        await ada.Open(ByName("/account/security"));
        await ada.Page.GetByLabel("Name of the device").FillAsync("My laptop");
        await ada.Button("Add a passkey").ClickAsync();
        await ada.Sees("My laptop");

        await ada.Page.Context.ClearCookiesAsync();
        await ada.Open(ByName("/login"));
        await ada.Button("Use a passkey").ClickAsync();
        await Expect(ada.Page.Locator(".who")).ToHaveTextAsync("Ada-Passkey");

        await ada.Open(ByName("/account/sessions"));
        await ada.Sees("by a passkey");
        await ada.Open(ByName("/account/security"));
        await ada.Button("Remove My laptop").ClickAsync();
        await ada.Sees("Saved.");
        await ada.Page.Context.ClearCookiesAsync();
        await ada.Open(ByName("/login"));
        await ada.Button("Use a passkey").ClickAsync();
        await Expect(ada.Page.GetByText("This passkey was not accepted.")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Switches_two_factor_on_and_logs_in_with_a_recovery_code()
    {
        await using var ada = await app.Person("Ada-Careful");
        await app.Prove("Ada-Careful");
        await ada.Open("/account/two-factor");
        await ada.Button("Begin").ClickAsync();
        var key = await ada.Page.Locator("[data-key]").TextContentAsync();
        await ada.Page.GetByLabel("Code of your authenticator app").FillAsync("000000");
        await ada.Button("Switch on").ClickAsync();
        await Expect(ada.Page.GetByRole(AriaRole.Alert)).ToHaveAttributeAsync("data-code", "accounts.code-wrong");
        await ada.Page.GetByLabel("Code of your authenticator app").FillAsync(Totp.Code(key!));
        await ada.Button("Switch on").ClickAsync();
        var codes = await ada.Page.Locator("[data-recovery] li").AllTextContentsAsync();
        Assert.Equal(10, codes.Count);

        await ada.Page.Context.ClearCookiesAsync();
        await Login(ada, "Ada-Careful");
        await ada.Page.GetByLabel("Code of your authenticator app").FillAsync(codes[0].Trim());
        await ada.Page.GetByLabel("Do not ask on this device").CheckAsync();
        await ada.Button("Log in").ClickAsync();
        await Expect(ada.Page.Locator(".who")).ToHaveTextAsync("Ada-Careful");

        // Remembered: logged out and in again by password alone.
        await ada.Button("Log out").ClickAsync();
        await Login(ada, "Ada-Careful");
        await Expect(ada.Page.Locator(".who")).ToHaveTextAsync("Ada-Careful");
    }

    [Fact]
    public async Task Sets_a_new_password_by_a_mailed_link_and_moves_to_another_address()
    {
        await using var ada = await app.Anybody();
        await app.Account("Ada-Moving");
        await ada.Open("/login");
        await ada.Page.GetByRole(AriaRole.Link, new() { Name = "Forgot your password?" }).ClickAsync();
        await ada.Page.GetByLabel("E-mail address").FillAsync(Chromium.EmailOf("Ada-Moving"));
        await ada.Button("Send the link").ClickAsync();
        await ada.Sees("If the address has an account");
        await ada.Open((await app.Letter(Chromium.EmailOf("Ada-Moving"), "password")).PathAndQuery);
        Assert.Equal("", await ada.Barriers());
        await ada.Page.GetByLabel("New password").FillAsync("a wholly new password");
        await ada.Button("Set the password").ClickAsync();
        await ada.Sees("Your new password is set");

        await Login(ada, "Ada-Moving", "a wholly new password");
        await ada.Open("/account/security");
        await ada.Page.GetByLabel("New address").FillAsync("ada-moved@example.org");
        await ada.Button("Change the address").ClickAsync();
        await ada.Sees("Waiting until both addresses agree");
        foreach (var (to, subject, button) in new[] { ("ada-moved@example.org", "new e-mail", "This is my address"), (Chromium.EmailOf("Ada-Moving"), "another e-mail", "I agree to the change") })
        {
            await ada.Open((await app.Letter(to, subject)).PathAndQuery);
            Assert.Equal("", await ada.Barriers());
            await ada.Button(button).ClickAsync();
        }

        await ada.Sees("Done. Your account has the new address.");
        Assert.Empty(ada.Complaints);
    }

    /// <summary>Passkeys belong to a name, never to the number of an address.</summary>
    private string ByName(string path) => new UriBuilder(new Uri(app.Address, path)) { Host = "localhost" }.Uri.ToString();

    private async Task SignInThere(Visit visit, string name)
    {
        await visit.Open(ByName("/login"));
        await visit.Page.GetByLabel("E-mail address").FillAsync(Chromium.EmailOf(name));
        await visit.Page.GetByLabel("Password").FillAsync(Chromium.Password);
        await visit.Button("Log in").ClickAsync();
        await Expect(visit.Page.Locator(".who")).ToHaveTextAsync(name);
    }

    private static async Task Login(Visit visit, string name, string password = Chromium.Password)
    {
        await visit.Open("/login");
        await visit.Page.GetByLabel("E-mail address").FillAsync(Chromium.EmailOf(name));
        await visit.Page.GetByLabel("Password").FillAsync(password);
        await visit.Button("Log in").ClickAsync();
    }

    private static async Task VirtualAuthenticator(Visit visit)
    {
        var devtools = await visit.Page.Context.NewCDPSessionAsync(visit.Page);
        await devtools.SendAsync("WebAuthn.enable");
        await devtools.SendAsync("WebAuthn.addVirtualAuthenticator", new()
        {
            ["options"] = new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["protocol"] = "ctap2",
                ["transport"] = "internal",
                ["hasResidentKey"] = true,
                ["hasUserVerification"] = true,
                ["isUserVerified"] = true,
                ["automaticPresenceSimulation"] = true,
            },
        });
    }
}
