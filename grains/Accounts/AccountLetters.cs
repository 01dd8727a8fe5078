using Actors.Accounts;
using Actors.Grains.Notifications;

namespace Actors.Grains.Accounts;

/// <summary>What people read about their accounts. Plain text; every link leads to a page that asks before it does anything.</summary>
internal static class AccountLetters
{
    public static Mail Link(MailedLink link, AccountCard card, string to, string url)
    {
        var (subject, text) = link.Purpose switch
        {
            LinkPurpose.SignIn => ("Your link to log in", "With this link you log in, once, within 15 minutes:"),
            LinkPurpose.ResetPassword => ("Set a new password", "With this link you set a new password, once, within an hour. It logs you out everywhere:"),
            _ => ("Confirm your e-mail address", "Confirm that this is your address, within three days:"),
        };
        var otherwise = link.Purpose == LinkPurpose.VerifyEmail
            ? "If you have not opened an account with us, do not confirm: somebody gave your address by mistake."
            : "If you have not asked for this, ignore this letter; nothing changes. Nobody of us will ever ask you for the link.";
        return new(link.Id.Value, to, subject, $"Hello {card.Name},\n\n{text}\n\n{url}\n\n{otherwise}\n", card.UserId.Value);
    }

    public static Mail Change(string id, EmailChange change, AccountCard card, bool old, string url) => new(
        id,
        old ? change.From : change.To,
        old ? "Is your account to have another e-mail address?" : "Confirm your new e-mail address",
        old
            ? $"Hello {card.Name},\n\nyour account is to have the address {change.To} instead of this one. It changes only if you agree, within a day. Here you agree or stop it:\n\n{url}\n\nIf you have not asked for this, stop it and set a new password.\n"
            : $"Hello {card.Name},\n\nyour account is to have this address. Confirm it within a day; the old address has to agree too:\n\n{url}\n\nIf you have no account with us, ignore this letter.\n",
        card.UserId.Value);
}
