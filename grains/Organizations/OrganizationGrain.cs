using System.Collections.Immutable;
using Actors.Accounts;
using Actors.Common;
using Actors.Grains.Common;
using Actors.Organizations;

namespace Actors.Grains.Organizations;

/// <summary>The mailbox around <see cref="Charter"/>. Names and addresses of members are asked for, never kept.</summary>
[GrainType("organization")]
internal sealed class OrganizationGrain([PersistentState("organization")] IPersistentState<OrganizationState> state, Clock clock)
    : Grain, IOrganizationGrain, IPersonalData
{
    private const int AtOnce = 32;

    /// <summary>Letters about one entry that a large organization gets at most.</summary>
    private const int MostRecipients = 5;

    private OrganizationId Key => new(this.GetPrimaryKeyString());

    public Task<Outcome<OrganizationView>> Create(CreateOrganization command) => Change(Charter.Create(state.State, command, clock.Now), command.By);

    public Task<Outcome<OrganizationView>> Edit(EditOrganization command) => Change(Charter.Edit(state.State, command), command.By);

    public async Task<Outcome<OrganizationView>> SetMember(SetMember command)
    {
        var card = state.State.Members.ContainsKey(command.Member) ? null : await CardOf(command.Member);
        var next = Charter.SetMember(state.State, card is null ? command : command with { Member = card.UserId }, clock.Now);
        if (next.Succeeded && card is null && !state.State.Members.ContainsKey(command.Member))
        {
            return OrganizationFaults.UnknownMember;
        }

        return await Change(next, command.By);
    }

    public Task<Outcome<OrganizationView>> RemoveMember(RemoveMember command) => Change(Charter.RemoveMember(state.State, command), command.By);

    public Task<Outcome<OrganizationView>> DecideVerification(DecideVerification command) =>
        Change(Charter.DecideVerification(state.State, command, clock.Now), command.By);

    public async Task<Outcome<OrganizationView>> View(By by) => state.State.Profile is null ? OrganizationFaults.Unknown : await ViewFor(by);

    public Task<bool> Allows(By by, Permission permission) => Task.FromResult(Charter.Allows(state.State, by, permission));

    public Task<bool> Includes(By by) => Task.FromResult(Charter.Includes(state.State, by));

    public async Task<Outcome<BlockView>> Block(BlockPerson command)
    {
        // Rosters of the past may name an account that leads to another today.
        var blocked = command with { User = (await CardOf(command.User))?.UserId ?? command.User };
        if (await ChangeBlocks(command.By, BlockList.Add(state.State.Blocks, blocked, clock.Now)) is { } fault)
        {
            return fault;
        }

        return state.State.Blocks[blocked.User];
    }

    public async Task<Outcome<Done>> Unblock(UnblockPerson command) =>
        await ChangeBlocks(command.By, state.State.Blocks.Remove(command.User)) is { } fault ? fault : Done.Now;

    public Task<Outcome<ImmutableArray<BlockView>>> Blocks(By by) => Task.FromResult<Outcome<ImmutableArray<BlockView>>>(
        BlockRefusal(by) is { } fault ? fault : BlockList.View(state.State.Blocks));

    public Task<ImmutableArray<UserId>> BlockedUsers() => Task.FromResult(state.State.Blocks.Keys.ToImmutableArray());

    public async Task<OrganizationTerms?> Terms()
    {
        if (state.State.Profile is not { } profile)
        {
            return null;
        }

        var window = TimeSpan.FromHours(profile.AutoVerifyAfterHours);
        return new(profile.Name, profile.AutoVerify, window, profile.ContactEmail is { } contact ? [contact] : await VerifiersAddresses());
    }

    public async Task<Outcome<Done>> Forget(ForgetPerson command) =>
        command.By == By.Platform ? await state.Save((Outcome<OrganizationState>)Charter.Forget(state.State, command.User), this) : CommonFaults.NotAllowed;

    public async Task<Outcome<Done>> Move(MovePerson command) =>
        command.By == By.Platform ? await state.Save((Outcome<OrganizationState>)Charter.Move(state.State, command.From, command.To), this) : CommonFaults.NotAllowed;

    private async Task<Outcome<OrganizationView>> Change(Outcome<OrganizationState> next, By by)
    {
        if (!next.Succeeded)
        {
            return next.Fault;
        }

        if (!ReferenceEquals(next.Value, state.State))
        {
            await state.Save(next.Value, this);
        }

        return await ViewFor(by);
    }

    private Fault? BlockRefusal(By by) => state.State.Profile is null ? OrganizationFaults.Unknown
        : Charter.Allows(state.State, by, Permission.ManageRoster) ? null : OrganizationFaults.NotAllowed;

    private async Task<Fault?> ChangeBlocks(By by, Outcome<ImmutableDictionary<UserId, BlockView>> next)
    {
        if (BlockRefusal(by) is { } refusal)
        {
            return refusal;
        }

        if (next.Succeeded && !ReferenceEquals(next.Value, state.State.Blocks))
        {
            await state.Save(state.State with { Blocks = next.Value }, this);
        }

        return next.Fault;
    }

    private async Task<ImmutableArray<string>> VerifiersAddresses()
    {
        var verifiers = state.State.Members
            .Where(m => Charter.Holds(m.Value, Permission.VerifyHours))
            .OrderByDescending(m => m.Value.Role).ThenBy(m => m.Value.JoinedAt).ThenBy(m => m.Key.Value, StringComparer.Ordinal)
            .Take(MostRecipients);
        var cards = await Task.WhenAll(verifiers.Select(m => CardOf(m.Key)));
        return [.. cards.OfType<AccountCard>().Select(c => c.Email).OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase)];
    }

    private async Task<OrganizationView> ViewFor(By by)
    {
        var organization = state.State;
        var sees = by.IsAdmin || (by.User is { } user && organization.Members.ContainsKey(user));
        return new(
            Key,
            organization.Profile!,
            organization.VerificationStatus,
            organization.VerificationTier,
            organization.VerifiedAt,
            sees ? await Members(organization) : [],
            organization.CreatedAt,
            organization.Version);
    }

    private async Task<ImmutableArray<MemberView>> Members(OrganizationState organization)
    {
        var views = ImmutableArray.CreateBuilder<MemberView>(organization.Members.Count);
        var members = organization.Members.OrderByDescending(m => m.Value.Role).ThenBy(m => m.Value.JoinedAt).ThenBy(m => m.Key.Value, StringComparer.Ordinal);
        foreach (var some in members.Chunk(AtOnce))
        {
            var cards = await Task.WhenAll(some.Select(m => CardOf(m.Key)));
            views.AddRange(some.Select((m, i) => new MemberView(m.Key, cards[i]?.Name ?? "", m.Value.Role, m.Value.Title, m.Value.Permissions, m.Value.JoinedAt)));
        }

        return views.ToImmutable();
    }

    private Task<AccountCard?> CardOf(UserId user) => GrainFactory.GetGrain<IAccountGrain>(user.Value).Card();
}
