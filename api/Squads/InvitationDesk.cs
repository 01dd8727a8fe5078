using Actors.Accounts;
using Actors.Api.Accounts;
using Actors.Api.Common;
using Actors.Common;
using Actors.Opportunities;
using Actors.Squads;
using Microsoft.AspNetCore.Identity;

namespace Actors.Api.Squads;

/// <summary>
/// What comes in by links of invitations, for pages and for the API. A token is whose grain it is (26 characters) and a secret. A guest has no
/// session: the link of their letter is all they have, and it leads to this seat and their own list of events, nothing else.
/// </summary>
internal sealed class InvitationDesk(IGrainFactory grains)
{
    public const int IdLength = 26;

    public async Task<Outcome<InvitationView>> Open(string? token) =>
        Read<BookingId>(token) is var (booking, secret) ? await Grain(booking).Open(secret) : SquadFaults.InvitationUnknown;

    /// <summary>Somebody, or a program, looked at it.</summary>
    public Task Seen(string? token) => Read<BookingId>(token) is var (booking, secret) ? Grain(booking).Seen(secret) : Task.CompletedTask;

    public async Task<Outcome<InvitationView>> Join(CommandId command, By by, string? token, string? name, bool acceptOverlap, string? language) =>
        Read<BookingId>(token) is var (booking, secret) ? await Grain(booking).Join(new(command, by, secret, name, acceptOverlap, language)) : SquadFaults.InvitationUnknown;

    /// <summary>The answer is the same whoever has the address.</summary>
    public async Task<Outcome<Done>> Ask(CommandId command, string? token, string? email, string? name, HttpRequest request)
    {
        if (Read<BookingId>(token) is not var (booking, secret))
        {
            return SquadFaults.InvitationUnknown;
        }

        return EmailAddress.TryParse(email, out var address) ? await Grain(booking).Ask(new(command, secret, address, name ?? "", request.PublicUrl())) : SquadFaults.AddressNeeded;
    }

    public async Task<Outcome<InvitationView>> Cancel(CommandId command, string? token) =>
        Read<BookingId>(token) is var (booking, secret) ? await Grain(booking).Cancel(new(command, secret)) : SquadFaults.InvitationUnknown;

    /// <summary>A guest types the code of the venue's screen.</summary>
    public async Task<Outcome<AttendanceView>> CheckIn(CommandId command, string? token, string? code, string? device)
    {
        var opened = await Open(token);
        if (!opened.Succeeded)
        {
            return opened.Fault;
        }

        // Whoever became a user since then logs in: an old letter must not act for an account.
        return GuestOf(opened.Value) is { } guest
            ? await grains.GetGrain<IOpportunityGrain>(opened.Value.Opportunity.Value).CheckInHere(new(command, guest, code, null, device))
            : SquadFaults.LogInToJoin;
    }

    /// <summary>Who the link speaks for; null when that is nobody, or somebody who logs in.</summary>
    public static By? GuestOf(InvitationView view) => view is { User: { } user, IsGuest: true } ? new(user, view.Name ?? "", PlatformRole.User) : null;

    public static (T Id, string Secret)? Read<T>(string? token) where T : struct, IId<T> =>
        token is { Length: > IdLength and <= 200 } && Id.TryParse<T>($"{T.Prefix}{token[..IdLength]}", out var id) ? (id, token[IdLength..]) : null;

    private IBookingGrain Grain(BookingId booking) => grains.GetGrain<IBookingGrain>(booking.Value);
}

/// <summary>The changing code of a guest, who has no session to ask for it with.</summary>
internal static class GuestCodes
{
    public static void MapGuestCodes(this WebApplication app) => app.MapGet("/join/{token}/code", Show).ExcludeFromDescription();

    private static async Task<IResult> Show(string token, InvitationDesk desk, Opportunities.PersonalCodes codes, HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        return (await desk.Open(token)).Value is { } view && InvitationDesk.GuestOf(view) is { User: { } guest } ? TypedResults.Ok(codes.Show(guest)) : TypedResults.NotFound();
    }
}

/// <param name="Email">Where the letter went.</param>
public sealed record ClaimView(string Email, DateTimeOffset ExpiresAt, GuestImpact Impact);

/// <summary>What comes in by links of claims. Claiming proves the address of the guest's account, which makes it a user's; nothing moves.</summary>
internal sealed class ClaimDesk(IGrainFactory grains, AccountLinks links, IPasswordHasher<AccountUser> hasher)
{
    public async Task<Outcome<ClaimView>> Open(string? token)
    {
        if (InvitationDesk.Read<EmailAddressId>(token) is not var (address, secret))
        {
            return AccountFaults.LinkUnknown;
        }

        var opened = await links.Open(token);
        if (!opened.Succeeded || opened.Value.Purpose != LinkPurpose.Claim || await Address(address).Holder() is not { } user)
        {
            return opened.Fault ?? AccountFaults.LinkUnknown;
        }

        await grains.GetGrain<IGuestGrain>(user.Value).Seen(secret);
        return new ClaimView(opened.Value.Email, opened.Value.ExpiresAt, await grains.GetGrain<IGuestGrain>(user.Value).Impact());
    }

    /// <param name="password">Null or empty: none; the owner logs in by links to the address.</param>
    public async Task<Outcome<UserId>> Claim(CommandId command, string? token, string? password)
    {
        if (InvitationDesk.Read<EmailAddressId>(token) is not var (id, secret))
        {
            return AccountFaults.LinkUnknown;
        }

        string? hash = null;
        if (!string.IsNullOrEmpty(password))
        {
            // Before the link is used up, so that a password that will not do can be chosen again.
            var opened = await links.Open(token);
            if (!opened.Succeeded || !EmailAddress.TryParse(opened.Value.Email, out var address))
            {
                return opened.Fault ?? AccountFaults.LinkUnknown;
            }

            if (Registrations.CheckPassword(password, address) is { } fault)
            {
                return fault;
            }

            hash = hasher.HashPassword(Registrations.Anybody, password);
        }

        var used = await Address(id).Use(new(command, secret, LinkPurpose.Claim, hash));
        return used.Succeeded ? used.Value.User : used.Fault;
    }

    private IEmailAddressGrain Address(EmailAddressId id) => grains.GetGrain<IEmailAddressGrain>(id.Value);
}
