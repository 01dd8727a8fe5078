using System.Collections.Immutable;
using System.Globalization;
using Actors.Api.Common;
using Actors.Common;
using Actors.Ledger;
using Actors.Opportunities;
using Microsoft.Extensions.Options;
using Npgsql;
using Orleans.Configuration;

namespace Actors.Api.Ledger;

/// <param name="WaitingFor">Why the clock stands, if it does.</param>
public sealed record LedgerRow(
    LedgerEntryId Id,
    UserId User,
    string VolunteerName,
    OrganizationId Organization,
    OpportunityId Opportunity,
    string Title,
    DateOnly Date,
    int Minutes,
    int MinutesRecorded,
    LedgerStatus Status,
    VerificationGrade? Tier,
    VerificationMethod? Method,
    CheckInMethod CheckInMethod,
    DateTimeOffset CreatedAt,
    DateTimeOffset? VerifiedAt,
    string? WaitingFor,
    bool Estimated = false);

/// <summary>Sums over ledger entries; hours are minutes.</summary>
/// <param name="Others">Organizations of a volunteer, volunteers of an organization: those with verified hours.</param>
public sealed record LedgerTotals(long Entries, long VerifiedMinutes, long PendingMinutes, long VerifiedEntries, long PendingEntries, long DisputedEntries, long Others);

/// <summary>A letter of the development outbox.</summary>
public sealed record OutboxRow(string Id, string Channel, string Recipient, string Subject, string Body, string About, DateTimeOffset SentAt);

/// <summary>Where a page of entries begins: after this row.</summary>
internal sealed record LedgerPosition(int Rank, DateTimeOffset CreatedAt, string Id)
{
    public static LedgerPosition Start { get; } = new(short.MaxValue, new(9999, 1, 1, 0, 0, 0, TimeSpan.Zero), "~");

    public static LedgerPosition Of(LedgerRow row) => new(RankOf(row.Status), row.CreatedAt, row.Id.Value);

    /// <summary>As function ledger_rank in 041-ledger.sql.</summary>
    public static int RankOf(LedgerStatus status) => status switch
    {
        LedgerStatus.Pending => 4,
        LedgerStatus.Disputed => 3,
        LedgerStatus.Verified => 2,
        _ => 1,
    };

    public string[] Keys() => [Rank.ToString(CultureInfo.InvariantCulture), CreatedAt.UtcDateTime.ToString("O", CultureInfo.InvariantCulture), Id];

    public static LedgerPosition? Parse(string[] keys) =>
        int.TryParse(keys[0], NumberStyles.None, CultureInfo.InvariantCulture, out var rank)
        && rank <= short.MaxValue
        && Cursor.TryMoment(keys[1], out var created)
            ? new(rank, new(DateTime.SpecifyKind(created, DateTimeKind.Utc)), keys[2])
            : null;
}

/// <summary>Lists and sums of ledger entries, from the views in 041-ledger.sql.</summary>
internal sealed class LedgerQueries(NpgsqlDataSource database, IOptions<ClusterOptions> cluster)
{
    private const string Columns =
        """
        id, user_id, volunteer_name, organization_id, opportunity_id, title, date, minutes, minutes_recorded, status, tier, method, check_in_method,
        created_at, verified_at, waiting_for, estimated
        """;

    /// <summary>A volunteer's entries, latest first.</summary>
    public const string Mine =
        $"""
        select {Columns} from ledger_entry_view
         where service_id = $1 and user_id = $2 and (created_at, id) < ($3, $4)
         order by created_at desc, id desc limit $5
        """;

    /// <summary>An organization's entries: pending, disputed, verified, rejected; each latest first.</summary>
    public const string Queue =
        $"""
        select {Columns} from ledger_entry_view
         where service_id = $1 and organization_id = $2 and (rank, created_at, id) < ($6::smallint, $3, $4)
         order by rank desc, created_at desc, id desc limit $5
        """;

    /// <summary>An organization's entries of one status, latest first.</summary>
    public const string QueueOfStatus =
        $"""
        select {Columns} from ledger_entry_view
         where service_id = $1 and organization_id = $2 and rank = $6::smallint and (created_at, id) < ($3, $4)
         order by created_at desc, id desc limit $5
        """;

    /// <summary>Entries whose clock stands, latest first. Only those have a reason, so one index holds them all.</summary>
    public const string Waiting =
        $"""
        select {Columns} from ledger_entry_view
         where service_id = $1 and waiting_for is not null and (created_at, id) < ($2, $3)
         order by created_at desc, id desc limit $4
        """;

