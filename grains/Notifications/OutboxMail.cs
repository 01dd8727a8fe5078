using Actors.Accounts;
using Actors.Common;
using Npgsql;

namespace Actors.Grains.Notifications;

/// <summary>Where no provider is configured: letters land in the development outbox (table outbox_message), where a newcomer can read them.</summary>
internal sealed class OutboxMail(NpgsqlDataSource database, Clock clock) : IMailPort
{
    public async Task<MailReceipt> Send(Mail mail)
    {
        if (!EmailAddress.TryParse(mail.To, out _))
        {
            return MailReceipt.Refused("bad-address");
        }

        await using var command = database.CreateCommand(
            """
            insert into outbox_message (id, channel, recipient, subject, body, about, sent_at)
            values ($1, 'EMAIL', $2, $3, $4, $5, $6) on conflict (id) do nothing
            """);
        command.Parameters.Add(new() { Value = mail.Id });
        command.Parameters.Add(new() { Value = mail.To });
        command.Parameters.Add(new() { Value = Storable(mail.Subject) });
        command.Parameters.Add(new() { Value = Storable(mail.Body) });
        command.Parameters.Add(new() { Value = mail.About });
        command.Parameters.Add(new() { Value = clock.Now.UtcDateTime });
        await command.ExecuteNonQueryAsync();
        return MailReceipt.Taken;
    }

    /// <summary>PostgreSQL has no NUL in texts.</summary>
    private static string Storable(string text) => text.Replace("\0", "", StringComparison.Ordinal);
}
