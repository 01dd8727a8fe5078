using System.Net;
using Actors.Accounts;
using Actors.Api.Common;
using Actors.Common;
using Actors.Opportunities;
using Actors.Organizations;
using Actors.Tests.Api.Accounts;
using Actors.Tests.Api.Opportunities;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Actors.Tests.Api.Common;

public sealed class IdempotencyTests(ActorsApp app) : IClassFixture<ActorsApp>, IAsyncLifetime
{
    private const string Key = "once";

    private OpportunityStage _stage = null!;

    public async ValueTask InitializeAsync() => _stage = await OpportunityStage.Of(app);

    public ValueTask DisposeAsync()
    {
        _stage.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_sign_up_that_comes_again_after_the_cancellation_takes_no_seat()
    {
        var soup = await _stage.Opened(seats: 1);
        using var ada = await app.SignedInAs("ada");
        var seats = $"/api/v1/opportunities/{soup.Id}/shifts/{soup.Shifts[0].Id}/registrations";

        using var first = await ada.Send(HttpMethod.Post, seats, new { acceptOverlap = true }, Key);
        var seat = await Task.FromResult(first).Body<RegistrationView>();
        await ada.Send(HttpMethod.Post, $"/api/v1/opportunities/{soup.Id}/registrations/{seat.Id}/cancel", null, Key).Body<RegistrationView>();
        using var late = await ada.Send(HttpMethod.Post, seats, new { acceptOverlap = true }, Key);
        var again = await Task.FromResult(late).Body<RegistrationView>();

        Assert.Equal(seat, again);
        Assert.Equal("true", Assert.Single(late.Headers.GetValues("Idempotency-Replayed")));
        Assert.Equal(0, (await _stage.Owner.Get($"/api/v1/opportunities/{soup.Id}").Body<OpportunityView>()).Shifts[0].Taken);

        // The guard off: without the key the same duplicate takes the seat.
        await ada.Send(HttpMethod.Post, seats, new { acceptOverlap = true }).Body<RegistrationView>();
        Assert.Equal(1, (await _stage.Owner.Get($"/api/v1/opportunities/{soup.Id}").Body<OpportunityView>()).Shifts[0].Taken);
    }

    [Fact]
    public async Task When_the_answer_was_lost_with_its_server_the_grain_knows_what_it_did()
    {
        var soup = await _stage.Opened(seats: 1);
        using var ada = await app.SignedInAs("ada");
        var seats = $"/api/v1/opportunities/{soup.Id}/shifts/{soup.Shifts[0].Id}/registrations";
        var seat = await ada.Send(HttpMethod.Post, seats, new { acceptOverlap = true }, "lost").Body<RegistrationView>();
        var organization = $"/api/v1/organizations/{_stage.Organization}";
        var edited = await _stage.Owner.Send(HttpMethod.Put, organization, new { name = "Soup" }, "lost").Body<OrganizationView>();
        await ada.Send(HttpMethod.Post, $"/api/v1/opportunities/{soup.Id}/registrations/{seat.Id}/cancel", null).Body<RegistrationView>();
        await LoseAnswers();
        await app.Restart();

        var again = await (await app.SignedInAs("ada")).Send(HttpMethod.Post, seats, new { acceptOverlap = true }, "lost").Body<RegistrationView>();
        var editedAgain = await (await app.SignedInAs("olga")).Send(HttpMethod.Put, organization, new { name = "Soup" }, "lost").Body<OrganizationView>();

        Assert.Equal((seat.Id, RegistrationStatus.Confirmed), (again.Id, again.Status));
        Assert.Equal(edited.Version, editedAgain.Version);
        Assert.Equal(0, await app.Scalar<long>("select count(*) from registration where status <> 'CANCELLED' and opportunity_id = $1", soup.Id.Value));

        // The guard off: a grain that does not remember the command takes the seat for it.
        await LoseAnswers();
        await app.Execute("delete from applied_command");
        await (await app.SignedInAs("ada")).Send(HttpMethod.Post, seats, new { acceptOverlap = true }, "lost").Body<RegistrationView>();
        Assert.Equal(1, await app.Scalar<long>("select count(*) from registration where status <> 'CANCELLED' and opportunity_id = $1", soup.Id.Value));
    }

    [Fact]
    public async Task What_has_changed_since_an_applied_edit_is_not_overwritten_by_its_duplicate()
    {
        using var ada = await app.SignedInAs("ada");
        await ada.Send(HttpMethod.Patch, "/api/v1/me", new { name = "One" }, "name").Body<object>();
        await ada.Patch("/api/v1/me", new { name = "Two" }).Body<object>();
        await LoseAnswers();

        await ada.Send(HttpMethod.Patch, "/api/v1/me", new { name = "One" }, "name").Problem(409, "common.applied-already");

        Assert.Equal("Two", (await ada.Get("/api/v1/me").Body<Actors.Accounts.AccountView>()).Name);
    }

    [Fact]
    public async Task A_running_key_is_in_use_until_its_server_answers_or_is_gone()
    {
        using var ada = await app.SignedInAs("ada");
        await ada.Send(HttpMethod.Patch, "/api/v1/me", new { name = "Ada" }, "running").Body<object>();
        await app.Execute("update idempotency set status = null, held_until = $1", (app.Clock.Now + KeptAnswers.Hold).UtcDateTime);

        using var refused = await ada.Send(HttpMethod.Patch, "/api/v1/me", new { name = "Ada" }, "running");
        await refused.Problem(409, "common.idempotency-key-in-use");
        await ada.Send(HttpMethod.Patch, "/api/v1/me", new { name = "Eve" }, "running").Problem(422, "common.idempotency-key-used-otherwise");
        app.Clock.Advance(KeptAnswers.Hold);
        using var taken = await ada.Send(HttpMethod.Patch, "/api/v1/me", new { name = "Ada" }, "running");

        Assert.NotNull(refused.Headers.RetryAfter);
        Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
    }

    [Fact]
    public async Task Front_ends_share_keys_and_one_takes_over_the_command_of_another_that_is_gone()
    {
        KeptAnswers[] fronts = [app.Services.GetRequiredService<KeptAnswers>(), new(app.Services.GetRequiredService<NpgsqlDataSource>(), app.Services.GetRequiredService<Clock>())];
        Task<KeyClaim> Claim(int front) => fronts[front].Claim("shared", UserId.Of("usr_ada"), "POST /seats", [1], CancellationToken.None);

        var claims = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Claim(i % 2)));
        var command = Assert.Single(claims.OfType<KeyClaim.Mine>()).Command;
        var holder = Array.FindIndex(claims, c => c is KeyClaim.Mine) % 2;
        Assert.Equal(15, claims.OfType<KeyClaim.Running>().Count());

