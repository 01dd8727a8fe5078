using Actors.Api.Common;
using Actors.Api.Ledger;
using Actors.Common;
using Actors.Ledger;
using Actors.Opportunities;
using Actors.Tests.Api.Common;

namespace Actors.Tests.Api.Ledger;

public sealed class LedgerTests(ActorsApp app) : IClassFixture<ActorsApp>
{
    [Fact]
    public async Task Nobody_sees_anything_without_signing_in()
    {
        using var nobody = app.Anonymous();

        await nobody.Get("/api/v1/me/ledger").Problem(401, "common.sign-in");
        await nobody.Get($"/api/v1/ledger/{Id.From<LedgerEntryId>("x")}").Problem(401, "common.sign-in");
        await nobody.Post($"/api/v1/ledger/{Id.From<LedgerEntryId>("x")}/verify", new { }).Problem(401, "common.sign-in");
    }

    [Fact]
    public async Task Wrong_ids_cursors_limits_and_statuses_each_have_their_code()
    {
        using var olga = await app.SignedInAs("olga-wrong");
        var organization = await olga.Found();

        await olga.Get("/api/v1/ledger/nonsense").Problem(404, "common.unknown-id");
        await olga.Get($"/api/v1/ledger/{Id.From<LedgerEntryId>("never")}").Problem(404, "ledger.unknown");
        await olga.Post($"/api/v1/ledger/{Id.From<LedgerEntryId>("never")}/verify", new { }).Problem(404, "ledger.unknown");
        await olga.Get("/api/v1/me/ledger?cursor=abc").Problem(400, "common.malformed-cursor");
        await olga.Get("/api/v1/me/ledger?limit=0").Problem(400, "common.invalid");
        await olga.Get($"/api/v1/organizations/{organization.Id}/ledger?status=7").Problem(400, "common.invalid");
        await olga.Get($"/api/v1/organizations/{Id.From<OrganizationId>("never")}/ledger").Problem(403, "organizations.not-allowed");
        await olga.Get($"/api/v1/organizations/{Id.From<OrganizationId>("never")}/totals").Problem(404, "organizations.unknown");
        await olga.Get("/api/v1/admin/ledger/waiting").Problem(403, "common.not-allowed");
        await olga.Get("/api/v1/admin/outbox").Problem(403, "common.not-allowed");
    }

    [Fact]
    public async Task Untouched_hours_are_verified_after_48_hours_and_count_for_both_sides()
    {
        using var olga = await app.SignedInAs("olga-silent");
        using var vera = await app.SignedInAs("vera-silent");
        using var admin = await app.AsAdmin();
        var organization = await olga.Found();
        var id = await app.Attend(organization.Id, "vera-silent", "silent");

        await app.Pass(TimeSpan.FromHours(48));

        var entry = await vera.Get($"/api/v1/ledger/{id}").Body<LedgerEntryView>();
        var mine = await vera.Get("/api/v1/me/totals").Body<LedgerTotals>();
        var theirs = await olga.Get($"/api/v1/organizations/{organization.Id}/totals").Body<LedgerTotals>();
        var letters = await admin.Get("/api/v1/admin/outbox?limit=200").Body<Page<OutboxRow>>();
        Assert.Equal((LedgerStatus.Verified, VerificationGrade.Gold, VerificationMethod.Auto, 3), (entry.Status, entry.Tier!.Value, entry.Method!.Value, entry.Notices.Length));
        Assert.Equal(new(1, 180, 0, 1, 0, 0, 1), mine);
        Assert.Equal(new(1, 180, 0, 1, 0, 0, 1), theirs);
        Assert.Equal(3, letters.Items.Count(l => l.About == id.Value));
    }

