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
            ?? throw new InvalidOperationException($"No storage provider named '{storageName ?? "(default)"}' found loading grain type {activation.GrainId.Type}.");

        private readonly GrainState<TState> _record = new(Activator.CreateInstance<TState>());

        public TState State
        {
            get => _record.State!;
            set => _record.State = value;
        }

        public string? Etag => _record.ETag;

        public bool RecordExists => _record.RecordExists;

        public async Task ReadStateAsync()
        {
            await _storage.ReadStateAsync(stateName, activation.GrainId, _record);
            _record.State ??= Activator.CreateInstance<TState>();
        }

        public Task WriteStateAsync() => _storage.WriteStateAsync(stateName, activation.GrainId, _record);

        public async Task ClearStateAsync()
        {
            await _storage.ClearStateAsync(stateName, activation.GrainId, _record);
            _record.State ??= Activator.CreateInstance<TState>();
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
