using Actors.Common;
using Actors.Grains.Trust;
using Actors.Trust;

namespace Actors.Tests.Unit.Trust;

public sealed class CredentialsTests
{
    private static readonly DateTimeOffset s_now = new(2026, 6, 6, 12, 0, 0, TimeSpan.Zero);
    private static readonly OrganizationId s_kitchen = Id.From<OrganizationId>("kitchen");
    private static readonly OrganizationId s_garden = Id.From<OrganizationId>("garden");
    private static readonly CredentialId s_id = Id.From<CredentialId>("ada", "1");
    private static readonly By s_checker = new(Id.From<UserId>("checker"), "Che", PlatformRole.User);

    [Theory]
    [InlineData("X", null, null, null)]
    [InlineData("Red Cross", 501, null, null)]
    [InlineData("Red Cross", null, "2026-06-08", null)]
    [InlineData("Red Cross", null, null, "2026-06-04")]
    [InlineData("Red Cross", null, "2026-06-01", "2026-05-01")]
    public void A_claim_without_issuer_or_with_days_that_cannot_be_is_refused(string issuer, int? referenceLength, string? issued, string? expires)
    {
        var command = Claimed(expires) with { Issuer = issuer, Reference = referenceLength is { } length ? new string('x', length) : null, IssuedOn = Day(issued) };

        Assert.Equal(TrustFaults.CredentialInvalid, Credentials.Claim(new(), s_id, command, known: true, s_now).Fault);
        Assert.Equal(TrustFaults.KindUnknown, Credentials.Claim(new(), s_id, Claimed(), known: false, s_now).Fault);
    }

    [Fact]
    public void The_same_claim_again_is_one_claim()
    {
        var once = Claim();

        Assert.Same(once, Credentials.Claim(once, s_id, Claimed(), known: true, s_now).Value);
    }

    [Fact]
    public void A_word_counts_for_the_organization_that_gave_it_and_the_platforms_everywhere()
    {
        var shared = Credentials.Share(Claim(), s_id, s_garden).Value!;

        var confirmed = Decide(shared, s_kitchen, CredentialStatus.Confirmed);
        var everywhere = Decide(shared, null, CredentialStatus.Confirmed);

        Assert.Equal((CredentialStatus.Confirmed, CredentialStatus.Claimed), (At(confirmed, s_kitchen), At(confirmed, s_garden)));
        Assert.Equal((CredentialStatus.Confirmed, CredentialStatus.Confirmed), (At(everywhere, s_kitchen), At(everywhere, s_garden)));
        Assert.Equal(2, shared.Organizations.Intersect([s_garden, s_kitchen]).Count());
    }

    [Fact]
    public void A_revocation_by_the_platform_ends_it_everywhere_and_one_by_an_organization_there()
    {
        var confirmed = Decide(Decide(Claim(), s_kitchen, CredentialStatus.Confirmed), null, CredentialStatus.Confirmed);

        var here = Decide(confirmed, s_kitchen, CredentialStatus.Revoked);
        var everywhere = Decide(Decide(Claim(), s_kitchen, CredentialStatus.Confirmed), null, CredentialStatus.Revoked);

        Assert.Equal((CredentialStatus.Revoked, CredentialStatus.Confirmed), (At(here, s_kitchen), At(here, s_garden)));
        Assert.Equal((CredentialStatus.Revoked, CredentialStatus.Revoked), (At(everywhere, s_kitchen), At(everywhere, s_garden)));
    }

    [Fact]
    public void A_decision_needs_a_paper_that_was_shown_and_against_it_a_reason()
    {
        Assert.Equal(TrustFaults.UnknownCredential, Credentials.Decide(Claim(), Decision(s_garden, CredentialStatus.Confirmed), s_now).Fault);
        Assert.Equal(TrustFaults.DecisionInvalid, Credentials.Decide(Claim(), Decision(s_kitchen, CredentialStatus.Rejected) with { Reason = " x " }, s_now).Fault);
        Assert.Equal(TrustFaults.DecisionInvalid, Credentials.Decide(Claim(), Decision(s_kitchen, CredentialStatus.Claimed), s_now).Fault);
        Assert.Equal(TrustFaults.DecisionInvalid, Credentials.Decide(Claim(), Decision(s_kitchen, CredentialStatus.Expired), s_now).Fault);
        var decided = Decide(Claim(), s_kitchen, CredentialStatus.Rejected);
        Assert.Same(decided, Credentials.Decide(decided, Decision(s_kitchen, CredentialStatus.Rejected), s_now.AddDays(1)).Value);
    }

