using System.Net;
using System.Text.RegularExpressions;
using Actors.Api.Opportunities;
using Actors.Opportunities;
using Actors.Tests.Api.Common;

namespace Actors.Tests.Api.Opportunities;

public sealed partial class CalendarTests(ActorsApp app) : IClassFixture<ActorsApp>
{
    [Fact]
    public async Task A_feed_keeps_uids_grows_sequences_and_says_what_was_cancelled()
    {
        using var stage = await OpportunityStage.Of(app);
        using var vera = await app.SignedInAs("vera");
        var view = await stage.Opened();
        await OpportunityStage.Register(vera, view).Body<RegistrationView>();
        var url = (await vera.Send(HttpMethod.Post, "/api/v1/me/calendar", null).Body<CalendarAddress>()).Url;

        var first = await Text(url);
        var edited = await stage.Owner.Put($"/api/v1/opportunities/{view.Id}", new { details = OpportunityStage.Details("Soup on Sunday, please; come"), shifts = new[] { stage.Shift(5, view.Shifts[0].Id, startsIn: 20) } }).Body<OpportunityView>();
        var second = await Text(url);
        app.Clock.Advance(TimeSpan.FromSeconds(2));
        var mine = (await vera.Get($"/api/v1/opportunities/{view.Id}/registrations/mine").Body<RegistrationView[]>())[0];
        await vera.Send(HttpMethod.Post, $"/api/v1/opportunities/{view.Id}/registrations/{mine.Id}/cancel", null).Body<RegistrationView>();
        var third = await Text(url);
        app.Clock.Advance(TimeSpan.FromSeconds(2));
        await OpportunityStage.Register(vera, view).Body<RegistrationView>();
        var fourth = await Text(url);
        await stage.Owner.Post($"/api/v1/opportunities/{view.Id}/cancel", new { reason = "A storm is coming." }).Body<OpportunityView>();
        var fifth = await Text(url);

        string[] all = [first, second, third, fourth, fifth];
        Assert.All(all, text => Assert.Contains($"UID:{view.Shifts[0].Id}@actors\r\n", text, StringComparison.Ordinal));
        var sequences = all.Select(t => int.Parse(Sequence().Match(t).Groups["n"].Value, System.Globalization.CultureInfo.InvariantCulture)).ToList();
        Assert.Equal(sequences.Distinct().Order(), sequences);
        Assert.Equal(["CONFIRMED", "CONFIRMED", "CANCELLED", "CONFIRMED", "CANCELLED"], all.Select(t => Status().Match(t).Groups["s"].Value));
        Assert.Contains("SUMMARY:Soup on Sunday\\, please\\; come", second, StringComparison.Ordinal);
        Assert.Contains($"DTSTART:{edited.Shifts[0].StartsAt.UtcDateTime:yyyyMMdd'T'HHmmss'Z'}", second, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unchanged_feed_is_not_sent_again_and_a_rotated_address_is_worth_nothing()
    {
        using var stage = await OpportunityStage.Of(app);
        using var vera = await app.SignedInAs("viola");
        await OpportunityStage.Register(vera, await stage.Opened()).Body<RegistrationView>();
        var old = (await vera.Send(HttpMethod.Post, "/api/v1/me/calendar", null).Body<CalendarAddress>()).Url;
        using var anybody = app.Anonymous();
        using var answer = await anybody.GetAsync(new Uri(old), TestContext.Current.CancellationToken);
        using HttpRequestMessage again = new(HttpMethod.Get, old);
        again.Headers.IfNoneMatch.Add(answer.Headers.ETag!);
        using var unchanged = await anybody.SendAsync(again, TestContext.Current.CancellationToken);
        var stored = await Scalar("select payload::text from grain_state where state_name = 'calendar-feed' and payload->>'keyHash' is not null order by modified_at desc limit 1");

        Assert.Equal((HttpStatusCode.OK, "text/calendar"), (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType));
        Assert.True(answer.Headers.CacheControl is { Private: true, Public: false });
        Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);
        Assert.Equal(0, unchanged.Content.Headers.ContentLength ?? 0);
        Assert.DoesNotContain(old.Split('.')[^2], stored, StringComparison.Ordinal);

        var fresh = (await vera.Send(HttpMethod.Post, "/api/v1/me/calendar", null).Body<CalendarAddress>()).Url;
        await anybody.Get(new Uri(old).PathAndQuery).Problem(404, "calendar.unknown");
        await Text(fresh);
        Assert.Equal(HttpStatusCode.NoContent, (await vera.Delete("/api/v1/me/calendar")).StatusCode);
        await anybody.Get(new Uri(fresh).PathAndQuery).Problem(404, "calendar.unknown");
        await anybody.Get("/api/v1/calendars/nonsense.ics").Problem(404, "calendar.unknown");
        await anybody.Get("/api/v1/me/calendar").Problem(401, "common.sign-in");
    }

    [Fact]
    public async Task One_shift_can_be_put_into_a_calendar_by_whoever_sees_it()
    {
        using var stage = await OpportunityStage.Of(app);
        var view = await stage.Opened();
        var draft = await stage.Drafted();

        var text = await app.Anonymous().GetStringAsync(new Uri($"/api/v1/opportunities/{view.Id}/shifts/{view.Shifts[0].Id}/calendar", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Contains($"UID:{view.Shifts[0].Id}@actors\r\n", text, StringComparison.Ordinal);
        await app.Anonymous().Get($"/api/v1/opportunities/{view.Id}/shifts/{draft.Shifts[0].Id}/calendar").Problem(404, "opportunities.unknown-shift");
        await app.Anonymous().Get($"/api/v1/opportunities/{draft.Id}/shifts/{draft.Shifts[0].Id}/calendar").Problem(404, "opportunities.unknown");
    }

    private Task<string> Text(string url) => app.Anonymous().GetStringAsync(new Uri(url), TestContext.Current.CancellationToken);

    private async Task<string> Scalar(string sql)
    {
#pragma warning disable CA2100 // A constant of this class.
        await using var command = app.Database.CreateCommand(sql);
#pragma warning restore CA2100
        return (string)(await command.ExecuteScalarAsync())!;
    }

    [GeneratedRegex(@"SEQUENCE:(?<n>\d+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Sequence();

    [GeneratedRegex(@"STATUS:(?<s>[A-Z]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Status();
}
