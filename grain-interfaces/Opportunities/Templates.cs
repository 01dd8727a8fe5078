using Actors.Common;
using Orleans.Concurrency;

namespace Actors.Opportunities;

/// <summary>An event that an organization plans often, kept without a date. Key: template id.</summary>
[Alias("opportunities.template")]
public interface ITemplateGrain : IGrainWithStringKey
{
    /// <summary>Makes it, or replaces what is in it.</summary>
    [Alias("save")]
    Task<Outcome<TemplateView>> Save(SaveTemplate command);

    [Alias("remove")]
    Task<Outcome<Done>> Remove(RemoveTemplate command);

    /// <summary>For those who may post for the organization.</summary>
    [Alias("view"), ReadOnly]
    Task<Outcome<TemplateView>> View(By by);

    /// <summary>Drafts an event from it on a date in the event's time zone.</summary>
    [Alias("draft")]
    Task<Outcome<OpportunityView>> Draft(DraftFromTemplate command);
}

[GenerateSerializer, Immutable, Alias("opportunities.save-template")]
public sealed record SaveTemplate(CommandId CommandId, By By, OrganizationId Organization, string Name, EventPlan Plan, int? ExpectedVersion = null);

[GenerateSerializer, Immutable, Alias("opportunities.remove-template")]
public sealed record RemoveTemplate(CommandId CommandId, By By);

[GenerateSerializer, Immutable, Alias("opportunities.draft-from-template")]
public sealed record DraftFromTemplate(CommandId CommandId, By By, OpportunityId Opportunity, DateOnly Date);

[GenerateSerializer, Immutable, Alias("opportunities.template-view")]
public sealed record TemplateView(TemplateId Id, OrganizationId Organization, string Name, EventPlan Plan, int Version);

/// <summary>What came of an event, filled in afterwards: 'planted 100 trees' (seed 5.2, actual_impact_description).</summary>
/// <param name="Amount">With <paramref name="Unit"/>: 100 and 'trees'. More than 0, at most a billion.</param>
[GenerateSerializer, Immutable, Alias("opportunities.actual-impact")]
public sealed record ActualImpact(string Text, decimal? Amount = null, string? Unit = null);

[GenerateSerializer, Immutable, Alias("opportunities.record-impact")]
public sealed record RecordImpact(CommandId CommandId, By By, ActualImpact Impact, int? ExpectedVersion = null);

public static class TemplateFaults
{
    public static readonly Fault Unknown = new(FaultKind.NotFound, "templates.unknown", "There is no such template, or not for you.");
    public static readonly Fault Changed = new(FaultKind.Stale, "templates.changed", "Somebody changed the template meanwhile; load it again.");
    public static readonly Fault NameInvalid = new(FaultKind.Invalid, "templates.name-invalid", "A name of 2 to 100 characters is needed.");
}
