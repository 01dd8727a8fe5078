using Actors.Common;
using Actors.Grains.Notifications;
using Actors.Ledger;
using Actors.Opportunities;
using Actors.Organizations;
using Actors.Tests.Cluster.Common;

namespace Actors.Tests.Cluster.Ledger;

public sealed class LedgerEntryGrainTests : IAsyncLifetime
{
    private LedgerCluster _ledger = null!;

    private ActorsCluster Cluster => _ledger.Cluster;

    public async ValueTask InitializeAsync() => _ledger = await LedgerCluster.Start();

    public ValueTask DisposeAsync() => Cluster.DisposeAsync();

    [Fact]
    public async Task Untouched_for_48_hours_an_entry_is_verified_gold_with_three_notices_on_record()
    {
        var id = await _ledger.Attend();

        await Cluster.Pass(48.Hours() - TimeSpan.FromMilliseconds(1));
        var before = await _ledger.See(id);
        await Cluster.Pass(TimeSpan.FromMilliseconds(1));
        var after = await _ledger.See(id);

        Assert.Equal(LedgerStatus.Pending, before.Status);
        Assert.Equal((LedgerStatus.Verified, VerificationGrade.Gold, VerificationMethod.Auto), (after.Status, after.Tier!.Value, after.Method!.Value));
        Assert.Equal([NoticeKind.Initial, NoticeKind.Reminder, NoticeKind.FinalWarning], after.Notices.Select(n => n.Kind));
        Assert.All(after.Notices, n => Assert.Equal(("hours@kitchen.example", n.DueAt), (n.Recipient, n.AcceptedAt!.Value)));
        Assert.Equal(3, await _ledger.Letters(id));
    }

