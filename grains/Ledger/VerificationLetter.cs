using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Actors.Grains.Notifications;
using Actors.Ledger;
using Actors.Organizations;

namespace Actors.Grains.Ledger;

/// <summary>What the organization reads (seed 8.2, notification timeline). Plain text: nothing in it needs escaping.</summary>
internal static class VerificationLetter
{
    /// <summary>The same entry, kind, round and address make the same letter, however often it is sent.</summary>
    public static Mail Write(string entry, LedgerEntryState state, OrganizationTerms terms, NoticeKind kind, string recipient, DateTimeOffset? autoVerifiesAt)
    {
        var attended = state.Attended!;
        var hours = Hours(state.Minutes);
        var subject = kind switch
        {
            NoticeKind.Initial => $"Please verify {hours} of {attended.VolunteerName}",
            NoticeKind.Reminder => $"Still open: {hours} of {attended.VolunteerName}",
            _ => $"One hour left to review {hours} of {attended.VolunteerName}",
        };
        var silence = terms.AutoVerify
            ? autoVerifiesAt is { } moment
                ? string.Create(CultureInfo.InvariantCulture, $"Without an answer they count as verified on {moment.UtcDateTime:yyyy-MM-dd HH:mm} UTC.")
                : string.Create(CultureInfo.InvariantCulture, $"Without an answer they count as verified in {terms.Window.TotalHours:0} hours.")
            : "They stay open until a member of your organization decides.";
        var estimated = attended.Estimated == true ? "\nNobody checked out: the hours run to the end of the shift. Confirm or correct them on the event's roster." : "";
        var body =
            $"""
             {attended.VolunteerName} took part in "{attended.Title}" on {attended.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}: {hours}.{estimated}
             Verify, adjust, reject or dispute these hours in the list of {terms.Name}.
             {silence}

             Entry {entry}
             """;
        return new(IdOf(entry, kind, state.Round, recipient), recipient, subject, body, entry);
    }

    private static string IdOf(string entry, NoticeKind kind, int round, string recipient)
    {
        var address = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(recipient.ToUpperInvariant())).AsSpan(0, 8));
        var name = kind switch
        {
            NoticeKind.Initial => "initial",
            NoticeKind.Reminder => "reminder",
            _ => "final-warning",
        };
        return string.Create(CultureInfo.InvariantCulture, $"{entry}/{name}/{round}/{address}");
    }

    private static string Hours(int minutes) => string.Create(CultureInfo.InvariantCulture, $"{minutes / 60} h {minutes % 60} min");
}
