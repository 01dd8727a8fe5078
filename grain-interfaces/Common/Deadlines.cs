using Orleans.Concurrency;

namespace Actors.Common;

/// <summary>A grain whose state carries <c>nextDue</c>. Called at that moment or later, perhaps more than once; never before.</summary>
[Alias("common.due")]
public interface IDueGrain : IGrainWithStringKey
{
    /// <summary>Does what the state waits for and writes the next <c>nextDue</c> (or none).</summary>
    [Alias("on-due")]
    Task OnDue();
}

/// <summary>One of 64 partitions of the pending deadlines. Key: <c>dlp_00</c> to <c>dlp_63</c>.</summary>
[Alias("common.deadlines")]
public interface IDeadlineGrain : IGrainWithStringKey
{
    public const int Partitions = 64;

    /// <summary>Makes sure that the partition is awake somewhere.</summary>
    [Alias("touch"), AlwaysInterleave]
    Task Touch();

    /// <summary>Handles everything that is due at this moment and returns how many there were.</summary>
    [Alias("sweep"), AlwaysInterleave]
    Task<int> Sweep();

    public static string Key(int partition) => $"dlp_{partition:00}";
}

/// <summary>A change on its way to another grain: written with the change that causes it, delivered at least once.</summary>
/// <param name="Id">Deterministic: the same cause makes the same id.</param>
/// <param name="Target">Grain id of the receiver, <c>type/key</c>.</param>
/// <param name="Kind">What it is, <c>slice.kebab-name</c>.</param>
/// <param name="Payload">JSON, by <see cref="ActorsJson.Options"/>.</param>
[GenerateSerializer, Immutable, Alias("common.intent")]
public sealed record Intent(string Id, string Target, string Kind, string Payload, DateTimeOffset CreatedAt);

/// <summary>A grain that receives intents. Receiving one twice is the same as once.</summary>
[Alias("common.intent-target")]
public interface IIntentTarget : IGrainWithStringKey
{
    [Alias("receive-intent")]
    Task Receive(Intent intent);
}
