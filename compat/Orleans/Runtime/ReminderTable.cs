using System.Globalization;
using Microsoft.Extensions.Options;
using Npgsql;
using Orleans.Configuration;

namespace Orleans.Runtime;

internal sealed record ReminderRow(GrainId GrainId, string ReminderName, DateTime StartAt, TimeSpan Period, string ETag) : IGrainReminder;

/// <summary>Reminders in PostgreSQL, by the same query texts (table orleansquery) that Orleans' AdoNet provider reads.</summary>
internal sealed class ReminderTable(IOptions<AdoNetReminderTableOptions> options, IOptions<ClusterOptions> cluster) : IAsyncDisposable
{
    private readonly NpgsqlDataSource _database = NpgsqlDataSource.Create(
        options.Value.ConnectionString ?? throw new InvalidOperationException("UseAdoNetReminderService needs a ConnectionString."));

    private readonly Dictionary<string, string> _queries = new(StringComparer.Ordinal);

    public async Task Open(CancellationToken cancellation)
    {
        await using var command = _database.CreateCommand("select querykey, querytext from orleansquery");
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            _queries[reader.GetString(0)] = reader.GetString(1);
        }
    }

    public Task<List<ReminderRow>> All() => Read("ReadRangeRows2Key", ("BeginHash", 0), ("EndHash", 0));

    public Task<List<ReminderRow>> Of(GrainId grain) => Read("ReadReminderRowsKey", ("GrainId", grain.ToString()));

    public async Task<ReminderRow> Upsert(GrainId grain, string name, DateTime startAt, TimeSpan period)
    {
        await using var command = Command(
            "UpsertReminderRowKey",
            ("GrainHash", unchecked((int)grain.GetUniformHashCode())),
            ("GrainId", grain.ToString()),
            ("ReminderName", name),
            ("StartTime", startAt),
            ("Period", (long)period.TotalMilliseconds));
        var version = await command.ExecuteScalarAsync();
        return new(grain, name, startAt, period, Convert.ToString(version, CultureInfo.InvariantCulture)!);
    }

    public async Task<bool> Remove(ReminderRow row)
    {
        await using var command = Command(
            "DeleteReminderRowKey",
            ("GrainId", row.GrainId.ToString()),
            ("ReminderName", row.ReminderName),
            ("Version", int.Parse(row.ETag, CultureInfo.InvariantCulture)));
        return await command.ExecuteScalarAsync() is true;
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    private NpgsqlCommand Command(string key, params (string Name, object Value)[] parameters)
    {
        var command = _database.CreateCommand(_queries.GetValueOrDefault(key) ?? throw new InvalidOperationException($"Table orleansquery holds no {key}."));
        command.Parameters.AddWithValue("ServiceId", cluster.Value.ServiceId);
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        return command;
    }

    private async Task<List<ReminderRow>> Read(string key, params (string Name, object Value)[] parameters)
    {
        await using var command = Command(key, parameters);
        await using var reader = await command.ExecuteReaderAsync();
        List<ReminderRow> rows = [];
        while (await reader.ReadAsync())
        {
            rows.Add(new(
                GrainId.Parse((string)reader["GrainId"], CultureInfo.InvariantCulture),
                (string)reader["ReminderName"],
                ((DateTime)reader["StartTime"]).ToUniversalTime(),
                TimeSpan.FromMilliseconds(Convert.ToInt64(reader["Period"], CultureInfo.InvariantCulture)),
                Convert.ToString(reader["Version"], CultureInfo.InvariantCulture)!));
        }

        return rows;
    }
}
