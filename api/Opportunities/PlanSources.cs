using Actors.Common;
using Actors.Opportunities;
using Actors.Organizations;

namespace Actors.Api.Opportunities;

/// <summary>What pages that plan events begin with.</summary>
internal static class PlanSources
{
    /// <summary>The organization, when the caller may post for it.</summary>
    public static async Task<OrganizationTerms?> PosterOf(this IGrainFactory grains, By by, OrganizationId organization)
    {
        var grain = grains.GetGrain<IOrganizationGrain>(organization.Value);
        return await grain.Allows(by, Permission.PostOpportunities) ? await grain.Terms() : null;
    }

    /// <summary>The plan of an event that the caller runs or of a template; null where there is none, or none for them.</summary>
    public static async Task<EventPlan?> PlanToBeginWith(this IGrainFactory grains, By by, string? opportunity, string? template)
    {
        if (Id.TryParse<TemplateId>(template, out var known))
        {
            return (await grains.GetGrain<ITemplateGrain>(known.Value).View(by)).Value?.Plan;
        }

        return Id.TryParse<OpportunityId>(opportunity, out var id) && (await grains.GetGrain<IOpportunityGrain>(id.Value).View(by)).Value is { MayManage: true } view ? PlanOfEvent.Of(view) : null;
    }

    /// <summary>The next shift follows the last one: same day, same seats.</summary>
    public static EventForm OneMoreShift(this EventForm form) =>
        form with { Shifts = [.. form.Shifts, form.Shifts is [.., var last] ? last with { Id = null, From = last.To, To = "", Name = "" } : ShiftLine.Empty] };
}
