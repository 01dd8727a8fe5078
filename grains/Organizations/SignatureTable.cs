using System.Collections.Immutable;
using System.Globalization;
using Actors.Common;
using Actors.Organizations;
using Npgsql;

namespace Actors.Grains.Organizations;

/// <summary>Table waiver_signature.</summary>
internal static class SignatureTable
{
    /// <param name="earlier">Signatures of the same version that have expired: signing again is another row.</param>
    public static async Task Add(NpgsqlDataSource database, SignatureView signature, int earlier)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"{signature.User}/{signature.Waiver}/{signature.Version}/{Word(signature.Signer)}/{earlier}");
        await using var command = database.CreateCommand(
            """
            insert into waiver_signature (id, waiver_id, organization_id, version, hash, user_id, signer, signed_name, consent_id, signed_at, expires_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
            """);
        command.Parameters.Add(new() { Value = id });
        command.Parameters.Add(new() { Value = signature.Waiver.Value });
        command.Parameters.Add(new() { Value = signature.Organization.Value });
        command.Parameters.Add(new() { Value = signature.Version });
        command.Parameters.Add(new() { Value = signature.Hash });
        command.Parameters.Add(new() { Value = signature.User.Value });
        command.Parameters.Add(new() { Value = Word(signature.Signer) });
        command.Parameters.Add(new() { Value = signature.SignedName });
        command.Parameters.Add(new() { Value = (object?)signature.Consent ?? DBNull.Value });
        command.Parameters.Add(new() { Value = signature.SignedAt.UtcDateTime });
        command.Parameters.Add(new() { Value = (object?)signature.ExpiresAt?.UtcDateTime ?? DBNull.Value });
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Oldest first; what the person signed by an account that was merged into this one is among them.</summary>
    public static async Task<ImmutableArray<SignatureView>> Load(NpgsqlDataSource database, UserId user)
    {
        await using var command = database.CreateCommand(
            """
            select waiver_id, organization_id, version, hash, signer, signed_name, consent_id, signed_at, expires_at
              from waiver_signature where user_id = $1 or user_id in (select former_id from former_account where account_id = $1) order by signed_at, id
            """);
        command.Parameters.Add(new() { Value = user.Value });
        await using var reader = await command.ExecuteReaderAsync();
        var found = ImmutableArray.CreateBuilder<SignatureView>();
        while (await reader.ReadAsync())
        {
            found.Add(new(
                WaiverId.Of(reader.GetString(0)),
                OrganizationId.Of(reader.GetString(1)),
                reader.GetInt32(2),
                reader.GetString(3),
                user,
                reader.GetString(4) == Word(Signer.Guardian) ? Signer.Guardian : Signer.Self,
                reader.GetString(5),
                await reader.IsDBNullAsync(6) ? null : reader.GetString(6),
                new(reader.GetDateTime(7), TimeSpan.Zero),
                await reader.IsDBNullAsync(8) ? null : new(reader.GetDateTime(8), TimeSpan.Zero)));
        }

        return found.ToImmutable();
    }

    private static string Word(Signer signer) => signer == Signer.Guardian ? "GUARDIAN" : "SELF";
}
