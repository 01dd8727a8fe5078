using Actors.Common;
using Npgsql;
using NpgsqlTypes;

namespace Actors.Grains.Squads;

/// <summary>The stages that no document holds: a link was opened. All others are written by triggers (029-funnel.sql).</summary>
internal static class Funnel
{
    public static Task Opened(NpgsqlDataSource database, string subject, SquadId squad, BookingId booking, InvitationId invitation, UserId? account, DateTimeOffset now) =>
        Write(database, "OPENED", subject, squad.Value, booking.Value, invitation.Value, account?.Value, now);

    public static Task ClaimOpened(NpgsqlDataSource database, string claim, UserId account, DateTimeOffset now) =>
        Write(database, "CLAIM_OPENED", claim, null, null, null, account.Value, now);

    private static async Task Write(NpgsqlDataSource database, string stage, string subject, string? squad, string? booking, string? invitation, string? account, DateTimeOffset now)
    {
        await using var command = database.CreateCommand(
            "insert into funnel_event (stage, subject, squad_id, booking_id, invitation_id, account_id, at) values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing");
        foreach (var text in new[] { stage, subject, squad, booking, invitation, account })
        {
            command.Parameters.Add(new() { Value = (object?)text ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        }

        command.Parameters.Add(new() { Value = now.UtcDateTime });
        await command.ExecuteNonQueryAsync();
    }
}
