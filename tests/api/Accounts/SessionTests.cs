using System.Net;
using System.Text.Json;
using Actors.Accounts;
using Actors.Tests.Api.Common;

namespace Actors.Tests.Api.Accounts;

public sealed class SessionTests(ActorsApp app) : IClassFixture<ActorsApp>
{
    private const string Path = "/api/v1/sessions";

    [Fact]
    public async Task Unknown_addresses_and_wrong_passwords_get_the_same_answer()
    {
        await app.Account("known");
        using var client = app.Anonymous();

        var unknown = await SignIn(client, "nobody", "wrong password").Problem(401, "accounts.wrong-password");
        var wrong = await SignIn(client, "known", "wrong password").Problem(401, "accounts.wrong-password");
        var noAddress = await client.Post(Path, new { email = "not an address", password = "x" }).Problem(401, "accounts.wrong-password");

        Assert.Equal(Said(unknown), Said(wrong));
        Assert.Equal(Said(unknown), Said(noAddress));
    }

    [Fact]
    public async Task An_address_that_nobody_has_or_has_proven_is_locked_like_any_other()
    {
        await app.Account("has-an-account");
        await app.Unproven("never-confirmed");
        using var client = app.Anonymous();

        var answers = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var name in new[] { "has-an-account", "never-confirmed", "nobody-has-it" })
        {
            answers[name] = [];
            for (var i = 0; i < 6; i++)
            {
                using var answer = await SignIn(client, name, name == "never-confirmed" ? ActorsApp.Password : "wrong password");
                answers[name].Add($"{(int)answer.StatusCode} {string.Join(',', answer.Headers.Select(h => h.Key).Order(StringComparer.Ordinal))}");
            }
        }

        Assert.Equal(429, int.Parse(answers["has-an-account"][5].Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(answers["has-an-account"], answers["never-confirmed"]);
        Assert.Equal(answers["has-an-account"], answers["nobody-has-it"]);
    }

    [Fact]
    public async Task The_fifth_wrong_password_locks_for_15_minutes_even_for_the_right_one()
    {
        await app.Account("locked");
        using var client = app.Anonymous();
        for (var i = 0; i < 4; i++)
        {
            await SignIn(client, "locked", "wrong password").Problem(401, "accounts.wrong-password");
        }

        var fifth = await SignIn(client, "locked", "wrong password").Problem(429, "accounts.locked-out");
        app.Clock.Advance(TimeSpan.FromMinutes(15) - TimeSpan.FromSeconds(1));
        await SignIn(client, "locked", ActorsApp.Password).Problem(429, "accounts.locked-out");
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        var tokens = await SignIn(client, "locked", ActorsApp.Password).Body<Tokens>();

        Assert.NotEmpty(fifth.GetProperty("facts").GetProperty("until").GetString()!);
        Assert.NotEmpty(tokens.AccessToken);
    }

    [Fact]
    public async Task A_right_password_forgets_the_wrong_ones()
    {
        await app.Account("forgetful");
        using var client = app.Anonymous();

        for (var round = 0; round < 3; round++)
        {
            for (var i = 0; i < 4; i++)
            {
                await SignIn(client, "forgetful", "wrong password").Problem(401, "accounts.wrong-password");
            }

            await SignIn(client, "forgetful", ActorsApp.Password).Body<Tokens>();
        }
    }

    [Fact]
    public async Task Guesses_side_by_side_get_no_more_tries()
    {
        await app.Account("guessed");
        using var client = app.Anonymous();

        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => SignIn(client, "guessed", "wrong password")));

