using System.Collections.Immutable;
using Actors.Common;
using Actors.Grains.Opportunities;
using Actors.Opportunities;

namespace Actors.Tests.Unit.Opportunities;

/// <summary>One shift and its line, run by the rules as the grain runs them: decide, apply, settle. People are called by short names.</summary>
internal sealed class Line(OpportunityState state)
{
    public OpportunityState State { get; set; } = state;

    public Roster Roster { get; private set; } = new();

    public List<WaitlistStep> Steps { get; private set; } = [];

    public DateTimeOffset Now { get; set; } = Sample.Before;

    public string[] Waiting => [.. Roster.Line(Sample.Shift).Select(r => r.Name)];

    public string[] Offered => [.. Roster.Offers(Sample.Shift).Select(r => r.Name)];

    public string[] Told => [.. Steps.Select(s => $"{s.Kind.ToString().ToUpperInvariant()} {Roster.Find(s.Registration)!.Name}")];

    public Registration Row(string name) => Roster.Find(Id.From<RegistrationId>(Sample.Shift.Value, Sample.User(name).Value))!;

    public void Register(string name) => Do(Seat(SignUp.Register(State, Roster, Sample.Shift, Sample.User(name), name, Now)));

    public void Join(string name) => Do(Waitlist.Join(State, Roster, Sample.Shift, Sample.User(name), name, Now));

    public void Cancel(string name) => Do(SignUp.Cancel(State, Row(name), null, Sample.Coordinator, Now));

    /// <summary>The first of them has the only seat, the others wait.</summary>
    public void Fill(string first, params string[] others)
    {
        Register(first);
        foreach (var name in others)
        {
            Join(name);
        }
    }

    public bool Edit(int seats)
    {
        var edited = Planning.Edit(
            State, new EditOpportunity(CommandId.New(), Sample.Coordinator, State.Details!, [Sample.Plan(seats, Sample.Shift)], null), new Taxonomy(), Roster.Taken, Roster.HasRows);
        State = edited.Value ?? State;
        Settle();
        return edited.Succeeded;
    }

    public bool Do(Outcome<SeatChange> decided)
    {
        if (decided.Succeeded)
        {
            Do([decided.Value]);
        }

        return decided.Succeeded;
    }

    public void Do(ImmutableArray<SeatChange> changes)
    {
        Apply(changes);
        Settle();
    }

    public void Settle() => Apply(Waitlist.Settle(State, Roster, Now));

    /// <summary>Another activation: only what was stored is there.</summary>
    public void Load(OpportunityState stored, IEnumerable<Registration> rows, IEnumerable<WaitlistStep> steps)
    {
        (State, Roster, Steps) = (stored, new(), [.. steps]);
        foreach (var row in rows)
        {
            Roster.Apply(row);
        }

        Roster.ContinueAfter(Steps.Count);
    }

    public static Outcome<SeatChange> Seat(Outcome<Registration> decided) => decided.Succeeded ? new SeatChange(decided.Value) : decided.Fault;

    private void Apply(ImmutableArray<SeatChange> changes)
    {
        foreach (var change in changes.Where(c => !ReferenceEquals(Roster.Find(c.Row.Id), c.Row)))
        {
            Roster.Apply(change.Row);
            if (change.Step is { } step)
            {
                Steps.Add(Roster.Number(step));
            }
        }
    }
}
