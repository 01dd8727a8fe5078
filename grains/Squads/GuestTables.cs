using System.Collections.Immutable;
using Actors.Common;
using Npgsql;

namespace Actors.Grains.Squads;

/// <summary>What is known of guests from the documents of their addresses and the ledger.</summary>
internal static class GuestTables
{
    /// <summary>Those of the accounts whose owner has never proven their address.</summary>
    public static async Task<ImmutableHashSet<UserId>> Among(NpgsqlDataSource database, IReadOnlyCollection<UserId> users)
    {
        if (users.Count == 0)
        {
            return [];
        }

        await using var command = database.CreateCommand("select account from guest_view where account = any($1)");
        command.Parameters.Add(new() { Value = users.Select(u => u.Value).ToArray() });
        await using var reader = await command.ExecuteReaderAsync();
        var guests = ImmutableHashSet.CreateBuilder<UserId>();
        while (await reader.ReadAsync())
        {
            guests.Add(UserId.Of(reader.GetString(0)));
        }

        return guests.ToImmutable();
    }
}
