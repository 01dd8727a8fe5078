using Actors.Common;
using Actors.Grains.Common;
using Actors.Organizations;

namespace Actors.Grains.Organizations;

/// <summary>The mailbox around <see cref="WaiverText"/>.</summary>
[GrainType("waiver")]
internal sealed class WaiverGrain([PersistentState("waiver")] IPersistentState<WaiverState> state, Clock clock) : Grain, IWaiverGrain
{
    private WaiverState Waiver => state.State;

    private WaiverId Key => new(this.GetPrimaryKeyString());

    public async Task<Outcome<WaiverView>> Draft(DraftWaiver command)
    {
        if (await Refusal(command.Organization, command.By) is { } refusal)
        {
            return refusal;
        }

        return await Change(WaiverText.Draft(Waiver, command, clock.Now));
    }

    public Task<Outcome<WaiverView>> Edit(EditWaiver command) => Change(command.By, () => WaiverText.Edit(Waiver, command));

    public Task<Outcome<WaiverView>> Publish(PublishWaiver command) => Change(command.By, () => WaiverText.Publish(Key, Waiver, command.By.User, clock.Now));

    public Task<Outcome<WaiverView>> Retire(RetireWaiver command) => Change(command.By, () => WaiverText.Retire(Waiver, clock.Now));

    public async Task<Outcome<WaiverView>> View(By by)
    {
        var manages = Waiver.CreatedAt is not null && await Refusal(Waiver.Organization, by) is null;
        return Waiver.CreatedAt is not null && (manages || !Waiver.Versions.IsEmpty) ? ViewFor(manages) : WaiverFaults.Unknown;
    }

    public Task<Outcome<WaiverVersionView>> Version(int number) =>
        Task.FromResult(WaiverText.Version(Key, Waiver, number) is { } version ? version : (Outcome<WaiverVersionView>)WaiverFaults.UnknownVersion);

    public Task<WaiverVersionView?> Current() => Task.FromResult(WaiverText.Current(Key, Waiver));

    private async Task<Outcome<WaiverView>> Change(By by, Func<Outcome<WaiverState>> decide)
    {
        if (Waiver.CreatedAt is null)
        {
            return WaiverFaults.Unknown;
        }

        return await Refusal(Waiver.Organization, by) is { } refusal ? refusal : await Change(decide());
    }

    private async Task<Outcome<WaiverView>> Change(Outcome<WaiverState> next)
    {
        if (!next.Succeeded)
        {
            return next.Fault;
        }

        if (!ReferenceEquals(next.Value, Waiver))
        {
            await state.Save(next.Value, this);
        }

        return ViewFor(manages: true);
    }

    private async Task<Fault?> Refusal(OrganizationId organization, By by)
    {
        var grain = GrainFactory.GetGrain<IOrganizationGrain>(organization.Value);
        if (await grain.Allows(by, Permission.ManageOrganization))
        {
            return null;
        }

        return await grain.Terms() is null ? OrganizationFaults.Unknown : OrganizationFaults.NotAllowed;
    }

    private WaiverView ViewFor(bool manages) => new(
        Key,
        Waiver.Organization,
        manages ? Waiver.Draft : null,
        WaiverText.Current(Key, Waiver),
        Waiver.Versions.Length,
        Waiver.RetiredAt is not null,
        Waiver.CreatedAt!.Value,
        Waiver.Version);
}
