using Actors.Common;

namespace Actors.Tests.Unit.Common;

public sealed class AgeTests
{
    [Theory]
    [InlineData("2008-06-06", "2026-06-05", 17)]
    [InlineData("2008-06-06", "2026-06-06", 18)]
    [InlineData("2008-02-29", "2026-02-28", 17)]
    [InlineData("2008-02-29", "2026-03-01", 18)]
    [InlineData("2008-02-29", "2028-02-28", 19)]
    [InlineData("2008-02-29", "2028-02-29", 20)]
    [InlineData("2007-12-31", "2026-01-01", 18)]
    [InlineData("2026-06-06", "2026-06-06", 0)]
    public void Whole_years_count_from_birthday_to_birthday_also_for_those_of_the_29th_of_February(string birth, string day, int age) =>
        Assert.Equal(age, Age.On(Day(birth), Day(day)));

    [Theory]
    [InlineData("2008-06-06", "2026-06-06")]
    [InlineData("2008-02-29", "2026-03-01")]
    [InlineData("1996-02-29", "2014-03-01")]
    public void Somebody_comes_of_age_on_the_first_day_on_which_they_are_18(string birth, string day)
    {
        var adultOn = Age.AdultOn(Day(birth));

        Assert.Equal(Day(day), adultOn);
        Assert.Equal((17, 18), (Age.On(Day(birth), adultOn.AddDays(-1)), Age.On(Day(birth), adultOn)));
    }

    private static DateOnly Day(string text) => DateOnly.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
