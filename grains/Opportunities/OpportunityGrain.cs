using System.Collections.Immutable;
using Actors.Common;
using Actors.Grains.Common;
using Actors.Opportunities;
using Actors.Organizations;
using Actors.Squads;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using Orleans.Concurrency;
using Orleans.Configuration;

namespace Actors.Grains.Opportunities;

/// <summary>
/// A journal grain: it decides and applies in one synchronous step and answers when the rows are durable. The document goes through the
/// journal too, because the seats it grants and the registrations that take them must be one transaction; the persistent state only loads it.
/// </summary>
[GrainType("opportunity"), Reentrant]
internal sealed partial class OpportunityGrain(
    [PersistentState("opportunity")] IPersistentState<OpportunityState> document,
    NpgsqlDataSource database,
    JournalDatabase journals,
    Intents intents,
    Taxonomy taxonomy,
    GateKey gateKey,
    AttemptLog attempts,
    Clock clock,
    IOptions<ClusterOptions> cluster,
    IOptions<VolunteerOptions> volunteers,
    ILogger<OpportunityGrain> log) : Grain, IOpportunityGrain, IDueGrain, IPersonalData
{
    private OpportunityRecord _record = null!;
    private OpportunityAccess _access = null!;
    private SignUpDesk _signUps = null!;
    private SquadDesk _squads = null!;
    private Gate _gate = null!;
    private EligibilityDesk _eligibility = null!;
    private ReviewDesk _reviews = null!;

    private OpportunityId OpportunityId => OpportunityId.Of(this.GetPrimaryKeyString());

    private OpportunityState State => _record.State;

    private Roster People => _record.Roster;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var topic = GrainFactory.GetGrain<ILiveTopicGrain>(Topic(OpportunityId));
        _record = new(OpportunityId, cluster.Value.ServiceId, document, database, journals, intents, topic, clock, log, DeactivateOnIdle);
        _access = new(_record, GrainFactory, clock);
        _eligibility = new(_record, _access, GrainFactory, clock);
        _signUps = new(_record, _access, _eligibility, Callees, clock);
        _squads = new(_record, _access, _signUps, clock);
        _gate = new(_record, _access, gateKey, attempts, _eligibility, clock);
        _reviews = new(_record, _access, clock);
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

        if (await _eligibility.CheckWaivers(command.Organization, command.Details) is { } wrong)
        {
            return wrong;
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
            _record.Plan(draft.Value, ManagersView);
        }

        return await Answer(mayManage: true);
    }

    public async Task<Outcome<OpportunityView>> Edit(EditOpportunity command) =>
        State.Exists && await _eligibility.CheckWaivers(State.Organization, command.Details) is { } wrong
            ? await _access.Organization.Allows(command.By, Permission.PostOpportunities) ? wrong : await _access.Refusal(command.By)
            : await Change(command.By, state => Planning.Edit(state, command, taxonomy, People.Taken, People.HasRows));

    public Task<Outcome<OpportunityView>> Publish(PublishOpportunity command) => Change(command.By, state => Planning.Publish(state, clock.Now));

    public Task<Outcome<OpportunityView>> Cancel(CancelOpportunity command) => Change(command.By, state => Planning.Cancel(state, command.Reason, clock.Now));

    public Task<Outcome<OpportunityView>> Complete(CompleteOpportunity command) => Change(command.By, state => Planning.Complete(state, clock.Now));

    public Task<Outcome<OpportunityView>> RecordImpact(RecordImpact command) => Change(command.By, state => Templates.Record(state, command, clock.Now));

    public async Task<Outcome<OpportunityView>> FollowSeries(FollowSeries command)
    {
        if (command.By != By.Platform)
        {
            return OpportunityFaults.Unknown;
        }

        if (State.Series?.Revision >= command.Revision || (!State.Exists && command.Details is null))
        {
            return State.Exists ? await Answer(mayManage: true) : OpportunityFaults.Unknown;
        }

        if (State.Exists)
        {
            return await Change(command.By, state => Occurrence.Follow(state, command, taxonomy, People.Taken, People.HasRows, clock.Now));
        }

        var terms = await GrainFactory.GetGrain<IOrganizationGrain>(command.Organization.Value).Terms();
        var made = Occurrence.Make(OpportunityId, terms?.Name ?? "", command, taxonomy, clock.Now);
        if (!made.Succeeded)
        {
            return made.Fault;
        }

        await _record.Open();
        if (!State.Exists)
        {
            _record.Plan(Minimums.Plan(State, made.Value, clock.Now));
        }

        return await Answer(mayManage: true);
    }

    public async Task<Outcome<OpportunityView>> View(By by)
    {
        var (sees, manages) = await _access.Of(by);
        return sees ? await Answer(manages, manages || _access.IsRegistered(by)) : OpportunityFaults.Unknown;
    }

    public Task<Outcome<RegistrationView>> Register(RegisterForShift command) => _signUps.Register(command);

    public Task<Outcome<RegistrationView>> CancelRegistration(CancelRegistration command) => _signUps.Cancel(command);

    public Task<Outcome<RegistrationView>> JoinWaitlist(JoinWaitlist command) => _signUps.JoinWaitlist(command);

    public Task<Outcome<RegistrationView>> AcceptOffer(AcceptOffer command) => _signUps.AcceptOffer(command);

    public Task<Outcome<RegistrationView>> DeclineOffer(DeclineOffer command) => _signUps.DeclineOffer(command);

    public Task<Outcome<WaitlistView>> MoveInWaitlist(MoveInWaitlist command) => _signUps.Move(command);

    public Task<Outcome<OpportunityView>> DecideShift(DecideShift command) => Change(command.By, state => Minimums.Decide(state, command, clock.Now));

    public Task<Outcome<RegistrationView>> ConfirmRegistration(ConfirmRegistration command) => _signUps.Confirm(command);

    public Task<Outcome<WaitlistView>> Waitlist(By by, ShiftId shift) => _signUps.Line(by, shift);

    public async Task<Outcome<ImmutableArray<RegistrationView>>> Mine(By by)
    {
        await _record.Durable();
        return by.User is { } user ? People.Of(user).Select(r => r.View(People)).ToImmutableArray() : CommonFaults.SignIn;
    }

    public async Task<Outcome<RosterView>> Roster(By by)
    {
        var (sees, manages) = await _access.Of(by);
        if (!sees)
        {
            return OpportunityFaults.Unknown;
        }

        await _record.Durable();
        return new RosterView(
            State.Id,
            State.ShiftViews(People),
            manages ? [.. People.Rows.OrderBy(r => r.RegisteredAt).ThenBy(r => r.Id.Value, StringComparer.Ordinal).Select(OpportunityViews.RosterRow)] : null,
            manages ? BlockList.View(State.Blocks) : null);
    }

    public async Task<Outcome<WatchPass>> Watch(By by)
    {
        var (sees, manages) = await _access.Of(by);
        return sees ? new WatchPass(Topic(State.Id), manages ? LiveAudience.Staff : LiveAudience.Watchers) : OpportunityFaults.Unknown;
    }

    public Task<Outcome<VenueView>> OpenVenue(By by) => _gate.OpenVenue(by);

    public Task<Outcome<AttendanceView>> CheckIn(CheckInByCode command) => _gate.CheckIn(command);

    public Task<Outcome<AttendanceView>> CheckInHere(CheckInHere command) => _gate.CheckInHere(command);

    public Task<Outcome<AttendanceView>> CheckInPerson(CheckInPerson command) => _gate.CheckInPerson(command);

    public Task<Outcome<BlockView>> Block(BlockPerson command) => _access.Block(command);

    public Task<Outcome<Done>> Unblock(UnblockPerson command) => _access.Unblock(command);

    public Task<Outcome<AttendanceView>> CheckInByHand(CheckInByHand command) => _gate.CheckInByHand(command);

    public Task<Outcome<RegistrationView>> CorrectAttendance(CorrectAttendance command) => _reviews.Correct(command);

    public Task<Outcome<RegistrationView>> ConfirmAttendance(ConfirmAttendance command) => _reviews.Confirm(command);

    public Task<Outcome<RegistrationView>> AppealNoShow(AppealNoShow command) => _reviews.Appeal(command);

    public Task<Outcome<RegistrationView>> DecideAppeal(DecideAppeal command) => _reviews.DecideAppeal(command);

    public Task<Outcome<OnSiteView>> OnSite(By by) => _reviews.OnSite(by);

    public Task<Outcome<AttendanceView>> CheckOut(CheckOut command) => _gate.CheckOut(command);

    public Task<Outcome<EligibilityView>> Eligibility(By by, ShiftId shift) => _eligibility.View(by, shift);

    public Task<Outcome<EligibilityView>> EligibilityOf(By by, RegistrationId registration) => _eligibility.ViewOf(by, registration);

    public Task<Outcome<SquadSeatsView>> BookSeats(BookSeats command) => _squads.Book(command);

    public Task<Outcome<SquadSeatsView>> ReleaseSeats(ReleaseSeats command) => _squads.Release(command);

    public Task<SquadSeatsView?> SquadSeats(BookingId booking) => _squads.View(booking);

    /// <summary>Nothing here is late for the second time: what was done is written with the moment of what comes next.</summary>
    public async Task OnDue()
    {
        if (State.Exists)
        {
            await _signUps.OnDue();
            await _reviews.OnDue();
            await _record.Reschedule();
        }
    }

    private static string Topic(OpportunityId id) => $"opportunity/{id}/roster";

    private Task<IReadOnlyList<UserId>> Callees(OpportunityState state, Shift shift) =>
        SeatCallTables.Find(database, cluster.Value.ServiceId, state, shift, state.SeatTerms.WaveSize, volunteers.Value.ContactsPerWeek, clock.Now);

    private async Task<Outcome<OpportunityView>> Change(By by, Func<OpportunityState, Outcome<OpportunityState>> decide)
    {
        if (!State.Exists)
        {
            return OpportunityFaults.Unknown;
        }

        if (!await _access.Organization.Allows(by, Permission.PostOpportunities))
        {
            return await _access.Refusal(by);
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

        var before = State;
        _record.Plan(Minimums.Plan(before, decided.Value, clock.Now));
        var told = _signUps.Follow(before);
        _record.Answer(ManagersView);
        var answer = await Answer(mayManage: true);
        _record.Tell(told);
        _record.TellToReload();
        return answer;
    }

    private OpportunityView ManagersView() => State.View(People, mayManage: true, mayAttend: true);

    private async Task<Outcome<OpportunityView>> Answer(bool mayManage, bool? mayAttend = null)
    {
        await _record.Durable();
        return State.View(People, mayManage, mayAttend ?? mayManage);
    }
}
