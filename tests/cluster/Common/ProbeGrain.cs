using System.Collections.Immutable;
using Actors.Common;
using Actors.Grains.Common;

namespace Actors.Tests.Cluster.Common;

/// <summary>A grain that waits for a moment, to watch how deadlines reach it.</summary>
[Alias("probe")]
public interface IProbeGrain : IGrainWithStringKey
{
    [Alias("wait")]
    Task Wait(DateTimeOffset until, string behaviour);

    [Alias("fired")]
    Task<ImmutableArray<DateTimeOffset>> Fired();
}

[GrainType("probe")]
internal sealed class ProbeGrain([PersistentState("probe")] IPersistentState<ProbeGrain.Probe> state, Clock clock) : Grain, IProbeGrain, IDueGrain
{
    private readonly List<DateTimeOffset> _fired = [];

    public Task Wait(DateTimeOffset until, string behaviour) => state.Save(new() { NextDue = until, Behaviour = behaviour }, this);

    public Task<ImmutableArray<DateTimeOffset>> Fired() => Task.FromResult(_fired.ToImmutableArray());

    public Task OnDue()
    {
        _fired.Add(clock.Now);
        return state.State.Behaviour switch
        {
            "fail" => throw new InvalidOperationException("The probe fails."),
            "forget" => Task.CompletedTask,
            _ => state.Save(state.State with { NextDue = null }, this),
        };
    }

    internal sealed record Probe
    {
        public DateTimeOffset? NextDue { get; init; }

        public string Behaviour { get; init; } = "";
    }
}
