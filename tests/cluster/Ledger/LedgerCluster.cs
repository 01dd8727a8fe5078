using System.Globalization;
using Actors.Common;
using Actors.Grains.Common;
using Actors.Ledger;
using Actors.Opportunities;
using Actors.Organizations;
using Actors.Tests.Cluster.Common;

namespace Actors.Tests.Cluster.Ledger;

/// <summary>An organization with an owner and a volunteer whose attendances become entries.</summary>
internal sealed record LedgerCluster(ActorsCluster Cluster, OrganizationId Organization, By Owner, By Volunteer)
{
    public static async Task<LedgerCluster> Start(OrganizationProfile? profile = null)
    {
        var cluster = await ActorsCluster.Start();
        var (owner, volunteer) = (await cluster.Person("Olga"), await cluster.Person("Vera"));
        var organization = Id.New<OrganizationId>(Guid.CreateVersion7());
        var created = await cluster.Grains.GetGrain<IOrganizationGrain>(organization.Value).Create(new(
            CommandId.New(), owner, profile ?? new("Harbour Kitchen", null, null, "hours@kitchen.example", null, null, null, null)));
        Assert.Null(created.Fault);
        return new(cluster, organization, owner, volunteer);
    }

    public Attended Attendance(string name = "one", CheckInMethod method = CheckInMethod.Qr) => new(
        Id.From<RegistrationId>(name), Id.From<OpportunityId>("soup"), Id.From<ShiftId>("morning"), Organization, Volunteer.User!.Value, Volunteer.Name,
        "Soup on Saturday", new(2026, 3, 14), Cluster.Now.AddHours(-3), Cluster.Now, 180, method);

    public Intent Intent(Attended attended) => Intents.Make(
        $"attended/{attended.Registration}", Attended.Receiver, IdOf(attended).Value, Attended.Kind, attended, new Clock(Cluster.Time).Now);

    /// <summary>Hands an attendance over, as the opportunity does after its commit.</summary>
    public async Task<LedgerEntryId> Attend(string name = "one", CheckInMethod method = CheckInMethod.Qr)
    {
        var attended = Attendance(name, method);
        await Receive(Intent(attended));
        return IdOf(attended);
    }

    public Task Receive(Intent intent) => Cluster.Grains.GetGrain<IIntentTarget>(GrainId.Parse(intent.Target, CultureInfo.InvariantCulture)).Receive(intent);

    public ILedgerEntryGrain Entry(LedgerEntryId id) => Cluster.Grains.GetGrain<ILedgerEntryGrain>(id.Value);

    public Task OnDue(LedgerEntryId id) => Cluster.Grains.GetGrain<IDueGrain>(GrainId.Create(Attended.Receiver, id.Value)).OnDue();

    public async Task<LedgerEntryView> See(LedgerEntryId id)
    {
        var view = await Entry(id).View(Owner);
        Assert.Null(view.Fault);
        return view.Value!;
    }

    public Task<long> Letters(LedgerEntryId id) => Cluster.Scalar<long>("select count(*) from outbox_message where about = $1", id.Value);

    public static LedgerEntryId IdOf(Attended attended) => Id.Twin<LedgerEntryId>(attended.Registration.Value);

    public Task<Outcome<LedgerEntryView>> Dispute(LedgerEntryId id, string command = "dispute") =>
        Entry(id).Dispute(new(new(command), Owner, "was not there"));
}
