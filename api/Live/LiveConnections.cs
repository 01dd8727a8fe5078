using System.Collections.Concurrent;
using Actors.Api.Accounts;
using Actors.Api.Common;
using Microsoft.AspNetCore.SignalR;

namespace Actors.Api.Live;

/// <summary>Which connections belong to which session: they end with it, on every node within two seconds.</summary>
internal sealed class LiveConnections
{
    private readonly ConcurrentDictionary<string, ConcurrentDictionary<string, HubCallerContext>> _bySession = new(StringComparer.Ordinal);
    private readonly EndedSessions _ended;

    public LiveConnections(EndedSessions ended)
    {
        _ended = ended;
        ended.Tell(End);
    }

    public void Add(HubCallerContext connection)
    {
        if (connection.User?.FindFirst(ActorsClaims.Session)?.Value is not { } session)
        {
            return;
        }

        _bySession.GetOrAdd(session, _ => new(StringComparer.Ordinal))[connection.ConnectionId] = connection;

        // It may have ended on the way here.
        if (_ended.Has(connection.User))
        {
            End(session);
        }
    }

    public void Remove(HubCallerContext connection)
    {
        if (connection.User?.FindFirst(ActorsClaims.Session)?.Value is { } session && _bySession.TryGetValue(session, out var connections))
        {
            connections.TryRemove(connection.ConnectionId, out _);
            if (connections.IsEmpty)
            {
                _bySession.TryRemove(new(session, connections));
            }
        }
    }

    private void End(string session)
    {
        if (_bySession.TryRemove(session, out var connections))
        {
            foreach (var connection in connections.Values)
            {
                connection.Abort();
            }
        }
    }
}
