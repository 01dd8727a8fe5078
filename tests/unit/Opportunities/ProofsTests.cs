using Actors.Common;
using Actors.Grains.Opportunities;
using Actors.Opportunities;

namespace Actors.Tests.Unit.Opportunities;

public sealed class ProofsTests
{
    private static readonly UserId s_ada = Sample.User("ada");
    private static readonly Fix s_here = new(40.78, -73.96, 12);
    private static readonly Fix s_vague = new(40.78, -73.96, 3000);
    private static readonly Fix s_home = new(40.70, -73.96, 12);
    private static readonly Fix s_fake = new(40.78, -73.96, 0);
    private static readonly VenueCode s_screen = new(Sample.Opportunity, Sample.Start.AddSeconds(-20));
    private static readonly VenueCode s_paper = new(Sample.Opportunity, Sample.Start.AddHours(-2), Sample.Start.AddHours(22));

    [Fact]
    public void The_screens_code_stands_alone_and_a_position_is_kept_with_what_it_says()
    {
        var alone = Scanned(s_screen, null).Value!;
        var agreed = Scanned(s_screen, s_here).Value!;
        var vague = Scanned(s_screen, s_vague).Value!;
        var elsewhere = Scanned(s_screen, s_home).Value!;

        Assert.Equal(new Proof(CheckInMethod.Qr, s_ada.Value, new(CodeAgeSeconds: 20, Device: "ios-safari")), alone);
        Assert.Equal((CheckInMethod.Gps, 0, 12, null), (agreed.Evidence.With!.Value, agreed.Evidence.DistanceMeters, agreed.Evidence.AccuracyMeters, agreed.Evidence.Elsewhere));
        Assert.Equal((null, null), (vague.Evidence.With, vague.Evidence.Elsewhere));
        Assert.Equal((null, true, 1000), (elsewhere.Evidence.With, elsewhere.Evidence.Elsewhere, elsewhere.Evidence.DistanceMeters));
        Assert.Equal(OpportunityFaults.PositionInvalid, Scanned(s_screen, s_fake).Fault);
    }

    [Fact]
    public void A_printed_code_needs_a_position_that_is_there()
    {
        Assert.Equal(OpportunityFaults.PositionMissing, Scanned(s_paper, null).Fault);
        Assert.Equal(OpportunityFaults.PositionInaccurate.Code, Scanned(s_paper, s_vague).Fault!.Code);
        Assert.Equal(OpportunityFaults.TooFar.Code, Scanned(s_paper, s_home).Fault!.Code);
        Assert.Equal(OpportunityFaults.PositionInvalid, Scanned(s_paper, s_fake).Fault);
        Assert.Equal((CheckInMethod.Printed, CheckInMethod.Gps), (Scanned(s_paper, s_here).Value!.Method, Scanned(s_paper, s_here).Value!.Evidence.With!.Value));
    }

    [Theory]
    [InlineData(0, 24, 0, null)]
    [InlineData(0, 24, 24, null)]
    [InlineData(0, 24, 25, "opportunities.code-expired")]
    [InlineData(1, 24, 0, "opportunities.code-expired")]
    [InlineData(0, 25, 12, "opportunities.code-expired")]
    public void A_printed_code_is_good_for_a_day_at_most(int fromHour, int untilHour, int nowHour, string? code)
    {
        var paper = new VenueCode(Sample.Opportunity, Sample.Start.AddHours(fromHour), Sample.Start.AddHours(untilHour));

        Assert.Equal(code, Proofs.Refusal(Sample.Open(), paper, Sample.Start.AddHours(nowHour))?.Code);
    }

    [Fact]
    public void A_typed_code_or_a_position_or_both()
    {
        var online = Sample.Open() with { Details = Sample.Details with { Place = null, IsVirtual = true } };

        Assert.Equal(OpportunityFaults.ProofMissing, Here(false, null).Fault);
        Assert.Equal((CheckInMethod.Typed, null), (Here(true, null).Value!.Method, Here(true, null).Value!.Evidence.With));
        Assert.Equal((CheckInMethod.Typed, CheckInMethod.Gps), (Here(true, s_here).Value!.Method, Here(true, s_here).Value!.Evidence.With!.Value));
        Assert.Equal((CheckInMethod.Typed, null), (Here(true, s_vague).Value!.Method, Here(true, s_vague).Value!.Evidence.With));
        Assert.Equal(OpportunityFaults.TooFar.Code, Here(true, s_home).Fault!.Code);
        Assert.Equal((CheckInMethod.Gps, 0), (Here(false, s_here).Value!.Method, Here(false, s_here).Value!.Evidence.DistanceMeters));
        Assert.Equal(OpportunityFaults.PositionInaccurate.Code, Here(false, s_vague).Fault!.Code);
        Assert.Equal(OpportunityFaults.TooFar.Code, Here(false, s_home).Fault!.Code);
        Assert.Equal(OpportunityFaults.PositionInvalid, Here(false, s_fake).Fault);
        Assert.Equal(OpportunityFaults.NoPlace, Proofs.Here(online, false, s_here, s_ada, null).Fault);
    }

