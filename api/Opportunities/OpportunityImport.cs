using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Actors.Common;
using Actors.Opportunities;
using Actors.Organizations;
using Npgsql;

namespace Actors.Api.Opportunities;

/// <param name="Into">The organization that gets all rows; null: each row names its own, as an administrator may.</param>
/// <param name="Source">Whose rows these are; with a row's key it makes the opportunity's id. Null: 'nyc' for NYC Service's file, else 'csv'.</param>
/// <param name="StartFrom">Moves all dates by the same whole weeks, so that the earliest is on this day or after it.</param>
/// <param name="TimeZone">IANA name, for rows that name none. Null: New York for NYC Service's file.</param>
internal sealed record ImportOrder(By By, OrganizationId? Into, string? Source, bool DryRun, bool Publish, DateOnly? StartFrom, string? TimeZone, string Country);

/// <summary>
/// Brings a file of opportunities in, some rows at a time. Ids come from the source and the row's key, and grains take the same draft twice
/// as once: so does a file, also when the first time broke off in the middle.
/// </summary>
internal sealed class OpportunityImport(NpgsqlDataSource database, IGrainFactory grains, PostalPlaces places, ITaxonomy taxonomy, Clock clock)
{
    private const int AtOnce = 200;
    private const int GrainsAtOnce = 16;
    private const string NycZone = "America/New_York";

    /// <summary>The organization that an import makes of a name: the same for the same name, however it is spaced or capitalized.</summary>
    public static OrganizationId OrganizationOf(string name) => Id.From<OrganizationId>("import", name.ToUpperInvariant());

    public static OpportunityId OpportunityOf(OrganizationId organization, string source, string key) => Id.From<OpportunityId>("import", organization.Value, source, key);

    public async Task<Outcome<ImportReport>> Run(ImportCsv csv, ImportOrder order, CancellationToken cancellation)
    {
        var header = await Header(csv, cancellation);
        var found = ImportColumns.Of(header, order.Into is null);
        if (!found.Succeeded)
        {
            return found.Fault;
        }

        var columns = found.Value;
        Dictionary<string, GeoPoint> known = new(StringComparer.Ordinal);
        ImportTerms terms = new(taxonomy, clock.Now, 0, order.TimeZone ?? (columns.IsNyc ? NycZone : null), code => known.TryGetValue(code, out var point) ? point : null);
        var move = order.StartFrom is { } day ? await DaysToMove(csv, new(columns, terms), day, cancellation) : 0;
        ImportRules rules = new(columns, terms with { MoveDays = move });
        Pass pass = new(order, order.Source ?? (columns.IsNyc ? "nyc" : "csv"), new());
        await foreach (var batch in Batches(csv, cancellation))
        {
            foreach (var (code, point) in await places.Find(order.Country, [.. batch.Select(r => rules.PostalCodeOf(r.Cells)).OfType<string>().Where(c => !known.ContainsKey(c)).Distinct()], cancellation))
            {
                known[code] = point;
            }

            await Take(batch, rules, pass, cancellation);
        }

        return pass.Tally.Report(order.DryRun, move);
    }

    private static async Task<string[]> Header(ImportCsv csv, CancellationToken cancellation)
    {
        await foreach (var (_, cells) in csv.Rows(cancellation))
        {
            return cells;
        }

        return [];
    }

    private static async Task<int> DaysToMove(ImportCsv csv, ImportRules rules, DateOnly startFrom, CancellationToken cancellation)
    {
        DateOnly? earliest = null;
        await foreach (var (number, cells) in csv.Rows(cancellation))
        {
            if (number > 1 && rules.FirstDay(cells) is { } day && (earliest is null || day < earliest))
            {
                earliest = day;
            }
        }

        return earliest is { } first ? ImportShifts.DaysToMove(first, startFrom) : 0;
    }

    private static async IAsyncEnumerable<List<(int Number, string[] Cells)>> Batches(ImportCsv csv, [EnumeratorCancellation] CancellationToken cancellation)
    {
        List<(int, string[])> batch = new(AtOnce);
        await foreach (var row in csv.Rows(cancellation))
        {
            if (row.Number > 1)
            {
                batch.Add(row);
            }

            if (batch.Count == AtOnce)
            {
                yield return batch;
                batch = new(AtOnce);
            }
        }

        yield return batch;
    }

