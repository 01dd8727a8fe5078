using Actors.Common;
using Actors.Organizations;
using Actors.Tests.Cluster.Common;
using Actors.Tests.Cluster.Opportunities;
using Actors.Tests.Cluster.Trust;
using Npgsql;
using static Actors.Tests.Cluster.Opportunities.OpportunityCluster;

namespace Actors.Tests.Cluster.Organizations;

public sealed class WaiverGrainTests : IAsyncLifetime
{
    private OpportunityCluster _stage = null!;
    private TrustStage _trust = null!;
    private By _ada = null!;

    public async ValueTask InitializeAsync()
    {
        _stage = await Start();
        _trust = new(_stage);
        _ada = await _stage.Cluster.Person("Ada");
    }

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    [Fact]
    public async Task Only_who_manages_the_organization_writes_and_publishes_and_others_see_what_is_published()
    {
        var id = Id.New<WaiverId>(Guid.CreateVersion7());
        var draft = new DraftWaiver(CommandId.New(), _stage.Owner, _stage.Organization, new("Garden work", "Garden tools are sharp; I use them as shown."));

        Assert.Equal(OrganizationFaults.NotAllowed, (await _trust.Waiver(id).Draft(draft with { By = _ada })).Fault);
        Assert.Equal(OrganizationFaults.Unknown, (await _trust.Waiver(id).Draft(draft with { Organization = Id.From<OrganizationId>("none") })).Fault);
        _stage.Cluster.Storage.FailNext("waiver", WriteFault.AnswerLost);
        await Assert.ThrowsAnyAsync<Exception>(() => _trust.Waiver(id).Draft(draft));
        Assert.Equal(1, Told(await _trust.Waiver(id).Draft(draft)).Version);
        Assert.Equal(WaiverFaults.Unknown, (await _trust.Waiver(id).View(_ada)).Fault);
        Assert.Equal(OrganizationFaults.NotAllowed, (await _trust.Waiver(id).Publish(new(CommandId.New(), _ada))).Fault);
        Told(await _trust.Waiver(id).Publish(new(CommandId.New(), _stage.Owner)));
        Told(await _trust.Waiver(id).Edit(new(CommandId.New(), _stage.Owner, draft.Terms with { Title = "Garden and pond" }, null)));

        var seen = Told(await _trust.Waiver(id).View(_ada));
        Assert.Equal((1, "Garden work", (WaiverTerms?)null), (seen.Current!.Number, seen.Current.Terms.Title, seen.Draft));
        Assert.Equal("Garden and pond", Told(await _trust.Waiver(id).View(_stage.Owner)).Draft!.Title);
    }

    [Fact]
    public async Task A_version_is_signed_once_however_often_and_again_when_it_has_run_out()
    {
        var waiver = await _trust.Published(days: 30);

        Assert.Equal(CommonFaults.NotAllowed, (await _trust.Signatures(_ada).Sign(new(CommandId.New(), _stage.Owner, waiver.Waiver, 1, waiver.Hash, "Ada"))).Fault);
        await _stage.Refuse("waiver_signature");
        await Assert.ThrowsAnyAsync<Exception>(() => _trust.Sign(_ada, waiver));
        await _stage.Allow("waiver_signature");
        var first = await _trust.Signed(_ada, waiver);
        await _stage.Cluster.Pass(29.Days());
        Assert.Equal(first, await _trust.Signed(_ada, waiver));
        await _stage.Cluster.Pass(1.Days());
        var second = await _trust.Signed(_ada, waiver);
        await _stage.Cluster.Restart();

        Assert.NotEqual(first.SignedAt, second.SignedAt);
        Assert.Equal([second, first], Told(await _trust.Signatures(_ada).View(_ada)));
        Assert.Equal(CommonFaults.NotAllowed, (await _trust.Signatures(_ada).View(_stage.Owner)).Fault);
    }

    [Theory]
    [InlineData("update waiver_signature set signed_name = 'Eve'")]
    [InlineData("delete from waiver_signature")]
    [InlineData("truncate waiver_signature")]
    public async Task The_database_refuses_to_change_or_remove_a_signature(string sql)
    {
        await _trust.Signed(_ada, await _trust.Published());

        var refused = await Assert.ThrowsAsync<PostgresException>(() => _stage.Cluster.Execute(sql));

        Assert.Equal("AC002", refused.SqlState);
        await _stage.Cluster.Execute("alter table waiver_signature disable trigger user");
        await _stage.Cluster.Execute(sql);
    }
}
