using System.Net;
using System.Text.Json;
using Actors.Common;
using Actors.Opportunities;
using Actors.Tests.Api.Common;
using static Actors.Tests.Api.Opportunities.OpportunityStage;

namespace Actors.Tests.Api.Opportunities;

public sealed class WaitlistTests(ActorsApp app) : IClassFixture<ActorsApp>, IAsyncLifetime
{
    private OpportunityStage _stage = null!;

    public async ValueTask InitializeAsync() => _stage = await Of(app);

    public ValueTask DisposeAsync()
    {
        _stage.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task From_full_by_waiting_and_an_offer_to_a_seat()
    {
        var soup = await _stage.Opened(seats: 1);
        var (path, shift) = ($"/api/v1/opportunities/{soup.Id}", $"/api/v1/opportunities/{soup.Id}/shifts/{soup.Shifts[0].Id}");
        using var ada = await app.SignedInAs("ada");
        using var bo = await app.SignedInAs("bo");
        using var cy = await app.SignedInAs("cy");

        await bo.Post($"{shift}/waitlist", new { }).Problem(409, "opportunities.seats-left");
        var seat = await Register(ada, soup).Body<RegistrationView>();
        var full = await Register(bo, soup).Problem(409, "opportunities.full");
        var waiting = await bo.Post($"{shift}/waitlist", new { }).Body<RegistrationView>();
        var second = await cy.Send(HttpMethod.Post, $"{shift}/waitlist", null).Body<RegistrationView>();
        await _stage.Owner.Post($"{path}/registrations/{second.Id}/move", new { position = 1, reason = "Brings the only van." }).Body<WaitlistView>();
        await bo.Get($"{shift}/waitlist").Problem(403, "opportunities.not-allowed");
        await bo.Post($"{path}/registrations/{waiting.Id}/accept", new { }).Problem(409, "opportunities.not-offered");
        await ada.Post($"{path}/registrations/{seat.Id}/cancel", new { }).Body<RegistrationView>();
        var mine = await cy.Get("/api/v1/me/registrations").Body<JsonElement>();
        await cy.Post($"{path}/registrations/{second.Id}/decline", new { }).Body<RegistrationView>();
        var line = await _stage.Owner.Get($"{shift}/waitlist").Body<WaitlistView>();
        var accepted = await bo.Post($"{path}/registrations/{waiting.Id}/accept", new { acceptOverlap = false }).Body<RegistrationView>();
        await cy.Post($"{path}/registrations/{second.Id}/accept", new { }).Problem(410, "opportunities.offer-ended");

        Assert.Equal("open", full.GetProperty("facts").GetProperty("waitlist").GetString());
        Assert.Equal((RegistrationStatus.Waitlisted, 1), (waiting.Status, waiting.Position));
        Assert.Equal("OFFERED", mine.GetProperty("items")[0].GetProperty("status").GetString());
        Assert.Equal("bo", Assert.Single(line.Offers).Name);
        Assert.Equal(RegistrationStatus.Confirmed, accepted.Status);

        var first = await _stage.Owner.Get($"{shift}/waitlist/steps?limit=3").Body<JsonElement>();
        var rest = await _stage.Owner.Get($"{shift}/waitlist/steps?cursor={first.GetProperty("next").GetString()}").Body<JsonElement>();
        Assert.Equal(
            ["JOINED", "JOINED", "MOVED", "OFFERED", "DECLINED", "OFFERED", "ACCEPTED"],
            first.GetProperty("items").EnumerateArray().Concat(rest.GetProperty("items").EnumerateArray()).Select(s => s.GetProperty("kind").GetString()));
        await bo.Get($"{shift}/waitlist/steps").Problem(403, "opportunities.not-allowed");
    }

    [Fact]
    public async Task Overlapping_shifts_need_a_second_yes()
    {
        var (soup, other) = (await _stage.Opened(), await _stage.Opened());
        using var di = await app.SignedInAs("di");
        var path = $"/api/v1/opportunities/{other.Id}/shifts/{other.Shifts[0].Id}/registrations";
        await Register(di, soup).Body<RegistrationView>();

        var asked = await di.Post(path, new { }).Problem(409, "opportunities.overlapping");
        var both = await di.Post(path, new { acceptOverlap = true }).Body<RegistrationView>();

        Assert.Equal(soup.Id.Value, asked.GetProperty("facts").GetProperty("opportunity").GetString());
        Assert.Equal(RegistrationStatus.Confirmed, both.Status);
    }

    [Fact]
    public async Task Terms_of_seats_have_limits_and_may_rule_waiting_out()
    {
        object Body(object terms) => new
        {
            details = new { title = "Soup on Saturday", description = "Cooking soup and serving it to everybody.", timeZone = "UTC", isVirtual = true, seatTerms = terms },
            shifts = new[] { _stage.Shift(1) },
        };

        await _stage.Owner.Post(_stage.Drafts, Body(new { offerMinutes = 29 })).Problem(400, "opportunities.seat-terms-invalid");
        await _stage.Owner.Post(_stage.Drafts, Body(new { lateHours = -1 })).Problem(400, "opportunities.seat-terms-invalid");
        var draft = await _stage.Owner.Post(_stage.Drafts, Body(new { waitlist = false })).Body<OpportunityView>();
        await _stage.Owner.Post($"/api/v1/opportunities/{draft.Id}/publish", new { }).Body<OpportunityView>();
        using var ed = await app.SignedInAs("ed");
        using var flo = await app.SignedInAs("flo");
        await Register(ed, draft).Body<RegistrationView>();
        var full = await Register(flo, draft).Problem(409, "opportunities.full");
        await flo.Post($"/api/v1/opportunities/{draft.Id}/shifts/{draft.Shifts[0].Id}/waitlist", new { }).Problem(409, "opportunities.no-waitlist");

        Assert.False(full.TryGetProperty("facts", out _));
    }
}

/// <summary>Its own application, as it takes guards away.</summary>
public sealed class SeatRaceTests : IAsyncLifetime
{
    private const int People = 60;
    private const int Seats = 7;
    private readonly ActorsApp _app = new();

