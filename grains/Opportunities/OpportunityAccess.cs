using System.Collections.Immutable;
using Actors.Common;
using Actors.Grains.Common;
using Actors.Opportunities;
using Actors.Organizations;

namespace Actors.Grains.Opportunities;

/// <summary>Who may see an opportunity and who runs it.</summary>
internal sealed class OpportunityAccess(OpportunityRecord record, IGrainFactory grains, Clock clock)
{
    /// <summary>A block of the whole organization holds here after this at the latest; one of this event holds at once.</summary>
    private static readonly TimeSpan s_blocksKept = TimeSpan.FromSeconds(30);

    private ImmutableHashSet<UserId> _blocked = [];
    private DateTimeOffset _blocksReadAt = DateTimeOffset.MinValue;

    private OpportunityState State => record.State;

    public bool IsPublic => State is { Exists: true, Status: not OpportunityStatus.Draft, Details.Visibility: Visibility.Public };

    public IOrganizationGrain Organization => grains.GetGrain<IOrganizationGrain>(State.Organization.Value);

    public bool IsRegistered(By by) => by.User is { } user && record.Roster.Of(user).Any(r => r.IsRegistered);

    public async Task<bool> Manages(By by) => State.Exists && (by.User is not null || by.IsAdmin) && await Organization.Allows(by, Permission.ManageRoster);

    /// <summary>Public events are for everybody, events for followers for those too; the others for the organization's people and the registered.</summary>
    public async Task<(bool Sees, bool Manages)> Of(By by)
    {
        var manages = await Manages(by);
        return (manages || IsPublic || await Belongs(by), manages);
    }

    public async Task<bool> Sees(By by) => IsPublic || (await Of(by)).Sees;

    /// <summary>Whether this event or its organization does not let somebody in. Asks the organization once in a while, not for everybody at the gate.</summary>
    public async ValueTask<bool> IsBlocked(UserId user)
    {
        if (clock.Now - _blocksReadAt > s_blocksKept)
        {
            var blocked = await Organization.BlockedUsers();
            (_blocked, _blocksReadAt) = ([.. blocked], clock.Now);
        }

        return State.Blocks.ContainsKey(user) || _blocked.Contains(user);
    }

    /// <summary>Forbidden for those who see the event, unknown to everybody else.</summary>
    public async Task<Fault> Refusal(By by) => await Sees(by) ? OpportunityFaults.NotAllowed : OpportunityFaults.Unknown;

    public async Task<Outcome<BlockView>> Block(BlockPerson command)
    {
        if (!await Manages(command.By))
        {
            return await Refusal(command.By);
        }

        var user = State.Current(command.User);
        var next = BlockList.Add(State.Blocks, command with { User = user }, clock.Now);
        if (!next.Succeeded)
        {
            return next.Fault;
        }

        await Keep(next.Value);
        return State.Blocks[user];
    }

    public async Task<Outcome<Done>> Unblock(UnblockPerson command)
    {
        if (!await Manages(command.By))
        {
            return await Refusal(command.By);
        }

        await Keep(State.Blocks.Remove(command.User));
        return Done.Now;
    }

    private Task Keep(ImmutableDictionary<UserId, BlockView> blocks)
    {
        if (!ReferenceEquals(blocks, State.Blocks))
        {
            record.Plan(State with { Blocks = blocks });
        }

        return record.Durable();
    }

    private async Task<bool> Belongs(By by) => State.Exists && by.User is not null
        && (record.Roster.Of(by.User.Value).Any(r => r.Status != RegistrationStatus.Cancelled) || (State.Status != OpportunityStatus.Draft && (await Organization.Includes(by) || await Follows(by))));

    private async Task<bool> Follows(By by) => State.Details!.Visibility == Visibility.FollowersOnly
        && by.User is { } user && await grains.GetGrain<IFollowsGrain>(user.Value).Follows(State.Organization);
}
