using System.Collections.Immutable;
using Actors.Common;
using Actors.Grains.Common;
using Actors.Organizations;

namespace Actors.Grains.Organizations;

/// <summary>What is stored of the organizations that a person follows; 044-follows.sql counts by it.</summary>
internal sealed record FollowsState
{
    public ImmutableDictionary<OrganizationId, FollowView> Organizations { get; init; } = ImmutableDictionary<OrganizationId, FollowView>.Empty;
}

[GrainType("follows")]
internal sealed class FollowsGrain([PersistentState("follows")] IPersistentState<FollowsState> state, Clock clock) : Grain, IFollowsGrain, IPersonalData, IHeir
{
    /// <summary>More than anybody can keep up with; keeps the document small.</summary>
    internal const int Most = 500;

    public async Task<Outcome<FollowView>> Follow(FollowOrganization command)
    {
        if (!IsOwner(command.By))
        {
            return CommonFaults.SignIn;
        }

        if (state.State.Organizations.TryGetValue(command.Organization, out var followed))
        {
            return followed;
        }

        if (await GrainFactory.GetGrain<IOrganizationGrain>(command.Organization.Value).Terms() is not { } terms)
        {
            return OrganizationFaults.Unknown;
        }

        if (state.State.Organizations.Count >= Most)
        {
            return OrganizationFaults.TooManyFollowed;
        }

        var follow = new FollowView(command.Organization, terms.Name, clock.Now);
        await state.Save(state.State with { Organizations = state.State.Organizations.SetItem(command.Organization, follow) }, this);
        return follow;
    }

    public async Task<Outcome<Done>> Unfollow(UnfollowOrganization command)
    {
        if (!IsOwner(command.By))
        {
            return CommonFaults.SignIn;
        }

        if (state.State.Organizations.ContainsKey(command.Organization))
        {
            await state.Save(state.State with { Organizations = state.State.Organizations.Remove(command.Organization) }, this);
        }

        return Done.Now;
    }

    public Task<Outcome<ImmutableArray<FollowView>>> List(By by)
    {
        ImmutableArray<FollowView> followed = [.. state.State.Organizations.Values.OrderByDescending(f => f.FollowedAt).ThenBy(f => f.Organization.Value, StringComparer.Ordinal)];
        return Task.FromResult<Outcome<ImmutableArray<FollowView>>>(IsOwner(by) ? followed : CommonFaults.SignIn);
    }

    public Task<bool> Follows(OrganizationId organization) => Task.FromResult(state.State.Organizations.ContainsKey(organization));

    public Task<Outcome<Done>> Forget(ForgetPerson command) => state.Forget(command, this);

    public Task<Outcome<Done>> Move(MovePerson command) => state.HandOver(command, this, GrainFactory);

    public Task<Outcome<Done>> Inherit(Inheritance command) => state.Inherit(command, this, (mine, other) => other.Organizations.Keys.All(mine.Organizations.ContainsKey)
        ? mine
        : mine with { Organizations = other.Organizations.SetItems(mine.Organizations) });

    private bool IsOwner(By by) => by.User?.Value == this.GetPrimaryKeyString();
}
