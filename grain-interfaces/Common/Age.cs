namespace Actors.Common;

/// <summary>Ages by the calendar. Who was born on 29 February is a year older on 1 March of a common year.</summary>
public static class Age
{
    /// <summary>Whoever is younger needs a guardian's consent.</summary>
    public const int Adulthood = 18;

    /// <summary>Whoever is younger gets no account.</summary>
    public const int Account = 13;

    /// <summary>Whole years on a day.</summary>
    public static int On(DateOnly birth, DateOnly day) =>
        day.Year - birth.Year - (day.Month < birth.Month || (day.Month == birth.Month && day.Day < birth.Day) ? 1 : 0);

    /// <summary>The day on which somebody comes of age.</summary>
    public static DateOnly AdultOn(DateOnly birth)
    {
        var year = birth.Year + Adulthood;
        return birth is { Month: 2, Day: 29 } && !DateTime.IsLeapYear(year) ? new(year, 3, 1) : new(year, birth.Month, birth.Day);
    }
}
