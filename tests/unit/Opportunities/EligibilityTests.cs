using System.Collections.Immutable;
using Actors.Common;
using Actors.Grains.Opportunities;
using Actors.Opportunities;
using Actors.Organizations;
using Actors.Trust;

namespace Actors.Tests.Unit.Opportunities;

public sealed class EligibilityTests
{
    private static readonly DateOnly s_day = new(2026, 6, 6);
    private static readonly DateTimeOffset s_start = Sample.Start;
    private static readonly Demands s_nothing = new(null, false, [], []);
    private static readonly PersonFacts s_unknown = new(null, [], [], false);
    private static readonly PersonFacts s_adult = s_unknown with { BirthDate = new(1990, 1, 1) };
    private static readonly PersonFacts s_minor = s_unknown with { BirthDate = new(2008, 6, 7) };
    private static readonly WaiverId s_waiver = Id.From<WaiverId>("garden");

    [Fact]
    public void An_event_that_demands_nothing_lacks_nothing_of_adults_and_of_those_whose_age_is_not_known()
    {
        Assert.Empty(Missing(s_unknown, s_nothing));
        Assert.Empty(Missing(s_adult, s_nothing));
        Assert.False(Demands.Any(Sample.Details with { RequiredQualifications = [], Waivers = [] }));
        Assert.True(Demands.Any(Sample.Details with { MinimumAge = 13 }));
        Assert.True(Demands.Any(Sample.Details with { RequiresBackgroundCheck = true }));
        Assert.True(Demands.Any(Sample.Details with { RequiredQualifications = ["cpr"] }));
        Assert.True(Demands.Any(Sample.Details with { Waivers = [s_waiver] }));
    }

    [Theory]
    [InlineData("2008-06-06", "")]
    [InlineData("2008-06-07", "too-young:18, guardian-missing")]
    [InlineData(null, "date-of-birth-missing")]
    public void Age_counts_on_the_day_of_the_shift(string? birth, string missing)
    {
        var person = s_unknown with { BirthDate = birth is null ? null : DateOnly.Parse(birth, System.Globalization.CultureInfo.InvariantCulture) };

        Assert.Equal(missing, Words(Missing(person, s_nothing with { MinimumAge = 18 })));
    }

    [Fact]
    public void A_minor_needs_a_guardians_consent_wherever_they_go()
    {
        Assert.Equal("guardian-missing", Words(Missing(s_minor, s_nothing)));
        Assert.Empty(Missing(s_minor with { HasConsent = true }, s_nothing));
    }

    [Theory]
    [InlineData(CredentialStatus.Confirmed, null, "")]
    [InlineData(CredentialStatus.Confirmed, "2026-06-06", "")]
    [InlineData(CredentialStatus.Confirmed, "2026-06-05", "qualification-expired:cpr")]
    [InlineData(CredentialStatus.Claimed, null, "qualification-missing:cpr")]
    [InlineData(CredentialStatus.Rejected, null, "qualification-missing:cpr")]
    [InlineData(CredentialStatus.Revoked, null, "qualification-missing:cpr")]
    public void A_qualification_counts_when_it_is_confirmed_and_lasts_over_the_day(CredentialStatus status, string? expires, string missing)
    {
        DateOnly? end = expires is null ? null : DateOnly.Parse(expires, System.Globalization.CultureInfo.InvariantCulture);
        var person = s_adult with { Credentials = [new("first-aid", CredentialStatus.Confirmed, null), new("cpr", status, end)] };

        var found = Missing(person, s_nothing with { Qualifications = ["first-aid", "cpr"] });

        Assert.Equal(missing, Words(found));
        Assert.Equal(missing.StartsWith("qualification-expired", StringComparison.Ordinal) ? end : null, found.FirstOrDefault()?.ExpiredOn);
    }

    [Fact]
    public void Of_two_papers_of_a_kind_the_better_one_counts()
    {
        var person = s_adult with
        {
            Credentials = [new("cpr", CredentialStatus.Confirmed, new(2026, 1, 1)), new("cpr", CredentialStatus.Revoked, null), new("cpr", CredentialStatus.Confirmed, new(2027, 1, 1))],
        };

        Assert.Empty(Missing(person, s_nothing with { Qualifications = ["cpr"] }));
    }

