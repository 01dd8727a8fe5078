using Actors.Accounts;
using Actors.Common;
using Actors.Opportunities;
using Actors.Squads;
using Actors.Tests.Cluster.Common;
using static Actors.Tests.Cluster.Opportunities.OpportunityCluster;

namespace Actors.Tests.Cluster.Squads;

public sealed class GuestTests : IAsyncLifetime
{
    private const string Gus = "gus@example.org";

    private SquadCluster _stage = null!;
    private OpportunityView _soup = null!;
    private BookingView _booking = null!;

    public async ValueTask InitializeAsync()
    {
        _stage = await SquadCluster.Start();
        _soup = await _stage.Stage.Opened(seats: 10, startsIn: 120);
        _booking = await _stage.Book(_soup, 5);
    }

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    [Fact]
    public async Task A_day_after_the_end_a_guest_who_came_is_asked_to_claim_with_hours_as_they_are_then()
    {
        var guest = await _stage.Guest(_booking.Id, Gus, "Gus");
        await _stage.Guest(_booking.Id, "absent@example.org");
        await _stage.Attends(_soup, guest);

        await _stage.ByTheClock(_soup.Shifts[0].EndsAt.AddHours(23));
        Assert.Equal(0, await Claims());
        await _stage.ByTheClock(_soup.Shifts[0].EndsAt.AddHours(25));

        Assert.Equal(1, await Claims());
        var letter = await _stage.Cluster.Scalar<string>("select body from outbox_message where subject like 'Claim%'");
        Assert.Contains("Verified: 0 h", letter, StringComparison.Ordinal);
        Assert.Contains("to verify: 2 h 59 min", letter, StringComparison.Ordinal);
        await _stage.Cluster.Pass(5.Days());
        Assert.Equal(1, await Claims());
    }

    [Fact]
    public async Task Whose_attendance_is_accepted_after_the_claims_went_out_gets_theirs_too()
    {
        var guest = await _stage.Guest(_booking.Id, Gus);
        await _stage.ByTheClock(_soup.Shifts[0].EndsAt.AddHours(26));
        Assert.Equal(0, await Claims());

        var registration = (await _stage.Stage.See(_soup.Id)).Roster.Rows!.Value.Single(r => r.User == guest.User).Id;
        Told(await _stage.Stage.Grain(_soup.Id).AppealNoShow(new(CommandId.New(), new(guest.User, "Gus", PlatformRole.User), registration, "I was there.")));
        Told(await _stage.Stage.Grain(_soup.Id).DecideAppeal(new(CommandId.New(), _stage.Stage.Owner, registration, Accept: true, 60, null)));
        await _stage.Cluster.Pass(1.Hours());

        Assert.Equal(1, await Claims());
    }

    [Fact]
    public async Task Claiming_makes_the_same_account_a_users_and_nothing_moves()
    {
        var (guest, secret) = await Claimed();
        var before = await Hours();

        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(i => _stage.Address(Gus).Use(new(CommandId.New(), secret, LinkPurpose.Claim, $"hash {i}"))));
        var again = await _stage.Address(Gus).Use(new(CommandId.New(), secret, LinkPurpose.Claim, "late"));

        var winner = Assert.Single(answers, a => a.Succeeded);
        Assert.Equal(guest.User, winner.Value!.User);
        Assert.Equal(AccountFaults.LinkUsed.Code, again.Fault?.Code);
        Assert.True((await _stage.Address(Gus).Identity())!.IsProven);
        Assert.Equal($"hash {Array.IndexOf(answers, winner)}", (await _stage.Cluster.Grains.GetGrain<IAccountGrain>(guest.User!.Value.Value).Credentials())!.PasswordHash);
        Assert.Equal(before, await Hours());
        Assert.Equal(0, await _stage.Cluster.Scalar<long>("select count(*) from guest_view"));
        Assert.Equal(1, await _stage.Cluster.Scalar<long>("select count(*) from funnel_event where stage = 'CONVERTED'"));
        Assert.False((await _stage.See(_booking.Id)).Rows!.Value.Single().IsGuest);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_claim_is_used_up_in_the_commit_that_completes_it_and_not_before(bool stored)
    {
        var (_, secret) = await Claimed();
        for (var i = 0; i < 3; i++)
        {
            Assert.Null((await _stage.Address(Gus).Open(secret)).Fault);
        }

        _stage.Cluster.Storage.FailNext("email-address", stored ? WriteFault.AnswerLost : WriteFault.Refused);
        await Assert.ThrowsAnyAsync<Exception>(() => _stage.Address(Gus).Use(new(CommandId.New(), secret, LinkPurpose.Claim)));

        var again = await _stage.Address(Gus).Use(new(CommandId.New(), secret, LinkPurpose.Claim));

        Assert.Equal(stored, !again.Succeeded);
        Assert.True((await _stage.Address(Gus).Identity())!.IsProven);
    }