    private async Task Take(List<(int Number, string[] Cells)> batch, ImportRules rules, Pass pass, CancellationToken cancellation)
    {
        List<Candidate> candidates = new(batch.Count);
        foreach (var (number, cells) in batch)
        {
            pass.Tally.Row();
            var verdict = rules.Judge(cells);
            if (verdict.Row is not { } row)
            {
                pass.Tally.Skip(number, verdict.Skipped!);
            }
            else if (Owner(pass.Order, row) is not { } owner)
            {
                pass.Tally.Skip(number, SkipReasons.OrganizationMissing);
            }
            else if (!pass.IsNew(OpportunityOf(owner, pass.Source, row.Key), $"{owner}\n{row.Likeness}"))
            {
                pass.Tally.Skip(number, SkipReasons.RepeatedRow);
            }
            else
            {
                candidates.Add(new(number, OpportunityOf(owner, pass.Source, row.Key), owner, row, verdict));
            }
        }

        // Before the grains: afterwards everything exists.
        var opportunities = await Existing("opportunity", [.. candidates.Select(c => c.Id.Value)], cancellation);
        var organizations = await Existing("organization", [.. candidates.Select(c => c.Owner.Value).Distinct()], cancellation);
        await Parallel.ForEachAsync(candidates, new ParallelOptions { MaxDegreeOfParallelism = GrainsAtOnce, CancellationToken = cancellation }, async (candidate, _) =>
        {
            var status = opportunities.GetValueOrDefault(candidate.Id.Value);
            string? refusal;
            try
            {
                refusal = await Owned(candidate, organizations, pass) ?? (pass.Order.DryRun ? null : await Store(candidate, status, pass));
            }
            catch (Exception exception) when (exception is TimeoutException or NpgsqlException or Orleans.Runtime.OrleansException || exception.InnerException is NpgsqlException)
            {
                // The row may be in. Whoever repeats the file finds out, and does no harm.
                refusal = SkipReasons.OutcomeUnknown;
            }

            if (refusal is not null)
            {
                pass.Tally.Skip(candidate.Number, refusal);
                return;
            }

            pass.Tally.In(candidate.Number, created: status is null, candidate.Verdict.Warnings);
        });
    }

    private static OrganizationId? Owner(ImportOrder order, ImportedRow row) =>
        order.Into ?? row.Organization ?? (row.OrganizationName.Length > 0 ? OrganizationOf(row.OrganizationName) : null);

    /// <summary>Makes sure, once for each in a file, that the organization exists.</summary>
    private async Task<string?> Owned(Candidate candidate, Dictionary<string, string?> existing, Pass pass)
    {
        if (existing.ContainsKey(candidate.Owner.Value))
        {
            return null;
        }

        // An id that the row itself gives must be known; only a name makes a new organization.
        if (candidate.Row.Organization is not null || pass.Order.Into is not null)
        {
            return OrganizationFaults.Unknown.Code;
        }

        return await pass.Organizations.GetOrAdd(candidate.Owner, owner => new(() => Found(owner, candidate.Row.OrganizationName, pass))).Value;
    }

    private async Task<string?> Found(OrganizationId owner, string name, Pass pass)
    {
        if (!pass.Order.DryRun)
        {
            var profile = new OrganizationProfile(name, null, null, null, null, null, null, null);
            var created = await grains.GetGrain<IOrganizationGrain>(owner.Value).Create(new(new($"import-{owner}"), By.Platform, profile));
            if (!created.Succeeded)
            {
                return created.Fault.Code;
            }
        }

        pass.Tally.Organization();
        return null;
    }

    private async Task<string?> Store(Candidate candidate, string? status, Pass pass)
    {
        var grain = grains.GetGrain<IOpportunityGrain>(candidate.Id.Value);
        if (status is null)
        {
            var row = candidate.Row;
            var drafted = await grain.Draft(new(new($"import-{candidate.Id}"), pass.Order.By, candidate.Owner, row.Details, row.Shifts, $"{pass.Source}:{row.Key}"));
            if (!drafted.Succeeded)
            {
                return drafted.Fault.Code;
            }
        }

        // Also what a first time that broke off left as a draft.
        if (pass.Order.Publish && status is null or "DRAFT")
        {
            var published = await grain.Publish(new(new($"import-{candidate.Id}-publish"), pass.Order.By));
            return published.Fault?.Code;
        }

        return null;
    }

    /// <summary>Which of these documents exist, with their status.</summary>
    private async Task<Dictionary<string, string?>> Existing(string state, string[] keys, CancellationToken cancellation)
    {
        Dictionary<string, string?> found = new(StringComparer.Ordinal);
        await using var command = database.CreateCommand(
            """
            select grain_key, coalesce(payload->>'status', '') from grain_state
             where service_id = 'default' and state_name = $1 and n0 = 0 and n1 = 0 and grain_key = any($2) and payload is not null
            """);
        command.Parameters.Add(new() { Value = state });
        command.Parameters.Add(new() { Value = keys });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            found[reader.GetString(0)] = reader.GetString(1);
        }

        return found;
    }

    private sealed record Candidate(int Number, OpportunityId Id, OrganizationId Owner, ImportedRow Row, ImportVerdict Verdict);

    /// <summary>What one going through a file remembers: 32 bytes a row and one entry an organization.</summary>
    private sealed record Pass(ImportOrder Order, string Source, ImportTally Tally)
    {
        private readonly HashSet<UInt128> _seen = [];

        public ConcurrentDictionary<OrganizationId, Lazy<Task<string?>>> Organizations { get; } = new();

        /// <summary>Neither the same key nor the same event under another key has come before.</summary>
        public bool IsNew(OpportunityId id, string likeness)
        {
            var (byId, byLikeness) = (Digest(id.Value), Digest(likeness));
            if (_seen.Contains(byId) || _seen.Contains(byLikeness))
            {
                return false;
            }

            return _seen.Add(byId) && _seen.Add(byLikeness);
        }

        private static UInt128 Digest(string text)
        {
            Span<byte> hash = stackalloc byte[System.Security.Cryptography.SHA256.HashSizeInBytes];
            System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text), hash);
            return System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(hash);
        }
    }
}
