using Actors.Accounts;
using Actors.Common;
using Actors.Opportunities;
using Actors.Organizations;
using Actors.Tests.Cluster.Trust;
using Actors.Trust;
using static Actors.Tests.Cluster.Opportunities.OpportunityCluster;

namespace Actors.Tests.Cluster.Opportunities;

public sealed class EligibilityTests : IAsyncLifetime
{
    private OpportunityCluster _stage = null!;
    private TrustStage _trust = null!;
    private By _ada = null!;

    public async ValueTask InitializeAsync()
    {
        _stage = await Start();
        _trust = new(_stage);
        _ada = await _stage.Cluster.Person("Ada");
    }

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    [Fact]
    public async Task A_sign_up_is_refused_for_each_thing_that_is_missing_until_nothing_is()
    {
        var waiver = await _trust.Published();
        var soup = await Opened(Details() with { MinimumAge = 16, RequiresBackgroundCheck = true, RequiredQualifications = ["first-aid", "first-aid"], Waivers = [waiver.Waiver] });

        var all = (await _stage.Register(soup, _ada)).Fault!;
        Assert.Equal(OpportunityFaults.DateOfBirthMissing.Code, all.Code);
        Assert.Equal($"date-of-birth-missing, background-check-missing, qualification-missing:first-aid, waiver-missing:{waiver.Waiver}", all.Facts!["missing"]);
        await _trust.Born(_ada, 1990);
        Assert.Equal(OpportunityFaults.BackgroundCheckMissing.Code, (await _stage.Register(soup, _ada)).Fault!.Code);
        await _trust.Recorded(_ada, Credential.BackgroundCheck);
        await _trust.Recorded(_ada, "first-aid", await _trust.OtherOrganization());
        Assert.Equal(OpportunityFaults.QualificationMissing.Code, (await _stage.Register(soup, _ada)).Fault!.Code);
        await _trust.Recorded(_ada, "first-aid");
        Assert.Equal([new MissingRequirement("waiver-missing", waiver.Waiver.Value)], Told(await _stage.Grain(soup.Id).Eligibility(_ada, soup.Shifts[0].Id)).Missing);
        Assert.Equal(OpportunityFaults.WaiverMissing.Code, (await _stage.Register(soup, _ada)).Fault!.Code);
        Assert.Equal(0, await _stage.Taken(soup));

        await _trust.Signed(_ada, waiver);
        await _stage.Registered(soup, _ada);

        Assert.Equal(["first-aid"], soup.Details.RequiredQualifications!.Value);
        Assert.Equal(1, await _stage.Taken(soup));
    }

