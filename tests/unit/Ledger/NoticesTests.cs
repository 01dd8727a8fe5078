using Actors.Grains.Ledger;
using Actors.Ledger;

namespace Actors.Tests.Unit.Ledger;

public class NoticesTests
{
    [Fact]
    public void Without_a_recipient_the_clock_stands_and_says_why()
    {
        var alone = Some.Terms with { NoticeRecipients = [] };

        var entry = Some.Pass(Some.Fresh(), alone, Some.Start.AddDays(30));

        Assert.Equal((LedgerStatus.Pending, "no-recipient", null), (entry.Status, entry.WaitingFor, entry.ToldAt));
        Assert.Single(entry.Notices);
    }

    [Fact]
    public void Refused_letters_are_tried_again_with_growing_pauses_up_to_an_hour()
    {
        List<DateTimeOffset> tries = [];

        var entry = Some.Pass(Some.Fresh(), Some.Terms, Some.Start.AddHours(5), now =>
        {
            tries.Add(now);
            return "bad-address";
        });

        Assert.Equal([0, 1, 3, 7, 15, 31, 63, 123, 183, 243], tries.Select(t => (int)(t - Some.Start).TotalMinutes));
        Assert.Equal(("delivery-refused", 10), (entry.WaitingFor, Assert.Single(entry.Notices).Tries));
    }

    [Fact]
    public void The_window_begins_with_the_first_accepted_letter()
    {
        var repaired = Some.Start.AddHours(30);

        var entry = Some.Pass(Some.Fresh(), Some.Terms, Some.Start.AddHours(70), now => now < repaired ? "unavailable" : null);

        Assert.Equal(LedgerStatus.Pending, entry.Status);
        var told = entry.ToldAt!.Value;
        Assert.InRange(told, repaired, repaired.AddHours(1));
        Assert.Null(entry.WaitingFor);
        Assert.Equal(told.AddHours(48), Notices.AutoVerifiesAt(entry, Some.Terms));
        Assert.Equal(told.AddHours(48), Some.Pass(entry, Some.Terms, told.AddHours(48)).VerifiedAt);
    }

    [Fact]
    public void A_call_before_the_time_changes_nothing()
    {
        var told = Some.Told();

        Assert.Same(told, Some.Due(told, Some.Terms, Some.Start.AddHours(24).AddMilliseconds(-1)));
        Assert.Same(told, Some.Due(told, Some.Terms, Some.Start.AddMinutes(1)));
    }

    [Fact]
    public void Silence_is_told_at_once_at_24_and_at_47_hours_and_counts_at_48()
    {
        var late = Some.Pass(Some.Fresh(), Some.Terms, Some.Start.AddHours(48).AddMilliseconds(-1));
        var over = Some.Pass(late, Some.Terms, Some.Start.AddHours(48));

        Assert.Equal(LedgerStatus.Pending, late.Status);
        Assert.Equal((LedgerStatus.Verified, VerificationGrade.Gold, VerificationMethod.Auto), (over.Status, over.Tier!.Value, over.Method!.Value));
        Assert.Equal(Some.Start.AddHours(48), over.VerifiedAt);
        Assert.Equal(
            [(NoticeKind.Initial, 0), (NoticeKind.Reminder, 24), (NoticeKind.FinalWarning, 47)],
            over.Notices.Select(n => (n.Kind, (int)(n.AcceptedAt!.Value - Some.Start).TotalHours)));
    }

    [Theory]
    [InlineData(1, new[] { 0, 30 })]
    [InlineData(2, new[] { 0, 60 })]
    [InlineData(3, new[] { 0, 90, 120 })]
    [InlineData(168, new[] { 0, 84 * 60, 167 * 60 })]
    public void Other_windows_are_told_at_their_half_and_an_hour_before_the_end(int hours, int[] minutes)
    {
        var terms = Some.Terms with { Window = TimeSpan.FromHours(hours) };

        var entry = Some.Pass(Some.Fresh(), terms, Some.Start.AddDays(30));

        Assert.Equal(minutes, entry.Notices.Select(n => (int)(n.AcceptedAt!.Value - Some.Start).TotalMinutes));
        Assert.Equal(Some.Start.AddHours(hours), entry.VerifiedAt);
    }

