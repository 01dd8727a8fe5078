using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Storage;

namespace Orleans.Runtime;

/// <summary>One grain in memory with its mailbox. Everything that the grain does is a turn on <see cref="_turns"/>.</summary>
internal sealed class Activation : IGrainContext
{
    [ThreadStatic]
    private static Activation? s_constructing;

    private static readonly Action<object?> s_run = static message => _ = ((Message)message!).Activation!.Run((Message)message);

    private readonly Lock _gate = new();
    private readonly Queue<Message> _waiting = new();
    private readonly List<ActivationTimer> _timers = [];
    private readonly TaskCompletionSource _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly GrainClass? _class;
    private readonly TurnScheduler _turns;
    private AsyncServiceScope? _scope;
    private Phase _phase;
    private DeactivationReason? _leaving;

    /// <summary>Messages begun and not ended; of them those that do not always interleave; of these those that may change something.</summary>
    private int _running, _blocking, _writing;
    private long _lastUsed = Environment.TickCount64;
    private long _keepUntil;

    /// <summary>A grain, brought to life by its first message; or, with an instance, the mailbox of an observer.</summary>
    public Activation(GrainRuntime runtime, GrainId grainId, GrainClass? grainClass, object? instance = null)
    {
        Runtime = runtime;
        GrainId = grainId;
        _class = grainClass;
        _turns = new(this);
        GrainInstance = instance;
        _phase = instance is null ? Phase.New : Phase.Valid;
    }

    private enum Phase
    {
        New,
        Activating,
        Valid,
        Deactivating,
        Gone,
    }

    /// <summary>The activation whose grain is being constructed on this thread.</summary>
    public static Activation? Constructing => s_constructing;

    public GrainRuntime Runtime { get; }

    public GrainId GrainId { get; }

    public object? GrainInstance { get; private set; }

    public IServiceProvider ActivationServices => _scope?.ServiceProvider ?? Runtime.Services;

    public Task Deactivated => _gone.Task;

    public int Load => Volatile.Read(ref _running) + _waiting.Count;

    /// <summary>Takes a message; false when the activation is gone and the sender must find another.</summary>
    public bool TryReceive(Message message)
    {
        lock (_gate)
        {
            if (_phase == Phase.Gone)
            {
                return false;
            }

            Take(message);
            if (_phase == Phase.New)
            {
                _phase = Phase.Activating;
                Turn(Activate);
            }

            return true;
        }
    }

