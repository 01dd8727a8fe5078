using Actors.Accounts;
using Actors.Common;
using Actors.Tests.Cluster.Common;

namespace Actors.Tests.Cluster.Accounts;

public sealed class AccountGrainTests : IAsyncLifetime
{
    private ActorsCluster _cluster = null!;
    private By _ada = By.Nobody;

    public async ValueTask InitializeAsync()
    {
        _cluster = await ActorsCluster.Start();
        _ada = await _cluster.Person("ada");
    }

    public async ValueTask DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task An_account_that_was_never_opened_answers_nobody()
    {
        var nobody = _cluster.Grains.GetGrain<IAccountGrain>(Id.New<UserId>(Guid.NewGuid()).Value);

        Assert.Null(await nobody.Card());
        Assert.Null(await nobody.Credentials());
        Assert.Equal(AccountFaults.Unknown, (await nobody.View(By.Platform)).Fault);
        Assert.Equal(AccountFaults.Unknown, (await nobody.SetRole(new(CommandId.New(), By.Platform, PlatformRole.Admin))).Fault);
        Assert.Equal(AccountFaults.Unknown, (await nobody.SignInFailed()).Fault);
        Assert.Equal(AccountFaults.Unknown, (await nobody.SignInSucceeded()).Fault);
    }

    [Fact]
    public async Task Others_neither_see_nor_change_an_account()
    {
        var eve = await _cluster.Person("eve");

        Assert.Equal(AccountFaults.Unknown, (await Ada.View(eve)).Fault);
        Assert.Equal(AccountFaults.Unknown, (await Ada.Edit(new(CommandId.New(), eve, "Eve was here", null, null, null))).Fault);
        Assert.Equal(AccountFaults.Unknown, (await Ada.SignOut(new(CommandId.New(), eve, 1))).Fault);
        Assert.Equal(CommonFaults.NotAllowed, (await Ada.SetRole(new(CommandId.New(), eve, PlatformRole.Admin))).Fault);
        Assert.Equal("ada", (await Ada.Card())?.Name);
    }

    [Fact]
    public async Task A_change_that_was_not_stored_is_not_seen()
    {
        _cluster.Storage.FailNext("account", WriteFault.Refused);
        await Assert.ThrowsAsync<OrleansException>(() => Ada.Edit(new(CommandId.New(), _ada, "Countess", null, null, null)));

        Assert.Equal("ada", (await Ada.Card())?.Name);
        Assert.Equal("Countess", (await Ada.Edit(new(CommandId.New(), _ada, "Countess", null, null, null))).Value?.Name);
    }

    [Fact]
    public async Task A_lock_outlives_the_silo_and_ends_by_itself()
    {
        for (var i = 0; i < 5; i++)
        {
            await Ada.SignInFailed();
        }

        await _cluster.Crash();

        Assert.Equal("accounts.locked-out", (await Ada.SignInSucceeded()).Fault?.Code);
        _cluster.Time.Advance(TimeSpan.FromMinutes(15));
        Assert.True((await Ada.SignInSucceeded()).Succeeded);
        Assert.Null((await Ada.Credentials())!.LockedUntil);
    }

    [Fact]
    public async Task An_ordinary_sign_in_writes_nothing()
    {
        var before = await Version();

        await Ada.SignInSucceeded();

        Assert.Equal(before, await Version());
    }

    [Fact]
    public async Task Signing_out_twice_with_one_stamp_is_once()
    {
        await Ada.SignOut(new(CommandId.New(), _ada, 1));
        await Ada.SignOut(new(CommandId.New(), _ada, 1));

        Assert.Equal(2, (await Ada.Credentials())?.Stamp);
    }

    [Fact]
    public async Task A_stronger_hash_replaces_only_the_one_that_was_checked()
    {
        await Ada.Rehash(new(CommandId.New(), "another", "stronger"));
        var unchanged = (await Ada.Credentials())?.PasswordHash;
        await Ada.Rehash(new(CommandId.New(), "hash", "stronger"));

        Assert.Equal(("hash", "stronger"), (unchanged, (await Ada.Credentials())?.PasswordHash));
    }

    private IAccountGrain Ada => _cluster.Grains.GetGrain<IAccountGrain>(_ada.User!.Value.Value);

    private Task<int> Version() => _cluster.Scalar<int>("select version from grain_state where state_name = 'account' and grain_key = $1", _ada.User!.Value.Value);
}