    public Task<ImmutableArray<LedgerRow>> Of(UserId user, LedgerPosition after, int rows, CancellationToken cancellation) =>
        Read(Mine, cancellation, cluster.Value.ServiceId, user.Value, after.CreatedAt.UtcDateTime, after.Id, rows);

    public Task<ImmutableArray<LedgerRow>> Of(OrganizationId organization, LedgerStatus? status, LedgerPosition after, int rows, CancellationToken cancellation) => status is { } only
        ? Read(QueueOfStatus, cancellation, cluster.Value.ServiceId, organization.Value, after.CreatedAt.UtcDateTime, after.Id, rows, LedgerPosition.RankOf(only))
        : Read(Queue, cancellation, cluster.Value.ServiceId, organization.Value, after.CreatedAt.UtcDateTime, after.Id, rows, after.Rank);

    public Task<ImmutableArray<LedgerRow>> Standing(LedgerPosition after, int rows, CancellationToken cancellation) =>
        Read(Waiting, cancellation, cluster.Value.ServiceId, after.CreatedAt.UtcDateTime, after.Id, rows);

    public Task<LedgerTotals> Totals(UserId user, CancellationToken cancellation) => Totals(
        "select entries, verified_minutes, pending_minutes, verified_entries, pending_entries, disputed_entries, organizations from volunteer_totals where service_id = $1 and user_id = $2",
        user.Value,
        cancellation);

    public Task<LedgerTotals> Totals(OrganizationId organization, CancellationToken cancellation) => Totals(
        "select entries, verified_minutes, pending_minutes, verified_entries, pending_entries, disputed_entries, volunteers from organization_totals where service_id = $1 and organization_id = $2",
        organization.Value,
        cancellation);

    /// <summary>The development outbox, latest first.</summary>
    public async Task<ImmutableArray<OutboxRow>> Outbox(DateTimeOffset before, string afterId, int rows, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            """
            select id, channel, recipient, subject, body, about, sent_at from outbox_message
             where sent_at <= $1 and (sent_at < $1 or id > $2)
             order by sent_at desc, id limit $3
            """);
        Bind(command, before.UtcDateTime, afterId, rows);
        var found = ImmutableArray.CreateBuilder<OutboxRow>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            found.Add(new(
                reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetString(4), reader.GetString(5), new(reader.GetDateTime(6), TimeSpan.Zero)));
        }

        return found.ToImmutable();
    }

    private async Task<LedgerTotals> Totals(string sql, string key, CancellationToken cancellation)
    {
#pragma warning disable CA2100 // Constants of this class.
        await using var command = database.CreateCommand(sql);
#pragma warning restore CA2100
        Bind(command, cluster.Value.ServiceId, key);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        return await reader.ReadAsync(cancellation)
            ? new(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4), reader.GetInt64(5), reader.GetInt64(6))
            : new(0, 0, 0, 0, 0, 0, 0);
    }

    private async Task<ImmutableArray<LedgerRow>> Read(string sql, CancellationToken cancellation, params object[] values)
    {
#pragma warning disable CA2100 // Constants of this class.
        await using var command = database.CreateCommand(sql);
#pragma warning restore CA2100
        Bind(command, values);
        var found = ImmutableArray.CreateBuilder<LedgerRow>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            found.Add(new(
                LedgerEntryId.Of(reader.GetString(0)),
                UserId.Of(reader.GetString(1)),
                reader.GetString(2),
                OrganizationId.Of(reader.GetString(3)),
                OpportunityId.Of(reader.GetString(4)),
                reader.GetString(5),
                reader.GetFieldValue<DateOnly>(6),
                reader.GetInt32(7),
                reader.GetInt32(8),
                StoredEnum.Read<LedgerStatus>(reader.GetString(9)),
                reader.IsDBNull(10) ? null : StoredEnum.Read<VerificationGrade>(reader.GetString(10)),
                reader.IsDBNull(11) ? null : StoredEnum.Read<VerificationMethod>(reader.GetString(11)),
                StoredEnum.Read<CheckInMethod>(reader.GetString(12)),
                new(reader.GetDateTime(13), TimeSpan.Zero),
                reader.IsDBNull(14) ? null : new(reader.GetDateTime(14), TimeSpan.Zero),
                reader.IsDBNull(15) ? null : reader.GetString(15),
                reader.GetBoolean(16)));
        }

        return found.ToImmutable();
    }

    private static void Bind(NpgsqlCommand command, params ReadOnlySpan<object> values)
    {
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }
    }
}
