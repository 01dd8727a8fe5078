using Actors.Common;
using Actors.Opportunities;
using Actors.Squads;
using Actors.Tests.Browser.Common;

namespace Actors.Tests.Browser.Squads;

/// <summary>A squad of Sally's with seats of an event's second shift, somebody invited and a link to pass on; made without a browser.</summary>
internal static class SquadStage
{
    public const string Leader = "Sally";

    public static async Task<BookingView> Booked(this Chromium app, OpportunityView view)
    {
        var sally = await app.By(Leader);
        var squad = Id.From<SquadId>("browser", "night-shift");
        Events.Expect(await app.Grains.GetGrain<ISquadGrain>(squad.Value).Create(
            new(new("browser"), sally, new("Night Shift", SquadType.Corporate, "We work at night and volunteer by day.", "Acme Corp"))));
        var grain = app.Grains.GetGrain<IBookingGrain>(Id.From<BookingId>("browser", view.Id.Value).Value);
        Events.Expect(await grain.Book(new(new("browser"), sally, squad, view.Id, view.Shifts[1].Id, 3)));
        Events.Expect(await grain.Invite(new(new("browser"), sally, [new("Gus Grant", $"gus.{view.Id}@example.org", null)], app.Address.ToString().TrimEnd('/'))));
        return Events.Expect(await grain.RenewLink(new(new("browser"), sally, app.Address.ToString().TrimEnd('/'))));
    }

    /// <summary>The last part of the link in the letter.</summary>
    public static async Task<string> InvitationOf(this Chromium app, OpportunityView view)
    {
        await app.Booked(view);
        return (await app.Letter($"gus.{view.Id}@example.org", "invites you")).Segments[^1];
    }
}