    public ValueTask InitializeAsync() => _app.InitializeAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task Sixty_clients_in_parallel_on_seven_seats_take_exactly_seven_and_more_without_the_guards()
    {
        using var stage = await Of(_app);
        var events = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => stage.Opened(Seats)));
        var names = Enumerable.Range(0, People).Select(i => $"person{i}").ToArray();
        await Task.WhenAll(names.Select(n => _app.Account(n)));

        var guarded = await Race(events[0], names);
        await _app.Database.CreateCommand("update grain_state set payload = jsonb_set(payload, '{shifts,0,seats}', '1000') where state_name = 'opportunity'").ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        await _app.Restart();
        var withoutRule = await Race(events[1], names);
        await _app.Database.CreateCommand("alter table shift drop constraint shift_never_overbooked").ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        var withoutAny = await Race(events[2], names);

        Assert.Equal((Seats, Seats), guarded);
        Assert.True(withoutRule.Taken <= Seats, $"The constraint let {withoutRule.Taken} of {Seats} through.");
        Assert.True(withoutAny.Taken > Seats, "Without both guards nothing was oversold, so this test proves nothing.");
    }

    /// <summary>How many were told that they have a seat, and how many have one.</summary>
    private async Task<(int Told, int Taken)> Race(OpportunityView view, string[] names)
    {
        var clients = await Task.WhenAll(names.Select(n => _app.SignedInAs(n)));
        var answers = await Task.WhenAll(clients.Select(c => c.Post($"/api/v1/opportunities/{view.Id}/shifts/{view.Shifts[0].Id}/registrations", new { acceptOverlap = true })));
        await using var command = _app.Database.CreateCommand("select count(*)::int from registration where shift_id = $1 and status = 'CONFIRMED'");
        command.Parameters.Add(new() { Value = view.Shifts[0].Id.Value });
        var told = answers.Count(a => a.StatusCode == HttpStatusCode.OK);
        foreach (var disposable in answers.Cast<IDisposable>().Concat(clients))
        {
            disposable.Dispose();
        }

        return (told, (int)(await command.ExecuteScalarAsync())!);
    }
}
