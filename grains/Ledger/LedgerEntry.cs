using Actors.Common;
using Actors.Ledger;
using Actors.Organizations;

namespace Actors.Grains.Ledger;

/// <summary>What others see of an entry.</summary>
internal static class LedgerEntry
{
    /// <param name="allowed">Whether the viewer may verify hours there. Addresses of the organization's members are not for the volunteer.</param>
    public static LedgerEntryView View(LedgerEntryId id, LedgerEntryState state, OrganizationTerms? terms, By by, bool allowed)
    {
        var attended = state.Attended!;
        return new(
            id,
            attended.User,
            attended.VolunteerName,
            attended.Organization,
            attended.Opportunity,
            attended.Registration,
            attended.Title,
            attended.Date,
            state.Minutes,
            attended.Minutes,
            state.Status,
            state.Tier,
            state.Method,
            attended.Method,
            state.CreatedAt,
            state.VerifiedAt,
            state.DecidedBy,
            state.Reason,
            Notices.AutoVerifiesAt(state, terms),
            state.WaitingFor,
            [.. state.Notices.Select(n => new NoticeView(n.Kind, n.DueAt, n.AcceptedAt, allowed ? n.Recipient : null, n.Failure, n.Tries, n.TriedAt))],
            allowed && by.User != attended.User && state.Status is (LedgerStatus.Pending or LedgerStatus.Disputed),
            state.Version,
            attended.Evidence,
            attended.Estimated == true);
    }
}
