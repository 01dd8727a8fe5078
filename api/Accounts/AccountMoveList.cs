using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Actors.Api.Common;
using Actors.Common;
using Npgsql;

namespace Actors.Api.Accounts;

/// <summary>As table account_move has them.</summary>
internal enum AccountMoveEvent
{
    /// <summary>Somebody who had proven both accounts asked; who it was is in the detail.</summary>
    Asked,

    /// <summary>The account that goes was closed; the hours of both until then are in the detail.</summary>
    Closed,

    /// <summary>Something of it was found.</summary>
    Found,

    /// <summary>It is the other account's.</summary>
    Moved,

    /// <summary>It stays as it was, because the other account has the same.</summary>
    Kept,

    /// <summary>Nothing was left; the hours since then are in the detail.</summary>
    Done,
}

/// <param name="Thing">What it was: its kind and id.</param>
internal sealed record AccountMoveRow(long Id, UserId From, UserId Into, string Thing, AccountMoveEvent Event, JsonElement? Detail, DateTimeOffset At);

/// <summary>Table account_move, latest first: the record of merges, for administrators.</summary>
internal sealed class AccountMoveList(NpgsqlDataSource database)
{
    /// <param name="user">As the account that went or the one that stayed.</param>
    public async Task<Outcome<Page<AccountMoveRow>>> Read(UserId user, string? cursor, int limit, CancellationToken cancellation)
    {
        var list = $"admin/accounts/{user}/moves";
        var after = Cursor.Read(cursor, list, keys: 1);
        var before = long.MaxValue;
        if (after.Fault is not null || (after.Value is [var key] && !long.TryParse(key, CultureInfo.InvariantCulture, out before)))
        {
            return after.Fault ?? ApiFaults.MalformedCursor;
        }

        await using var command = database.CreateCommand(
            """
            select id, from_user, into_user, thing, event, detail::text, at from account_move
             where id < $1 and (from_user = $2 or into_user = $2)
             order by id desc limit $3
            """);
        command.Parameters.Add(new() { Value = before });
        command.Parameters.Add(new() { Value = user.Value });
        command.Parameters.Add(new() { Value = limit + 1 });
        var rows = ImmutableArray.CreateBuilder<AccountMoveRow>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            rows.Add(new(
                reader.GetInt64(0), UserId.Of(reader.GetString(1)), UserId.Of(reader.GetString(2)), reader.GetString(3), StoredEnum.Read<AccountMoveEvent>(reader.GetString(4)),
                reader.IsDBNull(5) ? null : JsonElement.Parse(reader.GetString(5)), new(reader.GetDateTime(6), TimeSpan.Zero)));
        }

        return Page.Of(rows.ToImmutable(), limit, last => Cursor.Write(list, last.Id.ToString(CultureInfo.InvariantCulture)));
    }
}
