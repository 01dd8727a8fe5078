using Actors.Common;
using Actors.Opportunities;

namespace Actors.Grains.Opportunities;

/// <summary>Runs <see cref="SignUp"/> and <see cref="Waitlist"/> for the grain: who asks, what is decided, durable, then told.</summary>
internal sealed class SignUpDesk(OpportunityRecord record, OpportunityAccess access, EligibilityDesk eligibility, Clock clock)
{
    public async Task<Outcome<RegistrationView>> Register(RegisterForShift command)
    {
        if (command.By.User is not { } user)
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
        var decided = SignUp.Register(record.State, record.Roster, command.Shift, user, command.By.Name, clock.Now);
        return await Conclude(eligibility.Seat(decided.Succeeded ? new SeatChange(decided.Value) : decided.Fault, asked));
    }

    public async Task<Outcome<RegistrationView>> JoinWaitlist(JoinWaitlist command)
    {
        if (command.By.User is not { } user)
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
        return await Conclude(SignUp.Cancel(record.Roster.Find(known.Id)!, command.Reason, command.By, clock.Now));
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

    /// <summary>Offers whose time is over end, the next in line are asked, lines of what has begun are closed.</summary>
    public Task OnDue() => Commit([.. Put(Waitlist.Expire(record.Roster, clock.Now)), .. Settle()]);

    /// <summary>After every change that may free seats or close lines; in the transaction of that change.</summary>
    public List<Told> Settle() => Put(Waitlist.Settle(record.State, record.Roster, clock.Now));

    /// <summary>Waits until it is durable, then tells.</summary>
    public async Task Commit(List<Told> told)
    {
        await record.Durable();
        record.Tell(told);
    }

    private Registration? Own(RegistrationId id, By by) => record.Roster.Find(id) is { } row && row.User == by.User ? row : null;

    private async Task<Outcome<RegistrationView>> Conclude(Outcome<SeatChange> decided)
    {
        if (!decided.Succeeded)
        {
            // What a refusal rests on must be true too: nobody hears 'full' because of seats whose commit fails.
            await record.Durable();
            return decided.Fault;
        }

        var told = Put([decided.Value]);
        if (decided.Value.Row.Status == RegistrationStatus.Cancelled)
        {
            told.AddRange(Settle());
        }

        var view = decided.Value.Row.View(record.Roster);
        record.Answer(() => view);
        await Commit(told);
        return view;
    }

    private List<Told> Put(IEnumerable<SeatChange> changes) => [.. changes.Select(record.Put).OfType<Told>()];
}
