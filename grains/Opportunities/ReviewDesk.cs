using Actors.Common;
using Actors.Opportunities;

namespace Actors.Grains.Opportunities;

/// <summary>Runs <see cref="Reviews"/> and <see cref="ShiftEnds"/> for the grain; the ledger entry follows by intent, the person hears by letter.</summary>
internal sealed class ReviewDesk(OpportunityRecord record, OpportunityAccess access, Clock clock)
{
    private OpportunityState State => record.State;

    public Task<Outcome<RegistrationView>> Correct(CorrectAttendance command) =>
        Decide(command.By, command.Registration, row => Reviews.Correct(row, command, clock.Now), null);

    public Task<Outcome<RegistrationView>> Confirm(ConfirmAttendance command) =>
        Decide(command.By, command.Registration, row => Reviews.Confirm(row, command.By), null);

    public Task<Outcome<RegistrationView>> DecideAppeal(DecideAppeal command) => Decide(
        command.By,
        command.Registration,
        row => Reviews.Decide(State, row, command, clock.Now),
        command.Accept ? SeatNoticeKind.AppealAccepted : SeatNoticeKind.AppealDeclined);

    /// <summary>Only the person themselves appeals.</summary>
    public Task<Outcome<RegistrationView>> Appeal(AppealNoShow command) => record.Roster.Find(command.Registration) is { } row && row.User == command.By.User
        ? Store(Reviews.Appeal(State, row, command.Text, clock.Now), SeatNoticeKind.Appealed)
        : Task.FromResult<Outcome<RegistrationView>>(OpportunityFaults.UnknownRegistration);

    public async Task<Outcome<OnSiteView>> OnSite(By by)
    {
        var (sees, manages) = await access.Of(by);
        if (!manages)
        {
            return sees ? OpportunityFaults.NotAllowed : OpportunityFaults.Unknown;
        }

        await record.Durable();
        return State.OnSite(record.Roster, clock.Now);
    }

    /// <summary>Reminders, estimated check-outs and no-shows whose time has come, in one transaction.</summary>
    public async Task OnDue()
    {
        List<Told> told = [];
        foreach (var change in ShiftEnds.Due(State, record.Roster, clock.Now))
        {
            told.AddRange(record.Put(change.Row, clock.Now, change.Letter));
        }

        await record.Durable();
        record.Tell(told);
    }

    private async Task<Outcome<RegistrationView>> Decide(By by, RegistrationId id, Func<Registration, Outcome<Registration>> decide, SeatNoticeKind? letter)
    {
        if (!await access.Manages(by))
        {
            return await access.Refusal(by);
        }

        // Found after the await: another turn may have changed it.
        return record.Roster.Find(id) is { } row ? await Store(decide(row), letter) : OpportunityFaults.UnknownRegistration;
    }

    private async Task<Outcome<RegistrationView>> Store(Outcome<Registration> decided, SeatNoticeKind? letter)
    {
        if (!decided.Succeeded)
        {
            await record.Durable();
            return decided.Fault;
        }

        var told = record.Put(decided.Value, clock.Now, letter);
        var view = decided.Value.View(record.Roster);
        record.Answer(() => view);
        await record.Durable();
        record.Tell(told);
        return view;
    }
}
