using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Actors.Accounts;
using Actors.Common;
using Actors.Tests.Api.Common;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Actors.Tests.Api.Accounts;

/// <summary>The whole way out and back, against an authorization server on this machine.</summary>
public sealed partial class ExternalLoginTests(FederatedApp app) : IClassFixture<FederatedApp>
{
    [Theory]
    [InlineData("google")]
    [InlineData("github")]
    [InlineData("linkedin")]
    public async Task A_newcomer_gets_an_account_with_a_proven_address_and_finds_it_again(string service)
    {
        var person = new Person($"{service}-1", $"New {service}", $"new-{service}@example.org", true);

        Assert.Equal("/register/finish?refused=accounts.too-young", await SignIn(service, person, born: "2020-01-01"));
        Assert.Null(await Holder(person.Email));
        Assert.Equal("/", await SignIn(service, person));
        var holder = await Holder(person.Email);
        Assert.Equal("/", await SignIn(service, person with { Email = "changed@example.org", Verified = false }));

        Assert.True(holder?.IsProven);
        Assert.Null(await Holder("changed@example.org"));
        Assert.Equal(2, (await app.Grains.GetGrain<ISessionsGrain>(holder!.Account.Value).List(new(holder.Account, "", PlatformRole.User))).Value.Length);
    }

    [Fact]
    public async Task An_address_that_the_service_does_not_vouch_for_opens_nothing()
    {
        Assert.Equal("/login?refused=accounts.login-unproven", await SignIn("google", new("g-2", "Mallory", "victim@example.org", false)));
        Assert.Null(await Holder("victim@example.org"));
    }

    [Fact]
    public async Task An_account_whose_address_nobody_has_proven_is_not_entered_and_a_proven_one_is()
    {
        var user = await app.Unproven("squatted");
        var person = new Person("g-3", "Owner", ActorsApp.EmailOf("squatted"), true);
        Assert.Equal("/login?refused=accounts.login-unproven", await SignIn("google", person));

        await app.Prove("squatted");
        Assert.Equal("/", await SignIn("google", person));
        var logins = (await app.Grains.GetGrain<ISecurityGrain>(user.Value).View(new(user, "", PlatformRole.User))).Value!.Logins;
        Assert.Equal([SignInMethod.Google], logins.Select(l => l.Service));
    }

    [Fact]
    public async Task A_callback_that_this_browser_did_not_ask_for_is_refused()
    {
        var code = app.Code(new("g-4", "Eve", "eve@example.org", true), "");
        using var browser = app.Browser();
        using var forged = await browser.Get($"/login/google/callback?code={code}&state=made-up");
        using var bare = await browser.Get("/login/google/back");

        Assert.Equal("/login?failed=1", forged.Headers.Location?.OriginalString);
        Assert.Equal("/login?failed=1", bare.Headers.Location?.OriginalString);
        Assert.Null(await Holder("eve@example.org"));
    }

