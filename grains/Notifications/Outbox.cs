using Actors.Common;
using Npgsql;

namespace Actors.Grains.Notifications;

/// <summary>Where no provider is configured: what was sent lands in table outbox_message, where a newcomer can read it.</summary>
internal static class Outbox
{
    public static async Task Keep(NpgsqlDataSource database, string id, string channel, string to, string subject, string body, string about, DateTimeOffset now)
    {
        await using var command = database.CreateCommand(
            """
            insert into outbox_message (id, channel, recipient, subject, body, about, sent_at)
            values ($1, $2, $3, $4, $5, $6, $7) on conflict (id) do nothing
            """);
        command.Parameters.Add(new() { Value = id });
        command.Parameters.Add(new() { Value = channel });
        command.Parameters.Add(new() { Value = to });
        command.Parameters.Add(new() { Value = Storable(subject) });
        command.Parameters.Add(new() { Value = Storable(body) });
        command.Parameters.Add(new() { Value = about });
        command.Parameters.Add(new() { Value = now.UtcDateTime });
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>PostgreSQL has no NUL in texts.</summary>
    private static string Storable(string text) => text.Replace("\0", "", StringComparison.Ordinal);
}

/// <summary>Texts and codes for the development outbox.</summary>
internal sealed class OutboxTexts(NpgsqlDataSource database, SecretKey secrets, Clock clock) : ITextPort, ICodePort
{
    public async Task<MailReceipt> Send(Text text)
    {
        await Outbox.Keep(database, text.Id, "SMS", text.To, "Text message", text.Body, text.About, clock.Now);
        return MailReceipt.Taken;
    }

    public async Task<MailReceipt> Send(CodeRequest request)
    {
        var code = await secrets.Code(request.Id);
        var text = request.Language.StartsWith("es", StringComparison.OrdinalIgnoreCase)
            ? $"Tu código de Actors es {code}. Vale 10 minutos. Nadie de nosotros te lo pedirá nunca."
            : $"Your Actors code is {code}. It is good for 10 minutes. Nobody of us will ever ask you for it.";
        await Outbox.Keep(database, request.Id, "SMS", request.To, "Text message", text, request.Id, clock.Now);
        return MailReceipt.Taken;
    }

    public async Task<bool> Check(CodeRequest request, string code) => SecretKey.Equal(await secrets.Code(request.Id), code);
}
