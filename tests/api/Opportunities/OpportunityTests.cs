using System.Net;
using Actors.Common;
using Actors.Opportunities;
using Actors.Tests.Api.Common;
using static Actors.Tests.Api.Opportunities.OpportunityStage;

namespace Actors.Tests.Api.Opportunities;

public sealed class OpportunityTests(ActorsApp app) : IClassFixture<ActorsApp>, IAsyncLifetime
{
    private OpportunityStage _stage = null!;

    public async ValueTask InitializeAsync() => _stage = await Of(app);

    public ValueTask DisposeAsync()
    {
        _stage.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData(190, 10, 5, "opportunities.ends-before-start")]
    [InlineData(10, 10, 5, "opportunities.ends-before-start")]
    [InlineData(10, 190, 0, "opportunities.seats-invalid")]
    [InlineData(10, 190, -1, "opportunities.seats-invalid")]
    [InlineData(10, 190_000_000, 5, "opportunities.times-invalid")]
    public async Task A_shift_that_makes_no_sense_is_refused(double startsIn, double endsIn, int seats, string code)
    {
        var soup = await _stage.Opened();
        var before = await _stage.Snapshot(soup);
        var body = new { details = Details(), shifts = new[] { _stage.Shift(seats, soup.Shifts[0].Id, startsIn, endsIn) } };

        await _stage.Owner.Post(_stage.Drafts, body).Problem(400, code);
        await _stage.Owner.Put($"/api/v1/opportunities/{soup.Id}", body).Problem(400, code);

        Assert.Equal(before, await _stage.Snapshot(soup));
    }

    [Theory]
    [InlineData("", "common.invalid")]
    [InlineData("{", "common.malformed-json")]
    [InlineData("null", "common.invalid")]
    [InlineData("[]", "common.invalid")]
    [InlineData("{}", "common.invalid")]
    [InlineData("""{"details":null,"shifts":[]}""", "common.invalid")]
    [InlineData("""{"details":{"title":"Soup","title":"Soup"},"shifts":[]}""", "common.invalid")]
    [InlineData("""{"details":{"title":"\ud800 and more","description":"Cooking soup and serving it.","timeZone":"UTC","isVirtual":true},"shifts":[]}""", "common.invalid")]
    [InlineData("""{"details":{"title":"Soup\u0000soup","description":"Cooking soup and serving it.","timeZone":"UTC","isVirtual":true},"shifts":[]}""", "common.invalid")]
    [InlineData("""{"details":{"title":"Soup on Saturday","description":"Cooking soup and serving it.","timeZone":"UTC","isVirtual":true},"shifts":[]}""", "opportunities.no-shifts")]
    [InlineData("""{"details":{"title":"Soup on Saturday","description":"Cooking soup and serving it.","timeZone":"Mars","isVirtual":true},"shifts":[]}""", "opportunities.time-zone-unknown")]
    [InlineData("""{"details":{"title":"Soup on Saturday","description":"Cooking soup and serving it.","timeZone":"UTC"},"shifts":[]}""", "opportunities.place-missing")]
    [InlineData("""{"details":{"title":"Soup on Saturday","description":"Cooking soup and serving it.","timeZone":"UTC","place":{"latitude":91,"longitude":0,"address":"x"}},"shifts":[]}""", "opportunities.place-invalid")]
    [InlineData("""{"details":{"title":"Soup on Saturday","description":"Cooking soup and serving it.","timeZone":"UTC","isVirtual":true,"meetingUrl":"javascript:alert(1)"},"shifts":[]}""", "opportunities.meeting-url-invalid")]
    [InlineData("""{"details":{"title":"Soup on Saturday","description":"Cooking soup and serving it.","timeZone":"UTC","isVirtual":true,"causes":["none-such"]},"shifts":[]}""", "opportunities.cause-unknown")]
    public async Task A_body_that_makes_no_sense_is_refused_with_a_code(string body, string code)
    {
        var soup = await _stage.Opened();
        var before = await _stage.Snapshot(soup);

        await _stage.Owner.SendRaw(HttpMethod.Post, _stage.Drafts, body).Problem(400, code);
        await _stage.Owner.SendRaw(HttpMethod.Put, $"/api/v1/opportunities/{soup.Id}", body).Problem(400, code);

        Assert.Equal(before, await _stage.Snapshot(soup));
    }

    [Fact]
    public async Task A_body_of_more_than_a_megabyte_is_refused()
    {
        var body = $$$"""{"details": {"title": "{{{new string('x', 2_000_000)}}}"} }""";

        await _stage.Owner.SendRaw(HttpMethod.Post, _stage.Drafts, body).Problem(413, "common.body-too-large");
    }

