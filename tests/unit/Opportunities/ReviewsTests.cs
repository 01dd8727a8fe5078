using Actors.Common;
using Actors.Grains.Opportunities;
using Actors.Opportunities;

namespace Actors.Tests.Unit.Opportunities;

public sealed class ReviewsTests
{
    private static readonly DateTimeOffset s_later = Sample.End.AddHours(30);
    private static readonly Registration s_seat = new(Id.From<RegistrationId>("seat"), Sample.Opportunity, Sample.Shift, Sample.User("ada"), "Ada", RegistrationStatus.Confirmed, Sample.Before);
    private static readonly Registration s_in = s_seat with { Method = CheckInMethod.Qr, CheckedInAt = Sample.Start.AddMinutes(-10), CheckedInBy = Sample.User("ada").Value };
    private static readonly Registration s_missed = Reviews.Miss(s_seat, Sample.End.AddHours(24));
    private static readonly Shift s_shift = Sample.Open().Shifts[0];
    private static readonly By s_ada = new(Sample.User("ada"), "Ada", PlatformRole.User);

    [Fact]
    public void A_forgotten_check_out_ends_with_the_shift_as_an_estimate()
    {
        var closed = Reviews.Close(s_in, s_shift);

        Assert.Equal((RegistrationStatus.Attended, Sample.End, 190, true), (closed.Status, closed.CheckedOutAt!.Value, closed.Minutes!.Value, closed.Review!.Estimated!.Value));
    }

    [Fact]
    public void When_the_end_was_moved_to_before_the_check_in_a_minute_is_left()
    {
        var closed = Reviews.Close(s_in, s_shift with { StartsAt = Sample.Start.AddHours(-3), EndsAt = Sample.Start.AddHours(-1) });

        Assert.Equal((s_in.CheckedInAt, 1), (closed.CheckedOutAt, closed.Minutes));
    }

    [Fact]
    public void Confirming_ends_the_estimate_once_and_is_not_for_oneself()
    {
        var closed = Reviews.Close(s_in, s_shift);

        var confirmed = Reviews.Confirm(closed, Sample.Coordinator).Value!;

        Assert.Equal((null, 1, 190), (confirmed.Review!.Estimated, confirmed.Review.Revision, confirmed.Minutes));
        Assert.Same(confirmed, Reviews.Confirm(confirmed, Sample.Coordinator).Value);
        Assert.Equal(OpportunityFaults.OwnAttendance, Reviews.Confirm(closed, s_ada).Fault);
        Assert.Equal(OpportunityFaults.NotCheckedIn, Reviews.Confirm(s_in, Sample.Coordinator).Fault);
    }

    [Fact]
    public void Corrections_keep_what_was_before_and_why()
    {
        var closed = Reviews.Close(s_in, s_shift);

        var first = Correct(closed, 60, "left early").Value!;
        var repeated = Correct(first, 60, "left early").Value!;
        var second = Correct(first, 90, "came back").Value!;

        Assert.Same(first, repeated);
        Assert.Equal(
            [new AttendanceCorrection(s_later, "Cora", 190, 60, "left early"), new AttendanceCorrection(s_later, "Cora", 60, 90, "came back")],
            second.Review!.Corrections!.Value.AsEnumerable());
        Assert.Equal((90, 2, null, Sample.End), (second.Minutes, second.Review.Revision, second.Review.Estimated, second.CheckedOutAt!.Value));
    }

    [Fact]
    public void Who_is_still_in_is_checked_out_by_a_correction()
    {
        var corrected = Correct(s_in, 45, "had to go").Value!;

        Assert.Equal((RegistrationStatus.Attended, s_later, 45), (corrected.Status, corrected.CheckedOutAt!.Value, corrected.Minutes!.Value));
        Assert.Null(corrected.Review!.Corrections!.Value[0].MinutesBefore);
    }