    [Fact]
    public async Task A_claim_runs_out_after_thirty_days_and_nobody_can_ask_for_one()
    {
        var (_, secret) = await Claimed();
        Assert.Equal(AccountFaults.LinkUnknown.Code, (await _stage.Address(Gus).Ask(new(CommandId.New(), SquadCluster.Parse(Gus), LinkPurpose.Claim, SquadCluster.Url))).Fault?.Code);

        await _stage.Cluster.Pass(30.Days());

        Assert.Equal(AccountFaults.LinkExpired.Code, (await _stage.Address(Gus).Use(new(CommandId.New(), secret, LinkPurpose.Claim))).Fault?.Code);
        Assert.False((await _stage.Address(Gus).Identity())!.IsProven);
    }

    [Fact]
    public async Task Who_became_a_user_by_logging_in_cannot_be_claimed_by_an_old_letter()
    {
        var (guest, secret) = await Claimed();
        Told(await _stage.Address(Gus).Claim(new(CommandId.New(), guest.User!.Value, SquadCluster.Parse(Gus), AddressProof.ExternalLogin)));

        Assert.Equal(AccountFaults.LinkUsed.Code, (await _stage.Address(Gus).Use(new(CommandId.New(), secret, LinkPurpose.Claim, "hash of a thief"))).Fault?.Code);
        Assert.Equal("", (await _stage.Cluster.Grains.GetGrain<IAccountGrain>(guest.User!.Value.Value).Credentials())!.PasswordHash);
    }

    [Fact]
    public async Task Guests_of_whom_nothing_came_are_forgotten_after_ninety_days_and_their_address_is_free()
    {
        var absent = await _stage.Guest(_booking.Id, "absent@example.org", "Abby Sent");
        var came = await _stage.Guest(_booking.Id, Gus, "Gus");
        await _stage.Attends(_soup, came);

        await _stage.ByTheClock(_soup.Shifts[0].EndsAt.AddDays(89));
        Assert.NotNull(await _stage.Address("absent@example.org").Identity());
        _stage.Cluster.Storage.FailNext("account", WriteFault.Refused);
        await _stage.ByTheClock(_soup.Shifts[0].EndsAt.AddDays(91));

        Assert.Null(await _stage.Address("absent@example.org").Identity());
        Assert.Null(await _stage.Cluster.Grains.GetGrain<IAccountGrain>(absent.User!.Value.Value).Card());
        Assert.Equal(0, await _stage.Cluster.Scalar<long>("select count(*) from registration where name like '%Abby%'"));
        Assert.Equal(0, await _stage.Cluster.Scalar<long>("select count(*) from grain_state where payload::text like '%Abby%' or payload::text like '%absent@%'"));
        Assert.NotNull(await _stage.Address(Gus).Identity());
        Assert.NotNull(await _stage.Cluster.Grains.GetGrain<IAccountGrain>(came.User!.Value.Value).Card());
    }

    [Fact]
    public async Task A_guest_with_more_than_twenty_squads_is_a_moderators_matter_once()
    {
        var guest = Id.From<UserId>("busy");
        var grain = _stage.Cluster.Grains.GetGrain<IGuestGrain>(guest.Value);
        async Task Joins(int squads)
        {
            for (var i = 0; i < squads; i++)
            {
                Told(await grain.Expect(new(CommandId.New(), By.Platform, SquadCluster.Parse(Gus), new(
                    Id.From<SquadId>($"{i}"), _booking.Id, Id.From<InvitationId>($"{i}"), _soup.Id, _soup.Shifts[0].Id, Id.From<RegistrationId>($"{i}"), "Soup", "Kitchen",
                    _soup.Shifts[0].StartsAt, _soup.Shifts[0].EndsAt, "UTC"), SquadCluster.Url)));
            }
        }

        await Joins(20);
        Assert.Equal(0, await Flags(guest));
        await Joins(25);
        await Joins(25);

        Assert.Equal(1, await Flags(guest));
        Assert.Equal(CommonFaults.NotAllowed.Code, (await grain.Attended(new(CommandId.New(), Someone("Anybody"), Id.From<RegistrationId>("1")))).Fault?.Code);
    }

    private async Task<(InvitationView Guest, string Secret)> Claimed()
    {
        var guest = await _stage.Guest(_booking.Id, Gus, "Gus");
        await _stage.Attends(_soup, guest);
        await _stage.ByTheClock(_soup.Shifts[0].EndsAt.AddHours(25));
        return (guest, await _stage.Mailed(Gus, "claim"));
    }

    private Task<long> Claims() => _stage.Cluster.Scalar<long>("select count(*) from outbox_message where subject like 'Claim%'");

    private Task<long> Flags(UserId user) => _stage.Cluster.Scalar<long>("select count(*) from review_flag where subject = $1 and kind = 'guest-in-many-squads'", user.Value);

    private Task<string> Hours() => _stage.Cluster.Scalar<string>("select string_agg(user_id || minutes, ',') from ledger_entry_view");
}
