using Actors.Common;
using Actors.Operations;
using Actors.Tests.Cluster.Common;

namespace Actors.Tests.Cluster.Accounts;

public sealed class ReviewFlagTests : IAsyncLifetime
{
    private ActorsCluster _cluster = null!;
    private By _moderator = By.Nobody;
    private By _suspect = By.Nobody;

    public async ValueTask InitializeAsync()
    {
        _cluster = await ActorsCluster.Start();
        (_moderator, _suspect) = (await _cluster.Person("mo", PlatformRole.Moderator), await _cluster.Person("sue", PlatformRole.Moderator));
    }

    public async ValueTask DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task Only_a_moderator_resolves_and_never_what_is_about_themselves()
    {
        var flag = await Raise();

        Assert.Equal(CommonFaults.NotAllowed, (await flag.Resolve(new(CommandId.New(), _moderator with { Role = PlatformRole.User }, "looked at it"))).Fault);
        Assert.Equal(ReviewFaults.OwnFlag, (await flag.Resolve(new(CommandId.New(), _suspect, "looked at it"))).Fault);
        Assert.Equal(ReviewFaults.ReasonMissing, (await flag.Resolve(new(CommandId.New(), _moderator, " x "))).Fault);
        Assert.Equal(ReviewFaults.Unknown, (await _cluster.Grains.GetGrain<IReviewFlagGrain>("4711").Resolve(new(CommandId.New(), _moderator, "looked at it"))).Fault);
        Assert.Equal(0, await _cluster.Scalar<long>("select count(*) from audit_log"));
    }

    [Fact]
    public async Task The_first_word_stands_and_is_on_record()
    {
        var flag = await Raise();

        var first = await flag.Resolve(new(CommandId.New(), _moderator, "A school class, all is well."));
        var again = await flag.Resolve(new(CommandId.New(), _moderator, "A school class, all is well."));
        var late = await flag.Resolve(new(CommandId.New(), _moderator, "Another opinion"));

        Assert.Equal((_moderator.User, "A school class, all is well."), (first.Value!.ResolvedBy, first.Value.Resolution));
        Assert.Equal(first.Value.Resolution, again.Value!.Resolution);
        Assert.Equal(ReviewFaults.Resolved, late.Fault);
        Assert.Equal("operations.resolve-flag", await _cluster.Scalar<string>("select action from audit_log"));
    }

    [Fact]
    public async Task Without_its_entry_in_the_audit_log_nothing_is_resolved()
    {
        var flag = await Raise();
        await _cluster.Execute("alter table audit_log add constraint full_disk check (action <> 'operations.resolve-flag')");

        await Assert.ThrowsAnyAsync<Exception>(() => flag.Resolve(new(CommandId.New(), _moderator, "looked at it")));

        Assert.True(await _cluster.Scalar<bool>("select resolved_at is null from review_flag"));
    }

    private async Task<IReviewFlagGrain> Raise()
    {
        await _cluster.Execute("insert into review_flag (kind, subject, reason, raised_at) values ('guest-in-many-squads', $1, 'In 21 squads.', now())", _suspect.User!.Value.Value);
        return _cluster.Grains.GetGrain<IReviewFlagGrain>($"{await _cluster.Scalar<long>("select max(id) from review_flag")}");
    }
}
