using Actors.Common;
using Actors.Grains.Common;

namespace Actors.Grains.Opportunities;

/// <summary>Why a person gets a letter about a shift. Stored in intents, so the words are a contract.</summary>
internal enum SeatNoticeKind
{
    Offered,
    OfferExpired,
    OfferAccepted,

    /// <summary>Waited, and the shift began or the event was called off.</summary>
    WaitingEnded,

    /// <summary>The event is called off.</summary>
    Cancelled,

    /// <summary>One shift of it is called off.</summary>
    ShiftCancelled,

    /// <summary>A coordinator took the registration back.</summary>
    Removed,

    /// <summary>Another time or place: please confirm.</summary>
    Changed,

    /// <summary>Enough people signed up: it takes place.</summary>
    TakesPlace,

    /// <summary>To who posted it: fewer than the minimum, please decide.</summary>
    TooFew,

    /// <summary>Somebody dropped out late: would you come, as you did before?</summary>
    Called,

    /// <summary>The shift is over and they are still checked in.</summary>
    CheckOutForgotten,

    /// <summary>They did not come, as far as anybody knows.</summary>
    Missed,
    AppealAccepted,
    AppealDeclined,

    /// <summary>To who posted it: somebody says that they were there after all.</summary>
    Appealed,

    /// <summary>To the leader of a squad that booked: it does not take place.</summary>
    SquadCancelled,

    /// <summary>To the leader of a squad that booked: another time or place.</summary>
    SquadChanged,
}

/// <summary>An intent to the grain <c>volunteer-mail/usr_...</c>: what the letter says, as it was when it was decided.</summary>
/// <param name="ActBy">Until when the person can do something about it.</param>
/// <param name="TimeZone">The event's own, IANA: times in the letter are local to it.</param>
/// <param name="Was">With <see cref="SeatNoticeKind.Changed"/>: when and where it was before.</param>
internal sealed record SeatNotice(
    SeatNoticeKind Kind,
    DateTimeOffset At,
    OpportunityId Opportunity,
    RegistrationId? Registration,
    string Title,
    string OrganizationName,
    DateTimeOffset StartsAt,
    DateTimeOffset EndsAt,
    string TimeZone,
    string? Address,
    DateTimeOffset? OfferedUntil = null,
    string? Reason = null,
    FormerPlan? Was = null,
    DateTimeOffset? ActBy = null)
{
    public const string IntentKind = "opportunities.seat-notice";

    /// <summary>Grain type of the receiver.</summary>
    public const string Receiver = "volunteer-mail";

    public static SeatNotice Of(OpportunityState state, Registration row, SeatNoticeKind kind, DateTimeOffset now, string? reason = null) =>
        Of(state, state.Find(row.Shift)!, kind, now) with { Registration = row.Id, OfferedUntil = row.Wait?.OfferedUntil, Reason = reason };

    /// <summary>What the end of a shift brings, once for each registration and kind.</summary>
    public static Intent? OfEnd(OpportunityState state, Registration row, SeatNoticeKind kind, DateTimeOffset now)
    {
        var appealed = kind == SeatNoticeKind.Appealed;
        var appeal = row.Review?.Appeal;
        var notice = Of(state, row, kind, now, appealed ? $"{row.Name}: {appeal?.Text}" : appeal?.Reason) with
        {
            ActBy = kind switch
            {
                SeatNoticeKind.CheckOutForgotten => state.Find(row.Shift)!.EndsAt.AddMinutes(state.AttendanceTerms.CloseAfterMinutes),
                SeatNoticeKind.Missed => now.AddDays(state.AttendanceTerms.AppealDays),
                _ => null,
            },
        };
        return (appealed ? state.CreatedBy : row.User) is { } to ? notice.To(to, $"{row.Id}/{kind}") : null;
    }

    public static SeatNotice Of(OpportunityState state, Shift shift, SeatNoticeKind kind, DateTimeOffset now) => new(
        kind, now, state.Id, null, state.Details!.Title, state.OrganizationName, shift.StartsAt, shift.EndsAt, state.Details.TimeZone, state.Details.Place?.Address);

    /// <param name="cause">What the letter is about, so that the same cause makes the same letter.</param>
    public Intent To(UserId user, string cause) => Intents.Make($"seat-notice/{cause}/{user}", Receiver, user.Value, IntentKind, this, At);
}

/// <summary>When and where a shift was to be.</summary>
internal sealed record FormerPlan(DateTimeOffset StartsAt, DateTimeOffset EndsAt, string? Address);
