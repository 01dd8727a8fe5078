using System.Collections.Immutable;
using System.Globalization;
using Actors.Api.Common;
using Actors.Common;
using Actors.Operations;
using Npgsql;

namespace Actors.Api.Operations;

/// <summary>Table review_flag: what is open, oldest first, or what was resolved, latest first.</summary>
internal sealed class ReviewQueries(NpgsqlDataSource database)
{
    public async Task<Outcome<Page<ReviewFlagView>>> Read(bool resolved, string? cursor, int limit, CancellationToken cancellation)
    {
        var list = $"moderation/flags/{resolved}";
        var after = Cursor.Read(cursor, list, keys: 2);
        var (at, id) = resolved ? (DateTime.MaxValue, long.MaxValue) : (DateTime.MinValue, 0L);
        if (after.Fault is not null || (after.Value is { } keys && !(Cursor.TryMoment(keys[0], out at) && long.TryParse(keys[1], CultureInfo.InvariantCulture, out id))))
        {
            return after.Fault ?? ApiFaults.MalformedCursor;
        }

        await using var command = database.CreateCommand(resolved
            ? """
              select id, kind, subject, reason, raised_at, resolved_at, resolved_by, resolution from review_flag
               where resolved_at is not null and (resolved_at, id) < ($1, $2) order by resolved_at desc, id desc limit $3
              """
            : """
              select id, kind, subject, reason, raised_at, resolved_at, resolved_by, resolution from review_flag
               where resolved_at is null and (raised_at, id) > ($1, $2) order by raised_at, id limit $3
              """);
        command.Parameters.Add(new() { Value = DateTime.SpecifyKind(at, DateTimeKind.Utc) });
        command.Parameters.Add(new() { Value = id });
        command.Parameters.Add(new() { Value = limit + 1 });
        var rows = ImmutableArray.CreateBuilder<ReviewFlagView>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            var flag = new ReviewFlagView(reader.GetInt64(0), reader.GetString(1), UserId.Of(reader.GetString(2)), reader.GetString(3), new(reader.GetDateTime(4), TimeSpan.Zero));
            rows.Add(reader.IsDBNull(5) ? flag : flag with { ResolvedAt = new(reader.GetDateTime(5), TimeSpan.Zero), ResolvedBy = UserId.Of(reader.GetString(6)), Resolution = reader.GetString(7) });
        }

        return Page.Of(rows.ToImmutable(), limit, last => Cursor.Write(list, Cursor.Key(last.ResolvedAt ?? last.RaisedAt), last.Id.ToString(CultureInfo.InvariantCulture)));
    }
}
