using System.Net;
using System.Net.Mail;
using System.Text;
using Microsoft.Extensions.Options;

namespace Actors.Grains.Notifications;

/// <summary>
/// Letters by SMTP. The protocol knows no ids: after a connection that broke at the end the same letter goes out again, with the same
/// Message-ID, by which mailboxes know it.
/// </summary>
internal sealed class SmtpMail(IOptions<MailOptions> options) : IMailPort
{
    public async Task<MailReceipt> Send(Mail mail)
    {
        var set = options.Value;
        using var client = new SmtpClient(set.Host, set.Port) { EnableSsl = set.StartTls };
        if (set.User is not null)
        {
            client.Credentials = new NetworkCredential(set.User, set.Password);
        }

        try
        {
            var from = new MailAddress(set.From);
            using var message = new MailMessage(from, new MailAddress(mail.To))
            {
                Subject = mail.Subject,
                SubjectEncoding = Encoding.UTF8,
                Body = mail.Body,
                BodyEncoding = Encoding.UTF8,
                BodyTransferEncoding = System.Net.Mime.TransferEncoding.QuotedPrintable,
            };
            message.Headers.Add("Message-ID", $"<{SecretKey.Hash(mail.Id)[..32]}@{from.Host}>");
            message.Headers.Add("Auto-Submitted", "auto-generated");
            await client.SendMailAsync(message);
            return MailReceipt.Taken;
        }
        catch (FormatException)
        {
            return MailReceipt.Refused("bad-address");
        }
        catch (SmtpException exception) when (IsRefusal(exception.StatusCode))
        {
            return MailReceipt.Refused($"smtp-{(int)exception.StatusCode}");
        }
    }

    /// <summary>What the server says of this recipient or letter for good. Everything else (busy, no such user of ours, no connection) may pass.</summary>
    private static bool IsRefusal(SmtpStatusCode code) =>
        code is SmtpStatusCode.MailboxUnavailable or SmtpStatusCode.MailboxNameNotAllowed or SmtpStatusCode.UserNotLocalTryAlternatePath or SmtpStatusCode.ExceededStorageAllocation;
}
