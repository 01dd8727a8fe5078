using Actors.Accounts;
using Actors.Common;
using Actors.Grains.Common;
using Actors.Opportunities;
using Actors.Squads;
using Npgsql;

namespace Actors.Grains.Squads;

/// <summary>The mailbox around <see cref="Membership"/>. Bookings are grains of their own and ask here who may.</summary>
[GrainType("squad")]
internal sealed class SquadGrain([PersistentState("squad")] IPersistentState<SquadState> state, NpgsqlDataSource database, Clock clock) : Grain, ISquadGrain, IPersonalData
{
    private SquadState Squad => state.State;

    private SquadId Key => SquadId.Of(this.GetPrimaryKeyString());

    public async Task<Outcome<SquadView>> Create(CreateSquad command)
    {
        if (command.By.User is not { } leader)
        {
            return CommonFaults.SignIn;
        }

        return Squad.CreatedAt is null && await Phone(command.By, command.Terms.ExpectedSize ?? 0) is { } fault
            ? fault
            : await Conclude(Membership.Create(Squad, command, leader, clock.Now), command.By);
    }

    public async Task<Outcome<SquadView>> Edit(EditSquad command) =>
        Refusal(command.By) is { } refused ? refused
        : command.Terms.ExpectedSize > (Squad.Terms!.ExpectedSize ?? 0) && await Phone(command.By, command.Terms.ExpectedSize.Value) is { } fault ? fault
        : await Conclude(Membership.Edit(Squad, command), command.By);

    public async Task<Outcome<SquadView>> View(By by) => Sees(by) ? await ToView(by) : SquadFaults.Unknown;

    public async Task<Outcome<SquadView>> Join(JoinSquad command)
    {
        if (command.By.User is not { } user)
        {
            return CommonFaults.SignIn;
        }

        // Into a private one only an invitation leads, whatever role the platform gave somebody.
        return Squad.CreatedAt is not null && (!Squad.Terms!.IsPrivate || RoleOf(command.By) is not null) ? await Conclude(Membership.Add(Squad, user, command.By.Name, clock.Now), command.By) : SquadFaults.Unknown;
    }

    public async Task<Outcome<Done>> Leave(LeaveSquad command) =>
        command.By.User is not { } user ? CommonFaults.SignIn
        : Squad.CreatedAt is null ? SquadFaults.Unknown
        : await state.Save(Membership.Remove(Squad, user), this);

    public async Task<Outcome<SquadView>> Remove(RemoveFromSquad command)
    {
        if (command.By != By.Platform && Refusal(command.By) is { } fault)
        {
            return fault;
        }

        if (Squad.CreatedAt is null)
        {
            return SquadFaults.Unknown;
        }

        // Co-leaders are the leader's to remove.
        return RoleOf(command.By) == SquadRole.CoLeader && command.By.User != command.User && Squad.Members.TryGetValue(command.User, out var member) && member.Role == SquadRole.CoLeader
            ? SquadFaults.LeaderOnly
            : await Conclude(Membership.Remove(Squad, command.User), command.By);
    }

    public async Task<Outcome<SquadView>> SetRole(SetSquadRole command) =>
        await LeaderOnly(command.By, command.Role == SquadRole.Member ? null : command.User) is { } fault
            ? fault
            : await Conclude(Membership.SetRole(Squad, command.User, command.Role), command.By);

    public async Task<Outcome<SquadView>> HandOver(HandOverSquad command)
    {
        // The same hand-over again comes from who is a co-leader by now.
        if (RoleOf(command.By) == SquadRole.CoLeader && Squad.Leader == command.To)
        {
            return await ToView(command.By);
        }

        return await LeaderOnly(command.By, command.To) is { } fault ? fault : await Conclude(Membership.HandOver(Squad, command.To), command.By);
    }

    public async Task<Outcome<Done>> Include(IncludeInSquad command) =>
        command.By != By.Platform || Squad.CreatedAt is null ? SquadFaults.Unknown : await state.Save(Membership.Add(Squad, command.User, command.Name, clock.Now), this);

