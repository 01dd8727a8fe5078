using Actors.Common;
using Npgsql;

namespace Actors.Tests;

/// <summary>Lets time pass deterministically: the clock stands at every deadline until that is handled, then goes on to the next.</summary>
internal static class Deadlines
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    /// <summary>Goes on by <paramref name="span"/>, in milliseconds of real time.</summary>
    public static async Task Pass(NpgsqlDataSource database, IGrainFactory grains, ManualClock clock, TimeSpan span)
    {
        var target = clock.Now + span;
        var (last, since) = (default(DateTimeOffset), TimeProvider.System.GetTimestamp());
        while (await Earliest(database) is { } due && due <= target)
        {
            if (due != last)
            {
                (last, since) = (due, TimeProvider.System.GetTimestamp());
            }
            else if (TimeProvider.System.GetElapsedTime(since) > s_patience)
            {
                throw new TimeoutException($"What was due at {due:O} is still due.");
            }
            else if (clock.Now < due + TimeSpan.FromMilliseconds(2))
            {
                // A partition that looks ahead has it in hand and waits for a timer a millisecond later.
                clock.Advance(TimeSpan.FromMilliseconds(2));
            }

            clock.AdvanceTo(due);
            foreach (var partition in await Partitions(database, clock.Now))
            {
                await grains.GetGrain<IDeadlineGrain>(IDeadlineGrain.Key(partition)).Sweep();
            }
        }

        clock.AdvanceTo(target);
    }

    private static async Task<DateTimeOffset?> Earliest(NpgsqlDataSource database)
    {
        await using var command = database.CreateCommand(
            """
            select min(due) from (
              select greatest(g.next_due, f.next_try) as due
                from grain_state g left join deadline_failure f using (service_id, state_name, grain_key) where g.next_due is not null
              union all
              select next_due from intent) d
            """);
        return await command.ExecuteScalarAsync() is DateTime due ? new(due, TimeSpan.Zero) : null;
    }

    private static async Task<List<int>> Partitions(NpgsqlDataSource database, DateTimeOffset now)
    {
        await using var command = database.CreateCommand(
            """
            select g.partition from grain_state g left join deadline_failure f using (service_id, state_name, grain_key)
             where g.next_due is not null and greatest(g.next_due, f.next_try) <= $1
            union
            select partition from intent where next_due <= $1
            """);
        command.Parameters.Add(new() { Value = now.UtcDateTime });
        await using var reader = await command.ExecuteReaderAsync();
        List<int> partitions = [];
        while (await reader.ReadAsync())
        {
            partitions.Add(reader.GetInt16(0));
        }

        return partitions;
    }
}

/// <summary><c>await cluster.Pass(48.Hours())</c></summary>
internal static class Spans
{
    public static TimeSpan Minutes(this int count) => TimeSpan.FromMinutes(count);

    public static TimeSpan Hours(this int count) => TimeSpan.FromHours(count);

    public static TimeSpan Days(this int count) => TimeSpan.FromDays(count);
}
