using System.Collections.Concurrent;

namespace Actors.Tests.Cluster.Engine;

/// <summary>What happened to a test grain, and the gates at which it waits. Grains and tests share a process, so they share this.</summary>
internal sealed class Diary
{
    private static readonly ConcurrentDictionary<string, Diary> s_diaries = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private readonly List<string> _lines = [];
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _gates = new(StringComparer.Ordinal);
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(30);

    public string[] Lines
    {
        get
        {
            lock (_gate)
            {
                return [.. _lines];
            }
        }
    }

    public static Diary Of(string key) => s_diaries.GetOrAdd(key, _ => new());

    /// <summary>A key that no other test uses. Its prefix is no hex digit, as everywhere.</summary>
    public static string NewKey() => $"prb_{Guid.NewGuid():n}";

    public void Write(string line)
    {
        lock (_gate)
        {
            _lines.Add(line);
            _changed.SetResult();
            _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    public Task Until(string line) => Until(lines => lines.Contains(line), line);

    public async Task Until(Func<string[], bool> holds, string label)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (holds([.. _lines]))
                {
                    return;
                }

                changed = _changed.Task;
            }

            try
            {
                await changed.WaitAsync(patience.Token);
            }
            catch (OperationCanceledException canceled)
            {
                throw new TimeoutException($"Not within {Patience}: {label}. The diary says: {string.Join(", ", Lines)}", canceled);
            }
        }
    }

    /// <summary>Begins, waits until the test lets it go on, ends.</summary>
    public async Task Visit(string name)
    {
        Write($"begin {name}");
        await Gate(name).Task;
        Write($"end {name}");
    }

    public void Open(params string[] names)
    {
        foreach (var name in names)
        {
            Gate(name).TrySetResult();
        }
    }

    private TaskCompletionSource Gate(string name) => _gates.GetOrAdd(name, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
}

internal static class Patiently
{
    /// <summary>Waits for a task, but not for ever, and says for what.</summary>
    public static async Task<T> Within<T>(this Task<T> task, string label)
    {
        await ((Task)task).Within(label);
        return await task;
    }

    public static async Task Within(this Task task, string label)
    {
        var done = await Task.WhenAny(task, Task.Delay(Diary.Patience));
        await (done == task ? task : throw new TimeoutException($"Not within {Diary.Patience}: {label}"));
    }
}