    [Fact]
    public void A_correction_is_refused_without_reason_minutes_or_attendance_and_for_oneself_and_after_twenty()
    {
        var much = Enumerable.Range(1, 20).Aggregate(s_in, (row, minutes) => Correct(row, minutes, "again").Value!);

        Assert.Equal(OpportunityFaults.ReasonMissing, Correct(s_in, 45, " x ").Fault);
        Assert.Equal(OpportunityFaults.MinutesInvalid, Correct(s_in, 0, "because").Fault);
        Assert.Equal(OpportunityFaults.MinutesInvalid, Correct(s_in, 1441, "because").Fault);
        Assert.Equal(OpportunityFaults.NotCheckedIn, Correct(s_seat, 45, "because").Fault);
        Assert.Equal(OpportunityFaults.OwnAttendance, Reviews.Correct(s_in, new(new("c"), s_ada, s_in.Id, 45, "because"), s_later).Fault);
        Assert.Equal(OpportunityFaults.TooManyCorrections, Correct(much, 45, "because").Fault);
    }

    [Fact]
    public void A_no_show_is_appealed_once_and_in_time()
    {
        var state = Sample.Open();
        var late = s_missed.Review!.MissedAt!.Value.AddDays(14);

        var appealed = Reviews.Appeal(state, s_missed, " I was there. ", late).Value!;

        Assert.Equal(new Appeal("I was there.", late), appealed.Review!.Appeal);
        Assert.Same(appealed, Reviews.Appeal(state, appealed, "I was there.", late.AddDays(9)).Value);
        Assert.Equal(OpportunityFaults.AppealedAlready, Reviews.Appeal(state, appealed, "Really!", late).Fault);
        Assert.Equal(OpportunityFaults.AppealTooLate, Reviews.Appeal(state, s_missed, "I was there.", late.AddMilliseconds(1)).Fault);
        Assert.Equal(OpportunityFaults.AppealInvalid, Reviews.Appeal(state, s_missed, "  ", late).Fault);
        Assert.Equal(OpportunityFaults.NotMissed, Reviews.Appeal(state, s_in, "I was there.", late).Fault);
    }

    [Fact]
    public void An_appeal_is_accepted_with_minutes_or_declined_with_a_reason_and_stays_decided()
    {
        var appealed = Reviews.Appeal(Sample.Open(), s_missed, "I was there.", s_later).Value!;

        var accepted = Decide(appealed, true, 120).Value!;
        var declined = Decide(appealed, false, null, "Nobody saw you").Value!;

        Assert.Equal((RegistrationStatus.Attended, CheckInMethod.Manual, 120), (accepted.Status, accepted.Method!.Value, accepted.Minutes!.Value));
        Assert.Equal((Sample.Start, Sample.End, "Cora"), (accepted.CheckedInAt!.Value, accepted.CheckedOutAt!.Value, accepted.Evidence!.By));
        Assert.Equal((RegistrationStatus.NoShow, false, "Nobody saw you"), (declined.Status, declined.Review!.Appeal!.Accepted!.Value, declined.Review.Appeal.Reason));
        Assert.Same(accepted, Decide(accepted, true, 200).Value);
        Assert.Same(declined, Decide(declined, false, null, "another").Value);
        Assert.Equal(OpportunityFaults.AppealDecided, Decide(declined, true, 120).Fault);
        Assert.Equal(OpportunityFaults.MinutesInvalid, Decide(appealed, true, null).Fault);
        Assert.Equal(OpportunityFaults.MinutesInvalid, Decide(appealed, true, 1441).Fault);
        Assert.Equal(OpportunityFaults.ReasonMissing, Decide(appealed, false, null).Fault);
        Assert.Equal(OpportunityFaults.NoAppeal, Decide(s_missed, true, 120).Fault);
        Assert.Equal(OpportunityFaults.OwnAttendance, Reviews.Decide(Sample.Open(), appealed, new(new("d"), s_ada, appealed.Id, true, 60, null), s_later).Fault);
    }

    private static Outcome<Registration> Correct(Registration row, int minutes, string reason) =>
        Reviews.Correct(row, new(new("c"), Sample.Coordinator, row.Id, minutes, reason), s_later);

    private static Outcome<Registration> Decide(Registration row, bool accept, int? minutes, string? reason = null) =>
        Reviews.Decide(Sample.Open(), row, new(new("d"), Sample.Coordinator, row.Id, accept, minutes, reason), s_later);
}
