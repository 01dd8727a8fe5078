using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Actors.Accounts;
using Actors.Tests.Api.Common;
using Actors.Tests.Api.Opportunities;

namespace Actors.Tests.Api.Accounts;

/// <summary>Profiles, pictures, the archive and the end of an account over HTTP.</summary>
public sealed class OwnDataTests(ActorsApp app) : IClassFixture<ActorsApp>
{
    private static readonly byte[] s_picture = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    [Fact]
    public async Task The_archive_and_the_deletion_ask_for_a_recent_log_in()
    {
        await app.Account("owner");
        using var client = app.Anonymous();
        client.DefaultRequestHeaders.Authorization = new("Bearer", (await SignIn(client, "owner")).AccessToken);

        app.Clock.Advance(TimeSpan.FromMinutes(16));
        await client.Post("/api/v1/me/export", new { }).Problem(401, "accounts.log-in-again");
        await client.Post("/api/v1/me/deletion", new { }).Problem(401, "accounts.log-in-again");
        client.DefaultRequestHeaders.Authorization = new("Bearer", (await SignIn(client, "owner")).AccessToken);

        using var archive = await client.Post("/api/v1/me/export", new { });
        using var zip = new ZipArchive(await archive.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken), ZipArchiveMode.Read);
        Assert.Contains(zip.Entries, e => e.FullName == "documents/account.json");
        using (await client.Post("/api/v1/me/export", new { }))
        using (await client.Post("/api/v1/me/export", new { }))
        {
            await client.Post("/api/v1/me/export", new { }).Problem(429, "accounts.too-many-exports");
        }

