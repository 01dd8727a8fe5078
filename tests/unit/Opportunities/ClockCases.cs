using Actors.Common;
using Actors.Grains.Opportunities;
using Actors.Opportunities;
using NodaTime;
using NodaTime.Extensions;

namespace Actors.Tests.Unit.Opportunities;

/// <summary>Shifts by the clock on the wall of their place: hours that come twice or never, zones a day apart, nights.</summary>
public sealed class ClockCases
{
    public static TheoryData<string, string, string, int, string> Shifts => new()
    {
        // The hour from 2 to 3 never comes; the hour from 1 to 2 comes twice.
        { "America/New_York", "2026-03-07T22:00", "2026-03-08T04:00", 300, "2026-03-07" },
        { "America/New_York", "2026-10-31T22:00", "2026-11-01T04:00", 420, "2026-10-31" },
        { "America/New_York", "2026-03-08T01:30", "2026-03-08T03:30", 60, "2026-03-08" },
        { "Europe/Berlin", "2026-03-29T01:00", "2026-03-29T04:00", 120, "2026-03-29" },
        { "Europe/Berlin", "2026-10-25T01:00", "2026-10-25T04:00", 240, "2026-10-25" },
        { "Australia/Lord_Howe", "2026-04-05T00:00", "2026-04-05T04:00", 270, "2026-04-05" },

        // A day ahead of and behind UTC.
        { "Pacific/Kiritimati", "2026-06-06T08:00", "2026-06-06T11:00", 180, "2026-06-06" },
        { "Pacific/Pago_Pago", "2026-06-06T20:00", "2026-06-06T23:00", 180, "2026-06-06" },
        { "Asia/Kathmandu", "2026-06-06T00:15", "2026-06-06T02:15", 120, "2026-06-06" },

        // Over midnight: the day on which it begins.
        { "America/New_York", "2026-06-06T23:00", "2026-06-07T02:00", 180, "2026-06-06" },
        { "Pacific/Kiritimati", "2026-12-31T23:30", "2027-01-01T01:30", 120, "2026-12-31" },
    };

    [Theory]
    [MemberData(nameof(Shifts))]
    public void The_gate_opens_half_an_hour_before_and_closes_with_the_shift_which_lasts_as_long_as_it_lasts(string zone, string from, string to, int minutes, string date)
    {
        var state = Event(zone, from, to);
        var shift = state.Shifts[0];
        var row = SignUp.Register(state, new(), shift.Id, Sample.User("ada"), "Ada", shift.StartsAt.AddDays(-1)).Value!;
        var roster = new Roster();
        roster.Apply(row);

        Assert.Equal(OpportunityFaults.TooEarly.Code, Presence.Choose(state, roster, row.User, shift.StartsAt.AddMinutes(-30).AddMilliseconds(-1)).Fault?.Code);
        Assert.Same(row, Presence.Choose(state, roster, row.User, shift.StartsAt.AddMinutes(-30)).Value);
        Assert.Same(row, Presence.Choose(state, roster, row.User, shift.EndsAt).Value);
        Assert.Equal(OpportunityFaults.TooLate, Presence.Choose(state, roster, row.User, shift.EndsAt.AddMilliseconds(1)).Fault);

        roster.Apply(row with { Method = CheckInMethod.Qr, CheckedInAt = shift.StartsAt, CheckedInBy = row.User.Value });
        Assert.Equal(shift.EndsAt, roster.Ends.Next(state, roster));
        var closed = Assert.Single(ShiftEnds.Due(state, roster, shift.EndsAt.AddHours(2))).Row;
        Assert.Equal((shift.EndsAt, minutes), (closed.CheckedOutAt!.Value, closed.Minutes!.Value));
        Assert.Equal(DateOnly.Parse(date, System.Globalization.CultureInfo.InvariantCulture), HoursReport.DateOf(shift, zone));
    }

    private static OpportunityState Event(string zone, string from, string to)
    {
        var open = Sample.Open();
        var place = DateTimeZoneProviders.Tzdb[zone];
        return open with { Details = open.Details! with { TimeZone = zone }, Shifts = [open.Shifts[0] with { StartsAt = At(from), EndsAt = At(to) }] };

        DateTimeOffset At(string local) => place.AtLeniently(NodaTime.Text.LocalDateTimePattern.GeneralIso.Parse(local + ":00").Value).ToDateTimeOffset().ToUniversalTime();
    }
}
