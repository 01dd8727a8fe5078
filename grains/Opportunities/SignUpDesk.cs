using Actors.Common;
using Actors.Grains.Common;
using Actors.Opportunities;

namespace Actors.Grains.Opportunities;

/// <summary>Runs <see cref="SignUp"/>, <see cref="Waitlist"/> and what plans mean for the people: who asks, what is decided, durable, then told.</summary>
/// <param name="callees">People who may be asked to take a free seat of a shift, at most a wave.</param>
internal sealed class SignUpDesk(OpportunityRecord record, OpportunityAccess access, EligibilityDesk eligibility, Func<OpportunityState, Shift, Task<IReadOnlyList<UserId>>> callees, Clock clock)
{
    public async Task<Outcome<RegistrationView>> Register(RegisterForShift command)
    {
        if (command.By.User is not { } user || record.State.Current(user) != user)
        {
            return CommonFaults.SignIn;
        }

        // Whoever a squad invites to its seats may come, also to an event that is not for everybody.
        if (!record.State.Exists || (command.Joins is null && !await access.Sees(command.By)))
        {
            return OpportunityFaults.Unknown;
        }

        if (await access.IsBlocked(user))
        {
            return OpportunityFaults.Blocked;
        }

        var asked = await eligibility.Of(user, command.By.MinorUntil);

        // A line that the start has ended is closed on record before somebody of it comes in as anybody may.
        var closed = record.Roster.Waiting(command.Shift) > 0 ? Settle() : [];
        return await Conclude(eligibility.Seat(Seat(command, user), asked), closed);
    }

    public async Task<Outcome<RegistrationView>> JoinWaitlist(JoinWaitlist command)
    {
        if (command.By.User is not { } user || record.State.Current(user) != user)
        {
            return CommonFaults.SignIn;
        }

        if (!await access.Sees(command.By))
        {
            return OpportunityFaults.Unknown;
        }

        if (await access.IsBlocked(user))
        {
            return OpportunityFaults.Blocked;
        }

        var asked = await eligibility.Of(user, command.By.MinorUntil);
        return await Conclude(eligibility.Seat(Waitlist.Join(record.State, record.Roster, command.Shift, user, command.By.Name, clock.Now), asked));
    }

    public async Task<Outcome<RegistrationView>> Cancel(CancelRegistration command)
    {
        if (record.Roster.Find(command.Registration) is not { } known || (known.User != command.By.User && !await access.Manages(command.By)))
        {
            return OpportunityFaults.UnknownRegistration;
        }

        // Found again after the await: another turn may have changed it.
        var decided = SignUp.Cancel(record.State, record.Roster.Find(known.Id)!, command.Reason, command.By, clock.Now);
        return await Conclude(decided.Succeeded ? SquadSeats.GiveBack(record.State, record.Roster, decided.Value, clock.Now) : decided);
    }

    /// <summary>Only the person themselves takes an offer, or passes it on.</summary>
    public async Task<Outcome<RegistrationView>> AcceptOffer(AcceptOffer command)
    {
        if (command.By.User is { } user && await access.IsBlocked(user))
        {
            return OpportunityFaults.Blocked;
        }

        var asked = command.By.User is { } person ? await eligibility.Of(person, command.By.MinorUntil) : null;
        return Own(command.Registration, command.By) is { } row
            ? await Conclude(eligibility.Seat(Waitlist.Accept(record.State, row, command.By, clock.Now), asked))
            : OpportunityFaults.UnknownRegistration;
    }

    public async Task<Outcome<RegistrationView>> DeclineOffer(DeclineOffer command) => Own(command.Registration, command.By) is { } row
        ? await Conclude(Waitlist.Decline(row, command.By, clock.Now))
        : OpportunityFaults.UnknownRegistration;

