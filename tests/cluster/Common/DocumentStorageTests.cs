using System.Collections.Immutable;
using Actors.Silo.Storage;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Orleans.Storage;

namespace Actors.Tests.Cluster.Common;

public sealed class DocumentStorageTests : IAsyncLifetime
{
    private static readonly GrainId s_grain = GrainId.Create("paper", "ppr_one");
    private ActorsCluster _cluster = null!;
    private DocumentStorage _storage = null!;

    public async ValueTask InitializeAsync()
    {
        _cluster = await ActorsCluster.Start();
        _storage = _cluster.Services.GetRequiredService<DocumentStorage>();
    }

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task Of_two_activations_that_read_the_same_version_the_second_writer_loses()
    {
        await Write(new GrainState<Paper>(new("first")));
        var (one, other) = (await Read(), await Read());

        one.State = new("one");
        await Write(one);
        other.State = new("other");

        await Assert.ThrowsAsync<InconsistentStateException>(() => Write(other));
        Assert.Equal("one", (await Read()).State!.Text);
    }

    [Fact]
    public async Task Two_first_writes_at_once_store_one()
    {
        var writes = Enumerable.Range(0, 8).Select(i => Write(new GrainState<Paper>(new($"{i}")))).ToList();
        var results = await Task.WhenAll(writes.Select(async w =>
        {
            try
            {
                await w;
                return true;
            }
            catch (InconsistentStateException)
            {
                return false;
            }
        }));

        Assert.Single(results, stored => stored);
    }

    [Fact]
    public async Task With_the_version_check_off_the_second_writer_overwrites()
    {
        await Write(new GrainState<Paper>(new("first")));
        var (one, other) = (await Read(), await Read());
        one.State = new("one");
        await Write(one);

        // What the check protects from: the stale writer believes that its version is the stored one.
        other.ETag = one.ETag;
        other.State = new("other");
        await Write(other);

        Assert.Equal("other", (await Read()).State!.Text);
    }

    [Fact]
    public async Task A_cleared_document_is_gone_and_a_stale_writer_does_not_bring_it_back()
    {
        var mine = new GrainState<Paper>(new("first"));
        await Write(mine);
        var stale = await Read();

        await _storage.ClearStateAsync("paper", s_grain, mine);

        stale.State = new("risen");
        await Assert.ThrowsAsync<InconsistentStateException>(() => Write(stale));
        var gone = await Read();
        Assert.Equal((false, new Paper()), (gone.RecordExists, gone.State));
        gone.State = new("again");
        await Write(gone);
        Assert.Equal("again", (await Read()).State!.Text);
    }

    [Fact]
    public async Task A_document_that_the_database_refuses_does_not_fail_its_neighbours()
    {
        var writes = Enumerable.Range(0, 100)
            .Select(i => (Index: i, Task: _storage.WriteStateAsync("paper", GrainId.Create("paper", $"ppr_{i}"), new GrainState<Paper>(new(i == 50 ? "\0" : "fine")))))
            .ToImmutableArray();

        foreach (var (index, task) in writes)
        {
            if (index == 50)
            {
                await Assert.ThrowsAsync<PostgresException>(() => task);
            }
            else
            {
                await task;
            }
        }

        Assert.Equal(99, await _cluster.Scalar<long>("select count(*) from grain_state where state_name = 'paper'"));
    }

    [Fact]
    public async Task The_deadline_of_a_document_is_a_column_of_its_row()
    {
        var due = _cluster.Now.AddHours(1);
        var paper = new GrainState<Paper>(new("waits") { NextDue = due });
        await Write(paper);
        var stored = await _cluster.Scalar<DateTime>("select next_due from grain_state where state_name = 'paper'");
        paper.State = new("done");
        await Write(paper);

        Assert.Equal(due.UtcDateTime, stored);
        Assert.Equal(0, await _cluster.Scalar<long>("select count(*) from grain_state where next_due is not null"));
    }

    private Task Write(GrainState<Paper> state) => _storage.WriteStateAsync("paper", s_grain, state);

    private async Task<GrainState<Paper>> Read()
    {
        var state = new GrainState<Paper>();
        await _storage.ReadStateAsync("paper", s_grain, state);
        return state;
    }

    private sealed record Paper(string Text)
    {
        public Paper() : this("")
        {
        }

        public DateTimeOffset? NextDue { get; init; }
    }
}
