using System.Text;
using Actors.Api.Opportunities;

namespace Actors.Tests.Unit.Opportunities;

/// <summary>The rules of RFC 5545 that calendars stumble over.</summary>
public class CalendarTextTests
{
    private static readonly CalendarEvent s_event = new(
        "shf_1@actors", 7, Sample.Before, Sample.Start, Sample.End, "Soup", "Cook and serve", "Pier 1", 40.7, -74, "https://actors.example/opportunities/opp_1", false);

    [Fact]
    public void Lines_end_with_crlf_and_have_at_most_75_octets_without_cutting_a_character()
    {
        var text = Written(s_event with { Summary = string.Concat(Enumerable.Repeat("Grüße 🌳 für alle ", 30)) });

        Assert.EndsWith("END:VCALENDAR\r\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', text.Replace("\r\n", "", StringComparison.Ordinal));
        Assert.All(text.Split("\r\n"), line => Assert.InRange(Encoding.UTF8.GetByteCount(line), 0, 75));
        Assert.DoesNotContain('\uFFFD', text);
        Assert.Contains("SUMMARY:" + string.Concat(Enumerable.Repeat("Grüße 🌳 für alle ", 30)), Unfolded(text), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(67, 1)]
    [InlineData(68, 2)]
    public void A_line_is_folded_at_the_76th_octet_and_not_before(int length, int lines)
    {
        var text = Written(s_event with { Summary = new string('x', length) });

        Assert.Equal(lines, text.Split("\r\n").Count(l => l.StartsWith("SUMMARY:", StringComparison.Ordinal) || l.StartsWith(" x", StringComparison.Ordinal)));
    }

    [Fact]
    public void Commas_semicolons_backslashes_and_line_ends_are_escaped_and_nothing_can_add_a_line_of_its_own()
    {
        var text = Unfolded(Written(s_event with { Summary = "a,b;c\\d\r\nEND:VEVENT\u0007", Description = "one\ntwo\r\nthree" }));

        Assert.Contains("SUMMARY:a\\,b\\;c\\\\d\\nEND:VEVENT \r\n", text, StringComparison.Ordinal);
        Assert.Contains("DESCRIPTION:one\\ntwo\\nthree\r\n", text, StringComparison.Ordinal);
        Assert.Single(text.Split("\r\n"), "END:VEVENT");
    }

    [Fact]
    public void Times_are_in_utc_and_what_is_cancelled_stays_and_says_so()
    {
        var going = Written(s_event);
        var cancelled = Written(s_event with { IsCancelled = true, Sequence = 8 });

        Assert.Contains("DTSTART:20260606T130000Z\r\nDTEND:20260606T160000Z\r\n", going, StringComparison.Ordinal);
        Assert.Contains("UID:shf_1@actors\r\n", going, StringComparison.Ordinal);
        Assert.Contains("GEO:40.7;-74\r\n", going, StringComparison.Ordinal);
        Assert.Contains("SEQUENCE:7\r\n", going, StringComparison.Ordinal);
        Assert.Contains("STATUS:CONFIRMED\r\n", going, StringComparison.Ordinal);
        Assert.Contains("UID:shf_1@actors\r\n", cancelled, StringComparison.Ordinal);
        Assert.Contains("SEQUENCE:8\r\n", cancelled, StringComparison.Ordinal);
        Assert.Contains("STATUS:CANCELLED\r\n", cancelled, StringComparison.Ordinal);
    }

    [Fact]
    public void An_address_with_line_ends_cannot_add_a_line() =>
        Assert.DoesNotContain("\r\nX-EVIL", Written(s_event with { Url = "https://actors.example/\r\nX-EVIL:1" }), StringComparison.Ordinal);

    private static string Written(CalendarEvent one) => CalendarText.Write("My shifts", [one]);

    private static string Unfolded(string text) => text.Replace("\r\n ", "", StringComparison.Ordinal);
}
