using System.Collections.Concurrent;
using System.Security.Claims;
using Actors.Accounts;
using Actors.Api.Common;
using Actors.Common;
using Npgsql;

namespace Actors.Api.Accounts;

/// <summary>
/// Sessions that ended while tokens of theirs are still good, in memory: access tokens are believed without asking anybody. This node knows
/// its own at once, those of other nodes within two seconds (table ended_session).
/// </summary>
internal sealed class EndedSessions(NpgsqlDataSource database, ILogger<EndedSessions> log) : BackgroundService
{
    private static readonly TimeSpan s_period = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, byte> _ended = new(StringComparer.Ordinal);
    private Action<string> _listeners = _ => { };
    private bool _loaded;

    public bool Has(ClaimsPrincipal principal) => principal.FindFirst(ActorsClaims.Session)?.Value is { } session && _ended.ContainsKey(session);

    /// <summary>Tells of every session once, when this node learns of its end.</summary>
    public void Tell(Action<string> listener) => _listeners += listener;

    public void Add(SessionId session) => Note(session.Value);

    private void Note(string session)
    {
        if (_ended.TryAdd(session, 0))
        {
            _listeners(session);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var beat = new PeriodicTimer(s_period);
        var turn = 0;
        while (true)
        {
            try
            {
                await Look(turn++ % 600 == 0, stoppingToken);
                await beat.WaitForNextTickAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (NpgsqlException exception)
            {
                // What came meanwhile is found by the next look, which reaches back to the start.
                _loaded = false;
                log.LogWarning(exception, "Ended sessions could not be read");
                await Task.Delay(s_period, CancellationToken.None);
            }
        }
    }

    /// <summary>Reaches back a little: commits appear in another order than they were stamped in. Rows that no token can belong to are cleared away.</summary>
    private async Task Look(bool clear, CancellationToken cancellation)
    {
        if (clear)
        {
            await using var old = database.CreateCommand("delete from ended_session where ended_at < now() - interval '15 days'");
            await old.ExecuteNonQueryAsync(cancellation);
        }

        await using var command = database.CreateCommand("select id from ended_session where ended_at > now() - $1::interval");
        command.Parameters.Add(new() { Value = _loaded ? TimeSpan.FromSeconds(30) : TimeSpan.FromDays(15) });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            Note(reader.GetString(0));
        }

        _loaded = true;
    }
}

internal static class EndedSessionsExtensions
{
    /// <summary>After authentication: whoever's session has ended is nobody.</summary>
    public static void UseEndedSessions(this WebApplication app)
    {
        var ended = app.Services.GetRequiredService<EndedSessions>();
        app.Use((context, next) =>
        {
            if (ended.Has(context.User))
            {
                context.User = new(new ClaimsIdentity());
            }

            if (context.By().IsModerator)
            {
                // For the audit log; nobody else's network is passed on.
                RequestContext.Set(RequestOrigin.Network, Devices.Place(context.Connection.RemoteIpAddress));
            }

            return next(context);
        });
    }
}
