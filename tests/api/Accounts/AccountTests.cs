using System.Net;
using Actors.Accounts;
using Actors.Common;
using Actors.Tests.Api.Common;

namespace Actors.Tests.Api.Accounts;

public sealed class AccountTests(ActorsApp app) : IClassFixture<ActorsApp>
{
    private const string Path = "/api/v1/accounts";
    private const string Born = "1990-12-10";

    [Theory]
    [InlineData("not an address", "long enough 1", "Ada", Born, "accounts.address-invalid")]
    [InlineData("ada@localhost", "long enough 1", "Ada", Born, "accounts.address-invalid")]
    [InlineData("ada@exa\ud800mple.org", "long enough 1", "Ada", Born, "accounts.address-invalid")]
    [InlineData("ada2@example.org", "too short", "Ada", Born, "accounts.password-too-short")]
    [InlineData("ada2@example.org", "ADA2@Example.ORG", "Ada", Born, "accounts.password-is-address")]
    [InlineData("ada2@example.org", "long enough 1", "  ", Born, "accounts.name-invalid")]
    [InlineData("ada2@example.org", "long enough 1", "Ada", "2999-01-01", "accounts.date-of-birth-invalid")]
    [InlineData("ada2@example.org", "long enough 1", "Ada", null, "common.invalid")]
    public async Task Registration_is_refused_with_a_code(string email, string password, string name, string? dateOfBirth, string code)
    {
        using var client = app.Anonymous();

        await client.Post(Path, new { email, password, name, dateOfBirth }).Problem(400, code);
    }

    [Fact]
    public async Task Whoever_is_under_13_gets_no_account_and_leaves_no_trace()
    {
        using var client = app.Anonymous();
        var today = DateOnly.FromDateTime(app.Clock.Now.UtcDateTime);

        await client.Post(Path, Body("kid@example.org") with { dateOfBirth = today.AddYears(-13).AddDays(2) }).Problem(403, "accounts.too-young");

        Assert.Equal(0, await app.Scalar<long>("select count(*) from grain_state where payload::text like '%kid@example.org%'"));
        using var teenager = await client.Post(Path, Body("teen@example.org") with { dateOfBirth = today.AddYears(-13) });
        Assert.Equal(HttpStatusCode.Accepted, teenager.StatusCode);
    }

    [Fact]
    public async Task A_free_address_and_one_that_somebody_has_get_the_same_answer_and_each_a_letter_of_its_own()
    {
        await app.Account("taken");
        using var client = app.Anonymous();

        using var free = await client.Post(Path, Body("free@example.org"));
        using var taken = await client.Post(Path, Body(" TAKEN@Example.org "));

        Assert.Equal((HttpStatusCode.Accepted, HttpStatusCode.Accepted), (free.StatusCode, taken.StatusCode));
        Assert.Equal(Said(free), Said(taken));
        Assert.Contains("/link/", (await app.Letter("free@example.org", "Confirm")).AbsolutePath, StringComparison.Ordinal);
        Assert.Equal("/login", (await app.Letter(ActorsApp.EmailOf("taken"), "already")).AbsolutePath);

        // Neither lets anybody in by the password that was typed.
        await client.Post("/api/v1/sessions", new { email = "free@example.org", password = ActorsApp.Password + "!" }).Problem(401, "accounts.wrong-password");
        await client.Post("/api/v1/sessions", new { email = ActorsApp.EmailOf("taken"), password = ActorsApp.Password + "!" }).Problem(401, "accounts.wrong-password");
        await client.Post("/api/v1/sessions", new { email = ActorsApp.EmailOf("taken"), password = ActorsApp.Password }).Body<Tokens>();
    }

    [Fact]
    public async Task Registers_confirms_signs_in_and_sees_itself()
    {
        using var client = app.Anonymous();
        using var registered = await client.Post(Path, new { email = "Grace@Example.org", password = ActorsApp.Password, name = "Grace", dateOfBirth = Born, timeZone = "America/New_York" });
        var link = await app.Letter("Grace@Example.org", "Confirm");

        await client.Post("/api/v1/sessions", new { email = "grace@example.org", password = ActorsApp.Password }).Problem(401, "accounts.wrong-password");
        using var confirmed = await client.Post("/api/v1/links/verify-email", new { token = link.Segments[^1] });
        var tokens = await client.Post("/api/v1/sessions", new { email = "grace@example.org", password = ActorsApp.Password }).Body<Tokens>();
        client.DefaultRequestHeaders.Authorization = new("Bearer", tokens.AccessToken);
        var me = await client.Get("/api/v1/me").Body<AccountView>();

        Assert.Equal(("Grace@Example.org", "America/New_York", PlatformRole.User, new DateOnly(1990, 12, 10)), (me.Email, me.TimeZone, me.Role, me.DateOfBirth));
        Assert.Equal(3600, tokens.ExpiresIn);
    }

    [Fact]
    public async Task Of_registrations_at_the_same_time_one_gets_the_address_and_nobody_is_told_which()
    {
        using var client = app.Anonymous();

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => client.Post(Path, Body("rush@example.org") with { password = $"password of {i:00}", name = $"Rush {i}" })));

        Assert.All(answers, a => Assert.Equal(HttpStatusCode.Accepted, a.StatusCode));
        Assert.Contains("/link/", (await app.Letter("rush@example.org", "Confirm")).AbsolutePath, StringComparison.Ordinal);
        Assert.Equal(1, await app.Scalar<long>("select count(*) from account_view where email = 'rush@example.org'"));
    }

    private static Registration Body(string email) => new(email, ActorsApp.Password + "!", "Somebody", new(1990, 12, 10));

    private static string Said(HttpResponseMessage answer) =>
        $"{answer.Content.ReadAsStringAsync().GetAwaiter().GetResult()} {string.Join(' ', answer.Headers.Concat(answer.Content.Headers).Select(h => h.Key).Order(StringComparer.Ordinal))}";

#pragma warning disable IDE1006 // As in JSON.
    private sealed record Registration(string email, string password, string name, DateOnly dateOfBirth);
#pragma warning restore IDE1006
}

public sealed record Tokens(string TokenType, string AccessToken, int ExpiresIn, string RefreshToken);
