using Actors.Common;
using Actors.Squads;
using Actors.Tests.Cluster.Common;
using static Actors.Tests.Cluster.Opportunities.OpportunityCluster;

namespace Actors.Tests.Cluster.Squads;

public sealed class SquadGrainTests : IAsyncLifetime
{
    private SquadCluster _stage = null!;

    private By Leader => _stage.Leader;

    public async ValueTask InitializeAsync() => _stage = await SquadCluster.Start(isPrivate: true);

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    [Fact]
    public async Task A_private_squad_is_there_for_its_members_only()
    {
        var stranger = Someone("Stranger");

        Assert.Equal(SquadFaults.Unknown.Code, (await _stage.Grain.View(stranger)).Fault?.Code);
        Assert.Equal(SquadFaults.Unknown.Code, (await _stage.Grain.Join(new(CommandId.New(), stranger))).Fault?.Code);
        Assert.Equal(SquadFaults.Unknown.Code, (await _stage.Grain.Edit(new(CommandId.New(), stranger, new("Mine now", SquadType.Social)))).Fault?.Code);
        Assert.Equal(SquadFaults.Unknown.Code, (await _stage.Grain.Watch(stranger)).Fault?.Code);
        Assert.Null(await _stage.Grain.Standing(By.Nobody));

        Told(await _stage.Grain.Edit(new(CommandId.New(), Leader, new("Night Shift", SquadType.Friends))));
        var joined = Told(await _stage.Grain.Join(new(CommandId.New(), stranger)));

        Assert.Equal((2, SquadRole.Member), (joined.MemberCount, joined.Role));
        Assert.Equal(SquadFaults.NotAllowed.Code, (await _stage.Grain.Edit(new(CommandId.New(), stranger, new("Mine now", SquadType.Social)))).Fault?.Code);
        Assert.Null(Told(await _stage.Grain.View(Someone("Another"))).Members);
    }

    [Fact]
    public async Task There_is_always_one_leader_who_hands_over_before_leaving()
    {
        var (bo, cy) = (await Member("Bo"), await Member("Cy"));

        Assert.Equal(SquadFaults.LeaderStays.Code, (await _stage.Grain.Leave(new(CommandId.New(), Leader))).Fault?.Code);
        Assert.Equal(SquadFaults.MemberUnknown.Code, (await _stage.Grain.HandOver(new(CommandId.New(), Leader, Someone("Nobody of us").User!.Value))).Fault?.Code);
        Assert.Equal(SquadFaults.LeaderOnly.Code, (await _stage.Grain.HandOver(new(CommandId.New(), bo, cy.User!.Value))).Fault?.Code);
        Told(await _stage.Grain.SetRole(new(CommandId.New(), Leader, cy.User!.Value, SquadRole.CoLeader)));
        Told(await _stage.Grain.HandOver(new(new("over"), Leader, bo.User!.Value)));
        Told(await _stage.Grain.HandOver(new(new("over"), Leader, bo.User!.Value)));
        Told(await _stage.Grain.Leave(new(CommandId.New(), Leader)));
        Told(await _stage.Grain.Leave(new(CommandId.New(), Leader)));

        var view = Told(await _stage.Grain.View(bo));
        Assert.Equal((2, "Bo", SquadRole.Leader), (view.MemberCount, view.LeaderName, view.Role));
        Assert.Equal(SquadFaults.LeaderStays.Code, (await _stage.Grain.Remove(new(CommandId.New(), cy, bo.User!.Value))).Fault?.Code);
        Told(await _stage.Grain.Remove(new(CommandId.New(), bo, cy.User!.Value)));
        Assert.Equal(SquadFaults.Unknown.Code, (await _stage.Grain.View(cy)).Fault?.Code);
    }

    [Fact]
    public async Task A_squad_of_more_than_a_hundred_needs_a_leader_with_a_confirmed_telephone()
    {
        var large = new SquadTerms("Night Shift", SquadType.Corporate, ExpectedSize: 101);

        Assert.Equal(SquadFaults.PhoneMissing.Code, (await _stage.Grain.Edit(new(CommandId.New(), Leader, large))).Fault?.Code);
        Assert.Equal(SquadFaults.PhoneMissing.Code, (await _stage.Grain.MayBook(Leader, 101)).Fault?.Code);
        Assert.Null((await _stage.Grain.MayBook(Leader, 100)).Fault);
        Assert.Null((await _stage.Grain.Edit(new(CommandId.New(), Leader, large with { ExpectedSize = 100 }))).Fault);
    }

    [Fact]
    public async Task A_change_whose_write_fails_did_not_happen_and_one_made_by_somebody_else_meanwhile_is_stale()
    {
        var before = Told(await _stage.Grain.View(Leader));
        _stage.Cluster.Storage.FailNext("squad", WriteFault.Refused);

        await Assert.ThrowsAnyAsync<Exception>(() => _stage.Grain.Edit(new(CommandId.New(), Leader, new("Day Shift", SquadType.Family))));

        Assert.Equal(before.Terms, Told(await _stage.Grain.View(Leader)).Terms);
        Assert.Equal(SquadFaults.Changed.Code, (await _stage.Grain.Edit(new(CommandId.New(), Leader, new("Day Shift", SquadType.Family), before.Version + 1))).Fault?.Code);
        Assert.Null((await _stage.Grain.Edit(new(CommandId.New(), Leader, new("Day Shift", SquadType.Family), before.Version))).Fault);
        Assert.Null((await _stage.Grain.Edit(new(CommandId.New(), Leader, new("Day Shift", SquadType.Family), before.Version))).Fault);
    }

    private async Task<By> Member(string name)
    {
        var person = await _stage.Cluster.Person(name);
        Told(await _stage.Grain.Include(new(CommandId.New(), By.Platform, person.User!.Value, name)));
        return person;
    }
}
