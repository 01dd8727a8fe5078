using System.Net;
using System.Text.Json;
using Actors.Api.Common;
using Actors.Api.Opportunities;
using Actors.Common;
using Actors.Opportunities;
using Actors.Organizations;
using Actors.Tests.Api.Common;
using Microsoft.AspNetCore.DataProtection;
using static Actors.Tests.Api.Opportunities.OpportunityStage;

namespace Actors.Tests.Api.Opportunities;

public sealed class CheckInTests(ActorsApp app) : IClassFixture<ActorsApp>, IAsyncLifetime
{
    private OpportunityStage _stage = null!;
    private OpportunityView _soup = null!;
    private HttpClient _ada = null!;
    private RegistrationView _seat = null!;

    public async ValueTask InitializeAsync()
    {
        _stage = await Of(app);
        _soup = await _stage.Opened();
        _ada = await app.SignedInAs("ada");
        _seat = await Register(_ada, _soup).Body<RegistrationView>();
    }

    public ValueTask DisposeAsync()
    {
        _ada.Dispose();
        _stage.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("""{"position":{"latitude":90.1,"longitude":0,"accuracyMeters":10}}""", 400, "opportunities.position-invalid")]
    [InlineData("""{"position":{"latitude":0,"longitude":-180.1,"accuracyMeters":10}}""", 400, "opportunities.position-invalid")]
    [InlineData("""{"position":{"latitude":40.7,"longitude":-74,"accuracyMeters":0}}""", 400, "opportunities.position-invalid")]
    [InlineData("""{"position":{"latitude":40.7,"longitude":-74,"accuracyMeters":101}}""", 409, "opportunities.position-inaccurate")]
    [InlineData("""{"position":{"latitude":40.71,"longitude":-74,"accuracyMeters":10}}""", 409, "opportunities.too-far")]
    [InlineData("""{"position":{"latitude":"NaN","longitude":-74,"accuracyMeters":10}}""", 400, "common.invalid")]
    [InlineData("""{"position":{"latitude":40.7,"longitude":-74}}""", 400, "common.invalid")]
    [InlineData("""{"code":"12"}""", 400, "opportunities.code-unknown")]
    [InlineData("{}", 400, "opportunities.proof-missing")]
    public async Task What_proves_nothing_checks_nobody_in(string body, int status, string code)
    {
        var before = await _stage.Snapshot(_soup);

        await _ada.SendRaw(HttpMethod.Post, Path("check-ins/here"), body).Problem(status, code);

        Assert.Equal(before, await _stage.Snapshot(_soup));
    }

    [Fact]
    public async Task The_short_code_of_the_screen_can_be_typed_with_a_position()
    {
        var code = (await _stage.Owner.Get(Path("venue-code")).Body<JsonElement>()).GetProperty("shortCode").GetString()!;

        var attended = await _ada.Post(Path("check-ins/here"), new { code = $"{code[..3]} {code[3..]}", position = Position }).Body<AttendanceView>();

        Assert.Equal((CheckInMethod.Typed, CheckInMethod.Gps, 0, 10), (attended.Method, attended.Evidence!.With!.Value, attended.Evidence.DistanceMeters, attended.Evidence.AccuracyMeters));
    }

    [Fact]
    public async Task A_printed_code_is_for_those_who_run_the_event_to_print_and_good_with_a_position()
    {
        await _ada.Get(Path("printed-code")).Problem(403, "opportunities.not-allowed");
        await _stage.Owner.Get(Path("printed-code?hours=25")).Problem(400, "opportunities.printed-invalid");
        await _stage.Owner.Get(Path("printed-code?from=2200-01-01T00:00:00Z")).Problem(400, "opportunities.printed-invalid");
        var printed = await _stage.Owner.Get(Path("printed-code?hours=24")).Body<JsonElement>();
        var code = printed.GetProperty("code").GetString();

        await _ada.Post("/api/v1/check-ins", new { code }).Problem(409, "opportunities.position-missing");
        await _ada.Post("/api/v1/check-ins", new { code = code + "A", opportunity = _soup.Id }).Problem(400, "opportunities.code-unknown");
        var attended = await _ada.Post("/api/v1/check-ins", new { code = printed.GetProperty("url").GetString(), position = Position }).Body<AttendanceView>();

        Assert.Equal(CheckInMethod.Printed, attended.Method);
        Assert.Equal(printed.GetProperty("goodFrom").GetDateTimeOffset().AddHours(24), printed.GetProperty("goodUntil").GetDateTimeOffset());
    }

