using System.Net;
using System.Text.Json;
using Actors.Api.Opportunities;
using Actors.Api.Organizations;
using Actors.Opportunities;
using Actors.Organizations;
using Actors.Tests.Api.Common;

namespace Actors.Tests.Api.Opportunities;

public sealed class MatchingTests(SearchApp app) : IClassFixture<SearchApp>
{
    [Fact]
    public async Task Recommendations_come_by_score_and_say_why()
    {
        using var vera = await app.SignedInAs("vera");
        await vera.Put("/api/v1/me/matching-preferences", new
        {
            causes = new[] { "environment" },
            skills = new[] { new { skill = "spanish", level = "ADVANCED" } },
            timeZone = "UTC",
            place = new { latitude = 60.0, longitude = 20.0, address = "Home" },
            radiusMiles = 30,
        }).Body<MatchingPreferencesView>();
        var best = await app.Store(new() { Title = "Tree nursery", At = (60, 20), Causes = ["parks-gardens"], RequiredSkills = ["spanish"] });
        var far = await app.Store(new() { Title = "Tree survey", At = (60.29, 20), Causes = ["environment"] });
        var other = await app.Store(new() { Title = "Choir rehearsal", At = (60, 20), Causes = ["performing-arts"], RequiredSkills = ["french"] });
        var online = await app.Store(new() { Title = "Letters to the council", IsVirtual = true, Causes = ["climate"] });
        await app.Store(new() { Title = "Tree full", At = (60, 20), Causes = ["environment"], Seats = 1, Taken = 1 });

        var found = await vera.Get("/api/v1/me/recommendations").Body<Recommendation[]>();
        var one = await vera.Get($"/api/v1/opportunities/{other}/match").Body<Recommendation>();

        Assert.Equal([best, online, far, other], found.Select(f => f.Opportunity.Id).Where(i => new[] { best, online, far, other }.Contains(i)).OrderByDescending(i => found.First(f => f.Opportunity.Id == i).Score));
        Assert.Equal(found.Select(f => f.Score).OrderDescending(), found.Select(f => f.Score));
        Assert.Equal(100, found.First(f => f.Opportunity.Id == best).Score);
        Assert.Contains(new MatchReason("cause", "parks-gardens"), found.First(f => f.Opportunity.Id == best).Why);
        Assert.DoesNotContain(found, f => f.Opportunity.Title == "Tree full");
        Assert.Equal(new MatchBreakdown(40, 0, 0, 10), one.Breakdown);
        await vera.Get($"/api/v1/opportunities/{Actors.Common.Id.From<Actors.Common.OpportunityId>("none")}/match").Problem(404, "opportunities.unknown");
        await app.Anonymous().Get("/api/v1/me/recommendations").Problem(401, "common.sign-in");
    }

    [Fact]
    public async Task Preferences_are_the_persons_own_and_an_edit_of_an_old_version_is_refused()
    {
        using var vera = await app.SignedInAs("viola");
        using var victor = await app.SignedInAs("victor");
        var saved = await vera.Put("/api/v1/me/matching-preferences", new { causes = new[] { "health" }, available = new[] { "weekends" } });
        var repeated = await vera.Put("/api/v1/me/matching-preferences", new { causes = new[] { "health" }, available = new[] { "weekends" } }).Body<MatchingPreferencesView>();

        Assert.Equal(1, repeated.Version);
        Assert.Equal(["health"], repeated.Preferences.Causes);
        Assert.Empty((await victor.Get("/api/v1/me/matching-preferences").Body<MatchingPreferencesView>()).Preferences.Causes);
        await vera.Put("/api/v1/me/matching-preferences", new { causes = new[] { "education" } }).Body<MatchingPreferencesView>();
        await vera.Put("/api/v1/me/matching-preferences", new { causes = Array.Empty<string>() }, saved.Headers.ETag!.ToString()).Problem(412, "matching.changed");
        await vera.Put("/api/v1/me/matching-preferences", new { causes = new[] { "no-such" } }).Problem(400, "matching.cause-unknown");
        await vera.Put("/api/v1/me/matching-preferences", new { skills = new[] { new { skill = "no-such" } } }).Problem(400, "matching.skill-unknown");
        await vera.Put("/api/v1/me/matching-preferences", new { available = new[] { "someday" } }).Problem(400, "matching.available-invalid");
        await vera.Put("/api/v1/me/matching-preferences", new { timeZone = "Mars/Base" }).Problem(400, "matching.time-zone-unknown");
        await vera.Put("/api/v1/me/matching-preferences", new { radiusMiles = 501 }).Problem(400, "matching.place-invalid");
    }

