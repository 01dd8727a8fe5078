using Actors.Common;
using Actors.Grains.Common;
using Actors.Ledger;
using Actors.Tests.Cluster.Ledger;
using Microsoft.Extensions.DependencyInjection;

namespace Actors.Tests.Cluster.Common;

public sealed class IntentTests : IAsyncLifetime
{
    private LedgerCluster _ledger = null!;

    private ActorsCluster Cluster => _ledger.Cluster;

    public async ValueTask InitializeAsync() => _ledger = await LedgerCluster.Start();

    public ValueTask DisposeAsync() => Cluster.DisposeAsync();

    [Fact]
    public async Task A_crash_between_commit_and_delivery_delivers_once_it_is_due_and_once_only()
    {
        var attended = _ledger.Attendance();
        await Commit(_ledger.Intent(attended));
        await Cluster.Crash();

        await Cluster.Pass(TimeSpan.FromSeconds(9));
        var early = await Cluster.Scalar<long>("select count(*) from ledger_entry_view");
        await Cluster.Pass(1.Hours());

        Assert.Equal(0, early);
        Assert.Equal(1, await Cluster.Scalar<long>("select count(*) from ledger_entry_view"));
        Assert.Equal(0, await Cluster.Scalar<long>("select count(*) from intent"));
        Assert.Equal(LedgerStatus.Pending, (await _ledger.See(LedgerCluster.IdOf(attended))).Status);
    }

    [Fact]
    public async Task Delivered_at_once_it_is_gone_and_the_same_intent_committed_again_changes_nothing()
    {
        var intent = _ledger.Intent(_ledger.Attendance());
        await Commit(intent);
        await Cluster.Services.GetRequiredService<Intents>().Deliver(intent);

        await Commit(intent);
        await Cluster.Pass(1.Hours());

        Assert.Single((await _ledger.See(LedgerCluster.IdOf(_ledger.Attendance()))).Notices);
        Assert.Equal(0, await Cluster.Scalar<long>("select count(*) from intent"));
    }

    [Fact]
    public async Task An_intent_that_is_not_received_stays_with_its_reason_and_is_tried_again_ever_later()
    {
        var intent = _ledger.Intent(_ledger.Attendance()) with { Kind = "ledger.unheard-of" };
        await Commit(intent);

        await Cluster.Services.GetRequiredService<Intents>().Deliver(intent);
        await Cluster.Pass(1.Hours());

        Assert.Equal(nameof(NotSupportedException), await Cluster.Scalar<string>("select last_error from intent"));
        Assert.InRange(await Cluster.Scalar<int>("select attempts from intent"), 8, 16);
    }

    [Fact]
    public async Task One_that_cannot_be_addressed_does_not_hold_up_the_others()
    {
        var good = _ledger.Intent(_ledger.Attendance());
        var bad = good with { Id = "bad", Target = "nobody/here" };
        await Commit(bad, good);

        var intents = Cluster.Services.GetRequiredService<Intents>();
        await Task.WhenAll(intents.Deliver(bad), intents.Deliver(good));

        Assert.Equal("bad", await Cluster.Scalar<string>("select string_agg(id, ',') from intent"));
    }

    private Task Commit(params IReadOnlyList<Intent> intents) => Turns.Run(async () =>
    {
        var journal = new Journal(Cluster.Database, "test");
        await journal.Open();
        foreach (var intent in intents)
        {
            journal.Put(Intents.Table, intent.Id, intent);
        }

        await journal.Commit();
    });
}
