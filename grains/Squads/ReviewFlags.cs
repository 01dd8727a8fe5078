using Actors.Common;
using Npgsql;

namespace Actors.Grains.Squads;

/// <summary>Raises what a moderator should look at (table review_flag). Of one kind a person has at most one that is open.</summary>
internal static class ReviewFlags
{
    public const string ManySquads = "guest-in-many-squads";
    public const string ManyHours = "guest-with-many-hours";

    public static async Task Raise(NpgsqlDataSource database, string kind, UserId subject, string reason, DateTimeOffset now)
    {
        await using var command = database.CreateCommand("insert into review_flag (kind, subject, reason, raised_at) values ($1, $2, $3, $4) on conflict do nothing");
        command.Parameters.Add(new() { Value = kind });
        command.Parameters.Add(new() { Value = subject.Value });
        command.Parameters.Add(new() { Value = reason });
        command.Parameters.Add(new() { Value = now.UtcDateTime });
        await command.ExecuteNonQueryAsync();
    }
}
