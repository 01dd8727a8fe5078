using Actors.Common;
using Actors.Opportunities;
using Actors.Squads;

namespace Actors.Grains.Opportunities;

/// <summary>Runs <see cref="SquadSeats"/> for the grains of bookings, which have asked the squad who may. What is given back goes to the line.</summary>
internal sealed class SquadDesk(OpportunityRecord record, OpportunityAccess access, SignUpDesk signUps, Clock clock)
{
    public async Task<Outcome<SquadSeatsView>> Book(BookSeats command)
    {
        if (command.By.User is not { } leader)
        {
            return CommonFaults.SignIn;
        }

        if (!await access.Sees(command.By))
        {
            return OpportunityFaults.Unknown;
        }

        return await access.IsBlocked(leader) ? OpportunityFaults.Blocked : await Conclude(SquadSeats.Book(record.State, record.Roster, command, clock.Now));
    }

    public Task<Outcome<SquadSeatsView>> Release(ReleaseSeats command) =>
        Conclude(record.Roster.Hold(command.Booking) is { } hold ? SquadSeats.Release(hold, command.Remaining) : SquadFaults.BookingUnknown);

    public async Task<SquadSeatsView?> View(BookingId booking)
    {
        await record.Durable();
        return record.Roster.Hold(booking) is { } hold ? SquadSeats.View(record.State, hold) : null;
    }

    private async Task<Outcome<SquadSeatsView>> Conclude(Outcome<SeatHold> decided)
    {
        if (!decided.Succeeded)
        {
            // As for one seat: what a refusal rests on must be true too.
            await record.Durable();
            return decided.Fault;
        }

        List<Told> told = record.Put(decided.Value) is { } changed ? [changed, .. signUps.Settle()] : [];
        var view = SquadSeats.View(record.State, decided.Value);
        record.Answer(() => view);
        await signUps.Commit(told);
        return view;
    }
}