    [Fact]
    public async Task What_has_ended_by_the_check_in_is_refused_by_every_way_and_a_coordinators_override_is_kept()
    {
        var day = DateOnly.FromDateTime(_stage.Cluster.Now.UtcDateTime);
        await _trust.Recorded(_ada, "cpr", expires: day.AddDays(2));
        var soup = await Opened(Details() with { RequiredQualifications = ["cpr"] });
        var seat = await _stage.Registered(soup, _ada);
        var grain = _stage.Grain(soup.Id);
        var later = new ShiftPlan(soup.Shifts[0].Id, "Morning", _stage.Cluster.Now.AddDays(5), _stage.Cluster.Now.AddDays(5).AddHours(3), 10);
        Told(await grain.Edit(new(CommandId.New(), _stage.Owner, soup.Details, [later], null)));
        await _stage.Cluster.Pass(5.Days());

        Assert.Equal(OpportunityFaults.QualificationExpired.Code, (await _stage.CheckIn(soup, _ada)).Fault!.Code);
        Assert.Equal(OpportunityFaults.QualificationExpired.Code, (await grain.CheckInHere(new(CommandId.New(), _ada, null, new(40.7, -74, 5)))).Fault!.Code);
        Assert.Equal(OpportunityFaults.QualificationExpired.Code, (await grain.CheckInPerson(new(CommandId.New(), _stage.Owner, new(_ada.User!.Value, _stage.Cluster.Now)))).Fault!.Code);
        Assert.Equal(OpportunityFaults.QualificationExpired.Code, (await grain.CheckInByHand(new(CommandId.New(), _stage.Owner, seat.Id))).Fault!.Code);
        Assert.Equal(OpportunityFaults.ReasonMissing, (await grain.CheckInByHand(new(CommandId.New(), _stage.Owner, seat.Id, Override: "ok"))).Fault);
        Assert.Equal(OpportunityFaults.NotAllowed, (await grain.CheckInByHand(new(CommandId.New(), _ada, seat.Id, Override: "Let me in."))).Fault);
        Assert.Equal(5, await _stage.Cluster.Scalar<long>("select count(*) from check_in_attempt where reason = 'qualification-expired' or reason = 'other'"));

        Told(await grain.CheckInByHand(new(CommandId.New(), _stage.Owner, seat.Id, Override: " Showed the new card on paper. ")));
        await _stage.Cluster.Restart();
        var kept = Told(await _stage.Grain(soup.Id).EligibilityOf(_stage.Owner, seat.Id));

        Assert.Equal(("Showed the new card on paper.", _stage.Owner.User!.Value.Value), (kept.Override!.Reason, kept.Override.By));
        Assert.Equal(["qualification-expired:cpr"], kept.Override.Missing);
        Assert.Equal([new MissingRequirement("qualification-expired", "cpr", day.AddDays(2))], kept.Missing);
        Assert.Equal(OpportunityFaults.UnknownRegistration, (await _stage.Grain(soup.Id).EligibilityOf(Someone("Bo"), seat.Id)).Fault);
    }

    [Fact]
    public async Task A_revoked_check_and_a_new_version_of_a_waiver_are_found_at_the_gate_and_the_waiver_is_signed_on_the_spot()
    {
        var waiver = await _trust.Published();
        var check = await _trust.Recorded(_ada, Credential.BackgroundCheck);
        var soup = await Opened(Details() with { RequiresBackgroundCheck = true, Waivers = [waiver.Waiver] });
        await _trust.Signed(_ada, waiver);
        await _stage.Registered(soup, _ada);

        var second = await _trust.Published(waiver, "Garden tools are sharp and the pond is deep.");
        Assert.Equal(OpportunityFaults.WaiverMissing.Code, (await _stage.CheckIn(soup, _ada)).Fault!.Code);
        await _trust.Signed(_ada, second);
        await _trust.Decided(_ada, check.Id, CredentialStatus.Revoked);
        Assert.Equal(OpportunityFaults.BackgroundCheckMissing.Code, (await _stage.CheckIn(soup, _ada)).Fault!.Code);
        await _trust.Decided(_ada, check.Id, CredentialStatus.Confirmed);
        var first = Told(await _stage.CheckIn(soup, _ada));
        await _trust.Decided(_ada, check.Id, CredentialStatus.Revoked);
        var again = Told(await _stage.CheckIn(soup, _ada));

        Assert.Equal((false, true, first.CheckedInAt), (first.AlreadyIn, again.AlreadyIn, again.CheckedInAt));
    }

    [Fact]
    public async Task A_minor_needs_consent_at_an_event_that_demands_nothing_and_the_gate_knows_it_from_the_sign_up()
    {
        var mia = await _trust.Minor("Mia");
        var soup = await Opened(Details());

        Assert.Equal(OpportunityFaults.GuardianMissing.Code, (await _stage.Register(soup, mia)).Fault!.Code);
        Assert.Equal(0, await _stage.Taken(soup));
        var consent = await _trust.Consented(mia, soup);
        var seat = await _stage.Registered(soup, mia);
        await _trust.Revoked(mia, consent.Id);
        await _stage.Cluster.Restart();

        // A coordinator's call says nothing of Mia's age, nor does a token from before she told it.
        Assert.Equal(OpportunityFaults.GuardianMissing.Code, (await _stage.Grain(soup.Id).CheckInByHand(new(CommandId.New(), _stage.Owner, seat.Id))).Fault!.Code);
        Assert.Equal(OpportunityFaults.GuardianMissing.Code, (await _stage.CheckIn(soup, mia with { MinorUntil = null })).Fault!.Code);
        await _trust.Consented(mia, soup, "other.parent@example.org");
        Told(await _stage.CheckIn(soup, mia with { MinorUntil = null }));
    }

