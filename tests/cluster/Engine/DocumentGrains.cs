using System.Collections.Immutable;

namespace Actors.Tests.Cluster.Engine;

/// <summary>A grain with a stored document. Key: any that does not begin with a hex digit.</summary>
[Alias("engine.document")]
public interface IDocumentGrain : IGrainWithStringKey
{
    [Alias("text")] Task<string?> Text();

    [Alias("exists")] Task<bool> Exists();

    [Alias("activation")] Task<int> Activation();

    [Alias("save")] Task Save(string text);

    [Alias("save-often")] Task SaveOften(int times);

    [Alias("clear")] Task Clear();

    [Alias("leave")] Task Leave();
}

[Alias("engine.document-rival")]
public interface IRivalDocumentGrain : IDocumentGrain;

[GenerateSerializer, Alias("engine.document-state")]
public sealed record DocumentState
{
    [Id(0)] public string? Text { get; init; }

    [Id(1)] public ImmutableArray<string> Earlier { get; init; } = [];
}

internal abstract class DocumentGrainBase(IPersistentState<DocumentState> state) : Grain, IDocumentGrain
{
    private static int s_activations;
    private readonly int _activation = Interlocked.Increment(ref s_activations);

    public Task<string?> Text() => Task.FromResult(state.State.Text);

    public Task<bool> Exists() => Task.FromResult(state.RecordExists);

    public Task<int> Activation() => Task.FromResult(_activation);

    public Task Save(string text)
    {
        state.State = new() { Text = text, Earlier = [.. state.State.Earlier, text] };
        return state.WriteStateAsync();
    }

    public Task SaveOften(int times) => Task.WhenAll(Enumerable.Range(0, times).Select(_ => Save("often")));

    public Task Clear() => state.ClearStateAsync();

    public Task Leave()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }
}

[GrainType("engine-document")]
internal sealed class DocumentGrain([PersistentState("engine-document")] IPersistentState<DocumentState> state) : DocumentGrainBase(state);

/// <summary>Writes the same rows, as a second activation of the same grain would after a split.</summary>
[GrainType("engine-document-rival")]
internal sealed class RivalDocumentGrain([PersistentState("engine-document")] IPersistentState<DocumentState> state) : DocumentGrainBase(state), IRivalDocumentGrain;