    [Fact]
    public void A_claim_can_be_taken_back_but_a_refusal_stays_on_record()
    {
        Assert.Empty(Credentials.Withdraw(Decide(Claim(), s_kitchen, CredentialStatus.Confirmed), s_id).Value!.Organizations);
        Assert.Equal(TrustFaults.DecidedAgainst, Credentials.Withdraw(Decide(Claim(), s_kitchen, CredentialStatus.Rejected), s_id).Fault);
    }

    [Fact]
    public void An_organization_sees_its_own_and_the_platforms_decisions_and_not_who_else_was_shown_it()
    {
        var state = Decide(Decide(Credentials.Share(Claim("2026-06-05"), s_id, s_garden).Value!, s_kitchen, CredentialStatus.Confirmed), s_garden, CredentialStatus.Rejected);

        var kitchens = Credentials.View(state.Items[0], Id.From<UserId>("ada"), s_kitchen, s_now);
        var own = Credentials.View(state.Items[0], Id.From<UserId>("ada"), null, s_now);

        Assert.Equal((CredentialStatus.Expired, 1, 0), (kitchens.Status, kitchens.Decisions.Length, kitchens.SharedWith.Length));
        Assert.Equal((2, 2), (own.Decisions.Length, own.SharedWith.Length));
    }

    [Fact]
    public void Reminders_come_30_and_7_days_before_the_end_once_each_and_only_of_what_counts()
    {
        var claimed = Claim("2026-08-01");
        var confirmed = ExpiryReminders.Settle(Decide(claimed, s_kitchen, CredentialStatus.Confirmed));

        Assert.Null(ExpiryReminders.Settle(claimed).NextDue);
        Assert.Equal(new(2026, 7, 2, 14, 0, 0, TimeSpan.Zero), confirmed.NextDue);
        Assert.Empty(ExpiryReminders.Due(confirmed, confirmed.NextDue!.Value.AddSeconds(-1)));
        var (item, days) = Assert.Single(ExpiryReminders.Due(confirmed, confirmed.NextDue.Value));
        var reminded = ExpiryReminders.Settle(ExpiryReminders.Reminded(confirmed, item, days));
        Assert.Equal((30, new DateTimeOffset(2026, 7, 25, 14, 0, 0, TimeSpan.Zero)), (days, reminded.NextDue));
        var (last, week) = Assert.Single(ExpiryReminders.Due(reminded, reminded.NextDue!.Value));
        Assert.Null(ExpiryReminders.Settle(ExpiryReminders.Reminded(reminded, last, week)).NextDue);
        Assert.Null(ExpiryReminders.Settle(Decide(confirmed, null, CredentialStatus.Revoked)).NextDue);
    }

    [Fact]
    public void After_an_outage_only_the_latest_reminder_is_sent_and_none_for_moments_before_it_was_confirmed()
    {
        var confirmed = Decide(Claim("2026-08-01"), s_kitchen, CredentialStatus.Confirmed);
        var late = Decide(Claim("2026-06-20"), s_kitchen, CredentialStatus.Confirmed);

        Assert.Equal(7, Assert.Single(ExpiryReminders.Due(confirmed, s_now.AddDays(55))).DaysBefore);
        Assert.Equal(new(2026, 6, 13, 14, 0, 0, TimeSpan.Zero), ExpiryReminders.Settle(late).NextDue);
    }

    private static ClaimCredential Claimed(string? expires = null) =>
        new(new("1"), new(Id.From<UserId>("ada"), "Ada", PlatformRole.User), "first-aid", "Red Cross", "77", null, Day(expires), s_kitchen);

    private static CredentialsState Claim(string? expires = null) => Credentials.Claim(new(), s_id, Claimed(expires), known: true, s_now).Value!;

    private static DecideCredential Decision(OrganizationId? organization, CredentialStatus status) => new(new("2"), s_checker, s_id, organization, status, "Checked.");

    private static CredentialsState Decide(CredentialsState state, OrganizationId? organization, CredentialStatus status) =>
        Credentials.Decide(state, Decision(organization, status), s_now).Value!;

    private static CredentialStatus At(CredentialsState state, OrganizationId organization) => Assert.Single(Credentials.Facts(state, organization)).Status;

    private static DateOnly? Day(string? text) => text is null ? null : DateOnly.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
