using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Actors.Accounts;
using Actors.Api.Accounts;
using Actors.Common;
using Actors.Tests.Api.Common;
using Actors.Tests.Api.Ledger;
using Microsoft.Extensions.DependencyInjection;

namespace Actors.Tests.Api.Accounts;

/// <summary>Proof of two accounts over HTTP: a ticket of the one, a log-in to the other.</summary>
public sealed class MergeTests(ActorsApp app) : IClassFixture<ActorsApp>
{
    private const string Ticket = "/api/v1/me/merge/ticket";
    private const string Path = "/api/v1/me/merge";
    private const string NewPassword = "a new horse battery";

    [Fact]
    public async Task Whoever_logs_in_to_both_has_one_account_with_all_hours_and_the_old_address_opens_it()
    {
        var (stays, goes) = (await app.Account("ann"), await app.Account("ann-of-before"));
        using var owner = await app.SignedInAs("olga");
        var kitchen = await owner.Found();
        await app.Attend(kitchen.Id, "ann", "now");
        await app.Attend(kitchen.Id, "ann-of-before", "before");
        using var ann = app.Anonymous();
        await LogIn(ann, "ann");
        using (var changed = await ann.Put("/api/v1/me/password", new { current = ActorsApp.Password, @new = NewPassword }))
        {
            Assert.Equal(HttpStatusCode.NoContent, changed.StatusCode);
        }

        await LogIn(ann, "ann", NewPassword);
        using var before = app.Anonymous();
        var old = await LogIn(before, "ann-of-before");
        using var answer = await ann.Post(Ticket, new { });
        Assert.True(answer.Headers.CacheControl!.NoStore);
        var ticket = (await answer.Content.ReadFromJsonAsync<MergeTicketView>(ActorsJson.Options, TestContext.Current.CancellationToken))!;
        Assert.Equal(app.Clock.Now + TimeSpan.FromMinutes(15), ticket.ExpiresAt);

        var asked = await before.Post(Path, new { ticket.Ticket, into = stays }, "once").Body<MergeView>();

        Assert.Equal((goes, stays, new HoursTotal(2, 360)), (asked.From, asked.Into, asked.Before));
        await Done(goes);
        var done = await ann.Get($"/api/v1/me/merges/{goes}").Body<MergeView>();
        Assert.Equal((MergeStatus.Done, asked.Before), (done.Status, done.After));
        Assert.Equal(2, (await ann.Get("/api/v1/me/totals").Body<JsonElement>()).GetProperty("entries").GetInt32());
        await MailedLinkTests.Stops(before, old);
        await before.Post("/api/v1/sessions", new { email = ActorsApp.EmailOf("ann-of-before"), password = ActorsApp.Password }).Problem(401, "accounts.wrong-password");
        await LogIn(before, "ann-of-before", NewPassword);
        Assert.Equal(stays, (await before.Get("/api/v1/me").Body<AccountView>()).Id);

        // A letter that is asked for by the old address goes to the account's.
        using var forgotten = await before.Post("/api/v1/links", new { email = ActorsApp.EmailOf("ann-of-before"), purpose = "RESET_PASSWORD" });
        await app.Letter(ActorsApp.EmailOf("ann"), "password");

        using var eve = await app.SignedInAs("eve");
        await eve.Get($"/api/v1/me/merges/{goes}").Problem(404, "accounts.merge-unknown");
        await eve.Get("/api/v1/me/merges/nonsense").Problem(404, "common.unknown-id");
        await Record(stays, goes);
    }

