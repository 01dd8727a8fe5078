using Actors.Accounts;
using Actors.Common;
using Actors.Grains.Trust;
using Actors.Trust;

namespace Actors.Tests.Unit.Trust;

public sealed class GuardianshipTests
{
    private static readonly DateTimeOffset s_now = new(2026, 6, 6, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateOnly s_birth = new(2010, 6, 6);
    private static readonly By s_mia = new(Id.From<UserId>("mia"), "Mia <b>win a phone at http://spam</b>", PlatformRole.User, new(2028, 6, 6));
    private static readonly OrganizationId s_kitchen = Id.From<OrganizationId>("kitchen");
    private static readonly OpportunityId s_soup = Id.From<OpportunityId>("soup");

    [Fact]
    public void Only_a_minor_asks_and_never_themselves()
    {
        Assert.Equal(TrustFaults.DateOfBirthMissing, Ask(new(), null).Fault);
        Assert.Equal(TrustFaults.NotAMinor, Ask(new(), new(2008, 6, 5)).Fault);
        Assert.Equal(TrustFaults.OwnAddress, Guardianship.Ask(new(), Id.From<ConsentId>("1"), Command(), s_birth, "mum@example.org", s_now).Fault);
    }

    [Fact]
    public void Whoever_chooses_a_name_does_not_choose_what_a_stranger_reads()
    {
        var consent = Assert.Single(Ask(new()).Value!.Consents);

        Assert.Equal("Mia bwin a phone at httpspamb", consent.MinorName);
    }

    [Fact]
    public void Asking_again_soon_is_refused_and_later_sends_another_link_to_the_same_question()
    {
        var asked = Mailed(Ask(new()).Value!);

        var again = Command("2", "b");
        var soon = Guardianship.Ask(asked, Id.From<ConsentId>("2"), again, s_birth, "", s_now.AddMinutes(14));
        var later = Guardianship.Ask(asked, Id.From<ConsentId>("2"), again, s_birth, "", s_now.AddMinutes(15)).Value!;

        Assert.Same(asked, Ask(asked).Value);
        Assert.Equal(TrustFaults.TooManyLetters.Code, soon.Fault!.Code);
        Assert.Equal(["a", "b"], Assert.Single(later.Consents).Links);
        Assert.True(Guardianship.Find(later, new("a"), s_now.AddDays(6)).Succeeded);
    }

    [Fact]
    public void A_link_counts_for_seven_days_until_it_is_answered_and_then_until_the_minor_comes_of_age()
    {
        var asked = Ask(new()).Value!;
        var given = Given(asked);

        Assert.Equal(TrustFaults.UnknownLink, Guardianship.Find(asked, new("x"), s_now).Fault);
        Assert.True(Guardianship.Find(asked, new("a"), s_now.AddDays(7)).Succeeded);
        Assert.Equal(TrustFaults.LinkExpired, Guardianship.Find(asked, new("a"), s_now.AddDays(7).AddSeconds(1)).Fault);
        Assert.True(Guardianship.Find(given, new("a"), new(2028, 6, 6, 0, 0, 0, TimeSpan.Zero)).Succeeded);
        Assert.Equal(TrustFaults.LinkExpired, Guardianship.Find(given, new("a"), new(2028, 6, 7, 0, 0, 0, TimeSpan.Zero)).Fault);
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("M", true)]
    [InlineData("Mary", false)]
    [InlineData("Ma\nry", true)]
    public void Only_a_guardian_with_a_name_consents(string? name, bool isGuardian)
    {
        var consent = Ask(new()).Value!.Consents[0];

        Assert.Equal(TrustFaults.NotTheGuardian, Guardianship.Check(consent, Yes(name, isGuardian)));
        Assert.Null(Guardianship.Check(consent, Yes(name, isGuardian) with { Consents = false }));
    }

    [Fact]
    public void The_first_answer_stands_and_the_same_again_is_no_other()
    {
        var given = Given(Ask(new()).Value!);
        var consent = given.Consents[0];

        Assert.Null(Guardianship.Check(consent, Yes()));
        Assert.Same(given, Guardianship.Answer(given, consent, Yes(), s_now.AddHours(1)));
        Assert.Equal(TrustFaults.Answered, Guardianship.Check(consent, Yes() with { Consents = false }));
        Assert.Equal(TrustFaults.Answered, Guardianship.Check(consent, Yes() with { Scope = ConsentScope.Organization }));
    }

    [Theory]
    [InlineData(ConsentScope.Event, false)]
    [InlineData(ConsentScope.Organization, true)]
    public void A_consent_is_for_the_event_or_for_the_organization_as_the_guardian_chose(ConsentScope scope, bool others)
    {
        var given = Given(Ask(new()).Value!, scope);

        Assert.True(Guardianship.Allows(given, s_kitchen, s_soup));
        Assert.Equal(others, Guardianship.Allows(given, s_kitchen, Id.From<OpportunityId>("other")));
        Assert.False(Guardianship.Allows(given, Id.From<OrganizationId>("other"), s_soup));
    }

    [Fact]
    public void What_is_revoked_allows_nothing_any_more_and_revoking_twice_is_once()
    {
        var asked = Ask(new()).Value!;
        var revoked = Guardianship.Revoke(Given(asked), asked.Consents[0].Id, s_now).Value!;

        Assert.False(Guardianship.Allows(revoked, s_kitchen, s_soup));
        Assert.Same(revoked, Guardianship.Revoke(revoked, asked.Consents[0].Id, s_now.AddDays(1)).Value);
        Assert.Equal(TrustFaults.NotGiven, Guardianship.Revoke(asked, asked.Consents[0].Id, s_now).Fault);
    }

    [Fact]
    public void An_address_gets_five_letters_a_week_each_counted_once_and_none_when_it_wants_none()
    {
        var state = new GuardianAddressState();
        for (var letter = 0; letter < Guardianship.MostLettersToAddress; letter++)
        {
            state = Guardianship.Admit(state, $"{letter}", s_now.AddHours(letter)).Value!;
        }

        Assert.Same(state, Guardianship.Admit(state, "0", s_now.AddHours(5)).Value);
        Assert.Equal(TrustFaults.TooManyLetters.Code, Guardianship.Admit(state, "more", s_now.AddDays(6)).Fault!.Code);
        Assert.True(Guardianship.Admit(state, "more", s_now.AddDays(7)).Succeeded);
        Assert.Equal(TrustFaults.AddressRefuses, Guardianship.Admit(state with { BlockedAt = s_now }, "more", s_now.AddDays(70)).Fault);
    }

    private static AskGuardian Command(string command = "1", string hash = "a")
    {
        Assert.True(EmailAddress.TryParse("Mum@example.org", out var guardian));
        return new(new(command), s_mia, guardian, s_kitchen, s_soup, new(hash), "https://actors.example/guardian/token");
    }

    private static Outcome<GuardiansState> Ask(GuardiansState state, DateOnly? birth) => Guardianship.Ask(state, Id.From<ConsentId>("1"), Command(), birth, "mia@example.org", s_now);

    private static Outcome<GuardiansState> Ask(GuardiansState state) => Ask(state, s_birth);

    private static GuardiansState Mailed(GuardiansState state) => Guardianship.Mailed(state, state.Consents[0].Id, s_now);

    private static AnswerConsent Yes(string? name = "Mary Parent", bool isGuardian = true, ConsentScope scope = ConsentScope.Event) => new(new("3"), new("a"), true, name, isGuardian, scope, []);

    private static GuardiansState Given(GuardiansState asked, ConsentScope scope = ConsentScope.Event) => Guardianship.Answer(asked, asked.Consents[0], Yes(scope: scope), s_now);
}
