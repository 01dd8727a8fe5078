using System.Globalization;
using Actors.Grains.Notifications;
using NodaTime;
using NodaTime.Extensions;

namespace Actors.Grains.Opportunities;

/// <summary>What a volunteer reads about a seat. Plain text: nothing in it needs escaping.</summary>
internal static class SeatLetter
{
    public static Mail Write(string id, SeatNotice notice, string recipient)
    {
        var (subject, text) = Words(notice);
        return new(id, recipient, $"{subject}: {notice.Title}", $"{text}\n\n{Facts(notice)}\n", notice.Registration?.Value ?? notice.Opportunity.Value);
    }

    private static (string Subject, string Text) Words(SeatNotice notice) => notice.Kind switch
    {
        SeatNoticeKind.Offered => ("A seat for you",
            $"A seat has become free and you are next in line. It is kept for you until {At(notice.OfferedUntil!.Value, notice)}. "
            + "Accept it or pass it on before then; afterwards it goes to the next in line."),
        SeatNoticeKind.OfferExpired => ("The offer has ended",
            "The seat that was kept for you went to the next in line, as we did not hear from you. You may join the waitlist again."),
        SeatNoticeKind.OfferAccepted => ("You have a seat",
            "You accepted the seat that became free. If you cannot come, give it back early, so that somebody else can have it."),
        SeatNoticeKind.WaitingEnded => ("No seat became free", $"You were on the waitlist. {notice.Reason}"),
        SeatNoticeKind.Cancelled => ("Cancelled", $"This event does not take place, so please do not come. {Because(notice)}"),
        SeatNoticeKind.ShiftCancelled => ("Your shift is cancelled", $"This shift does not take place, so please do not come. {Because(notice)}"),
        SeatNoticeKind.Removed => ("Your registration was cancelled", $"The organization took your registration back. {Because(notice)}"),
        SeatNoticeKind.Changed => ("Please confirm the change",
            $"Time or place has changed. It was: {At(notice.Was!.StartsAt, notice)} to {At(notice.Was.EndsAt, notice)}{Place(notice.Was.Address)}. "
            + "You keep your seat. Please confirm that you come, or give the seat back if you cannot."),
        SeatNoticeKind.TakesPlace => ("It takes place", "Enough people signed up. We look forward to seeing you."),
        SeatNoticeKind.TooFew => ("Too few people: please decide",
            "Fewer people signed up than this shift needs. Decide whether it takes place or is cancelled; the registered will be told."),
        SeatNoticeKind.Called => ("Can you help out?",
            "Somebody cannot come, so a seat is free. You have been with us before: would you take it? Whoever signs up first has it. "
            + "In your settings you can say how often you want to be asked."),
        SeatNoticeKind.CheckOutForgotten => ("Have you left?",
            "The shift is over and you are still checked in. Check out on the event's page, so that your hours are right. If we do not hear from you by "
            + $"{At(notice.ActBy!.Value, notice)}, we check you out as of the end of the shift, and the organizers see that this is an estimate."),
        SeatNoticeKind.Missed => ("We missed you",
            $"Nobody saw you check in. If you were there, say so on the event's page until {At(notice.ActBy!.Value, notice)}: the organizers will look at it."),
        SeatNoticeKind.Appealed => ("An appeal to decide",
            $"Somebody who was marked as not having come says that they were there. Accept it with minutes or decline it with a reason, on the roster.\n\n{notice.Reason}"),
        SeatNoticeKind.AppealAccepted => ("Your hours count", "The organizers agree that you were there. Your hours are recorded."),
        SeatNoticeKind.AppealDeclined => ("Your appeal was declined", $"The organizers looked at your appeal and did not agree. {Because(notice)}"),
        SeatNoticeKind.SquadCancelled => ("Your squad's event is cancelled",
            $"You booked seats of this shift for your squad. It does not take place; whoever joined hears of it too. {Because(notice)}"),
        SeatNoticeKind.SquadChanged => ("Your squad's event has changed",
            $"You booked seats of this shift for your squad. Time or place has changed. It was: {At(notice.Was!.StartsAt, notice)} to {At(notice.Was.EndsAt, notice)}{Place(notice.Was.Address)}. "
            + "Your squad keeps its seats, and whoever joined is asked to confirm. Give seats back that you do not need any more."),
        _ => throw new ArgumentOutOfRangeException(nameof(notice)),
    };

    private static string Because(SeatNotice notice) => string.IsNullOrEmpty(notice.Reason) ? "" : $"The reason given: {notice.Reason}";

    private static string Place(string? address) => string.IsNullOrEmpty(address) ? "" : $", {address}";

    private static string Facts(SeatNotice notice) =>
        $"""
         {notice.Title}
         {notice.OrganizationName}
         {At(notice.StartsAt, notice)} to {At(notice.EndsAt, notice)}
         {notice.Address}
         """.TrimEnd();

    private static string At(DateTimeOffset moment, SeatNotice notice)
    {
        var zone = DateTimeZoneProviders.Tzdb.GetZoneOrNull(notice.TimeZone) ?? DateTimeZone.Utc;
        return moment.ToInstant().InZone(zone).ToString("dddd, d MMMM yyyy 'at' HH:mm x", CultureInfo.InvariantCulture);
    }
}
