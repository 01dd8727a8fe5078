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

[Alias("engine.alarm")]
public interface IAlarmGrain : IGrainWithStringKey
{
    [Alias("set")] Task Set(string name, TimeSpan due);

    [Alias("names")] Task<ImmutableArray<string>> Names();

    [Alias("off")] Task<bool> Off(string name);
}

[GrainType("engine-alarm")]
internal sealed class AlarmGrain : Grain, IAlarmGrain, IRemindable
{
    public Task Set(string name, TimeSpan due) => this.RegisterOrUpdateReminder(name, due, TimeSpan.FromMinutes(1));

    public async Task<ImmutableArray<string>> Names() => [.. (await this.GetReminders()).Select(r => r.ReminderName).Order(StringComparer.Ordinal)];

    public async Task<bool> Off(string name)
    {
        if (await this.GetReminder(name) is not { } reminder)
        {
            return false;
        }

        await this.UnregisterReminder(reminder);
        return true;
    }

    public Task ReceiveReminder(string reminderName, TickStatus status)
    {
        Diary.Of(this.GetPrimaryKeyString()).Write($"{reminderName} every {status.Period}");
        return Task.CompletedTask;
    }
}

[Alias("engine.clock")]
public interface IClockGrain : IGrainWithStringKey
{
    [Alias("start")] Task Start(string name, TimeSpan due, TimeSpan period, bool interleave, bool fails);

    [Alias("change")] Task Change(TimeSpan due, TimeSpan period);

    [Alias("stop")] Task Stop();

    [Alias("visit")] Task Visit(string name);

    [Alias("leave")] Task Leave();
}

[GrainType("engine-clock")]
internal sealed class ClockGrain : Grain, IClockGrain
{
    private IGrainTimer? _timer;
    private int _ticks;

    public Task Start(string name, TimeSpan due, TimeSpan period, bool interleave, bool fails)
    {
        var diary = Diary.Of(this.GetPrimaryKeyString());
        _timer = this.RegisterGrainTimer(
            _ =>
            {
                diary.Write($"{name} {++_ticks}");
                return fails ? throw new InvalidOperationException("A bad tick.") : Task.CompletedTask;
            },
            new() { DueTime = due, Period = period, Interleave = interleave });
        return Task.CompletedTask;
    }

    public Task Change(TimeSpan due, TimeSpan period)
    {
        _timer!.Change(due, period);
        return Task.CompletedTask;
    }

    public Task Stop()
    {
        _timer!.Dispose();
        return Task.CompletedTask;
    }

    public Task Visit(string name) => Diary.Of(this.GetPrimaryKeyString()).Visit(name);

    public Task Leave()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        Diary.Of(this.GetPrimaryKeyString()).Write("gone");
        return Task.CompletedTask;
    }
}

[Alias("engine.listener")]
public interface IListener : IGrainObserver
{
    [Alias("hear"), OneWay] Task Hear(string news);

    [Alias("answer")] Task<string> Answer(string question);
}

[Alias("engine.station")]
public interface IStationGrain : IGrainWithStringKey
{
    [Alias("tune-in")] Task TuneIn(IListener listener);

    [Alias("say")] Task Say(string news);

    [Alias("ask")] Task<string> Ask(string question);
}

[GrainType("engine-station")]
internal sealed class StationGrain : Grain, IStationGrain
{
    private IListener? _listener;

    public Task TuneIn(IListener listener)
    {
        _listener = listener;
        return Task.CompletedTask;
    }

    public Task Say(string news) => _listener!.Hear(news);

    public Task<string> Ask(string question) => _listener!.Answer(question);
}

[Alias("engine.filtered")]
public interface IFilteredGrain : IGrainWithStringKey
{
    [Alias("say")] Task<string> Say(string text);

    [Alias("forbidden")] Task Forbidden();

    [Alias("own")] Task<string> Own();
}

[GrainType("engine-filtered")]
internal sealed class FilteredGrain : Grain, IFilteredGrain, IIncomingGrainCallFilter
{
    public Task<string> Say(string text) => Task.FromResult(text);

    public Task Forbidden() => Task.CompletedTask;

    public Task<string> Own() => Task.FromResult("method");

    public async Task Invoke(IIncomingGrainCallContext context)
    {
        await context.Invoke();
        if (context.MethodName == nameof(Own))
        {
            context.Result = $"{context.Result}, own filter";
        }
    }
}

internal sealed class IncomingFilter : IIncomingGrainCallFilter
{
    public async Task Invoke(IIncomingGrainCallContext context)
    {
        if (context.Grain is not FilteredGrain)
        {
            await context.Invoke();
            return;
        }

        Diary.Of(context.TargetId.Key.ToString()).Write($"in {context.MethodName}");
        if (context.MethodName == nameof(IFilteredGrain.Forbidden))
        {
            throw new InvalidOperationException("The filter says no.");
        }

        await context.Invoke();
        if (context.MethodName == nameof(IFilteredGrain.Say))
        {
            context.Result = $"{context.Result}, in";
        }
    }
}

internal sealed class OutgoingFilter : IOutgoingGrainCallFilter
{
    public async Task Invoke(IOutgoingGrainCallContext context)
    {
        if (context.Grain is not IFilteredGrain)
        {
            await context.Invoke();
            return;
        }

        Diary.Of(context.TargetId.Key.ToString()).Write($"out {context.MethodName}");
        await context.Invoke();
        if (context.MethodName == nameof(IFilteredGrain.Say))
        {
            context.Result = $"{context.Result}, out";
        }
    }
}
