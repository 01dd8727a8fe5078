using System.Collections.Concurrent;

namespace Orleans.Runtime;

/// <summary>Fails calls that got no answer in time. Calls are looked at ten times a second, so a time-out may come a little late.</summary>
internal sealed class ResponseTimeouts(TimeSpan standard)
{
    private readonly ConcurrentQueue<(CallMessage Message, long Due)> _fresh = new();
    private readonly List<(CallMessage Message, long Due)> _slow = [];

    public void Watch(CallMessage message, TimeSpan? own) =>
        _fresh.Enqueue((message, Environment.TickCount64 + (long)(own ?? standard).TotalMilliseconds));

    /// <summary>Drops what was answered meanwhile, keeps what was not. Called by one thread at a time.</summary>
    public void Sweep()
    {
        while (_fresh.TryDequeue(out var call))
        {
            if (!call.Message.Answered)
            {
                _slow.Add(call);
            }
        }

        var now = Environment.TickCount64;
        foreach (var (message, _) in _slow.Where(call => call.Due <= now))
        {
            message.Fail(new TimeoutException($"Response did not arrive on time for {message.Entry.Method.Name} of {message.Target}."));
        }

        _slow.RemoveAll(call => call.Message.Answered);
    }
}
