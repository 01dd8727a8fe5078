using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace Orleans.Runtime;

/// <summary>The engine: finds or makes the activation for a message, and makes references.</summary>
internal sealed class GrainRuntime : IClusterClient
{
    /// <summary>A grain that leaves as soon as it comes must not send its calls round for ever.</summary>
    private const int MostHops = 100;

    private static readonly MethodInfo s_newProxy =
        typeof(DispatchProxy).GetMethod(nameof(DispatchProxy.Create), 2, BindingFlags.Public | BindingFlags.Static, [])!;

    private readonly ConcurrentDictionary<(GrainId Id, int Worker), Activation> _activations = new();
    private readonly ConcurrentDictionary<Type, GrainType> _types = new();
    private readonly ConcurrentDictionary<Type, GrainProxy> _proxies = new();
    private readonly ConditionalWeakTable<IGrainObserver, Activation> _observers = [];
    private readonly Lazy<FrozenDictionary<GrainType, GrainClass>> _classes;
    private volatile bool _stopping;

    public GrainRuntime(IServiceProvider services, ILogger<GrainRuntime> log, IOptions<GrainCollectionOptions> collection, IOptions<SiloMessagingOptions> messaging)
    {
        (Services, Log, Collection) = (services, log, collection.Value);
        Timeouts = new(messaging.Value.ResponseTimeout);
        _classes = new(() => GrainAssemblies.Types().Where(GrainClass.IsGrain).Select(t => new GrainClass(t, services)).ToFrozenDictionary(c => c.GrainType));
        IncomingFilters = [.. services.GetServices<IIncomingGrainCallFilter>()];
        OutgoingFilters = [.. services.GetServices<IOutgoingGrainCallFilter>()];
    }

    public IServiceProvider Services { get; }

    public IServiceProvider ServiceProvider => Services;

    public ILogger Log { get; }

    public GrainCollectionOptions Collection { get; }

    public ResponseTimeouts Timeouts { get; }

    public IIncomingGrainCallFilter[] IncomingFilters { get; }

    public IOutgoingGrainCallFilter[] OutgoingFilters { get; }

