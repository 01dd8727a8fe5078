using Actors.Common;
using Actors.Grains.Notifications;
using Actors.Opportunities;
using Actors.Organizations;
using Actors.Tests.Cluster.Common;
using Actors.Tests.Cluster.Opportunities;
using Actors.Trust;
using static Actors.Tests.Cluster.Opportunities.OpportunityCluster;

namespace Actors.Tests.Cluster.Trust;

public sealed class GuardiansGrainTests : IAsyncLifetime
{
    private OpportunityCluster _stage = null!;
    private TrustStage _trust = null!;
    private By _mia = null!;
    private OpportunityView _soup = null!;

    public async ValueTask InitializeAsync()
    {
        _stage = await Start();
        _trust = new(_stage);
        _mia = await _trust.Minor("Mia");
        _soup = await _stage.Opened();
    }

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    [Fact]
    public async Task The_guardian_gets_one_letter_with_the_link_whose_secret_is_stored_nowhere_else()
    {
        var question = _trust.Question(_mia, _soup) with { Url = "https://actors.example/guardian/the-secret" };

        var first = Told(await _trust.Guardians(_mia).Ask(question));
        var again = Told(await _trust.Guardians(_mia).Ask(question));

        Assert.Equal(first, again);
        Assert.Equal(1, await Letters("parent@example.org"));
        Assert.Equal(0, await _stage.Cluster.Scalar<long>("select count(*) from grain_state where payload::text like '%the-secret%'"));
        Assert.Equal(CommonFaults.NotAllowed, (await _trust.Guardians(_mia).Ask(question with { By = _stage.Owner })).Fault);
        Assert.Equal(CommonFaults.NotAllowed, (await _trust.Guardians(_mia).View(_stage.Owner)).Fault);
        Assert.Equal(TrustFaults.UnknownLink, (await _trust.Guardians(_mia).Open(new("other"))).Fault);
    }

    [Fact]
    public async Task A_letter_that_is_not_taken_says_so_and_can_be_asked_for_again_at_once()
    {
        _stage.Cluster.Mail.Fault = _ => MailReceipt.Refused("bad-address");
        Assert.Equal(TrustFaults.NotReached, (await _trust.Guardians(_mia).Ask(_trust.Question(_mia, _soup))).Fault);
        _stage.Cluster.Mail.Fault = _ => throw new IOException("The test has no mail.");
        Assert.Equal(TrustFaults.NotReached, (await _trust.Guardians(_mia).Ask(_trust.Question(_mia, _soup))).Fault);
        _stage.Cluster.Mail.Fault = _ => null;

        Told(await _trust.Guardians(_mia).Ask(_trust.Question(_mia, _soup)));

        Assert.Single(Told(await _trust.Guardians(_mia).View(_mia)));
        Assert.Equal(1, await Letters("parent@example.org"));
    }

    [Fact]
    public async Task Letters_are_limited_for_the_minor_and_for_the_address_and_a_guardian_may_want_none()
    {
        for (var i = 0; i < 5; i++)
        {
            Told(await _trust.Guardians(_mia).Ask(_trust.Question(_mia, _soup, $"parent{i}@example.org")));
        }

        Assert.Equal(TrustFaults.TooManyLetters, (await _trust.Guardians(_mia).Ask(_trust.Question(_mia, _soup, "parent5@example.org"))).Fault);
        for (var i = 0; i < 5; i++)
        {
            var other = await _trust.Minor($"Kid{i}");
            Told(await _trust.Guardians(other).Ask(_trust.Question(other, _soup, "Stranger@example.org")));
        }

        var last = await _trust.Minor("Kid");
        Assert.Equal(TrustFaults.TooManyLetters.Code, (await _trust.Guardians(last).Ask(_trust.Question(last, _soup, "stranger@EXAMPLE.org"))).Fault!.Code);
        var blocked = _trust.Question(last, _soup, "quiet@example.org");
        Told(await _trust.Guardians(last).Ask(blocked));
        Told(await _trust.Guardians(last).WriteNoMore(blocked.Link));
        Assert.Equal(TrustFaults.AddressRefuses, (await _trust.Guardians(last).Ask(_trust.Question(last, await _stage.Opened(), "quiet@example.org"))).Fault);
        Assert.Equal((5, 1), (await Letters("stranger@example.org"), await Letters("quiet@example.org")));
    }

