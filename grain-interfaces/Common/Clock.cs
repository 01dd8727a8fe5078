namespace Actors.Common;

/// <summary>The product's time, apart from the runtime's, so that a test may let 48 hours pass while silos keep real time.</summary>
public sealed class Clock(TimeProvider time)
{
    public TimeProvider Time { get; } = time;

    /// <summary>UTC in whole milliseconds: what JSON, PostgreSQL and the caller's copy agree on.</summary>
    public DateTimeOffset Now
    {
        get
        {
            var now = Time.GetUtcNow();
            return new(now.Ticks - (now.Ticks % TimeSpan.TicksPerMillisecond), TimeSpan.Zero);
        }
    }

    /// <summary>Waits until the moment has come. Timers may end early, so it looks again.</summary>
    public async Task Until(DateTimeOffset moment, CancellationToken cancellation)
    {
        for (var left = moment - Time.GetUtcNow(); left > TimeSpan.Zero; left = moment - Time.GetUtcNow())
        {
            await Task.Delay(left + TimeSpan.FromMilliseconds(1), Time, cancellation);
        }
    }
}
