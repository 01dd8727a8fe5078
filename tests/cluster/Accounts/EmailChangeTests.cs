using System.Text.RegularExpressions;
using Actors.Accounts;
using Actors.Common;
using Actors.Tests.Cluster.Common;

namespace Actors.Tests.Cluster.Accounts;

public sealed partial class EmailChangeTests : IAsyncLifetime
{
    private ActorsCluster _cluster = null!;
    private By _ada = By.Nobody;

    public async ValueTask InitializeAsync()
    {
        _cluster = await ActorsCluster.Start();
        _ada = new((await Register("old@example.org")).Value!.Id, "Ada", PlatformRole.User);
    }

    public async ValueTask DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task Both_addresses_agree_before_anything_moves()
    {
        var (old, @new) = await Asked("new@example.org");
        Assert.Equal("old@example.org", (await Change.Open(@new)).Value!.From);

        var first = await Confirm(@new);
        Assert.Equal((EmailChangeStatus.Waiting, "old@example.org"), (first.Value!.Status, await Email()));
        var second = await Confirm(old);

        Assert.Equal((EmailChangeStatus.Done, "new@example.org"), (second.Value!.Status, await Email()));
        Assert.Equal(_ada.User, await Address("new@example.org").Holder());
        Assert.True((await Address("new@example.org").Identity())!.IsProven);
        Assert.Null(await Address("old@example.org").Holder());
        Assert.Equal(EmailChangeStatus.Done, (await Confirm(old)).Value!.Status);
    }

    [Fact]
    public async Task The_old_address_stops_it_and_the_new_one_cannot()
    {
        var (old, @new) = await Asked("new@example.org");
        Assert.Equal(AccountFaults.OldAddressOnly, (await Stop(@new)).Fault);
        Assert.Equal(EmailChangeStatus.Stopped, (await Stop(old)).Value!.Status);

        Assert.Equal(EmailChangeStatus.Stopped, (await Stop(old)).Value!.Status);
        Assert.Equal(AccountFaults.ChangeOver, (await Confirm(@new)).Fault);
        Assert.Equal(AccountFaults.ChangeOver, (await Confirm(old)).Fault);
        Assert.Equal("old@example.org", await Email());
    }

    [Fact]
    public async Task A_crash_at_any_step_after_both_agreed_ends_in_the_new_address()
    {
        foreach (var (state, writes, address) in new[] { ("email-address", 0, "one@example.org"), ("account", 0, "two@example.org"), ("email-address", 1, "three@example.org"), ("email-change", 1, "four@example.org") })
        {
            var (old, @new) = await Asked(address);
            await Confirm(@new);
            var left = writes;
            _cluster.Storage.Fault = (name, _) => name == state && left-- <= 0 ? WriteFault.Refused : WriteFault.None;
            await Assert.ThrowsAsync<OrleansException>(() => Confirm(old));
            _cluster.Storage.Fault = (_, _) => WriteFault.None;
            await _cluster.Crash();
            await _cluster.Pass(1.Minutes());

            Assert.Equal(address, await Email());
            Assert.Equal(_ada.User, await Address(address).Holder());
            Assert.Equal(1, await _cluster.Scalar<long>("select count(*) from grain_state where state_name = 'email-address' and payload->>'account' = $1", _ada.User!.Value.Value));
            Assert.Equal(EmailChangeStatus.Done, (await Confirm(old)).Value!.Status);
        }
    }

    [Fact]
    public async Task An_address_that_somebody_took_meanwhile_is_not_given_away()
    {
        var (old, @new) = await Asked("wanted@example.org");
        await Confirm(@new);
        var eve = (await Register("wanted@example.org")).Value!.Id;

        Assert.Equal(EmailChangeStatus.Taken, (await Confirm(old)).Value!.Status);
        Assert.Equal((eve, "old@example.org"), (await Address("wanted@example.org").Holder(), await Email()));
        Assert.Equal(_ada.User, await Address("old@example.org").Holder());
    }

    [Fact]
    public async Task It_runs_out_after_a_day_and_others_neither_ask_nor_see_it()
    {
        var (old, @new) = await Asked("new@example.org");
        await Confirm(@new);
        _cluster.Time.Advance(1.Days());

        Assert.Equal(AccountFaults.ChangeOver, (await Confirm(old)).Fault);
        var eve = await _cluster.Person("eve");
        Assert.Equal(AccountFaults.Unknown, (await Change.Ask(new(CommandId.New(), eve, Parse("eve@example.org"), "http://a.example"))).Fault);
        Assert.Equal(AccountFaults.ChangeUnknown, (await Change.View(eve)).Fault);
        Assert.Equal(AccountFaults.LinkUnknown, (await Change.Open("guess")).Fault);
        Assert.Equal(AccountFaults.AddressIsYours, (await Change.Ask(new(CommandId.New(), _ada, Parse("OLD@example.org"), "http://a.example"))).Fault);
    }

    private IEmailChangeGrain Change => _cluster.Grains.GetGrain<IEmailChangeGrain>(_ada.User!.Value.Value);

    private static EmailAddress Parse(string text) => EmailAddress.TryParse(text, out var address) ? address : throw new ArgumentException(text, nameof(text));

    private IEmailAddressGrain Address(string text) => _cluster.Grains.GetGrain<IEmailAddressGrain>(Parse(text).Id.Value);

    private Task<Outcome<AccountView>> Register(string email) =>
        Address(email).Register(new(CommandId.New(), Id.New<UserId>(Guid.CreateVersion7()), Parse(email), "Somebody", null, null, "hash"));

    private async Task<string?> Email() => (await _cluster.Grains.GetGrain<IAccountGrain>(_ada.User!.Value.Value).Card())?.Email;

    private Task<Outcome<EmailChangeView>> Confirm(string secret) => Change.Confirm(new(CommandId.New(), By.Nobody, secret));

    private Task<Outcome<EmailChangeView>> Stop(string secret) => Change.Stop(new(CommandId.New(), By.Nobody, secret));

    private async Task<(string Old, string New)> Asked(string to)
    {
        var from = await Email();
        Assert.True((await Change.Ask(new(CommandId.New(), _ada, Parse(to), "http://actors.example"))).Succeeded);
        await _cluster.Pass(TimeSpan.FromSeconds(1));
        return (await Secret(from!), await Secret(to));
    }

    private async Task<string> Secret(string recipient) =>
        Link().Match(await _cluster.Scalar<string>("select body from outbox_message where recipient = $1 order by sent_at desc, ctid desc limit 1", recipient)).Groups["secret"].Value;

    [GeneratedRegex("/change-email/[0-9a-z]{26}(?<secret>[A-Za-z0-9_-]{43})", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Link();
}
