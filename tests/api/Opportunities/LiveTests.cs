using System.Collections.Immutable;
using System.Text.Json;
using Actors.Common;
using Actors.Opportunities;
using Actors.Tests.Api.Common;
using static Actors.Tests.Api.Opportunities.OpportunityStage;

namespace Actors.Tests.Api.Opportunities;

public sealed class LiveTests(ActorsApp app) : IClassFixture<ActorsApp>, IAsyncLifetime
{
    private OpportunityStage _stage = null!;

    public async ValueTask InitializeAsync() => _stage = await Of(app);

    public ValueTask DisposeAsync()
    {
        _stage.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("opportunity/opp_00000000000000000000000000/roster")]
    [InlineData("opportunity/nonsense/roster")]
    [InlineData("opportunity/opp_00000000000000000000000000/other")]
    [InlineData("user/usr_00000000000000000000000000")]
    public async Task Unknown_topics_are_refused(string? topic)
    {
        await using var client = await HubClient.Connect(app);

        var answer = await client.Watch(topic);

        Assert.Contains("opportunities.unknown", answer.GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stranger_cannot_watch_a_draft()
    {
        var draft = await _stage.Drafted();
        await using var nobody = await HubClient.Connect(app);
        await using var stranger = await HubClient.Connect(app, await Token("stranger"));
        await using var owner = await HubClient.Connect(app, await Token("olga"));

        Assert.Contains("opportunities.unknown", (await nobody.Watch(Topic(draft))).GetString(), StringComparison.Ordinal);
        Assert.Contains("opportunities.unknown", (await stranger.Watch(Topic(draft))).GetString(), StringComparison.Ordinal);
        Assert.Equal(Topic(draft), (await owner.Watch(Topic(draft))).GetProperty("topic").GetString());
    }

    [Fact]
    public async Task Watchers_see_counts_and_never_a_name_while_staff_see_both()
    {
        var soup = await _stage.Opened();
        await using var watcher = await HubClient.Connect(app, await Token("watcher"));
        await using var staff = await HubClient.Connect(app, await Token("olga"));
        var start = (await watcher.Watch(Topic(soup))).GetProperty("sequence").GetInt64();
        await staff.Watch(Topic(soup));

        var seat = await Seat(soup, "secretname");
        var seen = await watcher.Upto(start + 2);
        var known = await staff.Upto(start + 2);

        var counts = Assert.Single(seen);
        Assert.Equal(("counts", 1), (counts.GetProperty("kind").GetString(), counts.GetProperty("payload").GetProperty("taken").GetInt32()));
        Assert.DoesNotContain("secretname", watcher.Heard, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(seat.User.Value, watcher.Heard, StringComparison.Ordinal);
        Assert.DoesNotContain(seat.Id.Value, watcher.Heard, StringComparison.Ordinal);
        Assert.Equal("secretname", known.Single(e => e.GetProperty("kind").GetString() == "person").GetProperty("payload").GetProperty("name").GetString());
    }

    [Fact]
    public async Task Who_comes_back_gets_exactly_what_was_missed()
    {
        var soup = await _stage.Opened();
        long epoch, sequence;
        await using (var before = await HubClient.Connect(app, await Token("olga")))
        {
            var start = await before.Watch(Topic(soup));
            epoch = start.GetProperty("epoch").GetInt64();
            sequence = start.GetProperty("sequence").GetInt64() + 2;
            await Seat(soup, "one");
            await before.Upto(sequence);
        }

        await Seat(soup, "two");
        await Told(soup, sequence + 2);
        await Seat(soup, "three");
        await Told(soup, sequence + 4);
        await using var staff = await HubClient.Connect(app, await Token("olga"));
        await using var watcher = await HubClient.Connect(app);
        var missed = await staff.Watch(Topic(soup), epoch, sequence);
        var counts = await watcher.Watch(Topic(soup), epoch, sequence);

        Assert.False(missed.GetProperty("reload").GetBoolean());
        Assert.Equal(Enumerable.Range(1, 4).Select(i => sequence + i), Sequences(missed));
        Assert.Equal(sequence + 4, missed.GetProperty("sequence").GetInt64());
        Assert.Equal([sequence + 1, sequence + 3], Sequences(counts));
        Assert.True(epoch < 1L << 53, "A browser's numbers are exact up to 2^53.");
    }

    [Fact]
    public async Task Who_missed_more_than_is_kept_loads_again()
    {
        var soup = await _stage.Opened();
        await using var client = await HubClient.Connect(app);
        var start = await client.Watch(Topic(soup));
        var (epoch, sequence) = (start.GetProperty("epoch").GetInt64(), start.GetProperty("sequence").GetInt64());
        await Publish(soup, 512);
        var last = await client.Watch(Topic(soup), epoch, sequence);
        await Publish(soup, 1);

        var late = await client.Watch(Topic(soup), epoch, sequence);

        Assert.Equal((false, 512), (last.GetProperty("reload").GetBoolean(), Sequences(last).Count()));
        Assert.Equal((true, 0), (late.GetProperty("reload").GetBoolean(), Sequences(late).Count()));
        Assert.Equal(sequence + 513, late.GetProperty("sequence").GetInt64());
    }

    [Fact]
    public async Task A_new_epoch_and_a_position_of_the_future_load_again()
    {
        var soup = await _stage.Opened();
        await using var client = await HubClient.Connect(app);
        var start = await client.Watch(Topic(soup));
        var (epoch, sequence) = (start.GetProperty("epoch").GetInt64(), start.GetProperty("sequence").GetInt64());

        var future = await client.Watch(Topic(soup), epoch, sequence + 1);
        await app.Grains.GetGrain<ILiveTopicGrain>(Topic(soup)).Reset();
        var told = await client.Next();
        var other = await client.Watch(Topic(soup), epoch, sequence);

        Assert.True(future.GetProperty("reload").GetBoolean());
        Assert.Equal("reload", told.GetProperty("events")[0].GetProperty("kind").GetString());
        Assert.True(other.GetProperty("reload").GetBoolean());
        Assert.NotEqual(epoch, other.GetProperty("epoch").GetInt64());
    }

    [Fact]
    public async Task An_edit_makes_watchers_load_again()
    {
        var soup = await _stage.Opened();
        await using var client = await HubClient.Connect(app);
        var epoch = (await client.Watch(Topic(soup))).GetProperty("epoch").GetInt64();

        await _stage.Owner.Put($"/api/v1/opportunities/{soup.Id}", _stage.Body(9, soup.Shifts[0].Id)).Body<OpportunityView>();

        Assert.NotEqual(epoch, (await client.Next()).GetProperty("epoch").GetInt64());
    }

    [Fact]
    public async Task When_the_last_watcher_leaves_while_another_comes_the_other_still_hears()
    {
        var soup = await _stage.Opened(seats: 50);
        for (var round = 0; round < 10; round++)
        {
            var leaving = await HubClient.Connect(app);
            await leaving.Watch(Topic(soup));
            await using var coming = await HubClient.Connect(app);

            var start = coming.Watch(Topic(soup));
            await leaving.DisposeAsync();
            var sequence = (await start).GetProperty("sequence").GetInt64();
            await Seat(soup, $"round{round}");

            Assert.Single(await coming.Upto(sequence + 2));
        }
    }

    private static string Topic(OpportunityView view) => $"opportunity/{view.Id}/roster";

    private static IEnumerable<long> Sequences(JsonElement start) => start.GetProperty("events").EnumerateArray().Select(e => e.GetProperty("sequence").GetInt64());

    private async Task<string> Token(string name) => await app.Token(await app.Account(name));

    private async Task<RegistrationView> Seat(OpportunityView view, string name)
    {
        using var client = await app.SignedInAs(name);
        return await Register(client, view).Body<RegistrationView>();
    }

    private Task Publish(OpportunityView view, int count) => app.Grains.GetGrain<ILiveTopicGrain>(Topic(view)).Publish(
        [.. Enumerable.Range(0, count).Select(i => new LiveNews("test", LiveAudience.Watchers, "{}"))]);

    /// <summary>News travel after the answer: waits until the topic has them.</summary>
    private async Task Told(OpportunityView view, long sequence)
    {
        await using var client = await HubClient.Connect(app);
        var start = await client.Watch(Topic(view));
        if (start.GetProperty("sequence").GetInt64() < sequence)
        {
            await client.Upto(sequence);
        }
    }
}
