using System.Collections.Immutable;
using System.Globalization;
using Actors.Common;
using Actors.Opportunities;

namespace Actors.Api.Opportunities;

/// <summary>Matching preferences as a page's form has them: texts and ticks.</summary>
/// <param name="Near">A ZIP code, latitude and longitude, or the address of the place that is kept.</param>
internal sealed record MatchingForm(
    ImmutableHashSet<string> Causes, ImmutableHashSet<string> Skills, int Available, string TimeZone, string? Near, string Miles, bool Shows, int Version)
{
    public static MatchingForm Of(MatchingPreferencesView view, string? zone) => new(
        [.. view.Preferences.Causes],
        [.. view.Preferences.Skills.Select(s => s.Skill)],
        Week(view.Preferences.Available),
        view.Version == 0 && zone is not null ? zone : view.Preferences.TimeZone,
        view.Preferences.Place?.Address,
        view.Preferences.RadiusMiles.ToString("0.##", CultureInfo.InvariantCulture),
        view.Preferences.ShowsWhereTheyGo,
        view.Version);

    public static MatchingForm Of(IFormCollection form) => new(
        [.. form["Causes"].OfType<string>()],
        [.. form["Skills"].OfType<string>()],
        Week(form["Available"].OfType<string>()),
        form["TimeZone"].ToString().Trim(),
        form["Near"],
        form["Miles"].ToString(),
        form["Shows"] == "true",
        int.TryParse(form["Version"], NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0);

    /// <summary>What the form leaves open (the order of causes, how well somebody can something) stays as it was.</summary>
    public async Task<Outcome<MatchingPreferences>> Read(MatchingPreferences before, PostalPlaces places, CancellationToken cancellation)
    {
        var place = Near?.Trim() is { Length: > 0 } near && near == before.Place?.Address ? before.Place : null;
        if (place is null)
        {
            var found = await SearchAddress.Place(Near, places, cancellation);
            if (!found.Succeeded)
            {
                return found.Fault;
            }

            if (found.Value is { } point)
            {
                if (!double.TryParse(point.Lat, CultureInfo.InvariantCulture, out var latitude) || !double.TryParse(point.Lng, CultureInfo.InvariantCulture, out var longitude)
                    || !double.IsFinite(latitude) || !double.IsFinite(longitude))
                {
                    return SearchFaults.PlaceUnknown;
                }

                place = new(latitude, longitude, Near!.Trim());
            }
        }

        return double.TryParse(Miles, CultureInfo.InvariantCulture, out var miles)
            ? new MatchingPreferences(
                [.. before.Causes.Where(Causes.Contains), .. Causes.Except(before.Causes).Order(StringComparer.Ordinal)],
                [.. before.Skills.Where(s => Skills.Contains(s.Skill)), .. Skills.Except(before.Skills.Select(s => s.Skill)).Order(StringComparer.Ordinal).Select(s => new OfferedSkill(s))],
                WeekParts.Names(Available),
                TimeZone,
                place,
                miles,
                Shows)
            : MatchingFaults.PlaceInvalid;
    }

    private static int Week(IEnumerable<string> names) => names.Aggregate(0, (week, name) => WeekParts.TryParse(name, out var parts) ? week | parts : week);
}
