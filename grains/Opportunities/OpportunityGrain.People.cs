using Actors.Common;

namespace Actors.Grains.Opportunities;

/// <summary>What becomes of a person's part when their account does not stay.</summary>
internal sealed partial class OpportunityGrain
{
    public async Task<Outcome<Done>> Forget(ForgetPerson command)
    {
        if (command.By != By.Platform)
        {
            return CommonFaults.NotAllowed;
        }

        if (State.Exists)
        {
            await _signUps.Forget(command.User);
        }

        return Done.Now;
    }

    public async Task<Outcome<Done>> Move(MovePerson command)
    {
        if (command.By != By.Platform)
        {
            return CommonFaults.NotAllowed;
        }

        if (State.Exists)
        {
            await _signUps.Move(command.From, command.To);
        }

        return Done.Now;
    }
}
