using Actors.Common;
using Actors.Grains.Common;
using Actors.Opportunities;
using Actors.Organizations;
using Microsoft.Extensions.Logging;

namespace Actors.Grains.Opportunities;

/// <summary>
/// The mailbox around <see cref="Series"/>. A change is one write that is due at once: its deadline tells the occurrences, at least once, and each
/// takes a revision once. So a crash between the two delays, and loses nothing.
/// </summary>
[GrainType("series")]
internal sealed partial class SeriesGrain([PersistentState("series")] IPersistentState<SeriesState> document, Taxonomy taxonomy, Clock clock, ILogger<SeriesGrain> log)
    : Grain, ISeriesGrain, IDueGrain
{
    private const int AtOnce = 16;

    private SeriesState State => document.State;

    private SeriesId Key => SeriesId.Of(this.GetPrimaryKeyString());

    public async Task<Outcome<SeriesView>> Create(CreateSeries command) => await Change(await Created(State, command));

    public async Task<Outcome<SeriesView>> Edit(EditSeries command) => await Change(await Edited(command));

    public async Task<Outcome<SeriesPreview>> Preview(CreateSeries command) => Preview(new(), await Created(new(), command));

    public async Task<Outcome<SeriesPreview>> PreviewEdit(EditSeries command) => Preview(State, await Edited(command));

    public async Task<Outcome<SeriesView>> LeaveOut(LeaveOutDate command) =>
        await Refusal(command.By) is { } refusal ? refusal : await Change(Series.LeaveOut(State, command, clock.Now));

    public async Task<Outcome<SeriesView>> Cancel(CancelSeries command) =>
        await Refusal(command.By) is { } refusal ? refusal : await Change(Series.Cancel(State, command, clock.Now));

    public async Task<Outcome<SeriesView>> View(By by) => await Refusal(by) is { } refusal ? refusal : View(Series.Current(State, clock.Now));

    public async Task<Outcome<SeriesView>> ViewOn(By by, DateOnly date) => await Refusal(by) is { } refusal ? refusal : View(Series.PartOf(State, date));

    public async Task OnDue()
    {
        if (!State.Exists)
        {
            return;
        }

        var next = Series.Extend(State, clock.Now);
        foreach (var some in next.Pending.Chunk(AtOnce))
        {
            await Task.WhenAll(some.Select(date => Tell(next, date)));
        }

        await document.Save(Series.Told(next, next.Pending.ToHashSet(), clock.Now), this);
    }

    private async Task Tell(SeriesState state, DateOnly date)
    {
        var takesPlace = Series.TakesPlace(state, date);
        var (details, shifts) = Series.PartOf(state, date).Plan.On(date);
        var outcome = await GrainFactory.GetGrain<IOpportunityGrain>(OccurrenceOf(date).Value).FollowSeries(new(
            new($"{Key}/{date:O}/{state.Revision}"), By.Platform, Key, date, state.Revision, state.Organization, takesPlace ? details : null, shifts, state.Publish,
            takesPlace ? null : Series.ReasonFor(state, date)));
        if (outcome.Fault is { } fault)
        {
            // It was cancelled or completed by itself, say: the series has nothing more to tell it.
            NotFollowed(Key, date, fault.Code);
        }
    }

    private async Task<Outcome<SeriesState>> Created(SeriesState state, CreateSeries command)
    {
        var organization = GrainFactory.GetGrain<IOrganizationGrain>(command.Organization.Value);
        return await organization.Terms() is null ? OrganizationFaults.Unknown
            : !await organization.Allows(command.By, Permission.PostOpportunities) ? OpportunityFaults.NotAllowed
            : Sample(command.Plan, command.FirstDate) is { } wrong ? wrong
            : Series.Create(state, command, clock.Now);
    }

    private async Task<Outcome<SeriesState>> Edited(EditSeries command) =>
        await Refusal(command.By) is { } refusal ? refusal
        : Sample(command.Plan, command.FirstDate ?? State.Parts[0].First) is { } wrong ? wrong
        : Series.Edit(State, command, clock.Now);

    private Outcome<SeriesPreview> Preview(SeriesState before, Outcome<SeriesState> after) =>
        after.Succeeded ? Series.Preview(before, after.Value, clock.Now) : after.Fault;

    /// <summary>What no event may be, no occurrence may be: refused before anything is made.</summary>
    private Fault? Sample(EventPlan plan, DateOnly date)
    {
        if (EventPlans.Check(plan) is { } wrong)
        {
            return wrong;
        }

        var (details, shifts) = plan.On(date);
        return Planning.Draft(OccurrenceOf(date), "", new(new("series"), By.Platform, State.Organization, details, shifts), taxonomy, clock.Now).Fault;
    }

    private OpportunityId OccurrenceOf(DateOnly date) => Id.From<OpportunityId>(Key.Value, date.ToString("O", System.Globalization.CultureInfo.InvariantCulture));

    private async Task<Fault?> Refusal(By by) =>
        State.Exists && await GrainFactory.GetGrain<IOrganizationGrain>(State.Organization.Value).Allows(by, Permission.PostOpportunities) ? null : SeriesFaults.Unknown;

    private async Task<Outcome<SeriesView>> Change(Outcome<SeriesState> next)
    {
        if (!next.Succeeded)
        {
            return next.Fault;
        }

        if (!ReferenceEquals(next.Value, State))
        {
            await document.Save(next.Value, this);
        }

        return View(Series.Current(State, clock.Now));
    }

    private SeriesView View(SeriesPart part) => new(
        Key, State.Organization, part.Plan, part.Rule, part.First, State.Except, State.Publish, State.EndsBefore, State.CancellationReason,
        [.. State.Made.Where(d => Series.TakesPlace(State, d)).Select(d => new SeriesOccurrence(d, OccurrenceOf(d), Series.PartOf(State, d).Plan.StartsAt(d)))],
        State.Pending.IsEmpty, State.Version);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The occurrence of {Series} on {Date} did not follow: {Code}")]
    private partial void NotFollowed(SeriesId series, DateOnly date, string code);
}
