using System.Globalization;
using Actors.Accounts;
using Actors.Grains.Notifications;

namespace Actors.Grains.Accounts;

/// <summary>What people read about their accounts, in their language. Plain text; every link leads to a page that asks before it does anything.</summary>
internal static class AccountLetters
{
    private static readonly CultureInfo s_spanish = CultureInfo.GetCultureInfo("es-US");

    public static Mail Link(MailedLink link, AccountCard card, string to, string url)
    {
        var spanish = IsSpanish(card.Language);
        var (subject, text) = (link.Purpose, spanish) switch
        {
            (LinkPurpose.SignIn, false) => ("Your link to log in", "With this link you log in, once, within 15 minutes:"),
            (LinkPurpose.SignIn, true) => ("Tu enlace para entrar", "Con este enlace entras, una vez, en los próximos 15 minutos:"),
            (LinkPurpose.ResetPassword, false) => ("Set a new password", "With this link you set a new password, once, within an hour. It logs you out everywhere:"),
            (LinkPurpose.ResetPassword, true) => ("Elige una contraseña nueva", "Con este enlace eliges una contraseña nueva, una vez, en la próxima hora. Cierra tus sesiones en todas partes:"),
            (_, false) => ("Confirm your e-mail address", "Confirm that this is your address, within three days:"),
            (_, true) => ("Confirma tu correo electrónico", "Confirma que este es tu correo, en los próximos tres días:"),
        };
        var otherwise = (link.Purpose == LinkPurpose.VerifyEmail, spanish) switch
        {
            (true, false) => "If you have not opened an account with us, do not confirm: somebody gave your address by mistake.",
            (true, true) => "Si no has abierto una cuenta con nosotros, no confirmes: alguien dio tu correo por error.",
            (false, false) => "If you have not asked for this, ignore this letter; nothing changes. Nobody of us will ever ask you for the link.",
            (false, true) => "Si no lo has pedido, ignora esta carta; nada cambia. Nadie de nosotros te pedirá nunca el enlace.",
        };
        return new(link.Id.Value, to, subject, $"{Hello(card)}\n\n{text}\n\n{url}\n\n{otherwise}\n", card.UserId.Value);
    }

    public static Mail Change(string id, EmailChange change, AccountCard card, bool old, string url) => (old, IsSpanish(card.Language)) switch
    {
        (true, false) => new(
            id, change.From, "Is your account to have another e-mail address?",
            $"{Hello(card)}\n\nyour account is to have the address {change.To} instead of this one. It changes only if you agree, within a day. Here you agree or stop it:\n\n{url}\n\nIf you have not asked for this, stop it and set a new password.\n",
            card.UserId.Value),
        (true, true) => new(
            id, change.From, "¿Debe tener tu cuenta otro correo?",
            $"{Hello(card)}\n\ntu cuenta debe tener el correo {change.To} en lugar de este. Cambia solo si estás de acuerdo, en el plazo de un día. Aquí lo aceptas o lo detienes:\n\n{url}\n\nSi no lo has pedido, detenlo y elige una contraseña nueva.\n",
            card.UserId.Value),
        (false, false) => new(
            id, change.To, "Confirm your new e-mail address",
            $"{Hello(card)}\n\nyour account is to have this address. Confirm it within a day; the old address has to agree too:\n\n{url}\n\nIf you have no account with us, ignore this letter.\n",
            card.UserId.Value),
        (false, true) => new(
            id, change.To, "Confirma tu correo nuevo",
            $"{Hello(card)}\n\ntu cuenta debe tener este correo. Confírmalo en el plazo de un día; el correo de antes también tiene que aceptarlo:\n\n{url}\n\nSi no tienes cuenta con nosotros, ignora esta carta.\n",
            card.UserId.Value),
    };

    public static Mail Deletion(string id, AccountCard card, string to, DateTimeOffset at) => IsSpanish(card.Language)
        ? new(
            id, to, "Tu cuenta se borrará",
            $"{Hello(card)}\n\ncomo pediste, tu cuenta se borrará el {Day(at, card.Language)}. Hasta entonces puedes entrar y conservarla.\n\nSi no lo has pedido, entra, conserva tu cuenta y elige una contraseña nueva.\n",
            card.UserId.Value)
        : new(
            id, to, "Your account will be deleted",
            $"{Hello(card)}\n\nas you asked, your account will be deleted on {Day(at, card.Language)}. Until then you can log in and keep it.\n\nIf you have not asked for this, log in, keep your account and set a new password.\n",
            card.UserId.Value);

