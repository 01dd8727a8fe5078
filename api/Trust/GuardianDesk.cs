using System.Collections.Immutable;
using Actors.Api.Accounts;
using Actors.Common;
using Actors.Opportunities;
using Actors.Organizations;
using Actors.Trust;

namespace Actors.Api.Trust;

/// <summary>What a guardian reads before they answer.</summary>
/// <param name="Event">Null when the minor cannot see it any more.</param>
/// <param name="Waivers">What the event has guardians sign; an answer names exactly these versions.</param>
internal sealed record GuardianQuestion(ConsentView Consent, GuardianEvent? Event, ImmutableArray<WaiverVersionView> Waivers);

internal sealed record GuardianEvent(string Title, string OrganizationName, string TimeZone, string? Address, ImmutableArray<ShiftView> Shifts);

/// <summary>What comes in by a guardian's link, for the page and for the API.</summary>
internal sealed class GuardianDesk(IGrainFactory grains, GuardianLinks links)
{
    public async Task<Outcome<GuardianQuestion>> Open(string? token)
    {
        if (links.Read(token) is not { } read)
        {
            return TrustFaults.UnknownLink;
        }

        var consent = await grains.Follow(read.Minor, m => Grain(m).Open(read.Link));
        if (!consent.Succeeded)
        {
            return consent.Fault;
        }

        // Who has the link sees of the event what the minor sees who asked.
        var by = new By(consent.Value.Minor, consent.Value.MinorName, PlatformRole.User);
        var view = await grains.GetGrain<IOpportunityGrain>(consent.Value.Opportunity.Value).View(by);
        var waivers = await Task.WhenAll((view.Value?.Details.Waivers ?? []).Select(w => grains.GetGrain<IWaiverGrain>(w.Value).Current()));
        return new GuardianQuestion(
            consent.Value,
            view.Value is { } seen ? new(seen.Details.Title, seen.OrganizationName, seen.Details.TimeZone, seen.Details.Place?.Address, seen.Shifts) : null,
            [.. waivers.OfType<WaiverVersionView>().Where(w => w.Terms.Audience != WaiverAudience.Adults)]);
    }

    public async Task<Outcome<ConsentView>> Answer(string? token, CommandId command, bool consents, string? name, bool isGuardian, ConsentScope scope, ImmutableArray<ReadWaiver> waivers) =>
        links.Read(token) is { } read
            ? await grains.Follow(read.Minor, m => Grain(m).Answer(new(command, read.Link, consents, name, isGuardian, scope, waivers)))
            : TrustFaults.UnknownLink;

    public async Task<Outcome<ConsentView>> Revoke(string? token, CommandId command)
    {
        if (links.Read(token) is not { } read)
        {
            return TrustFaults.UnknownLink;
        }

        var consent = await grains.Follow(read.Minor, m => Grain(m).Open(read.Link));
        return consent.Succeeded ? await Grain(consent.Value.Minor).Revoke(new(command, By.Nobody, consent.Value.Id, read.Link)) : consent;
    }

    public async Task<Outcome<Done>> WriteNoMore(string? token) =>
        links.Read(token) is { } read ? await grains.Follow(read.Minor, m => Grain(m).WriteNoMore(read.Link)) : TrustFaults.UnknownLink;

    private IGuardiansGrain Grain(UserId minor) => grains.GetGrain<IGuardiansGrain>(minor.Value);
}
