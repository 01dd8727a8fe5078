namespace Actors.Tests.Cluster.Common;

/// <summary>One turn at a time, as in a grain, for parts that only grains use.</summary>
internal static class Turns
{
    public static Task Run(Func<Task> work) =>
        Task.Factory.StartNew(work, TestContext.Current.CancellationToken, TaskCreationOptions.None, new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler).Unwrap();

    /// <summary>Waits until something is so, and says what when it does not become so.</summary>
    public static async Task Until(string what, Func<Task<bool>> isSo)
    {
        using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        var since = TimeProvider.System.GetTimestamp();
        while (!await isSo())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(since) < TimeSpan.FromSeconds(20), what);
            await beat.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }
    }
}
