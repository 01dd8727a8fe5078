using System.Collections.Immutable;
using Orleans.Concurrency;

namespace Actors.Tests.Cluster.Engine;

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
