using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using Orleans.Storage;

namespace Orleans.Core
{
    public interface IStorage
    {
        string? Etag { get; }

        bool RecordExists { get; }

        Task ClearStateAsync();

        Task WriteStateAsync();

        Task ReadStateAsync();
    }

    public interface IStorage<TState> : IStorage
    {
        TState State { get; set; }
    }
}

namespace Orleans.Runtime
{
    /// <summary>One document of a grain, read before activation, written when the grain says so.</summary>
    public interface IPersistentState<TState> : Core.IStorage<TState>;

    public interface IPersistentStateConfiguration
    {
        string StateName { get; }

        string? StorageName { get; }
    }

    [AttributeUsage(AttributeTargets.Parameter)]
    public class PersistentStateAttribute(string stateName, string? storageName = null) : Attribute, IPersistentStateConfiguration
    {
        public string StateName { get; } = stateName;

        public string? StorageName { get; } = storageName;
    }

    internal interface IStateToRead
    {
        Task ReadStateAsync();
    }

    internal sealed class PersistentState<TState>(string stateName, string? storageName, Activation activation) : IPersistentState<TState>, IStateToRead
    {
        private readonly IGrainStorage _storage = (storageName is null
            ? activation.ActivationServices.GetService<IGrainStorage>()
            : activation.ActivationServices.GetKeyedService<IGrainStorage>(storageName))
            ?? throw new InvalidOperationException($"No storage provider named '{storageName ?? "Default"}' found loading grain type {activation.GrainId.Type}.");

        private readonly GrainState<TState> _record = new(Activator.CreateInstance<TState>());
        private Task _last = Task.CompletedTask;

        public TState State
        {
            get => _record.State!;
            set => _record.State = value;
        }

        public string? Etag => _record.ETag;

        public bool RecordExists => _record.RecordExists;

        public Task ReadStateAsync() => InOrder(nameof(ReadStateAsync), static (storage, name, id, record) => storage.ReadStateAsync(name, id, record));

        public Task WriteStateAsync() => InOrder(nameof(WriteStateAsync), static (storage, name, id, record) => storage.WriteStateAsync(name, id, record));

        public Task ClearStateAsync() => InOrder(nameof(ClearStateAsync), static (storage, name, id, record) => storage.ClearStateAsync(name, id, record));

        private Task InOrder(string operation, Func<IGrainStorage, string, GrainId, GrainState<TState>, Task> work) => _last = After(_last, operation, work);

        /// <summary>One operation at a time, as each needs the etag that the one before it brought.</summary>
        private async Task After(Task previous, string operation, Func<IGrainStorage, string, GrainId, GrainState<TState>, Task> work)
        {
            if (!previous.IsCompleted)
            {
                await previous.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            }

            try
            {
                await work(_storage, stateName, activation.GrainId, _record);
            }
            catch (Exception exception) when (exception is not OrleansException)
            {
                throw new OrleansException(
                    $"Error from storage provider {_storage.GetType().Name}.{stateName} during {operation} for grain {activation.GrainId}: {exception.Message}", exception);
            }
        }
    }
}

namespace Orleans.Storage
{
    public interface IGrainStorage
    {
        Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState);

        Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState);

        Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState);
    }

    /// <summary>The stored version is not the one that the writer read. The activation that sees it is deactivated.</summary>
    public class InconsistentStateException : OrleansException
    {
        public InconsistentStateException()
        {
        }

        public InconsistentStateException(string message) : base(message)
        {
        }

        public InconsistentStateException(string message, Exception? innerException) : base(message, innerException!)
        {
        }

        public InconsistentStateException(string errorMsg, string? storedEtag, string? currentEtag) : base(errorMsg)
        {
            StoredEtag = storedEtag;
            CurrentEtag = currentEtag;
        }

        public string? StoredEtag { get; }

        public string? CurrentEtag { get; }

        /// <summary>Whether the activation whose state it is still has to hear of it.</summary>
        internal bool IsSourceActivation { get; set; } = true;
    }
}

namespace Orleans
{
    public interface IGrainState<T>
    {
        T? State { get; set; }

        string? ETag { get; set; }

        bool RecordExists { get; set; }
    }

    public sealed class GrainState<T> : IGrainState<T>
    {
        public GrainState()
        {
        }

        public GrainState(T? state) => State = state;

        public GrainState(T? state, string? eTag) : this(state) => ETag = eTag;

        public T? State { get; set; }

        public string? ETag { get; set; }

        public bool RecordExists { get; set; }
    }
}
