using System.Net;
using System.Text.RegularExpressions;
using Actors.Accounts;
using Actors.Common;
using Actors.Tests.Api.Common;

namespace Actors.Tests.Api.Accounts;

public sealed partial class MailedLinkTests(ActorsApp app) : IClassFixture<ActorsApp>
{
    [Fact]
    public async Task Known_and_unknown_addresses_get_the_same_answer_and_one_of_them_a_letter()
    {
        await app.Account("linked");
        using var client = app.Anonymous();

        using var known = await Ask(client, "linked", "SIGN_IN");
        using var unknown = await Ask(client, "who-is-that", "SIGN_IN");

        Assert.Equal((HttpStatusCode.Accepted, HttpStatusCode.Accepted), (known.StatusCode, unknown.StatusCode));
        var cancellation = TestContext.Current.CancellationToken;
        Assert.Equal(await known.Content.ReadAsStringAsync(cancellation), await unknown.Content.ReadAsStringAsync(cancellation));
        Assert.Equal(Names(known), Names(unknown));
        await Letter("linked");
        Assert.Equal(0, await app.Scalar<long>("select count(*) from outbox_message where recipient = $1", ActorsApp.EmailOf("who-is-that")));

        // Too often is not told either.
        for (var i = 0; i < 6; i++)
        {
            using var again = await Ask(client, "linked", "SIGN_IN");
            Assert.Equal(HttpStatusCode.Accepted, again.StatusCode);
        }
    }

    [Fact]
    public async Task A_scanner_that_opens_every_link_by_every_safe_method_moves_nothing()
    {
        await app.Unproven("scanned");
        using var client = app.Anonymous();
        foreach (var purpose in new[] { "VERIFY_EMAIL", "SIGN_IN", "RESET_PASSWORD" })
        {
            using var asked = await Ask(client, "scanned", purpose);
            var url = await Letter("scanned", purpose == "VERIFY_EMAIL" ? "Confirm" : purpose == "SIGN_IN" ? "log in" : "password");
            foreach (var path in new[] { url.AbsolutePath, $"/api/v1/links/{url.Segments[^1]}" })
            {
                var before = await Documents();
                using var opened = await client.Get(path);
                using var looked = await client.Send(HttpMethod.Head, path, null);
                Assert.Equal(HttpStatusCode.OK, opened.StatusCode);
                Assert.Equal(before, await Documents());
            }
        }
    }

    [Fact]
    public async Task A_link_signs_in_once_and_with_a_reset_every_token_of_before_stops()
    {
        await app.Unproven("resetting");
        using var client = app.Anonymous();
        using (await Ask(client, "resetting", "VERIFY_EMAIL"))
        {
            using var verified = await client.Post("/api/v1/links/verify-email", new { token = await Token("resetting", "Confirm") });
            Assert.Equal(HttpStatusCode.NoContent, verified.StatusCode);
        }

        using var asked = await Ask(client, "resetting", "SIGN_IN");
        var token = await Token("resetting", "log in");
        var tokens = await client.Post("/api/v1/sessions/link", new { token }).Body<Tokens>();
        await client.Post("/api/v1/sessions/link", new { token }).Problem(410, "accounts.link-used");
        client.DefaultRequestHeaders.Authorization = new("Bearer", tokens.AccessToken);
        Assert.Equal("resetting", (await client.Get("/api/v1/me").Body<AccountView>()).Name);

        using var forgot = await Ask(client, "resetting", "RESET_PASSWORD");
        var reset = await Token("resetting", "password");
        await client.Post("/api/v1/links/reset-password", new { token = reset, password = "short" }).Problem(400, "accounts.password-too-short");
        using var done = await client.Post("/api/v1/links/reset-password", new { token = reset, password = "a new horse battery" });

        Assert.Equal(HttpStatusCode.NoContent, done.StatusCode);
        await Stops(client, tokens);
        await client.Post("/api/v1/sessions", new { email = ActorsApp.EmailOf("resetting"), password = ActorsApp.Password }).Problem(401, "accounts.wrong-password");
        await client.Post("/api/v1/sessions", new { email = ActorsApp.EmailOf("resetting"), password = "a new horse battery" }).Body<Tokens>();
    }

    [Fact]
    public async Task A_session_that_is_ended_elsewhere_stops_at_once()
    {
        var user = await app.Account("two-devices");
        using var one = app.Anonymous();
        using var two = app.Anonymous();
        one.DefaultRequestHeaders.UserAgent.ParseAdd("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0");
        var here = await SignIn(one, "two-devices");
        var there = await SignIn(two, "two-devices");

        var listed = await one.Get("/api/v1/me/sessions").Body<SessionLine[]>();
        Assert.Equal(["Firefox on Linux"], listed.Where(s => s.Current).Select(s => s.Device));
        var other = listed.Single(s => !s.Current);
        using var ended = await one.Delete($"/api/v1/me/sessions/{other.Id}");
        Assert.Equal(HttpStatusCode.NoContent, ended.StatusCode);

        await two.Get("/api/v1/me").Problem(401, "common.sign-in");
        await two.Post("/api/v1/sessions/refresh", new { there.RefreshToken }).Problem(401, "accounts.session-ended");
        await one.Get("/api/v1/me").Body<AccountView>();
        await one.Delete($"/api/v1/me/sessions/{other.Id}").Problem(404, "accounts.session-unknown");

        // One that another node ended, which this one only reads of.
        var by = new By(user, "two-devices", PlatformRole.User);
        await app.Grains.GetGrain<ISessionsGrain>(user.Value).EndAll(new(CommandId.New(), by));
        await Stops(one, here);
    }

    internal static async Task Stops(HttpClient client, Tokens tokens)
    {
        var since = TimeProvider.System.GetTimestamp();
        using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (true)
        {
            using var answer = await client.Get("/api/v1/me");
            if (answer.StatusCode == HttpStatusCode.Unauthorized)
            {
                break;
            }

            Assert.True(TimeProvider.System.GetElapsedTime(since) < TimeSpan.FromSeconds(20), "A session that ended goes on.");
            await beat.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }

        await client.Post("/api/v1/sessions/refresh", new { tokens.RefreshToken }).Problem(401, "accounts.session-ended");
    }

    private static async Task<Tokens> SignIn(HttpClient client, string name)
    {
        var tokens = await client.Post("/api/v1/sessions", new { email = ActorsApp.EmailOf(name), password = ActorsApp.Password }).Body<Tokens>();
        client.DefaultRequestHeaders.Authorization = new("Bearer", tokens.AccessToken);
        return tokens;
    }

    private static Task<HttpResponseMessage> Ask(HttpClient client, string name, string purpose) => client.Post("/api/v1/links", new { email = ActorsApp.EmailOf(name), purpose });

    private static string Names(HttpResponseMessage answer) => string.Join(' ', answer.Headers.Concat(answer.Content.Headers).Select(h => h.Key).Order());

    private async Task<string> Token(string name, string subject) => (await Letter(name, subject)).Segments[^1];

    private Task<Uri> Letter(string name, string subject = "log in") => app.Letter(ActorsApp.EmailOf(name), subject);

    private Task<string> Documents() => app.Scalar<string>("select string_agg(grain_key || version, ',' order by state_name, grain_key) from grain_state where state_name in ('account', 'email-address', 'sessions')");

    private sealed record SessionLine(string Id, string Device, bool Current);
}
