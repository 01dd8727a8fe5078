using System.Text.RegularExpressions;
using Actors.Accounts;
using Actors.Common;
using Actors.Tests.Cluster.Common;

namespace Actors.Tests.Cluster.Accounts;

public sealed partial class PhoneTests : IAsyncLifetime
{
    private static readonly PhoneNumber s_phone = new("+12025550123");
    private ActorsCluster _cluster = null!;
    private By _ada = By.Nobody;

    public async ValueTask InitializeAsync()
    {
        _cluster = await ActorsCluster.Start();
        _ada = await Proven("ada@example.org");
    }

    public async ValueTask DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task A_number_is_proven_by_its_code_and_then_signs_in()
    {
        Assert.Equal(AccountFaults.CodeWrong, (await Phone.Check(new(CommandId.New(), null, "000000"))).Fault);
        await Add(_ada);
        Assert.Equal(_ada.User, await Phone.Holder());

        _cluster.Time.Advance(1.Minutes());
        var code = await Texted(() => Phone.Ask(new(CommandId.New(), s_phone, null, "en")));
        Assert.Equal(_ada.User, (await Phone.Check(new(CommandId.New(), null, code))).Value?.User);
        Assert.Equal(AccountFaults.CodeWrong, (await Phone.Check(new(CommandId.New(), null, code))).Fault);
    }

    [Fact]
    public async Task Five_wrong_tries_spend_a_code_even_side_by_side_and_the_right_one_comes_too_late()
    {
        var code = await Texted(() => Security(_ada).AskPhone(new(CommandId.New(), _ada, s_phone, "en")));
        var wrong = code == "123456" ? "654321" : "123456";

        var tries = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Confirm(_ada, wrong)));

        Assert.Equal(4, tries.Count(t => t.Fault == AccountFaults.CodeWrong));
        Assert.Equal(AccountFaults.CodeSpent, (await Confirm(_ada, code)).Fault);
        await _cluster.Crash();
        Assert.Equal(AccountFaults.CodeSpent, (await Confirm(_ada, code)).Fault);
        Assert.Null(await Phone.Holder());
    }

    [Fact]
    public async Task A_code_is_good_for_10_minutes_for_who_asked_until_the_next()
    {
        var code = await Texted(() => Security(_ada).AskPhone(new(CommandId.New(), _ada, s_phone, "en")));
        var eve = await Proven("eve@example.org");
        Assert.Equal(AccountFaults.CodeWrong, (await Confirm(eve, code)).Fault);
        Assert.Equal(AccountFaults.CodeWrong, (await Phone.Check(new(CommandId.New(), null, code))).Fault);

        _cluster.Time.Advance(10.Minutes());
        Assert.Equal(AccountFaults.CodeWrong, (await Confirm(_ada, code)).Fault);
        var next = await Texted(() => Security(_ada).AskPhone(new(CommandId.New(), _ada, s_phone, "en")));
        Assert.NotEqual(code, next);
        Assert.True((await Confirm(_ada, next)).Succeeded);
    }

    [Fact]
    public async Task Codes_come_one_in_30_seconds_and_five_in_an_hour()
    {
        Assert.True((await Ask()).Succeeded);
        _cluster.Time.Advance(TimeSpan.FromSeconds(29));
        Assert.Equal("accounts.too-many-codes", (await Ask()).Fault?.Code);
        for (var i = 1; i < 5; i++)
        {
            _cluster.Time.Advance(1.Minutes());
            Assert.True((await Ask()).Succeeded);
        }

        _cluster.Time.Advance(1.Minutes());
        Assert.Equal("accounts.too-many-codes", (await Ask()).Fault?.Code);
        _cluster.Time.Advance(1.Hours());
        Assert.True((await Ask()).Succeeded);
    }

    [Fact]
    public async Task A_number_that_nobody_has_gets_no_text_to_sign_in()
    {
        Assert.True((await Ask()).Succeeded);
        await _cluster.Pass(1.Minutes());

        Assert.Equal(0, await _cluster.Scalar<long>("select count(*) from outbox_message where channel = 'SMS'"));
    }

    [Fact]
    public async Task A_number_of_another_account_is_refused_to_who_reads_its_texts_and_free_again_when_removed()
    {
        await Add(_ada);
        var eve = await Proven("eve@example.org");
        _cluster.Time.Advance(1.Minutes());
        var code = await Texted(() => Security(eve).AskPhone(new(CommandId.New(), eve, s_phone, "en")));
        Assert.Equal(AccountFaults.PhoneTaken, (await Confirm(eve, code)).Fault);

        Assert.Null((await Security(_ada).RemovePhone(new(CommandId.New(), _ada))).Value?.Phone);
        Assert.True((await Confirm(eve, code)).Succeeded);
    }

    [Fact]
    public async Task A_number_needs_a_proven_address()
    {
        var mallory = await _cluster.Person("mallory");

        Assert.Equal(AccountFaults.AddressUnproven, (await Security(mallory).AskPhone(new(CommandId.New(), mallory, s_phone, "en"))).Fault);
        Assert.Equal(AccountFaults.Unknown, (await Security(_ada).AskPhone(new(CommandId.New(), mallory, s_phone, "en"))).Fault);
    }

    private IPhoneNumberGrain Phone => _cluster.Grains.GetGrain<IPhoneNumberGrain>(s_phone.Id.Value);

    private Task<Outcome<Done>> Ask() => Phone.Ask(new(CommandId.New(), s_phone, null, "en"));

    private ISecurityGrain Security(By by) => _cluster.Grains.GetGrain<ISecurityGrain>(by.User!.Value.Value);

    private Task<Outcome<SecurityView>> Confirm(By by, string code) => Security(by).ConfirmPhone(new(CommandId.New(), by, s_phone, code));

    private async Task Add(By by)
    {
        var code = await Texted(() => Security(by).AskPhone(new(CommandId.New(), by, s_phone, "en")));
        Assert.Equal("+1••••••••23", (await Confirm(by, code)).Value?.Phone);
    }

    private async Task<string> Texted(Func<Task<Outcome<Done>>> ask)
    {
        Assert.Null((await ask()).Fault);
        await _cluster.Pass(TimeSpan.FromSeconds(1));
        return Digits().Match(await _cluster.Scalar<string>("select body from outbox_message where channel = 'SMS' order by sent_at desc, ctid desc limit 1")).Value;
    }

    private async Task<By> Proven(string email)
    {
        Assert.True(EmailAddress.TryParse(email, out var address));
        var grain = _cluster.Grains.GetGrain<IEmailAddressGrain>(address.Id.Value);
        var opened = await grain.Register(new(CommandId.New(), Id.New<UserId>(Guid.CreateVersion7()), address, email, null, null, "hash"));
        await grain.Claim(new(CommandId.New(), opened.Value!.Id, address, AddressProof.Link));
        return new(opened.Value.Id, email, PlatformRole.User);
    }

    [GeneratedRegex("[0-9]{6}", RegexOptions.None, 1000)]
    private static partial Regex Digits();
}
