using Actors.Common;

namespace Actors.Api.Opportunities;

public static class SearchFaults
{
    public static readonly Fault PointInvalid = new(FaultKind.Invalid, "search.point-invalid", "Give lat (-90 to 90) and lng (-180 to 180) together, in degrees, or neither.");
    public static readonly Fault PointMissing = new(FaultKind.Invalid, "search.point-missing", "A radius and the order by distance need lat and lng.");
    public static readonly Fault RadiusInvalid = new(FaultKind.Invalid, "search.radius-invalid", "radiusMiles is more than 0 and at most 12,500.");
    public static readonly Fault CauseUnknown = new(FaultKind.Invalid, "search.cause-unknown", "One of the causes is not in the taxonomy, or there are more than 20.");
    public static readonly Fault DateInvalid = new(FaultKind.Invalid, "search.date-invalid", "from and to are dates (2026-05-01, UTC) or moments with an offset (2026-05-01T09:00:00-04:00).");
    public static readonly Fault DatesReversed = new(FaultKind.Invalid, "search.dates-reversed", "from must lie before to.");
    public static readonly Fault TextInvalid = new(FaultKind.Invalid, "search.text-invalid", "text is at most 200 characters without control characters.");
    public static readonly Fault SkillUnknown = new(FaultKind.Invalid, "search.skill-unknown", "One of the skills is not in the taxonomy, or there are more than 20.");
    public static readonly Fault OrganizationInvalid = new(FaultKind.Invalid, "search.organization-invalid", "organization is an id (org_...), at most 20 of them.");
    public static readonly Fault FlagInvalid = new(FaultKind.Invalid, "search.flag-invalid", "open and virtual are true or false.");
    public static readonly Fault AgeInvalid = new(FaultKind.Invalid, "search.age-invalid", "age is 0 to 120 years.");
    public static readonly Fault AvailableInvalid = new(FaultKind.Invalid, "search.available-invalid", "available is a day (sat, weekdays, weekends), a part of the day (night, morning, afternoon, evening), or both (sat-morning), at most 20 of them.");
    public static readonly Fault SortInvalid = new(FaultKind.Invalid, "search.sort-invalid", "sort is relevance, distance or date.");
    public static readonly Fault LimitInvalid = new(FaultKind.Invalid, "search.limit-invalid", "limit is 1 to 100.");
    public static readonly Fault CursorInvalid = new(FaultKind.Invalid, "search.cursor-invalid", "This is not a cursor of ours.");
    public static readonly Fault CursorForeign = new(FaultKind.Invalid, "search.cursor-of-another-search", "The cursor belongs to other filters; begin without one.");
    public static readonly Fault PlaceUnknown = new(FaultKind.Invalid, "search.place-unknown", "This place is not known: give a ZIP code, or latitude and longitude.");
}
