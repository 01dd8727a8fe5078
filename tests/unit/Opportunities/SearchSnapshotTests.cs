using Actors.Grains.Opportunities;
using Actors.Grains.Organizations;
using Actors.Opportunities;
using Actors.Tests.Unit.Common;

namespace Actors.Tests.Unit.Opportunities;

public class SearchSnapshotTests
{
    [Fact]
    public void Yesterdays_saved_searches_preferences_feeds_and_follows_load_in_todays_build()
    {
        var search = Assert.Single(Snapshot.Load<SavedSearchesState>("Opportunities/Snapshots/saved-searches-1.json").Searches);
        var preferences = Snapshot.Load<MatchingPreferencesState>("Opportunities/Snapshots/matching-preferences-1.json");
        var feed = Snapshot.Load<CalendarFeedState>("Opportunities/Snapshots/calendar-feed-1.json");
        var follows = Snapshot.Load<FollowsState>("Organizations/Snapshots/follows-1.json");

        Assert.Equal((SearchSort.Relevance, 17, true), (search.Criteria.Sort, search.Criteria.Age!.Value, search.Criteria.OpenOnly));
        Assert.Equal("Plant trees", Assert.Single(search.Pending!.Matches).Title);
        Assert.Equal(SkillLevel.Advanced, preferences.Preferences.Skills[0].Level);
        Assert.Equal("00ff", feed.KeyHash);
        Assert.Single(follows.Organizations);
    }
}
