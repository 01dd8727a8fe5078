using System.Collections.Immutable;
using System.Globalization;
using Actors.Common;
using Actors.Grains.Notifications;
using Actors.Opportunities;
using NodaTime;
using NodaTime.Extensions;

namespace Actors.Grains.Opportunities;

internal sealed record SavedSearchesState
{
    /// <summary>In the order in which they were saved.</summary>
    public ImmutableArray<SavedSearch> Searches { get; init; } = [];

    /// <summary>When the first of them looks again.</summary>
    public DateTimeOffset? NextDue { get; init; }
}

/// <param name="Since">What became so after this moment of the database's clock is looked at; null before the first look.</param>
/// <param name="Letters">How many were sent.</param>
/// <param name="Pending">The next letter: decided and written down, perhaps sent, not yet struck off.</param>
internal sealed record SavedSearch(
    SavedSearchId Id,
    string Name,
    string Query,
    SearchCriteria Criteria,
    int EveryHours,
    bool Tells,
    DateTimeOffset CreatedAt,
    DateTimeOffset? NextAt,
    DateTimeOffset? Since,
    int Letters = 0,
    PendingLetter? Pending = null)
{
    public SavedSearchView View() => new(Id, Name, Query, EveryHours, Tells, CreatedAt, Letters);
}

internal sealed record PendingLetter(ImmutableArray<TellOf> Matches, DateTimeOffset Until);

internal sealed record TellOf(OpportunityId Id, string Title, string OrganizationName, DateTimeOffset NextStart, string TimeZone, string? Address);

/// <summary>What may be saved, and when each search looks and tells.</summary>
internal static class SavedSearches
{
    public const int Most = 20;

    /// <summary>Of one letter; what is over that comes with the next.</summary>
    public const int MostMatches = 100;

    /// <summary>Those are described; of the others only the number is given.</summary>
    private const int MostDescribed = 20;

    public static Outcome<SavedSearchesState> Save(SavedSearchesState state, SaveSearch command, DateTimeOffset since, DateTimeOffset now)
    {
        if (command.Name?.Trim() is not { Length: >= 1 and <= 100 } name)
        {
            return SavedSearchFaults.NameInvalid;
        }

        if (command.EveryHours is < 1 or > 168)
        {
            return SavedSearchFaults.PeriodInvalid;
        }

        var known = state.Searches.FirstOrDefault(s => s.Id == command.Id);
        if (known is null && state.Searches.Length >= Most)
        {
            return SavedSearchFaults.TooMany;
        }

        var next = (known ?? new(command.Id, name, command.Query, command.Criteria, command.EveryHours, command.Tells, now, null, null)) with
        {
            Name = name, Query = command.Query, Criteria = command.Criteria, EveryHours = command.EveryHours, Tells = command.Tells,
        };

        // Another search begins anew, and so does one that was silent: what was there before is not news.
        var begins = known is null || known.Query != next.Query || !known.Tells;
        next = next with
        {
            Since = begins ? since : next.Since,
            Pending = begins ? null : next.Pending,
            NextAt = !next.Tells ? null : begins || next.NextAt is null || known!.EveryHours != next.EveryHours ? now.AddHours(next.EveryHours) : next.NextAt,
        };
        return known == next ? state : Settle(state with { Searches = known is null ? state.Searches.Add(next) : state.Searches.Replace(known, next) });
    }

    public static SavedSearchesState Replace(SavedSearchesState state, SavedSearch search) =>
        Settle(state with { Searches = [.. state.Searches.Select(s => s.Id == search.Id ? search : s)] });

    public static SavedSearchesState Remove(SavedSearchesState state, SavedSearchId id) => Settle(state with { Searches = state.Searches.RemoveAll(s => s.Id == id) });

    /// <summary>Nothing new, or nothing left to tell: looks again when its time has come.</summary>
    public static SavedSearch Rest(SavedSearch search, DateTimeOffset until, DateTimeOffset now) =>
        search with { Since = until, Pending = null, NextAt = now.AddHours(search.EveryHours) };

    public static PendingLetter Letter(SearchNews news) => new(
        [.. news.Matches.Select(m => new TellOf(m.Id, m.Title, m.OrganizationName, m.NextStart, m.TimeZone, m.Place?.Address))], news.Until);

    /// <summary>The same search and number make the same letter, however often it is sent.</summary>
    public static Mail Write(SavedSearch search, UserId user, string recipient, string address)
    {
        var matches = search.Pending!.Matches;
        var lines = matches.Take(MostDescribed).Select(m =>
            $"{m.Title}\n{m.OrganizationName}\n{At(m.NextStart, m.TimeZone)}\n{m.Address ?? "Online"}\n{address}/opportunities/{m.Id}");
        var more = matches.Length > MostDescribed ? $"\n\nand {matches.Length - MostDescribed} more: {address}/?{search.Query}" : "";
        var number = string.Create(CultureInfo.InvariantCulture, $"{search.Letters + 1}");
        return new(
            $"saved-search/{search.Id}/{number}",
            recipient,
            matches.Length == 1 ? $"New: {matches[0].Title}" : $"{matches.Length} new for '{search.Name}'",
            $"New for your saved search '{search.Name}':\n\n{string.Join("\n\n", lines)}{more}\n\nNo more letters of this search: {address}/saved-searches/unsubscribe?token={Token(user, search.Id)}\n",
            search.Id.Value);
    }

    /// <summary>What a letter's link holds: whose search, and which.</summary>
    public static string Token(UserId user, SavedSearchId search) => $"{user}.{search}";

    private static string At(DateTimeOffset moment, string zone) =>
        moment.ToInstant().InZone(DateTimeZoneProviders.Tzdb.GetZoneOrNull(zone) ?? DateTimeZone.Utc).ToString("dddd, d MMMM yyyy 'at' HH:mm x", CultureInfo.InvariantCulture);

    private static SavedSearchesState Settle(SavedSearchesState state) => state with { NextDue = state.Searches.Min(s => s.NextAt) };

    /// <summary>All of both, also when that is more than one may save.</summary>
    public static SavedSearchesState Join(SavedSearchesState mine, SavedSearchesState other)
    {
        var more = other.Searches.Where(o => mine.Searches.All(m => m.Id != o.Id)).ToList();
        return more.Count == 0 ? mine : Settle(mine with { Searches = [.. mine.Searches, .. more] });
    }
}
