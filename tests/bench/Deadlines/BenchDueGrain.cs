using Actors.Common;

namespace Actors.Bench.Deadlines;

/// <summary>Waits for one moment, writes down when it was called for it, and waits for the next two days later.</summary>
internal sealed record BenchDueState
{
    public DateTimeOffset? NextDue { get; init; }

    public DateTimeOffset? Due { get; init; }

    public DateTimeOffset? CalledAt { get; init; }
}

[GrainType("bench-due")]
internal sealed class BenchDueGrain([PersistentState("bench-due")] IPersistentState<BenchDueState> state, Clock clock) : Grain, IDueGrain
{
    public async Task OnDue()
    {
        // Not Clock.Now: its whole milliseconds would make a call on time look early.
        var now = clock.Time.GetUtcNow();
        var due = state.State.NextDue;
        state.State = new() { Due = due, CalledAt = now, NextDue = due + TimeSpan.FromHours(48) };
        await state.WriteStateAsync();
        DeactivateOnIdle();
    }
}
