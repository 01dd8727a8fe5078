using Actors.Common;
using Actors.Grains.Common;
using Actors.Opportunities;
using Actors.Organizations;

namespace Actors.Grains.Opportunities;

[GrainType("template")]
internal sealed class TemplateGrain([PersistentState("template")] IPersistentState<TemplateState> document, Taxonomy taxonomy, Clock clock) : Grain, ITemplateGrain
{
    private TemplateState State => document.State;

    private TemplateId Key => TemplateId.Of(this.GetPrimaryKeyString());

    public async Task<Outcome<TemplateView>> Save(SaveTemplate command)
    {
        var organization = GrainFactory.GetGrain<IOrganizationGrain>(command.Organization.Value);
        if (await organization.Terms() is null)
        {
            return OrganizationFaults.Unknown;
        }

        if (!await organization.Allows(command.By, Permission.PostOpportunities))
        {
            return State.Plan is null ? OpportunityFaults.NotAllowed : TemplateFaults.Unknown;
        }

        var next = Templates.Save(State, command, taxonomy, clock.Now);
        if (!next.Succeeded)
        {
            return next.Fault;
        }

        if (!ReferenceEquals(next.Value, State))
        {
            await document.Save(next.Value, this);
        }

        return View();
    }

    public async Task<Outcome<Done>> Remove(RemoveTemplate command)
    {
        // Whether it is gone already is told to those only who may know that it was there.
        if (State.Version == 0 || !await GrainFactory.GetGrain<IOrganizationGrain>(State.Organization.Value).Allows(command.By, Permission.PostOpportunities))
        {
            return TemplateFaults.Unknown;
        }

        if (State.Plan is null)
        {
            return Done.Now;
        }

        await document.Save(State with { Plan = null, Version = State.Version + 1 }, this);
        return Done.Now;
    }

    public async Task<Outcome<TemplateView>> View(By by) => await Refusal(by) is { } refusal ? refusal : View();

    public async Task<Outcome<OpportunityView>> Draft(DraftFromTemplate command)
    {
        if (await Refusal(command.By) is { } refusal)
        {
            return refusal;
        }

        var (details, shifts) = State.Plan!.On(command.Date);
        return await GrainFactory.GetGrain<IOpportunityGrain>(command.Opportunity.Value).Draft(new(command.CommandId, command.By, State.Organization, details, shifts));
    }

    private async Task<Fault?> Refusal(By by) =>
        State.Plan is not null && await GrainFactory.GetGrain<IOrganizationGrain>(State.Organization.Value).Allows(by, Permission.PostOpportunities) ? null : TemplateFaults.Unknown;

    private TemplateView View() => new(Key, State.Organization, State.Name, State.Plan!, State.Version);
}

/// <summary>What a template may be, and what came of an event.</summary>
internal static class Templates
{
    /// <summary>On a day without surprises, so that only the plan itself can be wrong.</summary>
    private static readonly DateOnly s_sample = new(2030, 6, 12);

    public static Outcome<TemplateState> Save(TemplateState state, SaveTemplate command, Taxonomy taxonomy, DateTimeOffset now)
    {
        if (state.Plan is not null && state.Organization != command.Organization)
        {
            return TemplateFaults.Unknown;
        }

        if (command.ExpectedVersion is { } expected && expected != state.Version)
        {
            return TemplateFaults.Changed;
        }

        if (command.Name?.Trim() is not { Length: >= 2 and <= 100 } name)
        {
            return TemplateFaults.NameInvalid;
        }

        if (EventPlans.Check(command.Plan) is { } wrong)
        {
            return wrong;
        }

        var (details, shifts) = command.Plan.On(s_sample);
        if (Planning.Draft(Id.From<OpportunityId>("sample"), "", new(new("template"), command.By, command.Organization, details, shifts), taxonomy, now).Fault is { } fault)
        {
            return fault;
        }

        return state with { Organization = command.Organization, Name = name, Plan = command.Plan, Version = state.Version + 1 };
    }

    /// <summary>What came of an event, once it is over.</summary>
    public static Outcome<OpportunityState> Record(OpportunityState state, RecordImpact command, DateTimeOffset now)
    {
        var (text, unit) = (command.Impact.Text?.Trim(), command.Impact.Unit?.Trim());
        if (text is not { Length: >= 3 and <= 2000 } || command.Impact.Amount is <= 0 or > 1_000_000_000 || (command.Impact.Amount is null) != string.IsNullOrEmpty(unit) || unit?.Length > 40)
        {
            return OpportunityFaults.ImpactInvalid;
        }

        if (command.ExpectedVersion is { } expected && expected != state.Version)
        {
            return OpportunityFaults.Changed;
        }

        if (state.Status is not (OpportunityStatus.Open or OpportunityStatus.Completed) || state.EndsAt > now)
        {
            return OpportunityFaults.ImpactTooEarly;
        }

        var impact = new ActualImpact(text, command.Impact.Amount, string.IsNullOrEmpty(unit) ? null : unit);
        return impact == state.Impact ? state : state with { Impact = impact, Version = state.Version + 1 };
    }
}
