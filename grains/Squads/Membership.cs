using Actors.Common;
using Actors.Squads;

namespace Actors.Grains.Squads;

/// <summary>Who belongs to a squad and who leads it (seed 4.3, 5.2 squads). There is always exactly one leader. A replay returns the same state object.</summary>
internal static class Membership
{
    public const int MostMembers = 1000;

    /// <summary>From here on somebody who can be reached by telephone answers for the squad (seed 7.2, abuse).</summary>
    public const int Large = 100;

    private const int LongestName = 255;
    private const int LongestDescription = 2000;

    public static Fault? Check(SquadTerms terms) => terms switch
    {
        { Name: null } => SquadFaults.NameInvalid,
        _ when terms.Name.Trim().Length is < 2 or > LongestName || terms.Name.Any(char.IsControl) => SquadFaults.NameInvalid,
        _ when terms.Description?.Length > LongestDescription || terms.OrganizationName?.Length > LongestName || terms.OrganizationName?.Any(char.IsControl) == true => SquadFaults.TextTooLong,
        { ExpectedSize: < 1 or > MostMembers } => SquadFaults.SizeInvalid,
        _ => null,
    };

    public static Outcome<SquadState> Create(SquadState state, CreateSquad command, UserId leader, DateTimeOffset now)
    {
        if (state.CreatedAt is not null)
        {
            return state.Leader == leader ? state : SquadFaults.Unknown;
        }

        return Check(command.Terms) is { } fault ? fault : state with
        {
            CreatedAt = now,
            Terms = Clean(command.Terms),
            Leader = leader,
            Members = state.Members.Add(leader, new(command.By.Name, SquadRole.Leader, now)),
            Version = 1,
        };
    }

    public static Outcome<SquadState> Edit(SquadState state, EditSquad command)
    {
        if (Check(command.Terms) is { } fault)
        {
            return fault;
        }

        var terms = Clean(command.Terms);
        return terms == state.Terms ? state
            : command.ExpectedVersion is { } expected && expected != state.Version ? SquadFaults.Changed
            : state with { Terms = terms, Version = state.Version + 1 };
    }

    public static Outcome<SquadState> Add(SquadState state, UserId user, string name, DateTimeOffset now) =>
        state.Members.ContainsKey(user) ? state
        : state.Members.Count >= MostMembers ? SquadFaults.TooManyMembers
        : Next(state, state.Members.Add(user, new(name, SquadRole.Member, now)));

    /// <summary>Also somebody leaving. The leader hands over first.</summary>
    public static Outcome<SquadState> Remove(SquadState state, UserId user) =>
        !state.Members.ContainsKey(user) ? state
        : state.Leader == user ? SquadFaults.LeaderStays
        : Next(state, state.Members.Remove(user));

    public static Outcome<SquadState> SetRole(SquadState state, UserId user, SquadRole role)
    {
        if (!state.Members.TryGetValue(user, out var member))
        {
            return SquadFaults.MemberUnknown;
        }

        return role == SquadRole.Leader || member.Role == SquadRole.Leader ? (member.Role == role ? state : SquadFaults.LeaderStays)
            : member.Role == role ? state
            : Next(state, state.Members.SetItem(user, member with { Role = role }));
    }

    public static Outcome<SquadState> HandOver(SquadState state, UserId to)
    {
        if (!state.Members.TryGetValue(to, out var next))
        {
            return SquadFaults.MemberUnknown;
        }

        var leader = state.Leader!.Value;
        return leader == to ? state : Next(state, state.Members
            .SetItem(leader, state.Members[leader] with { Role = SquadRole.CoLeader })
            .SetItem(to, next with { Role = SquadRole.Leader })) with { Leader = to };
    }

    /// <summary>
    /// Without a person whose account is deleted. The co-leader of longest standing leads from then on; where there is none, nobody does, and the
    /// history of the squad stays.
    /// </summary>
    public static SquadState Forget(SquadState state, UserId user)
    {
        if (!state.Members.TryGetValue(user, out var member) || (state.Leader == user && member.Name == FormerVolunteer.Name))
        {
            return state;
        }

        if (state.Leader == user && state.Members.Where(m => m.Value.Role == SquadRole.CoLeader).OrderBy(m => m.Value.JoinedAt).ThenBy(m => m.Key.Value, StringComparer.Ordinal).FirstOrDefault() is { Value: not null } next)
        {
            state = HandOver(state, next.Key).Value!;
        }

        return Next(state, state.Leader == user ? state.Members.SetItem(user, member with { Name = FormerVolunteer.Name }) : state.Members.Remove(user));
    }

    /// <summary>One person by one account from now on, with the higher of the two roles.</summary>
    public static SquadState Move(SquadState state, UserId from, UserId to)
    {
        if (!state.Members.TryGetValue(from, out var old))
        {
            return state;
        }

        var member = !state.Members.TryGetValue(to, out var known) ? old : known with { Role = Higher(known.Role, old.Role), JoinedAt = old.JoinedAt < known.JoinedAt ? old.JoinedAt : known.JoinedAt };
        return Next(state, state.Members.Remove(from).SetItem(to, member)) with { Leader = state.Leader == from ? to : state.Leader };
    }

    private static SquadRole Higher(SquadRole one, SquadRole other) => one > other ? one : other;

    private static SquadState Next(SquadState state, System.Collections.Immutable.ImmutableDictionary<UserId, SquadMember> members) =>
        state with { Members = members, Version = state.Version + 1 };

    private static SquadTerms Clean(SquadTerms terms) => terms with
    {
        Name = terms.Name.Trim(),
        Description = Filled(terms.Description),
        OrganizationName = Filled(terms.OrganizationName),
    };

    private static string? Filled(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
