using System.Collections.Immutable;
using Actors.Common;
using Microsoft.Extensions.Logging;
using Orleans.Utilities;

namespace Actors.Grains.Common;

/// <summary>Keeps the latest events of a topic in memory and passes each on once per watching node.</summary>
[GrainType("live-topic")]
internal sealed class LiveTopicGrain(Clock clock, ILogger<LiveTopicGrain> log) : Grain, ILiveTopicGrain
{
    private const int Kept = 512;
    private readonly Queue<LiveEvent> _latest = new();
    private readonly ObserverManager<ILiveObserver> _observers = new(ILiveTopicGrain.Lease, log);
    private long _epoch;
    private long _sequence;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        // A new activation has forgotten what came before: a later epoch tells every client so. In microseconds, because ticks
        // are more than a JavaScript number holds exactly, and a page that returns a rounded epoch would load again for ever.
        _epoch = (clock.Time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        return Task.CompletedTask;
    }

    public Task Publish(ImmutableArray<LiveNews> news)
    {
        var events = news.Select(n => new LiveEvent(_epoch, ++_sequence, n.Kind, n.Audience, n.Payload)).ToImmutableArray();
        foreach (var live in events)
        {
            _latest.Enqueue(live);
        }

        while (_latest.Count > Kept)
        {
            _latest.Dequeue();
        }

        return Tell(events);
    }

    public Task Reset()
    {
        _epoch++;
        _sequence = 0;
        _latest.Clear();
        return Tell([new(_epoch, 0, "reload", LiveAudience.Watchers, "{}")]);
    }

    public Task<LiveBacklog> Subscribe(ILiveObserver observer)
    {
        _observers.Subscribe(observer, observer);
        return Task.FromResult(new LiveBacklog(_epoch, _sequence, []));
    }

    public Task Unsubscribe(ILiveObserver observer)
    {
        _observers.Unsubscribe(observer);
        return Task.CompletedTask;
    }

    public Task<LiveBacklog> Since(long epoch, long sequence)
    {
        var oldest = _latest.TryPeek(out var first) ? first.Sequence : _sequence + 1;
        var known = epoch == _epoch && sequence >= oldest - 1 && sequence <= _sequence;
        return Task.FromResult(new LiveBacklog(_epoch, _sequence, known ? [.. _latest.Where(e => e.Sequence > sequence)] : null));
    }

    private Task Tell(ImmutableArray<LiveEvent> events)
    {
        var topic = this.GetPrimaryKeyString();
        return _observers.Notify(observer => observer.Receive(topic, events));
    }
}
