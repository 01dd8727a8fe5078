using System.Globalization;
using Actors.Accounts;
using Actors.Grains.Notifications;
using Actors.Trust;

namespace Actors.Grains.Trust;

/// <summary>What guardians and minors read. Plain text. What an organizer wrote stays out of the first letter: it goes to an address that nobody has confirmed.</summary>
internal static class GuardianLetters
{
    public static Mail Question(Consent consent, string letter, string organization, string url) => new(
        letter,
        consent.Guardian,
        $"{consent.MinorName} asks for your consent to volunteer",
        $"""
         {consent.MinorName} wants to volunteer with {organization} and is under 18. They named you as their parent or legal guardian.

         Read what it is about, then consent or decline here:
         {url}

         The link is for you alone: whoever has it answers in your name. It can be answered until {consent.AnswerBy.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} UTC;
         keep it, with it you take back a consent at any time. If you do not know {consent.MinorName}, ignore this letter, or open the link and
         say that we should not write to you again.
         """,
        consent.Id.Value);

    public static Mail Answer(Consent consent, AccountCard minor, string address)
    {
        var said = consent.Status switch
        {
            ConsentStatus.Given => "has consented. You can sign up now",
            ConsentStatus.Declined => "has declined",
            _ => "has taken the consent back. You cannot check in any more",
        };
        return new(
            $"{consent.Id}/{consent.Status}",
            address,
            "Your guardian has answered",
            $"""
             Hello {minor.Name},

             {consent.Guardian} {said}.

             Event {consent.Opportunity}
             """,
            consent.Id.Value);
    }
}
