using System.Collections.Concurrent;
using Actors.Common;
using Npgsql;
using NpgsqlTypes;

namespace Actors.Api.Common;

/// <summary>What was answered to a request with an Idempotency-Key.</summary>
internal sealed record KeptAnswer(int Status, string? ContentType, string? Location, string? ETag, byte[] Body);

/// <summary>How a claim ended: it is the caller's to run, or somebody else's, or answered already.</summary>
internal abstract record KeyClaim
{
    /// <summary>To be run under this id, then kept, given back or forgotten.</summary>
    internal sealed record Mine(CommandId Command) : KeyClaim;

    internal sealed record Running : KeyClaim;

    internal sealed record OtherRequest : KeyClaim;

    internal sealed record Answered(KeptAnswer Answer) : KeyClaim;
}

/// <summary>
/// Table idempotency. A claim is durable before its request runs. It is held by this process for seconds and renewed while it runs,
/// so that a key whose server died is free again soon; that two run one command after all does no harm (grains/Common/AppliedCommands).
/// </summary>
internal sealed class KeptAnswers(NpgsqlDataSource database, Clock clock)
{
    /// <summary>How long keys and answers are kept.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    /// <summary>How long a key is held without being renewed.</summary>
    public static readonly TimeSpan Hold = TimeSpan.FromSeconds(5);

    private const int MostAtOnce = 1000;

    private readonly ConcurrentDictionary<string, CommandId> _held = new(StringComparer.Ordinal);

    public async Task<KeyClaim> Claim(string id, UserId caller, string route, byte[] fingerprint, CancellationToken cancellation)
    {
        while (true)
        {
            var command = CommandId.Kept(Guid.CreateVersion7());
            if (await TryTake(id, caller, route, fingerprint, command, cancellation) is { } taken)
            {
                _held[id] = taken;
                return new KeyClaim.Mine(taken);
            }

            if (await Look(id, fingerprint, cancellation) is { } found)
            {
                return found;
            }

            // Expired, or gone between the two looks: it begins anew.
            await Forget(id, onlyExpired: true, cancellation);
        }
    }

    public async Task Keep(string id, CommandId command, KeptAnswer answer)
    {
        await Execute(
            """
            update idempotency set status = $3, content_type = $4, location = $5, etag = $6, body = $7, held_until = null
             where id = $1 and command_id = $2 and status is null
            """,
            id, command.Value, (short)answer.Status, answer.ContentType, answer.Location, answer.ETag, answer.Body);
        _held.TryRemove(id, out _);
    }

    /// <summary>Without an answer: the next who comes with the key runs the same command again.</summary>
    public async Task GiveBack(string id, CommandId command)
    {
        _held.TryRemove(id, out _);
        await Execute("update idempotency set held_until = null where id = $1 and command_id = $2 and status is null", id, command.Value);
    }

    /// <summary>Nothing was done: the key is as good as new.</summary>
    public async Task Forget(string id)
    {
        _held.TryRemove(id, out _);
        await Forget(id, onlyExpired: false, CancellationToken.None);
    }

    /// <summary>What this process still runs stays its own.</summary>
    public async Task Renew()
    {
        if (!_held.IsEmpty)
        {
            await using var command = database.CreateCommand("update idempotency set held_until = $2 where id = any($1) and status is null and held_until is not null");
            command.Parameters.Add(new() { Value = _held.Keys.ToArray() });
            command.Parameters.Add(new() { Value = (clock.Now + Hold).UtcDateTime });
            await command.ExecuteNonQueryAsync();
        }
    }

