using Actors.Api.Common.Pages;

namespace Actors.Api.Opportunities;

/// <summary>How often a saved search may write, as pages let people choose it.</summary>
internal static class SavedSearchWords
{
    public const int Daily = 24;

    /// <summary>Kept without letters.</summary>
    public const int Never = 0;

    private const int Weekly = 168;

    /// <summary>By hours.</summary>
    /// <param name="own">What is chosen already; the API takes any number of hours, which saving the form must not change.</param>
    public static (int Hours, string Words)[] Periods(Texts texts, int? own = null)
    {
        (int, string)[] usual = [(1, texts["At once, not more than hourly"]), (Daily, texts["Once a day"]), (Weekly, texts["Once a week"]), (Never, texts["Never, only keep it"])];
        return own is { } hours && !usual.Any(p => p.Item1 == hours) ? [.. usual, (hours, texts["Every {0} hours", hours])] : usual;
    }

    public static (int EveryHours, bool Tells) Period(int hours) => hours == Never ? (Daily, false) : (hours, true);
}
