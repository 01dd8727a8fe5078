using System.Reflection;
using Orleans.Runtime;
using Orleans.Serialization.Invocation;

namespace Orleans.Runtime
{
    /// <summary>Values that travel with a chain of grain calls.</summary>
    public static class RequestContext
    {
        internal static readonly AsyncLocal<Dictionary<string, object>?> Values = new();

        public static IEnumerable<KeyValuePair<string, object>> Entries => Values.Value ?? Enumerable.Empty<KeyValuePair<string, object>>();

        public static IEnumerable<string> Keys => Values.Value?.Keys ?? Enumerable.Empty<string>();

        public static object? Get(string key) => Values.Value is { } values && values.TryGetValue(key, out var value) ? value : null;

        /// <summary>Copies on write: a value set here is not seen by callers up the chain.</summary>
        public static void Set(string key, object value) => Values.Value = new(Values.Value ?? []) { [key] = value };

        public static bool Remove(string key)
        {
            if (Values.Value is not { } values || !values.ContainsKey(key))
            {
                return false;
            }

            var rest = new Dictionary<string, object>(values);
            rest.Remove(key);
            Values.Value = rest.Count == 0 ? null : rest;
            return true;
        }

        public static void Clear()
        {
            if (Values.Value is not null)
            {
                Values.Value = null;
            }
        }
    }

    public class OrleansException : Exception
    {
        public OrleansException()
        {
        }

        public OrleansException(string message) : base(message)
        {
        }

        public OrleansException(string message, Exception innerException) : base(message, innerException)
        {
        }
    }

    /// <summary>The runtime would not take a message, for example because it is stopping.</summary>
    public class OrleansMessageRejectionException : OrleansException
    {
        internal OrleansMessageRejectionException(string message) : base(message)
        {
        }
    }
}

namespace Orleans.Serialization.Invocation
{
    /// <summary>A call with its arguments.</summary>
    public interface IInvokable
    {
        int GetArgumentCount();

        object? GetArgument(int index);
    }
}

namespace Orleans
{
    public interface IGrainCallContext
    {
        IInvokable Request { get; }

        /// <summary>The grain instance on the incoming side, the reference on the outgoing side.</summary>
        object Grain { get; }

        GrainId? SourceId { get; }

        GrainId TargetId { get; }

        string InterfaceName { get; }

        string MethodName { get; }

        MethodInfo InterfaceMethod { get; }

        object? Result { get; set; }

        Task Invoke();
    }

    public interface IIncomingGrainCallContext : IGrainCallContext
    {
        IGrainContext TargetContext { get; }

        MethodInfo ImplementationMethod { get; }
    }

    public interface IOutgoingGrainCallContext : IGrainCallContext
    {
        IGrainContext? SourceContext { get; }
    }

    public interface IIncomingGrainCallFilter
    {
        Task Invoke(IIncomingGrainCallContext context);
    }

    public interface IOutgoingGrainCallFilter
    {
        Task Invoke(IOutgoingGrainCallContext context);
    }
}