    [Fact]
    public void A_later_letter_that_is_refused_does_not_stop_a_window_that_runs()
    {
        var entry = Some.Pass(Some.Fresh(), Some.Terms, Some.Start.AddHours(48), now => now == Some.Start ? null : "unavailable");

        Assert.Equal(Some.Start.AddHours(48), entry.VerifiedAt);
        Assert.Equal("unavailable", entry.Notices.Single(n => n.Kind == NoticeKind.FinalWarning).Failure);
    }

    [Fact]
    public void Found_late_after_an_outage_it_is_verified_at_once_and_not_told_that_time_is_left()
    {
        var entry = Some.Due(Some.Told(), Some.Terms, Some.Start.AddHours(60));

        Assert.Equal((LedgerStatus.Verified, Some.Start.AddHours(60)), (entry.Status, entry.VerifiedAt!.Value));
        Assert.Single(entry.Notices);
    }

    [Fact]
    public void With_auto_verification_off_an_entry_stays_pending_for_ever()
    {
        var off = Some.Terms with { AutoVerify = false };

        var entry = Some.Pass(Some.Fresh(), off, Some.Start.AddDays(400));

        Assert.Equal((LedgerStatus.Pending, "auto-verify-off"), (entry.Status, entry.WaitingFor));
        Assert.Equal([NoticeKind.Initial, NoticeKind.Reminder], entry.Notices.Select(n => n.Kind));
        Assert.Null(Notices.AutoVerifiesAt(entry, off));
    }

    [Fact]
    public void Switched_off_in_the_last_hour_silence_does_not_count()
    {
        var entry = Some.Pass(Some.Fresh(), Some.Terms, Some.Start.AddHours(47));

        var end = Some.Pass(entry, Some.Terms with { AutoVerify = false }, Some.Start.AddDays(10));

        Assert.Equal((LedgerStatus.Pending, "auto-verify-off"), (end.Status, end.WaitingFor));
    }

    [Fact]
    public void Switched_on_later_the_window_begins_with_a_new_letter_not_with_the_one_that_promised_to_wait()
    {
        var waiting = Some.Pass(Some.Fresh(), Some.Terms with { AutoVerify = false }, Some.Start.AddDays(10));

        var on = Some.Pass(waiting, Some.Terms, Some.Start.AddDays(11));

        Assert.Equal((LedgerStatus.Pending, 1), (on.Status, on.Round));
        Assert.True(on.ToldAt > Some.Start.AddDays(10));
        Assert.Equal(on.ToldAt!.Value.AddHours(48), Some.Pass(on, Some.Terms, Some.Start.AddDays(20)).VerifiedAt);
    }

    [Fact]
    public void A_longer_window_holds_for_entries_that_wait_already()
    {
        var entry = Some.Pass(Some.Fresh(), Some.Terms, Some.Start.AddHours(47));

        var end = Some.Pass(entry, Some.Terms with { Window = TimeSpan.FromHours(72) }, Some.Start.AddDays(10));

        Assert.Equal(Some.Start.AddHours(72), end.VerifiedAt);
    }

    [Fact]
    public void An_unknown_organization_is_a_reason_to_wait_and_look_again()
    {
        var entry = Some.Due(Some.Fresh(), null, Some.Start);

        Assert.Equal(("no-organization", Some.Start.AddDays(1)), (entry.WaitingFor, entry.NextDue!.Value));
    }

    [Fact]
    public void The_same_letter_has_the_same_id_and_another_recipient_another()
    {
        var entry = Some.Fresh();
        string Id(NoticeKind kind, string to) => VerificationLetter.Write("led_x", entry, Some.Terms, kind, to, null).Id;

        Assert.Equal(Id(NoticeKind.Initial, "a@b.example"), Id(NoticeKind.Initial, "A@b.example"));
        Assert.NotEqual(Id(NoticeKind.Initial, "a@b.example"), Id(NoticeKind.Reminder, "a@b.example"));
        Assert.NotEqual(Id(NoticeKind.Initial, "a@b.example"), Id(NoticeKind.Initial, "c@b.example"));
    }

    [Fact]
    public void A_name_with_line_breaks_stays_in_one_line_of_a_bounded_subject()
    {
        var entry = Some.Fresh();
        entry = entry with { Attended = entry.Attended! with { VolunteerName = "Eve\r\nBcc: all@kitchen.example\u2028" + new string('x', 400) } };

        var letter = VerificationLetter.Write("led_x", entry, Some.Terms, NoticeKind.Initial, "a@b.example", null);

        Assert.DoesNotContain(letter.Subject, c => char.IsControl(c) || c == '\u2028');
        Assert.InRange(letter.Subject.Length, 1, 160);
    }
}
