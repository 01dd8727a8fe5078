using System.Collections.Immutable;
using Actors.Api.Opportunities;
using Actors.Opportunities;

namespace Actors.Tests.Unit.Opportunities;

public class MatchScoreTests
{
    private static readonly Place s_home = new(40.78, -73.96, "Home");
    private static readonly MatchingPreferences s_person = new(["environment"], [new("spanish")], [], "America/New_York", s_home);
    private static readonly OpportunityHit s_event = new(
        Sample.Opportunity, "Plant trees", Sample.Organization, "Parks", ["environment"], false, s_home, null, "America/New_York", Sample.Start, Sample.Start, Sample.End, 2, false, [], null);

    private static readonly TimeSlot s_shift = new(Sample.Start, Sample.End);

    [Fact]
    public void What_suits_in_all_respects_has_a_hundred_points_and_says_why()
    {
        var match = Score(s_person, s_event with { RequiredSkills = ["spanish"] });

        Assert.Equal((100, new MatchBreakdown(40, 30, 20, 10)), (match.Score, match.Breakdown));
        Assert.Equal(["near", "skill", "cause", "no-overlap"], match.Why.Select(w => w.Code));
    }

    [Theory]
    [InlineData(0, 40)]
    [InlineData(1, 38)]
    [InlineData(10, 20)]
    [InlineData(20, 0)]
    [InlineData(300, 0)]
    public void Every_mile_costs_two_points_and_never_more_than_all(double miles, double points)
    {
        // A degree of latitude is 69.0935 miles on this sphere.
        var match = Score(s_person, s_event with { Place = s_home with { Latitude = s_home.Latitude - (miles / 69.0935) } });

        Assert.Equal(points, match.Breakdown.Distance, 0.1);
        Assert.Equal(miles, match.DistanceMiles!.Value, 0.01);
    }

    [Fact]
    public void Who_asks_for_no_skills_gives_all_points_for_them()
    {
        Assert.Equal(30, Score(s_person with { Skills = [] }, s_event).Breakdown.SkillMatch);
        Assert.Equal(0, Score(s_person with { Skills = [] }, s_event with { RequiredSkills = ["spanish"] }).Breakdown.SkillMatch);
        Assert.Equal(10, Score(s_person, s_event with { RequiredSkills = ["spanish", "cooking", "driving"] }).Breakdown.SkillMatch);
    }

    [Fact]
    public void Online_is_near_and_nowhere_is_not()
    {
        Assert.Equal(40, Score(s_person, s_event with { IsVirtual = true, Place = null }).Breakdown.Distance);
        Assert.Equal(0, Score(s_person with { Place = null }, s_event).Breakdown.Distance);
        Assert.Null(Score(s_person with { Place = null }, s_event).DistanceMiles);
    }

    [Fact]
    public void A_registration_at_the_same_time_takes_the_points_for_time_and_one_right_after_does_not()
    {
        Assert.Equal(0, Score(s_person, s_event, new TimeSlot(Sample.End.AddMinutes(-1), Sample.End.AddHours(1))).Breakdown.Availability);
        Assert.Equal(10, Score(s_person, s_event, new TimeSlot(Sample.End, Sample.End.AddHours(1))).Breakdown.Availability);
    }

    [Fact]
    public void The_week_is_the_persons_own_by_their_own_clock()
    {
        // Saturday 9 to 12 in New York is Saturday 15 to 18 in Berlin.
        Assert.Equal(10, Score(s_person with { Available = ["sat-morning"] }, s_event).Breakdown.Availability);
        Assert.Equal(0, Score(s_person with { Available = ["sat-morning"], TimeZone = "Europe/Berlin" }, s_event).Breakdown.Availability);
        Assert.Equal(10, Score(s_person with { Available = ["sat-afternoon", "sat-evening"], TimeZone = "Europe/Berlin" }, s_event).Breakdown.Availability);
        Assert.Equal(0, Score(s_person with { Available = ["weekdays"] }, s_event).Breakdown.Availability);
    }

    [Fact]
    public void A_full_event_has_no_shift_that_one_could_come_to() =>
        Assert.Equal(0, MatchScore.Of(s_person, new HashSet<string>(), s_event, [], [], follows: false).Breakdown.Availability);

    [Theory]
    [InlineData("sat", 0b1111 << 20)]
    [InlineData("evening", 0b1000100010001000100010001000)]
    [InlineData("sun-morning", 1 << 25)]
    [InlineData("weekends", 0xFF << 20)]
    public void Parts_of_the_week_have_names(string name, int parts)
    {
        Assert.True(WeekParts.TryParse(name, out var parsed));
        Assert.Equal(parts, parsed);
        Assert.All(WeekParts.Names(parsed), n => Assert.True(WeekParts.TryParse(n, out var one) && (one & ~parsed) == 0));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("sat-")]
    [InlineData("-morning")]
    [InlineData("satmorning")]
    public void Other_names_are_none(string name) => Assert.False(WeekParts.TryParse(name, out _));

    private static Match Score(MatchingPreferences person, OpportunityHit opportunity, params ImmutableArray<TimeSlot> busy) =>
        MatchScore.Of(person, person.Causes.ToHashSet(StringComparer.Ordinal), opportunity, [s_shift], busy, follows: false);
}
