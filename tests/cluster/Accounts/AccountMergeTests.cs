using System.Globalization;
using Actors.Accounts;
using Actors.Common;
using Actors.Grains.Accounts;
using Actors.Ledger;
using Actors.Opportunities;
using Actors.Organizations;
using Actors.Squads;
using Actors.Tests.Cluster.Common;
using Actors.Tests.Cluster.Opportunities;

namespace Actors.Tests.Cluster.Accounts;

public sealed partial class AccountMergeTests : IAsyncLifetime
{
    private OpportunityCluster _stage = null!;
    private By _old = By.Nobody;
    private By _new = By.Nobody;

    public async ValueTask InitializeAsync()
    {
        _stage = await OpportunityCluster.Start();
        _old = await Open("Zoe", "zoe@old.example");
        _new = await Open("Zoe Kim", "zoe@new.example");
    }

    public async ValueTask DisposeAsync() => await _stage.DisposeAsync();

    private ActorsCluster Cluster => _stage.Cluster;

    private UserId Old => _old.User!.Value;

    private UserId New => _new.User!.Value;

    private IAccountMergeGrain Merge => Cluster.Grains.GetGrain<IAccountMergeGrain>(Old.Value);

    [Fact]
    public async Task Everything_of_the_old_account_is_the_new_ones_and_nothing_is_lost()
    {
        var lived = await Live();
        var before = await AccountMoves.Hours(Cluster.Database, "default", Old, New);
        Assert.Equal(2, before.Entries);

        var asked = OpportunityCluster.Told(await Ask());
        Assert.Equal((MergeStatus.Moving, before), (asked.Status, asked.Before));
        await Cluster.Pass(5.Minutes());

        await Whole(before);
        Assert.Equal([_stage.Organization], OpportunityCluster.Told(await Cluster.Grains.GetGrain<IFollowsGrain>(New.Value).List(_new)).Select(f => f.Organization));
        var members = OpportunityCluster.Told(await Cluster.Grains.GetGrain<IOrganizationGrain>(_stage.Organization.Value).View(_stage.Owner)).Members;
        Assert.Equal((OrganizationRole.Coordinator, "Zoe Kim"), members.Where(m => m.User == New).Select(m => (m.Role, m.Name)).Single());
        Assert.DoesNotContain(members, m => m.User == Old);
        var squad = OpportunityCluster.Told(await Cluster.Grains.GetGrain<ISquadGrain>(lived.Squad.Value).View(_new));
        Assert.Equal(SquadRole.Leader, squad.Role);
        Assert.Equal(New, await Cluster.Grains.GetGrain<IHandleGrain>(HandleId.OfText("zoe").Value).Holder());
        Assert.Equal("I cook.", OpportunityCluster.Told(await Account(New).Profile(_new)).Bio);

        // The shift that both signed up for: one seat of hers, the other is free again.
        Assert.Equal(1, await _stage.Taken(lived.Future));
        Assert.True((await _stage.Register(lived.Future, _new)).Succeeded);
        Assert.Equal(1, await _stage.Taken(lived.Future));
    }

