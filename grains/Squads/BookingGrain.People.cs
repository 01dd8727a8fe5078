using Actors.Common;

namespace Actors.Grains.Squads;

/// <summary>What becomes of a person's part when their account does not stay.</summary>
internal sealed partial class BookingGrain
{
    public async Task<Outcome<Done>> Forget(ForgetPerson command)
    {
        if (command.By != By.Platform)
        {
            return CommonFaults.NotAllowed;
        }

        await Save(Invitations.Forget(Booking, command.User));
        return Done.Now;
    }

    public async Task<Outcome<Done>> Move(MovePerson command)
    {
        if (command.By != By.Platform)
        {
            return CommonFaults.NotAllowed;
        }

        await Save(Invitations.Move(Booking, command.From, command.To));
        return Done.Now;
    }
}
