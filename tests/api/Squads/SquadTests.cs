using System.Net;
using System.Text.Json;
using Actors.Accounts;
using Actors.Common;
using Actors.Opportunities;
using Actors.Squads;
using Actors.Tests.Api.Common;
using Actors.Tests.Api.Opportunities;

namespace Actors.Tests.Api.Squads;

public sealed class SquadTests(ActorsApp app) : IClassFixture<ActorsApp>
{
    [Fact]
    public async Task A_scanner_that_opens_every_kind_of_link_by_every_safe_method_moves_nothing()
    {
        using var stage = await OpportunityStage.Of(app);
        var soup = await stage.Opened();
        using var lea = await app.SignedInAs("lea");
        var booking = await Booked(lea, soup, "Scanned squad");
        var url = await Invited(lea, booking, "scanned@example.org");
        var link = (await lea.Send(HttpMethod.Post, $"/api/v1/bookings/{booking.Id}/link", null).Body<BookingView>()).Link!.Url;
        using var nobody = app.Anonymous();
        await nobody.Post("/api/v1/invitations/join", new { token = url.Segments[^1] }).Body<InvitationView>();
        await Come(stage, soup, "scanned@example.org");
        var claim = await app.Letter("scanned@example.org", "Claim");
        var fresh = await Invited(lea, await Booked(lea, await stage.Opened(), "Another"), "fresh@example.org");
        using var somebody = app.Browser();

        foreach (var path in new[] { url.AbsolutePath, fresh.AbsolutePath, new Uri(link).AbsolutePath, claim.AbsolutePath, "/join/nonsense", "/claim/nonsense" })
        {
            var before = await Everything();
            foreach (var client in new[] { nobody, somebody, lea })
            {
                using var opened = await client.Get(path);
                using var looked = await client.Send(HttpMethod.Head, path, null);
                using var again = await client.Get(path);
                Assert.NotEqual(HttpStatusCode.InternalServerError, opened.StatusCode);
            }

            Assert.Equal(before, await Everything());
        }

        Assert.False((await Address("scanned@example.org").Identity())!.IsProven);
        Assert.Null(await Address("fresh@example.org").Identity());
        Assert.Equal(2, await app.Scalar<long>("select count(*) from funnel_event where stage = 'OPENED'"));
        Assert.Equal(1, await app.Scalar<long>("select count(*) from funnel_event where stage = 'CLAIM_OPENED'"));
    }

