using Actors.Api.Opportunities;
using Actors.Opportunities;

namespace Actors.Tests.Unit.Opportunities;

public sealed class EventFormTests
{
    private static readonly EventForm s_form = new()
    {
        Title = "Plant a hundred oaks",
        Description = "On the hill behind the meadow.",
        Address = "Boathouse, New York, NY 10024",
        Shifts = [new(null, "", "2026-05-02", "09:00", "12:30", "12"), ShiftLine.Empty],
    };

    private static readonly GeoPoint s_place = new(40.78, -73.96);

    [Fact]
    public void Day_and_times_are_of_the_events_zone_and_blank_shifts_are_left_out()
    {
        var plan = s_form.Plan(s_place, null).Value;

        var shift = Assert.Single(plan.Shifts);
        Assert.Equal(new DateTimeOffset(2026, 5, 2, 13, 0, 0, TimeSpan.Zero), shift.StartsAt);
        Assert.Equal(new DateTimeOffset(2026, 5, 2, 16, 30, 0, TimeSpan.Zero), shift.EndsAt);
        Assert.Equal(12, shift.Seats);
        Assert.Equal("Boathouse, New York, NY 10024", plan.Details.Place!.Address);
    }

    [Fact]
    public void An_end_before_the_beginning_is_on_the_next_day()
    {
        var plan = (s_form with { Shifts = [new(null, "Night", "2026-05-02", "22:00", "06:00", "")] }).Plan(s_place, null).Value;

        Assert.Equal(TimeSpan.FromHours(8), plan.Shifts[0].EndsAt - plan.Shifts[0].StartsAt);
        Assert.Null(plan.Shifts[0].Seats);
    }

    [Fact]
    public void A_time_that_daylight_saving_leaves_out_moves_on()
    {
        var plan = (s_form with { Shifts = [new(null, "", "2026-03-08", "02:30", "05:00", "")] }).Plan(s_place, null).Value;

        Assert.Equal(new DateTimeOffset(2026, 3, 8, 7, 30, 0, TimeSpan.Zero), plan.Shifts[0].StartsAt);
    }

    [Theory]
    [InlineData("2026-02-30", "09:00", "10:00", "", "pages.time-invalid")]
    [InlineData("2026-05-02", "", "10:00", "", "pages.time-invalid")]
    [InlineData("2026-05-02", "09:00", "25:00", "", "pages.time-invalid")]
    [InlineData("2026-05-02", "09:00", "10:00", "many", "opportunities.seats-invalid")]
    public void What_cannot_be_read_is_refused(string day, string from, string to, string seats, string code) =>
        Assert.Equal(code, (s_form with { Shifts = [new(null, "", day, from, to, seats)] }).Plan(s_place, null).Fault?.Code);

    [Fact]
    public void A_zone_that_does_not_exist_is_refused() =>
        Assert.Equal("opportunities.time-zone-unknown", (s_form with { TimeZone = "Moon/Base" }).Plan(s_place, null).Fault?.Code);

    [Fact]
    public void An_edit_keeps_what_the_form_does_not_ask_for()
    {
        var deadline = new DateTimeOffset(2026, 4, 30, 0, 0, 0, TimeSpan.Zero);
        OpportunityDetails before = new("Old title", "Old description of it.", [], [], [], "UTC", null, RegistrationDeadline: deadline, SeatTerms: new(OfferMinutes: 60));

        var details = s_form.Plan(s_place, before).Value.Details;

        Assert.Equal((s_form.Title, deadline, 60), (details.Title, details.RegistrationDeadline, details.SeatTerms!.OfferMinutes));
    }

    [Fact]
    public void An_event_and_back_is_the_same_event()
    {
        var plan = s_form.Plan(s_place, null).Value;
        ShiftView shift = new(new("shf_00000000000000000000000000"), null, plan.Shifts[0].StartsAt, plan.Shifts[0].EndsAt, 12, 0, 0, false);

        var again = EventForm.Of(plan.Details, [shift], keepIds: true).Plan(s_place, plan.Details).Value;

        Assert.Equal(plan.Shifts[0] with { Id = shift.Id }, again.Shifts[0]);
        Assert.Equal(plan.Details.Title, again.Details.Title);
    }
}