    [Fact]
    public async Task A_member_adjusts_once_however_often_it_is_sent_and_a_volunteer_never()
    {
        using var olga = await app.SignedInAs("olga-adjust");
        using var vera = await app.SignedInAs("vera-adjust");
        var organization = await olga.Found();
        var id = await app.Attend(organization.Id, "vera-adjust", "adjust");

        await vera.Post($"/api/v1/ledger/{id}/adjust", new AdjustHoursRequest(600, "longer")).Problem(403, "ledger.own-hours");
        await olga.Post($"/api/v1/ledger/{id}/adjust", new AdjustHoursRequest(0, "left early")).Problem(400, "ledger.minutes-invalid");
        await olga.Post($"/api/v1/ledger/{id}/adjust", new AdjustHoursRequest(90, " ")).Problem(400, "ledger.reason-missing");
        await olga.SendRaw(HttpMethod.Post, $"/api/v1/ledger/{id}/adjust", "{\"minutes\":1e9}").Problem(400, "common.invalid");
        var first = await olga.Post($"/api/v1/ledger/{id}/adjust", new AdjustHoursRequest(90, "left early"), key: "once").Body<LedgerEntryView>();
        var again = await olga.Post($"/api/v1/ledger/{id}/adjust", new AdjustHoursRequest(90, "left early"), key: "once").Body<LedgerEntryView>();
        await olga.Post($"/api/v1/ledger/{id}/reject", new ReasonRequest("no show")).Problem(409, "ledger.not-pending");

        Assert.Equal((90, 180, LedgerStatus.Verified, first.Version), (first.Minutes, first.MinutesRecorded, first.Status, again.Version));
    }

    [Fact]
    public async Task The_queue_begins_with_what_is_pending_and_pages_lose_and_repeat_nothing_while_others_write()
    {
        using var olga = await app.SignedInAs("olga-queue");
        var organization = await olga.Found();
        List<LedgerEntryId> ids = [];
        for (var i = 0; i < 7; i++)
        {
            ids.Add(await app.Attend(organization.Id, "vera-queue", $"{i}"));
        }

        await olga.Post($"/api/v1/ledger/{ids[6]}/verify", new { }).Body<LedgerEntryView>();
        await olga.Post($"/api/v1/ledger/{ids[5]}/dispute", new ReasonRequest("was not there")).Body<LedgerEntryView>();
        List<LedgerRow> seen = [];
        string? next = null;
        do
        {
            var page = await olga.Get($"/api/v1/organizations/{organization.Id}/ledger?limit=2{(next is null ? "" : $"&cursor={next}")}").Body<Page<LedgerRow>>();
            seen.AddRange(page.Items);
            next = page.Next;
            await app.Attend(organization.Id, "vera-queue", $"later-{seen.Count}");
        }
        while (next is not null);

        var pending = await olga.Get($"/api/v1/organizations/{organization.Id}/ledger?status=PENDING").Body<Page<LedgerRow>>();
        var disputed = await olga.Get($"/api/v1/organizations/{organization.Id}/ledger?status=DISPUTED").Body<Page<LedgerRow>>();
        Assert.Equal(seen.Count, seen.Select(r => r.Id).Distinct().Count());
        Assert.Equal(ids.ToHashSet(), seen.Where(r => ids.Contains(r.Id)).Select(r => r.Id).ToHashSet());
        Assert.Equal([LedgerStatus.Disputed, LedgerStatus.Verified], seen.TakeLast(2).Select(r => r.Status));
        Assert.All(pending.Items, r => Assert.Equal(LedgerStatus.Pending, r.Status));
        Assert.Equal(ids[5], Assert.Single(disputed.Items).Id);
        await olga.Get($"/api/v1/organizations/{organization.Id}/ledger?status=VERIFIED&cursor={await NextOf(olga, organization.Id)}").Problem(400, "common.malformed-cursor");
    }

    [Fact]
    public async Task An_administrator_sees_entries_whose_clock_stands_and_why()
    {
        using var olga = await app.SignedInAs("olga-off");
        using var admin = await app.AsAdmin();
        var organization = await olga.Found(LedgerApi.Profile() with { AutoVerify = false });
        var id = await app.Attend(organization.Id, "vera-off", "off", CheckInMethod.Manual);
        await app.Pass(TimeSpan.FromMinutes(1));

        var waiting = await admin.Get("/api/v1/admin/ledger/waiting?limit=200").Body<Page<LedgerRow>>();
        Assert.Equal("auto-verify-off", waiting.Items.Single(r => r.Id == id).WaitingFor);

        var verified = await olga.Post($"/api/v1/ledger/{id}/verify", new { }).Body<LedgerEntryView>();
        waiting = await admin.Get("/api/v1/admin/ledger/waiting?limit=200").Body<Page<LedgerRow>>();
        Assert.Equal(VerificationGrade.Silver, verified.Tier);
        Assert.DoesNotContain(waiting.Items, r => r.Id == id);
    }

    private static async Task<string?> NextOf(HttpClient client, OrganizationId organization) =>
        (await client.Get($"/api/v1/organizations/{organization}/ledger?limit=1").Body<Page<LedgerRow>>()).Next;
}
