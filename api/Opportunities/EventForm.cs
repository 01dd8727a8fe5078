using System.Collections.Immutable;
using System.Globalization;
using Actors.Api.Common.Pages;
using Actors.Common;
using Actors.Opportunities;
using Actors.Organizations;
using Microsoft.Extensions.Primitives;
using NodaTime;
using NodaTime.Extensions;
using NodaTime.Text;

namespace Actors.Api.Opportunities;

/// <summary>One shift as it stands in the form: day and times in the event's own zone, as browsers write them (ISO 8601).</summary>
public sealed record ShiftLine(string? Id, string Name, string Day, string From, string To, string Seats, string Minimum = "")
{
    public static ShiftLine Empty { get; } = new(null, "", "", "", "", "");

    public bool IsBlank => (Day + From + To).Length == 0;
}

/// <summary>The form that posts or edits an event: texts as they were typed, so that a refused form loses nothing.</summary>
public sealed record EventForm
{
    public string Title { get; init; } = "";

    public string Description { get; init; } = "";

    public ImmutableArray<string> Causes { get; init; } = [];

    public ImmutableArray<string> RequiredSkills { get; init; } = [];

    public ImmutableArray<string> PreferredSkills { get; init; } = [];

    public string TimeZone { get; init; } = "America/New_York";

    public string Address { get; init; } = "";

    public string Latitude { get; init; } = "";

    public string Longitude { get; init; } = "";

    public bool IsVirtual { get; init; }

    public string MeetingUrl { get; init; } = "";

    public Visibility Visibility { get; init; }

    public string WhatToBring { get; init; } = "";

    public string PhysicalRequirements { get; init; } = "";

    public string ExpectedImpact { get; init; } = "";

    public ImmutableArray<ShiftLine> Shifts { get; init; } = [ShiftLine.Empty];

    /// <summary>Whether people may wait for a seat of a full shift.</summary>
    public bool HasWaitlist { get; init; } = true;

    public string MinimumAge { get; init; } = "";

    public bool RequiresBackgroundCheck { get; init; }

    public ImmutableArray<string> Qualifications { get; init; } = [];

    public ImmutableArray<string> Waivers { get; init; } = [];

    public static EventForm Of(OpportunityDetails details, IEnumerable<ShiftView> shifts, bool keepIds)
    {
        var zone = Zone(details.TimeZone) ?? DateTimeZone.Utc;
        return Of(details, [.. shifts.Select(s => Line(s, zone, keepIds))]);
    }

    public static EventForm Of(OpportunityDetails details, ImmutableArray<ShiftLine> shifts) => new()
    {
        Title = details.Title,
        Description = details.Description,
        Causes = details.Causes,
        RequiredSkills = details.RequiredSkills,
        PreferredSkills = details.PreferredSkills,
        TimeZone = details.TimeZone,
        Address = details.Place?.Address ?? "",
        Latitude = Number(details.Place?.Latitude),
        Longitude = Number(details.Place?.Longitude),
        IsVirtual = details.IsVirtual,
        MeetingUrl = details.MeetingUrl ?? "",
        Visibility = details.Visibility,
        WhatToBring = details.WhatToBring ?? "",
        PhysicalRequirements = details.PhysicalRequirements ?? "",
        ExpectedImpact = details.ExpectedImpact ?? "",
        HasWaitlist = (details.SeatTerms ?? SeatTerms.Default).Waitlist,
        MinimumAge = details.MinimumAge?.ToString(CultureInfo.InvariantCulture) ?? "",
        RequiresBackgroundCheck = details.RequiresBackgroundCheck,
        Qualifications = details.RequiredQualifications ?? [],
        Waivers = [.. (details.Waivers ?? []).Select(w => w.Value)],
        Shifts = shifts,
    };

