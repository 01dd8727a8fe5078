namespace Actors.Grains.Common;

/// <summary>
/// Group commit: items that arrive while one batch is on its way go together in the next. The handler answers its items itself;
/// what it throws is given to <paramref name="failed"/> for each of them.
/// </summary>
internal sealed class Batches<T>(int most, Func<IReadOnlyList<T>, Task> handle, Action<T, Exception> failed) : IThreadPoolWorkItem
{
    private readonly Lock _gate = new();
    private readonly Queue<T> _waiting = new();
    private bool _running;

    public void Add(T item)
    {
        lock (_gate)
        {
            _waiting.Enqueue(item);
            if (_running)
            {
                return;
            }

            _running = true;
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    void IThreadPoolWorkItem.Execute() => _ = Pump();

    private async Task Pump()
    {
        while (Take() is { Count: > 0 } batch)
        {
            try
            {
                await handle(batch);
            }
            catch (Exception exception)
            {
                foreach (var item in batch)
                {
                    failed(item, exception);
                }
            }
        }
    }

    private List<T> Take()
    {
        lock (_gate)
        {
            List<T> batch = new(Math.Min(_waiting.Count, most));
            while (batch.Count < most && _waiting.TryDequeue(out var item))
            {
                batch.Add(item);
            }

            _running = batch.Count > 0;
            return batch;
        }
    }
}
