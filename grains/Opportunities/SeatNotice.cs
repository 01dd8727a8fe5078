using Actors.Common;
using Actors.Grains.Common;

namespace Actors.Grains.Opportunities;

/// <summary>Why a person gets a letter about a shift. Stored in intents, so the words are a contract.</summary>
internal enum SeatNoticeKind
{
    Offered,
    OfferExpired,
    OfferAccepted,
}

/// <summary>An intent to the grain <c>volunteer-mail/usr_...</c>: what the letter says, as it was when it was decided.</summary>
/// <param name="TimeZone">The event's own, IANA: times in the letter are local to it.</param>
internal sealed record SeatNotice(
    SeatNoticeKind Kind,
    OpportunityId Opportunity,
    RegistrationId? Registration,
    string Title,
    string OrganizationName,
    DateTimeOffset StartsAt,
    DateTimeOffset EndsAt,
    string TimeZone,
    string? Address,
    DateTimeOffset? OfferedUntil = null,
    string? Reason = null)
{
    public const string IntentKind = "opportunities.seat-notice";

    /// <summary>Grain type of the receiver.</summary>
    public const string Receiver = "volunteer-mail";

    /// <summary>The same step makes the same letter.</summary>
    public static Intent Intent(OpportunityState state, Registration row, SeatNoticeKind kind, WaitlistStep step) =>
        Intents.Make($"seat-notice/{row.Id}/{step.Opportunity}/{step.Sequence}", Receiver, row.User.Value, IntentKind, Of(state, row, kind), step.At);

    private static SeatNotice Of(OpportunityState state, Registration row, SeatNoticeKind kind)
    {
        var shift = state.Find(row.Shift)!;
        return new(
            kind, state.Id, row.Id, state.Details!.Title, state.OrganizationName, shift.StartsAt, shift.EndsAt, state.Details.TimeZone, state.Details.Place?.Address, row.Wait?.OfferedUntil);
    }
}