        Assert.DoesNotContain(answers, a => a.StatusCode == HttpStatusCode.OK);
        await SignIn(client, "guessed", ActorsApp.Password).Problem(429, "accounts.locked-out");
    }

    [Fact]
    public async Task An_access_token_ends_after_an_hour_and_is_refreshed_for_14_days()
    {
        await app.Account("long");
        using var client = app.Anonymous();
        var first = await SignIn(client, "long", ActorsApp.Password).Body<Tokens>();
        client.DefaultRequestHeaders.Authorization = new("Bearer", first.AccessToken);

        app.Clock.Advance(TimeSpan.FromHours(1));
        await client.Get("/api/v1/me").Problem(401, "common.sign-in");
        var second = await client.Post($"{Path}/refresh", new { first.RefreshToken }).Body<Tokens>();
        client.DefaultRequestHeaders.Authorization = new("Bearer", second.AccessToken);
        await client.Get("/api/v1/me").Body<AccountView>();

        app.Clock.Advance(TimeSpan.FromDays(14));
        await client.Post($"{Path}/refresh", new { second.RefreshToken }).Problem(401, "accounts.session-ended");
    }

    [Fact]
    public async Task Signing_out_ends_the_tokens_of_before_at_once_and_not_those_of_later()
    {
        await app.Account("leaver");
        using var client = app.Anonymous();
        var before = await SignIn(client, "leaver", ActorsApp.Password).Body<Tokens>();
        client.DefaultRequestHeaders.Authorization = new("Bearer", before.AccessToken);

        using var out1 = await client.Delete($"{Path}/current");
        var later = await SignIn(client, "leaver", ActorsApp.Password).Body<Tokens>();
        using var out2 = await client.Delete($"{Path}/current");

        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.Unauthorized), (out1.StatusCode, out2.StatusCode));
        await client.Post($"{Path}/refresh", new { before.RefreshToken }).Problem(401, "accounts.session-ended");
        await client.Post($"{Path}/refresh", new { later.RefreshToken }).Body<Tokens>();
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("CfDJ8AAAAAAAAAAAAAAAAAAAAAA")]
    public async Task A_refresh_token_that_is_none_is_refused(string refreshToken)
    {
        using var client = app.Anonymous();

        await client.Post($"{Path}/refresh", new { refreshToken }).Problem(401, "accounts.session-ended");
    }

    [Fact]
    public async Task An_access_token_is_no_refresh_token()
    {
        await app.Account("mixed");
        using var client = app.Anonymous();
        var tokens = await SignIn(client, "mixed", ActorsApp.Password).Body<Tokens>();

        await client.Post($"{Path}/refresh", new { RefreshToken = tokens.AccessToken }).Problem(401, "accounts.session-ended");
        client.DefaultRequestHeaders.Authorization = new("Bearer", tokens.RefreshToken);
        await client.Get("/api/v1/me").Problem(401, "common.sign-in");
    }

    [Fact]
    public async Task A_cookie_is_good_until_its_account_signs_out()
    {
        await app.Account("browser");
        using var browser = app.Browser();
        using var elsewhere = await app.SignedInAs("browser");

        using var signedIn = await browser.Post($"{Path}/cookie", new { email = ActorsApp.EmailOf("browser"), password = ActorsApp.Password });
        var me = await browser.Get("/api/v1/me").Body<AccountView>();
        using var signedOut = await elsewhere.Delete($"{Path}/current");
        app.Clock.Advance(TimeSpan.FromMinutes(6));

        Assert.Equal("browser", me.Name);
        var cookie = signedIn.Headers.GetValues("Set-Cookie").Single();
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
        await browser.Get("/api/v1/me").Problem(401, "common.sign-in");
    }

    [Fact]
    public async Task Tokens_are_read_after_a_restart()
    {
        await using var own = new ActorsApp();
        await own.InitializeAsync();
        using var before = own.Anonymous();
        await own.Account("stays");
        var tokens = await SignIn(before, "stays", ActorsApp.Password).Body<Tokens>();

        await own.Restart();

        using var client = own.Anonymous();
        client.DefaultRequestHeaders.Authorization = new("Bearer", tokens.AccessToken);
        Assert.Equal("stays", (await client.Get("/api/v1/me").Body<AccountView>()).Name);
    }

    private static string Said(JsonElement problem) =>
        string.Join('\n', problem.EnumerateObject().Where(p => p.Name != "traceId").Select(p => $"{p.Name}: {p.Value}"));

    private static Task<HttpResponseMessage> SignIn(HttpClient client, string name, string password) =>
        client.Post(Path, new { email = ActorsApp.EmailOf(name), password });
}
