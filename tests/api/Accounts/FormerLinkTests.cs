using System.Net;
using System.Text.Json;
using Actors.Accounts;
using Actors.Common;
using Actors.Opportunities;
using Actors.Tests.Api.Common;
using Actors.Tests.Api.Ledger;
using Actors.Tests.Api.Opportunities;
using Actors.Trust;

namespace Actors.Tests.Api.Accounts;

/// <summary>What went out before two merges leads to the account that is left.</summary>
public sealed class FormerLinkTests(ActorsApp app) : IClassFixture<ActorsApp>
{
    private static readonly byte[] s_picture = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    [Fact]
    public async Task The_page_picture_and_profile_of_an_old_id_lead_to_todays_for_those_who_see_it()
    {
        var old = await app.Account("pam");
        using var pam = await app.SignedInAs("pam");
        using var nobody = app.Anonymous();
        var picture = (await app.Grains.GetGrain<IAccountGrain>(old.Value).SetAvatar(new(CommandId.New(), await app.By("pam"), [.. s_picture]))).Value!.Avatar;
        var today = await Merged("pam", "pam-then", "pam-now");
        using var now = await app.SignedInAs("pam-now");

        // Who does not see the profile is not told whose it is.
        await nobody.Get($"/api/v1/people/{old}").Problem(404, "accounts.profile-unknown");
        Assert.Equal(HttpStatusCode.NotFound, (await nobody.Get($"/people/{old}")).StatusCode);
        await now.Put("/api/v1/me/profile", new { visibility = "PUBLIC" }).Body<AccountView>();
        using var profile = await nobody.Get($"/api/v1/people/{old}");
        using var page = await nobody.Get($"/people/{old}");
        using var shown = await nobody.Get($"/avatars/{old}/{picture}");

        Assert.Equal((HttpStatusCode.PermanentRedirect, $"/api/v1/people/{today}"), (profile.StatusCode, profile.Headers.Location?.OriginalString));
        Assert.Equal((HttpStatusCode.MovedPermanently, $"/people/{today}"), (page.StatusCode, page.Headers.Location?.OriginalString));
        Assert.Equal(HttpStatusCode.OK, shown.StatusCode);
        Assert.Equal(today.Value, (await nobody.Get($"/api/v1/people/{today}").Body<JsonElement>()).GetProperty("id").GetString());
    }

    [Fact]
    public async Task The_address_of_an_old_calendar_shows_the_shifts_of_today_until_there_is_another()
    {
        using var stage = await OpportunityStage.Of(app);
        var soup = await stage.Opened();
        using var cal = await app.SignedInAs("cal");
        using var nobody = app.Anonymous();
        var url = new Uri((await cal.Send(HttpMethod.Post, "/api/v1/me/calendar", null).Body<JsonElement>()).GetProperty("url").GetString()!).PathAndQuery;
        await Merged("cal", "cal-then", "cal-now");
        using var now = await app.SignedInAs("cal-now");
        await OpportunityStage.Register(now, soup).Body<RegistrationView>();

        var text = await nobody.GetStringAsync(new Uri(url, UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Contains(soup.Shifts[0].Id.Value, text, StringComparison.Ordinal);
        await nobody.Get(url.Replace(".ics", "x.ics", StringComparison.Ordinal)).Problem(404, "calendar.unknown");
        await now.Send(HttpMethod.Post, "/api/v1/me/calendar", null).Body<JsonElement>();
        await nobody.Get(url).Problem(404, "calendar.unknown");
    }

    [Fact]
    public async Task The_link_that_ends_the_letters_of_an_old_search_ends_them()
    {
        using var sam = await app.SignedInAs("sam");
        using var nobody = app.Anonymous();
        var search = await sam.Post("/api/v1/me/saved-searches", new { name = "Gardens", query = "text=garden" }).Body<SavedSearchView>();
        var token = $"{await app.Account("sam")}.{search.Id}";
        await Merged("sam", "sam-then", "sam-now");
        using var now = await app.SignedInAs("sam-now");
        Assert.True(Assert.Single(await now.Get("/api/v1/me/saved-searches").Body<SavedSearchView[]>()).Tells);

        using var ended = await nobody.Post("/api/v1/saved-searches/unsubscribe", new { token });

        Assert.Equal(HttpStatusCode.NoContent, ended.StatusCode);
        Assert.False(Assert.Single(await now.Get("/api/v1/me/saved-searches").Body<SavedSearchView[]>()).Tells);
        await nobody.Post("/api/v1/saved-searches/unsubscribe", new { token = $"{await app.Account("sam-now")}.{Id.From<SavedSearchId>("none")}" }).Problem(404, "saved-searches.unknown");
    }

    [Fact]
    public async Task A_guardian_answers_and_takes_back_by_a_link_to_an_old_account()
    {
        using var stage = await OpportunityStage.Of(app);
        var soup = await stage.Opened();
        foreach (var name in new[] { "mia", "mia-then", "mia-now" })
        {
            using var before = await app.SignedInAs(name);
            await before.Put("/api/v1/me/date-of-birth", new { dateOfBirth = $"{app.Clock.Now.Year - 15}-01-01" }).Body<JsonElement>();
        }

        using var mia = await app.SignedInAs("mia");
        using var nobody = app.Anonymous();
        await mia.Post($"/api/v1/opportunities/{soup.Id}/guardian-requests", new { guardian = "mary@example.org" }).Body<ConsentView>();
        var token = (await app.Letter("mary@example.org", "")).Segments[^1];
        var today = await Merged("mia", "mia-then", "mia-now");
        using var now = await app.SignedInAs("mia-now");

        var opened = (await nobody.Post("/api/v1/guardian-links/open", new { token }).Body<JsonElement>()).GetProperty("consent");
        await nobody.Post("/api/v1/guardian-links/answer", new { token, consents = true, name = "Mary Parent", isGuardian = true }).Body<ConsentView>();

        Assert.Equal(today.Value, opened.GetProperty("minor").GetString());
        await OpportunityStage.Register(now, soup).Body<RegistrationView>();
        var revoked = await nobody.Post("/api/v1/guardian-links/revoke", new { token }).Body<ConsentView>();
        Assert.Equal((today, ConsentStatus.Revoked), (revoked.Minor, revoked.Status));
        using var noMore = await nobody.Post("/api/v1/guardian-links/write-no-more", new { token });
        Assert.Equal(HttpStatusCode.NoContent, noMore.StatusCode);
    }

    /// <summary>The first becomes the second's, then that one the third's, which is left.</summary>
    private async Task<UserId> Merged(params string[] names)
    {
        foreach (var (from, into) in names.Zip(names.Skip(1)))
        {
            var (goes, stays) = (await app.By(from), await app.By(into));
            var asked = await app.Grains.GetGrain<IAccountMergeGrain>(goes.User!.Value.Value).Ask(new(CommandId.New(), goes, stays, stays.User!.Value));
            Assert.Null(asked.Fault);
            await app.Pass(TimeSpan.FromSeconds(30));
        }

        return await app.Account(names[^1]);
    }
}
