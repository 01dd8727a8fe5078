using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;

namespace Orleans.Runtime
{
    /// <summary>Anything that a grain reference can point at.</summary>
    public interface IAddressable;

    /// <summary>The runtime's side of one activation.</summary>
    public interface IGrainContext
    {
        GrainId GrainId { get; }

        object? GrainInstance { get; }

        IServiceProvider ActivationServices { get; }

        /// <summary>Completes when the activation is gone.</summary>
        Task Deactivated { get; }

        void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default);
    }

    /// <summary>A grain timer; dispose it to stop it.</summary>
    public interface IGrainTimer : IDisposable
    {
        void Change(TimeSpan dueTime, TimeSpan period);
    }

    public readonly struct GrainTimerCreationOptions()
    {
        public required TimeSpan DueTime { get; init; }

        public required TimeSpan Period { get; init; }

        /// <summary>Whether ticks may run beside the grain's other turns.</summary>
        public bool Interleave { get; init; }

        /// <summary>Whether ticks keep the activation from being collected.</summary>
        public bool KeepAlive { get; init; }
    }
}

namespace Orleans
{
    public interface IGrain : IAddressable;

    public interface IGrainWithStringKey : IGrain;

    public interface IGrainWithGuidKey : IGrain;

    public interface IGrainWithIntegerKey : IGrain;

    /// <summary>An object outside a grain that grains may call.</summary>
    public interface IGrainObserver : IAddressable;

    public interface IGrainBase
    {
        IGrainContext GrainContext { get; }

        Task OnActivateAsync(CancellationToken token) => Task.CompletedTask;

        Task OnDeactivateAsync(DeactivationReason reason, CancellationToken token) => Task.CompletedTask;
    }

    public abstract class Grain : IGrainBase, IAddressable
    {
        protected Grain() => GrainContext = Activation.Constructing
            ?? throw new InvalidOperationException("Grain was created outside of the Orleans creation process and no runtime was specified.");

        public IGrainContext GrainContext { get; }

        public string IdentityString => GrainContext.GrainId.ToString();

        protected IGrainFactory GrainFactory => ServiceProvider.GetRequiredService<IGrainFactory>();

        protected internal IServiceProvider ServiceProvider => GrainContext.ActivationServices;

        public virtual Task OnActivateAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public virtual Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => Task.CompletedTask;

        protected void DeactivateOnIdle() => GrainBaseExtensions.DeactivateOnIdle(this);

        protected void DelayDeactivation(TimeSpan timeSpan) => ((Activation)GrainContext).DelayDeactivation(timeSpan);
    }

    public enum DeactivationReasonCode : byte
    {
        None,
        ShuttingDown,
        ActivationFailed,
        DirectoryFailure,
        ActivationIdle,
        ActivationUnresponsive,
        DuplicateActivation,
        IncompatibleRequest,
        ApplicationError,
        ApplicationRequested,
        Migrating,
        RuntimeRequested,
        HighMemoryPressure,
    }

    public readonly struct DeactivationReason(DeactivationReasonCode code, Exception? exception, string text)
    {
        public DeactivationReason(DeactivationReasonCode code, string text) : this(code, null, text)
        {
        }

        public string Description { get; } = text;

        public DeactivationReasonCode ReasonCode { get; } = code;

        public Exception? Exception { get; } = exception;

        public override string ToString() => Exception is null ? $"{ReasonCode}: {Description}" : $"{ReasonCode}: {Description}. Exception: {Exception}";
    }

    public static class GrainBaseExtensions
    {
        public static void DeactivateOnIdle(this IGrainBase grain) =>
            grain.GrainContext.Deactivate(new(DeactivationReasonCode.ApplicationRequested, $"{nameof(DeactivateOnIdle)} was called."));

        public static IGrainTimer RegisterGrainTimer<TState>(this IGrainBase grain, Func<TState, CancellationToken, Task> callback, TState state, GrainTimerCreationOptions options) =>
            ((Activation)grain.GrainContext).AddTimer(cancellation => callback(state, cancellation), options);

        public static IGrainTimer RegisterGrainTimer(this IGrainBase grain, Func<CancellationToken, Task> callback, GrainTimerCreationOptions options) =>
            ((Activation)grain.GrainContext).AddTimer(callback, options);

        public static IGrainTimer RegisterGrainTimer(this IGrainBase grain, Func<Task> callback, GrainTimerCreationOptions options) =>
            ((Activation)grain.GrainContext).AddTimer(_ => callback(), options);

        public static IGrainTimer RegisterGrainTimer(this IGrainBase grain, Func<Task> callback, TimeSpan dueTime, TimeSpan period) =>
            RegisterGrainTimer(grain, callback, new GrainTimerCreationOptions { DueTime = dueTime, Period = period });

        public static IGrainTimer RegisterGrainTimer(this IGrainBase grain, Func<CancellationToken, Task> callback, TimeSpan dueTime, TimeSpan period) =>
            RegisterGrainTimer(grain, callback, new GrainTimerCreationOptions { DueTime = dueTime, Period = period });
    }

    public static class GrainExtensions
    {
        /// <summary>A reference to the same grain by another of its interfaces; on a grain instance, a reference to itself.</summary>
        public static TGrainInterface AsReference<TGrainInterface>(this IAddressable grain)
        {
            ArgumentNullException.ThrowIfNull(grain);
            return grain is GrainProxy proxy
                ? (TGrainInterface)proxy.Runtime.Reference(typeof(TGrainInterface), proxy.GrainId)
                : (TGrainInterface)ContextOf(grain).Runtime.Reference(typeof(TGrainInterface), ContextOf(grain).GrainId);
        }

        public static GrainId GetGrainId(this IAddressable grain) => grain is GrainProxy proxy ? proxy.GrainId : ContextOf(grain).GrainId;

        public static string GetPrimaryKeyString(this IAddressable grain) => GetGrainId(grain).Key.ToString();

        private static Activation ContextOf(IAddressable grain) =>
            (grain as IGrainBase)?.GrainContext as Activation ?? throw new ArgumentException($"{grain.GetType()} is neither a grain nor a reference to one", nameof(grain));
    }

    public interface IGrainFactory
    {
        TGrainInterface GetGrain<TGrainInterface>(Guid primaryKey, string? grainClassNamePrefix = null) where TGrainInterface : IGrainWithGuidKey;

        TGrainInterface GetGrain<TGrainInterface>(long primaryKey, string? grainClassNamePrefix = null) where TGrainInterface : IGrainWithIntegerKey;

        TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null) where TGrainInterface : IGrainWithStringKey;

        TGrainInterface GetGrain<TGrainInterface>(GrainId grainId) where TGrainInterface : IAddressable;

        TGrainObserverInterface CreateObjectReference<TGrainObserverInterface>(IGrainObserver obj) where TGrainObserverInterface : IGrainObserver;

        void DeleteObjectReference<TGrainObserverInterface>(IGrainObserver obj) where TGrainObserverInterface : IGrainObserver;
    }

    public interface IClusterClient : IGrainFactory
    {
        IServiceProvider ServiceProvider { get; }
    }
}
