using Actors.Grains.Accounts;

namespace Actors.Tests.Unit.Accounts;

public sealed class LockoutTests
{
    private static readonly DateTimeOffset s_now = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Five_failures_in_a_row_lock_for_15_minutes()
    {
        var four = Fail(new(), 4);
        var five = Fail(new(), 5);

        Assert.False(Lockout.IsLocked(four, s_now));
        Assert.True(Lockout.IsLocked(five, s_now + TimeSpan.FromMinutes(15) - TimeSpan.FromTicks(1)));
        Assert.False(Lockout.IsLocked(five, s_now + TimeSpan.FromMinutes(15)));
    }

    [Fact]
    public void Failures_while_locked_do_not_prolong_it()
    {
        var locked = Fail(new(), 5);

        Assert.Same(locked, Lockout.Fail(locked, s_now + TimeSpan.FromMinutes(14)));
    }

    [Fact]
    public void After_a_lock_five_more_are_needed()
    {
        var later = s_now + TimeSpan.FromMinutes(15);
        var once = Lockout.Fail(Fail(new(), 5), later);

        Assert.Equal((1, null), (once.FailedSignIns, once.LockedUntil));
    }

    [Fact]
    public void Success_is_refused_while_locked_and_otherwise_forgets()
    {
        Assert.Equal("accounts.locked-out", Lockout.Succeed(Fail(new(), 5), s_now).Fault?.Code);
        Assert.Equal(0, Lockout.Succeed(Fail(new(), 4), s_now).Value?.FailedSignIns);
    }

    [Fact]
    public void Success_with_nothing_to_forget_is_the_same_state()
    {
        AccountState state = new();

        Assert.Same(state, Lockout.Succeed(state, s_now).Value);
    }

    private static AccountState Fail(AccountState state, int times) => Enumerable.Range(0, times).Aggregate(state, (s, _) => Lockout.Fail(s, s_now));
}
