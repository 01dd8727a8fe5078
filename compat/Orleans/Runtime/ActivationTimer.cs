using Microsoft.Extensions.Logging;

namespace Orleans.Runtime;

/// <summary>A grain timer. A tick is a message to the grain; the next one is set when it is done, so ticks of a timer never overlap.</summary>
internal sealed class ActivationTimer : IGrainTimer
{
    private readonly Activation _activation;
    private readonly Func<CancellationToken, Task> _callback;
    private readonly CancellationToken _stopping;
    private readonly GrainTimerCreationOptions _options;
    private readonly Timer _timer;
    private TimeSpan _period;
    private bool _disposed;

    public ActivationTimer(Activation activation, Func<CancellationToken, Task> callback, GrainTimerCreationOptions options, CancellationToken stopping)
    {
        (_activation, _callback, _options, _stopping, _period) = (activation, callback, options, stopping, options.Period);
        var restore = ExecutionContext.IsFlowSuppressed() ? default : ExecutionContext.SuppressFlow();
        using (restore)
        {
            _timer = new(static timer => ((ActivationTimer)timer!).Due(), this, options.DueTime, Timeout.InfiniteTimeSpan);
        }
    }

    public void Change(TimeSpan dueTime, TimeSpan period)
    {
        _period = period;
        _timer.Change(dueTime, Timeout.InfiniteTimeSpan);
    }

    public void Dispose()
    {
        _disposed = true;
        _timer.Dispose();
        _activation.RemoveTimer(this);
    }

    private void Due()
    {
        if (!_disposed)
        {
            _activation.TryReceive(new Tick(this) { KeepsAlive = _options.KeepAlive });
        }
    }

    private sealed class Tick(ActivationTimer timer) : Message
    {
        public override bool ReadOnly => false;

        public override bool AlwaysInterleave => timer._options.Interleave;

        public override bool Answered => true;

        public override async Task<Exception?> Run(Activation activation)
        {
            try
            {
                if (!timer._disposed)
                {
                    await timer._callback(timer._stopping);
                }

                return null;
            }
            catch (Exception exception)
            {
                activation.Runtime.Log.LogError(exception, "A timer of grain {GrainId} failed", activation.GrainId);
                return exception;
            }
            finally
            {
                if (!timer._disposed && timer._period > TimeSpan.Zero)
                {
                    timer._timer.Change(timer._period, Timeout.InfiniteTimeSpan);
                }
            }
        }

        // The activation went away while the tick waited: so did the timer.
        public override void Fail(Exception exception)
        {
        }
    }
}
