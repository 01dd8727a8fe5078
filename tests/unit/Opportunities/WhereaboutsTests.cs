using Actors.Grains.Opportunities;
using Actors.Opportunities;

namespace Actors.Tests.Unit.Opportunities;

public sealed class WhereaboutsTests
{
    // Lengths of a degree on WGS 84, from published tables, in metres.
    private const double LatitudeAtEquator = 110_574.28;
    private const double LongitudeAtEquator = 111_319.49;
    private const double LatitudeAt60 = 111_412.24;
    private const double LongitudeAt60 = 55_799.98;

    public static TheoryData<string, double, double, double, double> Directions => new()
    {
        { "north at the equator", 0, 10, 1 / LatitudeAtEquator, 0 },
        { "east at the equator", 0, 10, 0, 1 / LongitudeAtEquator },
        { "south at 60 degrees", 60, 25, -1 / LatitudeAt60, 0 },
        { "west at 60 degrees", 60, 25, 0, -1 / LongitudeAt60 },
        { "east at 60 degrees south", -60, 25, 0, 1 / LongitudeAt60 },
        { "east across the date line", 0, 179.9995, 0, 1 / LongitudeAtEquator },
        { "west across the date line", 60, -179.9995, 0, -1 / LongitudeAt60 },
    };

    [Theory]
    [MemberData(nameof(Directions))]
    public void At_99_and_100_metres_one_is_there_and_at_101_not(string where, double latitude, double longitude, double northward, double eastward)
    {
        foreach (var metres in new[] { 0, 1, 99, 100, 101, 500 })
        {
            var found = Whereabouts.Of(new(latitude, longitude, where), new(latitude + (northward * metres), Wrapped(longitude + (eastward * metres)), 10));

            Assert.Equal((metres, metres <= 100), (found.DistanceMeters, found.IsHere));
            Assert.Equal(metres <= 100 ? null : OpportunityFaults.TooFar.Code, found.Refusal?.Code);
        }
    }

    [Fact]
    public void Nothing_is_special_about_the_pole_and_the_other_side_of_the_earth()
    {
        var pole = Whereabouts.Distance(90, 0, 90, 137);
        var aroundThePole = Whereabouts.Distance(90 - (50 / 111_694.0), 0, 90 - (50 / 111_694.0), 180);
        var otherSide = Whereabouts.Distance(0, 0, 0, 180);

        Assert.Equal(0, pole, 1e-6);
        Assert.Equal(100, aroundThePole, 0.01);
        Assert.Equal(20_015_000, otherSide, 100_000.0);
    }

    [Theory]
    [InlineData(0, 100, null)]
    [InlineData(100, 100, null)]
    [InlineData(0, 100.2, "opportunities.position-inaccurate")]
    [InlineData(0, 5000, "opportunities.position-inaccurate")]
    [InlineData(150, 5000, "opportunities.position-inaccurate")]
    [InlineData(101, 100, "opportunities.too-far")]
    [InlineData(5200, 5000, "opportunities.too-far")]
    public void A_vague_position_neither_proves_nor_helps(int metres, double accuracy, string? code)
    {
        var found = Whereabouts.Of(new(0, 0, ""), new(metres / LatitudeAtEquator, 0, accuracy));

        Assert.Equal(code, found.Refusal?.Code);
    }

    [Theory]
    [InlineData(double.NaN, 0, 10)]
    [InlineData(0, double.NaN, 10)]
    [InlineData(0, 0, double.NaN)]
    [InlineData(double.PositiveInfinity, 0, 10)]
    [InlineData(0, double.NegativeInfinity, 10)]
    [InlineData(90.001, 0, 10)]
    [InlineData(-90.001, 0, 10)]
    [InlineData(0, 180.001, 10)]
    [InlineData(0, -180.001, 10)]
    [InlineData(0, 0, 0)]
    [InlineData(0, 0, -5)]
    [InlineData(0, 0, 1_000_000)]
    [InlineData(0, 0, double.PositiveInfinity)]
    public void What_no_device_can_mean_is_not_plausible(double latitude, double longitude, double accuracy)
    {
        Assert.False(Whereabouts.IsPlausible(new(latitude, longitude, accuracy)));
    }

    [Fact]
    public void How_far_away_somebody_lives_is_not_kept()
    {
        var home = Whereabouts.Of(new(0, 0, ""), new(0.5, 0, 20));

        Assert.Equal(55_287, home.DistanceMeters);
        Assert.Equal(1000, home.KeptDistance);
        Assert.Equal("1000", home.Refusal!.Facts!["distanceMeters"]);
    }

    private static double Wrapped(double longitude) => longitude > 180 ? longitude - 360 : longitude < -180 ? longitude + 360 : longitude;
}
