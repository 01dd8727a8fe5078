using System.Collections.Immutable;
using Actors.Common;
using Actors.Grains.Common;
using Actors.Opportunities;

namespace Actors.Grains.Opportunities;

/// <summary>
/// What becomes of an event's part in two accounts that are one from now on. Registrations keep their ids, so their hours stay theirs. Where both
/// accounts have one of a shift, the one that went further is the new account's; the other stays under the old id and gives its seat back.
/// </summary>
internal static class PersonMoves
{
    public static IEnumerable<SeatChange> Rows(OpportunityState state, Roster roster, UserId from, UserId to, DateTimeOffset now)
    {
        foreach (var old in roster.Of(from).ToList())
        {
            if (roster.Of(to, old.Shift) is not { } own)
            {
                yield return new SeatChange(old with { User = to });
                continue;
            }

            var (first, second) = Reach(old) > Reach(own) ? (old, own) : (own, old);
            if (first.User != to)
            {
                yield return new SeatChange(first with { User = to });
            }

            var given = SignUp.Cancel(state, second, null, new By(second.User, second.Name, PlatformRole.User), now);
            var change = given.Succeeded && !ReferenceEquals(given.Value.Row, second) ? SquadSeats.GiveBack(state, roster, given.Value, now) : new SeatChange(second);
            if (change.Row.User != from)
            {
                change = change with { Row = change.Row with { User = from } };
            }

            if (!ReferenceEquals(change.Row, second))
            {
                yield return change;
            }
        }
    }

    public static OpportunityState Document(OpportunityState state, UserId from, UserId to)
    {
        var (blocks, known) = (BlockList.Move(state.Blocks, from, to), state.Successors ?? ImmutableDictionary<UserId, UserId>.Empty);
        return ReferenceEquals(blocks, state.Blocks) && known.GetValueOrDefault(from) == to ? state : state with
        {
            Blocks = blocks,
            Successors = known.SetItems(known.Where(s => s.Value == from).Select(s => KeyValuePair.Create(s.Key, to))).SetItem(from, to),
        };
    }

    /// <summary>How far somebody came, from a cancellation to hours.</summary>
    private static int Reach(Registration row) => row switch
    {
        { CheckedOutAt: not null } => 6,
        { CheckedInAt: not null } => 5,
        { IsRegistered: true, Status: not RegistrationStatus.NoShow } => 4,
        { Status: RegistrationStatus.Offered } => 3,
        { Status: RegistrationStatus.Waitlisted } => 2,
        { Status: RegistrationStatus.NoShow } => 1,
        _ => 0,
    };
}
