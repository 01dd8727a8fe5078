using System.Collections.Immutable;
using Actors.Accounts;
using Actors.Common;
using Actors.Grains.Common;
using Actors.Grains.Notifications;
using Actors.Opportunities;
using Actors.Squads;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using Orleans.Configuration;

namespace Actors.Grains.Squads;

/// <summary>
/// The mailbox around <see cref="Guesthood"/>. Whether somebody is a guest is known to the grain of their address alone, which also holds the
/// links of claims: using one up and proving the address is one commit there.
/// </summary>
[GrainType("guest")]
internal sealed partial class GuestGrain(
    [PersistentState("guest")] IPersistentState<GuestState> state, NpgsqlDataSource database, IMailPort mail, SecretKey secrets, Clock clock, IOptions<ClusterOptions> cluster, ILogger<GuestGrain> log)
    : Grain, IGuestGrain, IDueGrain, IPersonalData
{
    /// <summary>A provider that hangs is asked again later.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private GuestState Guest => state.State;

    private UserId Key => UserId.Of(this.GetPrimaryKeyString());

    private IAccountGrain Account => GrainFactory.GetGrain<IAccountGrain>(Key.Value);

    public async Task<Outcome<Done>> Expect(ExpectGuest command)
    {
        if (command.By != By.Platform)
        {
            return CommonFaults.NotAllowed;
        }

        // Forgotten a moment ago: the address leads nowhere any more, and whoever has it begins anew.
        if (Guest.EndedAt is not null && (await GrainFactory.GetGrain<IEmailAddressGrain>(command.Email.Id.Value).Identity())?.Account != Key)
        {
            return AccountFaults.Unknown;
        }

        await Save(await Watched(Guesthood.Expect(Guest, command, clock.Now)));
        return Done.Now;
    }

    public async Task<Outcome<Done>> Attended(GuestAttended command)
    {
        if (command.By != By.Platform)
        {
            return CommonFaults.NotAllowed;
        }

        await Save(await Watched(Guesthood.Attended(Guest, command.Registration, clock.Now)));
        return Done.Now;
    }

    public Task<Outcome<Done>> Forget(ForgetPerson command) => state.Forget(command, this);

    public Task<Outcome<Done>> Move(MovePerson command) => state.End(command, this);

    public async Task<GuestImpact> Impact()
    {
        await using var command = database.CreateCommand(
            """
            select e.title, coalesce(g.payload->>'organizationName', ''), e.date, e.minutes, e.status
              from ledger_entry_view e
              left join grain_state g on g.service_id = e.service_id and g.state_name = 'opportunity' and g.n0 = 0 and g.n1 = 0 and g.grain_key = e.opportunity_id
             where e.service_id = $1 and e.user_id = $2 and e.status in ('VERIFIED', 'PENDING') order by e.date, e.id
            """);
        command.Parameters.Add(new() { Value = cluster.Value.ServiceId });
        command.Parameters.Add(new() { Value = Key.Value });
        await using var reader = await command.ExecuteReaderAsync();
        var events = ImmutableArray.CreateBuilder<GuestHours>();
        while (await reader.ReadAsync())
        {
            var (minutes, verified) = (reader.GetInt32(3), reader.GetString(4) == "VERIFIED");
            events.Add(new(reader.GetString(0), reader.GetString(1), await reader.GetFieldValueAsync<DateOnly>(2), verified ? minutes : 0, verified ? 0 : minutes));
        }

        return new(events.ToImmutable());
    }

    public async Task Seen(string secret)
    {
        var hash = SecretKey.Hash(secret);
        if (Guest.Claims.FirstOrDefault(c => SecretKey.Equal(c.Hash, hash)) is { } claim)
        {
            await Funnel.ClaimOpened(database, claim.Id.Value, Key, clock.Now);
        }
    }

    public async Task OnDue()
    {
        if (Guest is not { EndedAt: null, Address: { } address })
        {
            await Save(Guest with { NextDue = null });
            return;
        }

        var grain = GrainFactory.GetGrain<IEmailAddressGrain>(address.Id.Value);
        if (await grain.Identity() is not { IsProven: false } identity || identity.Account != Key)
        {
            await Save(Guesthood.End(Guest, clock.Now));
            return;
        }

        foreach (var due in Guesthood.ToClaim(Guest, clock.Now).ToList())
        {
            await Save(await Claim(due, grain));
        }

        var impact = await Impact();
        if (Guesthood.ForgetAt(Guest) <= clock.Now)
        {
            await Save(impact.Events.IsEmpty ? await Forget(grain) : Guesthood.Keep(Guest, hasHours: true));
        }

        await Save(await Watched(Guest));
    }

    /// <summary>
    /// Asks to claim one event, with the hours as they are now. The address knows the link before the letter leaves; written down last, so that
    /// a crash in between sends the same letter again, never none.
    /// </summary>
    private async Task<GuestState> Claim(ExpectedEvent due, IEmailAddressGrain address)
    {
        var attended = due.Event;
        var event_ = await GrainFactory.GetGrain<IOpportunityGrain>(attended.Opportunity.Value).View(By.Platform);
        if (event_.Value?.Shifts.FirstOrDefault(s => s.Id == attended.Shift) is { } shift && shift.EndsAt != attended.EndsAt)
        {
            var moved = Guesthood.Moved(Guest, due, shift.EndsAt);
            if (shift.EndsAt + Guesthood.ClaimAfter > clock.Now)
            {
                return moved;
            }
        }

        var impact = await Impact();
        if (impact.VerifiedMinutes + impact.PendingMinutes == 0 || await Account.Card() is not { } card)
        {
            return Guesthood.NothingToClaim(Guest, due);
        }

        var id = Actors.Common.Id.From<LinkId>("claim", attended.Registration.Value);
        var secret = await secrets.Link(id.Value);
        var offered = await address.Offer(new(new(id.Value), By.Platform, id, SecretKey.Hash(secret), Guest.Url));
        if (!offered.Succeeded)
        {
            return Guesthood.End(Guest, clock.Now);
        }

        var url = $"{Guest.Url}/claim/{Guest.Address!.Id.Value[EmailAddressId.Prefix.Length..]}{secret}";
        var receipt = await mail.Send(SquadLetters.Claim(id.Value, Guest.Address.Written, card.Name, attended, impact, url)).WaitAsync(s_patience);
        if (!receipt.Accepted)
        {
            NotTaken(id, receipt.Failure);
        }

        return Guesthood.Asked(Guest, Guest.Events.First(e => e.Event.Registration == attended.Registration), new(id, SecretKey.Hash(secret), clock.Now, attended.Squad, attended.Booking, attended.Invitation));
    }

    /// <summary>Nothing came of it: the person goes, and the address is free. Each step is the same when it comes again; this document is last.</summary>
    private async Task<GuestState> Forget(IEmailAddressGrain address)
    {
        CommandId command = new($"forget/{Key}");
        foreach (var opportunity in Guest.Events.Select(e => e.Event.Opportunity).Distinct())
        {
            await GrainFactory.GetGrain<IPersonalData>(GrainId.Create("opportunity", opportunity.Value)).Forget(new(command, By.Platform, Key));
        }

        foreach (var squad in Guest.Events.Select(e => e.Event.Squad).Distinct())
        {
            await GrainFactory.GetGrain<ISquadGrain>(squad.Value).Remove(new(command, By.Platform, Key));
        }

        // The address last: as long as it leads here, whatever failed is done again.
        await Account.CloseGuest(new(command, By.Platform));
        await address.Release(new(command, Key));
        return Guesthood.End(Guest, clock.Now);
    }

    /// <summary>Raises what a moderator should look at before it is written down that it was.</summary>
    private async Task<GuestState> Watched(GuestState next)
    {
        if (next.EndedAt is not null || next.Events.Length == 0)
        {
            return next;
        }

        var impact = await Impact();
        foreach (var (kind, reason) in Guesthood.Suspicions(next, impact.VerifiedMinutes + impact.PendingMinutes).ToList())
        {
            await ReviewFlags.Raise(database, kind, Key, reason, clock.Now);
            next = next with { Flags = next.Flags.Add(kind) };
        }

        return next;
    }

    private Task Save(GuestState next) => ReferenceEquals(next, Guest) ? Task.CompletedTask : state.Save(next, this);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The letter of claim {Claim} was not taken: {Failure}")]
    private partial void NotTaken(LinkId claim, string? failure);
}