    [Fact]
    public async Task An_attendance_received_twice_is_one_entry_that_is_told_once()
    {
        var id = await _ledger.Attend();
        await Cluster.Pass(1.Minutes());

        await _ledger.Attend();
        await Cluster.Pass(1.Minutes());

        Assert.Equal(1, await Cluster.Scalar<long>("select count(*) from ledger_entry_view"));
        Assert.Equal(1, await _ledger.Letters(id));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_attendance_whose_write_failed_is_received_when_it_comes_again(bool stored)
    {
        var intent = _ledger.Intent(_ledger.Attendance());
        Cluster.Storage.FailNext(Attended.Receiver, stored ? WriteFault.AnswerLost : WriteFault.Refused);

        await Assert.ThrowsAsync<OrleansException>(() => _ledger.Receive(intent));
        await _ledger.Receive(intent);

        Assert.Equal(1, (await _ledger.See(LedgerCluster.IdOf(_ledger.Attendance()))).Version);
    }

    [Fact]
    public async Task An_intent_of_another_kind_or_for_another_entry_is_not_received()
    {
        var intent = _ledger.Intent(_ledger.Attendance());

        await Assert.ThrowsAsync<NotSupportedException>(() => _ledger.Receive(intent with { Kind = "ledger.other" }));
        await Assert.ThrowsAsync<ArgumentException>(() => _ledger.Receive(intent with { Target = $"{Attended.Receiver}/{Id.From<LedgerEntryId>("other")}" }));
    }

    [Fact]
    public async Task A_view_is_for_the_volunteer_those_who_may_verify_and_administrators()
    {
        var id = await _ledger.Attend();
        await Cluster.Pass(1.Minutes());
        var stranger = await Cluster.Person("Sam");

        var own = (await _ledger.Entry(id).View(_ledger.Volunteer)).Value!;
        var member = (await _ledger.Entry(id).View(_ledger.Owner)).Value!;
        var admin = await _ledger.Entry(id).View(stranger with { Role = PlatformRole.Admin });

        Assert.Equal(LedgerFaults.Unknown, (await _ledger.Entry(id).View(stranger)).Fault);
        Assert.Equal(LedgerFaults.Unknown, (await _ledger.Entry(id).View(By.Nobody)).Fault);
        Assert.Equal(LedgerFaults.Unknown, (await _ledger.Entry(Id.From<LedgerEntryId>("nothing")).View(stranger)).Fault);
        Assert.True(admin.Succeeded);
        Assert.Equal((false, null), (own.MayDecide, own.Notices[0].Recipient));
        Assert.Equal((true, "hours@kitchen.example"), (member.MayDecide, member.Notices[0].Recipient));
        Assert.Equal(Cluster.Now.AddMinutes(-1).AddHours(48), member.AutoVerifiesAt);
    }

    [Fact]
    public async Task Who_may_not_verify_decides_nothing_and_nobody_decides_about_their_own_hours()
    {
        var id = await _ledger.Attend();
        var stranger = await Cluster.Person("Sam");
        await Cluster.Grains.GetGrain<IOrganizationGrain>(_ledger.Organization.Value)
            .SetMember(new(CommandId.New(), _ledger.Owner, _ledger.Volunteer.User!.Value, OrganizationRole.Owner, null, []));

        Assert.Equal(LedgerFaults.NotAllowed, (await _ledger.Entry(id).Verify(new(CommandId.New(), stranger))).Fault);
        Assert.Equal(LedgerFaults.OwnHours, (await _ledger.Entry(id).Verify(new(CommandId.New(), _ledger.Volunteer))).Fault);
        Assert.Equal(LedgerStatus.Pending, (await _ledger.See(id)).Status);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_decision_whose_write_failed_counts_once_when_it_is_repeated(bool stored)
    {
        var id = await _ledger.Attend();
        await Cluster.Pass(1.Hours());
        var command = new AdjustHours(CommandId.New(), _ledger.Owner, 90, "left early");
        Cluster.Storage.FailNext(Attended.Receiver, stored ? WriteFault.AnswerLost : WriteFault.Refused);

        await Assert.ThrowsAsync<OrleansException>(() => _ledger.Entry(id).Adjust(command));
        var first = (await _ledger.Entry(id).Adjust(command)).Value!;
        var again = (await _ledger.Entry(id).Adjust(command)).Value!;

        Assert.Equal((LedgerStatus.Verified, 90, "left early"), (first.Status, first.Minutes, first.Reason));
        Assert.Equal(first.Version, again.Version);
    }

    [Fact]
    public async Task A_rejected_entry_is_over()
    {
        var id = await _ledger.Attend();
        await _ledger.Entry(id).Reject(new(CommandId.New(), _ledger.Owner, "no show"));

        await Cluster.Pass(10.Days());

        Assert.Equal((LedgerStatus.Rejected, 0), ((await _ledger.See(id)).Status, (await _ledger.See(id)).Notices.Length));
    }

    [Fact]
    public async Task A_dispute_at_the_last_moment_beats_silence_however_they_race()
    {
        List<LedgerEntryId> ids = [];
        for (var i = 0; i < 40; i++)
        {
            ids.Add(await _ledger.Attend($"race-{i}"));
        }

        await Cluster.Pass(48.Hours() - TimeSpan.FromMilliseconds(1));
        Cluster.Time.Advance(TimeSpan.FromMilliseconds(1));

        var chance = new Random(7);
        Cluster.Storage.Fault = (state, _) => state != Attended.Receiver ? WriteFault.None : chance.Next(4) switch
        {
            0 => WriteFault.Refused,
            1 => WriteFault.AnswerLost,
            _ => WriteFault.None,
        };
        var heard = await Task.WhenAll(ids.Select(async id =>
        {
            var due = Quietly(() => _ledger.OnDue(id));
            var dispute = Quietly(() => _ledger.Dispute(id));
            var dueAgain = Quietly(() => _ledger.OnDue(id));
            await Task.WhenAll(due, dispute, dueAgain);
            return (await dispute)?.Succeeded == true;
        }));
        Cluster.Storage.Fault = (_, _) => WriteFault.None;
        await Cluster.Pass(10.Days());

        foreach (var (id, yes) in ids.Zip(heard))
        {
            var repeated = await _ledger.Dispute(id);
            var view = await _ledger.See(id);
            Assert.Equal(repeated.Succeeded ? LedgerStatus.Disputed : LedgerStatus.Verified, view.Status);
            Assert.True(!yes || repeated.Succeeded);
        }
    }

    [Fact]
    public async Task A_crash_between_sending_a_letter_and_recording_it_sends_the_same_letter_again()
    {
        var id = await _ledger.Attend();
        Cluster.Storage.FailNext(Attended.Receiver, WriteFault.Refused);

        await Assert.ThrowsAsync<OrleansException>(() => _ledger.OnDue(id));
        await Cluster.Crash();
        await Cluster.Pass(1.Minutes());

        Assert.Equal(2, Cluster.Mail.Sent);
        Assert.Equal(1, await _ledger.Letters(id));
        Assert.Single((await _ledger.See(id)).Notices);
    }

    [Fact]
    public async Task A_provider_that_throws_is_on_record_and_the_window_begins_when_it_is_back()
    {
        Cluster.Mail.Fault = _ => throw new InvalidOperationException("down");
        var id = await _ledger.Attend();
        await Cluster.Pass(50.Hours());
        var waiting = await _ledger.See(id);

        Cluster.Mail.Fault = _ => null;
        await Cluster.Pass(1.Hours());
        var told = await _ledger.See(id);
        await Cluster.Pass(48.Hours());

        Assert.Equal((LedgerStatus.Pending, "delivery-refused", null), (waiting.Status, waiting.WaitingFor, waiting.AutoVerifiesAt));
        Assert.Equal("unavailable", Assert.Single(waiting.Notices).Failure);
        Assert.Equal((LedgerStatus.Pending, null), (told.Status, told.WaitingFor));
        Assert.Equal(LedgerStatus.Verified, (await _ledger.See(id)).Status);
    }

    [Fact]
    public async Task A_bad_address_is_refused_and_a_new_one_is_used_at_the_next_try()
    {
        Cluster.Mail.Fault = mail => mail.To.StartsWith("hours@", StringComparison.Ordinal) ? MailReceipt.Refused("bad-address") : null;
        var id = await _ledger.Attend();
        await Cluster.Pass(2.Hours());
        var organization = Cluster.Grains.GetGrain<IOrganizationGrain>(_ledger.Organization.Value);
        var profile = (await organization.View(_ledger.Owner)).Value!.Profile;

        await organization.Edit(new(CommandId.New(), _ledger.Owner, profile with { ContactEmail = "new@kitchen.example" }, null));
        await Cluster.Pass(1.Hours());

        var view = await _ledger.See(id);
        Assert.Equal([("hours@kitchen.example", "bad-address"), ("new@kitchen.example", null)], view.Notices.Select(n => (n.Recipient!, n.Failure)));
        Assert.NotNull(view.AutoVerifiesAt);
    }

    [Fact]
    public async Task With_auto_verification_off_nothing_happens_by_itself()
    {
        var organization = Cluster.Grains.GetGrain<IOrganizationGrain>(_ledger.Organization.Value);
        var profile = (await organization.View(_ledger.Owner)).Value!.Profile;
        await organization.Edit(new(CommandId.New(), _ledger.Owner, profile with { AutoVerify = false }, null));
        var id = await _ledger.Attend();

        await Cluster.Pass(20.Days());

        var view = await _ledger.See(id);
        Assert.Equal((LedgerStatus.Pending, "auto-verify-off", null), (view.Status, view.WaitingFor, view.AutoVerifiesAt));
    }

    [Fact]
    public async Task Deadlines_of_an_outage_fire_once_after_it()
    {
        var id = await _ledger.Attend();
        await Cluster.Pass(1.Hours());

        Cluster.Time.Advance(60.Hours());
        await Cluster.Crash();
        await Cluster.Pass(1.Minutes());

        Assert.Equal((LedgerStatus.Verified, CheckInMethod.Qr), ((await _ledger.See(id)).Status, (await _ledger.See(id)).CheckInMethod));
        Assert.Equal(1, await _ledger.Letters(id));
    }

    private static async Task<Outcome<LedgerEntryView>?> Quietly(Func<Task<Outcome<LedgerEntryView>>> call)
    {
        try
        {
            return await call();
        }
        catch (OrleansException)
        {
            return null;
        }
    }

    private static Task<Outcome<LedgerEntryView>?> Quietly(Func<Task> call) => Quietly(async () =>
    {
        await call();
        return LedgerFaults.Unknown;
    });
}