    public static EventForm Of(IFormCollection form)
    {
        var (ids, names, days, froms, tos, seats, minima) = (form["ShiftId"], form["ShiftName"], form["Day"], form["From"], form["To"], form["Seats"], form["Minimum"]);
        return new()
        {
            Title = Text(form["Title"]),
            Description = Text(form["Description"]),
            Causes = List(form["Causes"]),
            RequiredSkills = List(form["RequiredSkills"]),
            PreferredSkills = List(form["PreferredSkills"]),
            TimeZone = Text(form["TimeZone"]),
            Address = Text(form["Address"]),
            Latitude = Text(form["Latitude"]),
            Longitude = Text(form["Longitude"]),
            IsVirtual = Text(form["IsVirtual"]) == "true",
            MeetingUrl = Text(form["MeetingUrl"]),
            Visibility = Enum.TryParse<Visibility>(form["Visibility"], out var visibility) ? visibility : Visibility.Public,
            WhatToBring = Text(form["WhatToBring"]),
            PhysicalRequirements = Text(form["PhysicalRequirements"]),
            ExpectedImpact = Text(form["ExpectedImpact"]),
            HasWaitlist = Text(form["HasWaitlist"]) == "true",
            MinimumAge = Text(form["MinimumAge"]),
            RequiresBackgroundCheck = Text(form["RequiresBackgroundCheck"]) == "true",
            Qualifications = List(form["Qualifications"]),
            Waivers = List(form["Waivers"]),
            Shifts = [.. Enumerable.Range(0, days.Count).Select(i => new ShiftLine(At(ids, i) is { Length: > 0 } id ? id : null, At(names, i), At(days, i), At(froms, i), At(tos, i), At(seats, i), At(minima, i)))],
        };
    }

    /// <summary>What grains take; the place of the postal code where no degrees were typed.</summary>
    /// <param name="before">What an edit leaves as it was where the form does not ask for it.</param>
    public Outcome<(OpportunityDetails Details, ImmutableArray<ShiftPlan> Shifts)> Plan(GeoPoint? place, OpportunityDetails? before)
    {
        var details = Details(place, before);
        if (!details.Succeeded)
        {
            return details.Fault;
        }

        var zone = Zone(TimeZone)!;
        var shifts = ImmutableArray.CreateBuilder<ShiftPlan>();
        foreach (var line in Shifts.Where(l => !l.IsBlank))
        {
            var shift = Shift(line, zone);
            if (!shift.Succeeded)
            {
                return shift.Fault;
            }

            shifts.Add(shift.Value);
        }

        return (details.Value, shifts.ToImmutable());
    }

    /// <summary>What does not depend on a date.</summary>
    internal Outcome<OpportunityDetails> Details(GeoPoint? place, OpportunityDetails? before)
    {
        if (Zone(TimeZone) is null)
        {
            return OpportunityFaults.TimeZoneUnknown;
        }

        if (!TryCount(MinimumAge, out var age))
        {
            return OpportunityFaults.MinimumAgeInvalid;
        }

        return (before ?? new(Title, Description, [], [], [], TimeZone, null)) with
        {
            Title = Title,
            Description = Description,
            Causes = Causes,
            RequiredSkills = RequiredSkills,
            PreferredSkills = PreferredSkills,
            TimeZone = TimeZone,
            Place = place is { } point && Address.Length > 0 ? new(point.Latitude, point.Longitude, Address) : null,
            IsVirtual = IsVirtual,
            MeetingUrl = Filled(MeetingUrl),
            Visibility = Visibility,
            WhatToBring = Filled(WhatToBring),
            PhysicalRequirements = Filled(PhysicalRequirements),
            ExpectedImpact = Filled(ExpectedImpact),
            MinimumAge = age,
            RequiresBackgroundCheck = RequiresBackgroundCheck,
            RequiredQualifications = Qualifications.IsEmpty ? null : Qualifications,
            Waivers = Waivers.IsEmpty ? null : [.. Waivers.Where(w => Id.TryParse<WaiverId>(w, out _)).Select(WaiverId.Of)],
            SeatTerms = HasWaitlist == (before?.SeatTerms ?? SeatTerms.Default).Waitlist ? before?.SeatTerms : (before?.SeatTerms ?? SeatTerms.Default) with { Waitlist = HasWaitlist },
        };
    }

