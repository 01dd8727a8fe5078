using Actors.Common;
using Actors.Grains.Organizations;
using Actors.Organizations;

namespace Actors.Tests.Unit.Organizations;

public sealed class WaiverTextTests
{
    private static readonly DateTimeOffset s_now = new(2026, 6, 6, 12, 0, 0, TimeSpan.Zero);
    private static readonly WaiverId s_id = Id.From<WaiverId>("garden");
    private static readonly WaiverTerms s_terms = new("Garden work", "Garden tools are sharp; I use them as shown.");

    [Theory]
    [InlineData("No", "Garden tools are sharp; I use them as shown.", null)]
    [InlineData("Garden", "Too short.", null)]
    [InlineData("Garden", "Garden tools are sharp; I use them as shown.", 0)]
    [InlineData("Garden", "Garden tools are sharp; I use them as shown.", 3651)]
    public void A_text_that_says_nothing_and_a_length_of_time_that_is_none_are_refused(string title, string text, int? days) =>
        Assert.Equal(WaiverFaults.TermsInvalid, WaiverText.Draft(new(), Draft(new(title, text, ValidForDays: days)), s_now).Fault);

    [Fact]
    public void A_published_version_never_changes_and_a_new_text_is_the_next()
    {
        var first = Publish(Drafted());
        var edited = WaiverText.Edit(first, new(new("2"), By.Platform, s_terms with { ValidForDays = 30 }, null)).Value!;
        var second = Publish(edited);

        Assert.Equal(first.Versions[0], edited.Versions[0]);
        Assert.Equal(1, WaiverText.Current(s_id, edited)!.Number);
        Assert.Equal((2, 30), (WaiverText.Current(s_id, second)!.Number, WaiverText.Current(s_id, second)!.Terms.ValidForDays));
        Assert.Equal(first.Versions[0], second.Versions[0]);
        Assert.NotEqual(second.Versions[0].Hash, second.Versions[1].Hash);
        Assert.Equal(WaiverText.Hash(s_id, 1, s_terms), first.Versions[0].Hash);
    }

    [Fact]
    public void Publishing_twice_is_once_and_the_same_text_is_no_new_version()
    {
        var published = Publish(Drafted());

        Assert.Same(published, WaiverText.Publish(s_id, published, null, s_now.AddDays(1)).Value);
        var same = WaiverText.Edit(published, new(new("2"), By.Platform, s_terms, null)).Value!;
        Assert.Equal(WaiverFaults.NothingToPublish, WaiverText.Publish(s_id, same, null, s_now).Fault);
    }

    [Fact]
    public void An_edit_of_an_older_version_is_refused_and_the_same_edit_again_is_not()
    {
        var drafted = Drafted();
        var edited = WaiverText.Edit(drafted, new(new("2"), By.Platform, s_terms with { Title = "Garden" }, 1)).Value!;

        Assert.Same(edited, WaiverText.Edit(edited, new(new("2"), By.Platform, s_terms with { Title = "Garden" }, 1)).Value);
        Assert.Equal(WaiverFaults.Changed, WaiverText.Edit(edited, new(new("3"), By.Platform, s_terms with { Title = "Other" }, 1)).Fault);
    }

    [Fact]
    public void A_retired_waiver_asks_nobody_but_its_versions_can_be_read()
    {
        var retired = WaiverText.Retire(Publish(Drafted()), s_now);

        Assert.Null(WaiverText.Current(s_id, retired));
        Assert.NotNull(WaiverText.Version(s_id, retired, 1));
        Assert.Null(WaiverText.Version(s_id, retired, 2));
        Assert.Null(WaiverText.Version(s_id, retired, 0));
        Assert.Same(retired, WaiverText.Retire(retired, s_now.AddDays(1)));
        Assert.Equal(WaiverFaults.Retired, WaiverText.Edit(retired, new(new("2"), By.Platform, s_terms with { Title = "Other" }, null)).Fault);
    }

    [Theory]
    [InlineData(1, "2008-06-07", WaiverAudience.Everybody, "waivers.guardian-signs")]
    [InlineData(1, "2008-06-06", WaiverAudience.Everybody, null)]
    [InlineData(1, null, WaiverAudience.Everybody, null)]
    [InlineData(1, "1990-01-01", WaiverAudience.Minors, "waivers.not-for-you")]
    [InlineData(2, "1990-01-01", WaiverAudience.Everybody, "waivers.other-version")]
    public void Adults_sign_the_present_version_for_themselves(int version, string? birth, WaiverAudience audience, string? code)
    {
        var current = WaiverText.Current(s_id, Publish(Drafted(audience)))!;

        var fault = Signatures.Check(
            current, version, current.Hash, "Ada", Signer.Self, birth is null ? null : DateOnly.Parse(birth, System.Globalization.CultureInfo.InvariantCulture), s_now);

        Assert.Equal(code, fault?.Code);
        Assert.Equal(WaiverFaults.NameInvalid, Signatures.Check(current, 1, current.Hash, " A ", Signer.Guardian, null, s_now));
        Assert.Equal(WaiverFaults.OtherVersion.Code, Signatures.Check(current, 1, "x", "Ada", Signer.Guardian, null, s_now)!.Code);
        Assert.Equal(WaiverFaults.Unknown, Signatures.Check(null, 1, current.Hash, "Ada", Signer.Self, null, s_now));
    }

    private static DraftWaiver Draft(WaiverTerms terms) => new(new("1"), By.Platform, Id.From<OrganizationId>("kitchen"), terms);

    private static WaiverState Drafted(WaiverAudience audience = WaiverAudience.Everybody) => WaiverText.Draft(new(), Draft(s_terms with { Audience = audience }), s_now).Value!;

    private static WaiverState Publish(WaiverState state) => WaiverText.Publish(s_id, state, null, s_now).Value!;
}
