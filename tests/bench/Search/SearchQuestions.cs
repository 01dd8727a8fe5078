using System.Globalization;
using Npgsql;

namespace Actors.Bench.Search;

/// <summary>What people ask: around where many and where few live, for common, seldom, mistyped and half-typed words, filters alone and together, deep pages.</summary>
internal static class SearchQuestions
{
    public static async Task<List<(string Kind, string Address, int Pages)>> Of(NpgsqlDataSource database, int each)
    {
        Random random = new(7);
        var cities = await SearchData.Strings(database, "select format('lat=%s&lng=%s', round(latitude::numeric, 4), round(longitude::numeric, 4)) from bench_city order by id");
        var words = await SearchData.Strings(database, "select word from bench_word order by rank limit 4000");
        var titles = await SearchData.Strings(database, "select text from bench_title order by id");
        var causes = await SearchData.Strings(database, "select slug from cause order by slug");
        var skills = await SearchData.Strings(database, "select slug from skill order by slug");
        var now = DateTimeOffset.UtcNow;

        // As people are spread, many ask from the largest places.
        string Place() => cities[(int)(cities.Count * Math.Pow(random.NextDouble(), 3))];
        string Word() => words[(int)(words.Count * Math.Pow(random.NextDouble(), 3))];
        string Two() => $"{Word()}%20{Word()}";
        string Title() => Uri.EscapeDataString(string.Join(' ', Pick(titles).Split(' ').Take(2)));
        string Pick(List<string> of) => of[random.Next(of.Count)];
        string Radius() => "radiusMiles=" + new[] { 5, 10, 25, 50, 100 }[random.Next(5)].ToString(CultureInfo.InvariantCulture);
        string Dates()
        {
            var from = now.AddDays(random.Next(90));
            return string.Create(CultureInfo.InvariantCulture, $"from={from:yyyy-MM-dd}&to={from.AddDays(1 + random.Next(14)):yyyy-MM-dd}");
        }

        string Typo()
        {
            var word = words[random.Next(180)];
            while (word.Length < 6)
            {
                word = words[random.Next(180)];
            }

            var at = 1 + random.Next(word.Length - 2);
            return random.Next(3) switch
            {
                0 => word.Remove(at, 1),
                1 => word.Insert(at, word[at].ToString()),
                _ => word[..at] + word[at + 1] + word[at] + word[(at + 2)..],
            };
        }

        (string Kind, Func<string> Address, int Pages)[] kinds =
        [
            ("home, by date", () => "opportunities?", 1),
            ("radius", () => $"opportunities?{Place()}&{Radius()}", 1),
            ("radius, dates", () => $"opportunities?{Place()}&{Radius()}&{Dates()}", 1),
            ("radius, dates, by date", () => $"opportunities?{Place()}&{Radius()}&{Dates()}&sort=date", 1),
            ("text", () => $"opportunities?text={Word()}", 1),
            ("text, two words", () => $"opportunities?text={Two()}", 1),
            ("text of a title", () => $"opportunities?text={Title()}", 1),
            ("text in radius", () => $"opportunities?text={Word()}&{Place()}&{Radius()}", 1),
            ("text in radius, by distance", () => $"opportunities?text={Two()}&{Place()}&{Radius()}&sort=distance", 1),
            ("text, by date, dates", () => $"opportunities?text={Word()}&sort=date&{Dates()}", 1),
            ("typo", () => $"opportunities?text={Typo()}", 1),
            ("typo in radius", () => $"opportunities?text={Typo()}&{Place()}&{Radius()}", 1),
            ("cause", () => $"opportunities?cause={Pick(causes)}", 1),
            ("cause in radius", () => $"opportunities?cause={Pick(causes)}&{Place()}&{Radius()}", 1),
            ("skills", () => $"opportunities?skill={Pick(skills)}&skill={Pick(skills)}", 1),
            ("skills, cause in radius", () => $"opportunities?skill={Pick(skills)}&cause={Pick(causes)}&{Place()}&{Radius()}", 1),
            ("open seats in radius", () => $"opportunities?open=true&{Place()}&{Radius()}", 1),
            ("open seats, weekends, age", () => $"opportunities?open=true&available=weekends&age={13 + random.Next(10)}&{Place()}&{Radius()}", 1),
            ("virtual", () => $"opportunities?virtual=true&cause={Pick(causes)}&available=evening", 1),
            ("virtual, age", () => $"opportunities?virtual=true&age={13 + random.Next(10)}", 1),
            ("one evening a week", () => $"opportunities?available=tue-evening&open=true", 1),
            ("age", () => $"opportunities?age=15&{Place()}&{Radius()}", 1),
            ("everything at once", () => $"opportunities?text={Word()}&cause={Pick(causes)}&open=true&available=weekends&age=16&{Place()}&radiusMiles=50&{Dates()}", 1),
            ("pages, radius", () => $"opportunities?{Place()}&radiusMiles=50&limit=50", 40),
            ("pages, by date", () => "opportunities?limit=50", 40),
            ("pages, text", () => $"opportunities?text={Word()}&limit=50", 40),
            ("pages, cause in radius", () => $"opportunities?cause=education&{Place()}&radiusMiles=100&sort=date&limit=50", 40),
            ("facets", () => "opportunities/facets?", 1),
            ("facets, radius", () => $"opportunities/facets?{Place()}&{Radius()}", 1),
            ("facets, text", () => $"opportunities/facets?text={Word()}&cause={Pick(causes)}", 1),
            ("autocomplete", () => { var word = Pick(words); return $"opportunities/suggestions?text={word[..Math.Min(word.Length, 1 + random.Next(5))]}"; }, 1),
        ];

        // Page by page, so a few walks make as many requests as the others.
        return [.. kinds.SelectMany(k => Enumerable.Range(0, k.Pages == 1 ? each : Math.Max(1, each / 20)).Select(_ => (k.Kind, k.Address(), k.Pages)))];
    }
}
