using System.Text.Json;
using Actors.Common;
using Actors.Grains.Common;
using Npgsql;
using NpgsqlTypes;
using Orleans.Concurrency;

namespace Actors.Bench.Storage;

[Alias("bench.journal-grain")]
internal interface IBenchJournalGrain : IGrainWithStringKey
{
    /// <summary>Changes one of the grain's rows and answers when that is durable.</summary>
    [Alias("change")]
    Task Change(int row);
}

/// <summary>One grain that owns many rows of the same shape and size as the documents: decides in memory, commits in groups.</summary>
[GrainType("bench-journal"), Reentrant]
internal sealed class BenchJournalGrain(NpgsqlDataSource database) : Grain, IBenchJournalGrain
{
    public const string Schema =
        "create table bench_journal (owner text not null, row_key text not null, version bigint not null, payload jsonb not null, modified_at timestamptz not null, primary key (owner, row_key)) with (fillfactor = 80)";

    private static readonly JournalTable<Row> s_rows = new(
        0,
        """
        insert into bench_journal (owner, row_key, version, payload, modified_at)
        select owner, row_key, version, payload::jsonb, now() from unnest($1::text[], $2::text[], $3::bigint[], $4::text[]) as t(owner, row_key, version, payload)
        on conflict (owner, row_key) do update set version = excluded.version, payload = excluded.payload, modified_at = excluded.modified_at
        """,
        (parameters, rows) =>
        {
            parameters.AddArray(NpgsqlDbType.Text, rows, r => r.Owner);
            parameters.AddArray(NpgsqlDbType.Text, rows, r => r.Key);
            parameters.AddArray(NpgsqlDbType.Bigint, rows, r => r.Document.Changes);
            parameters.AddArray(NpgsqlDbType.Text, rows, r => JsonSerializer.Serialize(r.Document, ActorsJson.Options));
        });

    private readonly Dictionary<int, Row> _rows = [];
    private Journal _journal = null!;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _journal = new(database, this.GetPrimaryKeyString());
        return _journal.Open();
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => _journal.Close();

    public Task Change(int row)
    {
        if (!_rows.TryGetValue(row, out var known))
        {
            known = new(this.GetPrimaryKeyString(), $"row_{row}", new());
        }

        _rows[row] = known = known with { Document = known.Document with { Changes = known.Document.Changes + 1 } };
        _journal.Put(s_rows, known.Key, known);
        return _journal.Commit();
    }

    private sealed record Row(string Owner, string Key, BenchDocument Document);
}
