using System.Collections.Immutable;
using Orleans.Concurrency;

namespace Actors.Common;

/// <summary>Who may see a live event.</summary>
[GenerateSerializer, Alias("live.audience")]
public enum LiveAudience
{
    /// <summary>Everybody who may watch the topic.</summary>
    Watchers,

    /// <summary>Only those who run it: names and other personal data.</summary>
    Staff,
}

/// <summary>What happened, before the topic numbers it. <paramref name="Payload"/> is JSON.</summary>
[GenerateSerializer, Immutable, Alias("live.news")]
public sealed record LiveNews(string Kind, LiveAudience Audience, string Payload);

/// <summary>A numbered event of a topic. Within an epoch the sequence has no gaps; a new epoch means: load again.</summary>
[GenerateSerializer, Immutable, Alias("live.event")]
public sealed record LiveEvent(long Epoch, long Sequence, string Kind, LiveAudience Audience, string Payload);

/// <summary>Where a client stands. Null events: too far behind or another epoch, so reload and go on from (Epoch, Sequence).</summary>
[GenerateSerializer, Immutable, Alias("live.backlog")]
public sealed record LiveBacklog(long Epoch, long Sequence, ImmutableArray<LiveEvent>? Events);

/// <summary>An API node that fans out a topic to its own connections.</summary>
[Alias("live.observer")]
public interface ILiveObserver : IGrainObserver
{
    /// <summary>One way: a slow node must not hold up the others; a client that misses an event sees the gap in the sequence.</summary>
    [Alias("receive"), OneWay]
    Task Receive(string topic, ImmutableArray<LiveEvent> events);
}

/// <summary>Numbers events and passes them to the watching nodes. Key: the topic, for example <c>opportunity/opp_.../roster</c>.</summary>
[Alias("live.topic")]
public interface ILiveTopicGrain : IGrainWithStringKey
{
    /// <summary>How long a subscription lives without being renewed.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    /// <summary>Announces what is already durable.</summary>
    [Alias("publish")]
    Task Publish(ImmutableArray<LiveNews> news);

    /// <summary>Says that something may have been missed: everybody loads again.</summary>
    [Alias("reset")]
    Task Reset();

    /// <summary>Subscribes a node, or renews its lease.</summary>
    [Alias("subscribe")]
    Task<LiveBacklog> Subscribe(ILiveObserver observer);

    [Alias("unsubscribe")]
    Task Unsubscribe(ILiveObserver observer);

    /// <summary>What came after the given position.</summary>
    [Alias("since")]
    Task<LiveBacklog> Since(long epoch, long sequence);
}
