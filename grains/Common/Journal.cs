using System.Text.Json;
using Actors.Common;
using Npgsql;

namespace Actors.Grains.Common;

/// <summary>How rows of one table are written: a set-based upsert over arrays, at most one row per key in a statement.</summary>
/// <param name="Order">Tables of a commit are written in this order: what is referred to comes first.</param>
internal sealed record JournalTable<TRow>(int Order, string Sql, Action<NpgsqlParameterCollection, IReadOnlyCollection<TRow>> Bind);

/// <summary>The connections of all journals of a silo: few, so that each stays warm; a commit carries many rows.</summary>
internal sealed class JournalDatabase(NpgsqlDataSource connections) : IDisposable
{
    public NpgsqlDataSource Connections => connections;

    public void Dispose() => connections.Dispose();
}

/// <summary>
/// The durable side of a grain that decides and applies in memory. Rows put while one commit is on its way go together in the next;
/// <see cref="Commit"/> completes when everything put so far is durable. A failed commit fails everybody in it and the journal for good:
/// memory is ahead of the database, so the activation must go. The fence makes a stale activation fail instead of overwrite.
/// </summary>
internal sealed class Journal(NpgsqlDataSource database, string owner)
{
    /// <summary>
    /// Callers whose rows go in one transaction at least, if as many wait. More go together when more wait: a burst becomes a few
    /// transactions that grow, so that some callers are answered, and ask again, while the next ones are committed. With one transaction
    /// for all of them the database and everybody else would take turns being idle.
    /// </summary>
    private const int FewCallers = 64;

    private readonly Queue<Batch> _closed = new();
    private Batch _open = new();
    private Task _committing = Task.CompletedTask;
    private Task _pump = Task.CompletedTask;
    private Exception? _broken;
    private AppliedCommand? _applied;
    private long _epoch;

    /// <summary>Whether a commit has failed, so that nothing in memory can be trusted.</summary>
    public bool Broken => _broken is not null;

    /// <summary>Whether another activation of this owner wrote before this one.</summary>
    public bool Inherited => _epoch > 1;

    /// <summary>Completes when nothing that was applied in memory is still on its way to the database.</summary>
    public Task Settled => _open.Empty ? _closed.LastOrDefault()?.Done.Task ?? _committing : Commit();

    /// <summary>Takes the fence: from here on an older activation of the same owner cannot write.</summary>
    public async Task Open()
    {
        await using var command = database.CreateCommand(
            "insert into fence as f (owner, epoch) values ($1, 1) on conflict (owner) do update set epoch = f.epoch + 1 returning epoch");
        command.Parameters.Add(new() { Value = owner });
        _epoch = (long)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Adds a row to the next commit; a later row of the same key takes its place. A kept command is remembered with its first row.</summary>
    public void Put<TRow>(JournalTable<TRow> table, string key, TRow row)
    {
        ThrowIfBroken();
        if (CurrentCommand.TakesEffect() is { } command && _applied?.Command != command.Id)
        {
            _applied = new(command.Id, command.Grain);
            _open.Rows(AppliedCommands.Table)[command.Id] = _applied;
        }

        _open.Rows(table)[key] = row;
    }

    /// <summary>Goes with the next commit when somebody with a platform role makes this change, see <see cref="AdminActs"/>; otherwise nothing.</summary>
    public void Record<T>(string subject, T? before, T after)
    {
        if (AdminActs.Entry(subject, before, after) is { } entry)
        {
            _open.Rows(AdminActs.Table)[$"{entry.Act.CommandId}/{subject}"] = entry;
        }
    }

    /// <summary>Between putting and committing: what the kept command that put those rows is answered, also when it comes again.</summary>
    public void Answer<TView>(Func<TView> view)
    {
        if (_applied is { } applied && CurrentCommand.Id == applied.Command)
        {
            applied.Answer = JsonSerializer.Serialize(view(), ActorsJson.Options);
        }
    }

    /// <summary>What is put from here on goes in a transaction after that of what was put before.</summary>
    public void Cut()
    {
        if (!_open.Empty)
        {
            _closed.Enqueue(_open);
            _open = new();
        }
    }

    /// <summary>Completes when everything put so far is durable, or fails with why it is not.</summary>
    public Task Commit()
    {
        ThrowIfBroken();
        var durable = _open.Empty ? _closed.LastOrDefault()?.Done.Task ?? _committing : _open.Done.Task;
        if (!_open.Empty && ++_open.Callers >= Math.Max(FewCallers, _closed.Sum(b => b.Callers)))
        {
            Cut();
        }

        if (_pump.IsCompleted && !durable.IsCompleted)
        {
            _pump = Pump();
        }

        return durable;
    }

    /// <summary>Waits for what is on its way; used before the activation ends.</summary>
    public Task Close() => _pump;

    private void ThrowIfBroken()
    {
        if (_broken is not null)
        {
            throw new OutcomeUnknownException("An earlier commit failed.", _broken);
        }
    }

    private async Task Pump()
    {
        while (_broken is null)
        {
            await WorkThatWaits();
            Cut();
            if (!_closed.TryDequeue(out var batch))
            {
                return;
            }

            _committing = batch.Done.Task;
            try
            {
                await Write(batch);
                batch.Done.SetResult();
            }
            catch (Exception exception)
            {
                // Memory is ahead of the database for this batch and for all that was decided on top of it.
                _broken = exception;
                foreach (var lost in _closed.Prepend(batch).Append(_open))
                {
                    lost.Fail(exception);
                }
            }
        }
    }

    /// <summary>
    /// Goes once through the thread pool's queue: calls that the process has received already reach the mailbox and come along. It takes
    /// microseconds on an idle silo, and on a busy one it makes transactions of twice the size, each with its flush and its fence.
    /// </summary>
    private static async Task WorkThatWaits() => await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);

