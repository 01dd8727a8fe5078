using Actors.Grains.Opportunities;

namespace Actors.Tests.Unit.Opportunities;

/// <summary>How far a search reads at once.</summary>
public sealed class SearchPaceTests
{
    private const double Far = 1e9;
    private static readonly double[] s_even = [.. Enumerable.Range(1, 100).Select(i => i * 1000.0)];

    [Fact]
    public void The_first_step_holds_a_little_more_than_a_page()
    {
        var end = Pace(s_even, wanted: 20).Step(0, 20);

        // Each of the sample stands for 1,000 and they are 1,000 apart: one for each unit.
        Assert.Equal(50, end);
    }

    [Fact]
    public void Where_nothing_was_found_the_next_step_is_four_times_as_long()
    {
        var pace = Pace(s_even, wanted: 20);
        var first = pace.Step(0, 20);

        Assert.Equal(first * 5, pace.Step(first, 20));
    }

    [Fact]
    public void Where_most_of_a_page_was_found_the_next_step_is_short()
    {
        var pace = Pace(s_even, wanted: 20);
        var first = pace.Step(0, 20);

        Assert.Equal(first + (first * 2.5 * 5 / 15), pace.Step(first, 5), 6);
        Assert.Equal(first * 1.2, Second(missing: 1), 6);

        double Second(int missing)
        {
            var other = Pace(s_even, wanted: 20);
            return other.Step(other.Step(0, 20), missing);
        }
    }

    [Fact]
    public void No_step_takes_in_more_than_one_of_the_sample_and_none_is_shorter_than_the_least()
    {
        var pace = Pace([10, 11], wanted: 100_000);

        Assert.Equal(10, pace.Step(0, 100_000));
        Assert.Equal(12, pace.Step(10, 100_000));
    }

    [Fact]
    public void What_is_rare_is_read_at_once_and_what_may_be_thousands_in_two_steps()
    {
        Assert.Equal(double.PositiveInfinity, Pace([], wanted: 20, few: true).Step(0, 20));

        var pace = Pace([], wanted: 20);
        Assert.Equal(Far / 8, pace.Step(0, 20));
        Assert.Equal(double.PositiveInfinity, pace.Step(Far / 8, 20));
    }

    private static SearchPace Pace(double[] sample, int wanted, bool few = false) => new(sample, 1000, (0, Far), wanted, least: 2, few);
}
