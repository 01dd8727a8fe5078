using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using System.Text.Json;

namespace Actors.Api.Common.Pages;

/// <summary>A language that pages speak: its catalogue, and how it writes dates and numbers.</summary>
/// <param name="Tag">BCP 47, as in <c>lang</c> and in the cookie.</param>
/// <param name="Name">What it calls itself.</param>
/// <param name="Catalogue">From the English text, which is the key, to this language's; faults by their code.</param>
internal sealed record Language(string Tag, string Name, CultureInfo Culture, FrozenDictionary<string, string> Catalogue, DatePatterns Dates)
{
    public const string Cookie = "actors-language";

    /// <summary>English first: it is what pages are written in, and what others fall back to.</summary>
    public static ImmutableArray<Language> All { get; } =
    [
        new("en", "English", CultureInfo.GetCultureInfo("en-US"), FrozenDictionary<string, string>.Empty, new("ddd, MMM d", "ddd, MMM d, yyyy", "h:mm tt", "MMMM yyyy")),
        new("es", "Español", CultureInfo.GetCultureInfo("es-US"), Read("es"), new("ddd d 'de' MMM", "ddd d 'de' MMM 'de' yyyy", "h:mm tt", "MMMM 'de' yyyy")),
    ];

    public static Language? Of(string? tag) => All.FirstOrDefault(l => l.Tag == tag);

    /// <summary>The person's choice, or else the best that their browser asks for, or else English.</summary>
    public static Language Of(HttpRequest request)
    {
        if (Of(request.Cookies[Cookie]) is { } chosen)
        {
            return chosen;
        }

        var wanted = request.GetTypedHeaders().AcceptLanguage.OrderByDescending(l => l.Quality ?? 1).Where(l => l.Quality is not 0);
        return wanted.Select(l => Of(l.Value.Value?.Split('-')[0].ToLowerInvariant())).FirstOrDefault(l => l is not null) ?? All[0];
    }

    /// <summary>All files <c>Texts.TAG.json</c> of the slices; the same text twice is said once.</summary>
    private static FrozenDictionary<string, string> Read(string tag)
    {
        Dictionary<string, string> texts = new(StringComparer.Ordinal);
        var assembly = Assembly.GetExecutingAssembly();
        foreach (var name in assembly.GetManifestResourceNames().Where(n => n.EndsWith($"Texts.{tag}.json", StringComparison.Ordinal)))
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            foreach (var (english, text) in JsonSerializer.Deserialize<Dictionary<string, string>>(stream)!)
            {
                texts.Add(english, text);
            }
        }

        return texts.ToFrozenDictionary(StringComparer.Ordinal);
    }
}

/// <summary>Patterns of NodaTime.</summary>
/// <param name="Day">A day of this year.</param>
/// <param name="DayOfYear">A day of another year.</param>
internal sealed record DatePatterns(string Day, string DayOfYear, string Time, string Month);
