using System.Collections.Immutable;
using Actors.Common;
using Actors.Opportunities;

namespace Actors.Grains.Opportunities;

/// <summary>What may be planned, and when a plan may change (seed 4.2, 5.2 opportunities).</summary>
internal static class Planning
{
    private const int MostShifts = 500;
    private const int LongestText = 5000;
    private const int MostQualifications = 20;
    public const int MostWaivers = 10;

    /// <summary>Far from the ends of the calendar, where adding an hour to a moment fails.</summary>
    private static readonly DateTimeOffset s_earliest = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset s_latest = new(2200, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static Outcome<OpportunityState> Draft(OpportunityId id, string organizationName, DraftOpportunity command, Taxonomy taxonomy, DateTimeOffset now)
    {
        var shifts = Shifts(id, command.CommandId, command.Shifts, []);
        return Check(command.Details, command.Shifts, taxonomy) is { } fault
            ? fault
            : Span(new OpportunityState
            {
                Id = id,
                Organization = command.Organization,
                OrganizationName = organizationName,
                Status = OpportunityStatus.Draft,
                Details = Clean(command.Details),
                Shifts = shifts,
                Source = command.Source,
                CreatedBy = command.By.User,
                CreatedAt = now,
                Version = 1,
            });
    }

    /// <param name="taken">Seats taken in a shift; whoever signed up keeps the seat.</param>
    public static Outcome<OpportunityState> Edit(OpportunityState state, EditOpportunity command, Taxonomy taxonomy, Func<ShiftId, int> taken, Func<ShiftId, bool> hasRows)
    {
        if (command.ExpectedVersion is { } expected && expected != state.Version)
        {
            return OpportunityFaults.Changed;
        }

        if (state.Status is OpportunityStatus.Cancelled or OpportunityStatus.Completed)
        {
            return OpportunityFaults.Ended;
        }

        if (Check(command.Details, command.Shifts, taxonomy) is { } fault)
        {
            return fault;
        }

        if (command.Shifts.Any(s => s.Id is { } id && state.Find(id) is null))
        {
            return OpportunityFaults.UnknownShift;
        }

        var shifts = Shifts(state.Id, command.CommandId, command.Shifts, state.Shifts);
        var kept = shifts.Select(s => s.Id).ToHashSet();
        if (kept.Count < shifts.Length)
        {
            return OpportunityFaults.ShiftTwice;
        }

        if (state.Shifts.Any(s => !kept.Contains(s.Id) && hasRows(s.Id)))
        {
            return OpportunityFaults.ShiftTaken;
        }

        foreach (var shift in shifts.Where(s => s.Seats < taken(s.Id)))
        {
            return OpportunityFaults.SeatsBelowTaken.With("shift", shift.Id.Value).With("taken", $"{taken(shift.Id)}");
        }

        var next = Span(state with { Details = Clean(command.Details), Shifts = shifts });
        return Same(next, state) ? state : next with { Version = state.Version + 1 };
    }

    public static Outcome<OpportunityState> Publish(OpportunityState state, DateTimeOffset now) => state.Status switch
    {
        OpportunityStatus.Open => state,
        not OpportunityStatus.Draft => OpportunityFaults.NotDraft,
        _ when state.EndsAt <= now => OpportunityFaults.InThePast,
        _ => state with { Status = OpportunityStatus.Open, PublishedAt = now, Version = state.Version + 1 },
    };

    public static Outcome<OpportunityState> Cancel(OpportunityState state, string? reason, DateTimeOffset now) => state.Status switch
    {
        OpportunityStatus.Cancelled => state,
        OpportunityStatus.Completed => OpportunityFaults.Ended,
        _ when reason?.Trim() is not { Length: >= 3 and <= 1000 } => OpportunityFaults.ReasonMissing,
        _ => state with { Status = OpportunityStatus.Cancelled, CancellationReason = reason.Trim(), EndedAt = now, Version = state.Version + 1 },
    };

    public static Outcome<OpportunityState> Complete(OpportunityState state, DateTimeOffset now) => state.Status switch
    {
        OpportunityStatus.Completed => state,
        not OpportunityStatus.Open => OpportunityFaults.NotOpen,
        _ when state.StartsAt > now => OpportunityFaults.NotOver,
        _ => state with { Status = OpportunityStatus.Completed, EndedAt = now, Version = state.Version + 1 },
    };

    private static Fault? Check(OpportunityDetails details, ImmutableArray<ShiftPlan> shifts, Taxonomy taxonomy)
    {
        if (details.Title?.Trim() is not { Length: >= 5 and <= 255 })
        {
            return OpportunityFaults.TitleInvalid;
        }

        if (details.Description?.Trim() is not { Length: >= 20 and <= 20_000 })
        {
            return OpportunityFaults.DescriptionInvalid;
        }

        if (details.MeetingUrl?.Length > 500
            || details.WhatToBring?.Length > LongestText || details.PhysicalRequirements?.Length > LongestText || details.ExpectedImpact?.Length > LongestText
            || (!shifts.IsDefault && shifts.Any(s => s.Name?.Length > 100)))
        {
            return OpportunityFaults.TextTooLong;
        }

        if (details.MeetingUrl is { } meeting && !(Uri.TryCreate(meeting, UriKind.Absolute, out var url) && url.Scheme is "https" or "http"))
        {
            return OpportunityFaults.MeetingUrlInvalid;
        }

        if (details.Place is null && !details.IsVirtual)
        {
            return OpportunityFaults.PlaceMissing;
        }

        if (details.Place is { } place && !(Math.Abs(place.Latitude) <= 90 && Math.Abs(place.Longitude) <= 180 && place.Address is { Length: <= 500 }))
        {
            return OpportunityFaults.PlaceInvalid;
        }

        if (NodaTime.DateTimeZoneProviders.Tzdb.GetZoneOrNull(details.TimeZone ?? "") is null)
        {
            return OpportunityFaults.TimeZoneUnknown;
        }

        if (Listed(details.Causes).Any(c => !taxonomy.HasCause(c)))
        {
            return OpportunityFaults.CauseUnknown;
        }

        if (Listed(details.RequiredSkills).Concat(Listed(details.PreferredSkills)).Any(s => !taxonomy.HasSkill(s)))
        {
            return OpportunityFaults.SkillUnknown;
        }

        if (details.MinimumAge is < 13 or > 100)
        {
            return OpportunityFaults.MinimumAgeInvalid;
        }

        if (details.RequiredQualifications is { } qualifications && (qualifications.Length > MostQualifications || qualifications.Any(q => !taxonomy.HasQualification(q))))
        {
            return OpportunityFaults.QualificationUnknown;
        }

        if (details.Waivers?.Length > MostWaivers)
        {
            return OpportunityFaults.WaiverUnknown;
        }

        if (shifts.IsDefault || shifts.Length is 0 or > MostShifts)
        {
            return OpportunityFaults.NoShifts;
        }

        if (shifts.Any(s => s.EndsAt <= s.StartsAt))
        {
            return OpportunityFaults.EndsBeforeStart;
        }

        if (shifts.Any(s => s.StartsAt < s_earliest || s.EndsAt > s_latest))
        {
            return OpportunityFaults.TimesInvalid;
        }

        if (shifts.Any(s => s.Seats is < 1 or > 1_000_000))
        {
            return OpportunityFaults.SeatsInvalid;
        }

        if (details.SeatTerms is { OfferMinutes: < 30 or > 10_080 } or { LateHours: < 0 or > 336 } or { LateOfferMinutes: < 30 or > 10_080 }
            or { WaveSize: < 0 or > 200 } or { WaveMinutes: < 10 or > 1440 } or { DecideHours: < 1 or > 720 })
        {
            return OpportunityFaults.SeatTermsInvalid;
        }

        if (details.AttendanceTerms is { CloseAfterMinutes: < 15 or > 1440 } or { NoShowAfterHours: < 1 or > 168 } or { AppealDays: < 1 or > 90 })
        {
            return OpportunityFaults.AttendanceTermsInvalid;
        }

        if (shifts.Any(s => s.Minimum < 1 || s.Minimum > s.Seats))
        {
            return OpportunityFaults.MinimumInvalid;
        }

        return details.RegistrationDeadline > shifts.Max(s => s.EndsAt) ? OpportunityFaults.DeadlineInvalid : null;
    }

    private static OpportunityDetails Clean(OpportunityDetails details) => details with
    {
        Title = details.Title.Trim(),
        Description = details.Description.Trim(),
        Causes = [.. Listed(details.Causes).Distinct()],
        RequiredSkills = [.. Listed(details.RequiredSkills).Distinct()],
        PreferredSkills = [.. Listed(details.PreferredSkills).Distinct()],
        RegistrationDeadline = details.RegistrationDeadline?.ToUniversalTime(),
        RequiredQualifications = details.RequiredQualifications is { Length: > 0 } qualifications ? [.. qualifications.Distinct()] : null,
        Waivers = details.Waivers is { Length: > 0 } waivers ? [.. waivers.Distinct()] : null,
    };

    private static ImmutableArray<string> Listed(ImmutableArray<string> values) => values.IsDefault ? [] : values;

    /// <summary>The id of the shift that a command plans at this place of its list.</summary>
    public static ShiftId NewShift(OpportunityId opportunity, CommandId command, int place) => Id.From<ShiftId>(opportunity.Value, command.Value, $"{place}");

    /// <summary>New shifts get ids from the command, so that a repeat makes the same ones.</summary>
    private static ImmutableArray<Shift> Shifts(OpportunityId opportunity, CommandId command, ImmutableArray<ShiftPlan> plans, ImmutableArray<Shift> before) => plans.IsDefault ? [] :
    [
        .. plans.Select((p, i) => (before.FirstOrDefault(s => s.Id == p.Id) ?? new(NewShift(opportunity, command, i), null, default, default, null)) with
        {
            Name = p.Name?.Trim(),
            StartsAt = p.StartsAt.ToUniversalTime(),
            EndsAt = p.EndsAt.ToUniversalTime(),
            Seats = p.Seats,
            Minimum = p.Minimum,
        }).OrderBy(s => s.StartsAt).ThenBy(s => s.Id.Value, StringComparer.Ordinal),
    ];

    private static OpportunityState Span(OpportunityState state) =>
        state.Shifts.IsEmpty ? state : state with { StartsAt = state.Shifts.Min(s => s.StartsAt), EndsAt = state.Shifts.Max(s => s.EndsAt) };

    private static bool Same(OpportunityState one, OpportunityState other) =>
        one.Shifts.SequenceEqual(other.Shifts)
        && System.Text.Json.JsonSerializer.Serialize(one.Details, ActorsJson.Options) == System.Text.Json.JsonSerializer.Serialize(other.Details, ActorsJson.Options);
}
