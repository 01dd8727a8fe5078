using System.Collections.Immutable;
using Orleans.Concurrency;

namespace Actors.Tests.Cluster.Engine;

/// <summary>A grain that writes down what happens to it. Key: any, the name of its diary.</summary>
[Alias("engine.probe")]
public interface IProbeGrain : IGrainWithStringKey
{
    /// <summary>The number of the activation, unique in the process.</summary>
    [Alias("activation")] Task<int> Activation();

    [Alias("visit")] Task<int> Visit(string name);

    [Alias("read"), ReadOnly] Task Read(string name);

    [Alias("beside"), AlwaysInterleave] Task Beside(string name);

    /// <summary>Comes through at any time: what was sent before it and could begin has begun.</summary>
    [Alias("pass-by"), AlwaysInterleave] Task PassBy();

    [Alias("tell"), OneWay] Task Tell(string name);

    [Alias("tell-and-fail"), OneWay] Task TellAndFail();

    [Alias("briefly"), ResponseTimeout("00:00:01")] Task Briefly(string name);

    [Alias("leave-after")] Task<int> LeaveAfter(string name);

    [Alias("fail")] Task Fail(string message);

    [Alias("fail-with-code")] Task FailWithCode(string code);

    [Alias("sum")] ValueTask<int> Sum(int left, int right);

    /// <summary>How often two turns of this grain ran at once.</summary>
    [Alias("overlaps"), AlwaysInterleave] Task<int> Overlaps(int turns);

    [Alias("context")] Task<string?> Context(string key);

    [Alias("change-context")] Task ChangeContext(string key, string value);

    [Alias("relay-context")] Task<string?> RelayContext(string other, string key);

    [Alias("forward")] Task<string> Forward(string other);
}

/// <summary>Another face of the same grain.</summary>
[Alias("engine.probe-identity")]
public interface IProbeIdentity : IGrainWithStringKey
{
    [Alias("name")] Task<string> Name();

    [Alias("self")] Task<string> Self();
}

[GenerateSerializer, Alias("engine.probe-exception")]
public sealed class ProbeException(string message, string code) : Exception(message)
{
    [Id(0)] public string Code { get; private set; } = code;
}

[GrainType("engine-probe")]
internal sealed class ProbeGrain : Grain, IProbeGrain, IProbeIdentity
{
    private static int s_activations;
    private readonly int _activation = Interlocked.Increment(ref s_activations);
    private int _inside;
    private Diary Diary => Diary.Of(this.GetPrimaryKeyString());

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        Diary.Write("activated");
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        Diary.Write($"deactivated {reason.ReasonCode}");
        return Task.CompletedTask;
    }

    public Task<int> Activation() => Task.FromResult(_activation);

    public async Task<int> Visit(string name)
    {
        await Diary.Visit(name);
        return _activation;
    }

    public Task Read(string name) => Diary.Visit(name);

    public Task Beside(string name) => Diary.Visit(name);

    public Task PassBy() => Task.CompletedTask;

    public Task Tell(string name) => Diary.Visit(name);

    public Task TellAndFail() => throw new InvalidOperationException("Nobody hears this.");

    public Task Briefly(string name) => Diary.Visit(name);

    public async Task<int> LeaveAfter(string name)
    {
        DeactivateOnIdle();
        await Diary.Visit(name);
        return _activation;
    }

    public async Task Fail(string message)
    {
        await Task.Yield();
        throw new InvalidOperationException(message);
    }

    public Task FailWithCode(string code) => throw new ProbeException("Coded.", code);

    public ValueTask<int> Sum(int left, int right) => new(left + right);

    public async Task<int> Overlaps(int turns)
    {
        var overlaps = 0;
        await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            for (var turn = 0; turn < turns; turn++)
            {
                overlaps += Interlocked.Increment(ref _inside) == 1 ? 0 : 1;
                Thread.SpinWait(50);
                Interlocked.Decrement(ref _inside);
                await Task.Yield();
            }
        }));
        return overlaps;
    }

    public Task<string?> Context(string key) => Task.FromResult((string?)RequestContext.Get(key));

    public Task ChangeContext(string key, string value)
    {
        RequestContext.Set(key, value);
        return Task.CompletedTask;
    }

    public Task<string?> RelayContext(string other, string key) => GrainFactory.GetGrain<IProbeGrain>(other).Context(key);

    public async Task<string> Forward(string other)
    {
        try
        {
            await GrainFactory.GetGrain<IDocumentGrain>(GrainId.Create("engine-document", other)).Save("forwarded");
            return "saved";
        }
        catch (Orleans.Storage.InconsistentStateException)
        {
            return "conflict";
        }
    }

    public Task<string> Name() => Task.FromResult(this.GetPrimaryKeyString());

    public Task<string> Self() => this.AsReference<IProbeIdentity>().GetGrainId().Equals(this.GetGrainId()) ? Task.FromResult(IdentityString) : Task.FromResult("another");
}

[Alias("engine.open")]
public interface IReentrantProbeGrain : IGrainWithStringKey
{
    [Alias("visit")] Task Visit(string name);

    [Alias("circle")] Task<string> Circle(int rounds);
}

[GrainType("engine-reentrant"), Reentrant]
internal sealed class ReentrantProbeGrain : Grain, IReentrantProbeGrain
{
    public Task Visit(string name) => Diary.Of(this.GetPrimaryKeyString()).Visit(name);

    public async Task<string> Circle(int rounds) => rounds == 0 ? "round" : await this.AsReference<IReentrantProbeGrain>().Circle(rounds - 1);
}

[Alias("engine.worker")]
public interface IWorkerGrain : IGrainWithStringKey
{
    [Alias("visit")] Task Visit(string name);
}

[GrainType("engine-worker"), StatelessWorker(2)]
internal sealed class WorkerGrain : Grain, IWorkerGrain
{
    public Task Visit(string name) => Diary.Of(this.GetPrimaryKeyString()).Visit(name);
}

[Alias("engine.fragile")]
public interface IFragileGrain : IGrainWithStringKey
{
    [Alias("ping")] Task<int> Ping();
}

/// <summary>Fails its first activation.</summary>
[GrainType("engine-fragile")]
internal sealed class FragileGrain : Grain, IFragileGrain
{
    private int _attempt;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var diary = Diary.Of(this.GetPrimaryKeyString());
        diary.Write("attempt");
        _attempt = diary.Lines.Length;
        return _attempt > 1 ? Task.CompletedTask : throw new InvalidOperationException("Not today.");
    }

    public Task<int> Ping() => Task.FromResult(_attempt);
}

[Alias("engine.short-lived")]
public interface IShortLivedGrain : IGrainWithStringKey
{
    [Alias("ping")] Task Ping();
}

[GrainType("engine-short-lived")]
internal sealed class ShortLivedGrain : Grain, IShortLivedGrain
{
    public Task Ping() => Task.CompletedTask;

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        Diary.Of(this.GetPrimaryKeyString()).Write($"deactivated {reason.ReasonCode}");
        return Task.CompletedTask;
    }
}
