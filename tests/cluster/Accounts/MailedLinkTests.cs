using System.Text.RegularExpressions;
using Actors.Accounts;
using Actors.Common;
using Actors.Grains.Accounts;
using Actors.Tests.Cluster.Common;

namespace Actors.Tests.Cluster.Accounts;

public sealed partial class MailedLinkTests : IAsyncLifetime
{
    private const string Email = "ada@example.org";
    private ActorsCluster _cluster = null!;
    private UserId _ada;

    public async ValueTask InitializeAsync()
    {
        _cluster = await ActorsCluster.Start();
        var opened = await Address.Register(new(CommandId.New(), Id.New<UserId>(Guid.CreateVersion7()), Parse(Email), "Ada", null, null, "hash of before"));
        _ada = opened.Value!.Id;
    }

    public async ValueTask DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task A_letter_is_sent_once_although_the_provider_failed_and_the_wish_was_repeated()
    {
        var failures = 2;
        _cluster.Mail.Fault = _ => failures-- > 0 ? throw new IOException("The provider hangs up.") : null;
        await Ask(LinkPurpose.SignIn, "one");
        await Ask(LinkPurpose.SignIn, "one");
        await _cluster.Pass(5.Minutes());

        Assert.Equal(1, _cluster.Mail.Sent);
        Assert.Equal(1, await Letters());
    }

    [Fact]
    public async Task Nobodys_address_is_written_down_the_same_way_and_gets_no_letter()
    {
        var other = _cluster.Grains.GetGrain<IEmailAddressGrain>(Parse("nobody@example.org").Id.Value);
        var asked = await other.Ask(new(CommandId.New(), Parse("nobody@example.org"), LinkPurpose.ResetPassword, "http://actors.example"));
        await _cluster.Pass(1.Minutes());

        Assert.True(asked.Succeeded);
        Assert.Equal(0, _cluster.Mail.Sent);
        Assert.Equal(1, await _cluster.Scalar<long>("select count(*) from grain_state where state_name = 'email-address' and grain_key = $1", Parse("nobody@example.org").Id.Value));
    }

    [Fact]
    public async Task Only_a_hash_is_stored_and_opening_changes_nothing()
    {
        var secret = await Mailed(LinkPurpose.VerifyEmail);
        var before = await Stored();
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(LinkPurpose.VerifyEmail, (await Address.Open(secret)).Value?.Purpose);
        }

