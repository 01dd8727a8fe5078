using System.Collections.Immutable;
using Actors.Opportunities;
using NodaTime;
using NodaTime.Extensions;

namespace Actors.Api.Opportunities;

/// <summary>Points of seed 7.5: distance 0 to 40, skills 0 to 30, cause 0 to 20, availability 0 to 10.</summary>
public sealed record MatchBreakdown(double Distance, double SkillMatch, double CauseAffinity, double Availability);

/// <summary>Something that speaks for an opportunity.</summary>
/// <param name="Code">near, online, no-skills-needed, skill, cause, fits-your-week, no-overlap, or followed.</param>
/// <param name="Value">Miles, the slug of the skill or cause; nothing for the others.</param>
public sealed record MatchReason(string Code, string? Value = null);

/// <param name="Score">0 to 100.</param>
/// <param name="DistanceMiles">From the person's place; null when either has none.</param>
public sealed record Match(double Score, MatchBreakdown Breakdown, ImmutableArray<MatchReason> Why, double? DistanceMiles);

/// <summary>A span of time, the end not included.</summary>
internal readonly record struct TimeSlot(DateTimeOffset From, DateTimeOffset To)
{
    public bool Overlaps(TimeSlot other) => From < other.To && other.From < To;
}

/// <summary>How well an opportunity suits a person (seed 7.5). A pure function; miles everywhere.</summary>
internal static class MatchScore
{
    private const double MostDistance = 40;
    private const double PointsPerMile = 2;
    private const double MostSkills = 30;
    private const double Cause = 20;
    private const double Availability = 10;
    private const double EarthMiles = 3958.7613;

    /// <param name="causes">Those of the person with their children.</param>
    /// <param name="shifts">Those of the opportunity that are not over and have a seat.</param>
    /// <param name="busy">When the person is registered elsewhere.</param>
    public static Match Of(
        MatchingPreferences person, IReadOnlySet<string> causes, OpportunityHit opportunity, IReadOnlyCollection<TimeSlot> shifts, IReadOnlyCollection<TimeSlot> busy, bool follows)
    {
        List<MatchReason> why = [];
        var miles = Miles(person.Place, opportunity.Place);
        var distance = opportunity.IsVirtual ? MostDistance : miles is { } far ? Math.Max(0, MostDistance - (far * PointsPerMile)) : 0;
        if (opportunity.IsVirtual)
        {
            why.Add(new("online"));
        }
        else if (distance > 0)
        {
            why.Add(new("near", string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{miles:0.0}")));
        }

        // Nothing is asked for, so nothing is missing; the seed's formula divides by zero here.
        var offered = person.Skills.Select(s => s.Skill).ToHashSet(StringComparer.Ordinal);
        var had = opportunity.RequiredSkills.Where(offered.Contains).ToList();
        var skills = opportunity.RequiredSkills.IsEmpty ? MostSkills : MostSkills * had.Count / opportunity.RequiredSkills.Length;
        why.AddRange(opportunity.RequiredSkills.IsEmpty ? [new("no-skills-needed")] : had.Select(s => new MatchReason("skill", s)));

        var shared = opportunity.Causes.Where(causes.Contains).ToList();
        why.AddRange(shared.Select(c => new MatchReason("cause", c)));

        // One shift that they could come to is enough.
        var free = shifts.Where(s => !busy.Any(s.Overlaps)).ToList();
        var zone = DateTimeZoneProviders.Tzdb.GetZoneOrNull(person.TimeZone) ?? DateTimeZone.Utc;
        var week = Week(person);
        var suits = free.Exists(s => (WeekParts.Of(Local(s.From, zone), Local(s.To, zone)) & ~week) == 0);
        if (suits)
        {
            why.Add(new(person.Available.IsEmpty ? "no-overlap" : "fits-your-week"));
        }

        if (follows)
        {
            why.Add(new("followed"));
        }

        MatchBreakdown breakdown = new(Rounded(distance), Rounded(skills), shared.Count > 0 ? Cause : 0, suits ? Availability : 0);
        return new(Rounded(breakdown.Distance + breakdown.SkillMatch + breakdown.CauseAffinity + breakdown.Availability), breakdown, [.. why], miles is { } m ? Math.Round(m, 3) : null);
    }

    /// <summary>On the sphere.</summary>
    internal static double? Miles(Place? one, Place? other)
    {
        if (one is null || other is null)
        {
            return null;
        }

        var (a, b) = (Math.Sin(Radians(other.Latitude - one.Latitude) / 2), Math.Sin(Radians(other.Longitude - one.Longitude) / 2));
        var h = (a * a) + (Math.Cos(Radians(one.Latitude)) * Math.Cos(Radians(other.Latitude)) * b * b);
        return 2 * EarthMiles * Math.Asin(Math.Min(1, Math.Sqrt(h)));
    }

    private static int Week(MatchingPreferences person) =>
        person.Available.IsEmpty ? WeekParts.Always : person.Available.Aggregate(0, (parts, name) => WeekParts.TryParse(name, out var part) ? parts | part : parts);

    private static DateTime Local(DateTimeOffset moment, DateTimeZone zone) => moment.ToInstant().InZone(zone).ToDateTimeUnspecified();

    private static double Rounded(double points) => Math.Round(points, 1, MidpointRounding.AwayFromZero);

    private static double Radians(double degrees) => degrees / 180 * Math.PI;
}
