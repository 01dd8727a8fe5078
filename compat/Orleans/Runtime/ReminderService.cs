using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Timers;

namespace Orleans.Runtime;

/// <summary>Wakes grains by their stored reminders. Ticks missed while the process was down are skipped; the next one comes at its time.</summary>
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
        local.Timer = new(_ => _ = Fire(local));
        _local.AddOrUpdate((row.GrainId, row.ReminderName), local, (_, before) =>
        {
            before.Timer.Dispose();
            return local;
        });
        local.Arm();
    }

    private async Task Fire(Local local)
    {
        try
        {
            var now = TimeProvider.System.GetUtcNow().UtcDateTime;
            var isDue = local.Due <= now;
            local.Arm();
            if (isDue)
            {
                await runtime.GetGrain<IRemindable>(local.Row.GrainId).ReceiveReminder(local.Row.ReminderName, new(local.Row.StartAt, local.Row.Period, now));
            }
        }
        catch (ObjectDisposedException)
        {
            // Unregistered or stopped between the tick and now.
        }
        catch (Exception exception)
        {
            log.LogWarning(exception, "Reminder {Reminder} of {GrainId} failed; it comes again", local.Row.ReminderName, local.Row.GrainId);
        }
    }

    private sealed class Local(ReminderRow row)
    {
        /// <summary>A timer cannot wait for months, and may be early: it only asks again whether it is time.</summary>
        private static readonly TimeSpan s_longest = TimeSpan.FromHours(1);

        public ReminderRow Row { get; } = row;

        public DateTime Due { get; private set; } = DateTime.MinValue;

        public Timer Timer { get; set; } = null!;

        public void Arm()
        {
            var now = TimeProvider.System.GetUtcNow().UtcDateTime;
            if (Due <= now)
            {
                var late = now - Row.StartAt;
                Due = late < TimeSpan.Zero ? Row.StartAt : now + Row.Period - TimeSpan.FromTicks(late.Ticks % Row.Period.Ticks);
            }

            var left = Due - now + TimeSpan.FromMilliseconds(1);
            Timer.Change(left < s_longest ? left : s_longest, Timeout.InfiniteTimeSpan);
        }
    }
}
