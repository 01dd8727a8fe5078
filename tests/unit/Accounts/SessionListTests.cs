using Actors.Accounts;
using Actors.Common;
using Actors.Grains.Accounts;

namespace Actors.Tests.Unit.Accounts;

public class SessionListTests
{
    private static readonly DateTimeOffset s_now = new(2026, 5, 2, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Beyond_fifty_the_one_seen_longest_ago_goes()
    {
        var (state, first) = (new SessionsState(), Session(0));
        for (var i = 0; i < SessionList.Most; i++)
        {
            state = SessionList.Start(state, Start(Session(i)), s_now.AddMinutes(i));
        }

        state = SessionList.Touch(state, new(CommandId.New(), first, "192.0.2.0/24", s_now.AddDays(14)), s_now.AddHours(2)).Value!;
        state = SessionList.Start(state, Start(Session(99)), s_now.AddHours(3));

        Assert.Equal(SessionList.Most, state.Sessions.Length);
        Assert.Contains(state.Sessions, s => s.Id == first);
        Assert.DoesNotContain(state.Sessions, s => s.Id == Session(1));
    }

    [Fact]
    public void A_sign_of_life_is_written_every_five_minutes_or_from_another_place()
    {
        var state = SessionList.Start(new(), Start(Session(1)), s_now);

        Assert.Same(state, Touch(state, "203.0.113.0/24", s_now.AddMinutes(4)));
        Assert.NotSame(state, Touch(state, "203.0.113.0/24", s_now.AddMinutes(5)));
        Assert.NotSame(state, Touch(state, "198.51.100.0/24", s_now.AddSeconds(1)));
        Assert.Same(state, SessionList.Start(state, Start(Session(1)), s_now.AddMinutes(1)));
    }

    [Fact]
    public void What_ended_or_ran_out_does_not_go_on_and_is_not_listed()
    {
        var state = SessionList.Start(new(), Start(Session(1)), s_now);

        Assert.Equal(AccountFaults.SessionEnded, SessionList.Touch(state, new(CommandId.New(), Session(2), "", s_now), s_now).Fault);
        Assert.Equal(AccountFaults.SessionEnded, SessionList.Touch(state, new(CommandId.New(), Session(1), "", s_now), s_now.AddDays(14)).Fault);
        Assert.Empty(SessionList.View(state, s_now.AddDays(14)));
    }

    private static SessionsState Touch(SessionsState state, string place, DateTimeOffset at) => SessionList.Touch(state, new(CommandId.New(), Session(1), place, at.AddDays(14)), at).Value!;

    private static StartSession Start(SessionId session) => new(CommandId.New(), session, SignInMethod.Password, "Firefox", "203.0.113.0/24", s_now.AddDays(14));

    private static SessionId Session(int number) => Id.From<SessionId>($"{number}");
}