    public void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            _leaving ??= deactivationReason;
            LeaveWhenIdle();
        }
    }

    public void DelayDeactivation(TimeSpan timeSpan)
    {
        lock (_gate)
        {
            _keepUntil = timeSpan == Timeout.InfiniteTimeSpan ? long.MaxValue : Environment.TickCount64 + (long)timeSpan.TotalMilliseconds;
        }
    }

    public bool IdleFor(TimeSpan age)
    {
        lock (_gate)
        {
            var now = Environment.TickCount64;
            return _phase == Phase.Valid && _running == 0 && _waiting.Count == 0 && now - _lastUsed >= age.TotalMilliseconds && now >= _keepUntil;
        }
    }

    public ActivationTimer AddTimer(Func<CancellationToken, Task> callback, GrainTimerCreationOptions options)
    {
        var timer = new ActivationTimer(this, callback, options);
        lock (_gate)
        {
            _timers.Add(timer);
        }

        return timer;
    }

    public void RemoveTimer(ActivationTimer timer)
    {
        lock (_gate)
        {
            _timers.Remove(timer);
        }
    }

    private bool MayStart(Message message) => _phase == Phase.Valid && _leaving is null
        && (_blocking == 0 || message.AlwaysInterleave || _class?.Reentrant == true || (message.ReadOnly && _writing == 0));

    /// <summary>Starts a message or lets it wait. Only what always interleaves passes those that wait.</summary>
    private void Take(Message message)
    {
        if (MayStart(message) && (message.AlwaysInterleave || _waiting.Count == 0))
        {
            Start(message);
        }
        else
        {
            _waiting.Enqueue(message);
        }
    }

    private void Start(Message message)
    {
        if (message.Answered)
        {
            // The caller gave up while it waited.
            return;
        }

        Count(message, 1);
        message.Activation = this;
        Turn(s_run, message);
    }

    private void Count(Message message, int one)
    {
        _running += one;
        if (!message.AlwaysInterleave)
        {
            _blocking += one;
            _writing += message.ReadOnly ? 0 : one;
        }
    }

    /// <summary>Queues a turn that starts from an empty execution context, as a message from another silo would.</summary>
    private void Turn(Action<object?> work, object? state)
    {
        var flow = ExecutionContext.IsFlowSuppressed() ? (AsyncFlowControl?)null : ExecutionContext.SuppressFlow();
        new Task(work, state).Start(_turns);
        flow?.Undo();
    }

    private void Turn(Func<Task> work) => Turn(static work => _ = ((Func<Task>)work!)(), work);

    private async Task Run(Message message)
    {
        if (message.Context is not null)
        {
            RequestContext.Values.Value = message.Context;
        }

        var exception = await message.Run(this);
        lock (_gate)
        {
            Count(message, -1);
            if (message.KeepsAlive)
            {
                _lastUsed = Environment.TickCount64;
            }

            if (exception is InconsistentStateException { IsSourceActivation: true } inconsistent)
            {
                // The memory is not what is stored: nobody may be answered from it any more. The callers' memory is none the worse.
                inconsistent.IsSourceActivation = false;
                _leaving ??= new(DeactivationReasonCode.ApplicationError, exception, "The stored state is another.");
            }

            while (_waiting.TryPeek(out var next) && MayStart(next))
            {
                Start(_waiting.Dequeue());
            }

            LeaveWhenIdle();
        }

        // Only now, so that the caller's next call finds the activation free, or leaving.
        message.Finish();
    }

    private async Task Activate()
    {
        try
        {
            using var patience = new CancellationTokenSource(Runtime.Collection.ActivationTimeout);
            _scope = Runtime.Services.CreateAsyncScope();
            List<IStateToRead> states = [];
            s_constructing = this;
            try
            {
                GrainInstance = _class!.Create(this, states);
            }
            finally
            {
                s_constructing = null;
            }

            foreach (var state in states)
            {
                await state.ReadStateAsync();
            }

            if (GrainInstance is IGrainBase grain)
            {
                await grain.OnActivateAsync(patience.Token).WaitAsync(patience.Token);
            }
        }
        catch (Exception exception)
        {
            Runtime.Log.LogError(exception, "Grain {GrainId} failed to activate", GrainId);
            await Leave(exception);
            return;
        }

        lock (_gate)
        {
            _phase = Phase.Valid;
            var early = _waiting.ToArray();
            _waiting.Clear();
            Array.ForEach(early, Take);
            LeaveWhenIdle();
        }
    }

    private void LeaveWhenIdle()
    {
        if (_leaving is not null && _running == 0 && _phase == Phase.Valid)
        {
            _phase = Phase.Deactivating;
            Turn(() => Leave(null));
        }
    }

    /// <summary>The end: the grain's own last turn, then whoever waits goes to the next activation, or hears why there is none.</summary>
    private async Task Leave(Exception? failure)
    {
        ActivationTimer[] timers;
        lock (_gate)
        {
            timers = [.. _timers];
        }

        Array.ForEach(timers, timer => timer.Dispose());
        try
        {
            if (failure is null && _class is not null && GrainInstance is IGrainBase grain)
            {
                using var patience = new CancellationTokenSource(Runtime.Collection.DeactivationTimeout);
                await grain.OnDeactivateAsync(_leaving!.Value, patience.Token).WaitAsync(patience.Token);
            }
        }
        catch (Exception exception)
        {
            Runtime.Log.LogWarning(exception, "Grain {GrainId} failed in its deactivation", GrainId);
        }

        try
        {
            await DisposeInstance();
        }
        catch (Exception exception)
        {
            Runtime.Log.LogWarning(exception, "Grain {GrainId} could not be disposed", GrainId);
        }

        Message[] waiting;
        lock (_gate)
        {
            _phase = Phase.Gone;
            waiting = [.. _waiting];
            _waiting.Clear();
        }

        Runtime.Forget(this);
        foreach (var message in waiting.OfType<CallMessage>())
        {
            if (failure is not null)
            {
                message.Fail(failure);
            }
            else
            {
                Runtime.Deliver(message);
            }
        }

        _gone.TrySetResult();
    }

    /// <summary>An observer belongs to whoever made it; a grain and its services belong to the activation.</summary>
    private async ValueTask DisposeInstance()
    {
        if (_class is null)
        {
            return;
        }

        if (GrainInstance is IAsyncDisposable asynchronous)
        {
            await asynchronous.DisposeAsync();
        }
        else
        {
            (GrainInstance as IDisposable)?.Dispose();
        }

        if (_scope is { } scope)
        {
            await scope.DisposeAsync();
        }
    }
}
