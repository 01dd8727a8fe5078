namespace Orleans.Runtime;

/// <summary>Runs the turns of one activation, one after another, on the thread pool. An await in a turn continues as another turn of the same activation.</summary>
internal sealed class TurnScheduler(Activation activation) : TaskScheduler, IThreadPoolWorkItem
{
    private const int TurnsPerSlice = 128;

    [ThreadStatic]
    private static TurnScheduler? s_running;

    private readonly Queue<Task> _turns = new();
    private bool _scheduled;

    public Activation Activation { get; } = activation;

    public override int MaximumConcurrencyLevel => 1;

    protected override void QueueTask(Task task)
    {
        lock (_turns)
        {
            _turns.Enqueue(task);
            if (_scheduled)
            {
                return;
            }

            _scheduled = true;
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    void IThreadPoolWorkItem.Execute()
    {
        s_running = this;
        try
        {
            for (var turns = 0; turns < TurnsPerSlice; turns++)
            {
                Task? turn;
                lock (_turns)
                {
                    if (!_turns.TryDequeue(out turn))
                    {
                        _scheduled = false;
                        return;
                    }
                }

                TryExecuteTask(turn);
            }
        }
        finally
        {
            s_running = null;
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        !taskWasPreviouslyQueued && ReferenceEquals(s_running, this) && TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks()
    {
        lock (_turns)
        {
            return [.. _turns];
        }
    }
}
