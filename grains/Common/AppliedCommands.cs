using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;
using Actors.Common;
using Npgsql;
using NpgsqlTypes;

namespace Actors.Grains.Common;

/// <summary>A kept command that takes effect in a grain. <paramref name="grain"/>: its key.</summary>
internal sealed class AppliedCommand(string command, string grain)
{
    public string Command => command;

    public string Grain => grain;

    /// <summary>JSON of what it was answered, if that was known before the commit.</summary>
    public string? Answer { get; set; }
}

/// <summary>
/// Lets a command that stands for an Idempotency-Key take effect in a grain once (docs/idempotency.md). That it did is written in the
/// transaction of the effect: by the journal as a row, by a document in its own JSON. When it comes again, the first answer is given
/// if it was known by then; otherwise the grain is asked again with writing forbidden, and its rules say how things stand.
/// </summary>
internal sealed class AppliedCommands(NpgsqlDataSource database) : IIncomingGrainCallFilter
{
    public static JournalTable<AppliedCommand> Table { get; } = new(
        101,
        "insert into applied_command (command_id, grain_key, answer) select * from unnest($1::text[], $2::text[], $3::text[]) on conflict do nothing",
        (parameters, rows) =>
        {
            parameters.AddArray(NpgsqlDbType.Text, rows, r => r.Command);
            parameters.AddArray(NpgsqlDbType.Text, rows, r => r.Grain);
            parameters.AddArray(NpgsqlDbType.Text, rows, r => r.Answer);
        });

    private static readonly MethodInfo s_read = typeof(AppliedCommands).GetMethod(nameof(Read), BindingFlags.NonPublic | BindingFlags.Static)!;

    private readonly ConcurrentDictionary<Type, PropertyInfo?> _ids = new();
    private readonly ConcurrentDictionary<(string, string), Task> _running = new();

    public Task Invoke(IIncomingGrainCallContext context)
    {
        if (CommandOf(context) is { IsKept: true } command)
        {
            return Once(context, command.Value, context.TargetId.Key.ToString()!);
        }

        CurrentCommand.Leave();
        return context.Invoke();
    }

    /// <summary>The same command twice at a time, of a client that asks elsewhere because its server died: the second waits for what comes of the first.</summary>
    private async Task Once(IIncomingGrainCallContext context, string command, string grain)
    {
        var mine = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        while (_running.GetOrAdd((command, grain), mine.Task) is var running && running != mine.Task)
        {
            await running;
        }

        try
        {
            var (applied, answer) = await Find(command, grain);
            if (applied)
            {
                await Repeat(context, command, grain, answer);
            }
            else
            {
                CurrentCommand.Enter(command, grain, again: false);
                await context.Invoke();
            }
        }
        finally
        {
            _running.TryRemove((command, grain), out _);
            mine.SetResult();
        }
    }

    private static async Task Repeat(IIncomingGrainCallContext context, string command, string grain, string? answer)
    {
        // Task<Outcome<T>>: a test holds all commands to it.
        var view = context.InterfaceMethod.ReturnType.GetGenericArguments()[0].GetGenericArguments()[0];
        if (answer is not null)
        {
            context.Result = s_read.MakeGenericMethod(view).Invoke(null, [answer]);
            return;
        }

        CurrentCommand.Enter(command, grain, again: true);
        bool stands;
        try
        {
            await context.Invoke();
            stands = context.Result is IOutcome { Fault: null };
        }
        catch (Exception exception) when (IsSecondEffect(exception))
        {
            stands = false;
        }

        if (!stands)
        {
            context.Result = s_read.MakeGenericMethod(view).Invoke(null, [null]);
        }
    }

    private static Outcome<T> Read<T>(string? answer) => answer is null ? CommonFaults.AppliedAlready : JsonSerializer.Deserialize<T>(answer, ActorsJson.Options)!;

    private static bool IsSecondEffect(Exception? exception) =>
        exception is not null && (exception is AppliedAlreadyException || IsSecondEffect(exception.InnerException));

    private CommandId? CommandOf(IIncomingGrainCallContext context)
    {
        if (context.Request.GetArgumentCount() == 0 || context.Request.GetArgument(0) is not { } argument)
        {
            return null;
        }

        var id = _ids.GetOrAdd(argument.GetType(), static type => type.GetProperty(nameof(CommandId), typeof(CommandId)));
        return (CommandId?)id?.GetValue(argument);
    }

    private async Task<(bool Applied, string? Answer)> Find(string command, string grain)
    {
        await using var query = database.CreateCommand("select answer from applied_command where command_id = $1 and grain_key = $2");
        query.Parameters.Add(new() { Value = command });
        query.Parameters.Add(new() { Value = grain });
        await using var reader = await query.ExecuteReaderAsync();
        return await reader.ReadAsync() ? (true, await reader.IsDBNullAsync(0) ? null : reader.GetString(0)) : (false, null);
    }
}
