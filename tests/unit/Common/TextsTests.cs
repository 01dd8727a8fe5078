using System.Text.RegularExpressions;
using Actors.Api.Common;
using Actors.Api.Common.Pages;
using Actors.Common;

namespace Actors.Tests.Unit.Common;

/// <summary>Pages say everything through their catalogue, in every language.</summary>
public sealed partial class TextsTests
{
    private static readonly string s_api = Path.Combine(Root(), "api");

    /// <summary>In development only.</summary>
    private static readonly string[] s_english = ["DesignPage.razor"];

    private static readonly HashSet<string> s_used = [.. Sources("*.razor").Concat(Sources("*.cs")).SelectMany(f => Keys(File.ReadAllText(f)))];

    public static TheoryData<string> Others => [.. Language.All.Skip(1).Select(l => l.Tag)];

    [Theory]
    [MemberData(nameof(Others))]
    public void Every_text_of_a_page_is_in_every_language(string tag)
    {
        Assert.True(s_used.Count > 200, $"Only {s_used.Count} texts were found: the search for them is broken.");
        Assert.Empty(s_used.Except(Language.Of(tag)!.Catalogue.Keys, StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Others))]
    public void Every_refusal_is_in_every_language(string tag) =>
        Assert.Empty(ProblemCatalogue.All.Select(f => f.Code).Except(Language.Of(tag)!.Catalogue.Keys, StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Others))]
    public void No_catalogue_keeps_what_nobody_says(string tag)
    {
        var names = Names();

        var unused = Language.Of(tag)!.Catalogue.Keys.Where(k => !s_used.Contains(k) && ProblemCatalogue.Find(k) is null && !names.Contains(k));

        Assert.Empty(unused);
    }

    [Theory]
    [MemberData(nameof(Others))]
    public void Every_cause_skill_and_qualification_is_in_every_language(string tag)
    {
        Assert.True(Names().Count > 150, $"Only {Names().Count} names were found: the search for them is broken.");
        Assert.Empty(Names().Except(Language.Of(tag)!.Catalogue.Keys, StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Others))]
    public void A_translation_fills_in_the_same_places(string tag) =>
        Assert.Empty(Language.Of(tag)!.Catalogue.Where(t => s_used.Contains(t.Key) && !Places(t.Key).SetEquals(Places(t.Value))).Select(t => t.Key));

    [Fact]
    public void No_page_has_words_outside_of_the_catalogue()
    {
        var found = Sources("*.razor").Where(f => !s_english.Contains(Path.GetFileName(f))).SelectMany(file => Words(File.ReadAllText(file)).Select(w => $"{Path.GetFileName(file)}: {w}"));

        Assert.Empty(found);
    }

    [Theory]
    [InlineData("<p>Sign up</p>", true)]
    [InlineData("<button aria-label=\"Sign up\">@T[\"Sign up\"]</button>", true)]
    [InlineData("<p>@T[\"Sign up\"] <strong>@name</strong> · @(left > 1 ? T[\"Many\"] : \"\")</p>", false)]
    [InlineData("<Field Id=\"x\" Label=\"Name\" />", true)]
    [InlineData("<input placeholder=\"https://\" />", false)]
    public void Words_are_found_where_a_reader_would_see_them(string markup, bool found) => Assert.Equal(found, Words(markup).Any());

    [Theory]
    [InlineData("es", "en", "es")]
    [InlineData("", "es-MX,es;q=0.9,en;q=0.8", "es")]
    [InlineData("", "de-DE,en;q=0.5,es;q=0.1", "en")]
    [InlineData("", "fr", "en")]
    [InlineData("", "", "en")]
    [InlineData("tlh", "es", "es")]
    public void The_persons_choice_comes_before_the_browsers(string cookie, string accepted, string expected)
    {
        Microsoft.AspNetCore.Http.DefaultHttpContext context = new();
        context.Request.Headers.Cookie = $"{Language.Cookie}={cookie}";
        context.Request.Headers.AcceptLanguage = accepted;

        Assert.Equal(expected, Language.Of(context.Request).Tag);
    }

    [Theory]
    [InlineData("en", "Sun, Mar 8, 1:30 AM – 3:30 AM EDT")]
    [InlineData("es", "dom 8 de mar, 1:30 a. m. – 3:30 a. m. EDT")]
    public void A_time_is_the_events_own_also_when_the_clock_changes(string tag, string expected)
    {
        // 01:30 EST to 03:30 EDT is one hour.
        DateTimeOffset from = new(2026, 3, 8, 6, 30, 0, TimeSpan.Zero);
        Texts texts = new(Language.Of(tag)!, from);

        Assert.Equal(expected, texts.Span(from, from.AddHours(1), "America/New_York").Replace('\u00A0', ' ').Replace('\u202F', ' '));
    }

    [Fact]
    public void One_is_told_from_many_and_a_year_from_this_year()
    {
        Texts texts = new(Language.All[0], new(2026, 5, 1, 0, 0, 0, TimeSpan.Zero));

        Assert.Equal(["0 seats left", "1 seat left", "1,200 seats left"], new[] { 0, 1, 1200 }.Select(n => texts.Count(n, "{0} seat left", "{0} seats left")));
        Assert.Equal("Sat, May 2", texts.Date(new(2026, 5, 2)));
        Assert.Equal("Sun, May 2, 2027", texts.Date(new(2027, 5, 2)));
        Assert.Equal(["35 min", "2 h", "2 h 5 min"], new[] { 35, 120, 125 }.Select(m => texts.Hours(m)));
    }

    [Fact]
    public void Facts_of_a_refusal_are_filled_in()
    {
        var fault = new Fault(FaultKind.TooMany, "test.none", "Wait until {until}.").With("until", "noon");

        Assert.Equal("Wait until noon.", new Texts(Language.All[1], default).Fault(fault));
    }

    /// <summary>Names of causes, skills and qualifications: rows of the taxonomies begin with a slug, skills with their category and slug.</summary>
    private static HashSet<string> Names() =>
    [
        .. new[] { Path.Combine("Opportunities", "061-taxonomies.sql"), Path.Combine("Trust", "021-qualifications.sql") }
            .SelectMany(file => Row().Matches(File.ReadAllText(Path.Combine(Root(), "grains", file)))).Select(row => row.Groups["name"].Value.Replace("''", "'", StringComparison.Ordinal)),
    ];

    private static IEnumerable<string> Sources(string pattern) => Directory.EnumerateFiles(s_api, pattern, SearchOption.AllDirectories)
        .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal) && !f.Contains("node_modules", StringComparison.Ordinal));

    private static IEnumerable<string> Keys(string source) =>
        Indexed().Matches(source).Select(m => m.Groups["key"].Value).Concat(Counted().Matches(source).SelectMany(m => new[] { m.Groups["one"].Value, m.Groups["other"].Value }));

    private static HashSet<string> Places(string text) => [.. Place().Matches(text).Select(m => m.Value)];

    /// <summary>Runs of letters between tags and in the attributes that are read out or shown.</summary>
    private static IEnumerable<string> Words(string razor)
    {
        var code = razor.IndexOf("@code", StringComparison.Ordinal);
        var markup = Code().Replace(Comment().Replace(code < 0 ? razor : razor[..code], ""), "@");
        return Shown().Matches(markup).Select(m => m.Groups["words"].Value).Concat(Between().Matches(Tag().Replace(markup, "<>")).Select(m => m.Groups["words"].Value))
            .Where(w => Letters().IsMatch(w)).Select(w => w.Trim()).Where(w => w.Trim('@', ' ', '·') != "Actors");
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Actors.sln")))
        {
            folder = folder.Parent;
        }

        return folder.FullName;
    }

    [GeneratedRegex("""\b(?:T|texts|this)\["(?<key>(?:[^"\\]|\\.)*)["]""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Indexed();

    [GeneratedRegex("""\b(?:T|texts)\.Count\([^"]*?,\s*"(?<one>[^"]*)",\s*"(?<other>[^"]*)["]""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Counted();

    [GeneratedRegex("""\((?:'[A-Z_]+', )?'[a-z0-9-]+', '(?<name>(?:[^']|'')+)[']""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Row();

    [GeneratedRegex(@"\{\d\}", RegexOptions.None, 1000)]
    private static partial Regex Place();

    [GeneratedRegex(@"@\*.*?\*@", RegexOptions.Singleline, 1000)]
    private static partial Regex Comment();

    /// <summary>What is written by code: @name.Of(...)[...], @(...) with one level of brackets in it, control flow and directives by line.</summary>
    [GeneratedRegex(
        """@(?:if|foreach|for)\s*\((?>[^()]+|\((?<c>)|\)(?<-c>))*(?(c)(?!))\)\s*\{?|^\s*(?:@(?:page|using|inject|attribute|layout|inherits|if|foreach|for)\b.*|(?:else|var|\().*|[{}].*|\}.*)$|@\((?>[^()]+|\((?<d>)|\)(?<-d>))*(?(d)(?!))\)|@[A-Za-z_][\w.!?]*(?:\[(?>[^\[\]]+|\[(?<b>)|\](?<-b>))*(?(b)(?!))\]|\((?>[^()]+|\((?<e>)|\)(?<-e>))*(?(e)(?!))\))*(?:\.\w+)*""",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex Code();

    [GeneratedRegex("""(?:\saria-label|\stitle|\salt|\splaceholder|\sLabel|\sTitle|\sHint|\sLead|\sText|\sBack)="(?<words>[^"@]*)["]""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Shown();

    [GeneratedRegex("""<(?:[^<>"]|"[^"]*")*>""", RegexOptions.None, 1000)]
    private static partial Regex Tag();

    [GeneratedRegex(">(?<words>[^<>]+)<", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Between();

    [GeneratedRegex(@"\p{L}{2,}(?![\p{L}:])", RegexOptions.None, 1000)]
    private static partial Regex Letters();
}
