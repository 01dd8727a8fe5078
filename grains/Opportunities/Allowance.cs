using Actors.Common;

namespace Actors.Grains.Opportunities;

/// <summary>Counts what each person did in the current window of time, in memory: small, because every window begins empty.</summary>
internal sealed class Allowance(TimeSpan window)
{
    private readonly Dictionary<UserId, int> _spent = [];
    private long _current;

    public int Spent(UserId user, DateTimeOffset now)
    {
        Turn(now);
        return _spent.GetValueOrDefault(user);
    }

    /// <summary>When the current window began.</summary>
    public DateTimeOffset Since(DateTimeOffset now) => new(now.UtcTicks - (now.UtcTicks % window.Ticks), TimeSpan.Zero);

    public bool Knows(UserId user, DateTimeOffset now)
    {
        Turn(now);
        return _spent.ContainsKey(user);
    }

    /// <summary>What was counted before this activation; what was counted since then is not forgotten for it.</summary>
    public void Recall(UserId user, int spent, DateTimeOffset now)
    {
        Turn(now);
        _spent.TryAdd(user, spent);
    }

    /// <summary>Counts one more and returns how many there are.</summary>
    public int Spend(UserId user, DateTimeOffset now)
    {
        Turn(now);
        return _spent[user] = _spent.GetValueOrDefault(user) + 1;
    }

    private void Turn(DateTimeOffset now)
    {
        var number = now.UtcTicks / window.Ticks;
        if (number != _current)
        {
            _current = number;
            _spent.Clear();
        }
    }
}
