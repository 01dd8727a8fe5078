using Actors.Common;
using Actors.Grains.Ledger;
using Actors.Ledger;
using Actors.Opportunities;

namespace Actors.Tests.Unit.Ledger;

public class VerificationTests
{
    private static readonly DateTimeOffset s_now = Some.Start.AddHours(5);

    [Fact]
    public void An_entry_that_does_not_exist_cannot_be_decided()
    {
        var outcome = Verification.Verify(new(), new(CommandId.New(), Some.Coordinator), allowed: true, s_now);

        Assert.Equal(LedgerFaults.Unknown, outcome.Fault);
    }

    [Fact]
    public void Who_may_not_verify_changes_nothing()
    {
        var outcome = Verification.Verify(Some.Told(), new(CommandId.New(), Some.Coordinator), allowed: false, s_now);

        Assert.Equal(LedgerFaults.NotAllowed, outcome.Fault);
    }

    [Theory]
    [InlineData(PlatformRole.User)]
    [InlineData(PlatformRole.Admin)]
    public void Nobody_decides_about_hours_of_their_own_whatever_their_role(PlatformRole role)
    {
        var self = new By(Some.Volunteer, "Vera", role);

        var outcome = Verification.Adjust(Some.Told(), new(CommandId.New(), self, 600, "I was there longer"), allowed: true, s_now);

        Assert.Equal(LedgerFaults.OwnHours, outcome.Fault);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    [InlineData(1441)]
    public void Minutes_outside_of_a_day_are_refused(int minutes)
    {
        var outcome = Verification.Adjust(Some.Told(), new(CommandId.New(), Some.Coordinator, minutes, "left early"), allowed: true, s_now);

        Assert.Equal(LedgerFaults.MinutesInvalid, outcome.Fault);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  x  ")]
    [InlineData(null)]
    public void Adjusting_rejecting_and_disputing_need_a_reason(string? reason)
    {
        var told = Some.Told();

        Fault?[] faults =
        [
            Verification.Adjust(told, new(CommandId.New(), Some.Coordinator, 60, reason!), true, s_now).Fault,
            Verification.Reject(told, new(CommandId.New(), Some.Coordinator, reason!), true).Fault,
            Verification.Dispute(told, new(CommandId.New(), Some.Coordinator, reason!), true).Fault,
        ];

        Assert.All(faults, f => Assert.Equal(LedgerFaults.ReasonMissing, f));
    }

    [Fact]
    public void A_decided_entry_is_not_decided_again_by_another_command()
    {
        var rejected = Verification.Reject(Some.Told(), new(CommandId.New(), Some.Coordinator, "no show"), true).Value!;

        var outcome = Verification.Verify(rejected, new(CommandId.New(), Some.Coordinator), true, s_now);

        Assert.Equal(LedgerFaults.NotPending.Code, outcome.Fault!.Code);
        Assert.Equal("REJECTED", outcome.Fault.Facts!["status"]);
    }

    [Fact]
    public void A_repeated_command_returns_the_same_state_object()
    {
        var command = new VerifyHours(CommandId.New(), Some.Coordinator);
        var verified = Verification.Verify(Some.Told(), command, true, s_now).Value!;

        var again = Verification.Verify(verified, command, true, s_now.AddHours(1)).Value;

        Assert.Same(verified, again);
    }

    [Fact]
    public void An_attendance_received_twice_changes_nothing()
    {
        var fresh = Some.Fresh();

        var again = Verification.Attend(fresh, Some.Attendance() with { Minutes = 999 }, s_now);

        Assert.Same(fresh, again);
    }

    [Fact]
    public void Verified_hours_keep_the_recorded_minutes_and_say_who_did_it()
    {
        var verified = Verification.Verify(Some.Told(), new(CommandId.New(), Some.Coordinator), true, s_now).Value!;

        Assert.Equal((LedgerStatus.Verified, VerificationMethod.Manual, 180), (verified.Status, verified.Method!.Value, verified.Minutes));
        Assert.Equal((Some.Coordinator.User, s_now, null), (verified.DecidedBy, verified.VerifiedAt, verified.NextDue));
    }

    [Fact]
    public void Adjusted_hours_count_with_the_new_minutes_and_remember_the_old()
    {
        var adjusted = Verification.Adjust(Some.Told(), new(CommandId.New(), Some.Coordinator, 90, " left early "), true, s_now).Value!;

        Assert.Equal((90, 180, "left early", LedgerStatus.Verified), (adjusted.Minutes, adjusted.Attended!.Minutes, adjusted.Reason, adjusted.Status));
    }

    [Fact]
    public void A_disputed_entry_waits_for_a_person_who_ends_the_dispute()
    {
        var disputed = Some.Dispute(Some.Told()).Value!;

        var resolved = Verification.Adjust(disputed, new(CommandId.New(), Some.Coordinator, 60, "agreed on one hour"), true, s_now).Value!;

        Assert.Equal((LedgerStatus.Disputed, null), (disputed.Status, disputed.NextDue));
        Assert.Equal((LedgerStatus.Verified, 60), (resolved.Status, resolved.Minutes));
    }

    [Theory]
    [InlineData(CheckInMethod.Qr, VerificationGrade.Silver, VerificationGrade.Gold)]
    [InlineData(CheckInMethod.Manual, VerificationGrade.Bronze, VerificationGrade.Silver)]
    public void An_estimate_costs_a_tier_until_a_coordinator_confirms(CheckInMethod method, VerificationGrade estimated, VerificationGrade confirmed)
    {
        var attended = Some.Attendance(method) with { Estimated = true };
        var fresh = Verification.Attend(new(), attended, Some.Start);

        var silent = Some.Pass(fresh, Some.Terms, Some.Start.AddHours(48));
        var lifted = Verification.Attend(silent, attended with { Estimated = null, Revision = 1 }, Some.Start.AddDays(9));
        var byPerson = Verification.Verify(fresh, new(new("verify"), Some.Coordinator), allowed: true, Some.Start).Value!;

        Assert.Equal((LedgerStatus.Verified, estimated), (silent.Status, silent.Tier!.Value));
        Assert.Equal((LedgerStatus.Verified, confirmed, VerificationMethod.Auto), (lifted.Status, lifted.Tier!.Value, lifted.Method!.Value));
        Assert.Equal(confirmed, byPerson.Tier);
    }

    [Fact]
    public void A_correction_changes_what_is_open_and_stands_beside_what_is_decided()
    {
        var corrected = Some.Attendance() with { Minutes = 60, Revision = 1 };
        var pending = Some.Told();
        var disputed = Some.Dispute(pending).Value!;
        var verified = Verification.Verify(pending, new(new("verify"), Some.Coordinator), allowed: true, Some.Start).Value!;
        var rejected = Verification.Reject(pending, new(new("reject"), Some.Coordinator, "was not there"), allowed: true).Value!;

        Assert.Equal((LedgerStatus.Pending, 60, 60, pending.NextDue), Of(pending));
        Assert.Equal((LedgerStatus.Disputed, 60, 60, null), Of(disputed));
        Assert.Equal((LedgerStatus.Verified, 180, 60, null), Of(verified));
        Assert.Equal((LedgerStatus.Rejected, 180, 60, null), Of(rejected));

        (LedgerStatus, int, int, DateTimeOffset?) Of(LedgerEntryState state)
        {
            var next = Verification.Attend(state, corrected, Some.Start.AddHours(1));
            return (next.Status, next.Minutes, next.Attended!.Minutes, next.NextDue);
        }
    }

    [Fact]
    public void Reports_that_come_twice_or_in_the_wrong_order_change_nothing()
    {
        var second = Some.Attendance() with { Minutes = 60, Revision = 2 };
        var state = Verification.Attend(new(), second, Some.Start);

        Assert.Same(state, Verification.Attend(state, second, Some.Start));
        Assert.Same(state, Verification.Attend(state, Some.Attendance(), Some.Start));
        Assert.Same(state, Verification.Attend(state, Some.Attendance() with { Minutes = 90, Revision = 1 }, Some.Start));
    }

    [Fact]
    public void A_second_dispute_is_refused()
    {
        var disputed = Some.Dispute(Some.Told()).Value!;

        Assert.Equal(LedgerFaults.NotPending.Code, Some.Dispute(disputed, "another").Fault!.Code);
    }

    [Theory]
    [InlineData(CheckInMethod.Qr, VerificationGrade.Gold)]
    [InlineData(CheckInMethod.Gps, VerificationGrade.Gold)]
    [InlineData(CheckInMethod.Personal, VerificationGrade.Gold)]
    [InlineData(CheckInMethod.Manual, VerificationGrade.Silver)]
    [InlineData(CheckInMethod.Typed, VerificationGrade.Silver)]
    [InlineData(CheckInMethod.Typed, VerificationGrade.Gold, CheckInMethod.Gps)]
    [InlineData(CheckInMethod.Printed, VerificationGrade.Gold, CheckInMethod.Gps)]
    [InlineData(CheckInMethod.Printed, VerificationGrade.Silver)]
    [InlineData(CheckInMethod.Qr, VerificationGrade.Silver, null, true)]
    public void Gold_needs_a_proof_of_presence(CheckInMethod method, VerificationGrade grade, CheckInMethod? with = null, bool? elsewhere = null)
    {
        var attended = Some.Attendance(method) with { Evidence = new(with, Elsewhere: elsewhere) };
        var untouched = Some.Pass(Verification.Attend(new(), attended, Some.Start), Some.Terms, Some.Start.AddHours(48));

        Assert.Equal((LedgerStatus.Verified, grade, VerificationMethod.Auto), (untouched.Status, untouched.Tier!.Value, untouched.Method!.Value));
    }

    [Fact]
    public void Hours_of_a_merged_account_are_the_other_ones_whichever_is_known_first()
    {
        var to = Id.From<UserId>("another account");

        var before = Verification.Attend(Verification.Move(new(), Some.Volunteer, to), Some.Attendance(), Some.Start);
        var after = Verification.Move(Some.Told(), Some.Volunteer, to);
        var corrected = Verification.Attend(after, Some.Attendance() with { Minutes = 90, Revision = 1 }, Some.Start);

        Assert.Equal((to, to, to), (before.Attended!.User, after.Attended!.User, corrected.Attended!.User));
        Assert.Equal((180, LedgerStatus.Pending, 90), (before.Minutes, before.Status, corrected.Minutes));
        Assert.Equal((Some.Told().NextDue, Some.Told().Notices.Length), (after.NextDue, after.Notices.Length));
        Assert.Same(after, Verification.Move(after, Some.Volunteer, to));
        Assert.Same(after, Verification.Move(after, Id.From<UserId>("somebody"), to));
    }
}