    [Fact]
    public async Task A_sign_up_whose_commit_fails_leaves_neither_seat_nor_note()
    {
        var mia = await _trust.Minor("Mia");
        var soup = await Opened(Details());
        await _trust.Consented(mia, soup);
        await _stage.Refuse("eligibility_note");

        await Assert.ThrowsAsync<OutcomeUnknownException>(() => _stage.Register(soup, mia));
        await _stage.Allow("eligibility_note");

        Assert.Equal(0, await _stage.Taken(soup));
        Assert.Null((await Answered(() => _stage.Register(soup, mia))).Fault);
        Assert.Equal(1, await _stage.Cluster.Scalar<long>("select count(*) from eligibility_note where minor_until is not null"));
    }

    [Fact]
    public async Task An_event_that_demands_nothing_asks_no_other_grain_about_adults()
    {
        var soup = await Opened(Details());
        var strict = await Opened(Details() with { MinimumAge = 18 });
        List<string> read = [];
        _stage.Cluster.Storage.Read = (state, grain) =>
        {
            if (grain.Key.ToString() == Someone("Bo").User!.Value.Value)
            {
                lock (read)
                {
                    read.Add(state);
                }
            }
        };

        await _stage.Registered(soup, Someone("Bo"));
        Told(await _stage.CheckIn(soup, Someone("Bo")));
        Assert.Empty(read);
        await _stage.Register(strict, Someone("Bo"));

        Assert.Equal(["account"], read);
    }

    [Fact]
    public async Task A_plan_demands_only_what_there_is_and_keeps_a_waiver_that_was_retired_since()
    {
        var waiver = await _trust.Published();
        var foreign = await _trust.Published(organization: await _trust.OtherOrganization());
        var before = await Opened(Details() with { Waivers = [waiver.Waiver] });

        Assert.Equal(OpportunityFaults.MinimumAgeInvalid, await Edited(before.Details with { MinimumAge = 12 }));
        Assert.Equal(OpportunityFaults.QualificationUnknown, await Edited(before.Details with { RequiredQualifications = ["magic"] }));
        Assert.Equal(OpportunityFaults.WaiverUnknown, await Edited(before.Details with { Waivers = [waiver.Waiver, foreign.Waiver] }));
        Assert.Equal(OpportunityFaults.WaiverUnknown, await Edited(before.Details with { Waivers = [Id.From<WaiverId>("none")] }));
        Assert.Equal(OpportunityFaults.WaiverUnknown, (await _stage.Grain(Id.New<OpportunityId>(Guid.CreateVersion7())).Draft(_stage.Draft() with { Details = Details() with { Waivers = [foreign.Waiver] } })).Fault);
        Told(await _trust.Waiver(waiver.Waiver).Retire(new(CommandId.New(), _stage.Owner)));
        Assert.Null(await Edited(before.Details with { Title = "Soup on Sunday" }));
        await _stage.Registered(before, _ada);

        async Task<Fault?> Edited(OpportunityDetails details) =>
            (await _stage.Grain(before.Id).Edit(new(CommandId.New(), _stage.Owner, details, [_stage.Shift(10, before.Shifts[0].Id)], null))).Fault;
    }

    private async Task<OpportunityView> Opened(OpportunityDetails details)
    {
        var grain = _stage.Grain(Id.New<OpportunityId>(Guid.CreateVersion7()));
        Told(await grain.Draft(_stage.Draft() with { Details = details }));
        return Told(await grain.Publish(new(CommandId.New(), _stage.Owner)));
    }
}
