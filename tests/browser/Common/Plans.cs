using Actors.Common;
using Actors.Opportunities;
using Actors.Organizations;
using static Actors.Tests.Browser.Common.Events;

namespace Actors.Tests.Browser.Common;

/// <summary>What Cleo's organization plans beside its events, made once and without a browser.</summary>
internal static class Plans
{
    public static async Task<(SeriesId Series, TemplateId Template, WaiverId Waiver)> Planned(this Chromium app, OpportunityView view)
    {
        var cleo = await app.By(Coordinator);
        var (series, template, waiver) = (Id.From<SeriesId>("browser", "series"), Id.From<TemplateId>("browser", "template"), Id.From<WaiverId>("browser", "waiver"));
        EventPlan plan = new(view.Details, [new(new(9, 0), new(12, 0), 12, "Morning"), new(new(22, 0), new(6, 0), 4, "Night")]);
        var first = DateOnly.FromDateTime(app.Clock.Now.UtcDateTime).AddDays(3);
        Expect(await app.Grains.GetGrain<ISeriesGrain>(series.Value).Create(new(new("browser"), cleo, view.Organization, plan, "FREQ=WEEKLY;COUNT=3", first, [], Publish: true)));
        await app.Grains.GetGrain<IDueGrain>(GrainId.Create("series", series.Value)).OnDue();
        Expect(await app.Grains.GetGrain<ITemplateGrain>(template.Value).Save(new(new("browser"), cleo, view.Organization, "River bank", plan)));
        var text = app.Grains.GetGrain<IWaiverGrain>(waiver.Value);
        Expect(await text.Draft(new(new("browser"), cleo, view.Organization, new("Boats and water", "I can swim and wear a life vest at all times.", WaiverAudience.Everybody, null))));
        var published = Expect(await text.Publish(new(new("browser"), cleo))).Current!;
        var lars = await app.By("Lars");
        Expect(await app.Grains.GetGrain<ISignaturesGrain>(lars.User!.Value.Value).Sign(new(new("browser"), lars, waiver, published.Number, published.Hash, "Lars Larsson")));
        return (series, template, waiver);
    }
}