        app.Clock.Advance(KeptAnswers.Hold - TimeSpan.FromSeconds(1));
        await fronts[holder].Renew();
        app.Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.IsType<KeyClaim.Running>(await Claim(1 - holder));

        app.Clock.Advance(KeptAnswers.Hold);
        Assert.Equal(new KeyClaim.Mine(command), await Claim(1 - holder));
        await fronts[1 - holder].Keep("shared", command, new(200, null, null, null, [1]));
        await fronts[holder].Keep("shared", command, new(409, null, null, null, [2]));
        Assert.All(await Task.WhenAll(Claim(0), Claim(1)), claim => Assert.Equal(200, Assert.IsType<KeyClaim.Answered>(claim).Answer.Status));
    }

    [Fact]
    public async Task The_same_request_many_times_at_once_is_done_once()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => _stage.Owner.Post(_stage.Drafts, _stage.Body(), key: "many")));

        var made = await Task.WhenAll(answers.Where(a => a.StatusCode == HttpStatusCode.Created).Select(a => Task.FromResult(a).Body<OpportunityView>()));
        Assert.Single(made.Select(m => m.Id).Distinct());
        Assert.All(answers.Where(a => a.StatusCode != HttpStatusCode.Created), a => Assert.Equal(HttpStatusCode.Conflict, a.StatusCode));
        Assert.Equal(1, await app.Scalar<long>("select count(*) from grain_state where state_name = 'opportunity' and payload->>'organization' = $1", _stage.Organization.Value));
    }

    [Fact]
    public async Task Another_body_or_query_under_a_used_key_is_refused_and_other_people_and_paths_have_keys_of_their_own()
    {
        using var ada = await app.SignedInAs("ada");
        using var bo = await app.SignedInAs("bo");
        await ada.Send(HttpMethod.Patch, "/api/v1/me", new { name = "Ada" }, Key).Body<object>();

        var refused = await ada.Send(HttpMethod.Patch, "/api/v1/me", new { name = "Eve" }, Key).Problem(422, "common.idempotency-key-used-otherwise");
        await ada.Send(HttpMethod.Patch, "/api/v1/me?x=1", new { name = "Ada" }, Key).Problem(422, "common.idempotency-key-used-otherwise");
        var other = await bo.Send(HttpMethod.Patch, "/api/v1/me", new { name = "Ada" }, Key).Body<Actors.Accounts.AccountView>();
        using var elsewhere = await ada.Post("/api/v1/organizations", new { name = "Kitchen" }, Key);

        Assert.Equal("/problems/common.idempotency-key-used-otherwise", refused.GetProperty("type").GetString());
        Assert.Equal(ActorsApp.EmailOf("bo"), other.Email);
        Assert.Equal(HttpStatusCode.Created, elsewhere.StatusCode);
    }

    [Fact]
    public async Task A_refusal_stays_the_answer_and_a_request_that_was_wrong_may_be_corrected()
    {
        var soup = await _stage.Opened(seats: 1);
        using var ada = await app.SignedInAs("ada");
        using var bo = await app.SignedInAs("bo");
        var seats = $"/api/v1/opportunities/{soup.Id}/shifts/{soup.Shifts[0].Id}/registrations";
        var seat = await bo.Send(HttpMethod.Post, seats, new { acceptOverlap = true }).Body<RegistrationView>();

        await ada.Send(HttpMethod.Post, seats, new { acceptOverlap = true }, "full").Problem(409, "opportunities.full");
        await bo.Send(HttpMethod.Post, $"/api/v1/opportunities/{soup.Id}/registrations/{seat.Id}/cancel", null).Body<RegistrationView>();
        await ada.Send(HttpMethod.Post, seats, new { acceptOverlap = true }, "full").Problem(409, "opportunities.full");
        await ada.Send(HttpMethod.Patch, "/api/v1/me", new { timeZone = "Nowhere" }, "corrected").Problem(400, "accounts.time-zone-unknown");
        await ada.Send(HttpMethod.Patch, "/api/v1/me", new { timeZone = "Europe/Berlin" }, "corrected").Body<object>();
    }

    [Fact]
    public async Task After_a_day_a_key_is_new_and_what_was_kept_is_purged()
    {
        var first = await _stage.Owner.Post(_stage.Drafts, _stage.Body(), key: "daily").Body<OpportunityView>();
        var body = _stage.Body();
        app.Clock.Advance(KeptAnswers.Lifetime - TimeSpan.FromSeconds(1));
        var still = await _stage.Owner.Post(_stage.Drafts, body, key: "daily").Body<OpportunityView>();
        app.Clock.Advance(TimeSpan.FromSeconds(1));

        var second = await _stage.Owner.Post(_stage.Drafts, body, key: "daily").Body<OpportunityView>();
        app.Clock.Advance(KeptAnswers.Lifetime);
        var more = await app.Services.GetRequiredService<KeptAnswers>().Purge(TestContext.Current.CancellationToken);

        Assert.Equal(first.Id, still.Id);
        Assert.NotEqual(first.Id, second.Id);
        Assert.False(more);
        Assert.Equal(0, await app.Scalar<long>("select (select count(*) from idempotency) + (select count(*) from applied_command)"));
    }

    [Fact]
    public async Task A_large_body_is_hashed_as_it_comes_and_a_malformed_key_is_refused()
    {
        var rows = string.Concat(Enumerable.Range(0, 3000).Select(i => $"row-{i},Bread {i} on Sunday,Baking bread and giving it to everybody.,2030-05-10T14:00:00Z,2030-05-10T17:00:00Z,true\n"));
        var csv = "id,title,description,starts_at,ends_at,is_virtual\n" + rows;
        var path = $"{_stage.Drafts}/import?dryRun=true&timeZone=UTC";

        async Task<HttpResponseMessage> Send(string text, string key)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative)) { Content = new StringContent(text, System.Text.Encoding.UTF8, "text/csv") };
            request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
            return await _stage.Owner.SendAsync(request, TestContext.Current.CancellationToken);
        }

        var first = await Send(csv, "rows").Body<System.Text.Json.JsonElement>();
        var again = await Send(csv, "rows").Body<System.Text.Json.JsonElement>();
        await Send(csv + "row-x,x,x,x,x,x\n", "rows").Problem(422, "common.idempotency-key-used-otherwise");
        await Send(csv, "two words").Problem(400, "common.malformed-idempotency-key");

        Assert.Equal(first.GetRawText(), again.GetRawText());
    }

    [Fact]
    public async Task A_command_that_goes_on_in_another_grain_of_the_same_key_takes_effect_there_too()
    {
        var user = await app.Account("two-grains");
        using var admin = await app.AsAdmin();
        using var client = app.Anonymous();
        async Task LogIn() => client.DefaultRequestHeaders.Authorization =
            new("Bearer", (await client.Post("/api/v1/sessions", new { email = ActorsApp.EmailOf("two-grains"), password = ActorsApp.Password }).Body<Tokens>()).AccessToken);

        await LogIn();
        await client.Post("/api/v1/me/deletion", new { }, "delete").Body<DeletionView>();
        Assert.NotNull((await app.Grains.GetGrain<IAccountGrain>(user.Value).Credentials())!.DeletesAt);
        using (var kept = await client.Send(HttpMethod.Delete, "/api/v1/me/deletion", null, "keep"))
        {
            Assert.Equal(HttpStatusCode.NoContent, kept.StatusCode);
        }

        Assert.Null((await app.Grains.GetGrain<IAccountGrain>(user.Value).Credentials())!.DeletesAt);
        foreach (var role in new[] { "MODERATOR", "USER" })
        {
            using var set = await admin.Send(HttpMethod.Put, $"/api/v1/admin/accounts/{user}/role", new { role }, role);
            Assert.Equal(HttpStatusCode.OK, set.StatusCode);
        }

        Assert.Empty((await app.Grains.GetGrain<ISessionsGrain>(user.Value).List(await app.By("two-grains"))).Value);
    }

    [Fact]
    public void Whatever_changes_something_keeps_its_answer_for_a_known_caller_or_says_why_not()
    {
        var endpoints = app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.RoutePattern.RawText?.StartsWith("/api/v1", StringComparison.Ordinal) == true)
            .Where(e => e.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Any(IdempotencyKeys.Changes)).ToList();

        var unguarded = endpoints.Where(e => e.Metadata.GetMetadata<AnswerNotKept>() is null && e.Metadata.GetMetadata<IAuthorizeData>() is null);
        var notKept = endpoints.Where(e => e.Metadata.GetMetadata<AnswerNotKept>() is not null).Select(e => e.RoutePattern.RawText!["/api/v1/".Length..].Trim('/')).Order(StringComparer.Ordinal);

        Assert.NotEmpty(endpoints);
        Assert.Empty(unguarded.Select(e => e.RoutePattern.RawText));
        Assert.Equal(
            [
                "accounts", "claims", "claims/open", "email-changes/confirm", "email-changes/stop",
                "guardian-links/answer", "guardian-links/open", "guardian-links/revoke", "guardian-links/write-no-more",
                "invitations/ask", "invitations/cancel", "invitations/check-in", "invitations/join", "invitations/open",
                "links", "links/reset-password", "links/verify-email",
                "me/avatar", "me/calendar", "me/email-change", "me/email-change", "me/email-verification", "me/export", "me/logins/{service}", "me/merge/ticket",
                "me/passkeys", "me/passkeys/options", "me/passkeys/{id}", "me/password", "me/phone", "me/phone", "me/phone-codes",
                "me/sessions", "me/sessions/{id}", "me/two-factor", "me/two-factor", "me/two-factor/disable", "me/two-factor/recovery-codes",
                "saved-searches/unsubscribe",
                "sessions", "sessions/cookie", "sessions/current", "sessions/link", "sessions/passkey", "sessions/passkey-options",
                "sessions/phone", "sessions/phone-codes", "sessions/refresh", "sessions/two-factor",
            ],
            notKept);
    }

    /// <summary>As after kill -9 between the effect and the keeping of its answer.</summary>
    private Task LoseAnswers() => app.Execute("update idempotency set status = null, content_type = null, location = null, etag = null, body = null, held_until = null");
}
