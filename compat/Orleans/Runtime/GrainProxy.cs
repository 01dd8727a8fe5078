using System.Reflection;

namespace Orleans.Runtime;

/// <summary>A reference to a grain or an observer: turns each call of the interface into a message.</summary>
internal class GrainProxy : DispatchProxy, IAddressable, IEquatable<GrainProxy>
{
    public GrainId GrainId { get; private set; }

    public GrainRuntime Runtime { get; private set; } = null!;

    /// <summary>Where messages go when it is not the catalog: the mailbox of an observer.</summary>
    public Activation? Destination { get; private set; }

    /// <summary>A reference to another grain of the same interface. Cloning spares the search for the proxy's class.</summary>
    public GrainProxy To(GrainRuntime runtime, GrainId grainId, Activation? destination)
    {
        var proxy = (GrainProxy)MemberwiseClone();
        (proxy.Runtime, proxy.GrainId, proxy.Destination) = (runtime, grainId, destination);
        return proxy;
    }

    public bool Equals(GrainProxy? other) => other is not null && other.GrainId == GrainId;

    public override bool Equals(object? obj) => Equals(obj as GrainProxy);

    public override int GetHashCode() => GrainId.GetHashCode();

    public override string ToString() => $"GrainReference:{GrainId}";

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        var entry = MethodEntry.Of(targetMethod!);
        var message = (CallMessage)entry.NewMessage();
        var source = (TaskScheduler.Current as TurnScheduler)?.Activation;
        message.Arguments = args ?? [];
        message.Target = GrainId;
        message.Source = source?.GrainId;
        message.Context = RequestContext.Values.Value;
        if (Runtime.OutgoingFilters.Length == 0)
        {
            Runtime.Dispatch(message, Destination);
            return entry.OneWay ? Completed(message) : message.ReturnValue;
        }

        // The filters may change the result, so the caller waits on a message of its own.
        var answer = (CallMessage)entry.NewMessage();
        _ = Filtered(message, answer, source);
        return entry.OneWay ? Completed(answer) : answer.ReturnValue;
    }

    private static object? Completed(CallMessage message)
    {
        if (message.Entry.ReturnType == typeof(void))
        {
            return null;
        }

        var done = (CallMessage)message.Entry.NewMessage();
        done.Succeed(null);
        return done.ReturnValue;
    }

    private async Task Filtered(CallMessage message, CallMessage answer, Activation? source)
    {
        try
        {
            var call = new OutgoingCall(message, this, source);
            await call.Invoke();
            answer.Succeed(call.Result);
        }
        catch (Exception exception)
        {
            answer.Fail(exception);
        }
    }
}