    /// <summary>A person whose account is deleted: what has not begun is given back, and nothing here says their name or words any more.</summary>
    public async Task Forget(UserId user)
    {
        var by = new By(user, FormerVolunteer.Name, PlatformRole.User);
        List<SeatChange> changes = [];
        foreach (var row in record.Roster.Of(user))
        {
            var left = record.State.Find(row.Shift) is { } shift && shift.StartsAt > clock.Now ? SignUp.Cancel(record.State, row, null, by, clock.Now).Value : null;
            var change = left is null ? new SeatChange(row) : SquadSeats.GiveBack(record.State, record.Roster, left, clock.Now);
            changes.Add(change with { Row = SignUp.Forget(change.Row) });
        }

        var told = Put([.. changes]);
        var blocks = BlockList.Forget(record.State.Blocks, user);
        record.Keep(ReferenceEquals(blocks, record.State.Blocks) ? record.State : record.State with { Blocks = blocks });
        told.AddRange(Settle([.. changes]));
        await Commit(told);
    }

    /// <summary>A person whose account is another one from now on. What the old one still asks for meanwhile, it asks for in vain.</summary>
    public async Task Move(UserId from, UserId to)
    {
        SeatChange[] changes = [.. PersonMoves.Rows(record.State, record.Roster, from, to, clock.Now)];
        var told = Put(changes);
        record.Keep(PersonMoves.Document(record.State, from, to));
        told.AddRange(Settle(changes));
        await Commit(told);
    }

    public async Task<Outcome<WaitlistView>> Move(MoveInWaitlist command)
    {
        if (!await access.Manages(command.By))
        {
            return await access.Refusal(command.By);
        }

        if (record.Roster.Find(command.Registration) is not { } row)
        {
            return OpportunityFaults.UnknownRegistration;
        }

        var moved = Waitlist.Move(record.Roster, row, command.Position, command.Reason, command.By, clock.Now);
        if (!moved.Succeeded)
        {
            await record.Durable();
            return moved.Fault;
        }

        var told = Put(moved.Value);
        var line = record.State.Line(record.Roster, row.Shift);
        record.Answer(() => line);
        await Commit(told);
        return line;
    }

    public async Task<Outcome<WaitlistView>> Line(By by, ShiftId shift)
    {
        if (!await access.Manages(by))
        {
            return await access.Refusal(by);
        }

        if (record.State.Find(shift) is null)
        {
            return OpportunityFaults.UnknownShift;
        }

        await record.Durable();
        return record.State.Line(record.Roster, shift);
    }

    public async Task<Outcome<RegistrationView>> Confirm(ConfirmRegistration command)
    {
        if (record.Roster.Find(command.Registration) is not { } known || (known.User != command.By.User && !await access.Manages(command.By)))
        {
            return OpportunityFaults.UnknownRegistration;
        }

        return await Conclude(SignUp.Confirm(record.State, record.Roster.Find(known.Id)!, clock.Now));
    }

    /// <summary>What a changed plan means for the people: told, asked to confirm, offered new seats. In the transaction of the plan.</summary>
    public List<Told> Follow(OpportunityState before) =>
    [
        .. Put(PlanNews.Follow(before, record.State, record.Roster, clock.Now)),
        .. SquadSeats.Tell(before, record.State, record.Roster, clock.Now).ToList().Select(letter => new Told(null, record.Put(letter))),
        .. Put(Minimums.Follow(before, record.State, record.Roster, clock.Now).Select(c => SquadSeats.GiveBack(record.State, record.Roster, c, clock.Now))),
        .. Settle(),
    ];

    /// <summary>
    /// Offers whose time is over end, the next in line are asked, lines of what has begun are closed, and those who came before are asked
    /// to take what is free.
    /// </summary>
    public async Task OnDue()
    {
        var expired = Waitlist.Expire(record.State, record.Roster, clock.Now);
        await Commit([.. Put(expired), .. Settle(expired), .. Decide()]);
        foreach (var shift in record.State.Shifts.Where(s => s.Call?.NextAt <= clock.Now))
        {
            await Ask(shift.Id);
        }
    }

    /// <summary>Waits until it is durable, then tells.</summary>
    public async Task Commit(List<Told> told)
    {
        await record.Durable();
        record.Tell(told);
    }