    [Theory]
    [InlineData("not-an-id", "common.unknown-id")]
    [InlineData("opp_00000000000000000000000000", "opportunities.unknown")]
    [InlineData("opp_0000000000000000000000000u", "common.unknown-id")]
    [InlineData("org_00000000000000000000000000", "common.unknown-id")]
    public async Task Unknown_opportunities_are_not_found(string id, string code)
    {
        var path = $"/api/v1/opportunities/{id}";

        await _stage.Owner.Get(path).Problem(404, code);
        await _stage.Owner.Get($"{path}/roster").Problem(404, code);
        await _stage.Owner.Get($"{path}/venue-code").Problem(404, code);
        await _stage.Owner.Get($"{path}/venue-code.png").Problem(404, code);
        await _stage.Owner.Put(path, _stage.Body()).Problem(404, code);
        await _stage.Owner.Post($"{path}/publish", new { }).Problem(404, code);
        await _stage.Owner.Post($"{path}/cancel", new { reason = "rain" }).Problem(404, code);
        await _stage.Owner.Post($"{path}/complete", new { }).Problem(404, code);
    }

    [Fact]
    public async Task Fewer_seats_than_are_taken_and_a_shift_less_than_was_signed_up_for_are_refused()
    {
        var soup = await _stage.Opened(seats: 3);
        foreach (var name in new[] { "ada", "bo" })
        {
            using var client = await app.SignedInAs(name);
            await Register(client, soup).Body<RegistrationView>();
        }

        var before = await _stage.Snapshot(soup);

        var problem = await _stage.Owner.Put($"/api/v1/opportunities/{soup.Id}", _stage.Body(1, soup.Shifts[0].Id)).Problem(409, "opportunities.seats-below-taken");
        await _stage.Owner.Put($"/api/v1/opportunities/{soup.Id}", _stage.Body(3)).Problem(409, "opportunities.shift-has-registrations");

        Assert.Equal("2", problem.GetProperty("facts").GetProperty("taken").GetString());
        Assert.Equal(before, await _stage.Snapshot(soup));
    }

    [Fact]
    public async Task An_edit_names_the_version_that_it_was_made_from()
    {
        var soup = await _stage.Opened();
        var path = $"/api/v1/opportunities/{soup.Id}";
        using var seen = await _stage.Owner.Get(path);
        var etag = seen.Headers.ETag!.Tag;

        using var edited = await _stage.Owner.Put(path, _stage.Body(6, soup.Shifts[0].Id), etag);
        await _stage.Owner.Put(path, _stage.Body(7, soup.Shifts[0].Id), etag).Problem(412, "opportunities.changed");
        await _stage.Owner.Put(path, _stage.Body(7, soup.Shifts[0].Id), "nonsense").Problem(400, "common.malformed-etag");

        Assert.Equal(HttpStatusCode.OK, edited.StatusCode);
        Assert.NotEqual(etag, edited.Headers.ETag!.Tag);
        Assert.Equal(6, (await _stage.Owner.Get(path).Body<OpportunityView>()).Shifts[0].Seats);
    }

    [Fact]
    public async Task A_draft_repeated_with_its_key_is_one_opportunity()
    {
        var first = await _stage.Owner.Post(_stage.Drafts, _stage.Body(), key: "one").Body<OpportunityView>();
        var second = await _stage.Owner.Post(_stage.Drafts, _stage.Body(), key: "one").Body<OpportunityView>();
        var other = await _stage.Owner.Post(_stage.Drafts, _stage.Body(), key: "two").Body<OpportunityView>();

        Assert.Equal((first.Id, first.Shifts[0].Id), (second.Id, second.Shifts[0].Id));
        Assert.NotEqual(first.Id, other.Id);
        await _stage.Owner.Post(_stage.Drafts, _stage.Body(), key: new('x', 256)).Problem(400, "common.malformed-idempotency-key");
    }

    [Fact]
    public async Task Drafts_are_for_members_and_their_existence_too()
    {
        var draft = await _stage.Drafted();
        using var stranger = await app.SignedInAs("sam");
        using var nobody = app.Anonymous();

        await stranger.Post(_stage.Drafts, _stage.Body()).Problem(403, "opportunities.not-allowed");
        await nobody.Post(_stage.Drafts, _stage.Body()).Problem(401, "common.sign-in");
        await stranger.Get($"/api/v1/opportunities/{draft.Id}").Problem(404, "opportunities.unknown");
        await nobody.Get($"/api/v1/opportunities/{draft.Id}/roster").Problem(404, "opportunities.unknown");
        await stranger.Post($"/api/v1/opportunities/{draft.Id}/publish", new { }).Problem(404, "opportunities.unknown");
        await stranger.Post($"/api/v1/opportunities/{draft.Id}/cancel", new { reason = "rain" }).Problem(404, "opportunities.unknown");
        await Register(stranger, draft).Problem(404, "opportunities.unknown");
    }

    [Fact]
    public async Task Cancelling_needs_a_reason_and_ends_it()
    {
        var soup = await _stage.Opened();
        var path = $"/api/v1/opportunities/{soup.Id}";

        await _stage.Owner.Post($"{path}/cancel", new { }).Problem(400, "opportunities.reason-missing");
        var cancelled = await _stage.Owner.Post($"{path}/cancel", new { reason = "Rain" }).Body<OpportunityView>();
        await _stage.Owner.Put(path, _stage.Body(7, soup.Shifts[0].Id)).Problem(409, "opportunities.ended");
        using var late = await app.SignedInAs("late");
        await Register(late, soup).Problem(409, "opportunities.not-open");

        Assert.Equal((OpportunityStatus.Cancelled, "Rain"), (cancelled.Status, cancelled.CancellationReason));
    }
}
