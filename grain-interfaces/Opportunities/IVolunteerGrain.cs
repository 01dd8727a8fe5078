using Actors.Common;

namespace Actors.Opportunities;

/// <summary>
/// The one way by which a person gets seats: their sign-ups, waitlist joins and acceptances go one at a time, so that two shifts at the same
/// time are found whatever events they belong to. Key: user id. A first try is refused with <c>opportunities.overlapping</c>.
/// </summary>
[Alias("opportunities.volunteer")]
public interface IVolunteerGrain : IGrainWithStringKey
{
    [Alias("register")]
    Task<Outcome<RegistrationView>> Register(OpportunityId opportunity, RegisterForShift command);

    [Alias("join-waitlist")]
    Task<Outcome<RegistrationView>> JoinWaitlist(OpportunityId opportunity, JoinWaitlist command);

    [Alias("accept-offer")]
    Task<Outcome<RegistrationView>> AcceptOffer(OpportunityId opportunity, AcceptOffer command);
}