    /// <summary>After every change that may free seats or close lines; in the transaction of that change.</summary>
    public List<Told> Settle(params IReadOnlyCollection<SeatChange> freed)
    {
        var lapsed = record.Roster.Holds.Count == 0 ? [] : SquadSeats.Lapse(record.State, record.Roster, clock.Now).Select(record.Put).OfType<Told>().ToList();
        List<Told> told = [.. lapsed, .. Put(Waitlist.Settle(record.State, record.Roster, clock.Now))];
        record.Keep(SeatCalls.Follow(record.State, record.Roster, freed.Select(f => f.Row), clock.Now));
        return told;
    }

    /// <summary>Shifts whose moment has come take place, are cancelled, or wait for the coordinators.</summary>
    private List<Told> Decide()
    {
        List<Told> told = [];
        foreach (var shift in record.State.Shifts.Where(s => record.State.Status == OpportunityStatus.Open && Minimums.IsDue(s, clock.Now)))
        {
            var (before, outcome) = (record.State, Minimums.Decide(record.State, record.Roster, shift, clock.Now));
            record.Plan(Minimums.Set(record.State, shift, outcome));
            record.TellToReload();
            told.AddRange(Follow(before));
            if (outcome.Decision == ShiftDecision.Open && before.CreatedBy is { } coordinator)
            {
                told.Add(new(null, record.Put(SeatNotice.Of(record.State, shift, SeatNoticeKind.TooFew, clock.Now).To(coordinator, $"{shift.Id}/too-few/{shift.DecideAt?.ToUnixTimeSeconds()}"))));
            }
        }

        return told;
    }

    /// <summary>The next wave for one shift.</summary>
    private async Task Ask(ShiftId id)
    {
        var shift = record.State.Find(id)!;
        var people = SeatCalls.IsWanted(record.State, record.Roster, shift, clock.Now) ? await callees(record.State, shift) : [];

        // Looked at again after the await: the seat may be taken, the plan another.
        if (record.State.Find(id) is not { Call.NextAt: { } at } now || at > clock.Now)
        {
            return;
        }

        if (!SeatCalls.IsWanted(record.State, record.Roster, now, clock.Now))
        {
            record.Keep(SeatCalls.Stop(record.State, now));
            await record.Durable();
            return;
        }

        record.Keep(SeatCalls.Asked(record.State, now, people.Count, clock.Now));
        var notice = SeatNotice.Of(record.State, now, SeatNoticeKind.Called, clock.Now);
        await Commit([.. people.Select(p => record.Put(new(record.State.Id, id, p, now.Call.Waves + 1, clock.Now), notice))]);
    }

    /// <summary>Who has an offer takes it by signing up: their seat is there already.</summary>
    private Outcome<SeatChange> Seat(RegisterForShift command, UserId user)
    {
        if (command.Joins is not null)
        {
            return SquadSeats.Join(record.State, record.Roster, command, user, clock.Now);
        }

        if (record.Roster.Of(user, command.Shift) is { Status: RegistrationStatus.Offered } offered)
        {
            return Waitlist.Accept(record.State, offered, command.By, clock.Now);
        }

        var decided = SignUp.Register(record.State, record.Roster, command.Shift, user, command.By.Name, clock.Now);
        return decided.Succeeded ? new SeatChange(decided.Value) : decided.Fault;
    }

    private Registration? Own(RegistrationId id, By by) => record.Roster.Find(id) is { } row && row.User == by.User ? row : null;

    private async Task<Outcome<RegistrationView>> Conclude(Outcome<SeatChange> decided, List<Told>? before = null)
    {
        var told = before ?? [];
        if (!decided.Succeeded)
        {
            // What a refusal rests on must be true too: nobody hears 'full' because of seats whose commit fails.
            await Commit(told);
            return decided.Fault;
        }

        told.AddRange(Put([decided.Value]));
        if (decided.Value.Row.Status == RegistrationStatus.Cancelled || decided.Value.Hold is not null)
        {
            told.AddRange(Settle(decided.Value));
        }

        var view = decided.Value.Row.View(record.Roster);
        record.Answer(() => view);
        await Commit(told);
        return view;
    }

    private List<Told> Put(IEnumerable<SeatChange> changes) => [.. changes.Select(record.Put).OfType<Told>()];
}
