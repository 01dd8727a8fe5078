using Actors.Common;
using Actors.Grains.Opportunities;
using Actors.Opportunities;

namespace Actors.Tests.Unit.Opportunities;

public sealed class RosterTests
{
    private readonly Roster _roster = new();

    [Fact]
    public void A_full_shift_takes_nobody()
    {
        Register("ada");
        Register("ben");

        var third = SignUp.Register(Sample.Open(), _roster, Sample.Shift, Sample.User("cyd"), "Cyd", Sample.Before);

        Assert.Equal((OpportunityFaults.Full.Code, "open"), (third.Fault?.Code, third.Fault?.Facts?["waitlist"]));
    }

    [Fact]
    public void Registering_twice_is_the_same_registration()
    {
        var first = Register("ada");

        var second = SignUp.Register(Sample.Open(), _roster, Sample.Shift, Sample.User("ada"), "Ada", Sample.Before);

        Assert.Same(first, second.Value);
        Assert.Equal(1, _roster.Taken(Sample.Shift));
    }

    [Fact]
    public void A_cancelled_seat_is_free_again_and_its_holder_may_return()
    {
        Register("ada");
        var ben = Register("ben");
        _roster.Apply(SignUp.Cancel(Sample.Open(), ben, "ill", Sample.Coordinator, Sample.Before).Value!.Row);

        Register("cyd");
        var back = SignUp.Register(Sample.Open(3), _roster, Sample.Shift, Sample.User("ben"), "Ben", Sample.Before);

        Assert.Equal(ben.Id, back.Value!.Id);
        Assert.Equal(RegistrationStatus.Confirmed, back.Value.Status);
    }

    [Theory]
    [InlineData(OpportunityStatus.Draft)]
    [InlineData(OpportunityStatus.Cancelled)]
    [InlineData(OpportunityStatus.Completed)]
    public void Only_an_open_event_takes_registrations(OpportunityStatus status)
    {
        var outcome = SignUp.Register(Sample.Open() with { Status = status }, _roster, Sample.Shift, Sample.User("ada"), "Ada", Sample.Before);

        Assert.Equal(OpportunityFaults.NotOpen, outcome.Fault);
    }

    [Fact]
    public void After_the_deadline_and_after_the_end_nobody_registers()
    {
        var closing = Sample.Open() with { Details = Sample.Details with { RegistrationDeadline = Sample.Before } };

        var late = SignUp.Register(closing, _roster, Sample.Shift, Sample.User("ada"), "Ada", Sample.Before.AddSeconds(1));
        var over = SignUp.Register(Sample.Open(), _roster, Sample.Shift, Sample.User("ada"), "Ada", Sample.End);

        Assert.Equal(OpportunityFaults.RegistrationClosed, late.Fault);
        Assert.Equal(OpportunityFaults.RegistrationClosed, over.Fault);
    }

    [Fact]
    public void A_shift_of_another_event_is_unknown()
    {
        var outcome = SignUp.Register(Sample.Open(), _roster, Id.From<ShiftId>("other"), Sample.User("ada"), "Ada", Sample.Before);

        Assert.Equal(OpportunityFaults.UnknownShift, outcome.Fault);
    }

    [Fact]
    public void A_code_of_another_event_checks_nobody_in()
    {
        Register("ada");

        var outcome = Scan("ada", Sample.Start, new VenueCode(Id.From<OpportunityId>("other"), Sample.Start));

        Assert.Equal(OpportunityFaults.WrongEvent, outcome.Fault);
    }

    [Theory]
    [InlineData(60, null)]
    [InlineData(61, "opportunities.code-expired")]
    [InlineData(-30, null)]
    [InlineData(-31, "opportunities.code-expired")]
    public void A_code_is_good_for_a_minute(int ageSeconds, string? code)
    {
        Register("ada");

        var outcome = Scan("ada", Sample.Start, new VenueCode(Sample.Opportunity, Sample.Start.AddSeconds(-ageSeconds)));

        Assert.Equal(code, outcome.Fault?.Code);
    }

    [Theory]
    [InlineData(-31, "opportunities.too-early")]
    [InlineData(-30, null)]
    [InlineData(180, null)]
    [InlineData(181, "opportunities.too-late")]
    public void Check_in_is_open_from_half_an_hour_before_the_start_to_the_end(int minutesAfterStart, string? code)
    {
        Register("ada");

        var outcome = Scan("ada", Sample.Start.AddMinutes(minutesAfterStart));

        Assert.Equal(code, outcome.Fault?.Code);
    }

