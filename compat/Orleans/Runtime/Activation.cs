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
    private readonly Mailbox _mailbox;
    private readonly List<ActivationTimer> _timers = [];
    private readonly TaskCompletionSource _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly GrainClass? _class;
    private readonly TurnScheduler _turns;
    private AsyncServiceScope? _scope;
    private Phase _phase;
    private DeactivationReason? _leaving;
    private long _lastUsed = Environment.TickCount64;
    private long _keepUntil;

    /// <summary>A grain, brought to life by its first message; or, with an instance, the mailbox of an observer.</summary>
    public Activation(GrainRuntime runtime, GrainId grainId, GrainClass? grainClass, object? instance = null)
    {
        Runtime = runtime;
        GrainId = grainId;
        _class = grainClass;
        _turns = new(this);
        _mailbox = new(grainClass?.Reentrant == true, Start);
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

    public int Load => _mailbox.Load;

    private bool Open => _phase == Phase.Valid && _leaving is null;

    /// <summary>Takes a message; false when the activation is gone and the sender must find another.</summary>
    public bool TryReceive(Message message)
    {
        lock (_gate)
        {
            if (_phase == Phase.Gone)
            {
                return false;
            }

            _mailbox.Take(message, Open);
            if (_phase == Phase.New)
            {
                _phase = Phase.Activating;
                Turn(static self => _ = ((Activation)self!).Activate(), this);
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
            return _phase == Phase.Valid && _mailbox.Load == 0 && now - _lastUsed >= age.TotalMilliseconds && now >= _keepUntil;
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

    private void Start(Message message)
    {
        message.Activation = this;
        Turn(s_run, message);
    }

    /// <summary>Queues a turn that starts from an empty execution context, as a message from another silo would.</summary>
    private void Turn(Action<object?> work, object? state)
    {
        var flow = ExecutionContext.IsFlowSuppressed() ? (AsyncFlowControl?)null : ExecutionContext.SuppressFlow();
        new Task(work, state).Start(_turns);
        flow?.Undo();
    }

    private async Task Run(Message message)
    {
        if (message.Context is not null)
        {
            RequestContext.Values.Value = message.Context;
        }

        var exception = await message.Run(this);
        lock (_gate)
        {
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

            _mailbox.Ended(message, Open);
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
            Array.ForEach(_mailbox.Empty(), message => _mailbox.Take(message, Open));
            LeaveWhenIdle();
        }
    }

    private void LeaveWhenIdle()
    {
        if (_leaving is not null && _mailbox.Running == 0 && _phase == Phase.Valid)
        {
            _phase = Phase.Deactivating;
            Turn(static self => _ = ((Activation)self!).Leave(null), this);
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
            await (_class is null ? ValueTask.CompletedTask : DisposeInstance());
        }
        catch (Exception exception)
        {
            Runtime.Log.LogWarning(exception, "Grain {GrainId} could not be disposed", GrainId);
        }

        Message[] waiting;
        lock (_gate)
        {
            _phase = Phase.Gone;
            waiting = _mailbox.Empty();
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
