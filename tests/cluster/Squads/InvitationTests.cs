using Actors.Accounts;
using Actors.Common;
using Actors.Grains.Notifications;
using Actors.Opportunities;
using Actors.Squads;
using Actors.Tests.Cluster.Common;
using static Actors.Tests.Cluster.Opportunities.OpportunityCluster;

namespace Actors.Tests.Cluster.Squads;

public sealed class InvitationTests : IAsyncLifetime
{
    private const string Gus = "gus@example.org";

    private SquadCluster _stage = null!;
    private OpportunityView _soup = null!;
    private BookingView _booking = null!;

    private IBookingGrain Grain => _stage.Booking(_booking.Id);

    public async ValueTask InitializeAsync()
    {
        _stage = await SquadCluster.Start(isPrivate: true);
        _soup = await _stage.Stage.Opened(seats: 10, startsIn: 60 * 24 * 20);
        _booking = await _stage.Book(_soup, 5);
    }

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    [Fact]
    public async Task A_guest_joins_by_a_letter_without_a_password_once_however_often_the_button_is_pressed()
    {
        var secret = await _stage.Invited(_booking.Id, Gus, "Gus");

        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => _stage.Join(_booking.Id, secret)));
        var other = await _stage.Join(_booking.Id, secret, await _stage.Cluster.Person("Another"));

        Assert.Single(answers.Select(a => Told(a).User).Distinct());
        Assert.True(answers[0].Value!.IsGuest);
        Assert.Equal(SquadFaults.InvitationUsed.Code, other.Fault?.Code);
        var view = await _stage.See(_booking.Id);
        Assert.Equal((5, 4, 1), (view.Booked, view.Held, view.Joined));
        Assert.Equal(("Gus", InvitationStatus.Joined, true), view.Rows!.Value.Select(r => (r.Name, r.Status, r.IsGuest)).Single());
        Assert.Equal(2, Told(await _stage.Grain.View(_stage.Leader)).MemberCount);
        Assert.Equal("", (await _stage.Cluster.Grains.GetGrain<IAccountGrain>(answers[0].Value!.User!.Value.Value).Credentials())!.PasswordHash);
    }

    [Fact]
    public async Task Opening_links_of_every_kind_changes_nothing()
    {
        var personal = await _stage.Invited(_booking.Id, Gus);
        var passOn = await PassOn();
        var before = await _stage.Everything();

        foreach (var secret in new[] { personal, passOn, "nothing of ours" })
        {
            await Grain.Open(secret);
            await Grain.Seen(secret);
            await Grain.Open(secret);
            await Grain.Seen(secret);
        }

        Assert.Equal(before, await _stage.Everything());
        Assert.Equal(1, await _stage.Cluster.Scalar<long>("select count(*) from funnel_event where stage = 'OPENED'"));
        Assert.Equal(InvitationStatus.Opened, (await _stage.See(_booking.Id)).Rows!.Value.Single().Status);
        Assert.Equal(0, await _stage.Cluster.Scalar<long>("select count(*) from grain_state where payload::text like '%' || $1 || '%' or payload::text like '%' || $2 || '%'", personal, passOn));
    }

    [Fact]
    public async Task An_invitation_runs_out_after_a_week_is_void_once_another_is_sent_and_can_be_taken_back()
    {
        var first = await _stage.Invited(_booking.Id, Gus);
        var id = (await _stage.See(_booking.Id)).Rows!.Value.Single().Id;
        Told(await Grain.Resend(new(new("again"), _stage.Leader, id, SquadCluster.Url)));
        Told(await Grain.Resend(new(new("again"), _stage.Leader, id, SquadCluster.Url)));
        await _stage.Cluster.Pass(TimeSpan.FromSeconds(1));
        var second = await _stage.Mailed(Gus);

        Assert.NotEqual(first, second);
        Assert.Equal(SquadFaults.InvitationUnknown.Code, (await _stage.Join(_booking.Id, first)).Fault?.Code);
        Assert.Equal(2, await _stage.Cluster.Scalar<long>("select count(*) from outbox_message where recipient = $1", Gus));

        await _stage.Cluster.Pass(7.Days());
        Assert.Equal(SquadFaults.InvitationExpired.Code, (await _stage.Join(_booking.Id, second)).Fault?.Code);

        Told(await Grain.Resend(new(CommandId.New(), _stage.Leader, id, SquadCluster.Url)));
        await _stage.Cluster.Pass(TimeSpan.FromSeconds(1));
        var third = await _stage.Mailed(Gus);
        Told(await Grain.Revoke(new(CommandId.New(), _stage.Leader, id)));
        Told(await Grain.Revoke(new(CommandId.New(), _stage.Leader, id)));
        Assert.Equal(SquadFaults.InvitationRevoked.Code, (await _stage.Join(_booking.Id, third)).Fault?.Code);
        Assert.Equal(5, (await _stage.See(_booking.Id)).Held);
    }

    [Fact]
    public async Task A_full_user_who_opens_a_link_just_joins()
    {
        var (ada, bo) = (await _stage.Cluster.Person("Ada"), await _stage.Cluster.Person("Bo"));

        var byLetter = Told(await _stage.Join(_booking.Id, await _stage.Invited(_booking.Id, Gus), ada));
        var byLink = Told(await _stage.Join(_booking.Id, await PassOn(), bo));
        var again = Told(await _stage.Join(_booking.Id, await PassOn(), bo));

        Assert.Equal((ada.User, false), (byLetter.User, byLetter.IsGuest));
        Assert.Equal(bo.User, byLink.User);
        Assert.Equal(byLink.Id, again.Id);
        Assert.Equal(2, (await _stage.See(_booking.Id)).Joined);
        Assert.Equal(SquadFaults.LogInToJoin.Code, (await Grain.Cancel(new(CommandId.New(), await _stage.Mailed(Gus)))).Fault?.Code);
    }

    [Fact]
    public async Task By_the_link_to_pass_on_one_asks_for_a_letter_and_the_answer_is_the_same_for_every_address()
    {
        var full = "full@example.org";
        Told(await _stage.Address(full).Register(new(CommandId.New(), Id.New<UserId>(Guid.CreateVersion7()), SquadCluster.Parse(full), "Full", null, null, "hash")));
        var passOn = await PassOn();

        var answers = await Task.WhenAll(new[] { full, Gus }.Select(a => Grain.Ask(new(CommandId.New(), passOn, SquadCluster.Parse(a), "Somebody", SquadCluster.Url))));
        await _stage.Cluster.Pass(TimeSpan.FromSeconds(1));

        Assert.Equal(answers[0], answers[1]);
        Assert.Equal(0, (await _stage.See(_booking.Id)).Joined);
        Assert.Equal(SquadFaults.AddressNeeded.Code, (await _stage.Join(_booking.Id, passOn)).Fault?.Code);
        Assert.Equal(SquadFaults.LogInToJoin.Code, (await _stage.Join(_booking.Id, await _stage.Mailed(full))).Fault?.Code);
        Assert.True(Told(await _stage.Join(_booking.Id, await _stage.Mailed(Gus))).IsGuest);

        // Nobody is flooded by who has the link.
        Told(await Grain.Ask(new(CommandId.New(), passOn, SquadCluster.Parse(full), "Somebody", SquadCluster.Url)));
        await _stage.Cluster.Pass(TimeSpan.FromSeconds(1));
        Assert.Equal(1, await _stage.Cluster.Scalar<long>("select count(*) from outbox_message where recipient = $1", full));

        Told(await Grain.RevokeLink(new(CommandId.New(), _stage.Leader)));
        Assert.Equal(SquadFaults.InvitationUnknown.Code, (await Grain.Open(passOn)).Fault?.Code);
    }

    [Fact]
    public async Task Who_cannot_be_reached_by_letter_gets_a_text()
    {
        _stage.Cluster.Mail.Fault = mail => mail.To == Gus ? MailReceipt.Refused("bounced") : null;
        Told(await Grain.Invite(new(CommandId.New(), _stage.Leader, [new("Gus", Gus, "+1 212 555 0101"), new("Phil", null, "+12125550102"), new("Una", "una@example.org", null)], SquadCluster.Url)));
        await _stage.Cluster.Pass(TimeSpan.FromSeconds(1));

        Assert.Equal(2, await _stage.Cluster.Scalar<long>("select count(*) from outbox_message where channel = 'SMS'"));
        Assert.Equal(1, await _stage.Cluster.Scalar<long>("select count(*) from outbox_message where channel = 'EMAIL' and recipient = 'una@example.org'"));
        Assert.All((await _stage.See(_booking.Id)).Rows!.Value, r => Assert.Equal(InvitationStatus.Sent, r.Status));
    }

    [Fact]
    public async Task A_leader_invites_a_hundred_in_a_day_and_nobody_else_invites_at_all()
    {
        Invitee[] Many(int from, int count) => [.. Enumerable.Range(from, count).Select(i => new Invitee(null, $"guest{i}@example.org", null))];
        var member = await _stage.Cluster.Person("Member");
        Told(await _stage.Grain.Include(new(CommandId.New(), By.Platform, member.User!.Value, "Member")));

        Told(await Grain.Invite(new(new("one"), _stage.Leader, [.. Many(0, 99)], SquadCluster.Url)));
        Told(await Grain.Invite(new(new("one"), _stage.Leader, [.. Many(0, 99)], SquadCluster.Url)));
        var tooMany = await Grain.Invite(new(new("two"), _stage.Leader, [.. Many(200, 2)], SquadCluster.Url));
        Told(await Grain.Invite(new(new("three"), _stage.Leader, [.. Many(0, 99), .. Many(300, 1)], SquadCluster.Url)));

        Assert.Equal((SquadFaults.TooManyInvitations.Code, "1"), (tooMany.Fault?.Code, tooMany.Fault?.Facts?["left"]));
        Assert.Equal(100, (await _stage.See(_booking.Id)).Rows!.Value.Length);
        Assert.Equal(SquadFaults.NotAllowed.Code, (await Grain.Invite(new(CommandId.New(), member, [.. Many(400, 1)], SquadCluster.Url))).Fault?.Code);
        Assert.Null(Told(await Grain.View(member)).Rows);
        Assert.Equal(SquadFaults.BookingUnknown.Code, (await Grain.View(Someone("Stranger"))).Fault?.Code);
        Assert.Equal(SquadFaults.InviteesInvalid.Code, (await Grain.Invite(new(CommandId.New(), _stage.Leader, [new("No address", "gus", null)], SquadCluster.Url))).Fault?.Code);

        await _stage.Cluster.Pass(1.Days());
        Told(await Grain.Invite(new(new("two"), _stage.Leader, [.. Many(200, 2)], SquadCluster.Url)));
    }

    [Fact]
    public async Task A_guest_gives_the_seat_back_by_the_link_and_it_is_the_squads_again()
    {
        var secret = await _stage.Invited(_booking.Id, Gus);
        Told(await _stage.Join(_booking.Id, secret));

        Told(await Grain.Cancel(new(CommandId.New(), secret)));
        Told(await Grain.Cancel(new(CommandId.New(), secret)));
        await _stage.Cluster.Pass(1.Minutes());

        var view = await _stage.See(_booking.Id);
        Assert.Equal((5, 0, InvitationStatus.Cancelled), (view.Held, view.Joined, view.Rows!.Value.Single().Status));
        Assert.Equal(InvitationStatus.Joined, Told(await _stage.Join(_booking.Id, secret)).Status);
        Assert.Equal(1, (await _stage.See(_booking.Id)).Joined);
    }

    [Theory]
    [InlineData("booking")]
    [InlineData("email-address")]
    [InlineData("account")]
    [InlineData("guest")]
    [InlineData("squad")]
    public async Task A_crash_at_any_step_of_joining_is_completed_by_the_second_press(string document)
    {
        var secret = await _stage.Invited(_booking.Id, Gus, "Gus");
        _stage.Cluster.Storage.FailNext(document, WriteFault.AnswerLost);

        await Assert.ThrowsAnyAsync<Exception>(() => _stage.Join(_booking.Id, secret));
        await _stage.Cluster.Crash();
        var joined = Told(await _stage.Join(_booking.Id, secret));
        await _stage.Cluster.Pass(1.Minutes());

        Assert.True(joined.IsGuest);
        Assert.Equal((1, 4), (await _stage.See(_booking.Id)) is var view ? (view.Joined, view.Held) : default);
        Assert.Equal(1, await _stage.Cluster.Scalar<long>("select count(*) from registration"));
        Assert.Equal(1, await _stage.Cluster.Scalar<long>("select count(*) from guest_view"));
    }

    [Fact]
    public async Task A_join_whose_last_write_fails_is_known_by_the_events_own_news()
    {
        var secret = await _stage.Invited(_booking.Id, Gus, "Gus");
        var left = 1;
        _stage.Cluster.Storage.Fault = (name, _) => name == "booking" && Interlocked.Decrement(ref left) >= 0 ? WriteFault.Refused : WriteFault.None;

        await Assert.ThrowsAnyAsync<Exception>(() => _stage.Join(_booking.Id, secret));
        await _stage.Cluster.Pass(1.Minutes());

        Assert.Equal(InvitationStatus.Joined, (await _stage.See(_booking.Id)).Rows!.Value.Single().Status);
    }

    [Fact]
    public async Task A_booking_that_crashed_before_it_heard_of_its_seats_completes_itself_and_a_refused_one_is_none()
    {
        var id = Id.From<BookingId>("crash");
        _stage.Cluster.Storage.FailNext("booking", WriteFault.AnswerLost);
        await Assert.ThrowsAnyAsync<Exception>(() => _stage.Booking(id).Book(_stage.Booked(_soup, 3)));
        Assert.Equal(SquadFaults.BookingUnknown.Code, (await _stage.Booking(id).View(_stage.Leader)).Fault?.Code);

        await _stage.Cluster.Pass(1.Minutes());
        Assert.Equal(3, (await _stage.See(id)).Held);

        var refused = await _stage.Booking(Id.From<BookingId>("refused")).Book(_stage.Booked(_soup, 3));
        Assert.Equal(SquadFaults.NotEnoughSeats.Code, refused.Fault?.Code);
        Assert.Equal(SquadFaults.BookingUnknown.Code, (await _stage.Booking(Id.From<BookingId>("refused")).View(_stage.Leader)).Fault?.Code);
        Assert.Equal(2, Told(await _stage.Booking(Id.From<BookingId>("refused")).Book(_stage.Booked(_soup, 3, asMany: true))).Booked);
    }

    private async Task<string> PassOn()
    {
        var view = Told(await Grain.RenewLink(new(new("link"), _stage.Leader, SquadCluster.Url)));
        return view.Link!.Url[^43..];
    }
}
