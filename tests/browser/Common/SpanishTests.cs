using System.Text.RegularExpressions;
using Actors.Api.Common;
using Actors.Api.Common.Pages;
using Microsoft.Playwright;

namespace Actors.Tests.Browser.Common;

/// <summary>Whoever reads Spanish meets no English text of ours on any page.</summary>
public sealed class SpanishTests(Chromium app) : IClassFixture<Chromium>
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(1);

    /// <summary>What is the same in both languages, or only a few letters around what is filled in, tells nothing.</summary>
    private static readonly Regex[] s_english =
    [
        .. Language.Of("es")!.Catalogue.Where(t => t.Key != t.Value && ProblemCatalogue.Find(t.Key) is null && Regex.IsMatch(t.Key, @"\p{L}{3}", RegexOptions.None, s_limit))
            .Select(t => t.Key).Concat(ProblemCatalogue.All.Select(f => f.Detail))
            .Select(text => new Regex($"^{Regex.Replace(Regex.Escape(text), @"\\\{[0-9a-z-]+}", ".+", RegexOptions.IgnoreCase, s_limit)}$", RegexOptions.None, s_limit)),
    ];

    [Fact]
    public async Task No_page_has_an_English_text_of_the_catalogue()
    {
        List<string> found = [];
        Dictionary<string, Visit> visits = new(StringComparer.Ordinal);
        foreach (var (path, who) in PageList.All)
        {
            var address = await app.Stage(path);
            if (!visits.TryGetValue(who, out var visit))
            {
                visits[who] = visit = await app.Visit(who, new() { Locale = "es-MX" });
            }

            await visit.Open(address);

            // What people have written stays as it is: the shifts of the events here are called so.
            var texts = (await Texts(visit)).Select(text => Regex.Replace(text, @"Shift \d", "·", RegexOptions.None, s_limit)).ToArray();
            Assert.True(texts.Length > 10, $"Only {texts.Length} texts on {path}: the search for them is broken.");
            found.AddRange(texts.Where(text => s_english.Any(english => english.IsMatch(text))).Select(text => $"{path} ({who}): {text}"));
        }

        foreach (var visit in visits.Values)
        {
            await visit.DisposeAsync();
        }

        Assert.True(found.Count == 0, string.Join('\n', found.Distinct(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task An_English_page_is_found_to_be_English()
    {
        await using var visit = await app.Anybody(new BrowserNewContextOptions { Locale = "en-US" });
        await visit.Open("/search");

        var texts = await Texts(visit);

        Assert.True(texts.Count(text => s_english.Any(english => english.IsMatch(text))) > 10);
    }

    /// <summary>What is shown or read out, without what says that it is in another language and without code.</summary>
    private static Task<string[]> Texts(Visit visit) => visit.Page.EvaluateAsync<string[]>(
        """
        () => {
          const found = new Set([document.title.split(' · ')[0]]);
          const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          while (walker.nextNode()) {
            if (!walker.currentNode.parentElement.closest('script, style, body [lang], code')) found.add(walker.currentNode.data.trim().replace(/\s+/g, ' '));
          }
          for (const name of ['aria-label', 'alt', 'placeholder', 'title', 'data-label']) {
            for (const element of document.querySelectorAll(`body [${name}]`)) found.add(element.getAttribute(name).trim());
          }
          return [...found].filter(text => text);
        }
        """);
}
