using System.Net;

namespace Actors.Tests.Api.Common;

public sealed class LimitedApp : ActorsApp
{
    protected override void Configure(Dictionary<string, string?> settings)
    {
        settings["Actors:RateLimit:Enabled"] = "true";
        settings["Actors:RateLimit:PermitsPerMinute"] = "5";
        settings["Actors:RateLimit:SignInsPerMinute"] = "3";
    }
}

public sealed class RateLimitTests(LimitedApp app) : IClassFixture<LimitedApp>
{
    [Fact]
    public async Task One_request_too_many_waits_for_the_next_minute()
    {
        using var ada = await app.SignedInAs("ada");
        using var grace = await app.SignedInAs("grace");
        NextMinute();

        List<string> remaining = [];
        for (var i = 0; i < 5; i++)
        {
            using var allowed = await ada.Get("/api/v1/me");
            Assert.Equal(HttpStatusCode.OK, allowed.StatusCode);
            Assert.Equal("5", Header(allowed, "RateLimit-Limit"));
            Assert.Equal("60", Header(allowed, "RateLimit-Reset"));
            remaining.Add(Header(allowed, "RateLimit-Remaining"));
        }

        app.Clock.Advance(TimeSpan.FromSeconds(18));
        using var refused = await ada.Get("/api/v1/me");
        using var another = await grace.Get("/api/v1/me");

        Assert.Equal(["4", "3", "2", "1", "0"], remaining);
        await refused.Problem(429, "common.too-many-requests");
        Assert.Equal(("42", "42", "0"), (Header(refused, "Retry-After"), Header(refused, "RateLimit-Reset"), Header(refused, "RateLimit-Remaining")));
        Assert.Equal(HttpStatusCode.OK, another.StatusCode);

        app.Clock.Advance(TimeSpan.FromSeconds(42));
        using var later = await ada.Get("/api/v1/me");
        Assert.Equal(HttpStatusCode.OK, later.StatusCode);
    }

    [Fact]
    public async Task Sign_ins_of_an_address_have_a_limit_of_their_own()
    {
        using var client = app.Anonymous();
        NextMinute();

        for (var i = 0; i < 3; i++)
        {
            await client.Post("/api/v1/sessions", new { email = "nobody@example.org", password = $"guess {i}" }).Problem(401, "accounts.wrong-password");
        }

        await client.Post("/api/v1/sessions", new { email = "nobody@example.org", password = "guess" }).Problem(429, "common.too-many-requests");
        await client.Get("/api/v1/me").Problem(401, "common.sign-in");
    }

    [Fact]
    public async Task Health_is_never_limited()
    {
        using var client = app.Anonymous();

        for (var i = 0; i < 10; i++)
        {
            using var live = await client.Get("/health/live");
            Assert.Equal(HttpStatusCode.OK, live.StatusCode);
            Assert.False(live.Headers.Contains("RateLimit-Limit"));
        }
    }

    private static string Header(HttpResponseMessage response, string name) => string.Join(',', response.Headers.GetValues(name));

    /// <summary>Windows are whole minutes, so tests begin at the start of one.</summary>
    private void NextMinute() => app.Clock.AdvanceTo(new DateTimeOffset(app.Clock.Now.UtcTicks / TimeSpan.TicksPerMinute * TimeSpan.TicksPerMinute, TimeSpan.Zero).AddMinutes(1));
}
