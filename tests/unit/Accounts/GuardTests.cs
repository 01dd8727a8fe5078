using Actors.Accounts;
using Actors.Common;
using Actors.Grains.Accounts;
using Actors.Grains.Notifications;

namespace Actors.Tests.Unit.Accounts;

/// <summary>What keeps links and codes from being used more, longer or oftener than they may, each shown with the guard on and off.</summary>
public class GuardTests
{
    private const string Secret = "the secret of the letter";
    private static readonly DateTimeOffset s_now = new(2026, 5, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly UserId s_ada = Id.From<UserId>("ada");

    [Fact]
    public void A_link_is_good_once_because_its_use_is_written_down()
    {
        var used = Use(Linked(), s_now).Value!;

        Assert.Equal(AccountFaults.LinkUsed, Use(used, s_now).Fault);

        Assert.True(Use(used with { Links = [used.Links[0] with { UsedAt = null }] }, s_now).Succeeded);
    }

    [Fact]
    public void A_link_is_good_for_15_minutes_because_its_end_is_written_down()
    {
        var late = s_now + TimeSpan.FromMinutes(15);

        Assert.Equal(AccountFaults.LinkExpired, Use(Linked(), late).Fault);

        var state = Linked();
        Assert.True(Use(state with { Links = [state.Links[0] with { ExpiresAt = late.AddTicks(1) }] }, late).Succeeded);
    }

    [Fact]
    public void Another_secret_opens_nothing_because_its_hash_is_compared()
    {
        var guess = new UseLink(new("guess"), "a guess", LinkPurpose.SignIn);

        Assert.Equal(AccountFaults.LinkUnknown, MailedLinks.Use(Linked(), guess, s_now).Fault);

        var state = Linked();
        Assert.True(MailedLinks.Use(state with { Links = [state.Links[0] with { Hash = SecretKey.Hash("a guess") }] }, guess, s_now).Succeeded);
    }

    [Fact]
    public void An_address_gets_five_letters_in_an_hour_because_they_are_counted()
    {
        var asked = Enumerable.Range(0, 5).Aggregate(new EmailAddressState(), (state, i) => Ask(state, i).Value!);

        Assert.Equal(AccountFaults.TooManyLinks, Ask(asked, 5).Fault);

        Assert.True(Ask(asked with { Asked = [] }, 5).Succeeded);
        Assert.True(MailedLinks.Ask(asked, Id.From<LinkId>("5"), "hash", Wish(5), s_now.AddHours(1)).Succeeded);
    }

    [Fact]
    public void A_code_has_five_tries_because_they_are_counted_before_it_is_looked_at()
    {
        var tried = Enumerable.Range(0, PhoneCodes.MostTries).Aggregate(Coded(), (state, _) => PhoneCodes.Try(state, s_ada, s_now).Value!);

        Assert.Equal(AccountFaults.CodeSpent, PhoneCodes.Try(tried, s_ada, s_now).Fault);

        Assert.True(PhoneCodes.Try(tried with { Code = tried.Code! with { Tries = 0 } }, s_ada, s_now).Succeeded);
    }

    [Fact]
    public void A_code_is_good_for_ten_minutes_and_for_whom_it_was_asked_only()
    {
        Assert.Equal(AccountFaults.CodeWrong, PhoneCodes.Try(Coded(), s_ada, s_now + PhoneCodes.Life).Fault);
        Assert.Equal(AccountFaults.CodeWrong, PhoneCodes.Try(Coded(), Id.From<UserId>("eve"), s_now).Fault);

        Assert.True(PhoneCodes.Try(Coded(), s_ada, s_now + PhoneCodes.Life - TimeSpan.FromTicks(1)).Succeeded);
    }

    [Fact]
    public void A_number_gets_one_code_in_30_seconds_and_five_in_an_hour_because_they_are_counted()
    {
        Assert.Equal("accounts.too-many-codes", PhoneCodes.Ask(Coded(), "soon", Code, s_now + PhoneCodes.Pause - TimeSpan.FromTicks(1)).Fault?.Code);
        Assert.True(PhoneCodes.Ask(Coded() with { Asked = [] }, "soon", Code, s_now.AddSeconds(1)).Succeeded);

        var five = Enumerable.Range(1, PhoneCodes.MostInAnHour - 1).Aggregate(Coded(), (state, i) => PhoneCodes.Ask(state, $"code {i}", Code, s_now.AddMinutes(i)).Value!);
        Assert.Equal("accounts.too-many-codes", PhoneCodes.Ask(five, "sixth", Code, s_now.AddMinutes(10)).Fault?.Code);
        Assert.True(PhoneCodes.Ask(five, "sixth", Code, s_now.AddMinutes(61)).Succeeded);
    }

    [Theory]
    [InlineData(-13, 0, null)]
    [InlineData(-13, 1, null)] // a day ahead of UTC the birthday is today
    [InlineData(-13, 2, "accounts.too-young")]
    [InlineData(0, 2, "accounts.date-of-birth-invalid")]
    [InlineData(-122, 0, "accounts.date-of-birth-invalid")]
    public void An_account_is_for_people_of_13_and_older(int years, int days, string? code) =>
        Assert.Equal(code, BirthDates.CheckNewcomer(DateOnly.FromDateTime(s_now.UtcDateTime).AddYears(years).AddDays(days), s_now)?.Code);

    private static AskForCode Code => new(new("code"), Number, s_ada, "en");

    private static PhoneNumber Number => PhoneNumber.TryParse("+12025550142", out var number) ? number : throw new InvalidOperationException();

    private static PhoneNumberState Coded() => PhoneCodes.Ask(new(), "code", Code, s_now).Value!;

    private static EmailAddressState Linked() =>
        MailedLinks.Ask(new() { Account = s_ada, ProvenAt = s_now }, Id.From<LinkId>("link"), SecretKey.Hash(Secret), Wish(0), s_now).Value!;

    private static Outcome<EmailAddressState> Use(EmailAddressState state, DateTimeOffset now) => MailedLinks.Use(state, new(new("use"), Secret, LinkPurpose.SignIn), now);

    private static Outcome<EmailAddressState> Ask(EmailAddressState state, int number) => MailedLinks.Ask(state, Id.From<LinkId>($"{number}"), "hash", Wish(number), s_now);

    private static AskForLink Wish(int number) => new(new($"ask {number}"), EmailAddress.TryParse("ada@example.org", out var email) ? email : throw new InvalidOperationException(), LinkPurpose.SignIn, "https://actors.example");
}