    /// <summary>The control that a refusal is about, by its id.</summary>
    public static string? FieldOf(Fault? fault) => fault?.Code switch
    {
        "opportunities.title-invalid" => "title",
        "opportunities.description-invalid" => "description",
        "opportunities.time-zone-unknown" => "zone",
        "opportunities.place-missing" or "opportunities.place-invalid" or "search.place-unknown" => "address",
        "opportunities.meeting-url-invalid" => "meeting",
        "opportunities.minimum-age-invalid" => "minimum-age",
        "opportunities.no-shifts" or "opportunities.ends-before-start" or "opportunities.times-invalid" or "opportunities.seats-invalid" or "opportunities.minimum-invalid" or "pages.time-invalid" or "series.slots-invalid" => "day-0",
        _ => null,
    };

    private static Outcome<ShiftPlan> Shift(ShiftLine line, DateTimeZone zone)
    {
        var (day, from, to) = (LocalDatePattern.Iso.Parse(line.Day), Time(line.From), Time(line.To));
        if (!day.Success || from is not { } begins || to is not { } ends)
        {
            return PageFaults.TimeInvalid;
        }

        if (!TryCount(line.Seats, out var seats))
        {
            return OpportunityFaults.SeatsInvalid;
        }

        if (!TryCount(line.Minimum, out var minimum))
        {
            return OpportunityFaults.MinimumInvalid;
        }

        // An end before the beginning is on the next day: a night shift. A time that daylight saving leaves out moves on.
        var last = ends > begins ? day.Value : day.Value.PlusDays(1);
        ShiftId? id = Id.TryParse<ShiftId>(line.Id, out var known) ? known : null;
        return new ShiftPlan(
            id, Filled(line.Name), (day.Value + begins).InZoneLeniently(zone).ToDateTimeOffset().ToUniversalTime(), (last + ends).InZoneLeniently(zone).ToDateTimeOffset().ToUniversalTime(), seats, minimum);
    }

    private static ShiftLine Line(ShiftView shift, DateTimeZone zone, bool keepId)
    {
        var (from, to) = (shift.StartsAt.ToInstant().InZone(zone), shift.EndsAt.ToInstant().InZone(zone));
        return new(
            keepId ? shift.Id.Value : null, shift.Name ?? "", LocalDatePattern.Iso.Format(from.Date), from.ToString("HH:mm", CultureInfo.InvariantCulture),
            to.ToString("HH:mm", CultureInfo.InvariantCulture), shift.Seats?.ToString(CultureInfo.InvariantCulture) ?? "",
            shift.Minimum?.ToString(CultureInfo.InvariantCulture) ?? "");
    }

    /// <summary>Left empty is none.</summary>
    internal static bool TryCount(string text, out int? count)
    {
        count = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
        return text.Length == 0 || count is not null;
    }

    internal static LocalTime? Time(string text) => LocalTimePattern.CreateWithInvariantCulture("HH:mm").Parse(text.Length > 5 ? text[..5] : text) is { Success: true } parsed ? parsed.Value : null;

    private static DateTimeZone? Zone(string name) => DateTimeZoneProviders.Tzdb.GetZoneOrNull(name);

    private static string Number(double? degrees) => degrees?.ToString("0.######", CultureInfo.InvariantCulture) ?? "";

    internal static string Text(StringValues values) => values.ToString().Trim();

    internal static string At(StringValues values, int index) => index < values.Count ? values[index]?.Trim() ?? "" : "";

    internal static ImmutableArray<string> List(StringValues values) => [.. values.OfType<string>().Where(v => v.Length > 0).Distinct(StringComparer.Ordinal)];

    internal static string? Filled(string text) => text.Length > 0 ? text : null;
}