    [Fact]
    public async Task A_service_without_keys_is_not_offered()
    {
        await using var plain = new ActorsApp();
        await plain.InitializeAsync();
        using var browser = plain.Browser();

        Assert.DoesNotContain("Continue with", await (await browser.Get("/login")).Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private async Task<EmailIdentity?> Holder(string email) =>
        EmailAddress.TryParse(email, out var address) ? await app.Grains.GetGrain<IEmailAddressGrain>(address.Id.Value).Identity() : null;

    /// <summary>As a browser does it, link by link; answers where it ends.</summary>
    private async Task<string> SignIn(string service, Person person, string born = "1990-12-10")
    {
        using var browser = app.Browser();
        var page = await (await browser.Get("/login")).Content.ReadAsStringAsync();
        using var form = new FormUrlEncodedContent([new("__RequestVerificationToken", WebUtility.HtmlDecode(Form().Match(page).Groups["token"].Value))]);
        using var leave = await browser.PostAsync(new Uri($"/login/with/{service}", UriKind.Relative), form);
        Assert.Equal(HttpStatusCode.Redirect, leave.StatusCode);
        var asked = QueryHelpers.ParseQuery(leave.Headers.Location!.Query);
        Assert.Equal(service != "linkedin", asked.ContainsKey("code_challenge"));

        var code = app.Code(person, asked.GetValueOrDefault("code_challenge").ToString());
        using var back = await browser.Get($"{new Uri(asked["redirect_uri"].ToString()).AbsolutePath}?code={code}&state={Uri.EscapeDataString(asked["state"].ToString())}");
        Assert.Equal(HttpStatusCode.Redirect, back.StatusCode);
        using var end = await browser.Get(back.Headers.Location!.OriginalString);
        Assert.True(end.StatusCode == HttpStatusCode.Redirect, $"{(int)end.StatusCode} {await end.Content.ReadAsStringAsync()}");
        return end.Headers.Location!.OriginalString is var there && there.StartsWith("/register/finish", StringComparison.Ordinal) ? await Finish(browser, there, born) : there;
    }

    /// <summary>A newcomer says when they were born.</summary>
    private static async Task<string> Finish(HttpClient browser, string path, string born)
    {
        var page = await (await browser.Get(path)).Content.ReadAsStringAsync();
        using var form = new FormUrlEncodedContent(
            [new("__RequestVerificationToken", WebUtility.HtmlDecode(Form().Match(page).Groups["token"].Value)), new("_handler", "finish"), new("Birth", born)]);
        using var end = await browser.PostAsync(new Uri(path, UriKind.Relative), form);
        var text = await end.Content.ReadAsStringAsync();
        return (end.Headers.Location is { IsAbsoluteUri: true } there ? there.PathAndQuery : end.Headers.Location?.OriginalString) ?? $"/register/finish?refused={(text.Contains("accounts.too-young", StringComparison.Ordinal) ? "accounts.too-young" : text)}";
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"(?<token>[^\"]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Form();
}

/// <param name="Verified">Whether the service vouches for the address.</param>
public sealed record Person(string Subject, string Name, string Email, bool Verified);

/// <summary>An application with all three services configured, and the server that plays them.</summary>
public sealed class FederatedApp : ActorsApp, IAsyncLifetime
{
    private readonly ConcurrentDictionary<string, (Person Person, string Challenge)> _codes = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Person> _tokens = new(StringComparer.Ordinal);
    private WebApplication _server = null!;

    async ValueTask IAsyncLifetime.InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder(["--urls=http://127.0.0.1:0"]);
        builder.Logging.ClearProviders();
        _server = builder.Build();
        _server.MapPost("/token", (HttpRequest request) => Exchange(request));
        _server.MapGet("/profile", (HttpRequest request) => Profile(request, p => new { sub = p.Subject, name = p.Name, email = p.Email, email_verified = p.Verified }));
        _server.MapGet("/user", (HttpRequest request) => Profile(request, p => new { id = p.Subject.Length + 1000, login = p.Name.ToLowerInvariant(), name = p.Name, email = "public@example.org" }));
        _server.MapGet("/emails", (HttpRequest request) => Profile(request, p => new object[] { new { email = "second@example.org", primary = false, verified = true }, new { email = p.Email, primary = true, verified = p.Verified } }));
        await _server.StartAsync();
        await InitializeAsync();
    }

    async ValueTask IAsyncDisposable.DisposeAsync()
    {
        await DisposeAsync();
        await _server.DisposeAsync();
    }

    /// <summary>What the person's browser brings back after they agreed there.</summary>
    public string Code(Person person, string challenge)
    {
        var code = Guid.NewGuid().ToString("N");
        _codes[code] = (person, challenge);
        return code;
    }

    protected override void Configure(Dictionary<string, string?> settings)
    {
        var server = _server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        foreach (var (name, profile) in new[] { ("Google", "profile"), ("GitHub", "user"), ("LinkedIn", "profile") })
        {
            settings[$"Actors:Login:{name}:ClientId"] = "client";
            settings[$"Actors:Login:{name}:ClientSecret"] = "secret";
            settings[$"Actors:Login:{name}:Authorize"] = $"{server}/authorize";
            settings[$"Actors:Login:{name}:Token"] = $"{server}/token";
            settings[$"Actors:Login:{name}:Profile"] = $"{server}/{profile}";
        }

        settings["Actors:Login:GitHub:Emails"] = $"{server}/emails";
    }

    private async Task<IResult> Exchange(HttpRequest request)
    {
        var form = await request.ReadFormAsync();
        if (!_codes.TryRemove(form["code"].ToString(), out var known) || form["client_secret"] != "secret")
        {
            return Results.Json(new { error = "invalid_grant" }, statusCode: 400);
        }

        var verifier = form["code_verifier"].ToString();
        if (known.Challenge.Length > 0 && known.Challenge != WebEncoders.Base64UrlEncode(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(verifier))))
        {
            return Results.Json(new { error = "invalid_grant" }, statusCode: 400);
        }

        var token = Guid.NewGuid().ToString("N");
        _tokens[token] = known.Person;
        return Results.Json(new { access_token = token, token_type = "bearer" });
    }

    private IResult Profile(HttpRequest request, Func<Person, object> say) =>
        _tokens.TryGetValue(request.Headers.Authorization.ToString().Replace("Bearer ", "", StringComparison.Ordinal), out var person) && request.Headers.UserAgent.Count > 0
            ? Results.Text(JsonSerializer.Serialize(say(person)), "application/json")
            : Results.Unauthorized();
}