    [Fact]
    public async Task Companions_are_those_who_were_there_and_only_where_both_show_it()
    {
        using var stage = await OpportunityStage.Of(app);
        using var vera = await app.SignedInAs("anna");
        using var ben = await app.SignedInAs("ben");
        using var carl = await app.SignedInAs("carl");
        var past = await stage.Opened();
        var next = await stage.Opened();
        foreach (var person in new[] { vera, ben, carl })
        {
            await OpportunityStage.Register(person, past).Body<RegistrationView>();
            await person.Post("/api/v1/check-ins", new { code = await stage.Code(past) }).Body<JsonElement>();
        }

        await app.Sql($"insert into registration (id, opportunity_id, shift_id, user_id, name, status, registered_at) select 'reg_' || user_id, '{next.Id}', '{next.Shifts[0].Id}', user_id, name, 'CONFIRMED', now() from registration where opportunity_id = '{past.Id}' and user_id in ('{await app.Account("ben")}', '{await app.Account("carl")}')");
        Assert.Equal((0, 0), await Companions(vera, next));
        await Shows(ben);
        Assert.Equal((0, 0), await Companions(vera, next));
        await Shows(vera);
        Assert.Equal((1, 1), await Companions(vera, next));
        Assert.Equal((0, 0), await Companions(carl, next));
    }

    [Fact]
    public async Task Searches_are_saved_as_they_stand_in_an_address()
    {
        using var vera = await app.SignedInAs("vesna");
        using var victor = await app.SignedInAs("victor");
        var saved = await vera.Post("/api/v1/me/saved-searches", new { name = "Gardens", query = "text=garden&cause=environment&available=sat&available=sun", everyHours = 12 }, "once").Body<SavedSearchView>();
        var again = await vera.Post("/api/v1/me/saved-searches", new { name = "Gardens", query = "text=garden&cause=environment&available=sat&available=sun", everyHours = 12 }, "once").Body<SavedSearchView>();

        Assert.Equal(saved, again);
        Assert.Equal(saved, Assert.Single(await vera.Get("/api/v1/me/saved-searches").Body<SavedSearchView[]>()));
        await vera.Post("/api/v1/me/saved-searches", new { name = "Bad", query = "cause=no-such" }).Problem(400, "search.cause-unknown");
        await vera.Post("/api/v1/me/saved-searches", new { name = "Bad", query = "text=a&cursor=b" }).Problem(400, "saved-searches.query-invalid");
        await victor.Put($"/api/v1/me/saved-searches/{saved.Id}", new { name = "Mine", query = "text=x" }).Problem(404, "saved-searches.unknown");
        var changed = await vera.Put($"/api/v1/me/saved-searches/{saved.Id}", new { name = "Parks", query = "text=park", tells = false }).Body<SavedSearchView>();
        Assert.Equal(("Parks", false), (changed.Name, changed.Tells));

        var token = $"{await app.Account("vesna")}.{saved.Id}";
        await app.Anonymous().Get($"/api/v1/saved-searches/unsubscribe?token={token}").Problem(405, "common.method-not-allowed");
        await vera.Put($"/api/v1/me/saved-searches/{saved.Id}", new { name = "Parks", query = "text=park" }).Body<SavedSearchView>();
        Assert.Equal(HttpStatusCode.NoContent, (await app.Anonymous().Post("/api/v1/saved-searches/unsubscribe", new { token })).StatusCode);
        Assert.False(Assert.Single(await vera.Get("/api/v1/me/saved-searches").Body<SavedSearchView[]>()).Tells);
        await app.Anonymous().Post("/api/v1/saved-searches/unsubscribe", new { token = "nonsense" }).Problem(400, "saved-searches.link-invalid");
        Assert.Equal(HttpStatusCode.NoContent, (await vera.Delete($"/api/v1/me/saved-searches/{saved.Id}")).StatusCode);
        Assert.Empty(await vera.Get("/api/v1/me/saved-searches").Body<SavedSearchView[]>());
    }

