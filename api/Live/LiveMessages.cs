using System.Collections.Immutable;
using System.Text.Json;
using Actors.Common;

namespace Actors.Api.Live;

/// <summary>One event as a client sees it.</summary>
internal sealed record LiveEventMessage(long Sequence, string Kind, JsonElement Payload);

/// <summary>
/// Events of a topic after <paramref name="After"/> up to <paramref name="Upto"/>; those that are not for this audience are left out, so
/// the range tells whether something is missing. A client whose last number is not <paramref name="After"/> resumes or reloads.
/// </summary>
internal sealed record LiveMessage(string Topic, long Epoch, long After, long Upto, ImmutableArray<LiveEventMessage> Events)
{
    public static LiveMessage Of(string topic, ImmutableArray<LiveEvent> events, LiveAudience audience) => new(
        topic,
        events[0].Epoch,
        events[0].Sequence - 1,
        events[^1].Sequence,
        [.. events.Where(e => e.Audience <= audience).Select(e => new LiveEventMessage(e.Sequence, e.Kind, JsonElement.Parse(e.Payload)))]);
}

/// <summary>Where a client begins. <paramref name="Reload"/>: what it shows is too old to be brought up to date by events.</summary>
internal sealed record LiveStart(string Topic, long Epoch, long Sequence, bool Reload, ImmutableArray<LiveEventMessage> Events);
