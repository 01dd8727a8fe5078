using Actors.Accounts;
using Actors.Common;
using Actors.Grains.Accounts;

namespace Actors.Tests.Unit.Accounts;

public sealed class MergingTests
{
    private static readonly DateTimeOffset s_now = new(2026, 6, 6, 12, 0, 0, TimeSpan.Zero);
    private static readonly UserId s_older = UserId.Of("usr_1");
    private static readonly UserId s_younger = UserId.Of("usr_2");
    private static readonly UserId s_third = UserId.Of("usr_3");
    private static readonly AccountState s_open = new() { CreatedAt = s_now, Name = "Zoe" };

    [Fact]
    public void An_account_goes_once_the_other_has_admitted_it_and_leads_there()
    {
        var going = Done(Step(s_open, s_older, MergeStage.Prepare, s_younger));
        var taking = Done(Step(s_open, s_younger, MergeStage.Admit, s_older));
        var gone = Done(Step(going, s_older, MergeStage.Close, s_younger));

        Assert.Equal((false, s_younger, 2), (gone.IsOpen, gone.MergedInto, gone.Stamp));
        Assert.Same(gone, Done(Step(gone, s_older, MergeStage.Close, s_younger)));
        Assert.Same(gone, Done(Step(gone, s_older, MergeStage.Prepare, s_younger)));
        Assert.Same(taking, Done(Step(taking, s_younger, MergeStage.Admit, s_older)));
        Assert.Empty(Done(Step(taking, s_younger, MergeStage.Withdraw, s_older)).Absorbing);
    }

    [Fact]
    public void Nobody_closes_without_having_prepared_and_a_closed_account_goes_nowhere_else()
    {
        Assert.Equal(AccountFaults.MergeUnderWay, Step(s_open, s_older, MergeStage.Close, s_younger).Fault);
        var gone = s_open with { ClosedAt = s_now, MergedInto = s_younger };
        Assert.Equal(AccountFaults.Unknown, Step(gone, s_older, MergeStage.Prepare, s_third).Fault);
        Assert.Equal(AccountFaults.Unknown, Step(gone, s_older, MergeStage.Admit, s_third).Fault);
    }

    [Fact]
    public void Whoever_takes_one_in_does_not_go_and_whoever_goes_takes_none_in()
    {
        var taking = Done(Step(s_open, s_younger, MergeStage.Admit, s_older));
        Assert.Equal(AccountFaults.MergeUnderWay, Step(taking, s_younger, MergeStage.Prepare, s_third).Fault);
        var going = Done(Step(s_open, s_younger, MergeStage.Prepare, s_third));
        Assert.Equal(AccountFaults.MergeUnderWay, Step(going, s_younger, MergeStage.Admit, s_older).Fault);
        Assert.Equal(AccountFaults.MergeUnderWay, Step(going, s_younger, MergeStage.Prepare, s_older).Fault);
    }

    [Fact]
    public void When_each_is_to_go_to_the_other_the_older_one_stays()
    {
        var (older, younger) = (Done(Step(s_open, s_older, MergeStage.Prepare, s_younger)), Done(Step(s_open, s_younger, MergeStage.Prepare, s_older)));

        Assert.Equal(AccountFaults.MergeUnderWay, Step(younger, s_younger, MergeStage.Admit, s_older).Fault);
        var stays = Done(Step(older, s_older, MergeStage.Admit, s_younger));

        Assert.Null(stays.MergingInto);
        Assert.Equal(AccountFaults.MergeUnderWay, Step(stays, s_older, MergeStage.Close, s_younger).Fault);
        Assert.True(Step(younger, s_younger, MergeStage.Close, s_older).Succeeded);
    }

    [Fact]
    public void What_was_said_is_taken_back()
    {
        var going = Done(Step(s_open, s_older, MergeStage.Prepare, s_younger));
        var taking = Done(Step(s_open, s_younger, MergeStage.Admit, s_older));

        Assert.Null(Done(Step(going, s_older, MergeStage.Withdraw, s_younger)).MergingInto);
        Assert.Empty(Done(Step(taking, s_younger, MergeStage.Withdraw, s_older)).Absorbing);
        Assert.Same(going, Done(Step(going, s_older, MergeStage.Withdraw, s_third)));
    }

    [Fact]
    public void The_account_that_stays_says_what_it_says_and_the_other_completes_it()
    {
        var mine = s_open with { Handle = "zoe", Profile = new(Bio: "I cook."), DateOfBirth = new(1990, 1, 1) };
        var other = s_open with
        {
            Handle = "zoe-kim", FormerHandles = ["zk"], TimeZone = "Europe/Berlin", Avatar = "hash", Profile = new("Cook", "I sing.", "Palmyra"), DateOfBirth = new(2010, 5, 5), PasswordHash = "secret",
        };

        var joined = Merging.Inherit(mine, other);

        Assert.Equal(("zoe", "I cook.", "Cook", "Palmyra"), (joined.Handle, joined.Profile.Bio, joined.Profile.Tagline, joined.Profile.PlaceName));
        Assert.Equal(["zk", "zoe-kim"], joined.FormerHandles);
        Assert.Equal(("Europe/Berlin", "hash", new DateOnly(2010, 5, 5), ""), (joined.TimeZone, joined.Avatar, joined.DateOfBirth, joined.PasswordHash));
        Assert.Same(joined, Merging.Inherit(joined, other));
        Assert.Equal("zoe-kim", Merging.Inherit(s_open, other).Handle);
    }

    private static Outcome<AccountState> Step(AccountState state, UserId self, MergeStage stage, UserId other) => Merging.Step(state, self, new(CommandId.New(), By.Platform, stage, other), s_now);

    private static AccountState Done(Outcome<AccountState> outcome)
    {
        Assert.Null(outcome.Fault);
        return outcome.Value!;
    }
}