    [Fact]
    public async Task A_guest_claims_by_the_api_and_the_funnel_and_the_squads_impact_say_so()
    {
        using var stage = await OpportunityStage.Of(app);
        var soup = await stage.Opened();
        using var lea = await app.SignedInAs("leanne");
        using var admin = await app.AsAdmin();
        using var nobody = app.Anonymous();
        var booking = await Booked(lea, soup, "Counting squad");
        var token = (await Invited(lea, booking, "counted@example.org")).Segments[^1];
        var joined = await nobody.Post("/api/v1/invitations/join", new { token, name = "Connie" }).Body<InvitationView>();
        await nobody.Get("/api/v1/me").Problem(401, "common.sign-in");
        await Come(stage, soup, "counted@example.org");
        var claim = (await app.Letter("counted@example.org", "Claim")).Segments[^1];

        await nobody.Post("/api/v1/claims", new { token = claim, password = "short" }).Problem(400, "accounts.password-too-short");
        using var claimed = await nobody.Post("/api/v1/claims", new { token = claim, password = "a long new password" });
        await nobody.Post("/api/v1/claims", new { token = claim }).Problem(410, "accounts.link-used");
        await nobody.Post("/api/v1/invitations/cancel", new { token }).Problem(401, "squads.log-in-to-join");
        using var session = await nobody.Post("/api/v1/sessions", new { email = "counted@example.org", password = "a long new password" });

        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.OK), (claimed.StatusCode, session.StatusCode));
        Assert.Equal(joined.User, await Address("counted@example.org").Holder());
        Assert.True((await admin.Get("/api/v1/admin/funnel?weeks=2").Body<JsonElement>()).EnumerateArray().Sum(w => w.GetProperty("converted").GetInt64()) >= 1);
        await AWeekFourWeeksAgo();
        var week = (await admin.Get("/api/v1/admin/funnel?weeks=5").Body<JsonElement>())[4];
        Assert.Equal((3, 1, 1, 1, 2), (Count(week, "sent"), Count(week, "joined"), Count(week, "attended"), Count(week, "converted"), Count(week, "claimsSent")));
        Assert.Equal((0.5, 48.0, 0.5), (week.GetProperty("convertedWithin7Days").GetDouble(), week.GetProperty("medianHoursToConvert").GetDouble(), week.GetProperty("viralCoefficient").GetDouble()));
        await lea.Get("/api/v1/admin/funnel").Problem(403, "common.not-allowed");

        await app.Execute("update grain_state set payload = payload || '{\"status\": \"VERIFIED\"}' where state_name = 'ledger-entry' and payload->'attended'->>'user' = $1", joined.User!.Value.Value);
        var impact = await lea.Get($"/api/v1/squads/{booking.Squad}/impact").Body<JsonElement>();
        var minutes = impact.GetProperty("verifiedMinutes").GetInt64();
        Assert.True(minutes > 0);
        Assert.Equal((1, 1, (long)Math.Round(minutes * 34.79m * 100 / 60, MidpointRounding.AwayFromZero)), (impact.GetProperty("events").GetInt32(), impact.GetProperty("people").GetInt32(), impact.GetProperty("value").GetInt64()));
        var history = (await lea.Get($"/api/v1/squads/{booking.Squad}/events").Body<JsonElement>()).GetProperty("items");
        Assert.Equal((1, 1, minutes), (history[0].GetProperty("joined").GetInt32(), history[0].GetProperty("attended").GetInt32(), history[0].GetProperty("minutes").GetInt64()));
    }

    [Fact]
    public async Task The_leader_watches_the_roster_fill_by_name_and_a_member_hears_numbers_only()
    {
        using var stage = await OpportunityStage.Of(app);
        var soup = await stage.Opened();
        using var lea = await app.SignedInAs("watching-leader");
        var booking = await Booked(lea, soup, "Watched squad");
        using var member = await app.SignedInAs("watching-member");
        using var joined = await member.Send(HttpMethod.Post, $"/api/v1/squads/{booking.Squad}/join", null);
        await using var leads = await HubClient.Connect(app, await app.Token(await app.Account("watching-leader")));
        await using var listens = await HubClient.Connect(app, await app.Token(await app.Account("watching-member")));
        await using var stranger = await HubClient.Connect(app, await app.Token(await app.Account("watching-stranger")));
        var topic = $"squad/{booking.Squad}";
        await leads.Watch(topic);
        await listens.Watch(topic);

        var url = await Invited(lea, booking, "watched@example.org");
        using var nobody = app.Anonymous();
        await nobody.Post("/api/v1/invitations/join", new { token = url.Segments[^1], name = "Wanda Watched" }).Body<InvitationView>();

        await Until(leads, "member", e => e.GetProperty("row").GetProperty("name").GetString() == "Wanda Watched" && e.GetProperty("row").GetProperty("status").GetString() == "JOINED");
        await Until(listens, "counts", e => e.GetProperty("joined").GetInt32() == 1);
        Assert.DoesNotContain("Wanda", listens.Heard, StringComparison.Ordinal);
        Assert.Contains("unknown", (await stranger.Watch($"squad/{Id.From<SquadId>("nobody's")}")).GetString(), StringComparison.Ordinal);
        Assert.Contains("unknown", (await stranger.Watch(topic)).GetString(), StringComparison.Ordinal);
        Assert.Contains("unknown", (await leads.Watch(SquadTopics.Chat(booking.Squad))).GetString(), StringComparison.Ordinal);
    }

    private static long Count(JsonElement week, string stage) => week.GetProperty(stage).GetInt64();

    /// <summary>Two leaders invited three; one guest joined, came, was asked and became a user after 48 hours; another was asked and became one after a week too many.</summary>
    private Task AWeekFourWeeksAgo() => app.Execute(
        """
        insert into funnel_event (stage, subject, account_id, inviter_id, is_guest, at)
        select stage, subject, account, inviter, guest, date_trunc('week', $1::timestamptz at time zone 'UTC') at time zone 'UTC' - interval '28 days' + hours * interval '1 hour'
          from (values ('SENT', 'a', null, 'one', true, 1), ('SENT', 'b', null, 'one', true, 1), ('SENT', 'c', null, 'two', true, 1), ('JOINED', 'a', 'ann', 'one', true, 2),
                       ('JOINED', 'b', 'bob', 'one', false, 2), ('ATTENDED', 'a', 'ann', 'one', true, 20), ('CLAIM_SENT', 'ca', 'ann', null, true, 45), ('CLAIM_SENT', 'cd', 'dan', null, true, 45),
                       ('CONVERTED', 'ann', 'ann', null, true, 50), ('CONVERTED', 'dan', 'dan', null, true, 400)) e (stage, subject, account, inviter, guest, hours)
        """, app.Clock.Now.UtcDateTime);

    /// <summary>Reads what a watcher hears until it is there.</summary>
    private static async Task Until(HubClient watcher, string kind, Func<JsonElement, bool> found)
    {
        while (!(await watcher.Next()).GetProperty("events").EnumerateArray().Any(e => e.GetProperty("kind").GetString() == kind && found(e.GetProperty("payload"))))
        {
        }
    }

    private static async Task<BookingView> Booked(HttpClient leader, OpportunityView soup, string name)
    {
        var squad = await leader.Post("/api/v1/squads", new { name, type = "FRIENDS" }).Body<SquadView>();
        return await leader.Post($"/api/v1/squads/{squad.Id}/bookings", new { opportunity = soup.Id, shift = soup.Shifts[0].Id, seats = 2 }).Body<BookingView>();
    }

    private async Task<Uri> Invited(HttpClient leader, BookingView booking, string email)
    {
        await leader.Post($"/api/v1/bookings/{booking.Id}/invitations", new { people = new[] { new { email } } }).Body<BookingView>();
        return await app.Letter(email, "invites you");
    }

    /// <summary>From the start to the end, and the day after.</summary>
    private async Task Come(OpportunityStage stage, OpportunityView soup, string email)
    {
        var guest = (await Address(email).Holder())!.Value;
        var grain = app.Grains.GetGrain<IOpportunityGrain>(soup.Id.Value);
        await Deadlines.Pass(app.Database, app.Grains, app.Clock, TimeSpan.FromMinutes(15));
        var registration = (await grain.Mine(new(guest, "", PlatformRole.User))).Value!.Single().Id;
        await stage.Owner.Post($"/api/v1/opportunities/{soup.Id}/check-ins", new { registration }).Body<JsonElement>();
        await Deadlines.Pass(app.Database, app.Grains, app.Clock, TimeSpan.FromHours(1));
        await stage.Owner.Post($"/api/v1/opportunities/{soup.Id}/check-outs", new { registration }).Body<JsonElement>();
        await Deadlines.Pass(app.Database, app.Grains, app.Clock, TimeSpan.FromHours(28));
    }

    private IEmailAddressGrain Address(string email) =>
        EmailAddress.TryParse(email, out var address) ? app.Grains.GetGrain<IEmailAddressGrain>(address.Id.Value) : throw new FormatException(email);

    private Task<string> Everything() => app.Scalar<string>(
        """
        select string_agg(t, ',' order by t) from (
          select grain_key || version as t from grain_state
          union all select r::text from registration r union all select h::text from seat_hold h) x
        """);
}