    [Fact]
    public void A_second_scan_changes_nothing()
    {
        Register("ada");
        var first = Scan("ada", Sample.Start).Value!;
        _roster.Apply(first);

        var second = Scan("ada", Sample.Start.AddMinutes(5));

        Assert.Same(first, second.Value);
        Assert.Equal(Sample.Start, second.Value!.CheckedInAt);
    }

    [Fact]
    public void Who_did_not_register_or_gave_the_seat_back_is_not_checked_in()
    {
        _roster.Apply(SignUp.Cancel(Sample.Open(), Register("ben"), null, Sample.Coordinator, Sample.Before).Value!.Row);

        Assert.Equal(OpportunityFaults.NotRegistered, Scan("ada", Sample.Start).Fault);
        Assert.Equal(OpportunityFaults.SeatReleased, Scan("ben", Sample.Start).Fault);
    }

    [Fact]
    public void Check_out_needs_a_check_in()
    {
        var outcome = Presence.CheckOut(Register("ada"), Sample.End);

        Assert.Equal(OpportunityFaults.NotCheckedIn, outcome.Fault);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(59, 1)]
    [InlineData(119, 1)]
    [InlineData(120, 2)]
    [InlineData(10_800, 180)]
    [InlineData(200_000, 1440)]
    public void Check_out_counts_whole_minutes(int seconds, int minutes)
    {
        Register("ada");
        var inside = Scan("ada", Sample.Start).Value!;

        var outside = Presence.CheckOut(inside, Sample.Start.AddSeconds(seconds)).Value!;

        Assert.Equal(minutes, outside.Minutes);
        Assert.Equal(RegistrationStatus.Attended, outside.Status);
        Assert.Same(outside, Presence.CheckOut(outside, Sample.End.AddDays(1)).Value);
    }

    [Fact]
    public void After_the_end_nobody_gives_their_own_seat_back_to_hide_that_they_did_not_come()
    {
        var row = Register("ada");
        var ada = new By(Sample.User("ada"), "Ada", PlatformRole.User);

        Assert.Equal(OpportunityFaults.ShiftOver, SignUp.Cancel(Sample.Open(), row, null, ada, Sample.End).Fault);
        Assert.True(SignUp.Cancel(Sample.Open(), row, null, ada, Sample.End.AddSeconds(-1)).Succeeded);
        Assert.Equal(SeatNoticeKind.Removed, SignUp.Cancel(Sample.Open(), row, "by mistake", Sample.Coordinator, Sample.End).Value!.Notice!.Kind);
    }

    [Fact]
    public void Who_was_there_cannot_cancel()
    {
        Register("ada");

        var outcome = SignUp.Cancel(Sample.Open(), Scan("ada", Sample.Start).Value!, null, Sample.Coordinator, Sample.Start);

        Assert.Equal(OpportunityFaults.AttendedAlready, outcome.Fault);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Any_order_of_sign_ups_cancellations_and_edits_keeps_seats(int seed)
    {
        var random = new Random(seed);
        var state = Sample.Open(5);
        for (var step = 0; step < 5_000; step++)
        {
            var user = $"user{random.Next(12)}";
            switch (random.Next(4))
            {
                case 0 or 1 when SignUp.Register(state, _roster, Sample.Shift, Sample.User(user), user, Sample.Before) is { Succeeded: true } seat:
                    _roster.Apply(seat.Value!);
                    break;
                case 2 when _roster.Of(Sample.User(user)).FirstOrDefault() is { } row:
                    _roster.Apply(SignUp.Cancel(state, row, null, Sample.Coordinator, Sample.Before).Value!.Row);
                    break;
                case 3:
                    var edit = new EditOpportunity(new($"{step}"), Sample.Coordinator, Sample.Details, [Sample.Plan(random.Next(1, 10), Sample.Shift)], null);
                    state = Planning.Edit(state, edit, new Taxonomy(), _roster.Taken, _roster.HasRows).Value ?? state;
                    break;
            }

            Assert.InRange(_roster.Taken(Sample.Shift), 0, state.Shifts[0].Seats!.Value);
            Assert.Equal(_roster.Rows.Count(r => r.TakesSeat), _roster.Taken(Sample.Shift));
        }
    }

    private Registration Register(string name)
    {
        var row = SignUp.Register(Sample.Open(), _roster, Sample.Shift, Sample.User(name), name, Sample.Before).Value!;
        _roster.Apply(row);
        return row;
    }

    private Outcome<Registration> Scan(string name, DateTimeOffset at, VenueCode? code = null) =>
        Presence.CheckInByCode(Sample.Open(), _roster, code ?? new VenueCode(Sample.Opportunity, at), Sample.User(name), at);
}
