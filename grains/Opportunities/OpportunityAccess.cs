using Actors.Common;
using Actors.Opportunities;
using Actors.Organizations;

namespace Actors.Grains.Opportunities;

/// <summary>Who may see an opportunity and who runs it.</summary>
internal sealed class OpportunityAccess(OpportunityRecord record, IGrainFactory grains)
{
    private OpportunityState State => record.State;

    public bool IsPublic => State is { Exists: true, Status: not OpportunityStatus.Draft, Details.Visibility: Visibility.Public };

    public IOrganizationGrain Organization => grains.GetGrain<IOrganizationGrain>(State.Organization.Value);

    public bool IsRegistered(By by) => by.User is { } user && record.Roster.Of(user).Any(r => r.IsRegistered);

    public async Task<bool> Manages(By by) => State.Exists && (by.User is not null || by.IsAdmin) && await Organization.Allows(by, Permission.ManageRoster);

    /// <summary>Public events are for everybody; the others for the organization's people and the registered.</summary>
    public async Task<(bool Sees, bool Manages)> Of(By by)
    {
        var manages = await Manages(by);
        return (manages || IsPublic || await Belongs(by), manages);
    }

    public async Task<bool> Sees(By by) => IsPublic || (await Of(by)).Sees;

    /// <summary>Forbidden for those who see the event, unknown to everybody else.</summary>
    public async Task<Fault> Refusal(By by) => await Sees(by) ? OpportunityFaults.NotAllowed : OpportunityFaults.Unknown;

    private async Task<bool> Belongs(By by) => State.Exists && by.User is not null
        && (record.Roster.Of(by.User.Value).Any(r => r.Status != RegistrationStatus.Cancelled) || (State.Status != OpportunityStatus.Draft && await Organization.Includes(by)));
}
