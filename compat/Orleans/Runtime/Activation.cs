using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Storage;

namespace Orleans.Runtime;

/// <summary>One grain in memory with its mailbox. Everything that the grain does is a turn on <see cref="_turns"/>.</summary>
internal sealed class Activation : IGrainContext
{
    [ThreadStatic]
    private static Activation? s_constructing;

    private readonly Lock _gate = new();
    private readonly Queue<Message> _waiting = new();
    private readonly List<ActivationTimer> _timers = [];
    private readonly TaskCompletionSource _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _stopping = new();
    private readonly GrainClass? _class;
    private readonly TurnScheduler _turns;
    private AsyncServiceScope _scope;
    private Phase _phase = Phase.New;
    private DeactivationReason? _leaving;
    private int _running;
    private int _runningWrites;
    private long _lastUsed = Stopwatch.GetTimestamp();
    private DateTimeOffset _keepUntil;

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

    public IServiceProvider ActivationServices => _scope.ServiceProvider;

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

            if (MayStart(message) && (message.AlwaysInterleave || _waiting.Count == 0 || _class?.Reentrant == true))
            {
                Start(message);
                return true;
            }

            _waiting.Enqueue(message);
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

    public void DelayDeactivation(TimeSpan timeSpan) =>
        _keepUntil = timeSpan == Timeout.InfiniteTimeSpan ? DateTimeOffset.MaxValue : TimeProvider.System.GetUtcNow() + timeSpan;

    public bool IdleFor(TimeSpan age)
    {
        lock (_gate)
        {
            return _phase == Phase.Valid && _running == 0 && _waiting.Count == 0
                && Stopwatch.GetElapsedTime(_lastUsed) > age && TimeProvider.System.GetUtcNow() > _keepUntil;
        }
    }

    public ActivationTimer AddTimer(Func<CancellationToken, Task> callback, GrainTimerCreationOptions options)
    {
        var timer = new ActivationTimer(this, callback, options, _stopping.Token);
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

    private bool MayStart(Message message)
    {
        if (_phase != Phase.Valid || _leaving is not null)
        {
            return false;
        }

        return _running == 0 || message.AlwaysInterleave || _class?.Reentrant == true || (message.ReadOnly && _runningWrites == 0);
    }

    private void Start(Message message)
    {
        _running++;
        if (!message.ReadOnly)
        {
            _runningWrites++;
        }

        if (message.KeepsAlive)
        {
            _lastUsed = Stopwatch.GetTimestamp();
        }

        Turn(static (activation, state) => activation.Run((Message)state!), message);
    }

    /// <summary>Queues a turn that starts from an empty execution context, as a message from another silo would.</summary>
    private void Turn(Func<Activation, object?, Task> work, object? state)
    {
        var restore = ExecutionContext.IsFlowSuppressed() ? default : ExecutionContext.SuppressFlow();
        try
        {
            new Task(static box =>
            {
                var (activation, work, state) = (TurnState)box!;
                _ = work(activation, state);
            }, new TurnState(this, work, state)).Start(_turns);
        }
        finally
        {
            restore.Dispose();
        }
    }

    private void Turn(Func<Task> work) => Turn(static (_, work) => ((Func<Task>)work!)(), work);

    private async Task Run(Message message)
    {
        if (message.Context is not null)
        {
            RequestContext.Values.Value = message.Context;
        }

        var exception = await message.Run(this);
        lock (_gate)
        {
            _running--;
            if (!message.ReadOnly)
            {
                _runningWrites--;
            }

            if (exception is InconsistentStateException)
            {
                // The memory is not what is stored: nobody may be answered from it any more.
                _leaving ??= new(DeactivationReasonCode.ApplicationError, exception, "The stored state is another.");
            }

            Pump();
            LeaveWhenIdle();
        }
    }

    private void Pump()
    {
        while (_waiting.TryPeek(out var next) && MayStart(next))
        {
            Start(_waiting.Dequeue());
        }
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
            Pump();
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
        await _stopping.CancelAsync();
        foreach (var timer in _timers.ToArray())
        {
            timer.Dispose();
        }

        try
        {
            if (failure is null && GrainInstance is IGrainBase grain)
            {
                using var patience = new CancellationTokenSource(Runtime.Collection.DeactivationTimeout);
                await grain.OnDeactivateAsync(_leaving!.Value, patience.Token).WaitAsync(patience.Token);
            }

            await (GrainInstance switch
            {
                IAsyncDisposable disposable => disposable.DisposeAsync(),
                IDisposable disposable => Disposed(disposable),
                _ => default,
            });
            await _scope.DisposeAsync();
        }
        catch (Exception exception)
        {
            Runtime.Log.LogWarning(exception, "Grain {GrainId} failed in its deactivation", GrainId);
        }

        Message[] waiting;
        lock (_gate)
        {
            _phase = Phase.Gone;
            waiting = [.. _waiting];
            _waiting.Clear();
        }

        Runtime.Forget(this);
        foreach (var message in waiting)
        {
            if (failure is null)
            {
                Runtime.Deliver(message);
            }
            else
            {
                message.Fail(failure);
            }
        }

        _gone.TrySetResult();
    }

    private static ValueTask Disposed(IDisposable disposable)
    {
        disposable.Dispose();
        return default;
    }

    private sealed record TurnState(Activation Activation, Func<Activation, object?, Task> Work, object? State);
}
