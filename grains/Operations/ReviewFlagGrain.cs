using Actors.Common;
using Actors.Grains.Common;
using Actors.Operations;
using Npgsql;

namespace Actors.Grains.Operations;

/// <summary>Keeps nothing: of two moderators at once the row of table review_flag takes the first one's word, with its entry in the audit log.</summary>
[GrainType("review-flag")]
internal sealed class ReviewFlagGrain(NpgsqlDataSource database, Clock clock) : Grain, IReviewFlagGrain
{
    public async Task<Outcome<ReviewFlagView>> Resolve(ResolveFlag command)
    {
        if (command.By is not { IsModerator: true, User: { } moderator })
        {
            return CommonFaults.NotAllowed;
        }

        if (command.Resolution?.Trim() is not { Length: >= 3 and <= 1000 } resolution)
        {
            return ReviewFaults.ReasonMissing;
        }

        if (!long.TryParse(this.GetPrimaryKeyString(), System.Globalization.CultureInfo.InvariantCulture, out var id) || await Find(id) is not { } flag)
        {
            return ReviewFaults.Unknown;
        }

        if (flag.Subject == moderator)
        {
            return ReviewFaults.OwnFlag;
        }

        if (flag.ResolvedAt is not null)
        {
            return flag.ResolvedBy == moderator && flag.Resolution == resolution ? flag : ReviewFaults.Resolved;
        }

        var resolved = flag with { ResolvedAt = clock.Now, ResolvedBy = moderator, Resolution = resolution };
        return await Store(flag, resolved) ? resolved : ReviewFaults.Resolved;
    }

    private async Task<ReviewFlagView?> Find(long id)
    {
        await using var command = database.CreateCommand("select kind, subject, reason, raised_at, resolved_at, resolved_by, resolution from review_flag where id = $1");
        command.Parameters.Add(new() { Value = id });
        await using var reader = await command.ExecuteReaderAsync();
        if (!await reader.ReadAsync())
        {
            return null;
        }

        var flag = new ReviewFlagView(id, reader.GetString(0), UserId.Of(reader.GetString(1)), reader.GetString(2), new(reader.GetDateTime(3), TimeSpan.Zero));
        return await reader.IsDBNullAsync(4)
            ? flag
            : flag with { ResolvedAt = new(reader.GetDateTime(4), TimeSpan.Zero), ResolvedBy = UserId.Of(reader.GetString(5)), Resolution = reader.GetString(6) };
    }

    /// <summary>The word and its entry are one transaction; false: somebody was faster.</summary>
    private async Task<bool> Store(ReviewFlagView before, ReviewFlagView after)
    {
        await using var connection = await database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var update = new NpgsqlCommand("update review_flag set resolved_at = $2, resolved_by = $3, resolution = $4 where id = $1 and resolved_at is null", connection);
        update.Parameters.Add(new() { Value = after.Id });
        update.Parameters.Add(new() { Value = after.ResolvedAt!.Value.UtcDateTime });
        update.Parameters.Add(new() { Value = after.ResolvedBy!.Value.Value });
        update.Parameters.Add(new() { Value = after.Resolution! });
        if (await update.ExecuteNonQueryAsync() == 0)
        {
            return false;
        }

        if (AdminActs.Entry($"review-flag/{after.Id}", before, after) is { } entry)
        {
            await using var audit = new NpgsqlCommand(AdminActs.Table.Sql, connection);
            AdminActs.Table.Bind(audit.Parameters, [entry]);
            await audit.ExecuteNonQueryAsync();
        }

        await transaction.CommitAsync();
        return true;
    }
}