    [Fact]
    public async Task An_answer_signs_the_waivers_tells_the_minor_and_stands_after_a_lost_answer()
    {
        var waiver = await _trust.Published();
        var question = _trust.Question(_mia, _soup);
        Told(await _trust.Guardians(_mia).Ask(question));
        var yes = new AnswerConsent(CommandId.New(), question.Link, true, "Mary Parent", true, ConsentScope.Organization, [new(waiver.Waiver, waiver.Number, waiver.Hash)]);

        Assert.Equal(WaiverFaults.OtherVersion.Code, (await _trust.Guardians(_mia).Answer(yes with { Waivers = [new(waiver.Waiver, 2, waiver.Hash)] })).Fault!.Code);
        Assert.Equal(WaiverFaults.GuardianSigns, (await _trust.Sign(_mia, waiver)).Fault);
        _stage.Cluster.Storage.FailNext("guardians", WriteFault.Refused);
        await Assert.ThrowsAnyAsync<Exception>(() => _trust.Guardians(_mia).Answer(yes));
        Assert.False(await _trust.Guardians(_mia).Allows(_stage.Organization, _soup.Id));
        var given = Told(await _trust.Guardians(_mia).Answer(yes));
        Assert.Equal(given, Told(await _trust.Guardians(_mia).Answer(yes)));
        Assert.Equal(TrustFaults.Answered, (await _trust.Guardians(_mia).Answer(yes with { Consents = false })).Fault);
        await _stage.Cluster.Pass(1.Minutes());

        var signature = Assert.Single(Told(await _trust.Signatures(_mia).View(_mia)));
        Assert.Equal((Signer.Guardian, "Mary Parent", given.Id.Value), (signature.Signer, signature.SignedName, signature.Consent));
        Assert.True(await _trust.Guardians(_mia).Allows(_stage.Organization, Id.From<OpportunityId>("another")));
        Assert.Equal(1, await _stage.Cluster.Scalar<long>("select count(*) from outbox_message where subject = 'Your guardian has answered'"));
    }

    [Fact]
    public async Task A_guardian_takes_a_consent_back_with_the_link_long_after_and_nobody_else_does()
    {
        var question = _trust.Question(_mia, _soup);
        Told(await _trust.Guardians(_mia).Ask(question));
        var given = Told(await _trust.Guardians(_mia).Answer(new(CommandId.New(), question.Link, true, "Mary Parent", true, ConsentScope.Event, [])));
        await _stage.Cluster.Pass(100.Days());

        Assert.Equal(CommonFaults.NotAllowed, (await _trust.Guardians(_mia).Revoke(new(CommandId.New(), _mia, given.Id, null))).Fault);
        Assert.Equal(TrustFaults.UnknownLink, (await _trust.Guardians(_mia).Revoke(new(CommandId.New(), By.Nobody, given.Id, new("other")))).Fault);
        var revoked = Told(await _trust.Guardians(_mia).Revoke(new(CommandId.New(), By.Nobody, given.Id, question.Link)));
        var again = Told(await _trust.Guardians(_mia).Revoke(new(CommandId.New(), By.Nobody, given.Id, question.Link)));

        Assert.Equal((ConsentStatus.Revoked, revoked), (revoked.Status, again));
        Assert.False(await _trust.Guardians(_mia).Allows(_stage.Organization, _soup.Id));
    }

    private Task<long> Letters(string to) => _stage.Cluster.Scalar<long>("select count(*) from outbox_message where lower(recipient) = $1", to);
}
