using System.Globalization;
using Actors.Grains.Notifications;
using Actors.Squads;
using NodaTime;
using NodaTime.Extensions;

namespace Actors.Grains.Squads;

/// <summary>What invited people and guests read. Plain text; every link leads to a page that asks before it does anything.</summary>
internal static class SquadLetters
{
    private const int LongestInText = 60;

    public static Mail Invite(BookingState booking, Invitation invitation, SquadStanding squad, string to, string url)
    {
        var facts = booking.Event!;
        var opening = invitation.IsAsked
            ? $"you asked for your own link to join {Line(squad.Name)}. With it you take a seat, see when and where, and give the seat back if you cannot come:"
            : $"{Line(squad.LeaderName)} invites you to volunteer with {Line(squad.Name)}. Open the link and press 'Join' to take one of the squad's seats; you need no account:";
        return new(
            $"{invitation.Id}/{invitation.Letter}",
            to,
            invitation.IsAsked ? $"Your link to join {squad.Name}" : $"{squad.LeaderName} invites you: {facts.Title}",
            $"""
             Hello{(invitation.Name is { } name ? $" {Line(name)}" : "")},

             {opening}

             {url}

             {facts.Title}
             {facts.OrganizationName}
             {At(facts.StartsAt, facts.TimeZone)} to {At(facts.EndsAt, facts.TimeZone)}
             {facts.Address}

             The link is for you alone and good for a week. If you do not want to come, ignore this letter: nothing happens by itself.
             """,
            invitation.Id.Value);
    }

    public static Text Text(BookingState booking, Invitation invitation, SquadStanding squad, string url) => new(
        $"{invitation.Id}/{invitation.Letter}/text",
        invitation.Phone!,
        $"{Line(squad.LeaderName)} invites you to volunteer: {Line(booking.Event!.Title)}. Join here, within a week: {url}",
        invitation.Id.Value,
        invitation.InvitedAt);

    public static Mail Claim(string id, string to, string name, GuestEvent attended, GuestImpact impact, string url)
    {
        var here = impact.Events.Where(e => e.Title == attended.Title).ToList();
        var (verified, pending) = (here.Sum(e => e.VerifiedMinutes), here.Sum(e => e.PendingMinutes));
        var others = impact.VerifiedMinutes + impact.PendingMinutes - verified - pending;
        return new(
            id,
            to,
            $"Claim your impact: {attended.Title}",
            $"""
             Hello {Line(name)},

             thank you for volunteering at {attended.Title} with {attended.OrganizationName}.

             Verified: {Hours(verified)}
             Waiting for the organization to verify: {Hours(pending)}{(others > 0 ? $"\nFrom other events: {Hours(others)}" : "")}

             They are kept under your address. Claim them, and they are your record from now on, together with everything that you do later:

             {url}

             The link is for you alone, and good for 30 days. Without it nothing is lost: you may log in by a link to this address at any time.
             """,
            attended.Registration.Value);
    }

    public static string Hours(int minutes) => minutes % 60 == 0
        ? string.Create(CultureInfo.InvariantCulture, $"{minutes / 60} h")
        : string.Create(CultureInfo.InvariantCulture, $"{minutes / 60} h {minutes % 60} min");

    /// <summary>A name is chosen freely; in a letter it must not become a paragraph of its own.</summary>
    private static string Line(string name)
    {
        var line = new string([.. name.Where(c => !char.IsControl(c) && c is not ('\u2028' or '\u2029'))]).Trim();
        return line.Length <= LongestInText ? line : string.Concat(line.AsSpan(0, LongestInText - 1).TrimEnd(), "…");
    }

    private static string At(DateTimeOffset moment, string timeZone)
    {
        var zone = DateTimeZoneProviders.Tzdb.GetZoneOrNull(timeZone) ?? DateTimeZone.Utc;
        return moment.ToInstant().InZone(zone).ToString("dddd, d MMMM yyyy 'at' HH:mm x", CultureInfo.InvariantCulture);
    }
}
