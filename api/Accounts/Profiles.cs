using System.Collections.Immutable;
using Actors.Accounts;
using Actors.Api.Ledger;
using Actors.Common;
using Actors.Opportunities;

namespace Actors.Api.Accounts;

/// <summary>A profile as a viewer sees it; what the person does not show is left out.</summary>
/// <param name="Page">Path of the profile page.</param>
/// <param name="Avatar">Path of the picture.</param>
/// <param name="VerifiedMinutes">Sum of verified hours.</param>
/// <param name="Causes">Slugs, the dearest first.</param>
/// <param name="Available">Parts of the week.</param>
public sealed record PersonView(
    UserId Id,
    string Name,
    string Page,
    string? Handle,
    string? Tagline,
    string? Bio,
    string? PlaceName,
    string? Avatar,
    DateTimeOffset MemberSince,
    long? VerifiedMinutes,
    ImmutableArray<string>? Causes,
    ImmutableArray<OfferedSkill>? Skills,
    ImmutableArray<string>? Available);

/// <summary>Puts a profile together: the account decides who sees what, then the other slices are asked for what it shows.</summary>
internal sealed class Profiles(IGrainFactory grains, LedgerQueries ledger)
{
    public async Task<Outcome<PersonView>> View(By by, UserId user, CancellationToken cancellation)
    {
        var shown = await grains.GetGrain<IAccountGrain>(user.Value).Profile(by);
        return shown.Succeeded ? await View(shown.Value, cancellation) : shown.Fault;
    }

    /// <summary>What those will see to whom the owner shows the profile.</summary>
    public Task<PersonView> Preview(AccountView own, CancellationToken cancellation)
    {
        var profile = own.Profile ?? new();
        return View(
            new(own.Id, own.Name, own.Handle, profile.Tagline, profile.Bio, profile.ShowsPlace ? profile.PlaceName : null, own.Avatar, own.CreatedAt, profile.ShowsHours, profile.ShowsInterests, true, false),
            cancellation);
    }

    /// <summary>Whose profile a handle leads to.</summary>
    public Task<UserId?> Holder(string handle) => grains.GetGrain<IHandleGrain>(HandleId.OfText(handle).Value).Holder();

    private async Task<PersonView> View(ProfileView profile, CancellationToken cancellation)
    {
        var interests = profile.ShowsInterests ? await grains.GetGrain<IMatchingPreferencesGrain>(profile.Id.Value).Shown() : null;
        return new(
            profile.Id,
            profile.Name,
            profile.Handle is { } handle ? $"/u/{handle}" : $"/people/{profile.Id}",
            profile.Handle,
            profile.Tagline,
            profile.Bio,
            profile.PlaceName,
            profile.Avatar is { } hash ? AvatarFiles.Path(profile.Id, hash) : null,
            profile.MemberSince,
            profile.ShowsHours ? (await ledger.Totals(profile.Id, cancellation)).VerifiedMinutes : null,
            interests?.Causes,
            interests?.Skills,
            interests?.Available);
    }
}