    [Fact]
    public async Task The_old_id_address_handle_and_feed_lead_to_the_new_account_and_its_doors_are_shut()
    {
        var lived = await Live();
        var session = Id.New<SessionId>(Guid.CreateVersion7());
        await Cluster.Grains.GetGrain<ISessionsGrain>(Old.Value).Start(new(CommandId.New(), session, SignInMethod.Password, "Firefox", "203.0.113.0/24", Cluster.Now.AddDays(60)));
        OpportunityCluster.Told(await Cluster.Grains.GetGrain<ISecurityGrain>(Old.Value).AddLogin(new(CommandId.New(), _old, SignInMethod.GitHub, "4711", "Zoe")));
        OpportunityCluster.Told(await Cluster.Grains.GetGrain<ICalendarFeedGrain>(Old.Value).SetKey(new(CommandId.New(), _old, "old-key")));

        OpportunityCluster.Told(await Ask());
        await Cluster.Pass(5.Minutes());

        Assert.Equal((New, "Zoe Kim"), (await Account(Old).Card() is { } card) ? (card.UserId, card.Name) : default);
        Assert.Equal(New, await Account(Old).Successor());
        Assert.Equal(New, await Address("zoe@old.example").Holder());
        Assert.Null(await Account(Old).Credentials());
        Assert.True(await Cluster.Scalar<bool>("select exists (select from ended_session where id = $1)", session.Value));
        Assert.Null(await Cluster.Grains.GetGrain<IExternalLoginGrain>(ExternalLoginId.Of(SignInMethod.GitHub, "4711").Value).Holder());
        Assert.True(await Cluster.Grains.GetGrain<ICalendarFeedGrain>(New.Value).Opens("old-key"));
        OpportunityCluster.Told(await Cluster.Grains.GetGrain<ICalendarFeedGrain>(New.Value).SetKey(new(CommandId.New(), _new, "another-key")));
        Assert.False(await Cluster.Grains.GetGrain<ICalendarFeedGrain>(New.Value).Opens("old-key"));
        Assert.Equal(2, await Cluster.Scalar<long>("select count(*) from outbox_message where subject = 'Your accounts are one' and recipient in ('zoe@old.example', 'zoe@new.example')"));

        // Whom somebody means by the old id is the person of today.
        var organization = Cluster.Grains.GetGrain<IOrganizationGrain>(_stage.Organization.Value);
        var member = OpportunityCluster.Told(await organization.SetMember(new(CommandId.New(), _stage.Owner, Old, OrganizationRole.Admin, null, [])));
        Assert.Equal((New, OrganizationRole.Admin), member.Members.Where(m => m.Name == "Zoe Kim").Select(m => (m.User, m.Role)).Single());
        Assert.Equal(New, OpportunityCluster.Told(await organization.Block(new(CommandId.New(), _stage.Owner, Old, "took the soup"))).User);
        Assert.Equal(New, OpportunityCluster.Told(await _stage.Grain(lived.Future.Id).Block(new(CommandId.New(), _stage.Owner, Old, "took the soup"))).User);

        // A third account takes over both: the first one leads to it too.
        var third = await Open("Zed", "zoe@third.example");
        OpportunityCluster.Told(await Cluster.Grains.GetGrain<IAccountMergeGrain>(New.Value).Ask(new(CommandId.New(), third, _new, third.User!.Value)));
        await Cluster.Pass(2.Days());
        Assert.Equal(third.User, (await Account(Old).Card())?.UserId);
        Assert.Equal(2, await Cluster.Scalar<long>("select count(*) from former_account where account_id = $1", third.User.Value.Value));
        Assert.Equal(2, (await AccountMoves.Hours(Cluster.Database, "default", third.User.Value)).Entries);
    }

    [Fact]
    public async Task Hours_that_were_on_their_way_come_to_the_new_account()
    {
        var soup = await _stage.Opened();
        await _stage.Registered(soup, _old);
        Cluster.Time.Advance(15.Minutes());
        OpportunityCluster.Told(await _stage.CheckIn(soup, _old));
        Cluster.Time.Advance(2.Hours());
        Cluster.Storage.Fault = (state, _) => state == "ledger-entry" ? WriteFault.Refused : WriteFault.None;
        OpportunityCluster.Told(await _stage.Grain(soup.Id).CheckOut(new(CommandId.New(), _old, (await _stage.Mine(soup, _old)).Id)));
        OpportunityCluster.Told(await Ask());
        Cluster.Storage.Fault = (_, _) => WriteFault.None;
        await Cluster.Pass(1.Hours());

        Assert.Equal([New.Value], await Owners());

        // A correction long after it follows.
        OpportunityCluster.Told(await _stage.Grain(soup.Id).CorrectAttendance(new(CommandId.New(), _stage.Owner, (await _stage.Mine(soup, _new)).Id, 90, "forgot the tidying")));
        await Cluster.Pass(1.Minutes());
        Assert.Equal(90, await Cluster.Scalar<int>("select minutes from ledger_entry_view where user_id = $1", New.Value));
    }

