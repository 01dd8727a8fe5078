using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Concurrency;

namespace Orleans.Runtime;

/// <summary>A grain class: its durable name, the interfaces it serves, how to make one.</summary>
internal sealed class GrainClass
{
    private readonly ObjectFactory _create;
    private readonly Func<Activation, object>[] _facets;

    public GrainClass(Type type, IServiceProvider services)
    {
        Type = type;
        GrainType = type.GetCustomAttribute<GrainTypeAttribute>()?.GetGrainType(services, type)
            ?? GrainType.Create(type.Name.EndsWith("Grain", StringComparison.Ordinal) ? type.Name[..^5].ToLowerInvariant() : type.Name.ToLowerInvariant());
        Reentrant = type.IsDefined(typeof(ReentrantAttribute), inherit: true);
        Workers = type.GetCustomAttribute<StatelessWorkerAttribute>()?.MaxLocalWorkers ?? 1;
        var facets = type.GetConstructors().OrderByDescending(c => c.GetParameters().Length).First().GetParameters()
            .Select(p => (Parameter: p, Attribute: p.GetCustomAttribute<PersistentStateAttribute>()))
            .Where(p => p.Attribute is not null)
            .Select(p => (p.Parameter.ParameterType, Make: Facet(p.Parameter.ParameterType.GetGenericArguments()[0], p.Attribute!)))
            .ToArray();
        _facets = [.. facets.Select(f => f.Make)];
        _create = ActivatorUtilities.CreateFactory(type, [.. facets.Select(f => f.ParameterType)]);
    }

    public Type Type { get; }

    public GrainType GrainType { get; }

    public bool Reentrant { get; }

    /// <summary>How many activations may serve one key: one, but for stateless workers.</summary>
    public int Workers { get; }

    public object Create(Activation activation, List<IStateToRead> states)
    {
        var facets = Array.ConvertAll(_facets, make => make(activation));
        states.AddRange(facets.Cast<IStateToRead>());
        return _create(activation.ActivationServices, facets);
    }

    public static bool IsGrain(Type type) => type is { IsClass: true, IsAbstract: false, ContainsGenericParameters: false }
        && typeof(IGrainBase).IsAssignableFrom(type) && typeof(IGrain).IsAssignableFrom(type);

    private static Func<Activation, object> Facet(Type state, PersistentStateAttribute attribute)
    {
        var type = typeof(PersistentState<>).MakeGenericType(state);
        return activation => Activator.CreateInstance(type, attribute.StateName, attribute.StorageName, activation)!;
    }
}
