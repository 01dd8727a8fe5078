using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using Orleans.Timers;

namespace Orleans.Runtime
{
    public interface IGrainReminder
    {
        string ReminderName { get; }
    }

    public readonly struct TickStatus(DateTime firstTickTime, TimeSpan period, DateTime timeStamp)
    {
        public DateTime FirstTickTime { get; } = firstTickTime;

        public TimeSpan Period { get; } = period;

        public DateTime CurrentTickTime { get; } = timeStamp;
    }
}

namespace Orleans
{
    /// <summary>A grain that durable reminders wake.</summary>
    public interface IRemindable : IGrain
    {
        Task ReceiveReminder(string reminderName, TickStatus status);
    }

    public static class GrainReminderExtensions
    {
        public static Task<IGrainReminder> RegisterOrUpdateReminder(this IGrainBase grain, string reminderName, TimeSpan dueTime, TimeSpan period) =>
            grain is IRemindable
                ? Registry(grain).RegisterOrUpdateReminder(grain.GrainContext.GrainId, reminderName, dueTime, period)
                : throw new InvalidOperationException($"Grain {grain.GrainContext.GrainId} is not '{nameof(IRemindable)}'.");

        public static Task UnregisterReminder(this IGrainBase grain, IGrainReminder reminder) => Registry(grain).UnregisterReminder(grain.GrainContext.GrainId, reminder);

        public static Task<IGrainReminder?> GetReminder(this IGrainBase grain, string reminderName) => Registry(grain).GetReminder(grain.GrainContext.GrainId, reminderName);

        public static Task<List<IGrainReminder>> GetReminders(this IGrainBase grain) => Registry(grain).GetReminders(grain.GrainContext.GrainId);

        private static IReminderRegistry Registry(IGrainBase grain) => grain.GrainContext.ActivationServices.GetRequiredService<IReminderRegistry>();
    }
}

namespace Orleans.Timers
{
    public interface IReminderRegistry
    {
        Task<IGrainReminder> RegisterOrUpdateReminder(GrainId callingGrainId, string reminderName, TimeSpan dueTime, TimeSpan period);

        Task UnregisterReminder(GrainId callingGrainId, IGrainReminder reminder);

        Task<IGrainReminder?> GetReminder(GrainId callingGrainId, string reminderName);

        Task<List<IGrainReminder>> GetReminders(GrainId callingGrainId);
    }
}
