using Actors.Accounts;
using Actors.Common;
using Actors.Tests.Cluster.Common;

namespace Actors.Tests.Cluster.Accounts;

public sealed class RegistrationTests : IAsyncLifetime
{
    private ActorsCluster _cluster = null!;

    public async ValueTask InitializeAsync() => _cluster = await ActorsCluster.Start();

    public async ValueTask DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task A_name_that_cannot_be_claims_no_address()
    {
        var refused = await Register("free@example.org", "first", name: " ");
        var opened = await Register("free@example.org", "second");

        Assert.Equal(AccountFaults.NameInvalid, refused.Fault);
        Assert.True(opened.Succeeded);
    }

    [Fact]
    public async Task After_a_crash_between_address_and_account_the_next_registration_completes_it()
    {
        _cluster.Storage.FailNext("account", WriteFault.Refused);
        await Assert.ThrowsAsync<OrleansException>(() => Register("crash@example.org", "first", hash: "of the first"));
        var claimed = await Address("crash@example.org").Holder();
        await _cluster.Crash();

        Assert.NotNull(claimed);
        Assert.Null(await Account(claimed.Value).Card());
        var opened = await Register("crash@example.org", "second", hash: "of the second");

        Assert.Equal(claimed, opened.Value?.Id);
        Assert.Equal("of the second", (await Account(claimed.Value).Credentials())?.PasswordHash);
        Assert.Equal(AccountFaults.AddressTaken, (await Register("crash@example.org", "third")).Fault);
    }

    [Fact]
    public async Task A_registration_whose_answer_was_lost_is_the_same_when_repeated_and_taken_for_others()
    {
        _cluster.Storage.FailNext("account", WriteFault.AnswerLost);
        await Assert.ThrowsAsync<OrleansException>(() => Register("lost@example.org", "mine"));

        var other = await Register("lost@example.org", "theirs");
        var repeated = await Register("lost@example.org", "mine");

        Assert.Equal(AccountFaults.AddressTaken, other.Fault);
        Assert.True(repeated.Succeeded);
    }

    [Fact]
    public async Task A_claim_that_was_not_stored_leaves_the_address_free()
    {
        _cluster.Storage.FailNext("email-address", WriteFault.Refused);
        await Assert.ThrowsAsync<OrleansException>(() => Register("free2@example.org", "first"));

        Assert.Null(await Address("free2@example.org").Holder());
        Assert.True((await Register("free2@example.org", "second")).Succeeded);
    }

    [Fact]
    public async Task Of_fifty_at_once_one_account_is_opened()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Register("rush@example.org", $"rush {i}")));

        var winner = Assert.Single(outcomes, o => o.Succeeded);
        Assert.All(outcomes.Where(o => !o.Succeeded), o => Assert.Equal(AccountFaults.AddressTaken, o.Fault));
        Assert.Equal(winner.Value!.Id, await Address("rush@example.org").Holder());
        Assert.Equal(1, await _cluster.Scalar<long>("select count(*) from account_view where email = $1", "rush@example.org"));
    }

    private static EmailAddress Parse(string text) => EmailAddress.TryParse(text, out var address) ? address : throw new ArgumentException(text, nameof(text));

    private IEmailAddressGrain Address(string text) => _cluster.Grains.GetGrain<IEmailAddressGrain>(Parse(text).Id.Value);

    private IAccountGrain Account(UserId user) => _cluster.Grains.GetGrain<IAccountGrain>(user.Value);

    private Task<Outcome<AccountView>> Register(string email, string command, string name = "Somebody", string hash = "hash") =>
        Address(email).Register(new(new(command), Id.New<UserId>(Guid.CreateVersion7()), Parse(email), name, null, null, hash));
}
