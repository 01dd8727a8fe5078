using Actors.Accounts;
using Actors.Common;
using Actors.Grains.Accounts;

namespace Actors.Tests.Unit.Accounts;

public sealed class BirthDatesTests
{
    private static readonly DateTimeOffset s_now = new(2026, 6, 6, 12, 0, 0, TimeSpan.Zero);
    private static readonly By s_ada = new(Id.From<UserId>("ada"), "Ada", PlatformRole.User);
    private static readonly By s_admin = new(Id.From<UserId>("root"), "Root", PlatformRole.Admin);
    private static readonly AccountState s_empty = new() { CreatedAt = s_now.AddDays(-1), Version = 1 };

    [Theory]
    [InlineData("2026-06-08")]
    [InlineData("1905-06-05")]
    public void A_date_in_the_future_or_of_more_than_120_years_ago_is_none(string date) =>
        Assert.Equal(AccountFaults.DateOfBirthInvalid, Set(s_empty, date).Fault);

    [Fact]
    public void The_same_date_again_changes_nothing()
    {
        var once = Set(s_empty, "1990-01-02").Value!;

        Assert.Same(once, Set(once, "1990-01-02").Value);
        Assert.Empty(once.DateOfBirthChanges);
    }

    [Fact]
    public void Its_owner_corrects_it_once_and_the_change_is_kept()
    {
        var corrected = Set(Set(s_empty, "1990-01-02").Value!, "1991-01-02").Value!;

        var change = Assert.Single(corrected.DateOfBirthChanges);
        Assert.Equal((new DateOnly(1990, 1, 2), new DateOnly(1991, 1, 2), s_ada.User, s_now, (string?)null), (change.From, change.To, change.By, change.At, change.Reason));
        Assert.Equal(AccountFaults.DateOfBirthFixed, Set(corrected, "1992-01-02").Fault);
    }

    [Fact]
    public void A_minor_does_not_become_older_by_correction()
    {
        var minor = Set(s_empty, "2010-01-02").Value!;

        Assert.Equal(AccountFaults.DateOfBirthFixed, Set(minor, "2000-01-02").Fault);
        Assert.Equal(AccountFaults.DateOfBirthFixed, Set(minor, "2010-01-01").Fault);
        Assert.Equal(new DateOnly(2010, 1, 3), Set(minor, "2010-01-03").Value!.DateOfBirth);
    }

    [Fact]
    public void An_administrator_corrects_it_with_a_reason()
    {
        var minor = Set(s_empty, "2010-01-02").Value!;

        Assert.Equal(AccountFaults.DateOfBirthReasonMissing, Set(minor, "2000-01-02", s_admin, own: false).Fault);
        var corrected = BirthDates.Set(minor, new(new("1"), s_admin, new(2000, 1, 2), " Passport seen. "), own: false, s_now).Value!;
        Assert.Equal("Passport seen.", Assert.Single(corrected.DateOfBirthChanges).Reason);
        Assert.Equal(minor.Version + 1, corrected.Version);
    }

    [Theory]
    [InlineData("2008-06-06", "2026-06-06T12:00:00Z", "2026-06-06")]
    [InlineData("2008-06-06", "2026-06-07T00:00:00Z", null)]
    [InlineData("2008-02-29", "2026-02-28T12:00:00Z", "2026-03-01")]
    public void A_minor_is_one_until_it_is_that_day_everywhere(string birth, string now, string? until)
    {
        var found = BirthDates.MinorUntil(Day(birth), DateTimeOffset.Parse(now, System.Globalization.CultureInfo.InvariantCulture));

        Assert.Equal(until is null ? null : Day(until), found);
        Assert.Null(BirthDates.MinorUntil(null, s_now));
    }

    private static Outcome<AccountState> Set(AccountState state, string date, By? by = null, bool own = true) =>
        BirthDates.Set(state, new(new("1"), by ?? s_ada, Day(date)), own, s_now);

    private static DateOnly Day(string text) => DateOnly.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
