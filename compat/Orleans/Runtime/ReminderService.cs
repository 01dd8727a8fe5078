using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Timers;

namespace Orleans.Runtime;

/// <summary>Wakes grains by their stored reminders. A tick missed while the process was down comes once, at the start.</summary>
internal sealed class ReminderService(ReminderTable table, GrainRuntime runtime, ILogger<ReminderService> log) : IReminderRegistry, IHostedService
{
    private static readonly TimeSpan s_shortest = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<(GrainId, string), Local> _local = new();

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await table.Open(cancellationToken);
        foreach (var row in await table.All())
        {
            Set(row);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        foreach (var local in _local.Values)
        {
            local.Timer.Dispose();
        }

        return Task.CompletedTask;
    }

    public async Task<IGrainReminder> RegisterOrUpdateReminder(GrainId callingGrainId, string reminderName, TimeSpan dueTime, TimeSpan period)
    {
        if (period < s_shortest)
        {
            throw new ArgumentException($"Cannot register reminder {reminderName}=>{callingGrainId} as requested period ({period}) is less than minimum allowed reminder period ({s_shortest})", nameof(period));
        }

        var row = await table.Upsert(callingGrainId, reminderName, TimeProvider.System.GetUtcNow().UtcDateTime + dueTime, period);
        Set(row);
        return row;
    }

    public async Task UnregisterReminder(GrainId callingGrainId, IGrainReminder reminder)
    {
        if (!await table.Remove((ReminderRow)reminder))
        {
            throw new OrleansException($"Could not unregister reminder {reminder.ReminderName} of {callingGrainId}: it was changed meanwhile.");
        }

        if (_local.TryRemove((callingGrainId, reminder.ReminderName), out var local))
        {
            await local.Timer.DisposeAsync();
        }
    }

    public async Task<IGrainReminder?> GetReminder(GrainId callingGrainId, string reminderName) =>
        (await table.Of(callingGrainId)).Find(r => r.ReminderName == reminderName);

    public async Task<List<IGrainReminder>> GetReminders(GrainId callingGrainId) => [.. await table.Of(callingGrainId)];

    private void Set(ReminderRow row)
    {
        var local = new Local(row);
        local.Timer = new(_ => _ = Fire(local), null, local.UntilNext(), Timeout.InfiniteTimeSpan);
        _local.AddOrUpdate((row.GrainId, row.ReminderName), local, (_, before) =>
        {
            before.Timer.Dispose();
            return local;
        });
    }

    private async Task Fire(Local local)
    {
        var row = local.Row;
        try
        {
            local.Timer.Change(local.UntilNext(), Timeout.InfiniteTimeSpan);
            var now = TimeProvider.System.GetUtcNow().UtcDateTime;
            await runtime.GetGrain<IRemindable>(row.GrainId).ReceiveReminder(row.ReminderName, new(row.StartAt, row.Period, now));
        }
        catch (ObjectDisposedException)
        {
            // Unregistered or stopped between the tick and now.
        }
        catch (Exception exception)
        {
            log.LogWarning(exception, "Reminder {Reminder} of {GrainId} failed; it comes again", row.ReminderName, row.GrainId);
        }
    }

    private sealed class Local(ReminderRow row)
    {
        public ReminderRow Row { get; } = row;

        public Timer Timer { get; set; } = null!;

        public TimeSpan UntilNext()
        {
            var late = TimeProvider.System.GetUtcNow().UtcDateTime - Row.StartAt;
            return late < TimeSpan.Zero ? -late : Row.Period - TimeSpan.FromTicks(late.Ticks % Row.Period.Ticks);
        }
    }
}
