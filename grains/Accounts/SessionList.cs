using System.Collections.Immutable;
using Actors.Accounts;
using Actors.Common;

namespace Actors.Grains.Accounts;

internal sealed record SessionsState
{
    /// <summary>In the order of their beginning.</summary>
    public ImmutableArray<Session> Sessions { get; init; } = [];
}

internal sealed record Session(
    SessionId Id, SignInMethod Method, string Device, string Place, DateTimeOffset StartedAt, DateTimeOffset LastSeenAt, DateTimeOffset GoodUntil);

/// <summary>Where a person is signed in. A replay returns the same state object.</summary>
internal static class SessionList
{
    public const int Most = 50;

    /// <summary>How exact 'last seen' is; asked more often, nothing is written.</summary>
    public static readonly TimeSpan Exactness = TimeSpan.FromMinutes(5);

    private const int LongestWord = 80;

    public static SessionsState Start(SessionsState state, StartSession command, DateTimeOffset now)
    {
        if (state.Sessions.Any(s => s.Id == command.Session))
        {
            return state;
        }

        var good = state.Sessions.Where(s => s.GoodUntil > now).OrderByDescending(s => s.LastSeenAt).Take(Most - 1).OrderBy(s => s.StartedAt);
        return state with { Sessions = [.. good, new(command.Session, command.Method, Short(command.Device), Short(command.Place), now, now, command.GoodUntil)] };
    }

    public static Outcome<SessionsState> Touch(SessionsState state, TouchSession command, DateTimeOffset now)
    {
        if (state.Sessions.FirstOrDefault(s => s.Id == command.Session && s.GoodUntil > now) is not { } session)
        {
            return AccountFaults.SessionEnded;
        }

        return now - session.LastSeenAt < Exactness && session.Place == command.Place
            ? state
            : state with { Sessions = state.Sessions.Replace(session, session with { LastSeenAt = now, Place = Short(command.Place), GoodUntil = command.GoodUntil }) };
    }

    /// <summary>What goes when everything but one ends.</summary>
    public static SessionsState Keep(SessionsState state, Func<Session, bool> stays) => state.Sessions.All(stays) ? state : state with { Sessions = [.. state.Sessions.Where(stays)] };

    public static ImmutableArray<SessionView> View(SessionsState state, DateTimeOffset now) =>
        [.. state.Sessions.Where(s => s.GoodUntil > now).OrderByDescending(s => s.LastSeenAt).ThenByDescending(s => s.StartedAt).Select(View)];

    public static SessionView View(Session session) => new(session.Id, session.Method, session.Device, session.Place, session.StartedAt, session.LastSeenAt);

    private static string Short(string text) => text.Length <= LongestWord ? text : text[..LongestWord];
}
