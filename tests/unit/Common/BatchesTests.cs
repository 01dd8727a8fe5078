using System.Collections.Concurrent;
using Actors.Grains.Common;

namespace Actors.Tests.Unit.Common;

public class BatchesTests
{
    [Fact]
    public async Task What_a_batch_throws_is_given_to_each_of_its_items_and_the_next_batch_goes_on()
    {
        var failing = true;
        var batches = new Batches<TaskCompletionSource>(10, items =>
        {
            if (failing)
            {
                throw new IOException("no");
            }

            foreach (var item in items)
            {
                item.SetResult();
            }

            return Task.CompletedTask;
        }, (item, exception) => item.SetException(exception));
        var (first, second) = (new TaskCompletionSource(), new TaskCompletionSource());

        batches.Add(first);
        await Assert.ThrowsAsync<IOException>(() => first.Task);
        failing = false;
        batches.Add(second);

        await second.Task.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task What_arrives_while_a_batch_is_on_its_way_goes_together_in_the_next_up_to_the_limit()
    {
        var gate = new TaskCompletionSource();
        var done = new TaskCompletionSource();
        ConcurrentQueue<int> sizes = new();
        var batches = new Batches<int>(10, async items =>
        {
            sizes.Enqueue(items.Count);
            await gate.Task;
            if (items[^1] == 24)
            {
                done.SetResult();
            }
        }, (_, _) => { });

        batches.Add(0);
        while (sizes.IsEmpty)
        {
            await Task.Yield();
        }

        for (var i = 1; i <= 24; i++)
        {
            batches.Add(i);
        }

        gate.SetResult();
        await done.Task.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);

        Assert.Equal([1, 10, 10, 4], sizes);
    }

    [Fact]
    public async Task Nothing_is_lost_or_doubled_when_many_threads_add()
    {
        const int Threads = 8;
        const int Each = 5000;
        var (seen, left) = (new ConcurrentDictionary<int, int>(), Threads * Each);
        var done = new TaskCompletionSource();
        var batches = new Batches<int>(64, items =>
        {
            foreach (var item in items)
            {
                seen.AddOrUpdate(item, 1, (_, count) => count + 1);
            }

            if (Interlocked.Add(ref left, -items.Count) == 0)
            {
                done.SetResult();
            }

            return Task.CompletedTask;
        }, (_, _) => { });

        await Task.WhenAll(Enumerable.Range(0, Threads).Select(t => Task.Run(() =>
        {
            for (var i = 0; i < Each; i++)
            {
                batches.Add((t * Each) + i);
            }
        })));
        await done.Task.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);

        Assert.Equal(Threads * Each, seen.Count);
        Assert.All(seen.Values, count => Assert.Equal(1, count));
    }
}
