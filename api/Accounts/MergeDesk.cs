using System.Security.Claims;
using Actors.Accounts;
using Actors.Common;

namespace Actors.Api.Accounts;

/// <param name="Ticket">A secret: with a log-in to another account it brings the two together.</param>
/// <param name="ExpiresAt">15 minutes after it was asked for, or when its session ends, whichever is first.</param>
public sealed record MergeTicketView(string Ticket, DateTimeOffset ExpiresAt)
{
    /// <summary>A ticket does not belong in logs.</summary>
    public override string ToString() => nameof(MergeTicketView);
}

/// <summary>
/// Proof of two accounts (docs/merging.md): somebody who is logged in to one asks for a ticket, then logs in to the other by any method there is.
/// So whatever guards each of them guards their merge, and nothing here knows of passwords or codes.
/// </summary>
internal sealed class MergeDesk(SignInTickets tickets, Sessions sessions, IGrainFactory grains, Clock clock)
{
    public async Task<Outcome<MergeTicketView>> Begin(By by, ClaimsPrincipal principal) =>
        await RecentLogin.Check(grains, by, principal, clock) is { } fault
            ? fault
            : new MergeTicketView(tickets.Seal(new MergeTicket(by.User!.Value, Sessions.Of(principal)!.Value)), clock.Now + SignInTickets.MergeLife);

    /// <summary>Whom a ticket proves; null when it is none of ours, has expired, or its session or account has ended.</summary>
    public async Task<MergeTicket?> Read(string? ticket)
    {
        if (tickets.ReadMerge(ticket) is not { } read)
        {
            return null;
        }

        var running = await grains.GetGrain<ISessionsGrain>(read.User.Value).List(Holder(read));
        return running.Succeeded && running.Value.Any(s => s.Id == read.Session) && await Account(read.User).Credentials() is not null ? read : null;
    }

    /// <param name="into">The account that stays; one of the two.</param>
    public async Task<Outcome<MergeView>> Ask(CommandId command, By by, ClaimsPrincipal principal, string? ticket, UserId into)
    {
        if (await RecentLogin.Check(grains, by, principal, clock) is { } fault)
        {
            return fault;
        }

        if ((await Read(ticket) ?? await Spent(by, ticket, into)) is not { } proven)
        {
            return AccountFaults.MergeUnproven;
        }

        var from = into == proven.User ? by.User!.Value : proven.User;
        return await grains.GetGrain<IAccountMergeGrain>(from.Value).Ask(new(command, by, Holder(proven), into));
    }

    /// <summary>The caller stays after all: the session that waited for the other log-in ends.</summary>
    public async Task GiveUp(string? ticket)
    {
        if (await Read(ticket) is { } proven)
        {
            await sessions.End(new(Holder(proven), CommandId.New(), null), proven.Session);
        }
    }

    /// <summary>The merge itself has ended the session and closed the account that the ticket speaks of: whoever repeats the request gets the same merge.</summary>
    private async Task<MergeTicket?> Spent(By by, string? ticket, UserId into) =>
        into == by.User && tickets.ReadMerge(ticket) is { } read && await Account(read.User).Successor() == into ? read : null;

    private static By Holder(MergeTicket ticket) => new(ticket.User, "", PlatformRole.User);

    private IAccountGrain Account(UserId user) => grains.GetGrain<IAccountGrain>(user.Value);
}