    [Fact]
    public async Task A_coordinator_scans_the_persons_own_code_which_changes_every_thirty_seconds()
    {
        var shown = await _ada.Get("/api/v1/me/personal-code").Body<JsonElement>();
        var code = shown.GetProperty("code").GetString()!;
        var foreign = new PersonalCodes(new EphemeralDataProtectionProvider(), new(app.Clock)).Show(_seat.User).Code;
        using var nobody = app.Anonymous();

        await nobody.Get("/api/v1/me/personal-code").Problem(401, "common.sign-in");
        await _ada.Post(Path("check-ins/scan"), new { code }).Problem(403, "opportunities.not-allowed");
        await _stage.Owner.Post(Path("check-ins/scan"), new { code = foreign }).Problem(400, "opportunities.code-unknown");
        await _stage.Owner.Post(Path("check-ins/scan"), new { code = await _stage.Code(_soup) }).Problem(400, "opportunities.code-unknown");
        await _stage.Owner.Post(Path("check-ins/scan"), new { code, gate = new string('x', 41) }).Problem(400, "opportunities.gate-invalid");
        var first = await _stage.Owner.Post(Path("check-ins/scan"), new { code, gate = "North gate" }).Body<AttendanceView>();
        var second = await _stage.Owner.Post(Path("check-ins/scan"), new { code, gate = "South gate" }).Body<AttendanceView>();
        app.Clock.Advance(TimeSpan.FromSeconds(61));
        await _stage.Owner.Post(Path("check-ins/scan"), new { code }).Problem(410, "opportunities.code-expired");

        Assert.Equal((false, "North gate", "olga"), (first.AlreadyIn, first.Evidence!.Gate, first.Evidence.By));
        Assert.Equal((true, "North gate", first.CheckedInAt), (second.AlreadyIn, second.Evidence!.Gate, second.CheckedInAt));
        Assert.NotEqual(code, (await _ada.Get("/api/v1/me/personal-code").Body<JsonElement>()).GetProperty("code").GetString());
    }

