using Actors.Grains.Opportunities;
using Actors.Opportunities;

namespace Actors.Tests.Unit.Opportunities;

public class SearchTagsTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void A_ring_has_the_cell_of_every_point_within_it(int seed)
    {
        Random random = new(seed);
        for (var i = 0; i < 2000; i++)
        {
            var (latitude, longitude) = ((random.NextDouble() * 180) - 90, (random.NextDouble() * 360) - 180);
            var inner = random.Next(2) == 0 ? 0 : random.NextDouble() * 40_000;
            var outer = inner + (Math.Pow(random.NextDouble(), 4) * 1_000_000);
            var there = Away(latitude, longitude, inner + (random.NextDouble() * (outer - inner)), random.NextDouble() * 2 * Math.PI);

            var ring = SearchCells.Ring(latitude, longitude, inner, outer);

            Assert.True(ring is null || ring.Intersect(CellsOf(there.Latitude, there.Longitude)).Any(), $"{latitude} {longitude} {inner} {outer} {there}");
        }
    }

    [Fact]
    public void A_ring_needs_few_cells_and_hardly_any_range_has_none()
    {
        Assert.All([0.1, 1, 10, 100, 1000], km => Assert.InRange(SearchCells.Ring(40.7, -74, 0, km * 1000)!.Length, 1, 24));
        Assert.InRange(SearchCells.Ring(40.7, -74, 50_000, 50_500)!.Length, 1, 24);
        Assert.Null(SearchCells.Ring(40.7, -74, 0, 15_000_000));
    }

    [Fact]
    public void Spans_of_days_have_the_day_of_every_moment_within()
    {
        Random random = new(5);
        for (var i = 0; i < 1000; i++)
        {
            var from = DateTimeOffset.UnixEpoch.AddDays(random.NextDouble() * 40_000);
            var to = from.AddDays(Math.Pow(random.NextDouble(), 3) * 3000);
            var day = (long)Math.Floor((from + ((to - from) * random.NextDouble()) - DateTimeOffset.UnixEpoch).TotalDays);
            long[] tags = [160_000_000_000 + day, 170_000_000_000 + (day / 8), 180_000_000_000 + (day / 64), 190_000_000_000 + (day / 512)];

            Assert.True(SearchTags.Days(from, to).Intersect(tags).Any(), $"{from} {to} {day}");
        }
    }

    [Fact]
    public void Times_within_the_parts_that_somebody_has_are_listed_and_no_others()
    {
        Random random = new(9);
        for (var i = 0; i < 3000; i++)
        {
            var from = new DateTime(2026, 5, 4).AddHours(random.Next(168));
            var time = WeekParts.Of(from, from.AddHours(1 + random.Next(random.Next(1, 190))));
            var available = random.Next(WeekParts.Always + 1) | (random.Next(2) * time);

            Assert.Equal((time & ~available) == 0, SearchTags.Within(available).Contains(time));
        }
    }

    [Fact]
    public void Nothing_that_fits_begins_before_the_next_start()
    {
        Random random = new(11);
        for (var i = 0; i < 3000; i++)
        {
            var from = new DateTimeOffset(2026, 5, 4, 0, 0, 0, TimeSpan.Zero).AddMinutes(random.Next(7 * 24 * 60));
            var parts = 1 << random.Next(28) | 1 << random.Next(28);

            // A shift that has not ended by then and lies within the parts by the clock of some place.
            var starts = from.AddHours(random.Next(-40, 200));
            var ends = starts.AddHours(random.Next(1, 13));
            var ahead = random.Next(-12, 15);
            if (ends > from && (WeekParts.Of(starts.UtcDateTime.AddHours(ahead), ends.UtcDateTime.AddHours(ahead)) & ~parts) == 0)
            {
                Assert.True(SearchTags.NextStart(parts, from) <= starts, $"{from} {starts} {ends} {ahead} {string.Join(' ', WeekParts.Names(parts))}");
            }
        }

        var saturday = new DateTimeOffset(2026, 11, 21, 21, 0, 0, TimeSpan.Zero);
        Assert.Equal(new(2026, 11, 24, 3, 0, 0, TimeSpan.Zero), SearchTags.NextStart(1 << 7, saturday), TimeSpan.FromHours(2));
        Assert.Equal(saturday, SearchTags.NextStart(WeekParts.Always, saturday));
    }

    [Theory]
    [InlineData("gardning", "gardening", 1)]
    [InlineData("zebar", "zebra", 1)]
    [InlineData("beach", "beach", 0)]
    [InlineData("libary", "library", 1)]
    [InlineData("voluntere", "volunteer", 1)]
    [InlineData("cat", "dog", 3)]
    public void Slips_of_the_pen_are_counted(string one, string other, int slips) => Assert.Equal(slips, SearchWords.Slips(one, other));

    /// <summary>As 063-listings.sql has them.</summary>
    private static IEnumerable<long> CellsOf(double latitude, double longitude)
    {
        double[] scales = [200, 50, 10, 2, 0.4, 0.08];
        return scales.Select((scale, level) => ((level + 1) * 10_000_000_000)
            + ((long)Math.Min(Math.Floor((latitude + 90) * scale), Math.Floor(180 * scale) - 1) * 100_000) + ((long)Math.Floor((longitude + 180) * scale) % (long)Math.Round(360 * scale)));
    }

    private static (double Latitude, double Longitude) Away(double latitude, double longitude, double metres, double bearing)
    {
        var (a, d) = (latitude * Math.PI / 180, metres / 6_371_008.77);
        var b = Math.Asin((Math.Sin(a) * Math.Cos(d)) + (Math.Cos(a) * Math.Sin(d) * Math.Cos(bearing)));
        var east = Math.Atan2(Math.Sin(bearing) * Math.Sin(d) * Math.Cos(a), Math.Cos(d) - (Math.Sin(a) * Math.Sin(b)));
        return (b * 180 / Math.PI, ((longitude + (east * 180 / Math.PI) + 540) % 360) - 180);
    }
}
