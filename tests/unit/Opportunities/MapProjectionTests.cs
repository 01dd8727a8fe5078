using Actors.Api.Opportunities;
using Actors.Opportunities;

namespace Actors.Tests.Unit.Opportunities;

public sealed class MapProjectionTests
{
    private static readonly GeoPoint s_newYork = new(40.7829, -73.9654);

    [Fact]
    public void Without_points_there_is_no_map() => Assert.Null(MapProjection.Around([]));

    [Fact]
    public void All_points_are_inside_with_some_room()
    {
        GeoPoint[] points = [s_newYork, new(40.58, -74.15), new(40.9, -73.7), new(34.05, -118.24)];
        var map = MapProjection.Around(points)!;

        Assert.All(points, p =>
        {
            Assert.InRange(map.Spot(p).X, MapProjection.Width * 0.1, MapProjection.Width * 0.9);
            Assert.InRange(map.Spot(p).Y, MapProjection.Height * 0.1, MapProjection.Height * 0.9);
        });
    }

    [Theory]
    [InlineData(0)]
    [InlineData(40)]
    [InlineData(60)]
    [InlineData(-35)]
    public void A_spot_leads_back_to_its_point(double latitude)
    {
        GeoPoint point = new(latitude, 13.4);
        var map = MapProjection.Around([point, new(latitude + 3, 17)])!;

        var back = map.Point(map.Spot(point));

        Assert.Equal(point.Latitude, back.Latitude, 1e-9);
        Assert.Equal(point.Longitude, back.Longitude, 1e-9);
    }

    [Fact]
    public void Neighbours_across_the_date_line_are_neighbours_on_the_map()
    {
        GeoPoint suva = new(-18.14, 178.44);
        GeoPoint lau = new(-18.2, -178.8);
        var map = MapProjection.Around([suva, lau])!;

        Assert.True(map.Spot(suva).X < map.Spot(lau).X);
        // 2.76 degrees of longitude at 18 degrees south are 181 miles.
        Assert.Equal(181, (map.Spot(lau).X - map.Spot(suva).X) / map.Mile, 1.0);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(60)]
    public void The_scale_is_true_in_the_middle(double latitude)
    {
        var map = MapProjection.Around([new(latitude, 10), new(latitude, 11)])!;

        var miles = (map.Spot(new(latitude, 11)).X - map.Spot(new(latitude, 10)).X) / map.Mile;

        Assert.Equal(69.17 * Math.Cos(latitude * Math.PI / 180), miles, 0.3);
        Assert.InRange(map.ScaleMiles * map.Mile, MapProjection.Width / 13, MapProjection.Width / 5);
    }

    [Fact]
    public void What_lies_close_together_is_one_pin_and_the_same_one_every_time()
    {
        GeoPoint[] points = [s_newYork, new(40.783, -73.9655), new(40.9, -73.7)];
        var map = MapProjection.Around(points)!;

        var pins = map.Cluster(points, p => p, 40);

        Assert.Equal([2, 1], pins.Select(p => p.Items.Length));
        Assert.Equal(pins.Select(p => p.Spot), map.Cluster(points, p => p, 40).Select(p => p.Spot));
    }

    [Fact]
    public void A_single_point_lies_in_the_middle_of_a_map_of_its_surroundings()
    {
        var map = MapProjection.Around([s_newYork])!;

        Assert.Equal(MapProjection.Width / 2, map.Spot(s_newYork).X, 0.01);
        Assert.Equal(MapProjection.Height / 2, map.Spot(s_newYork).Y, 0.01);
        Assert.InRange(MapProjection.Width / map.Mile, 0.5, 10);
        Assert.NotEmpty(map.Meridians());
        Assert.NotEmpty(map.Parallels());
    }
}