    [Theory]
    [InlineData(60, true)]
    [InlineData(61, false)]
    [InlineData(-30, true)]
    [InlineData(-31, false)]
    public void A_persons_own_code_is_good_for_a_minute(int ageSeconds, bool fresh)
    {
        Assert.Equal(fresh, Proofs.IsFresh(new(s_ada, Sample.Start.AddSeconds(-ageSeconds)), Sample.Start));
    }

    [Fact]
    public void A_short_code_is_good_in_its_period_and_the_next_for_its_own_event_and_key_only()
    {
        byte[] key = [1, 2, 3], otherKey = [1, 2, 4];
        var begins = DateTimeOffset.FromUnixTimeSeconds(Sample.Start.ToUnixTimeSeconds() / 120 * 120);
        var code = ShortCode.At(key, Sample.Opportunity, begins);

        Assert.Matches("^[0-9]{6}$", code);
        Assert.True(ShortCode.IsGood(key, Sample.Opportunity, code, begins));
        Assert.True(ShortCode.IsGood(key, Sample.Opportunity, $" {code[..3]}-{code[3..]} ", begins.AddSeconds(239)));
        Assert.False(ShortCode.IsGood(key, Sample.Opportunity, code, begins.AddSeconds(240)));
        Assert.False(ShortCode.IsGood(key, Sample.Opportunity, code, begins.AddSeconds(-1)));
        Assert.False(ShortCode.IsGood(key, Id.From<OpportunityId>("other"), code, begins));
        Assert.False(ShortCode.IsGood(otherKey, Sample.Opportunity, code, begins));
        Assert.False(ShortCode.IsGood(key, Sample.Opportunity, code[..5], begins));
        Assert.False(ShortCode.IsGood(key, Sample.Opportunity, code + new string(' ', 40), begins));
    }

    [Fact]
    public void Every_refusal_at_the_gate_has_a_word_in_the_fixed_vocabulary()
    {
        Fault[] refusals =
        [
            OpportunityFaults.NotRegistered, OpportunityFaults.WrongEvent, OpportunityFaults.TooEarly, OpportunityFaults.TooLate, OpportunityFaults.TooFar, OpportunityFaults.CodeExpired,
            OpportunityFaults.CodeUnknown, OpportunityFaults.Blocked, OpportunityFaults.SeatReleased, OpportunityFaults.PositionMissing, OpportunityFaults.PositionInvalid,
            OpportunityFaults.PositionInaccurate, OpportunityFaults.NoPlace, OpportunityFaults.ProofMissing, OpportunityFaults.TooManyTries, OpportunityFaults.OwnAttendance,
            OpportunityFaults.NotOpen, OpportunityFaults.GateInvalid,
        ];

        Assert.DoesNotContain(AttemptReasons.Other, refusals.Select(AttemptReasons.Of));
        Assert.Equal(AttemptReasons.Other, AttemptReasons.Of(new(FaultKind.Conflict, "eligibility.made-up", "")));
        Assert.Equal("waiver-missing", AttemptReasons.Of(new(FaultKind.Conflict, "eligibility.waiver-missing", "")));
    }

    [Fact]
    public void What_a_person_spent_is_forgotten_with_the_window()
    {
        var allowance = new Allowance(TimeSpan.FromMinutes(1));

        Assert.Equal([1, 2, 3], Enumerable.Range(0, 3).Select(i => allowance.Spend(s_ada, Sample.Start.AddSeconds(i))));
        Assert.Equal((3, 0), (allowance.Spent(s_ada, Sample.Start.AddSeconds(59)), allowance.Spent(Sample.User("bo"), Sample.Start)));
        Assert.Equal(0, allowance.Spent(s_ada, Sample.Start.AddMinutes(1)));
    }

    private static Outcome<Proof> Scanned(VenueCode code, Fix? fix) => Proofs.Scanned(Sample.Open(), code, fix, s_ada, "ios-safari", Sample.Start);

    private static Outcome<Proof> Here(bool typed, Fix? fix) => Proofs.Here(Sample.Open(), typed, fix, s_ada, "ios-safari");
}