    /// <summary>Deletes some of what has expired, with the marks of its commands. Several processes may do so at once.</summary>
    public async Task<bool> Purge(CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            """
            with expired as (
              delete from idempotency where id in (select id from idempotency where expires_at <= $1 order by expires_at limit $2 for update skip locked)
              returning command_id),
            marks as (delete from applied_command a using expired e where a.command_id = e.command_id)
            select count(*) from expired
            """);
        command.Parameters.Add(new() { Value = clock.Now.UtcDateTime });
        command.Parameters.Add(new() { Value = MostAtOnce });
        return (long)(await command.ExecuteScalarAsync(cancellation))! == MostAtOnce;
    }

    /// <summary>A new key, or one that nobody holds and nobody answered, for the same request.</summary>
    private async Task<CommandId?> TryTake(string id, UserId caller, string route, byte[] fingerprint, CommandId command, CancellationToken cancellation)
    {
        await using var take = database.CreateCommand(
            """
            insert into idempotency as i (id, caller, route, fingerprint, command_id, held_until, expires_at) values ($1, $2, $3, $4, $5, $6, $7)
            on conflict (id) do update set held_until = excluded.held_until
             where i.status is null and i.fingerprint = excluded.fingerprint and i.expires_at > $8 and (i.held_until is null or i.held_until <= $8)
            returning command_id
            """);
        var now = clock.Now;
        take.Parameters.Add(new() { Value = id });
        take.Parameters.Add(new() { Value = caller.Value });
        take.Parameters.Add(new() { Value = route });
        take.Parameters.Add(new() { Value = fingerprint });
        take.Parameters.Add(new() { Value = command.Value });
        take.Parameters.Add(new() { Value = (now + Hold).UtcDateTime });
        take.Parameters.Add(new() { Value = (now + Lifetime).UtcDateTime });
        take.Parameters.Add(new() { Value = now.UtcDateTime });
        return await take.ExecuteScalarAsync(cancellation) is string taken ? new CommandId(taken) : null;
    }

    private async Task<KeyClaim?> Look(string id, byte[] fingerprint, CancellationToken cancellation)
    {
        await using var look = database.CreateCommand(
            "select fingerprint, status, content_type, location, etag, body from idempotency where id = $1 and expires_at > $2");
        look.Parameters.Add(new() { Value = id });
        look.Parameters.Add(new() { Value = clock.Now.UtcDateTime });
        await using var reader = await look.ExecuteReaderAsync(cancellation);
        if (!await reader.ReadAsync(cancellation))
        {
            return null;
        }

        if (!reader.GetFieldValue<byte[]>(0).AsSpan().SequenceEqual(fingerprint))
        {
            return new KeyClaim.OtherRequest();
        }

        return reader.IsDBNull(1)
            ? new KeyClaim.Running()
            : new KeyClaim.Answered(new(reader.GetInt16(1), Text(reader, 2), Text(reader, 3), Text(reader, 4), reader.GetFieldValue<byte[]>(5)));
    }

    private async Task Forget(string id, bool onlyExpired, CancellationToken cancellation)
    {
        await using var forget = database.CreateCommand(
            """
            with gone as (delete from idempotency where id = $1 and (expires_at <= $3 or (not $2 and status is null)) returning command_id)
            delete from applied_command a using gone g where a.command_id = g.command_id
            """);
        forget.Parameters.Add(new() { Value = id });
        forget.Parameters.Add(new() { Value = onlyExpired });
        forget.Parameters.Add(new() { Value = clock.Now.UtcDateTime });
        await forget.ExecuteNonQueryAsync(cancellation);
    }

    private async Task Execute(string sql, params object?[] values)
    {
#pragma warning disable CA2100 // Texts of this class.
        await using var command = database.CreateCommand(sql);
#pragma warning restore CA2100
        foreach (var value in values)
        {
            command.Parameters.Add(value is null ? new() { Value = DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text } : new() { Value = value });
        }

        await command.ExecuteNonQueryAsync();
    }

    private static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
}

/// <summary>Renews what runs and purges what has expired, in every process of the front.</summary>
internal sealed partial class KeptAnswersKeeper(KeptAnswers answers, ILogger<KeptAnswersKeeper> log) : BackgroundService
{
    private static readonly TimeSpan s_period = KeptAnswers.Hold / 5;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var beat = new PeriodicTimer(s_period);
        for (var beats = 0; await beat.WaitForNextTickAsync(stoppingToken); beats++)
        {
            try
            {
                await answers.Renew();

                // About every minute; a pile is taken off in small bites, one a beat.
                if (beats % 60 == 0 && await answers.Purge(stoppingToken))
                {
                    beats--;
                }
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                Failed(exception);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Kept answers could not be renewed or purged; it is tried again")]
    private partial void Failed(Exception exception);
}
