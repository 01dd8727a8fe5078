using System.Reflection;
using Orleans.Serialization.Invocation;

namespace Orleans.Runtime;

/// <summary>One thing for an activation to do: a call, or a timer tick.</summary>
internal abstract class Message
{
    public abstract bool ReadOnly { get; }

    public abstract bool AlwaysInterleave { get; }

    /// <summary>Whether the caller has its answer, be it a time-out.</summary>
    public abstract bool Answered { get; }

    /// <summary>Where it runs.</summary>
    public Activation? Activation { get; set; }

    public object?[] Arguments { get; set; } = [];

    public Dictionary<string, object>? Context { get; set; }

    public GrainId Target { get; set; }

    public GrainId? Source { get; set; }

    public bool KeepsAlive { get; init; } = true;

    /// <summary>Does it, as turns of the activation, and returns how it failed.</summary>
    public abstract Task<Exception?> Run(Activation activation);

    /// <summary>Tells whoever waits how it ended.</summary>
    public abstract void Finish();
}

internal abstract class CallMessage(MethodEntry entry) : Message, IInvokable
{
    public MethodEntry Entry { get; } = entry;

    /// <summary>Where it goes when not to the catalog: the mailbox of an observer.</summary>
    public Activation? Destination { get; set; }

    /// <summary>How many activations it was sent to.</summary>
    public int Hops { get; set; }

    public override bool ReadOnly => Entry.ReadOnly;

    public override bool AlwaysInterleave => Entry.AlwaysInterleave;

    /// <summary>The task that the proxy hands to the caller, of the method's own return type.</summary>
    public abstract object? ReturnValue { get; }

    public abstract Task Reply { get; }

    public abstract object? ResultOf(Task task);

    public abstract void Succeed(object? result);

    public abstract void Fail(Exception exception);

    public int GetArgumentCount() => Arguments.Length;

    public object? GetArgument(int index) => Arguments[index];
}

internal sealed class Message<T>(MethodEntry entry) : CallMessage(entry)
{
    private readonly TaskCompletionSource<T> _reply = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Exception? _failure;
    private T _result = default!;

    public override bool Answered => _reply.Task.IsCompleted;

    public override Task Reply => _reply.Task;

    public override object? ReturnValue => Entry.ReturnType switch
    {
        var type when type == typeof(void) => null,
        var type when type == typeof(ValueTask) => new ValueTask(_reply.Task),
        var type when type == typeof(ValueTask<T>) => new ValueTask<T>(_reply.Task),
        _ => _reply.Task,
    };

    public override async Task<Exception?> Run(Activation activation)
    {
        try
        {
            if (activation.Runtime.IncomingFilters.Length > 0 || activation.GrainInstance is IIncomingGrainCallFilter)
            {
                var call = new IncomingCall(this, activation);
                await call.Invoke();
                _result = call.Result is T value ? value : default!;
            }
            else if (Entry.Call(activation.GrainInstance!, Arguments) is var task && task is Task<T> withResult)
            {
                _result = await withResult;
            }
            else
            {
                await task;
            }
        }
        catch (Exception exception)
        {
            // A method that failed is an answer like any other: it belongs to the caller.
            _failure = exception;
        }

        return _failure;
    }

    public override void Finish()
    {
        if (_failure is null)
        {
            _reply.TrySetResult(_result);
        }
        else
        {
            Fail(_failure);
        }
    }

    public override object? ResultOf(Task task) => task is Task<T> withResult ? withResult.Result : null;

    public override void Succeed(object? result) => _reply.TrySetResult(result is T value ? value : default!);

    public override void Fail(Exception exception)
    {
        if (_reply.TrySetException(exception) && Entry.OneWay)
        {
            // Nobody waits, so nobody will look at it.
            _ = _reply.Task.Exception;
        }
    }
}

internal sealed class IncomingCall(CallMessage message, Activation activation) : IIncomingGrainCallContext
{
    private int _next;

    public IInvokable Request => message;

    public object Grain => activation.GrainInstance!;

    public GrainId? SourceId => message.Source;

    public GrainId TargetId => activation.GrainId;

    public string InterfaceName => InterfaceMethod.DeclaringType!.FullName!;

    public string MethodName => InterfaceMethod.Name;

    public MethodInfo InterfaceMethod => message.Entry.Method;

    public MethodInfo ImplementationMethod
    {
        get
        {
            var map = Grain.GetType().GetInterfaceMap(InterfaceMethod.DeclaringType!);
            return map.TargetMethods[Array.IndexOf(map.InterfaceMethods, InterfaceMethod)];
        }
    }

    public IGrainContext TargetContext => activation;

    public object? Result { get; set; }

    public async Task Invoke()
    {
        var stage = _next++;
        var filters = activation.Runtime.IncomingFilters;
        if (stage < filters.Length)
        {
            await filters[stage].Invoke(this);
        }
        else if (stage == filters.Length && Grain is IIncomingGrainCallFilter own)
        {
            await own.Invoke(this);
        }
        else
        {
            var task = message.Entry.Call(Grain, message.Arguments);
            await task;
            Result = message.ResultOf(task);
        }
    }
}

internal sealed class OutgoingCall(CallMessage message, GrainProxy proxy, Activation? source) : IOutgoingGrainCallContext
{
    private int _next;

    public IInvokable Request => message;

    public object Grain => proxy;

    public GrainId? SourceId => message.Source;

    public GrainId TargetId => message.Target;

    public string InterfaceName => InterfaceMethod.DeclaringType!.FullName!;

    public string MethodName => InterfaceMethod.Name;

    public MethodInfo InterfaceMethod => message.Entry.Method;

    public IGrainContext? SourceContext => source;

    public object? Result { get; set; }

    public async Task Invoke()
    {
        if (_next < proxy.Runtime.OutgoingFilters.Length)
        {
            await proxy.Runtime.OutgoingFilters[_next++].Invoke(this);
            return;
        }

        message.Context = RequestContext.Values.Value;
        proxy.Runtime.Dispatch(message, proxy.Destination);
        if (!message.Entry.OneWay)
        {
            await message.Reply;
            Result = message.ResultOf(message.Reply);
        }
    }
}
