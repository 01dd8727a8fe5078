using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;
using Actors.Common;
using NpgsqlTypes;

namespace Actors.Grains.Common;

/// <summary>What somebody with a platform role does to what is not their own.</summary>
/// <param name="Action">The command's stable name.</param>
/// <param name="Network">Where the request came from.</param>
internal sealed record AdminAct(string CommandId, string By, PlatformRole Role, string Action, string? Network, DateTimeOffset At);

/// <summary>One row of table audit_log.</summary>
internal sealed record AuditEntry(AdminAct Act, string Subject, string? Before, string? After);

/// <summary>
/// Puts everything that administrators and moderators change on record, whichever slice it is in: a command of theirs to a grain that is not
/// their own travels beside the call as an act, and whatever makes an effect durable writes it down in the same transaction; a document says
/// in its own JSON which act made this version of it (033-audit-log.sql), a journal adds a row. So no slice can forget to.
/// </summary>
internal sealed class AdminActs(Clock clock) : IIncomingGrainCallFilter
{
    private const string Name = "actors.act";

    private readonly ConcurrentDictionary<Type, Shape?> _commands = new();

    public static JournalTable<AuditEntry> Table { get; } = new(
        102,
        """
        insert into audit_log (at, by_user, role, action, subject, before, after, network, command_id)
        select * from unnest($1::timestamptz[], $2::text[], $3::text[], $4::text[], $5::text[], $6::jsonb[], $7::jsonb[], $8::text[], $9::text[])
        """,
        (parameters, rows) =>
        {
            parameters.AddArray(NpgsqlDbType.TimestampTz, rows, r => r.Act.At.UtcDateTime);
            parameters.AddArray(NpgsqlDbType.Text, rows, r => r.Act.By);
            parameters.AddArray(NpgsqlDbType.Text, rows, r => r.Act.Role.ToString().ToUpperInvariant());
            parameters.AddArray(NpgsqlDbType.Text, rows, r => r.Act.Action);
            parameters.AddArray(NpgsqlDbType.Text, rows, r => r.Subject);
            parameters.AddArray(NpgsqlDbType.Jsonb, rows, r => r.Before);
            parameters.AddArray(NpgsqlDbType.Jsonb, rows, r => r.After);
            parameters.AddArray(NpgsqlDbType.Text, rows, r => r.Act.Network);
            parameters.AddArray(NpgsqlDbType.Text, rows, r => r.Act.CommandId);
        });

    /// <summary>JSON of the act that this call is; null: it is none.</summary>
    public static string? Current => RequestContext.Get(Name) as string;

    /// <summary>The row that records a change of this call; null when nobody with a role makes it.</summary>
    public static AuditEntry? Entry<T>(string subject, T? before, T after) => Current is { } act
        ? new(JsonSerializer.Deserialize<AdminAct>(act, ActorsJson.Options)!, subject, before is null ? null : JsonSerializer.Serialize(before, ActorsJson.Options), JsonSerializer.Serialize(after, ActorsJson.Options))
        : null;

    public Task Invoke(IIncomingGrainCallContext context)
    {
        if (ActOf(context) is { } act)
        {
            RequestContext.Set(Name, JsonSerializer.Serialize(act, ActorsJson.Options));
        }
        else if (Current is not null)
        {
            // What an act calls is not that act.
            RequestContext.Remove(Name);
        }

        return context.Invoke();
    }

    private AdminAct? ActOf(IIncomingGrainCallContext context)
    {
        if (context.Request.GetArgumentCount() == 0 || context.Request.GetArgument(0) is not { } argument
            || _commands.GetOrAdd(argument.GetType(), Shape.Of) is not { } shape
            || shape.By.GetValue(argument) is not By { IsModerator: true, User: { } user } by
            || context.TargetId.Key.ToString() == user.Value)
        {
            return null;
        }

        return new(((CommandId)shape.Id.GetValue(argument)!).Value, user.Value, by.Role, shape.Action, RequestContext.Get(RequestOrigin.Network) as string, clock.Now);
    }

    private sealed record Shape(PropertyInfo Id, PropertyInfo By, string Action)
    {
        public static Shape? Of(Type type) =>
            type.GetProperty(nameof(CommandId), typeof(CommandId)) is { } id && type.GetProperty(nameof(By), typeof(By)) is { } by
                ? new(id, by, type.GetCustomAttribute<AliasAttribute>()?.Alias ?? type.Name)
                : null;
    }
}
