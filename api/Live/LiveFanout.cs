using System.Collections.Concurrent;
using System.Collections.Immutable;
using Actors.Common;
using Actors.Opportunities;
using Microsoft.AspNetCore.SignalR;

namespace Actors.Api.Live;

/// <summary>
/// One subscription per topic and node, however many connections watch. Leases are renewed well before they end; a topic that has
/// forgotten this node, because it moved or its silo died, is found at the next renewal and its watchers load again.
/// </summary>
internal sealed class LiveFanout(IGrainFactory grains, IHubContext<LiveHub> hub, ILogger<LiveFanout> log) : BackgroundService, ILiveObserver
{
    private static readonly TimeSpan s_renewal = ILiveTopicGrain.Lease / 3;
    private readonly ConcurrentDictionary<string, ConcurrentDictionary<string, Watcher>> _watchers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> _epochs = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private ILiveObserver? _self;

    private ILiveObserver Self => LazyInitializer.EnsureInitialized(ref _self, () => grains.CreateObjectReference<ILiveObserver>(this));

    public async Task<LiveStart> Join(string connection, By by, WatchPass pass, long? epoch, long? sequence)
    {
        // Into the group first, then the position: what happens in between comes twice and the client drops it by its number.
        lock (_gate)
        {
            _watchers.GetOrAdd(pass.Topic, _ => new(StringComparer.Ordinal))[connection] = new(by, pass.Audience);
        }

        await hub.Groups.AddToGroupAsync(connection, Group(pass.Topic, pass.Audience));
        var topic = grains.GetGrain<ILiveTopicGrain>(pass.Topic);
        var now = await topic.Subscribe(Self);
        await Note(pass.Topic, now);
        if (epoch is null || sequence is null)
        {
            return new(pass.Topic, now.Epoch, now.Sequence, Reload: false, []);
        }

        var backlog = await topic.Since(epoch.Value, sequence.Value);
        return backlog.Events is { } missed
            ? new(pass.Topic, backlog.Epoch, backlog.Sequence, Reload: false, missed.IsEmpty ? [] : LiveMessage.Of(pass.Topic, missed, pass.Audience).Events)
            : new(pass.Topic, backlog.Epoch, backlog.Sequence, Reload: true, []);
    }

    public async Task Leave(string connection, string topic)
    {
        if (!_watchers.TryGetValue(topic, out var connections) || !connections.TryRemove(connection, out var watcher))
        {
            return;
        }

        await hub.Groups.RemoveFromGroupAsync(connection, Group(topic, watcher.Audience));
        lock (_gate)
        {
            if (!connections.IsEmpty || !_watchers.TryRemove(new(topic, connections)))
            {
                return;
            }

            _epochs.TryRemove(topic, out _);
        }

        await grains.GetGrain<ILiveTopicGrain>(topic).Unsubscribe(Self);
        if (_watchers.ContainsKey(topic))
        {
            // Somebody came while the last one left: their subscription may have been the one that was just ended.
            await grains.GetGrain<ILiveTopicGrain>(topic).Subscribe(Self);
        }
    }

    public async Task LeaveAll(string connection)
    {
        foreach (var (topic, connections) in _watchers)
        {
            if (connections.ContainsKey(connection))
            {
                await Leave(connection, topic);
            }
        }
    }

    public async Task Receive(string topic, ImmutableArray<LiveEvent> events)
    {
        if (_epochs.TryGetValue(topic, out var known))
        {
            _epochs.TryUpdate(topic, events[^1].Epoch, known);
        }

        foreach (var audience in Enum.GetValues<LiveAudience>())
        {
            await hub.Clients.Group(Group(topic, audience)).SendAsync("events", LiveMessage.Of(topic, events, audience));
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var beat = new PeriodicTimer(s_renewal);
        try
        {
            while (await beat.WaitForNextTickAsync(stoppingToken))
            {
                foreach (var (topic, connections) in _watchers)
                {
                    await Renew(topic, connections);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The node stops.
        }
    }

    private static string Group(string topic, LiveAudience audience) => $"{audience}:{topic}";

    private async Task Renew(string topic, ConcurrentDictionary<string, Watcher> connections)
    {
        try
        {
            var now = await grains.GetGrain<ILiveTopicGrain>(topic).Subscribe(Self);
            await Note(topic, now);

            // Staff see names, so they prove again and again that they still are.
            foreach (var (connection, watcher) in connections.Where(c => c.Value.Audience == LiveAudience.Staff))
            {
                if (await LiveHub.Pass(grains, topic, watcher.By) is not { Audience: LiveAudience.Staff })
                {
                    await Leave(connection, topic);
                    await hub.Clients.Client(connection).SendAsync("closed", topic);
                }
            }
        }
        catch (Exception exception)
        {
            log.LogWarning(exception, "The subscription to {Topic} was not renewed; it is tried again", topic);
        }
    }

    /// <summary>A topic in another epoch has forgotten this node for a while: everybody here loads again.</summary>
    private async Task Note(string topic, LiveBacklog now)
    {
        var known = _epochs.TryGetValue(topic, out var epoch);
        _epochs[topic] = now.Epoch;
        if (known && epoch != now.Epoch)
        {
            await Receive(topic, [new(now.Epoch, now.Sequence, "reload", LiveAudience.Watchers, "{}")]);
        }
    }

    private sealed record Watcher(By By, LiveAudience Audience);
}