        Assert.Equal(before, await Stored());
        Assert.Equal(0, await _cluster.Scalar<long>("select count(*) from grain_state where payload::text like '%' || $1 || '%'", secret));
        Assert.False((await Address.Identity())!.IsProven);
    }

    [Fact]
    public async Task A_reset_sets_the_password_ends_all_sessions_and_is_used_up_with_every_other_link()
    {
        var sessions = _cluster.Grains.GetGrain<ISessionsGrain>(_ada.Value);
        await sessions.Start(new(CommandId.New(), Id.New<SessionId>(Guid.CreateVersion7()), SignInMethod.Password, "Firefox", "192.0.2.0/24", _cluster.Now.AddDays(14)));
        var (stamp, signIn, reset) = ((await Account.Credentials())!.Stamp, await Mailed(LinkPurpose.SignIn), await Mailed(LinkPurpose.ResetPassword));

        var used = await Use(reset, LinkPurpose.ResetPassword, "hash of after");

        Assert.Equal(_ada, used.Value?.User);
        var credentials = await Account.Credentials();
        Assert.Equal(("hash of after", stamp + 1), (credentials!.PasswordHash, credentials.Stamp));
        Assert.Empty((await sessions.List(Ada)).Value);
        Assert.Equal(1, await _cluster.Scalar<long>("select count(*) from ended_session"));
        Assert.Equal(AccountFaults.LinkUsed, (await Use(reset, LinkPurpose.ResetPassword, "hash of later")).Fault);
        Assert.Equal(AccountFaults.LinkUsed, (await Use(signIn, LinkPurpose.SignIn)).Fault);
        Assert.True((await Address.Identity())!.IsProven);
    }

    [Fact]
    public async Task A_crash_between_link_and_password_completes_the_reset()
    {
        var reset = await Mailed(LinkPurpose.ResetPassword);
        _cluster.Storage.FailNext("account", WriteFault.Refused);
        await Assert.ThrowsAsync<OrleansException>(() => Use(reset, LinkPurpose.ResetPassword, "hash of after"));
        await _cluster.Crash();

        await _cluster.Pass(1.Minutes());

        Assert.Equal("hash of after", (await Account.Credentials())!.PasswordHash);
        Assert.Equal(AccountFaults.LinkUsed, (await Use(reset, LinkPurpose.ResetPassword, "another")).Fault);
    }

    [Fact]
    public async Task A_use_that_was_not_stored_leaves_the_link_good()
    {
        var reset = await Mailed(LinkPurpose.ResetPassword);
        _cluster.Storage.FailNext("email-address", WriteFault.Refused);
        await Assert.ThrowsAsync<OrleansException>(() => Use(reset, LinkPurpose.ResetPassword, "lost"));

        Assert.Equal("hash of before", (await Account.Credentials())!.PasswordHash);
        Assert.True((await Use(reset, LinkPurpose.ResetPassword, "hash of after")).Succeeded);
    }

    [Fact]
    public async Task Of_twenty_that_use_one_link_at_once_one_gets_in()
    {
        var secret = await Mailed(LinkPurpose.SignIn);

        var used = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Use(secret, LinkPurpose.SignIn)));

        Assert.Single(used, u => u.Succeeded);
        Assert.All(used.Where(u => !u.Succeeded), u => Assert.Equal(AccountFaults.LinkUsed, u.Fault));
    }

    [Fact]
    public async Task Whoever_first_proves_an_address_shuts_out_who_opened_the_account_with_a_password()
    {
        await Use(await Mailed(LinkPurpose.SignIn), LinkPurpose.SignIn);
        Assert.Equal("", (await Account.Credentials())!.PasswordHash);

        // Proven: now a link is one more way in.
        await Use(await Mailed(LinkPurpose.ResetPassword), LinkPurpose.ResetPassword, "mine");
        await Use(await Mailed(LinkPurpose.SignIn), LinkPurpose.SignIn);
        Assert.Equal("mine", (await Account.Credentials())!.PasswordHash);
    }

    [Theory]
    [InlineData(LinkPurpose.SignIn, 15)]
    [InlineData(LinkPurpose.ResetPassword, 60)]
    [InlineData(LinkPurpose.VerifyEmail, 3 * 24 * 60)]
    public async Task Links_run_out(LinkPurpose purpose, int minutes)
    {
        var secret = await Mailed(purpose);

        // A second went by until the letter was there.
        _cluster.Time.Advance(minutes.Minutes() - TimeSpan.FromSeconds(2));
        Assert.True((await Address.Open(secret)).Succeeded);
        _cluster.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(AccountFaults.LinkExpired, (await Address.Open(secret)).Fault);
        Assert.Equal(AccountFaults.LinkExpired, (await Use(secret, purpose, purpose == LinkPurpose.ResetPassword ? "x" : null)).Fault);
    }

    [Fact]
    public async Task A_link_is_good_for_its_purpose_only_and_letters_are_few()
    {
        var secret = await Mailed(LinkPurpose.VerifyEmail);
        Assert.Equal(AccountFaults.LinkUnknown, (await Use(secret, LinkPurpose.ResetPassword, "x")).Fault);
        Assert.Equal(AccountFaults.LinkUnknown, (await Use(secret, LinkPurpose.SignIn)).Fault);
        Assert.Equal(AccountFaults.LinkUnknown, (await Use("guess", LinkPurpose.VerifyEmail)).Fault);

        for (var i = 1; i < MailedLinks.MostInAnHour; i++)
        {
            Assert.True((await Ask(LinkPurpose.SignIn, $"more {i}")).Succeeded);
        }

        Assert.Equal(AccountFaults.TooManyLinks, (await Ask(LinkPurpose.SignIn, "too many")).Fault);
        _cluster.Time.Advance(1.Hours());
        Assert.True((await Ask(LinkPurpose.SignIn, "later")).Succeeded);
    }

    private IEmailAddressGrain Address => _cluster.Grains.GetGrain<IEmailAddressGrain>(Parse(Email).Id.Value);

    private IAccountGrain Account => _cluster.Grains.GetGrain<IAccountGrain>(_ada.Value);

    private By Ada => new(_ada, "Ada", PlatformRole.User);

    private static EmailAddress Parse(string text) => EmailAddress.TryParse(text, out var address) ? address : throw new ArgumentException(text, nameof(text));

    private Task<Outcome<Done>> Ask(LinkPurpose purpose, string command) => Address.Ask(new(new(command), Parse(Email), purpose, "http://actors.example"));

    private Task<Outcome<LinkUsed>> Use(string secret, LinkPurpose purpose, string? hash = null) => Address.Use(new(CommandId.New(), secret, purpose, hash));

    private async Task<string> Mailed(LinkPurpose purpose)
    {
        Assert.True((await Ask(purpose, Guid.NewGuid().ToString())).Succeeded);
        await _cluster.Pass(TimeSpan.FromSeconds(1));
        var body = await _cluster.Scalar<string>("select body from outbox_message order by sent_at desc, ctid desc limit 1");
        return Secret().Match(body).Groups["secret"].Value;
    }

    private Task<long> Letters() => _cluster.Scalar<long>("select count(*) from outbox_message");

    private Task<string> Stored() => _cluster.Scalar<string>("select version || payload::text from grain_state where state_name = 'email-address' and grain_key = $1", Parse(Email).Id.Value);

    [GeneratedRegex("/link/[0-9a-z]{26}(?<secret>[A-Za-z0-9_-]{43})", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Secret();
}
