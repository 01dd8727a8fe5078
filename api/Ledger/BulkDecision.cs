using System.Collections.Immutable;
using System.Globalization;
using Actors.Common;
using Actors.Ledger;
using Npgsql;

namespace Actors.Api.Ledger;

internal enum HoursAction
{
    Verify,
    Adjust,
    Dispute,
    Reject,
}

/// <param name="Fault">Why it was refused; null when it was done.</param>
public sealed record DecidedRow(LedgerEntryId Id, LedgerEntryView? Entry, Fault? Fault);

/// <summary>One decision about many entries: each is its own command, so one that is refused stops none of the others.</summary>
internal static class BulkDecision
{
    /// <summary>More than a page shows nobody ticks.</summary>
    public const int Most = 200;
    private const int AtOnce = 8;

    /// <param name="minutes">The minutes to adjust to, by entry.</param>
    public static async Task<ImmutableArray<DecidedRow>> Run(
        IGrainFactory grains, By by, HoursAction action, IReadOnlyList<LedgerEntryId> entries, Func<LedgerEntryId, int> minutes, string reason, CancellationToken cancellation)
    {
        var rows = new DecidedRow[Math.Min(entries.Count, Most)];
        await Parallel.ForEachAsync(Enumerable.Range(0, rows.Length), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation }, async (i, _) =>
        {
            var id = entries[i];
            try
            {
                var outcome = await Decide(grains.GetGrain<ILedgerEntryGrain>(id.Value), by, action, minutes(id), reason);
                rows[i] = new(id, outcome.Value, outcome.Fault);
            }
            catch (Exception exception) when (exception is TimeoutException or OrleansException or NpgsqlException or OutcomeUnknownException)
            {
                // It may be decided. Whoever repeats it finds out, and does no harm.
                rows[i] = new(id, null, Common.ApiFaults.OutcomeUnknown);
            }
        });
        return [.. rows];
    }

    public static int Minutes(string? typed) => int.TryParse(typed, NumberStyles.None, CultureInfo.InvariantCulture, out var minutes) ? minutes : 0;

    private static Task<Outcome<LedgerEntryView>> Decide(ILedgerEntryGrain entry, By by, HoursAction action, int minutes, string reason) => action switch
    {
        HoursAction.Adjust => entry.Adjust(new(CommandId.New(), by, minutes, reason)),
        HoursAction.Dispute => entry.Dispute(new(CommandId.New(), by, reason)),
        HoursAction.Reject => entry.Reject(new(CommandId.New(), by, reason)),
        _ => entry.Verify(new(CommandId.New(), by)),
    };
}
