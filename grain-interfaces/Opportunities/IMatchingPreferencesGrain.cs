using System.Collections.Immutable;
using Actors.Common;
using Orleans.Concurrency;

namespace Actors.Opportunities;

/// <summary>What a person would like to do, can do, when and where. For that person's eyes only, but for what their profile shows. Key: user id.</summary>
[Alias("opportunities.matching-preferences-of")]
public interface IMatchingPreferencesGrain : IGrainWithStringKey
{
    /// <summary>Replaces all of them.</summary>
    [Alias("edit")]
    Task<Outcome<MatchingPreferencesView>> Edit(EditMatchingPreferences command);

    [Alias("view"), ReadOnly]
    Task<Outcome<MatchingPreferencesView>> View(By by);

    /// <summary>What a profile page shows to those whom the account shows it: causes, skills and times, never a place.</summary>
    [Alias("shown"), ReadOnly]
    Task<MatchingPreferences> Shown();
}

/// <param name="Skill">A slug.</param>
/// <param name="Level">How well, where the person says so.</param>
/// <param name="Years">For how long, 0 to 80.</param>
[GenerateSerializer, Immutable, Alias("opportunities.offered-skill")]
public sealed record OfferedSkill(string Skill, SkillLevel? Level = null, int? Years = null);

/// <summary>The seed's levels (5.2, user_skills.proficiency).</summary>
[GenerateSerializer, Alias("opportunities.skill-level")]
public enum SkillLevel
{
    Beginner,
    Intermediate,
    Advanced,
    Expert,
}

/// <param name="Causes">Slugs, the dearest first.</param>
/// <param name="Available">Parts of the week by the clock of <paramref name="TimeZone"/>, as <see cref="WeekParts"/> names them; empty: says nothing.</param>
/// <param name="TimeZone">IANA.</param>
/// <param name="RadiusMiles">How far the person would go from <paramref name="Place"/>; 1 to 500.</param>
/// <param name="ShowsWhereTheyGo">Whether people with whom they have volunteered, and who show it too, hear where they go.</param>
[GenerateSerializer, Immutable, Alias("opportunities.matching-preferences")]
public sealed record MatchingPreferences(
    ImmutableArray<string> Causes,
    ImmutableArray<OfferedSkill> Skills,
    ImmutableArray<string> Available,
    string TimeZone = "UTC",
    Place? Place = null,
    double RadiusMiles = 25,
    bool ShowsWhereTheyGo = false);

[GenerateSerializer, Immutable, Alias("opportunities.edit-matching-preferences")]
public sealed record EditMatchingPreferences(CommandId CommandId, By By, MatchingPreferences Preferences, int? ExpectedVersion = null);

[GenerateSerializer, Immutable, Alias("opportunities.matching-preferences-view")]
public sealed record MatchingPreferencesView(MatchingPreferences Preferences, int Version);

public static class MatchingFaults
{
    public static readonly Fault Changed = new(FaultKind.Stale, "matching.changed", "The preferences were changed meanwhile; load them again.");
    public static readonly Fault CauseUnknown = new(FaultKind.Invalid, "matching.cause-unknown", "One of the causes is not in the taxonomy, or there are more than 50.");
    public static readonly Fault SkillUnknown = new(FaultKind.Invalid, "matching.skill-unknown", "One of the skills is not in the taxonomy or named twice, there are more than 100, or the years are not 0 to 80.");
    public static readonly Fault AvailableInvalid = new(FaultKind.Invalid, "matching.available-invalid", "available has parts of the week such as sat-morning, tue, weekends or evening.");
    public static readonly Fault TimeZoneUnknown = new(FaultKind.Invalid, "matching.time-zone-unknown", "The time zone is not an IANA name.");
    public static readonly Fault PlaceInvalid = new(FaultKind.Invalid, "matching.place-invalid", "Latitude is -90 to 90, longitude -180 to 180, the address at most 500 characters, and the radius 1 to 500 miles.");
}