    [Fact]
    public async Task Attempts_are_read_page_by_page_by_those_who_run_the_event()
    {
        foreach (var name in new[] { "bo", "cyd", "dee" })
        {
            using var stranger = await app.SignedInAs(name);
            await stranger.Post(Path("check-ins/here"), new { position = Position }).Problem(409, "opportunities.not-registered");
            app.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        await _ada.Post(Path("check-ins/here"), new { position = Position }).Body<AttendanceView>();

        var first = await _stage.Owner.Get(Path("check-in-attempts?limit=3")).Body<JsonElement>();
        var next = Uri.EscapeDataString(first.GetProperty("next").GetString()!);
        var second = await _stage.Owner.Get(Path($"check-in-attempts?limit=3&cursor={next}")).Body<JsonElement>();
        var refused = await _stage.Owner.Get(Path("check-in-attempts?reason=not-registered")).Body<JsonElement>();

        Assert.Equal(["checked-in ada", "not-registered dee", "not-registered cyd"], Rows(first));
        Assert.Equal(["not-registered bo"], Rows(second));
        Assert.Equal(3, refused.GetProperty("items").GetArrayLength());
        await _stage.Owner.Get(Path($"check-in-attempts?reason=too-far&cursor={next}")).Problem(400, ApiFaults.MalformedCursor.Code);
        await _stage.Owner.Get(Path("check-in-attempts?reason=whatever")).Problem(400, "common.invalid");
        await _ada.Get(Path("check-in-attempts")).Problem(403, "opportunities.not-allowed");

        static IEnumerable<string> Rows(JsonElement page) =>
            page.GetProperty("items").EnumerateArray().Select(r => $"{r.GetProperty("reason").GetString()} {r.GetProperty("name").GetString()!.ToLowerInvariant()}");
    }

    [Fact]
    public async Task Blocks_are_set_seen_and_lifted_by_those_who_run_the_event_or_the_organization()
    {
        var body = new { user = _seat.User, reason = "Threatened a child" };
        var organization = $"/api/v1/organizations/{_stage.Organization}/blocks";

        await _ada.Post(Path("blocks"), body).Problem(403, "opportunities.not-allowed");
        await _ada.Get(organization).Problem(403, "organizations.not-allowed");
        await _stage.Owner.Post(Path("blocks"), new { user = _seat.User, reason = "x" }).Problem(400, "organizations.block-reason-missing");
        await _stage.Owner.Post(Path("blocks"), body).Body<BlockView>();
        await _stage.Owner.Post(organization, body).Body<BlockView>();
        await _ada.Post(Path("check-ins/here"), new { position = Position }).Problem(403, "opportunities.blocked");
        var listed = await _stage.Owner.Get(organization).Body<JsonElement>();
        using var lifted = await _stage.Owner.Send(HttpMethod.Delete, $"{Path("blocks")}/{_seat.User}", null);
        using var liftedThere = await _stage.Owner.Send(HttpMethod.Delete, $"{organization}/{_seat.User}", null);

        Assert.Equal((1, HttpStatusCode.NoContent, HttpStatusCode.NoContent), (listed.GetArrayLength(), lifted.StatusCode, liftedThere.StatusCode));
        app.Clock.Advance(TimeSpan.FromSeconds(31));
        await _ada.Post(Path("check-ins/here"), new { position = Position }).Body<AttendanceView>();
    }

    [Fact]
    public async Task Who_is_on_site_is_listed_for_the_event_and_the_whole_organization()
    {
        await _ada.Post(Path("check-ins/here"), new { position = Position }).Body<AttendanceView>();

        var here = await _stage.Owner.Get(Path("on-site")).Body<OnSiteView>();
        var anywhere = await _stage.Owner.Get($"/api/v1/organizations/{_stage.Organization}/on-site").Body<JsonElement>();
        var corrected = await _stage.Owner.Post(Path($"registrations/{_seat.Id}/correct-minutes"), new { minutes = 5, reason = "Had to leave" }).Body<RegistrationView>();

        Assert.Equal((_seat.User, "Pier 1"), (Assert.Single(here.People).User, here.Address));
        Assert.Equal(_seat.User.Value, Assert.Single(anywhere.EnumerateArray()).GetProperty("user").GetString());
        Assert.Equal((RegistrationStatus.Attended, 5), (corrected.Status, corrected.Minutes));
        Assert.Empty((await _stage.Owner.Get(Path("on-site")).Body<OnSiteView>()).People);
        await _ada.Get(Path("on-site")).Problem(403, "opportunities.not-allowed");
        await _ada.Get($"/api/v1/organizations/{_stage.Organization}/on-site").Problem(403, "organizations.not-allowed");
        await _ada.Post(Path($"registrations/{_seat.Id}/appeal"), new { text = "I was there" }).Problem(409, "opportunities.not-missed");
        await _stage.Owner.Post(Path($"registrations/{_seat.Id}/appeal/decide"), new { accept = true, minutes = 5 }).Problem(409, "opportunities.no-appeal");
        await _ada.Send(HttpMethod.Post, Path($"registrations/{_seat.Id}/confirm-minutes"), null).Problem(403, "opportunities.not-allowed");
    }

    private static object Position => new { latitude = 40.7, longitude = -74.0, accuracyMeters = 10 };

    private string Path(string rest) => $"/api/v1/opportunities/{_soup.Id}/{rest}";
}
