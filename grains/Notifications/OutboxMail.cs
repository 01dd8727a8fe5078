using Actors.Accounts;
using Actors.Common;
using Npgsql;

namespace Actors.Grains.Notifications;

/// <summary>Letters for the development outbox.</summary>
internal sealed class OutboxMail(NpgsqlDataSource database, Clock clock) : IMailPort
{
    public async Task<MailReceipt> Send(Mail mail)
    {
        if (!EmailAddress.TryParse(mail.To, out _))
        {
            return MailReceipt.Refused("bad-address");
        }

        await Outbox.Keep(database, mail.Id, "EMAIL", mail.To, mail.Subject, mail.Body, mail.About, clock.Now);
        return MailReceipt.Taken;
    }
}
