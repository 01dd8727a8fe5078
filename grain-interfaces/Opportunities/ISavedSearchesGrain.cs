using System.Collections.Immutable;
using Actors.Common;
using Orleans.Concurrency;

namespace Actors.Opportunities;

/// <summary>Searches that a person has saved; each tells by letter of every new match once. Key: user id.</summary>
[Alias("opportunities.saved-searches")]
public interface ISavedSearchesGrain : IGrainWithStringKey
{
    /// <summary>Saves a search, or changes the one of this id. It tells of what matches from now on.</summary>
    [Alias("save")]
    Task<Outcome<SavedSearchView>> Save(SaveSearch command);

    [Alias("remove")]
    Task<Outcome<Done>> Remove(RemoveSavedSearch command);

    /// <summary>For the person only, latest first.</summary>
    [Alias("list"), ReadOnly]
    Task<Outcome<ImmutableArray<SavedSearchView>>> List(By by);

    /// <summary>No letters any more. Whoever knows the id has the letter, so nobody needs to sign in.</summary>
    [Alias("unsubscribe")]
    Task<Outcome<Done>> Unsubscribe(UnsubscribeSavedSearch command);
}

/// <param name="Name">1 to 100 characters.</param>
/// <param name="Query">The search as an address has it, to open it again.</param>
/// <param name="EveryHours">How often there may be a letter: 1 to 168.</param>
/// <param name="Tells">False: kept without letters.</param>
[GenerateSerializer, Immutable, Alias("opportunities.save-search")]
public sealed record SaveSearch(CommandId CommandId, By By, SavedSearchId Id, string Name, string Query, SearchCriteria Criteria, int EveryHours = 24, bool Tells = true);

[GenerateSerializer, Immutable, Alias("opportunities.remove-saved-search")]
public sealed record RemoveSavedSearch(CommandId CommandId, By By, SavedSearchId Id);

[GenerateSerializer, Immutable, Alias("opportunities.unsubscribe-saved-search")]
public sealed record UnsubscribeSavedSearch(CommandId CommandId, SavedSearchId Id);

[GenerateSerializer, Immutable, Alias("opportunities.saved-search-view")]
public sealed record SavedSearchView(SavedSearchId Id, string Name, string Query, int EveryHours, bool Tells, DateTimeOffset CreatedAt, int Letters);

public static class SavedSearchFaults
{
    public static readonly Fault Unknown = new(FaultKind.NotFound, "saved-searches.unknown", "There is no such saved search, or not for you.");
    public static readonly Fault NameInvalid = new(FaultKind.Invalid, "saved-searches.name-invalid", "A name of 1 to 100 characters is needed.");
    public static readonly Fault PeriodInvalid = new(FaultKind.Invalid, "saved-searches.period-invalid", "everyHours is 1 to 168.");
    public static readonly Fault QueryInvalid = new(FaultKind.Invalid, "saved-searches.query-invalid", "query is a search as it stands in an address, without cursor and limit, at most 1,000 characters.");
    public static readonly Fault TooMany = new(FaultKind.Conflict, "saved-searches.too-many", "One can save at most 20 searches.");
    public static readonly Fault LinkInvalid = new(FaultKind.Invalid, "saved-searches.link-invalid", "This is not a link of ours.");
}