    [Fact]
    public async Task Followers_find_events_for_followers_and_are_counted()
    {
        using var stage = await OpportunityStage.Of(app);
        using var vera = await app.SignedInAs("valerie");
        var draft = await stage.Owner.Post(stage.Drafts, new { details = OpportunityStage.Details("Tapir tea party", "FOLLOWERS_ONLY"), shifts = new[] { stage.Shift() } }).Body<OpportunityView>();
        await stage.Owner.Send(HttpMethod.Post, $"/api/v1/opportunities/{draft.Id}/publish", null).Body<OpportunityView>();
        Assert.Empty((await vera.Get("/api/v1/opportunities?text=tapir").Body<SearchPage>()).Items);

        await vera.Put($"/api/v1/me/follows/{stage.Organization}", new { }).Body<FollowView>();

        Assert.Equal([draft.Id], (await vera.Get("/api/v1/opportunities?text=tapir").Body<SearchPage>()).Items.Select(i => i.Id));
        Assert.Equal([draft.Id], (await stage.Owner.Get("/api/v1/opportunities?text=tapir").Body<SearchPage>()).Items.Select(i => i.Id));
        Assert.Empty((await app.Anonymous().Get("/api/v1/opportunities?text=tapir").Body<SearchPage>()).Items);
        Assert.Equal(1, (await app.Anonymous().Get($"/api/v1/organizations/{stage.Organization}/followers").Body<FollowersView>()).Count);
        Assert.Equal(HttpStatusCode.NoContent, (await vera.Delete($"/api/v1/me/follows/{stage.Organization}")).StatusCode);
        Assert.Equal(0, (await app.Anonymous().Get($"/api/v1/organizations/{stage.Organization}/followers").Body<FollowersView>()).Count);
        Assert.Empty(await vera.Get("/api/v1/me/follows").Body<FollowView[]>());
    }

    [Fact]
    public async Task What_is_over_leaves_the_listings_and_what_is_planned_anew_comes_back()
    {
        var now = app.Clock.Now;
        var over = await app.Store(new() { Title = "Okapi over", Shifts = [(now.AddHours(-5), now.AddHours(-4))] });
        var on = await app.Store(new() { Title = "Okapi on" });

        Assert.InRange(await SearchUpkeep.Sweep(app.Database, now, TestContext.Current.CancellationToken), 1, 1000);

        Assert.Equal([on.Value], await Listed("Okapi%"));
        await app.Sql($"update grain_state set payload = jsonb_set(payload, '{{endsAt}}', to_jsonb(now() + interval '9 days')) where grain_key = '{over}'");
        Assert.Equal(2, (await Listed("Okapi%")).Count);
    }

    private static async Task Shows(HttpClient person) => await person.Put("/api/v1/me/matching-preferences", new { showsWhereTheyGo = true }).Body<MatchingPreferencesView>();

    private static async Task<(long Going, long Been)> Companions(HttpClient person, OpportunityView view)
    {
        var companions = await person.Get($"/api/v1/opportunities/{view.Id}/companions").Body<CompanionsView>();
        Assert.Equal(companions.Going, companions.Names.Length);
        return (companions.Going, companions.Been);
    }

    private async Task<List<string>> Listed(string title)
    {
        await using var command = app.Database.CreateCommand("select id from listing where title like $1");
        command.Parameters.Add(new() { Value = title });
        await using var reader = await command.ExecuteReaderAsync();
        List<string> ids = [];
        while (await reader.ReadAsync())
        {
            ids.Add(reader.GetString(0));
        }

        return ids;
    }
}
