using System.Globalization;
using Actors.Grains.Opportunities;
using Actors.Opportunities;
using NodaTime;
using NodaTime.Extensions;

namespace Actors.Tests.Unit.Opportunities;

public sealed class RecurrenceTests
{
    private static readonly DateTimeZone s_newYork = DateTimeZoneProviders.Tzdb["America/New_York"];

    [Theory]
    [InlineData("FREQ=DAILY;COUNT=3", "2026-02-27", "2026-02-27 2026-02-28 2026-03-01")]
    [InlineData("FREQ=DAILY;INTERVAL=2;UNTIL=20260105", "2026-01-01", "2026-01-01 2026-01-03 2026-01-05")]
    [InlineData("FREQ=DAILY;BYDAY=SA,SU;COUNT=3", "2026-05-02", "2026-05-02 2026-05-03 2026-05-09")]
    [InlineData("FREQ=WEEKLY;COUNT=3", "2026-05-02", "2026-05-02 2026-05-09 2026-05-16")]
    [InlineData("FREQ=WEEKLY;BYDAY=WE,MO;COUNT=4", "2026-05-06", "2026-05-06 2026-05-11 2026-05-13 2026-05-18")]
    [InlineData("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;COUNT=4", "2026-05-05", "2026-05-05 2026-05-10 2026-05-19 2026-05-24")]
    [InlineData("RRULE:FREQ=MONTHLY;COUNT=3", "2026-01-31", "2026-01-31 2026-03-31 2026-05-31")]
    [InlineData("FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=3", "2026-01-31", "2026-01-31 2026-02-28 2026-03-31")]
    [InlineData("FREQ=MONTHLY;BYDAY=1MO;COUNT=3", "2026-06-01", "2026-06-01 2026-07-06 2026-08-03")]
    [InlineData("FREQ=MONTHLY;BYDAY=-1FR;COUNT=3", "2026-05-29", "2026-05-29 2026-06-26 2026-07-31")]
    [InlineData("FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13;COUNT=2", "2026-02-13", "2026-02-13 2026-03-13")]
    [InlineData("FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=29;COUNT=2", "2024-02-29", "2024-02-29")]
    public void Has_the_dates_that_the_RFC_says(string rule, string first, string expected)
    {
        var read = Recurrence.Parse(rule, s_newYork);

        var dates = read.Value!.Dates(Date(first), Date(first).PlusDays(366));

        Assert.Equal(expected, string.Join(' ', dates.Select(d => d.ToDateOnly().ToString("O", CultureInfo.InvariantCulture))));
    }

    [Theory]
    [InlineData("")]
    [InlineData("WEEKLY")]
    [InlineData("FREQ=YEARLY")]
    [InlineData("FREQ=WEEKLY;FREQ=DAILY")]
    [InlineData("FREQ=WEEKLY;COUNT=0")]
    [InlineData("FREQ=WEEKLY;COUNT=1001")]
    [InlineData("FREQ=WEEKLY;COUNT=2;UNTIL=20260101")]
    [InlineData("FREQ=WEEKLY;INTERVAL=-1")]
    [InlineData("FREQ=WEEKLY;UNTIL=20261301")]
    [InlineData("FREQ=WEEKLY;UNTIL=20260101T100000")]
    [InlineData("FREQ=WEEKLY;BYDAY=1MO")]
    [InlineData("FREQ=WEEKLY;BYDAY=XX")]
    [InlineData("FREQ=WEEKLY;BYMONTHDAY=3")]
    [InlineData("FREQ=MONTHLY;BYDAY=6MO")]
    [InlineData("FREQ=MONTHLY;BYDAY=0MO")]
    [InlineData("FREQ=MONTHLY;BYMONTHDAY=32")]
    [InlineData("FREQ=MONTHLY;BYSETPOS=1")]
    [InlineData("FREQ=WEEKLY;WKST=SU")]
    [InlineData("FREQ=WEEKLY;")]
    public void What_it_does_not_understand_it_refuses(string rule)
    {
        var read = Recurrence.Parse(rule, s_newYork);

        Assert.Equal(SeriesFaults.RuleInvalid.Code, read.Fault?.Code);
        Assert.True(read.Fault!.Facts!.ContainsKey("part"));
    }

    [Fact]
    public void An_end_in_UTC_is_a_date_where_the_event_is()
    {
        // Still the evening of the fourth in New York.
        var read = Recurrence.Parse("FREQ=DAILY;UNTIL=20260705T020000Z", s_newYork);

        Assert.Equal(Date("2026-07-04"), read.Value!.Dates(Date("2026-07-01"), Date("2026-08-01")).Last());
    }

    [Theory]
    // Skipped in spring: as much later as the clocks jump.
    [InlineData("America/New_York", "2026-03-08", "02:30", "04:00", "2026-03-08T07:30Z", "2026-03-08T08:00Z")]
    // Twice in autumn: the first.
    [InlineData("America/New_York", "2026-11-01", "01:30", "03:00", "2026-11-01T05:30Z", "2026-11-01T08:00Z")]
    // Over midnight and a change of clocks: wall times, so an hour less and an hour more.
    [InlineData("America/New_York", "2026-03-07", "22:00", "06:00", "2026-03-08T03:00Z", "2026-03-08T10:00Z")]
    [InlineData("America/New_York", "2026-10-31", "22:00", "06:00", "2026-11-01T02:00Z", "2026-11-01T11:00Z")]
    // The same wall time on either side of a change.
    [InlineData("Europe/Berlin", "2026-03-28", "18:00", "20:00", "2026-03-28T17:00Z", "2026-03-28T19:00Z")]
    [InlineData("Europe/Berlin", "2026-03-29", "18:00", "20:00", "2026-03-29T16:00Z", "2026-03-29T18:00Z")]
    // Half an hour; the zones that are ahead and behind of all.
    [InlineData("Australia/Lord_Howe", "2026-10-04", "02:15", "05:00", "2026-10-03T15:45Z", "2026-10-03T18:00Z")]
    [InlineData("Pacific/Kiritimati", "2026-05-02", "08:00", "10:00", "2026-05-01T18:00Z", "2026-05-01T20:00Z")]
    [InlineData("Pacific/Niue", "2026-05-02", "18:00", "23:30", "2026-05-03T05:00Z", "2026-05-03T10:30Z")]
    public void Wall_times_stay_whatever_the_clocks_do(string zone, string date, string from, string to, string starts, string ends)
    {
        var plan = new EventPlan(Sample.Details with { TimeZone = zone }, [new(TimeOnly.Parse(from, CultureInfo.InvariantCulture), TimeOnly.Parse(to, CultureInfo.InvariantCulture))], ClosesHoursBefore: 3);

        var (details, shifts) = plan.On(Date(date).ToDateOnly());

        Assert.Equal((Moment(starts), Moment(ends)), (shifts[0].StartsAt, shifts[0].EndsAt));
        Assert.Equal(Moment(starts).AddHours(-3), details.RegistrationDeadline);
    }

    private static LocalDate Date(string text) => DateOnly.ParseExact(text, "O", CultureInfo.InvariantCulture).ToLocalDate();

    private static DateTimeOffset Moment(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
