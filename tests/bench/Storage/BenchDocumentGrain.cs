namespace Actors.Bench.Storage;

[Alias("bench.document-grain")]
internal interface IBenchDocumentGrain : IGrainWithStringKey
{
    /// <summary>Changes the document and answers when that is durable.</summary>
    [Alias("change")]
    Task Change();
}

/// <summary>A document of about 1 KB of JSON.</summary>
internal sealed record BenchDocument
{
    public long Changes { get; init; }

    public string Title { get; init; } = "Beach cleanup at Rockaway";

    public string Text { get; init; } = Filler;

    public static string Filler { get; } = string.Concat(Enumerable.Range(0, 23).Select(i => $"Bring gloves and water, gate {i,2}, 0800-1100. "))[..950];
}

[GrainType("bench-document")]
internal sealed class BenchDocumentGrain([PersistentState("bench-document")] IPersistentState<BenchDocument> document) : Grain, IBenchDocumentGrain
{
    public Task Change()
    {
        document.State = document.State with { Changes = document.State.Changes + 1 };
        return document.WriteStateAsync();
    }
}
