using System.Net;
using System.Text.Json;
using Actors.Api.Opportunities;
using Actors.Opportunities;
using Actors.Tests.Api.Common;
using Microsoft.AspNetCore.DataProtection;
using static Actors.Tests.Api.Opportunities.OpportunityStage;

namespace Actors.Tests.Api.Opportunities;

public sealed class AttendanceTests(ActorsApp app) : IClassFixture<ActorsApp>, IAsyncLifetime
{
    private const string CheckIns = "/api/v1/check-ins";
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

    [Fact]
    public async Task A_wrong_code_is_none_of_ours()
    {
        var before = await _stage.Snapshot(_soup);
        var code = await _stage.Code(_soup);
        var foreign = new VenueCodes(new EphemeralDataProtectionProvider(), new(new EphemeralDataProtectionProvider())).Show(_soup.Id, app.Clock.Now);
        var middle = code.Length / 2;
        var tampered = code[..middle] + (code[middle] == 'A' ? 'B' : 'A') + code[(middle + 1)..];

        foreach (var wrong in new[] { "nonsense", "", "../..", "Ünïcödé", foreign, tampered, code[..^4], code + "AAAA", new string('A', 5000) })
        {
            await _ada.Post(CheckIns, new { code = wrong }).Problem(400, "opportunities.code-unknown");
        }

        Assert.Equal(before, await _stage.Snapshot(_soup));
    }

    [Fact]
    public async Task An_expired_code_is_gone()
    {
        var code = await _stage.Code(_soup);
        var before = await _stage.Snapshot(_soup);
        app.Clock.Advance(TimeSpan.FromSeconds(61));

        await _ada.Post(CheckIns, new { code }).Problem(410, "opportunities.code-expired");

        Assert.Equal(before, await _stage.Snapshot(_soup));
    }

    [Fact]
    public async Task A_code_of_another_event_checks_nobody_in()
    {
        var other = await _stage.Opened();
        var code = await _stage.Code(other);
        var before = await _stage.Snapshot(_soup);

        await _ada.Post(CheckIns, new { code, opportunity = _soup.Id }).Problem(409, "opportunities.wrong-event");
        await _ada.Post(CheckIns, new { code }).Problem(409, "opportunities.not-registered");

        Assert.Equal(before, await _stage.Snapshot(_soup));
    }

    [Fact]
    public async Task A_replayed_scan_changes_nothing_and_says_when_the_first_was()
    {
        var code = await _stage.Code(_soup);

        var first = await _ada.Post(CheckIns, new { code }).Body<AttendanceView>();
        app.Clock.Advance(TimeSpan.FromSeconds(10));
        var before = await _stage.Snapshot(_soup);
        var second = await _ada.Post(CheckIns, new { code }).Body<AttendanceView>();

        Assert.False(first.AlreadyIn);
        Assert.True(second.AlreadyIn);
        Assert.Equal(first.CheckedInAt, second.CheckedInAt);
        Assert.Equal(before, await _stage.Snapshot(_soup));
    }

    [Fact]
    public async Task A_check_out_before_a_check_in_and_those_of_others_are_refused()
    {
        var before = await _stage.Snapshot(_soup);
        var path = $"/api/v1/opportunities/{_soup.Id}";
        using var bo = await app.SignedInAs("bo");

        await _ada.Post($"{path}/check-outs", new { }).Problem(409, "opportunities.not-checked-in");
        await _ada.Send(HttpMethod.Post, $"{path}/check-outs", null).Problem(409, "opportunities.not-checked-in");
        await _ada.Post($"{path}/check-outs", new { registration = _seat.Id }).Problem(409, "opportunities.not-checked-in");
        await bo.Post($"{path}/check-outs", new { registration = _seat.Id }).Problem(404, "opportunities.unknown-registration");
        await bo.Post($"{path}/check-ins", new { registration = _seat.Id }).Problem(403, "opportunities.not-allowed");
        await bo.Post($"{path}/registrations/{_seat.Id}/cancel", new { }).Problem(404, "opportunities.unknown-registration");

        Assert.Equal(before, await _stage.Snapshot(_soup));
    }