    [Fact]
    public async Task A_ticket_that_is_old_changed_or_of_another_kind_proves_nothing()
    {
        var (stays, goes) = (await app.Account("bob"), await app.Account("bob-of-before"));
        using var bob = app.Anonymous();
        using var before = app.Anonymous();
        await LogIn(bob, "bob");
        await LogIn(before, "bob-of-before");
        var ticket = (await bob.Post(Ticket, new { }).Body<MergeTicketView>()).Ticket;
        var tickets = app.Services.GetRequiredService<SignInTickets>();
        var middle = ticket.Length / 2;

        foreach (var wrong in new[]
        {
            "", "nonsense", ticket[..^4], new string('A', 9000), ticket[..middle] + (ticket[middle] == 'A' ? 'B' : 'A') + ticket[(middle + 1)..],
            tickets.Seal(new SecondStep(stays, 1, SignInMethod.Password)), tickets.SealPasskeyState(JsonSerializer.Serialize(new { user = stays.Value, session = "ses_00000000000000000000000000" })),
        })
        {
            await before.Post(Path, new { ticket = wrong, into = goes }).Problem(401, "accounts.merge-unproven");
        }

        await before.Post(Path, new { into = goes }).Problem(400, "common.invalid");
        await before.Post(Path, new { ticket, into = "nonsense" }).Problem(400, "common.invalid");

        // The other log-in is as young as can be; the first one is too old.
        app.Clock.Advance(TimeSpan.FromMinutes(15));
        await LogIn(before, "bob-of-before");
        await before.Post(Path, new { ticket, into = goes }).Problem(401, "accounts.merge-unproven");

        // It ends with its session.
        await LogIn(bob, "bob");
        ticket = (await bob.Post(Ticket, new { }).Body<MergeTicketView>()).Ticket;
        using (var ended = await bob.Delete("/api/v1/sessions/current"))
        {
            Assert.Equal(HttpStatusCode.NoContent, ended.StatusCode);
        }

        await before.Post(Path, new { ticket, into = goes }).Problem(401, "accounts.merge-unproven");
        await Untouched(stays, goes);
    }

    [Fact]
    public async Task Neither_account_counts_as_proven_by_an_old_log_in()
    {
        var (stays, goes) = (await app.Account("cleo"), await app.Account("cleo-of-before"));
        using var cleo = app.Anonymous();
        using var before = app.Anonymous();
        await LogIn(cleo, "cleo");
        await LogIn(before, "cleo-of-before");
        app.Clock.Advance(TimeSpan.FromMinutes(16));

        await cleo.Post(Ticket, new { }).Problem(401, "accounts.log-in-again");
        await LogIn(cleo, "cleo");
        var ticket = (await cleo.Post(Ticket, new { }).Body<MergeTicketView>()).Ticket;
        await before.Post(Path, new { ticket, into = stays }).Problem(401, "accounts.log-in-again");
        using var withoutSession = await app.SignedInAs("cleo-of-before");
        await withoutSession.Post(Path, new { ticket, into = stays }).Problem(401, "accounts.log-in-again");
        using var nobody = app.Anonymous();
        await nobody.Post(Ticket, new { }).Problem(401, "common.sign-in");
        await nobody.Post(Path, new { ticket, into = stays }).Problem(401, "common.sign-in");
        await Untouched(stays, goes);
    }

    [Fact]
    public async Task Only_the_two_that_are_proven_are_merged_and_no_account_into_itself()
    {
        var (stays, goes) = (await app.Account("dan"), await app.Account("dan-of-before"));
        using var dan = app.Anonymous();
        using var again = app.Anonymous();
        using var eve = app.Anonymous();
        await LogIn(dan, "dan");
        await LogIn(again, "dan");
        await app.Account("third");
        await LogIn(eve, "third");
        var ticket = (await dan.Post(Ticket, new { }).Body<MergeTicketView>()).Ticket;

        await eve.Post(Path, new { ticket, into = goes }).Problem(403, "common.not-allowed");
        await again.Post(Path, new { ticket, into = stays }).Problem(409, "accounts.merge-same");

        await Untouched(stays, goes);
    }

