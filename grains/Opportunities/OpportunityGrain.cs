using System.Collections.Immutable;
using Actors.Common;
using Actors.Grains.Common;
using Actors.Ledger;
using Actors.Opportunities;
using Actors.Organizations;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NodaTime;
using NodaTime.Extensions;
using Npgsql;
using Orleans.Concurrency;
using Orleans.Configuration;

namespace Actors.Grains.Opportunities;

/// <summary>
/// A journal grain: it decides and applies in one synchronous step and answers when the rows are durable. The document goes through the
/// journal too, because the seats it grants and the registrations that take them must be one transaction; the persistent state only loads it.
/// </summary>
[GrainType("opportunity"), Reentrant]
internal sealed class OpportunityGrain(
    [PersistentState("opportunity")] IPersistentState<OpportunityState> document,
    NpgsqlDataSource database,
    JournalDatabase journals,
    Intents intents,
    Taxonomy taxonomy,
    Clock clock,
    IOptions<ClusterOptions> cluster,
    ILogger<OpportunityGrain> log) : Grain, IOpportunityGrain
{
    private OpportunityRecord _record = null!;

    private OpportunityId OpportunityId => OpportunityId.Of(this.GetPrimaryKeyString());

    private OpportunityState State => _record.State;

    private Roster People => _record.Roster;

    private IOrganizationGrain Organization => GrainFactory.GetGrain<IOrganizationGrain>(State.Organization.Value);

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var topic = GrainFactory.GetGrain<ILiveTopicGrain>(Topic(OpportunityId));
        _record = new(OpportunityId, cluster.Value.ServiceId, document, database, journals, intents, topic, log, DeactivateOnIdle);
        return _record.Load();
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => _record.Close();

    public async Task<Outcome<OpportunityView>> Draft(DraftOpportunity command)
    {
        var organization = GrainFactory.GetGrain<IOrganizationGrain>(command.Organization.Value);
        if (await organization.Terms() is not { } terms)
        {
            return OrganizationFaults.Unknown;
        }

        if (!await organization.Allows(command.By, Permission.PostOpportunities))
        {
            return OpportunityFaults.NotAllowed;
        }

        if (State.Exists)
        {
            // The id comes from the command, so this is the same command again.
            return State.Organization == command.Organization ? await Answer(mayManage: true) : OpportunityFaults.Unknown;
        }

        var draft = Planning.Draft(OpportunityId, terms.Name, command, taxonomy, clock.Now);
        if (!draft.Succeeded)
        {
            return draft.Fault;
        }

        await _record.Open();

        // No await from here to the plan: of two first drafts the second finds the first.
        if (!State.Exists)
        {
            _record.Plan(draft.Value);
        }

        return await Answer(mayManage: true);
    }

    public Task<Outcome<OpportunityView>> Edit(EditOpportunity command) =>
        Change(command.By, state => Planning.Edit(state, command, taxonomy, People.Taken, People.HasRows));

    public Task<Outcome<OpportunityView>> Publish(PublishOpportunity command) => Change(command.By, state => Planning.Publish(state, clock.Now));

    public Task<Outcome<OpportunityView>> Cancel(CancelOpportunity command) => Change(command.By, state => Planning.Cancel(state, command.Reason, clock.Now));

    public Task<Outcome<OpportunityView>> Complete(CompleteOpportunity command) => Change(command.By, state => Planning.Complete(state, clock.Now));

    public async Task<Outcome<OpportunityView>> View(By by)
    {
        var (sees, manages) = await Access(by);
        return sees ? await Answer(manages, manages || IsRegistered(by)) : OpportunityFaults.Unknown;
    }

    public async Task<Outcome<RegistrationView>> Register(RegisterForShift command)
    {
        if (command.By.User is not { } user)
        {
            return CommonFaults.SignIn;
        }

        if (!IsPublic && !(await Access(command.By)).Sees)
        {
            return OpportunityFaults.Unknown;
        }

        return await _record.Store(RosterTables.Registrations, People.Register(State, command.Shift, user, command.By.Name, clock.Now), OpportunityViews.View);
    }

    public async Task<Outcome<RegistrationView>> CancelRegistration(CancelRegistration command)
    {
        if (People.Find(command.Registration) is not { } known || (known.User != command.By.User && !await Manages(command.By)))
        {
            return OpportunityFaults.UnknownRegistration;
        }

        // Found again after the await: another turn may have changed it.
        return await _record.Store(RosterTables.Registrations, Opportunities.Roster.Cancel(People.Find(known.Id)!, command.Reason, clock.Now), OpportunityViews.View);
    }

    public async Task<Outcome<ImmutableArray<RegistrationView>>> Mine(By by)
    {
        await _record.Durable();
        return by.User is { } user ? People.Of(user).Select(OpportunityViews.View).ToImmutableArray() : CommonFaults.SignIn;
    }

    public async Task<Outcome<RosterView>> Roster(By by)
    {
        var (sees, manages) = await Access(by);
        if (!sees)
        {
            return OpportunityFaults.Unknown;
        }

        await _record.Durable();
        return new RosterView(
            State.Id,
            State.ShiftViews(People),
            manages ? [.. People.Rows.OrderBy(r => r.RegisteredAt).ThenBy(r => r.Id.Value, StringComparer.Ordinal).Select(OpportunityViews.RosterRow)] : null);
    }

    public async Task<Outcome<WatchPass>> Watch(By by)
    {
        var (sees, manages) = await Access(by);
        return sees ? new WatchPass(Topic(State.Id), manages ? LiveAudience.Staff : LiveAudience.Watchers) : OpportunityFaults.Unknown;
    }

    public async Task<Outcome<VenueView>> OpenVenue(By by)
    {
        var (sees, manages) = await Access(by);
        return (sees, manages, State.Status) switch
        {
            (false, _, _) => OpportunityFaults.Unknown,
            (_, false, _) => OpportunityFaults.NotAllowed,
            (_, _, not OpportunityStatus.Open) => OpportunityFaults.NotOpen,
            _ => new VenueView(State.Id, State.Details!.Title, clock.Now),
        };
    }

    public async Task<Outcome<AttendanceView>> CheckIn(CheckInByCode command)
    {
        if (command.By.User is not { } user)
        {
            return CommonFaults.SignIn;
        }

        return State.Exists
            ? await Attend(People.CheckInByCode(State, command.Code, user, clock.Now))
            : OpportunityFaults.CodeUnknown;
    }

    public async Task<Outcome<AttendanceView>> CheckInByHand(CheckInByHand command)
    {
        if (!await Manages(command.By))
        {
            return (await Access(command.By)).Sees ? OpportunityFaults.NotAllowed : OpportunityFaults.Unknown;
        }

        return People.Find(command.Registration) is { } row
            ? await Attend(Opportunities.Roster.CheckIn(State, row, CheckInMethod.Manual, command.By.User?.Value ?? "platform", clock.Now))
            : OpportunityFaults.UnknownRegistration;
    }

    public async Task<Outcome<AttendanceView>> CheckOut(CheckOut command)
    {
        var row = command.Registration is { } id
            ? People.Find(id)
            : command.By.User is { } user ? People.Of(user).Where(r => r.CheckedInAt is not null).MaxBy(r => r.CheckedInAt) : null;
        if (row is null || (row.User != command.By.User && !await Manages(command.By)))
        {
            return command.Registration is null ? OpportunityFaults.NotCheckedIn : OpportunityFaults.UnknownRegistration;
        }

        return await Attend(Opportunities.Roster.CheckOut(People.Find(row.Id)!, clock.Now));
    }

    private static string Topic(OpportunityId id) => $"opportunity/{id}/roster";

    private bool IsPublic => State is { Exists: true, Status: not OpportunityStatus.Draft, Details.Visibility: Visibility.Public };

    private bool IsRegistered(By by) => by.User is { } user && People.Of(user).Any(r => r.TakesSeat);

    private async Task<bool> Manages(By by) => State.Exists && (by.User is not null || by.IsAdmin) && await Organization.Allows(by, Permission.ManageRoster);

    /// <summary>Public events are for everybody; the others for the organization's people and the registered.</summary>
    private async Task<(bool Sees, bool Manages)> Access(By by)
    {
        var manages = await Manages(by);
        return (manages || IsPublic || await Belongs(by), manages);
    }

    private async Task<bool> Belongs(By by) => State.Exists && by.User is not null
        && (IsRegistered(by) || (State.Status != OpportunityStatus.Draft && await Organization.Includes(by)));

    private async Task<Outcome<OpportunityView>> Change(By by, Func<OpportunityState, Outcome<OpportunityState>> decide)
    {
        if (!State.Exists)
        {
            return OpportunityFaults.Unknown;
        }

        if (!await Organization.Allows(by, Permission.PostOpportunities))
        {
            return (await Access(by)).Sees ? OpportunityFaults.NotAllowed : OpportunityFaults.Unknown;
        }

        var decided = decide(State);
        if (!decided.Succeeded)
        {
            return decided.Fault;
        }

        if (ReferenceEquals(decided.Value, State))
        {
            return await Answer(mayManage: true);
        }

        _record.Plan(decided.Value);
        var answer = await Answer(mayManage: true);
        _record.TellToReload();
        return answer;
    }

    private async Task<Outcome<OpportunityView>> Answer(bool mayManage, bool? mayAttend = null)
    {
        await _record.Durable();
        return State.View(People, mayManage, mayAttend ?? mayManage);
    }

    private Task<Outcome<AttendanceView>> Attend(Outcome<Registration> decided)
    {
        if (!decided.Succeeded)
        {
            return _record.Store(RosterTables.Attendance, decided, r => r.Attendance(alreadyIn: false));
        }

        var row = decided.Value;
        var already = ReferenceEquals(People.Find(row.Id), row);
        return _record.Store(RosterTables.Attendance, row, r => r.Attendance(already), row.CheckedOutAt is not null && !already ? EntryIntent(row) : null);
    }

    private Intent EntryIntent(Registration row)
    {
        var entry = Id.Twin<LedgerEntryId>(row.Id.Value);
        var shift = State.Find(row.Shift)!;
        var date = shift.StartsAt.ToInstant().InZone(DateTimeZoneProviders.Tzdb[State.Details!.TimeZone]).Date;
        return Intents.Make(
            $"{Attended.Kind}/{entry}",
            Attended.Receiver,
            entry.Value,
            Attended.Kind,
            new Attended(
                row.Id, State.Id, row.Shift, State.Organization, row.User, row.Name, State.Details.Title,
                date.ToDateOnly(), row.CheckedInAt!.Value, row.CheckedOutAt!.Value, row.Minutes!.Value, row.Method!.Value),
            row.CheckedOutAt.Value);
    }
}