    [Fact]
    public async Task Unknown_and_malformed_ids_and_bodies_have_codes_of_their_own()
    {
        var before = await _stage.Snapshot(_soup);
        var path = $"/api/v1/opportunities/{_soup.Id}";

        await _ada.Send(HttpMethod.Post, $"{path}/shifts/nonsense/registrations", null).Problem(404, "common.unknown-id");
        await _ada.Send(HttpMethod.Post, $"{path}/shifts/shf_00000000000000000000000000/registrations", null).Problem(404, "opportunities.unknown-shift");
        await _ada.Send(HttpMethod.Post, $"/api/v1/opportunities/opp_00000000000000000000000000/shifts/{_seat.Shift}/registrations", null).Problem(404, "opportunities.unknown");
        await _ada.Post($"{path}/registrations/nonsense/cancel", new { }).Problem(404, "common.unknown-id");
        await _ada.Post($"{path}/registrations/reg_00000000000000000000000000/cancel", new { }).Problem(404, "opportunities.unknown-registration");
        await _ada.Post($"{path}/registrations/{_seat.Id}/cancel", new { reason = new string('x', 1001) }).Problem(400, "opportunities.reason-missing");
        await _stage.Owner.Post($"{path}/check-ins", new { registration = "nonsense" }).Problem(400, "common.invalid");
        await _stage.Owner.Post($"{path}/check-ins", new { registration = "reg_00000000000000000000000000" }).Problem(404, "opportunities.unknown-registration");
        await _stage.Owner.Post($"{path}/check-outs", new { registration = "reg_00000000000000000000000000" }).Problem(404, "opportunities.unknown-registration");
        await _ada.SendRaw(HttpMethod.Post, CheckIns, "{").Problem(400, "common.malformed-json");
        await _ada.SendRaw(HttpMethod.Post, CheckIns, "{}").Problem(400, "common.invalid");
        await _ada.SendRaw(HttpMethod.Post, CheckIns, """{"code":1}""").Problem(400, "common.invalid");
        await _ada.SendRaw(HttpMethod.Post, CheckIns, $$"""{"code":"{{new string('x', 2_000_000)}}"}""").Problem(413, "common.body-too-large");
        await _ada.SendRaw(HttpMethod.Post, CheckIns, "code=1", "application/x-www-form-urlencoded").Problem(415, "common.unsupported-media-type");
        using var nobody = app.Anonymous();
        await nobody.Post(CheckIns, new { code = "x" }).Problem(401, "common.sign-in");

        Assert.Equal(before, await _stage.Snapshot(_soup));
    }

    [Fact]
    public async Task Signing_up_leaving_and_checking_out_twice_is_once()
    {
        var again = await Register(_ada, _soup).Body<RegistrationView>();
        await _ada.Post(CheckIns, new { code = await _stage.Code(_soup) }).Body<AttendanceView>();
        app.Clock.Advance(TimeSpan.FromMinutes(30));
        var path = $"/api/v1/opportunities/{_soup.Id}/check-outs";

        var first = await _ada.Post(path, new { }).Body<AttendanceView>();
        app.Clock.Advance(TimeSpan.FromMinutes(5));
        var second = await _ada.Post(path, new { }).Body<AttendanceView>();
        var cancelling = _ada.Post($"/api/v1/opportunities/{_soup.Id}/registrations/{_seat.Id}/cancel", new { });

        Assert.Equal(_seat, again);
        Assert.Equal((30, first.CheckedOutAt, first.LedgerEntry), (second.Minutes, second.CheckedOutAt, second.LedgerEntry));
        await cancelling.Problem(409, "opportunities.attended-already");
    }

    [Fact]
    public async Task The_screen_shows_one_code_for_thirty_seconds_to_those_who_run_the_event()
    {
        var view = await _stage.Owner.Get($"/api/v1/opportunities/{_soup.Id}/venue-code").Body<JsonElement>();
        using var png = await _stage.Owner.Get($"/api/v1/opportunities/{_soup.Id}/venue-code.png");
        app.Clock.Advance(TimeSpan.FromSeconds(view.GetProperty("refreshAfterSeconds").GetDouble()));
        var next = await _stage.Code(_soup);

        Assert.NotEqual(view.GetProperty("code").GetString(), next);
        Assert.StartsWith("<svg", view.GetProperty("svg").GetString(), StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.OK, "image/png"), (png.StatusCode, png.Content.Headers.ContentType!.MediaType));
        await _ada.Get($"/api/v1/opportunities/{_soup.Id}/venue-code").Problem(403, "opportunities.not-allowed");
    }
}