    [Fact]
    public async Task Only_who_has_proven_both_merges_and_neither_has_a_role_or_is_being_deleted()
    {
        var eve = await Open("Eve", "eve@people.example");
        Assert.Equal(AccountFaults.MergeUnproven, (await Merge.Ask(new(CommandId.New(), _new, By.Nobody, New))).Fault);
        Assert.Equal(AccountFaults.MergeSame, (await Merge.Ask(new(CommandId.New(), _old, _old, New))).Fault);
        Assert.Equal(CommonFaults.NotAllowed, (await Merge.Ask(new(CommandId.New(), eve, _old, New))).Fault);
        Assert.Equal(CommonFaults.NotAllowed, (await Merge.Ask(new(CommandId.New(), eve, _new, New))).Fault);
        var root = await Cluster.Person("root", PlatformRole.Admin);
        Assert.Equal(CommonFaults.NotAllowed, (await Merge.Ask(new(CommandId.New(), root, root with { User = eve.User }, New))).Fault);

        OpportunityCluster.Told(await Account(Old).SetRole(new(CommandId.New(), root, PlatformRole.Moderator)));
        Assert.Equal(AccountFaults.MergePrivileged, (await Ask()).Fault);
        OpportunityCluster.Told(await Account(Old).SetRole(new(CommandId.New(), root, PlatformRole.User)));
        foreach (var deleting in new[] { _old, _new })
        {
            var deletion = Cluster.Grains.GetGrain<IAccountDeletionGrain>(deleting.User!.Value.Value);
            OpportunityCluster.Told(await deletion.Ask(new(CommandId.New(), deleting)));
            Assert.Equal(AccountFaults.MergeDeleting, (await Ask()).Fault);
            OpportunityCluster.Told(await deletion.Stop(new(CommandId.New(), deleting)));
        }

        // Nothing of the refused ones is left over.
        Assert.Equal(AccountFaults.MergeUnknown, (await Merge.View(_old)).Fault);
        Assert.Equal(0, await Cluster.Scalar<long>("select count(*) from former_account"));
        OpportunityCluster.Told(await Ask());
        Assert.Equal(AccountFaults.MergeUnknown, (await Merge.View(eve)).Fault);
        Assert.Equal(MergeStatus.Moving, OpportunityCluster.Told(await Merge.View(root)).Status);
    }

