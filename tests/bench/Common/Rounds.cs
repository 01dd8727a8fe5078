using System.Globalization;

namespace Actors.Bench.Common;

/// <summary>
/// Sides compared in turns, so that whatever else the machine does meets all of them. A ratio is taken within each round;
/// what counts is the median over the rounds.
/// </summary>
internal sealed class Rounds
{
    private readonly Dictionary<string, List<Sample>> _samples = new(StringComparer.Ordinal);

    public static async Task<Rounds> Run(int rounds, params (string Side, Func<Task<Sample>> Measure)[] sides)
    {
        var result = new Rounds();
        for (var round = 0; round < rounds; round++)
        {
            // Back and forth: nobody is always first.
            foreach (var (side, measure) in round % 2 == 0 ? sides : sides.Reverse())
            {
                var sample = await measure();
                result.Of(side).Add(sample);
            }
        }

        foreach (var (side, _) in sides)
        {
            result.Print(side);
        }

        return result;
    }

    public double Median(string side, Func<Sample, double> figure) => Statistics.Median(Of(side).Select(figure));

    /// <summary>How many times as many per second <paramref name="side"/> does as <paramref name="other"/>; prints the spread.</summary>
    public double Ratio(string side, string other)
    {
        var ratios = Of(side).Zip(Of(other), (a, b) => a.PerSecond / b.PerSecond).ToList();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {side} / {other}: {Statistics.Median(ratios):0.00}x ({ratios.Min():0.00} to {ratios.Max():0.00})"));
        return Statistics.Median(ratios);
    }

    private List<Sample> Of(string side) => _samples.TryGetValue(side, out var samples) ? samples : _samples[side] = [];

    private void Print(string side)
    {
        var rates = Of(side).Select(s => s.PerSecond).ToList();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  {side,-24} {Statistics.Median(rates),9:N0}/s ({rates.Min():N0} to {rates.Max():N0}, {rates.Count} rounds)  p50 {Median(side, s => s.P50):0.00} ms  p99 {Median(side, s => s.P99):0.00} ms"));
    }
}

internal static class Statistics
{
    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        var middle = sorted.Count / 2;
        return sorted.Count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    public static double At(IReadOnlyList<double> sorted, double share) => sorted[(int)Math.Min(sorted.Count - 1, sorted.Count * share)];
}