    public async Task<Outcome<Done>> Forget(ForgetPerson command) =>
        command.By == By.Platform ? await state.Save((Outcome<SquadState>)Membership.Forget(Squad, command.User), this) : CommonFaults.NotAllowed;

    public async Task<Outcome<Done>> Move(MovePerson command) =>
        command.By == By.Platform ? await state.Save((Outcome<SquadState>)Membership.Move(Squad, command.From, command.To), this) : CommonFaults.NotAllowed;

    public async Task<Outcome<SquadStanding>> MayBook(By by, int seats) =>
        Refusal(by) is { } refused ? refused
        : await Phone(by, seats) is { } fault ? fault
        : ToStanding(by);

    public Task<SquadStanding?> Standing(By by) => Task.FromResult(Squad.CreatedAt is null || !(Sees(by) || by == By.Platform) ? null : ToStanding(by));

    public Task<Outcome<WatchPass>> Watch(By by) => Task.FromResult<Outcome<WatchPass>>(RoleOf(by) switch
    {
        null => SquadFaults.Unknown,
        SquadRole.Member => new WatchPass(SquadTopics.Roster(Key), LiveAudience.Watchers),
        _ => new WatchPass(SquadTopics.Roster(Key), LiveAudience.Staff),
    });

    private SquadRole? RoleOf(By by) => by.User is { } user && Squad.Members.TryGetValue(user, out var member) ? member.Role : null;

    private bool Sees(By by) => Squad.CreatedAt is not null && (!Squad.Terms!.IsPrivate || RoleOf(by) is not null || by.IsModerator);

    /// <summary>Null: the caller leads.</summary>
    private Fault? Refusal(By by) => !Sees(by) ? SquadFaults.Unknown : RoleOf(by) is SquadRole.Leader or SquadRole.CoLeader ? null : SquadFaults.NotAllowed;

    /// <param name="rising">Who is to lead from now on; a guest cannot.</param>
    private async Task<Fault?> LeaderOnly(By by, UserId? rising)
    {
        if (!Sees(by))
        {
            return SquadFaults.Unknown;
        }

        if (RoleOf(by) != SquadRole.Leader)
        {
            return SquadFaults.LeaderOnly;
        }

        return rising is { } user && (await GuestTables.Among(database, [user])).Contains(user) ? SquadFaults.GuestCannotLead : null;
    }

    /// <summary>Whoever answers for many people can be reached by telephone. Null: they can, or the squad is small.</summary>
    private async Task<Fault?> Phone(By by, int people) =>
        people > Membership.Large && by.User is { } user && (await GrainFactory.GetGrain<ISecurityGrain>(user.Value).View(by)).Value?.Phone is null ? SquadFaults.PhoneMissing : null;

    private async Task<Outcome<SquadView>> Conclude(Outcome<SquadState> next, By by)
    {
        var saved = await state.Save(next, this);
        return saved.Succeeded ? await ToView(by) : saved.Fault;
    }

    private SquadStanding ToStanding(By by) => new(Key, Squad.Terms!.Name, Squad.Terms.OrganizationName, Squad.Members[Squad.Leader!.Value].Name, RoleOf(by));

    private async Task<SquadView> ToView(By by)
    {
        var isInside = RoleOf(by) is not null || by.IsModerator;
        var guests = isInside ? await GuestTables.Among(database, [.. Squad.Members.Keys]) : [];
        return new(
            Key,
            Squad.Terms!,
            Squad.Members[Squad.Leader!.Value].Name,
            Squad.Members.Count,
            isInside
                ? [.. Squad.Members.OrderByDescending(m => m.Value.Role).ThenBy(m => m.Value.Name, StringComparer.OrdinalIgnoreCase).ThenBy(m => m.Key.Value, StringComparer.Ordinal)
                    .Select(m => new SquadMemberView(m.Key, m.Value.Name, m.Value.Role, m.Value.JoinedAt, guests.Contains(m.Key)))]
                : null,
            RoleOf(by),
            Squad.CreatedAt!.Value,
            Squad.Version);
    }
}