    [Fact]
    public async Task Asked_again_it_is_the_same_merge_and_another_one_of_the_same_account_is_refused()
    {
        await Live();
        var eve = await Open("Eve", "eve@people.example");

        var all = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Ask()));
        Assert.All(all, a => Assert.Equal(New, a.Value?.Into));
        Assert.Equal(AccountFaults.MergeUnderWay, (await Merge.Ask(new(CommandId.New(), eve, _old, eve.User!.Value))).Fault);

        // Whose account is being completed does not go away meanwhile.
        Assert.Equal(AccountFaults.MergeUnderWay, (await Cluster.Grains.GetGrain<IAccountMergeGrain>(New.Value).Ask(new(CommandId.New(), eve, _new, eve.User!.Value))).Fault);
        await Cluster.Pass(2.Days());
        OpportunityCluster.Told(await Ask());
        Assert.Equal(AccountFaults.MergeUnderWay, (await Merge.Ask(new(CommandId.New(), eve, _old, eve.User!.Value))).Fault);
        Assert.Equal(1, await Cluster.Scalar<long>("select count(*) from account_move where event = 'DONE'"));
        Assert.Equal([New.Value, New.Value], await Owners());
    }

    [Fact]
    public async Task Of_two_that_contradict_each_other_one_happens()
    {
        for (var pair = 0; pair < 10; pair++)
        {
            var (one, two) = (await Open($"One {pair}", $"one{pair}@people.example"), await Open($"Two {pair}", $"two{pair}@people.example"));
            var answers = await Task.WhenAll(
                Cluster.Grains.GetGrain<IAccountMergeGrain>(one.User!.Value.Value).Ask(new(CommandId.New(), one, two, two.User!.Value)),
                Cluster.Grains.GetGrain<IAccountMergeGrain>(two.User!.Value.Value).Ask(new(CommandId.New(), two, one, one.User!.Value)));
            await Cluster.Pass(5.Minutes());

            Assert.Contains(answers, a => a.Succeeded);
            Assert.Single(answers, a => a.Fault == AccountFaults.MergeUnderWay);
            var (first, second) = (await Account(one.User.Value).Credentials(), await Account(two.User.Value).Credentials());
            Assert.Single(new[] { first, second }, c => c is not null);
            Assert.Equal((await Account(one.User.Value).Card())!.UserId, (await Account(two.User.Value).Card())!.UserId);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_crash_at_any_step_leaves_the_same_in_the_end(bool stored)
    {
        await Live();
        var before = await AccountMoves.Hours(Cluster.Database, "default", Old, New);
        HashSet<string> failed = [];

        // Every document that the merge writes fails once, when it is first written; and after some steps the silo dies.
        Cluster.Storage.Fault = (state, grain) => failed.Add($"{state}/{grain}") ? stored ? WriteFault.AnswerLost : WriteFault.Refused : WriteFault.None;
        for (var tries = 0; tries < 50; tries++)
        {
            try
            {
                OpportunityCluster.Told(await Ask());
                break;
            }
            catch (Exception exception) when (exception is not Xunit.Sdk.XunitException)
            {
                await Cluster.Crash();
            }
        }

        for (var step = 0; step < 6; step++)
        {
            await Cluster.Pass(TimeSpan.FromSeconds(2));
            await Cluster.Crash();
        }

        await Cluster.Pass(1.Hours());
        Cluster.Storage.Fault = (_, _) => WriteFault.None;
        await Cluster.Pass(2.Days());

        Assert.True(failed.Count >= 10, $"Only {failed.Count} writes failed.");
        await Whole(before);
    }

    [Fact]
    public async Task Nobody_but_the_platform_makes_anything_move_and_the_record_of_it_stands()
    {
        await Live();
        var root = await Cluster.Person("root", PlatformRole.Admin);

        foreach (var grain in (await AccountMoves.Find(Cluster.Database, "default", Old)).Append($"account/{Old}"))
        {
            var id = GrainId.Parse(grain, CultureInfo.InvariantCulture);
            foreach (var by in new[] { root, _old, _new, By.Nobody })
            {
                Assert.Equal((grain, CommonFaults.NotAllowed), (grain, (await Cluster.Grains.GetGrain<IPersonalData>(id).Move(new(CommandId.New(), by, Old, New))).Fault));
            }
        }

        Assert.Equal(CommonFaults.NotAllowed, (await Cluster.Grains.GetGrain<IHeir>(GrainId.Create("follows", New.Value)).Inherit(new(CommandId.New(), root, Old, "{}"))).Fault);
        Assert.Equal(CommonFaults.NotAllowed, (await Account(Old).Merge(new(CommandId.New(), root, MergeStage.Prepare, New))).Fault);
        Assert.Equal(CommonFaults.NotAllowed, (await Cluster.Grains.GetGrain<IPersonalData>(GrainId.Create("account", Old.Value)).Move(new(CommandId.New(), By.Platform, Old, New))).Fault);

        OpportunityCluster.Told(await Ask());
        await Cluster.Pass(5.Minutes());
        foreach (var change in new[] { "delete from account_move", "update account_move set event = 'KEPT'", "truncate account_move" })
        {
            Assert.Equal("AC005", (await Assert.ThrowsAsync<Npgsql.PostgresException>(() => Cluster.Execute(change))).SqlState);
        }
    }

    [Fact]
    public async Task Whoever_deletes_the_account_is_forgotten_under_the_ids_of_before_too()
    {
        await Live();
        OpportunityCluster.Told(await Ask());
        await Cluster.Pass(2.Days());
        Assert.True(await Cluster.Scalar<bool>("select exists (select from registration where user_id = $1 and name = 'Zoe')", Old.Value));

        OpportunityCluster.Told(await Cluster.Grains.GetGrain<IAccountDeletionGrain>(New.Value).Ask(new(CommandId.New(), _new)));
        await Cluster.Pass(31.Days());

        Assert.Null(await Account(Old).Card());
        Assert.Null(await Address("zoe@old.example").Holder());
        Assert.Equal(0, await Cluster.Scalar<long>("select count(*) from registration where name like 'Zoe%'"));
        Assert.Equal("", await Cluster.Scalar<string>("select coalesce(string_agg(state_name || grain_key, ', '), '') from grain_state where payload::text ilike '%zoe%'"));
        Assert.Equal(2, await Cluster.Scalar<long>("select entries from volunteer_totals where user_id = $1", New.Value));
    }

    private Task<Outcome<MergeView>> Ask() => Merge.Ask(new(CommandId.New(), _new, _old, New));

    /// <summary>Nothing refers to the old account any more but what says what happened; every hour is the new one's.</summary>
    private async Task Whole(HoursTotal before)
    {
        Assert.Empty(await AccountMoves.Find(Cluster.Database, "default", Old));
        Assert.Equal(before, await AccountMoves.Hours(Cluster.Database, "default", New));
        Assert.Equal([New.Value, New.Value], await Owners());
        var view = OpportunityCluster.Told(await Merge.View(_new));
        Assert.Equal((MergeStatus.Done, 0, before, before), (view.Status, view.Left, view.Before, view.After));
        Assert.Equal(
            "", await Cluster.Scalar<string>(
                """
                select coalesce(string_agg(thing, ', '), '') from account_move f
                 where event = 'FOUND' and not exists (select from account_move m where m.thing = f.thing and m.event in ('MOVED', 'KEPT'))
                """));
        Assert.Equal(
            0, await Cluster.Scalar<long>("select count(*) from shift where taken <> (select count(*) from registration r where r.shift_id = shift.id and r.status not in ('CANCELLED', 'WAITLISTED'))"));
        Assert.Null(await Account(Old).Credentials());
        Assert.NotNull(await Account(New).Credentials());
    }
}
