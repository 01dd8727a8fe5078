using System.Collections.Immutable;
using Actors.Common;
using Actors.Grains.Opportunities;
using Actors.Opportunities;
using Actors.Organizations;

namespace Actors.Tests.Unit.Opportunities;

public sealed class PersonMovesTests
{
    private static readonly UserId s_from = Sample.User("old");
    private static readonly UserId s_to = Sample.User("new");

    private readonly Roster _roster = new();
    private readonly OpportunityState _state = Sample.Open(seats: 5);

    public static TheoryData<string, string, string, string> Collisions => new()
    {
        // Old account, new account: the new one has, the old one keeps.
        { "registered", "registered", "new registered", "cancelled" },
        { "registered", "cancelled", "old registered", "cancelled" },
        { "cancelled", "registered", "new registered", "cancelled" },
        { "cancelled", "cancelled", "new cancelled", "cancelled" },
        { "waiting", "registered", "new registered", "cancelled" },
        { "registered", "waiting", "old registered", "cancelled" },
        { "offered", "waiting", "old offered", "cancelled" },
        { "in", "registered", "old in", "cancelled" },
        { "out", "registered", "old out", "cancelled" },
        { "registered", "out", "new out", "cancelled" },
        { "out", "out", "new out", "out" },
        { "in", "out", "new out", "in" },
        { "no-show", "waiting", "new waiting", "no-show" },
        { "registered", "no-show", "old registered", "no-show" },
    };

    [Theory]
    [MemberData(nameof(Collisions))]
    public void Of_two_registrations_of_a_shift_the_one_that_went_further_counts(string old, string own, string counts, string kept)
    {
        var (one, two) = (Row(s_from, "old", old), Row(s_to, "new", own));
        var taken = _roster.Taken(Sample.Shift);

        Move();

        var mine = Assert.Single(_roster.Of(s_to));
        var other = Assert.Single(_roster.Of(s_from));
        Assert.Equal((counts, kept), ($"{mine.Name} {Word(mine)}", Word(other)));
        Assert.Equal([one.Id, two.Id], new[] { mine.Id, other.Id }.OrderBy(i => i != one.Id));
        Assert.Equal(taken - new[] { one, two }.Count(r => r.TakesSeat) + new[] { mine, other }.Count(r => r.TakesSeat), _roster.Taken(Sample.Shift));
        Assert.Empty(PersonMoves.Rows(_state, _roster, s_from, s_to, Sample.Before));
    }

    [Theory]
    [InlineData("registered")]
    [InlineData("waiting")]
    [InlineData("cancelled")]
    [InlineData("out")]
    public void A_registration_that_the_other_account_has_not_becomes_its_own_under_its_id(string state)
    {
        var row = Row(s_from, "old", state);
        var taken = _roster.Taken(Sample.Shift);

        Move();

        Assert.Equal(row with { User = s_to }, Assert.Single(_roster.Of(s_to)));
        Assert.Empty(_roster.Of(s_from));
        Assert.Equal((taken, row.Id), (_roster.Taken(Sample.Shift), _roster.IdOf(Sample.Shift, s_to)));

        // Signing up finds it.
        if (row.TakesSeat)
        {
            Assert.Equal(row.Id, SignUp.Register(_state, _roster, Sample.Shift, s_to, "New", Sample.Before).Value!.Id);
        }
    }

    [Fact]
    public void Blocked_by_one_account_is_blocked_by_the_other_and_ids_of_before_lead_on()
    {
        var block = new BlockView(s_from, "Old", "took the soup", "Cora", Sample.Before);
        var state = _state with { Blocks = _state.Blocks.Add(s_from, block) };

        var moved = PersonMoves.Document(state, s_from, s_to);
        var third = Sample.User("third");
        var again = PersonMoves.Document(moved, s_to, third);

        Assert.Equal([KeyValuePair.Create(s_to, block with { User = s_to })], moved.Blocks);
        Assert.Equal((s_to, s_to), (moved.Current(s_from), moved.Current(s_to)));
        Assert.Equal((third, third), (again.Current(s_from), again.Current(s_to)));
        Assert.Same(again, PersonMoves.Document(again, s_to, third));
        Assert.Equal(third, Assert.Single(again.Blocks).Key);
    }

    private void Move()
    {
        foreach (var change in PersonMoves.Rows(_state, _roster, s_from, s_to, Sample.Before).ToList())
        {
            _roster.Apply(change.Row);
        }
    }

    private Registration Row(UserId user, string name, string state)
    {
        var row = new Registration(Id.From<RegistrationId>(Sample.Shift.Value, user.Value), Sample.Opportunity, Sample.Shift, user, name, RegistrationStatus.Confirmed, Sample.Before);
        row = state switch
        {
            "registered" => row,
            "waiting" => row with { Status = RegistrationStatus.Waitlisted, Wait = new(1) },
            "offered" => row with { Status = RegistrationStatus.Offered, Wait = new(1, Sample.Before, Sample.Before.AddHours(1)) },
            "cancelled" => row with { Status = RegistrationStatus.Cancelled, CancelledAt = Sample.Before },
            "no-show" => row with { Status = RegistrationStatus.NoShow },
            _ => row with { CheckedInAt = Sample.Start, Method = CheckInMethod.Qr, CheckedOutAt = state == "out" ? Sample.End : null, Minutes = state == "out" ? 180 : null },
        };
        _roster.Apply(row);
        return row;
    }

    private static string Word(Registration row) => row switch
    {
        { CheckedOutAt: not null } => "out",
        { CheckedInAt: not null } => "in",
        { Status: RegistrationStatus.NoShow } => "no-show",
        { Status: RegistrationStatus.Waitlisted } => "waiting",
        _ => row.Status == RegistrationStatus.Confirmed ? "registered" : row.Status.ToString().ToLowerInvariant(),
    };
}