    public static Mail HeldUp(string id, AccountCard card, string to, string organization, DateTimeOffset at) => IsSpanish(card.Language)
        ? new(
            id, to, "Tu cuenta todavía no se pudo borrar",
            $"{Hello(card)}\n\neres la única persona propietaria de {organization}. Entra y haz propietaria a otra persona; lo intentamos de nuevo el {Day(at, card.Language)}.\n",
            card.UserId.Value)
        : new(
            id, to, "Your account could not be deleted yet",
            $"{Hello(card)}\n\nyou are the only owner of {organization}. Log in and make somebody else an owner; we try again on {Day(at, card.Language)}.\n",
            card.UserId.Value);

    public static Mail Deleted(string id, string name, string language, string to) => IsSpanish(language)
        ? new(
            id, to, "Tu cuenta está borrada",
            $"Hola {name}:\n\ntu cuenta y lo que era tuyo en ella están borrados. Las horas verificadas siguen contando para las organizaciones, sin tu nombre. Gracias por haber estado aquí.\n\nEsta es nuestra última carta.\n",
            "deleted")
        : new(
            id, to, "Your account is deleted",
            $"Hello {name},\n\nyour account and what was yours in it are deleted. Hours that were verified stay counted for the organizations, without your name. Thank you for having been here.\n\nThis is our last letter to you.\n",
            "deleted");

    /// <param name="card">Of the account that stays.</param>
    /// <param name="former">Address of the account that was merged into it.</param>
    public static Mail Merged(string id, AccountCard card, string to, string former, string language) => IsSpanish(language)
        ? new(
            id, to, "Tus cuentas son una",
            $"{Hello(card)}\n\nla cuenta de {former} se ha unido a la de {card.Email}, como pidió quien entró en las dos. Todo lo de la primera pasa a la segunda; desde ahora se entra con la segunda.\n\nSi no fuiste tú, elige enseguida una contraseña nueva y responde a esta carta: guardamos constancia de todo lo que se pasa.\n",
            card.UserId.Value)
        : new(
            id, to, "Your accounts are one",
            $"{Hello(card)}\n\nthe account of {former} was brought into the one of {card.Email}, as somebody asked who was logged in to both. Everything of the first becomes the second's; from now on you log in to the second.\n\nIf that was not you, set a new password at once and answer this letter: we keep a record of everything that is moved.\n",
            card.UserId.Value);

    /// <summary>To whoever has an account already and registers, or is taken for somebody who has none.</summary>
    public static Mail HasAccount(string id, AccountCard card, string to, string url) => IsSpanish(card.Language)
        ? new(
            id, to, "Ya tienes una cuenta",
            $"{Hello(card)}\n\nalguien, quizá tú, quiso abrir una cuenta con este correo. Ya tienes una. Aquí entras o eliges una contraseña nueva:\n\n{url}/login\n{url}/login/link?purpose=reset\n\nSi no fuiste tú, ignora esta carta; nada ha cambiado.\n",
            card.UserId.Value)
        : new(
            id, to, "You have an account already",
            $"{Hello(card)}\n\nsomebody, perhaps you, wanted to open an account with this address. You have one. Here you log in, or set a new password:\n\n{url}/login\n{url}/login/link?purpose=reset\n\nIf it was not you, ignore this letter; nothing has changed.\n",
            card.UserId.Value);

    private static string Hello(AccountCard card) => IsSpanish(card.Language) ? $"Hola {card.Name}:" : $"Hello {card.Name},";

    private static string Day(DateTimeOffset at, string language) =>
        IsSpanish(language) ? at.ToString("d 'de' MMMM 'de' yyyy", s_spanish) : at.ToString("MMMM d, yyyy", CultureInfo.InvariantCulture);

    private static bool IsSpanish(string language) => language.StartsWith("es", StringComparison.OrdinalIgnoreCase);
}
