using Actors.Common;
using Actors.Opportunities;

namespace Actors.Grains.Opportunities;

/// <summary>Runs <see cref="SignUp"/> for the grain: who asks, what is decided, durable, then told.</summary>
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
        var admitted = eligibility.Admit(SignUp.Register(record.State, record.Roster, command.Shift, user, command.By.Name, clock.Now), asked);
        eligibility.NoteMinor(admitted, asked);
        return await record.Store(RosterTables.Registrations, admitted, OpportunityViews.View);
    }

    public async Task<Outcome<RegistrationView>> Cancel(CancelRegistration command)
    {
        if (record.Roster.Find(command.Registration) is not { } known || (known.User != command.By.User && !await access.Manages(command.By)))
        {
            return OpportunityFaults.UnknownRegistration;
        }

        // Found again after the await: another turn may have changed it.
        return await record.Store(RosterTables.Registrations, SignUp.Cancel(record.Roster.Find(known.Id)!, command.Reason, clock.Now), OpportunityViews.View);
    }
}
