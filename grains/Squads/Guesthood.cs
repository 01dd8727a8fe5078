using System.Collections.Immutable;
using Actors.Accounts;
using Actors.Common;
using Actors.Squads;

namespace Actors.Grains.Squads;

/// <summary>The document of a guest; the funnel (029-funnel.sql) reads its claims, so names here are a contract with SQL.</summary>
internal sealed record GuestState
{
    /// <summary>Null until they first joined.</summary>
    public DateTimeOffset? Since { get; init; }

    public EmailAddress? Address { get; init; }

    /// <summary>Public address of the pages that letters lead to.</summary>
    public string Url { get; init; } = "";

    public ImmutableArray<ExpectedEvent> Events { get; init; } = [];

    public ImmutableArray<SentClaim> Claims { get; init; } = [];

    /// <summary>Kinds of flags that were raised.</summary>
    public ImmutableArray<string> Flags { get; init; } = [];

    /// <summary>A user by now, or nobody any more: nothing is to be done.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    public DateTimeOffset? NextDue { get; init; }
}

/// <param name="AttendedAt">When they were first known to have been there.</param>
/// <param name="IsClaimed">They were asked to claim it.</param>
internal sealed record ExpectedEvent(GuestEvent Event, DateTimeOffset? AttendedAt = null, bool IsClaimed = false);

/// <param name="Id">Of the link.</param>
/// <param name="Hash">Of its secret, which nobody stores.</param>
internal sealed record SentClaim(LinkId Id, string Hash, DateTimeOffset SentAt, SquadId Squad, BookingId Booking, InvitationId Invitation);

/// <summary>What becomes of a guest (seed 7.2, guest flow): asked to claim what they did, watched when they do very much, forgotten when nothing came of it.</summary>
internal static class Guesthood
{
    public const int ManySquads = 20;
    public const int ManyMinutes = 50 * 60;

    /// <summary>After the end of an event: memories are fresh, and hours are likely to be verified.</summary>
    public static readonly TimeSpan ClaimAfter = TimeSpan.FromHours(24);

    /// <summary>Without any hours, after the last event or after they came.</summary>
    public static readonly TimeSpan ForgetAfter = TimeSpan.FromDays(90);

    public static GuestState Expect(GuestState state, ExpectGuest command, DateTimeOffset now)
    {
        if (state.Events.Any(e => e.Event == command.Event))
        {
            return state;
        }

        var known = state.Events.FirstOrDefault(e => e.Event.Registration == command.Event.Registration);
        return Settle(state with
        {
            Since = state.Since ?? now,
            Address = command.Email,
            Url = command.Url,
            EndedAt = null,
            Events = known is null ? state.Events.Add(new(command.Event)) : state.Events.Replace(known, known with { Event = command.Event }),
        });
    }

    /// <summary>Also when more hours of an event come later that had none to claim.</summary>
    public static GuestState Attended(GuestState state, RegistrationId registration, DateTimeOffset now) =>
        state.EndedAt is null && state.Events.FirstOrDefault(e => e.Event.Registration == registration) is { AttendedAt: null } seen
            ? Settle(state with { Events = state.Events.Replace(seen, seen with { AttendedAt = now }) })
            : state;

    public static IEnumerable<ExpectedEvent> ToClaim(GuestState state, DateTimeOffset now) => state.Events.Where(e => MayClaim(e) && e.Event.EndsAt + ClaimAfter <= now);

    public static DateTimeOffset? ForgetAt(GuestState state) => state.Since is { } since
        ? (state.Events.IsEmpty ? since : state.Events.Max(e => e.Event.EndsAt) is var end && end > since ? end : since) + ForgetAfter
        : null;

    /// <summary>The event takes place at another time than was known.</summary>
    public static GuestState Moved(GuestState state, ExpectedEvent expected, DateTimeOffset endsAt) =>
        Settle(state with { Events = state.Events.Replace(expected, expected with { Event = expected.Event with { EndsAt = endsAt } }) });

    public static GuestState Asked(GuestState state, ExpectedEvent expected, SentClaim claim) => Settle(state with
    {
        Events = state.Events.Replace(expected, expected with { IsClaimed = true }),
        Claims = state.Claims.Any(c => c.Id == claim.Id) ? state.Claims : state.Claims.Add(claim),
    });

    /// <summary>There are no hours to claim yet; if some come, <see cref="Attended"/> begins anew.</summary>
    public static GuestState NothingToClaim(GuestState state, ExpectedEvent expected) =>
        Settle(state with { Events = state.Events.Replace(expected, expected with { AttendedAt = null }) });

    /// <param name="hasHours">Then they stay, for as long as they like to claim them.</param>
    public static GuestState Keep(GuestState state, bool hasHours) => hasHours ? Settle(state, forgets: false) : state;

    public static GuestState End(GuestState state, DateTimeOffset now) => state with { EndedAt = now, Address = null, Url = "", NextDue = null };

    /// <summary>What a moderator should look at, and why; each kind once.</summary>
    public static IEnumerable<(string Kind, string Reason)> Suspicions(GuestState state, int minutes)
    {
        var squads = state.Events.Select(e => e.Event.Squad).Distinct().Count();
        if (squads > ManySquads && !state.Flags.Contains(ReviewFlags.ManySquads))
        {
            yield return (ReviewFlags.ManySquads, $"A guest who came with {squads} squads.");
        }

        if (minutes > ManyMinutes && !state.Flags.Contains(ReviewFlags.ManyHours))
        {
            yield return (ReviewFlags.ManyHours, $"A guest with {minutes / 60} hours who has not opened an account.");
        }
    }

    private static bool MayClaim(ExpectedEvent e) => e is { AttendedAt: not null, IsClaimed: false };

    private static GuestState Settle(GuestState state, bool forgets = true)
    {
        DateTimeOffset? due = forgets ? ForgetAt(state) : null;
        foreach (var moment in state.Events.Where(MayClaim).Select(e => e.Event.EndsAt + ClaimAfter))
        {
            due = due < moment ? due : moment;
        }

        return due == state.NextDue ? state : state with { NextDue = due };
    }
}
