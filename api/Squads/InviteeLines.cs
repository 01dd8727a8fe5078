using System.Collections.Immutable;
using Actors.Accounts;
using Actors.Squads;

namespace Actors.Api.Squads;

/// <summary>Reads what a leader types: one person in a line, a name if they like, an address or a number or both.</summary>
internal static class InviteeLines
{
    private static readonly char[] s_between = [' ', '\t', ',', ';', '<', '>'];

    public static ImmutableArray<Invitee> Read(string? text) =>
        [.. (text ?? "").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Line)];

    private static Invitee Line(string line)
    {
        var words = line.Split(s_between, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var email = words.FirstOrDefault(w => w.Contains('@'));
        var rest = string.Join(' ', words.Where(w => w != email));

        // A number may have spaces in it: from its plus, or its two noughts, to the end.
        var at = rest.IndexOf('+') is >= 0 and var plus ? plus : rest.StartsWith("00", StringComparison.Ordinal) ? 0 : rest.IndexOf(" 00", StringComparison.Ordinal);
        var phone = at >= 0 ? rest[at..].Trim() : null;
        var name = (at >= 0 ? rest[..at] : rest).Trim();
        return email is null && phone is null && !PhoneNumber.TryParse(name, out _) ? new(null, name, null) : new(name.Length == 0 ? null : name, email, phone);
    }
}
