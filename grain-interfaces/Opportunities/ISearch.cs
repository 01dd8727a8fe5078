using System.Collections.Immutable;
using Actors.Common;

namespace Actors.Opportunities;

[GenerateSerializer, Alias("opportunities.search-sort")]
public enum SearchSort
{
    Distance,
    Date,

    /// <summary>Words in the title before words elsewhere; within that by distance, or without a point by date.</summary>
    Relevance,
}

/// <summary>A point in WGS 84 degrees.</summary>
[GenerateSerializer, Immutable, Alias("opportunities.geo-point")]
public readonly record struct GeoPoint([property: Id(0)] double Latitude, [property: Id(1)] double Longitude);

/// <summary>What is searched for (seed 4.1 and 7.3). Empty lists and nulls do not restrict.</summary>
/// <param name="RadiusMiles">Around <paramref name="Point"/>; nothing without it.</param>
/// <param name="Causes">Slugs, one of which is enough; the children of those asked for are among them.</param>
/// <param name="Skills">Slugs of what somebody can; one that the opportunity requires or prefers is enough.</param>
/// <param name="From">A shift must overlap the time from here to <paramref name="To"/>.</param>
/// <param name="OpenOnly">A shift of the kind that is searched for has a free seat.</param>
/// <param name="Age">In years; opportunities for older people are left out.</param>
/// <param name="Available">When somebody has time, see <see cref="WeekParts"/>; a shift must lie within it, in the event's own time zone.</param>
[GenerateSerializer, Immutable, Alias("opportunities.search-criteria")]
public sealed record SearchCriteria(
    GeoPoint? Point,
    double RadiusMiles,
    ImmutableArray<string> Causes,
    ImmutableArray<string> Skills,
    ImmutableArray<OrganizationId> Organizations,
    DateTimeOffset? From,
    DateTimeOffset? To,
    string? Text,
    bool OpenOnly,
    bool? Virtual,
    int? Age,
    int? Available,
    SearchSort Sort)
{
    public const double MetresPerMile = 1609.344;

    /// <summary>Whatever may be found, by date.</summary>
    public static SearchCriteria Everything { get; } =
        new(null, 0, [], [], [], null, null, null, OpenOnly: false, Virtual: null, Age: null, Available: null, SearchSort.Date);

    /// <summary>Restricted to a circle; what is only online is nowhere, so a search for that is not.</summary>
    public bool IsAround() => Point is not null && Virtual is not true;

    /// <summary>Whether the order is by distance (within a tier of relevance), else it is by date.</summary>
    public bool ByDistance() => IsAround() && Sort != SearchSort.Date;
}

/// <summary>One open opportunity of a search.</summary>
/// <param name="DistanceMiles">On the sphere; null when the search has no point or the event no place.</param>
/// <param name="NextStart">When the first shift that is not over begins, or began.</param>
/// <param name="SeatsLeft">In the shifts that are not over; null is unlimited.</param>
/// <param name="MinimumAge">In years.</param>
public sealed record OpportunityHit(
    OpportunityId Id,
    string Title,
    OrganizationId Organization,
    string OrganizationName,
    ImmutableArray<string> Causes,
    bool IsVirtual,
    Place? Place,
    double? DistanceMiles,
    string TimeZone,
    DateTimeOffset NextStart,
    DateTimeOffset StartsAt,
    DateTimeOffset EndsAt,
    int? SeatsLeft,
    bool IsFull,
    ImmutableArray<string> RequiredSkills,
    int? MinimumAge);

/// <summary>A place in the order of a search: its exact sort key (metres as the bits of a double, or microseconds since 1970) and the id.</summary>
/// <param name="Tier">0, or with the order by relevance 1 for what has the words only outside of its title.</param>
public readonly record struct SearchPosition(byte Tier, long Key, OpportunityId Id)
{
    public double Metres => BitConverter.Int64BitsToDouble(Key);

    public DateTimeOffset StartsAt => DateTimeOffset.UnixEpoch.AddTicks(Key * TimeSpan.TicksPerMicrosecond);

    public static long KeyOf(double metres) => BitConverter.DoubleToInt64Bits(metres);

    public static long KeyOf(DateTimeOffset startsAt) => (startsAt - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
}

public sealed record FoundOpportunity(OpportunityHit Hit, SearchPosition Position);

/// <summary>How many there are of each value.</summary>
/// <param name="Exact">False: counted in a sample and scaled, because there are more than a few thousand.</param>
/// <param name="Causes">By slug, most first.</param>
public sealed record SearchFacets(
    long Total,
    bool Exact,
    ImmutableArray<Facet> Causes,
    ImmutableArray<Facet> Skills,
    long Virtual,
    long InPerson,
    long OpenSeats,
    ImmutableArray<Facet> Available,
    ImmutableArray<Facet> MinimumAges);

public sealed record Facet(string Value, long Count);

/// <summary>What somebody may mean who has typed the beginning of it.</summary>
/// <param name="Kind">CAUSE, SKILL, ORGANIZATION or WORD.</param>
/// <param name="Value">The slug, the organization's id, or the word itself.</param>
public sealed record Suggestion(string Kind, string Value, string Name);

/// <summary>Reads what opportunities have become durable: a search lags by nothing.</summary>
public interface ISearch
{
    /// <summary>A page of what fits, in order, after a position.</summary>
    /// <param name="insider">Organizations whose events for followers the reader may see.</param>
    Task<ImmutableArray<FoundOpportunity>> Find(
        SearchCriteria criteria, SearchPosition? after, int count, ImmutableArray<OrganizationId> insider, CancellationToken cancellation);

    Task<SearchFacets> Facets(SearchCriteria criteria, ImmutableArray<OrganizationId> insider, CancellationToken cancellation);

    /// <summary>The same text with words that no opportunity has replaced by the most similar ones that some have; null when it is fine as it is.</summary>
    Task<string?> Mend(string text, CancellationToken cancellation);

    Task<ImmutableArray<Suggestion>> Suggest(string beginning, int count, CancellationToken cancellation);

    /// <summary>These opportunities, as a search has them; those that are over or not for the reader are left out.</summary>
    Task<ImmutableArray<OpportunityHit>> Listed(ImmutableArray<OpportunityId> opportunities, ImmutableArray<OrganizationId> insider, CancellationToken cancellation);

    /// <summary>
    /// What fits and became so, or was changed, after a moment, without what <paramref name="search"/> has told of already (table
    /// saved_search_told); and the moment after which to ask the next time. Moments are of the database's clock.
    /// </summary>
    Task<SearchNews> News(SearchCriteria criteria, SavedSearchId search, DateTimeOffset? since, int count, ImmutableArray<OrganizationId> insider, CancellationToken cancellation);

    /// <summary>Organizations whose events for followers a person may see: those that they follow or belong to.</summary>
    Task<ImmutableArray<OrganizationId>> Insider(UserId? user, CancellationToken cancellation);
}

public sealed record SearchNews(ImmutableArray<OpportunityHit> Matches, DateTimeOffset Until);
