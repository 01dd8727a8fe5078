using Actors.Api.Common.Pages;

namespace Actors.Api.Opportunities;

/// <summary>What the codes of an import's report mean, for people.</summary>
internal static class ImportWords
{
    public static string Of(Texts texts, string code) => code switch
    {
        SkipReasons.WrongColumnCount => texts["More or fewer cells than the header"],
        SkipReasons.NotApproved => texts["Not approved"],
        SkipReasons.TitleInvalid => texts["The title is missing or too long"],
        SkipReasons.DescriptionInvalid => texts["The description is too short or too long"],
        SkipReasons.OrganizationMissing => texts["No organization is named"],
        SkipReasons.OrganizationInvalid => texts["The organization is not a valid one"],
        SkipReasons.DateMissing => texts["No day is given"],
        SkipReasons.DateInvalid => texts["A day cannot be read"],
        SkipReasons.TimeInvalid => texts["A time cannot be read"],
        SkipReasons.TimeZoneUnknown => texts["The time zone is not known"],
        SkipReasons.EndsBeforeStart => texts["It ends before it begins"],
        SkipReasons.SpanTooLong => texts["It lasts too long"],
        SkipReasons.OverAlready => texts["It is over already"],
        SkipReasons.CoordinatesInvalid => texts["Latitude or longitude cannot be right"],
        SkipReasons.PlaceMissing => texts["No place is given"],
        SkipReasons.PostalCodeInvalid => texts["The ZIP code cannot be right"],
        SkipReasons.PostalCodeUnknown => texts["The ZIP code is not known"],
        SkipReasons.SeatsInvalid => texts["The number of seats cannot be right"],
        SkipReasons.RepeatedRow => texts["The same as an earlier row"],
        SkipReasons.OutcomeUnknown => texts["Not known whether it went in: send the file again"],
        ImportWarnings.PlaceFromPostalCode => texts["The place was taken from the ZIP code"],
        ImportWarnings.PostalCodeMended => texts["The ZIP code was mended"],
        ImportWarnings.SeatsPlaceholder => texts["A placeholder for the number of seats was left out"],
        ImportWarnings.CategoryMissing => texts["No category is given"],
        ImportWarnings.UnknownCategory => texts["The category is not known"],
        ImportWarnings.UnknownSkill => texts["A skill is not known"],
        ImportWarnings.MarkupRemoved => texts["Markup was removed"],
        ImportWarnings.TimesAssumed => texts["Times were assumed"],
        ImportWarnings.DailyShifts => texts["One shift a day was assumed"],
        ImportWarnings.WeeklyShifts => texts["One shift a week was assumed"],
        ImportWarnings.PastShiftsLeftOut => texts["Shifts that are over were left out"],
        _ => texts.Code(code),
    };
}
