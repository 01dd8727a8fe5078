using System.Globalization;
using System.Text.Json;
using Actors.Common;
using Actors.Grains.Common;
using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;
using Orleans.Configuration;
using Orleans.Storage;

namespace Actors.Silo.Storage;

/// <summary>
/// Grain documents in table grain_state. Writes that arrive while one statement is on its way go together in the next, each with its own
/// version check; reads likewise. The version is the etag.
/// </summary>
internal sealed class DocumentStorage : IGrainStorage
{
    private const int MostInBatch = 512;
    private readonly NpgsqlDataSource _database;
    private readonly string _service;
    private readonly Batches<Write>[] _writes;
    private readonly Batches<Read> _reads;

    public DocumentStorage(NpgsqlDataSource database, IOptions<ClusterOptions> cluster, IOptions<StorageOptions> options)
    {
        _database = database;
        _service = cluster.Value.ServiceId;

        // One grain's writes always take the same lane, so they cannot overtake each other.
        _writes = [.. Enumerable.Range(0, options.Value.WriteLanes).Select(_ => new Batches<Write>(MostInBatch, Handle, (w, e) => w.Fail(e)))];
        _reads = new(MostInBatch, Handle, (r, e) => r.Fail(e));
    }

    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var read = new Read(stateName, grainId.Key.ToString());
        _reads.Add(read);
        var (payload, version) = await read.Found;
        grainState.ETag = version?.ToString(CultureInfo.InvariantCulture);
        grainState.RecordExists = payload is not null;
        grainState.State = payload is null ? Activator.CreateInstance<T>() : JsonSerializer.Deserialize<T>(payload, ActorsJson.Options);
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        Send(stateName, grainId, DocumentJson.Write(grainState.State), grainState, exists: true);

    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        if (grainState.ETag is not null)
        {
            await Send(stateName, grainId, null, grainState, exists: false);
        }

        grainState.State = Activator.CreateInstance<T>();
    }

    private async Task Send<T>(string stateName, GrainId grainId, string? payload, IGrainState<T> grainState, bool exists)
    {
        var expected = grainState.ETag is { } etag ? int.Parse(etag, CultureInfo.InvariantCulture) : (int?)null;
        var write = new Write(stateName, grainId.Key.ToString(), expected, payload);
        _writes[(uint)grainId.GetHashCode() % _writes.Length].Add(write);
        grainState.ETag = (await write.Stored).ToString(CultureInfo.InvariantCulture);
        grainState.RecordExists = exists;
    }

    private async Task Handle(IReadOnlyList<Write> batch)
    {
        // A grain writes one version after another, so a key twice in one batch is two activations: the second loses.
        var byKey = new Dictionary<(string, string), Write>(batch.Count);
        foreach (var write in batch)
        {
            if (!byKey.TryAdd((write.StateName, write.Key), write))
            {
                write.Conflict();
            }
        }

        try
        {
            await Store([.. byKey.Values]);
        }
        catch (PostgresException) when (byKey.Count > 1)
        {
            // One document that the database will not take must not fail its neighbours.
            foreach (var write in byKey.Values)
            {
                try
                {
                    await Store([write]);
                }
                catch (NpgsqlException exception)
                {
                    write.Fail(exception);
                }
            }
        }
    }

    private async Task Store(Write[] writes)
    {
        // In key order, so that two lanes or silos never wait for each other in a circle.
        Array.Sort(writes, static (a, b) => string.CompareOrdinal(a.Key, b.Key) is var byKey and not 0 ? byKey : string.CompareOrdinal(a.StateName, b.StateName));
        await using var command = _database.CreateCommand(
            """
            insert into grain_state as g (service_id, state_name, n0, n1, grain_key, version, payload, next_due, partition, modified_at)
            select $1, d.state_name, 0, 0, d.grain_key, coalesce(d.version + 1, floor(random() * 1000000000)::int), d.j,
                   (d.j->>'nextDue')::timestamptz, deadline_partition(d.grain_key), now()
              from (select state_name, grain_key, version, payload::jsonb as j
                      from unnest($2::text[], $3::text[], $4::int[], $5::text[]) as t(state_name, grain_key, version, payload) offset 0) d
            on conflict (service_id, state_name, n0, n1, grain_key) do update
               set version = excluded.version, payload = excluded.payload, next_due = excluded.next_due, modified_at = excluded.modified_at
             where g.version = excluded.version - 1
            returning state_name, grain_key, version
            """);
        command.Parameters.Add(new() { Value = _service });
        command.Parameters.AddArray(NpgsqlDbType.Text, writes, w => w.StateName);
        command.Parameters.AddArray(NpgsqlDbType.Text, writes, w => w.Key);
        command.Parameters.AddArray(NpgsqlDbType.Integer, writes, w => w.Expected);
        command.Parameters.AddArray(NpgsqlDbType.Text, writes, w => w.Payload);
        Dictionary<(string, string), int> stored = new(writes.Length);
        await using (var reader = await command.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
            {
                stored[(reader.GetString(0), reader.GetString(1))] = reader.GetInt32(2);
            }
        }

        foreach (var write in writes)
        {
            if (stored.TryGetValue((write.StateName, write.Key), out var version))
            {
                write.Store(version);
            }
            else
            {
                write.Conflict();
            }
        }
    }

    private async Task Handle(IReadOnlyList<Read> batch)
    {
        await using var command = _database.CreateCommand(
            """
            select g.state_name, g.grain_key, g.payload::text, g.version
              from unnest($2::text[], $3::text[]) as t(state_name, grain_key)
              join grain_state g on g.service_id = $1 and g.state_name = t.state_name and g.n0 = 0 and g.n1 = 0 and g.grain_key = t.grain_key
            """);
        command.Parameters.Add(new() { Value = _service });
        command.Parameters.AddArray(NpgsqlDbType.Text, batch, r => r.StateName);
        command.Parameters.AddArray(NpgsqlDbType.Text, batch, r => r.Key);
        Dictionary<(string, string), (string?, int?)> found = new(batch.Count);
        await using (var reader = await command.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
            {
                found[(reader.GetString(0), reader.GetString(1))] = (await reader.IsDBNullAsync(2) ? null : reader.GetString(2), reader.GetInt32(3));
            }
        }

        foreach (var read in batch)
        {
            read.Answer(found.GetValueOrDefault((read.StateName, read.Key)));
        }
    }

    private sealed class Write(string stateName, string key, int? expected, string? payload)
    {
        private readonly TaskCompletionSource<int> _stored = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string StateName => stateName;

        public string Key => key;

        public int? Expected => expected;

        public string? Payload => payload;

        public Task<int> Stored => _stored.Task;

        public void Store(int version) => _stored.TrySetResult(version);

        public void Fail(Exception exception) => _stored.TrySetException(exception);

        public void Conflict() => Fail(new InconsistentStateException(
            $"Another version of {stateName}/{key} is stored.", "unknown", expected?.ToString(CultureInfo.InvariantCulture)));
    }

    private sealed class Read(string stateName, string key)
    {
        private readonly TaskCompletionSource<(string?, int?)> _found = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string StateName => stateName;

        public string Key => key;

        public Task<(string? Payload, int? Version)> Found => _found.Task;

        public void Answer((string?, int?) row) => _found.TrySetResult(row);

        public void Fail(Exception exception) => _found.TrySetException(exception);
    }
}
