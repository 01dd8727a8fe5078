using System.Collections.Immutable;
using Actors.Common;
using Actors.Opportunities;
using Npgsql;

namespace Actors.Api.Opportunities;

/// <summary>One step of a waitlist, as it was recorded. Numbers are without gaps over all waitlists of the opportunity.</summary>
/// <param name="Position">In the line after this step, of who joined or was moved.</param>
/// <param name="By">Left out: the platform.</param>
internal sealed record WaitlistStepRow(
    int Sequence, RegistrationId Registration, UserId User, WaitlistStepKind Kind, DateTimeOffset At, int? Position, UserId? By, string? Reason, DateTimeOffset? OfferedUntil);

/// <summary>Everything that happened to a line, from table waitlist_step. Whoever asks has asked the grain who may see it.</summary>
internal sealed class WaitlistSteps(NpgsqlDataSource database)
{
    /// <param name="after">The number of the last step that was seen.</param>
    public async Task<ImmutableArray<WaitlistStepRow>> Of(ShiftId shift, int after, int rows, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            """
            select sequence, registration_id, user_id, kind, at, position, by_user, reason, offered_until
              from waitlist_step where shift_id = $1 and sequence > $2 order by sequence limit $3
            """);
        command.Parameters.Add(new() { Value = shift.Value });
        command.Parameters.Add(new() { Value = after });
        command.Parameters.Add(new() { Value = rows });
        var found = ImmutableArray.CreateBuilder<WaitlistStepRow>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            found.Add(new(
                reader.GetInt32(0),
                RegistrationId.Of(reader.GetString(1)),
                UserId.Of(reader.GetString(2)),
                Enum.Parse<WaitlistStepKind>(reader.GetString(3), ignoreCase: true),
                new(reader.GetDateTime(4), TimeSpan.Zero),
                reader.IsDBNull(5) ? null : reader.GetInt32(5),
                reader.IsDBNull(6) ? null : UserId.Of(reader.GetString(6)),
                reader.IsDBNull(7) ? null : reader.GetString(7),
                reader.IsDBNull(8) ? null : new(reader.GetDateTime(8), TimeSpan.Zero)));
        }

        return found.ToImmutable();
    }
}
