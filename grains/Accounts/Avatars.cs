using Actors.Common;
using Npgsql;

namespace Actors.Grains.Accounts;

/// <summary>Table avatar. The account's document says which row of a person counts.</summary>
internal static class Avatars
{
    public static async Task Keep(NpgsqlDataSource database, UserId user, Picture picture, DateTimeOffset now)
    {
        await using var command = database.CreateCommand(
            """
            insert into avatar (user_id, hash, media_type, width, height, content, stored_at) values ($1, $2, $3, $4, $5, $6, $7)
            on conflict (user_id, hash) do nothing
            """);
        command.Parameters.Add(new() { Value = user.Value });
        command.Parameters.Add(new() { Value = picture.Hash });
        command.Parameters.Add(new() { Value = picture.MediaType });
        command.Parameters.Add(new() { Value = picture.Width });
        command.Parameters.Add(new() { Value = picture.Height });
        command.Parameters.Add(new() { Value = picture.Content });
        command.Parameters.Add(new() { Value = now.UtcDateTime });
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Pictures of one account are another's too.</summary>
    public static async Task Adopt(NpgsqlDataSource database, UserId from, UserId to)
    {
        await using var command = database.CreateCommand(
            """
            insert into avatar (user_id, hash, media_type, width, height, content, stored_at)
            select $2, hash, media_type, width, height, content, stored_at from avatar where user_id = $1
            on conflict (user_id, hash) do nothing
            """);
        command.Parameters.Add(new() { Value = from.Value });
        command.Parameters.Add(new() { Value = to.Value });
        await command.ExecuteNonQueryAsync();
    }

    /// <param name="kept">Null: none is kept.</param>
    public static async Task RemoveOthers(NpgsqlDataSource database, UserId user, string? kept)
    {
        await using var command = database.CreateCommand("delete from avatar where user_id = $1 and hash <> $2");
        command.Parameters.Add(new() { Value = user.Value });
        command.Parameters.Add(new() { Value = kept ?? "" });
        await command.ExecuteNonQueryAsync();
    }
}

/// <summary>Who knows whom from events, for profiles that only acquaintances see.</summary>
internal static class Acquaintance
{
    /// <summary>Whether both were checked in at one event.</summary>
    public static async Task<bool> Between(NpgsqlDataSource database, UserId one, UserId other)
    {
        await using var command = database.CreateCommand(
            """
            select exists (select from registration a join registration b using (opportunity_id)
                            where a.user_id = $1 and a.checked_in_at is not null and b.user_id = $2 and b.checked_in_at is not null)
            """);
        command.Parameters.Add(new() { Value = one.Value });
        command.Parameters.Add(new() { Value = other.Value });
        return (bool)(await command.ExecuteScalarAsync())!;
    }
}
