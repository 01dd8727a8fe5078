using Actors.Common;

namespace Actors.Api.Opportunities;

/// <summary>Why a whole file is refused; then nothing of it went in.</summary>
public static class ImportFaults
{
    public static readonly Fault Empty = new(FaultKind.Invalid, "import.empty", "There is nothing in the file.");
    public static readonly Fault NotUtf8 = new(FaultKind.Invalid, "import.not-utf8", "The file is not UTF-8 text.");
    public static readonly Fault Nul = new(FaultKind.Invalid, "import.nul", "The file has NUL characters; it is not text.");
    public static readonly Fault QuotesUnbalanced = new(FaultKind.Invalid, "import.quotes-unbalanced", "A quoted cell does not end.");
    public static readonly Fault QuotesMisplaced = new(FaultKind.Invalid, "import.quotes-misplaced", "After a closing quote comes neither a comma nor a line end.");
    public static readonly Fault CellTooLarge = new(FaultKind.Invalid, "import.cell-too-large", "A cell is larger than 65,536 bytes.");
    public static readonly Fault TooManyRows = new(FaultKind.Invalid, "import.too-many-rows", "A file has at most 100,000 rows; split it.");
    public static readonly Fault TooManyColumns = new(FaultKind.Invalid, "import.too-many-columns", "A row has at most 500 columns.");
    public static readonly Fault NoRows = new(FaultKind.Invalid, "import.no-rows", "There is a header and no row after it.");
    public static readonly Fault NoHeader = new(FaultKind.Invalid, "import.no-header", "The first row names none of the columns that an import knows.");
    public static readonly Fault ColumnsMissing = new(FaultKind.Invalid, "import.columns-missing", "Columns that every import needs are missing.");
    public static readonly Fault SourceInvalid = new(FaultKind.Invalid, "import.source-invalid", "source is 1 to 32 lower-case letters, digits and hyphens.");
    public static readonly Fault StartFromInvalid = new(FaultKind.Invalid, "import.start-from-invalid", "startFrom is a date such as 2026-05-01, not before 1900.");
    public static readonly Fault TimeZoneUnknown = new(FaultKind.Invalid, "import.time-zone-unknown", "timeZone is not an IANA name.");
    public static readonly Fault FlagInvalid = new(FaultKind.Invalid, "import.flag-invalid", "dryRun and publish are true or false.");
    public static readonly Fault CountryInvalid = new(FaultKind.Invalid, "import.country-invalid", "country is two letters (ISO 3166-1).");
    public static readonly Fault MultipartInvalid = new(FaultKind.Invalid, "import.multipart-invalid", "The form holds no file, or is not a form.");
}

/// <summary>Why a row is skipped. A refusal by the opportunity itself has that refusal's code instead.</summary>
internal static class SkipReasons
{
    public const string WrongColumnCount = "wrong-column-count";
    public const string NotApproved = "not-approved";
    public const string TitleInvalid = "title-invalid";
    public const string DescriptionInvalid = "description-invalid";
    public const string OrganizationMissing = "organization-missing";
    public const string OrganizationInvalid = "organization-invalid";
    public const string DateMissing = "date-missing";
    public const string DateInvalid = "date-invalid";
    public const string TimeInvalid = "time-invalid";
    public const string TimeZoneUnknown = "time-zone-unknown";
    public const string EndsBeforeStart = "ends-before-start";
    public const string SpanTooLong = "span-too-long";
    public const string OverAlready = "over-already";
    public const string CoordinatesInvalid = "coordinates-invalid";
    public const string PlaceMissing = "place-missing";
    public const string PostalCodeInvalid = "postal-code-invalid";
    public const string PostalCodeUnknown = "postal-code-unknown";
    public const string SeatsInvalid = "seats-invalid";
    public const string RepeatedRow = "repeated-row";
    public const string OutcomeUnknown = "outcome-unknown";
}

/// <summary>What was assumed or mended in a row that went in.</summary>
internal static class ImportWarnings
{
    public const string PlaceFromPostalCode = "place-from-postal-code";
    public const string PostalCodeMended = "postal-code-mended";
    public const string SeatsPlaceholder = "seats-placeholder";
    public const string CategoryMissing = "category-missing";
    public const string UnknownCategory = "unknown-category";
    public const string UnknownSkill = "unknown-skill";
    public const string MarkupRemoved = "markup-removed";
    public const string TimesAssumed = "times-assumed";
    public const string DailyShifts = "daily-shifts-assumed";
    public const string WeeklyShifts = "weekly-shifts-assumed";
    public const string PastShiftsLeftOut = "past-shifts-left-out";
}