        var deletion = await client.Post("/api/v1/me/deletion", new { }).Body<DeletionView>();
        Assert.Equal(app.Clock.Now + TimeSpan.FromDays(30), deletion.DeletesAt);
        Assert.Equal(deletion, await client.Get("/api/v1/me/deletion").Body<DeletionView>());
        using var stopped = await client.Delete("/api/v1/me/deletion");
        Assert.Equal(HttpStatusCode.NoContent, stopped.StatusCode);
        await client.Get("/api/v1/me/deletion").Problem(404, "accounts.no-deletion");
    }

    [Fact]
    public async Task A_profile_is_seen_by_those_whom_it_is_for_with_what_it_shows()
    {
        using var stage = await OpportunityStage.Of(app);
        using var pam = await app.SignedInAs("pam");
        using var friend = await app.SignedInAs("friend");
        using var nobody = app.Anonymous();
        var path = $"/api/v1/people/{await app.Account("pam")}";
        await nobody.Get(path).Problem(404, "accounts.profile-unknown");

        await pam.Put("/api/v1/me/profile", new { tagline = "Soup", placeName = "Oakland", visibility = "CONNECTIONS_ONLY", showsPlace = false }).Body<AccountView>();
        await friend.Get(path).Problem(404, "accounts.profile-unknown");
        var soup = await stage.Opened();
        foreach (var one in new[] { pam, friend })
        {
            using var seat = await OpportunityStage.Register(one, soup);
            var row = (await one.Get($"/api/v1/opportunities/{soup.Id}/registrations/mine").Body<JsonElement>())[0];
            using var ticked = await stage.Owner.Post($"/api/v1/opportunities/{soup.Id}/check-ins", new { registration = row.GetProperty("id").GetString() });
            Assert.True(ticked.IsSuccessStatusCode, await ticked.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }

        var seen = await friend.Get(path).Body<JsonElement>();
        Assert.Equal("Soup", seen.GetProperty("tagline").GetString());
        Assert.False(seen.TryGetProperty("placeName", out _));
        await nobody.Get(path).Problem(404, "accounts.profile-unknown");

        // Of a minor everybody sees no more than that.
        await pam.Put("/api/v1/me/profile", new { tagline = "Soup", visibility = "PUBLIC" }).Body<AccountView>();
        Assert.Equal("Soup", (await nobody.Get(path).Body<JsonElement>()).GetProperty("tagline").GetString());
        await pam.Put("/api/v1/me/date-of-birth", new { dateOfBirth = DateOnly.FromDateTime(app.Clock.Now.UtcDateTime).AddYears(-15) }).Body<AccountView>();
        await nobody.Get(path).Problem(404, "accounts.profile-unknown");
        await friend.Get(path).Body<JsonElement>();
    }

    [Fact]
    public async Task A_handle_leads_to_the_page_and_those_of_before_lead_on()
    {
        using var hal = await app.SignedInAs("hal");
        using var rival = await app.SignedInAs("rival");
        using var nobody = app.Anonymous();
        await hal.Put("/api/v1/me/profile", new { visibility = "PUBLIC" }).Body<AccountView>();

        await hal.Put("/api/v1/me/handle", new { handle = "Hal-9000" }).Body<AccountView>();
        await hal.Put("/api/v1/me/handle", new { handle = "hal" }).Body<AccountView>();

        await rival.Put("/api/v1/me/handle", new { handle = "hal-9000" }).Problem(409, "accounts.handle-taken");
        await rival.Put("/api/v1/me/handle", new { handle = "admin" }).Problem(409, "accounts.handle-reserved");
        using var former = await nobody.Get("/u/hal-9000");
        using var now = await nobody.Get("/u/hal");
        using var unknown = await nobody.Get("/u/no-such-person");
        Assert.Equal((HttpStatusCode.MovedPermanently, "/u/hal"), (former.StatusCode, former.Headers.Location?.OriginalString));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NotFound), (now.StatusCode, unknown.StatusCode));
    }

    [Fact]
    public async Task A_picture_is_served_as_what_it_is_for_good_and_to_those_who_see_the_profile()
    {
        using var pia = await app.SignedInAs("pia");
        using var nobody = app.Anonymous();

        var account = await Upload(pia, s_picture, "text/html").Body<AccountView>();
        var path = $"/avatars/{account.Id}/{account.Avatar}";
        using var hidden = await nobody.Get(path);
        await pia.Put("/api/v1/me/profile", new { visibility = "PUBLIC" }).Body<AccountView>();
        using var shown = await nobody.Get(path);

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.OK), (hidden.StatusCode, shown.StatusCode));
        Assert.Equal("image/png", shown.Content.Headers.ContentType?.MediaType);
        Assert.Equal("nosniff", shown.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Contains("immutable", shown.Headers.CacheControl?.ToString(), StringComparison.Ordinal);
        Assert.Equal(account, await Upload(pia, s_picture, "image/png").Body<AccountView>() with { Profile = account.Profile, Version = account.Version });

        await Upload(pia, "<svg/>"u8.ToArray(), "image/png").Problem(400, "accounts.avatar-type");
        await Upload(pia, new byte[(5 * 1024 * 1024) + 1], "image/png").Problem(400, "accounts.avatar-too-large");
        await pia.Put("/api/v1/me/avatar", new { }).Problem(415, "common.unsupported-media-type");
        using var removed = await pia.Delete("/api/v1/me/avatar");
        using var gone = await nobody.Get(path);
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
    }

    [Fact]
    public async Task A_live_connection_ends_with_its_session()
    {
        await app.Account("watching");
        using var client = app.Anonymous();
        var tokens = await SignIn(client, "watching");
        client.DefaultRequestHeaders.Authorization = new("Bearer", tokens.AccessToken);
        await using var live = await HubClient.Connect(app, tokens.AccessToken);
        await live.Watch("nonsense");

        using var ended = await client.Delete("/api/v1/sessions/current");

        await live.Ended();
    }

    private static async Task<HttpResponseMessage> Upload(HttpClient client, byte[] content, string type)
    {
        using var form = new MultipartFormDataContent();
        using var file = new ByteArrayContent(content);
        file.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        form.Add(file, "picture", "../../picture.html");
        return await client.PutAsync(new Uri("/api/v1/me/avatar", UriKind.Relative), form);
    }

    private static Task<Tokens> SignIn(HttpClient client, string name) =>
        client.Post("/api/v1/sessions", new { email = ActorsApp.EmailOf(name), password = ActorsApp.Password }).Body<Tokens>();
}
