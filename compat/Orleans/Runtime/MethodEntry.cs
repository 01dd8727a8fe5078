using System.Collections.Concurrent;
using System.Linq.Expressions;
using System.Reflection;
using Orleans.Concurrency;

namespace Orleans.Runtime;

/// <summary>What the runtime knows of one method of a grain interface: how to call it, how to answer, what may run beside it.</summary>
internal sealed class MethodEntry
{
    private static readonly ConcurrentDictionary<MethodInfo, MethodEntry> s_entries = new();
    private readonly Func<MethodEntry, Message> _newMessage;

    private MethodEntry(MethodInfo method)
    {
        Method = method;
        ReturnType = method.ReturnType;
        ReadOnly = method.IsDefined(typeof(ReadOnlyAttribute), inherit: false);
        AlwaysInterleave = method.IsDefined(typeof(AlwaysInterleaveAttribute), inherit: false);
        OneWay = method.ReturnType == typeof(void) || method.IsDefined(typeof(OneWayAttribute), inherit: false);
        Timeout = method.GetCustomAttribute<ResponseTimeoutAttribute>()?.Timeout;
        var result = method.ReturnType.IsGenericType ? method.ReturnType.GetGenericArguments()[0] : typeof(Nothing);
        var call = typeof(MethodEntry).GetMethod(nameof(NewMessage), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(result);
        _newMessage = call.CreateDelegate<Func<MethodEntry, Message>>();
        Call = Compile(method);
    }

    public MethodInfo Method { get; }

    public Type ReturnType { get; }

    public bool ReadOnly { get; }

    public bool AlwaysInterleave { get; }

    public bool OneWay { get; }

    public TimeSpan? Timeout { get; }

    /// <summary>Calls the method on a grain and returns its task (a completed one for void).</summary>
    public Func<object, object?[], Task> Call { get; }

    public static MethodEntry Of(MethodInfo method) => s_entries.GetOrAdd(method, static m => new(m));

    public Message NewMessage() => _newMessage(this);

    private static Message<T> NewMessage<T>(MethodEntry entry) => new(entry);

    private static Func<object, object?[], Task> Compile(MethodInfo method)
    {
        var target = Expression.Parameter(typeof(object));
        var arguments = Expression.Parameter(typeof(object?[]));
        Expression call = Expression.Call(
            Expression.Convert(target, method.DeclaringType!),
            method,
            method.GetParameters().Select((p, i) => Expression.Convert(Expression.ArrayIndex(arguments, Expression.Constant(i)), p.ParameterType)));
        call = method.ReturnType switch
        {
            { } type when type == typeof(void) => Expression.Block(call, Expression.Constant(Task.CompletedTask)),
            { } type when typeof(Task).IsAssignableFrom(type) => call,
            { } type when type == typeof(ValueTask) || (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ValueTask<>)) => Expression.Call(call, "AsTask", null),
            _ => throw new NotSupportedException($"{method.DeclaringType}.{method.Name} must return void, Task, ValueTask or one of them with a result."),
        };
        return Expression.Lambda<Func<object, object?[], Task>>(Expression.Convert(call, typeof(Task)), target, arguments).Compile();
    }
}

/// <summary>The result of a method that has none.</summary>
internal readonly struct Nothing;
