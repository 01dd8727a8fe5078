using Microsoft.Extensions.Logging;

namespace Orleans.Runtime;

/// <summary>A grain timer. A tick is a message to the grain; the next one is set when it is done, so ticks of a timer never overlap.</summary>
internal sealed class ActivationTimer : IGrainTimer
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _end = new();
    private readonly Activation _activation;
    private readonly Func<CancellationToken, Task> _callback;
    private readonly GrainTimerCreationOptions _options;
    private readonly Timer _timer;
    private TimeSpan _next;
    private TimeSpan _period;
    private bool _ticking;
    private bool _disposed;

    public ActivationTimer(Activation activation, Func<CancellationToken, Task> callback, GrainTimerCreationOptions options)
    {
        (_activation, _callback, _options, _period) = (activation, callback, options, options.Period);
        var flow = ExecutionContext.IsFlowSuppressed() ? (AsyncFlowControl?)null : ExecutionContext.SuppressFlow();
        _timer = new(static timer => ((ActivationTimer)timer!).Due(), this, options.DueTime, Timeout.InfiniteTimeSpan);
        flow?.Undo();
    }

    /// <summary>A change in the middle of a tick counts from its end.</summary>
    public void Change(TimeSpan dueTime, TimeSpan period)
    {
        lock (_gate)
        {
            (_next, _period) = (dueTime, period);
            if (!_ticking && !_disposed)
            {
                _timer.Change(dueTime, Timeout.InfiniteTimeSpan);
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            _timer.Dispose();
        }

        _activation.RemoveTimer(this);
        try
        {
            _end.Cancel();
        }
        catch (AggregateException exception)
        {
            _activation.Runtime.Log.LogError(exception, "Cancelling a timer of grain {GrainId} failed", _activation.GrainId);
        }
    }

    private void Due()
    {
        lock (_gate)
        {
            if (_disposed || _ticking)
            {
                return;
            }

            (_ticking, _next) = (true, _period);
        }

        _activation.TryReceive(new Tick(this) { KeepsAlive = _options.KeepAlive });
    }

    private void Done()
    {
        lock (_gate)
        {
            _ticking = false;
            if (!_disposed)
            {
                _timer.Change(_next, Timeout.InfiniteTimeSpan);
            }
        }
    }

    private sealed class Tick(ActivationTimer timer) : Message
    {
        public override bool ReadOnly => false;

        public override bool AlwaysInterleave => timer._options.Interleave;

        public override bool Answered => timer._disposed;

        public override async Task<Exception?> Run(Activation activation)
        {
            try
            {
                if (!timer._disposed)
                {
                    await timer._callback(timer._end.Token);
                }

                return null;
            }
            catch (Exception exception)
            {
                activation.Runtime.Log.LogWarning(exception, "A timer of grain {GrainId} failed; it goes on", activation.GrainId);
                return exception;
            }
        }

        public override void Finish() => timer.Done();
    }
}
