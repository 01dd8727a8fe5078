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
    Intents intents,
    Taxonomy taxonomy,
    Clock clock,
    IOptions<ClusterOptions> cluster,
    ILogger<OpportunityGrain> log) : Grain, IOpportunityGrain
{
    private Journal _journal = null!;
    private Roster _roster = null!;
    private OpportunityState _state = null!;
    private Announcer<Registration> _announcer = null!;
    private Task? _opening;

    private OpportunityId OpportunityId => OpportunityId.Of(this.GetPrimaryKeyString());

    private IOrganizationGrain Organization => GrainFactory.GetGrain<IOrganizationGrain>(_state.Organization.Value);

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        // Fence first, read after it: nothing can be written between the reading and the deciding.
        _journal = new(database, $"opportunity/{OpportunityId}");
        if (document.State.Exists)
        {
            await Open();
        }

        _state = document.State;
        _roster = document.State.Exists ? await RosterTables.Load(database, OpportunityId) : new();
        _announcer = new(GrainFactory.GetGrain<ILiveTopicGrain>(Topic(OpportunityId)), rows => _state.News(_roster, rows), log, _journal.Inherited);
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => _journal.Close();

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

        if (_state.Exists)
        {
            // The id comes from the command, so this is the same command again.
            return _state.Organization == command.Organization ? await Answer(mayManage: true) : OpportunityFaults.Unknown;
        }

        var draft = Planning.Draft(OpportunityId, terms.Name, command, taxonomy, clock.Now);
        if (!draft.Succeeded)
        {
            return draft.Fault;
        }

        await Open();

        // No await from here to the plan: of two first drafts the second finds the first.
        if (!_state.Exists)
        {
            Plan(draft.Value);
        }

        return await Answer(mayManage: true);
    }

    public Task<Outcome<OpportunityView>> Edit(EditOpportunity command) =>
        Change(command.By, state => Planning.Edit(state, command, taxonomy, _roster.Taken, _roster.HasRows));

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

        return await Store(RosterTables.Registrations, _roster.Register(_state, command.Shift, user, command.By.Name, clock.Now), OpportunityViews.View);
    }

    public async Task<Outcome<RegistrationView>> CancelRegistration(CancelRegistration command)
    {
        if (_roster.Find(command.Registration) is not { } known || (known.User != command.By.User && !await Manages(command.By)))
        {
            return OpportunityFaults.UnknownRegistration;
        }

        // Found again after the await: another turn may have changed it.
        return await Store(RosterTables.Registrations, Opportunities.Roster.Cancel(_roster.Find(known.Id)!, command.Reason, clock.Now), OpportunityViews.View);
    }

    public async Task<Outcome<ImmutableArray<RegistrationView>>> Mine(By by)
    {
        await _journal.Settled;
        return by.User is { } user ? _roster.Of(user).Select(OpportunityViews.View).ToImmutableArray() : CommonFaults.SignIn;
    }

    public async Task<Outcome<RosterView>> Roster(By by)
    {
        var (sees, manages) = await Access(by);
        if (!sees)
        {
            return OpportunityFaults.Unknown;
        }

        await _journal.Settled;
        return new RosterView(
            _state.Id,
            _state.ShiftViews(_roster),
            manages ? [.. _roster.Rows.OrderBy(r => r.RegisteredAt).ThenBy(r => r.Id.Value, StringComparer.Ordinal).Select(OpportunityViews.RosterRow)] : null);
    }

    public async Task<Outcome<WatchPass>> Watch(By by)
    {
        var (sees, manages) = await Access(by);
        return sees ? new WatchPass(Topic(_state.Id), manages ? LiveAudience.Staff : LiveAudience.Watchers) : OpportunityFaults.Unknown;
    }

    public async Task<Outcome<VenueView>> OpenVenue(By by)
    {
        var (sees, manages) = await Access(by);
        return (sees, manages, _state.Status) switch
        {
            (false, _, _) => OpportunityFaults.Unknown,
            (_, false, _) => OpportunityFaults.NotAllowed,
            (_, _, not OpportunityStatus.Open) => OpportunityFaults.NotOpen,
            _ => new VenueView(_state.Id, _state.Details!.Title, clock.Now),
        };
    }

    public async Task<Outcome<AttendanceView>> CheckIn(CheckInByCode command)
    {
        if (command.By.User is not { } user)
        {
            return CommonFaults.SignIn;
        }

        return _state.Exists
            ? await Attend(_roster.CheckInByCode(_state, command.Code, user, clock.Now))
            : OpportunityFaults.CodeUnknown;
    }

    public async Task<Outcome<AttendanceView>> CheckInByHand(CheckInByHand command)
    {
        if (!await Manages(command.By))
        {
            return (await Access(command.By)).Sees ? OpportunityFaults.NotAllowed : OpportunityFaults.Unknown;
        }

        return _roster.Find(command.Registration) is { } row
            ? await Attend(Opportunities.Roster.CheckIn(_state, row, CheckInMethod.Manual, command.By.User?.Value ?? "platform", clock.Now))
            : OpportunityFaults.UnknownRegistration;
    }

    public async Task<Outcome<AttendanceView>> CheckOut(CheckOut command)
    {
        var row = command.Registration is { } id
            ? _roster.Find(id)
            : command.By.User is { } user ? _roster.Of(user).Where(r => r.CheckedInAt is not null).MaxBy(r => r.CheckedInAt) : null;
        if (row is null || (row.User != command.By.User && !await Manages(command.By)))
        {
            return command.Registration is null ? OpportunityFaults.NotCheckedIn : OpportunityFaults.UnknownRegistration;
        }

        return await Attend(Opportunities.Roster.CheckOut(_roster.Find(row.Id)!, clock.Now));
    }

    private static string Topic(OpportunityId id) => $"opportunity/{id}/roster";

    private bool IsPublic => _state is { Exists: true, Status: not OpportunityStatus.Draft, Details.Visibility: Visibility.Public };

    private bool IsRegistered(By by) => by.User is { } user && _roster.Of(user).Any(r => r.TakesSeat);

    private async Task<bool> Manages(By by) => _state.Exists && (by.User is not null || by.IsAdmin) && await Organization.Allows(by, Permission.ManageRoster);

    /// <summary>Public events are for everybody; the others for the organization's people and the registered.</summary>
    private async Task<(bool Sees, bool Manages)> Access(By by)
    {
        var manages = await Manages(by);
        return (manages || IsPublic || await Belongs(by), manages);
    }

    private async Task<bool> Belongs(By by) => _state.Exists && by.User is not null
        && (IsRegistered(by) || (_state.Status != OpportunityStatus.Draft && await Organization.Includes(by)));

    /// <summary>Once for an activation: a fence taken twice would fence off what was decided in between.</summary>
    private Task Open() => _opening ??= TakeFence();

    private async Task TakeFence()
    {
        try
        {
            await _journal.Open();
            await document.ReadStateAsync();
            _state = document.State;
        }
        catch
        {
            DeactivateOnIdle();
            throw;
        }
    }

    private async Task<Outcome<OpportunityView>> Change(By by, Func<OpportunityState, Outcome<OpportunityState>> decide)
    {
        if (!_state.Exists)
        {
            return OpportunityFaults.Unknown;
        }

        if (!await Organization.Allows(by, Permission.PostOpportunities))
        {
            return (await Access(by)).Sees ? OpportunityFaults.NotAllowed : OpportunityFaults.Unknown;
        }

        var decided = decide(_state);
        if (!decided.Succeeded)
        {
            return decided.Fault;
        }

        if (ReferenceEquals(decided.Value, _state))
        {
            return await Answer(mayManage: true);
        }

        Plan(decided.Value);
        var answer = await Answer(mayManage: true);

        // Seats, times or the status may be others: who watches loads again.
        _announcer.Reset();
        return answer;
    }

    /// <summary>
    /// Puts a new plan into a transaction of its own: fewer seats must come after the cancellations that made room for it, more seats
    /// before the registrations that take them.
    /// </summary>
    private void Plan(OpportunityState next)
    {
        _journal.Cut();
        _journal.Put(RosterTables.Documents, next.Id.Value, (cluster.Value.ServiceId, next));
        foreach (var shift in next.Shifts.Where(s => _state.Find(s.Id) != s))
        {
            _journal.Put(RosterTables.Shifts, shift.Id.Value, (next.Id, shift));
        }

        foreach (var removed in _state.Shifts.Where(s => next.Find(s.Id) is null))
        {
            _journal.Put(RosterTables.RemovedShifts, removed.Id.Value, removed.Id);
        }

        _journal.Cut();
        _state = next;
    }

    private async Task<Outcome<OpportunityView>> Answer(bool mayManage, bool? mayAttend = null)
    {
        await Durable();
        return _state.View(_roster, mayManage, mayAttend ?? mayManage);
    }

    /// <summary>Applies and stores what was decided; a decision that changes nothing only waits until what it rests on is durable.</summary>
    private async Task<Outcome<TView>> Store<TView>(
        JournalTable<Registration> table, Outcome<Registration> decided, Func<Registration, TView> view, Intent? intent = null)
    {
        if (!decided.Succeeded)
        {
            // What a refusal rests on must be true too: nobody hears 'full' because of seats whose commit fails.
            await Durable();
            return decided.Fault;
        }

        var row = decided.Value;
        var changed = !ReferenceEquals(_roster.Find(row.Id), row);
        if (changed)
        {
            _journal.Put(table, row.Id.Value, row);
            if (intent is not null)
            {
                _journal.Put(Intents.Table, intent.Id, intent);
            }

            _roster.Apply(row);
        }

        await Durable();
        if (changed)
        {
            if (intent is not null)
            {
                // After the commit; what a crash swallows here, the deadline grains deliver.
                _ = intents.Deliver(intent);
            }

            _announcer.Tell(row);
        }

        return view(row);
    }

    private Task<Outcome<AttendanceView>> Attend(Outcome<Registration> decided)
    {
        if (!decided.Succeeded)
        {
            return Store(RosterTables.Attendance, decided, r => r.Attendance(alreadyIn: false));
        }

        var row = decided.Value;
        var already = ReferenceEquals(_roster.Find(row.Id), row);
        return Store(RosterTables.Attendance, row, r => r.Attendance(already), row.CheckedOutAt is not null && !already ? EntryIntent(row) : null);
    }

    private Intent EntryIntent(Registration row)
    {
        var entry = Id.Twin<LedgerEntryId>(row.Id.Value);
        var shift = _state.Find(row.Shift)!;
        var date = shift.StartsAt.ToInstant().InZone(DateTimeZoneProviders.Tzdb[_state.Details!.TimeZone]).Date;
        return Intents.Make(
            $"{Attended.Kind}/{entry}",
            Attended.Receiver,
            entry.Value,
            Attended.Kind,
            new Attended(
                row.Id, _state.Id, row.Shift, _state.Organization, row.User, row.Name, _state.Details.Title,
                date.ToDateOnly(), row.CheckedInAt!.Value, row.CheckedOutAt!.Value, row.Minutes!.Value, row.Method!.Value),
            row.CheckedOutAt.Value);
    }

    private async Task Durable()
    {
        try
        {
            await _journal.Commit();
        }
        catch
        {
            // Memory is ahead of the database, and counts that were told came from it: the next activation loads what is true.
            _announcer.Reset();
            DeactivateOnIdle();
            throw;
        }
    }
}
