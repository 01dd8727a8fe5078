using Actors.Common;
using Orleans.Concurrency;

namespace Actors.Opportunities;

/// <summary>The key of a person's secret calendar address. Only its hash is kept. Key: user id.</summary>
[Alias("opportunities.calendar-feed")]
public interface ICalendarFeedGrain : IGrainWithStringKey
{
    /// <summary>Opens the calendar under a new key, or closes it (null). An earlier key is worth nothing from then on.</summary>
    [Alias("set-key")]
    Task<Outcome<CalendarFeedView>> SetKey(SetCalendarKey command);

    [Alias("view"), ReadOnly]
    Task<Outcome<CalendarFeedView>> View(By by);

    /// <summary>Whether a key with this hash opens the calendar.</summary>
    [Alias("opens"), ReadOnly]
    Task<bool> Opens(string keyHash);
}

/// <param name="KeyHash">SHA-256, hexadecimal.</param>
[GenerateSerializer, Immutable, Alias("opportunities.set-calendar-key")]
public sealed record SetCalendarKey(CommandId CommandId, By By, string? KeyHash);

/// <param name="Since">When the current address was made; null: there is none.</param>
[GenerateSerializer, Immutable, Alias("opportunities.calendar-feed-view")]
public sealed record CalendarFeedView(DateTimeOffset? Since);

public static class CalendarFaults
{
    public static readonly Fault Unknown = new(FaultKind.NotFound, "calendar.unknown", "There is no such calendar; its address may have been changed.");
}
