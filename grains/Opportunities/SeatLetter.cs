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
        var (subject, text) = notice.Kind switch
        {
            SeatNoticeKind.Offered => (
                $"A seat for you: {notice.Title}",
                $"A seat has become free and you are next in line. It is kept for you until {At(notice.OfferedUntil!.Value, notice)}. Accept it or pass it on before then; afterwards it goes to the next in line."),
            SeatNoticeKind.OfferExpired => (
                $"The offer has ended: {notice.Title}",
                "The seat that was kept for you went to the next in line, as we did not hear from you. You may join the waitlist again."),
            SeatNoticeKind.OfferAccepted => (
                $"You have a seat: {notice.Title}",
                "You accepted the seat that became free. If you cannot come, give it back early, so that somebody else can have it."),
            _ => throw new ArgumentOutOfRangeException(nameof(notice)),
        };
        return new(id, recipient, subject, $"{text}\n\n{Facts(notice)}\n", notice.Registration?.Value ?? notice.Opportunity.Value);
    }

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
