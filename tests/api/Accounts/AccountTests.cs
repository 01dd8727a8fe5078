using System.Net;
using Actors.Accounts;
using Actors.Common;
using Actors.Tests.Api.Common;

namespace Actors.Tests.Api.Accounts;

public sealed class AccountTests(ActorsApp app) : IClassFixture<ActorsApp>
{
    [Theory]
    [InlineData("not an address", "long enough 1", "Ada", "accounts.address-invalid")]
    [InlineData("ada@localhost", "long enough 1", "Ada", "accounts.address-invalid")]
    [InlineData("ada@exa\ud800mple.org", "long enough 1", "Ada", "accounts.address-invalid")]
    [InlineData("ada2@example.org", "too short", "Ada", "accounts.password-too-short")]
    [InlineData("ada2@example.org", "ADA2@Example.ORG", "Ada", "accounts.password-is-address")]
    [InlineData("ada2@example.org", "long enough 1", "  ", "accounts.name-invalid")]
    public async Task Registration_is_refused_with_a_code(string email, string password, string name, string code)
    {
        using var client = app.Anonymous();

        await client.Post("/api/v1/accounts", new { email, password, name }).Problem(400, code);
    }

    [Fact]
    public async Task A_taken_address_is_refused_in_any_spelling()
    {
        await app.Account("taken");
        using var client = app.Anonymous();

        await client.Post("/api/v1/accounts", new { email = " TAKEN@Example.org ", password = "another password", name = "Eve" }).Problem(409, "accounts.address-taken");
    }

    [Fact]
    public async Task Registers_signs_in_and_sees_itself()
    {
        using var client = app.Anonymous();

        var account = await client.Post("/api/v1/accounts", new { email = "Grace@Example.org", password = ActorsApp.Password, name = "Grace", timeZone = "America/New_York" }).Body<AccountView>();
        var tokens = await client.Post("/api/v1/sessions", new { email = "grace@example.org", password = ActorsApp.Password }).Body<Tokens>();
        client.DefaultRequestHeaders.Authorization = new("Bearer", tokens.AccessToken);
        var me = await client.Get("/api/v1/me").Body<AccountView>();

        Assert.Equal(account, me);
        Assert.Equal(("Grace@Example.org", "America/New_York", PlatformRole.User), (me.Email, me.TimeZone, me.Role));
        Assert.Equal(3600, tokens.ExpiresIn);
    }

    [Fact]
    public async Task A_repeated_registration_is_the_same_account_for_whoever_knows_the_password()
    {
        using var client = app.Anonymous();
        var request = new { email = "twice@example.org", password = ActorsApp.Password, name = "Twice" };

        var first = await client.Post("/api/v1/accounts", request, key: "one").Body<AccountView>();
        var second = await client.Post("/api/v1/accounts", request, key: "one").Body<AccountView>();
        var guessedKey = client.Post("/api/v1/accounts", request with { password = "guessed password" }, key: "one");

        Assert.Equal(first, second);
        await guessedKey.Problem(409, "accounts.address-taken");
    }

    [Fact]
    public async Task Of_registrations_at_the_same_time_one_gets_the_address()
    {
        using var client = app.Anonymous();

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i =>
            client.Post("/api/v1/accounts", new { email = "rush@example.org", password = $"password of {i:00}", name = $"Rush {i}" })));

        Assert.Single(answers, a => a.StatusCode == HttpStatusCode.Created);
        foreach (var refused in answers.Where(a => a.StatusCode != HttpStatusCode.Created))
        {
            await refused.Problem(409, "accounts.address-taken");
        }
    }
}

public sealed record Tokens(string TokenType, string AccessToken, int ExpiresIn, string RefreshToken);