    [Fact]
    public async Task A_ticket_that_is_used_again_is_the_same_merge_and_no_other()
    {
        var (stays, goes) = (await app.Account("fay"), await app.Account("fay-of-before"));
        await app.Account("fay-the-third");
        using var fay = app.Anonymous();
        using var before = app.Anonymous();
        using var third = app.Anonymous();
        await LogIn(before, "fay-of-before");
        await LogIn(fay, "fay");
        await LogIn(third, "fay-the-third");
        var ticket = (await before.Post(Ticket, new { }).Body<MergeTicketView>()).Ticket;

        var first = await fay.Post(Path, new { ticket, into = stays }, "twice").Body<MergeView>();
        await Done(goes);
        var kept = await fay.Post(Path, new { ticket, into = stays }, "twice").Body<MergeView>();
        var repeated = await fay.Post(Path, new { ticket, into = stays }).Body<MergeView>();

        Assert.Equal(first, kept);
        Assert.Equal((goes, stays, MergeStatus.Done), (repeated.From, repeated.Into, repeated.Status));
        await fay.Post(Path, new { ticket, into = goes }).Problem(401, "accounts.merge-unproven");
        await third.Post(Path, new { ticket, into = await app.Account("fay-the-third") }).Problem(401, "accounts.merge-unproven");
        Assert.Equal(1, await app.Scalar<long>("select count(*) from account_move where event = 'CLOSED' and from_user = $1", goes.Value));
    }

    /// <summary>What an administrator sees of it, page by page; nobody else, and nobody changes it.</summary>
    private async Task Record(UserId stays, UserId goes)
    {
        using var admin = await app.AsAdmin();
        var path = $"/api/v1/admin/accounts/{goes}/moves";
        List<AccountMoveRow> all = [];
        for (string? cursor = ""; cursor is not null;)
        {
            var page = await admin.Get($"{path}?limit=3&cursor={cursor}").Body<Page>();
            all.AddRange(page.Items);
            cursor = page.Next;
        }

        Assert.Equal(all.OrderByDescending(r => r.Id).Select(r => r.Id), all.Select(r => r.Id));
        Assert.Equal(await app.Scalar<long>("select count(*) from account_move where from_user = $1", goes.Value), all.Count);
        Assert.Equal(goes.Value, all.Single(r => r.Event == AccountMoveEvent.Asked).Detail!.Value.GetProperty("by").GetString());
        Assert.Contains(all, r => r.Event == AccountMoveEvent.Moved && r.Thing.StartsWith("ledger-entry/", StringComparison.Ordinal));
        Assert.Contains(all, r => r.Event == AccountMoveEvent.Done);
        Assert.Equal(all.Select(r => r.Id), (await admin.Get($"/api/v1/admin/accounts/{stays}/moves").Body<Page>()).Items.Select(r => r.Id));
        var other = (await admin.Get($"{path}?limit=1").Body<Page>()).Next;
        await admin.Get($"/api/v1/admin/accounts/{stays}/moves?cursor={other}").Problem(400, "common.malformed-cursor");
        await admin.Get($"{path}?limit=0").Problem(400, "common.invalid");
        await admin.Get("/api/v1/admin/accounts/nonsense/moves").Problem(404, "common.unknown-id");
        await admin.Delete(path).Problem(405, "common.method-not-allowed");
    }

    private async Task Done(UserId goes)
    {
        await app.Pass(TimeSpan.FromSeconds(30));
        Assert.Equal(1, await app.Scalar<long>("select count(*) from account_move where from_user = $1 and event = 'DONE'", goes.Value));
    }

    private async Task Untouched(UserId stays, UserId goes)
    {
        Assert.Equal(0, await app.Scalar<long>("select count(*) from account_move where from_user = any($1) or into_user = any($1)", [new[] { stays.Value, goes.Value }]));
        Assert.Equal(0, await app.Scalar<long>("select count(*) from grain_state where state_name = 'account-merge' and grain_key = any($1)", [new[] { stays.Value, goes.Value }]));
        Assert.NotNull(await app.Grains.GetGrain<IAccountGrain>(stays.Value).Credentials());
        Assert.NotNull(await app.Grains.GetGrain<IAccountGrain>(goes.Value).Credentials());
    }

    private static async Task<Tokens> LogIn(HttpClient client, string name, string password = ActorsApp.Password)
    {
        var tokens = await client.Post("/api/v1/sessions", new { email = ActorsApp.EmailOf(name), password }).Body<Tokens>();
        client.DefaultRequestHeaders.Authorization = new("Bearer", tokens.AccessToken);
        return tokens;
    }

    private sealed record Page(AccountMoveRow[] Items, string? Next);
}