    [Fact]
    public void A_background_check_has_codes_of_its_own()
    {
        var demands = s_nothing with { BackgroundCheck = true };

        Assert.Equal("background-check-missing", Words(Missing(s_adult, demands)));
        Assert.Equal("background-check-expired", Words(Missing(With(CredentialStatus.Confirmed, new(2026, 6, 5)), demands)));
        Assert.Empty(Missing(With(CredentialStatus.Confirmed, new(2026, 6, 6)), demands));

        static PersonFacts With(CredentialStatus status, DateOnly? end) => s_adult with { Credentials = [new(Credential.BackgroundCheck, status, end)] };
    }

    [Theory]
    [InlineData(1, "h", Signer.Self, null, true)]
    [InlineData(2, "h", Signer.Self, null, false)]
    [InlineData(1, "other", Signer.Self, null, false)]
    [InlineData(1, "h", Signer.Guardian, null, false)]
    [InlineData(1, "h", Signer.Self, 1, true)]
    [InlineData(1, "h", Signer.Self, 0, false)]
    public void A_signature_counts_for_the_version_by_the_right_hand_and_until_it_expires(int version, string hash, Signer signer, int? expiresHoursAfterStart, bool counts)
    {
        DateTimeOffset? end = expiresHoursAfterStart is { } hours ? s_start.AddHours(hours) : null;
        var person = s_adult with { Signatures = [Signature(version, hash, signer, end)] };

        Assert.Equal(counts ? "" : $"waiver-missing:{s_waiver}", Words(Missing(person, Waiver())));
    }

    [Fact]
    public void For_a_minor_the_guardian_signs_and_what_is_for_adults_is_not_asked()
    {
        var allowed = s_minor with { HasConsent = true };

        Assert.Empty(Missing(allowed, Waiver(WaiverAudience.Adults)));
        Assert.Equal($"waiver-missing:{s_waiver}", Words(Missing(allowed with { Signatures = [Signature(1, "h", Signer.Self, null)] }, Waiver())));
        Assert.Empty(Missing(allowed with { Signatures = [Signature(1, "h", Signer.Guardian, null)] }, Waiver(WaiverAudience.Minors)));
        Assert.Empty(Missing(s_adult, Waiver(WaiverAudience.Minors)));
    }

    [Fact]
    public void A_refusal_names_the_first_thing_and_lists_all()
    {
        var demands = new Demands(16, true, ["cpr"], Waiver().Waivers);
        var young = s_unknown with { BirthDate = new(2011, 1, 1), Credentials = [new("cpr", CredentialStatus.Confirmed, new(2026, 1, 31))] };

        var fault = Eligibility.Refusal(Missing(young, demands))!;

        Assert.Equal(OpportunityFaults.TooYoung.Code, fault.Code);
        Assert.Equal($"too-young:16, background-check-missing, qualification-expired:cpr, guardian-missing, waiver-missing:{s_waiver}", fault.Facts!["missing"]);
        Assert.Null(Eligibility.Refusal([]));
    }

    private static Demands Waiver(WaiverAudience audience = WaiverAudience.Everybody) =>
        s_nothing with { Waivers = [new(s_waiver, Sample.Organization, 1, new("Garden", "Sharp tools.", audience), "h", s_start.AddYears(-1))] };

    private static SignatureView Signature(int version, string hash, Signer signer, DateTimeOffset? end) =>
        new(s_waiver, Sample.Organization, version, hash, Sample.User("ada"), signer, "Ada", null, s_start.AddDays(-1), end);

    private static ImmutableArray<MissingRequirement> Missing(PersonFacts person, Demands demands) => Eligibility.Missing(person, demands, s_day, s_start);

    private static string Words(ImmutableArray<MissingRequirement> missing) => string.Join(", ", missing.Select(Eligibility.Word));
}
