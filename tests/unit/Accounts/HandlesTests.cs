using Actors.Accounts;
using Actors.Common;
using Actors.Grains.Accounts;

namespace Actors.Tests.Unit.Accounts;

public class HandlesTests
{
    private static readonly DateTimeOffset s_now = new(2026, 5, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly AccountState s_ada = new() { CreatedAt = s_now, Name = "Ada", Version = 1 };

    [Theory]
    [InlineData("ab")]
    [InlineData("1ada")]
    [InlineData("ada--l")]
    [InlineData("ada-")]
    [InlineData("-ada")]
    [InlineData("ada.l")]
    [InlineData("adа")] // the last letter is Cyrillic
    [InlineData("ada\n")]
    [InlineData("a234567890123456789012345678901")]
    public void What_could_pass_for_another_address_is_no_handle(string handle) => Assert.Equal(AccountFaults.HandleInvalid, Take(s_ada, handle).Fault);

    [Theory]
    [InlineData("admin")]
    [InlineData("support")]
    [InlineData("actors-team")]
    public void Names_of_the_platform_are_nobodys(string handle) => Assert.Equal(AccountFaults.HandleReserved, Take(s_ada, handle).Fault);

    [Fact]
    public void Handles_of_before_stay_and_may_be_taken_again()
    {
        var renamed = Take(Take(s_ada, "ada").Value!, "countess").Value!;
        var back = Take(renamed, "ada").Value!;

        Assert.Equal(("countess", "ada"), (renamed.Handle, Assert.Single(renamed.FormerHandles)));
        Assert.Equal(("ada", "countess"), (back.Handle, Assert.Single(back.FormerHandles)));
        Assert.Same(back, Take(back, "ada").Value);
    }

    [Fact]
    public void Three_changes_in_a_month_and_ten_handles_in_all()
    {
        var busy = new[] { "one", "two", "three" }.Aggregate(s_ada, (state, handle) => Take(state, handle).Value!);

        Assert.Equal(AccountFaults.TooManyHandles, Take(busy, "four").Fault);
        Assert.Equal("four", Handles.Take(busy, "four", null, s_now.AddDays(31)).Value!.Handle);

        var old = s_ada with { Handle = "name9", FormerHandles = [.. Enumerable.Range(0, 9).Select(i => $"name{i}")] };
        Assert.Equal(AccountFaults.TooManyHandles, Take(old, "name10").Fault);
        Assert.True(Take(old, "name3").Succeeded);
    }

    [Fact]
    public void A_stale_version_changes_nothing() => Assert.Equal(AccountFaults.Changed, Handles.Take(s_ada, "ada", 7, s_now).Fault);

    private static Outcome<AccountState> Take(AccountState state, string handle) => Handles.Take(state, handle, null, s_now);
}