    /// <summary>
    /// Touches nothing of the grain after the statements are made, so its awaits need not come back to the grain's turns: on a busy silo
    /// each way back waits behind other work, and every caller of the next commit waits with it.
    /// </summary>
    private async Task Write(Batch batch)
    {
        NpgsqlBatchCommand[] commands =
        [
            new("select hold_fence($1, $2)")
            {
                Parameters = { new NpgsqlParameter<string> { TypedValue = owner }, new NpgsqlParameter<long> { TypedValue = _epoch } },
            },
            .. batch.Tables.OrderBy(t => t.Order).Select(rows => rows.Command()),
        ];
        var connection = await database.OpenConnectionAsync().ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            // Several statements in one batch are one transaction.
            var statements = new NpgsqlBatch(connection);
            await using (statements.ConfigureAwait(false))
            {
                foreach (var command in commands)
                {
                    statements.BatchCommands.Add(command);
                }

                await statements.ExecuteNonQueryAsync().ConfigureAwait(false);
            }
        }
    }

    private sealed class Batch
    {
        private readonly Dictionary<object, IRows> _tables = new(ReferenceEqualityComparer.Instance);

        public int Callers { get; set; }

        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool Empty => _tables.Count == 0;

        public IEnumerable<IRows> Tables => _tables.Values;

        public Dictionary<string, TRow> Rows<TRow>(JournalTable<TRow> table)
        {
            if (!_tables.TryGetValue(table, out var rows))
            {
                _tables[table] = rows = new Rows<TRow>(table);
            }

            return ((Rows<TRow>)rows).ByKey;
        }

        public void Fail(Exception exception)
        {
            Done.TrySetException(new OutcomeUnknownException("The commit failed.", exception));
            _ = Done.Task.Exception;
        }
    }

    private interface IRows
    {
        int Order { get; }

        NpgsqlBatchCommand Command();
    }

    private sealed class Rows<TRow>(JournalTable<TRow> table) : IRows
    {
        public int Order => table.Order;

        public Dictionary<string, TRow> ByKey { get; } = new(StringComparer.Ordinal);

        public NpgsqlBatchCommand Command()
        {
            var command = new NpgsqlBatchCommand(table.Sql);
            table.Bind(command.Parameters, ByKey.Values);
            return command;
        }
    }
}