    public TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null) where TGrainInterface : IGrainWithStringKey =>
        (TGrainInterface)Reference(typeof(TGrainInterface), GrainId.Create(TypeOf(typeof(TGrainInterface)), primaryKey));

    public TGrainInterface GetGrain<TGrainInterface>(Guid primaryKey, string? grainClassNamePrefix = null) where TGrainInterface : IGrainWithGuidKey =>
        (TGrainInterface)Reference(typeof(TGrainInterface), GrainId.Create(TypeOf(typeof(TGrainInterface)), primaryKey.ToString("N")));

    public TGrainInterface GetGrain<TGrainInterface>(long primaryKey, string? grainClassNamePrefix = null) where TGrainInterface : IGrainWithIntegerKey =>
        (TGrainInterface)Reference(typeof(TGrainInterface), GrainId.Create(TypeOf(typeof(TGrainInterface)), primaryKey.ToString("X", System.Globalization.CultureInfo.InvariantCulture)));

    public TGrainInterface GetGrain<TGrainInterface>(GrainId grainId) where TGrainInterface : IAddressable =>
        (TGrainInterface)Reference(typeof(TGrainInterface), grainId);

    public TGrainObserverInterface CreateObjectReference<TGrainObserverInterface>(IGrainObserver obj) where TGrainObserverInterface : IGrainObserver
    {
        var mailbox = _observers.GetValue(obj, o => new(this, GrainId.Create("sys.client", Guid.NewGuid().ToString("N")), null, o));
        return (TGrainObserverInterface)Reference(typeof(TGrainObserverInterface), mailbox.GrainId, mailbox);
    }

    public void DeleteObjectReference<TGrainObserverInterface>(IGrainObserver obj) where TGrainObserverInterface : IGrainObserver
    {
        var mailbox = (obj as GrainProxy)?.Destination ?? throw new ArgumentException("Argument reference is not a grain reference.", nameof(obj));
        _observers.Remove((IGrainObserver)mailbox.GrainInstance!);
        mailbox.Deactivate(new(DeactivationReasonCode.ApplicationRequested, "The reference was deleted."));
    }

    public object Reference(Type interfaceType, GrainId grainId, Activation? destination = null) =>
        _proxies.GetOrAdd(interfaceType, static type => (GrainProxy)s_newProxy.MakeGenericMethod(type, typeof(GrainProxy)).Invoke(null, null)!).To(this, grainId, destination);

    /// <summary>Sends a call on its way and begins to wait for its answer.</summary>
    public void Dispatch(CallMessage message, Activation? destination)
    {
        if (_stopping && message.Source is null && destination is null)
        {
            message.Fail(new OrleansMessageRejectionException("The silo is stopping and takes no new calls."));
            return;
        }

        if (!message.Entry.OneWay)
        {
            Timeouts.Watch(message, message.Entry.Timeout);
        }

        message.Destination = destination;
        Deliver(message);
    }

    public void Deliver(CallMessage message)
    {
        if (++message.Hops > MostHops)
        {
            message.Fail(new OrleansMessageRejectionException($"Forwarding failed: {message.Target} left {MostHops} times before it could take the call."));
        }
        else if (message.Destination is { } observer)
        {
            if (!observer.TryReceive(message))
            {
                message.Fail(new OrleansMessageRejectionException($"The observer {message.Target} is gone."));
            }
        }
        else if (_classes.Value.TryGetValue(message.Target.Type, out var grainClass))
        {
            while (!Choose(message.Target, grainClass).TryReceive(message))
            {
                // It is just about to be forgotten.
                Thread.Yield();
            }
        }
        else
        {
            message.Fail(new ArgumentException($"Could not find an implementation for grain type {message.Target.Type}"));
        }
    }

    public void Forget(Activation activation)
    {
        for (var worker = 0; worker < (_classes.Value.GetValueOrDefault(activation.GrainId.Type)?.Workers ?? 1); worker++)
        {
            _activations.TryRemove(new((activation.GrainId, worker), activation));
        }
    }

    public void CollectIdle()
    {
        foreach (var activation in _activations.Values)
        {
            var age = Collection.ClassSpecificCollectionAge.GetValueOrDefault(_classes.Value[activation.GrainId.Type].Type.FullName!, Collection.CollectionAge);
            if (activation.IdleFor(age))
            {
                activation.Deactivate(new(DeactivationReasonCode.ActivationIdle, "Not used for a while."));
            }
        }
    }

    /// <summary>Finishes what runs, says good-bye to every activation, takes nothing new from outside.</summary>
    public async Task Stop(CancellationToken patience)
    {
        _stopping = true;
        while (!_activations.IsEmpty && !patience.IsCancellationRequested)
        {
            var leaving = _activations.Values.ToArray();
            foreach (var activation in leaving)
            {
                activation.Deactivate(new(DeactivationReasonCode.ShuttingDown, "The silo stops."));
            }

            try
            {
                await Task.WhenAll(leaving.Select(a => a.Deactivated)).WaitAsync(patience);
            }
            catch (OperationCanceledException)
            {
                Log.LogWarning("{Count} grains did not finish in time", _activations.Count);
            }
        }
    }

    private Activation Choose(GrainId id, GrainClass grainClass)
    {
        Activation? least = null;
        for (var worker = 0; worker < grainClass.Workers; worker++)
        {
            var activation = _activations.GetOrAdd((id, worker), static (key, state) => new(state.Runtime, key.Id, state.Class), (Runtime: this, Class: grainClass));
            if (activation.Load == 0 || grainClass.Workers == 1)
            {
                return activation;
            }

            least = least is null || activation.Load < least.Load ? activation : least;
        }

        return least!;
    }

    private GrainType TypeOf(Type interfaceType) => _types.GetOrAdd(interfaceType, type =>
    {
        var serving = _classes.Value.Values.Where(c => type.IsAssignableFrom(c.Type)).ToList();
        return serving.Count == 1
            ? serving[0].GrainType
            : throw new ArgumentException(serving.Count == 0
                ? $"Could not find an implementation for interface {type.FullName}"
                : $"More than one grain class implements {type.FullName}: {string.Join(", ", serving.Select(c => c.Type.FullName))}");
    });
}
