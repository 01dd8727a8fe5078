using System.Collections.Immutable;
using Actors.Common;
using Actors.Grains.Opportunities;
using Actors.Opportunities;

namespace Actors.Tests.Unit.Opportunities;

public sealed class ShiftEndsTests
{
    private readonly Roster _roster = new();
    private OpportunityState _state = Sample.Open(null);

    [Fact]
    public void A_shift_waits_for_its_end_then_for_the_check_outs_then_for_the_no_shows()
    {
        Assert.Null(Next);

        Register("ben");
        Assert.Equal(Sample.End.AddHours(24), Next);

        _roster.Apply(In(Register("ada")));
        Assert.Equal(Sample.End, Next);

        Assert.Equal([("ada", SeatNoticeKind.CheckOutForgotten)], Pass(Sample.End));
        Assert.Equal(Sample.End.AddHours(2), Next);

        Assert.Equal([("ada", null)], Pass(Sample.End.AddHours(2)));
        Assert.Equal(Sample.End.AddHours(24), Next);

        Assert.Equal([("ben", SeatNoticeKind.Missed)], Pass(Sample.End.AddHours(24)));
        Assert.Null(Next);
        Assert.Equal([RegistrationStatus.Attended, RegistrationStatus.NoShow], _roster.Rows.Select(r => r.Status).Order());
    }

    [Fact]
    public void Nothing_is_done_before_its_time()
    {
        _roster.Apply(In(Register("ada")));
        Register("ben");

        Assert.Empty(Pass(Sample.End.AddMilliseconds(-1)));
        Pass(Sample.End);
        Assert.Empty(Pass(Sample.End.AddHours(2).AddMilliseconds(-1)));
        Pass(Sample.End.AddHours(2));
        Assert.Empty(Pass(Sample.End.AddHours(24).AddMilliseconds(-1)));
    }

    [Fact]
    public void Found_late_everything_is_done_once_and_nobody_is_reminded_of_what_is_over()
    {
        _roster.Apply(In(Register("ada")));
        Register("ben");

        Assert.Equal([("ada", null), ("ben", SeatNoticeKind.Missed)], Pass(Sample.End.AddDays(9)));
        Assert.Empty(Pass(Sample.End.AddDays(9)));
        Assert.Equal(Sample.End, _roster.Of(Sample.User("ada")).Single().CheckedOutAt);
    }

    [Fact]
    public void Nobody_is_missed_at_an_event_that_was_called_off_and_whoever_was_there_leaves()
    {
        _roster.Apply(In(Register("ada")));
        Register("ben");
        _state = _state with { Status = OpportunityStatus.Cancelled };

        Assert.Equal(Sample.End.AddHours(2), Next);
        Assert.Equal([("ada", null)], Pass(Sample.End.AddDays(2)));
        Assert.Null(Next);
    }

    [Fact]
    public void The_terms_of_the_event_decide_when()
    {
        _state = _state with { Details = Sample.Details with { AttendanceTerms = new(CloseAfterMinutes: 15, NoShowAfterHours: 1) } };
        _roster.Apply(Reviews.Nudge(In(Register("ada")), Sample.End));

        Assert.Equal(Sample.End.AddMinutes(15), Next);
        Register("ben");
        Pass(Sample.End.AddMinutes(15));
        Assert.Equal(Sample.End.AddHours(1), Next);
    }

    /// <summary>The answer that is kept is the one that would be found anew, whatever happens in whatever order.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void The_kept_answer_is_never_old(int seed)
    {
        var random = new Random(seed);
        var ids = Enumerable.Range(0, 5).Select(i => Id.From<ShiftId>("shift", $"{i}")).ToArray();
        _state = _state with { Shifts = [.. ids.Select((id, i) => new Shift(id, null, Sample.Start.AddHours(i), Sample.End.AddHours(i), null))] };
        for (var step = 0; step < 3000; step++)
        {
            var shift = ids[random.Next(ids.Length)];
            var name = $"user{random.Next(4)}";
            var row = _roster.Of(Sample.User(name)).FirstOrDefault(r => r.Shift == shift);
            var at = Sample.Start.AddMinutes(random.Next(60 * 40));
            switch (random.Next(6))
            {
                case 0 when row is null:
                    _roster.Apply(new(Id.From<RegistrationId>(shift.Value, name), Sample.Opportunity, shift, Sample.User(name), name, RegistrationStatus.Confirmed, Sample.Before));
                    break;
                case 1 when row is { CheckedInAt: null }:
                    _roster.Apply(In(row));
                    break;
                case 2 when row is { IsIn: true }:
                    _roster.Apply(Presence.CheckOut(row, at.AddHours(2)).Value!);
                    break;
                case 3 when row is { CheckedInAt: null }:
                    _roster.Apply(row with { Status = random.Next(2) == 0 ? RegistrationStatus.Cancelled : RegistrationStatus.Confirmed });
                    break;
                case 4:
                    ShiftEnds.Due(_state, _roster, at).ForEach(c => _roster.Apply(c.Row));
                    break;
                case 5 when random.Next(20) == 0:
                    _state = _state with { Shifts = _state.Shifts.SetItem(0, _state.Shifts[0] with { EndsAt = at.AddDays(1) }) };
                    break;
            }

            Assert.Equal(ShiftEnds.Earliest(_state, _roster), Next);
        }
    }

    [Fact]
    public void Of_ten_thousand_check_ins_one_makes_it_look_again()
    {
        for (var i = 0; i < 10_000; i++)
        {
            Register($"user{i}");
        }

        var before = _roster.Turn;
        foreach (var row in _roster.Rows.ToList())
        {
            _roster.Apply(In(row));
        }

        Assert.InRange(_roster.Turn - before, 1, 2);
    }

    private DateTimeOffset? Next => _roster.Ends.Next(_state, _roster);

    private static Registration In(Registration row) => row with { Method = CheckInMethod.Qr, CheckedInAt = Sample.Start, CheckedInBy = row.User.Value };

    private Registration Register(string name)
    {
        var row = SignUp.Register(_state, _roster, Sample.Shift, Sample.User(name), name, Sample.Before).Value!;
        _roster.Apply(row);
        return row;
    }

    private ImmutableArray<(string Name, SeatNoticeKind? Letter)> Pass(DateTimeOffset now)
    {
        var due = ShiftEnds.Due(_state, _roster, now);
        due.ForEach(c => _roster.Apply(c.Row));
        return [.. due.Select(c => (c.Row.Name, c.Letter)).OrderBy(c => c.Name, StringComparer.Ordinal)];
    }
}
