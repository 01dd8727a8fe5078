using System.Collections.Immutable;
using Actors.Common;
using Actors.Grains.Common;
using Actors.Opportunities;
using Npgsql;
using NpgsqlTypes;

namespace Actors.Grains.Opportunities;

/// <summary>What is kept of a registration beside its row: few have any.</summary>
internal sealed record EligibilityNote(RegistrationId Registration, OpportunityId Opportunity, DateOnly? MinorUntil = null, EligibilityOverride? Override = null);

/// <summary>Table eligibility_note, written in the transaction of the registration or attendance that it belongs to.</summary>
internal static class EligibilityTables
{
    public static JournalTable<EligibilityNote> Notes { get; } = new(
        5,
        """
        insert into eligibility_note (registration_id, opportunity_id, minor_until, override_reason, overridden_by, overridden_at, missing)
        select registration_id, opportunity_id, minor_until, override_reason, overridden_by, overridden_at, string_to_array(missing, ' ')
          from unnest($1::text[], $2::text[], $3::date[], $4::text[], $5::text[], $6::timestamptz[], $7::text[])
               as t (registration_id, opportunity_id, minor_until, override_reason, overridden_by, overridden_at, missing)
        on conflict (registration_id) do update
          set minor_until = excluded.minor_until, override_reason = excluded.override_reason, overridden_by = excluded.overridden_by,
              overridden_at = excluded.overridden_at, missing = excluded.missing
        """,
        (parameters, rows) =>
        {
            parameters.AddArray(NpgsqlDbType.Text, rows, r => r.Registration.Value);
            parameters.AddArray(NpgsqlDbType.Text, rows, r => r.Opportunity.Value);
            parameters.AddArray(NpgsqlDbType.Date, rows, r => r.MinorUntil);
            parameters.AddArray(NpgsqlDbType.Text, rows, r => r.Override?.Reason);
            parameters.AddArray(NpgsqlDbType.Text, rows, r => r.Override?.By);
            parameters.AddArray(NpgsqlDbType.TimestampTz, rows, r => r.Override?.At.UtcDateTime);
            parameters.AddArray(NpgsqlDbType.Text, rows, r => r.Override is null ? null : string.Join(' ', r.Override.Missing));
        });

    public static async Task<Dictionary<RegistrationId, EligibilityNote>> Load(NpgsqlDataSource database, OpportunityId opportunity)
    {
        await using var command = database.CreateCommand(
            "select registration_id, minor_until, override_reason, overridden_by, overridden_at, missing from eligibility_note where opportunity_id = $1");
        command.Parameters.Add(new() { Value = opportunity.Value });
        await using var reader = await command.ExecuteReaderAsync();
        Dictionary<RegistrationId, EligibilityNote> notes = [];
        while (await reader.ReadAsync())
        {
            var note = new EligibilityNote(
                RegistrationId.Of(reader.GetString(0)),
                opportunity,
                await reader.IsDBNullAsync(1) ? null : await reader.GetFieldValueAsync<DateOnly>(1),
                await reader.IsDBNullAsync(2)
                    ? null
                    : new(reader.GetString(2), reader.GetString(3), new(reader.GetDateTime(4), TimeSpan.Zero), [.. await reader.GetFieldValueAsync<string[]>(5)]));
            notes[note.Registration] = note;
        }

        return notes;
    }
}
