using System.Collections.Immutable;
using System.Text.Json;
using Actors.Accounts;
using Actors.Common;
using Actors.Grains.Common;
using Actors.Grains.Notifications;
using Actors.Opportunities;
using Actors.Squads;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Actors.Grains.Squads;

/// <summary>What leaders and members see of a booking, asked for and live.</summary>
internal sealed class BookingBoard(BookingId id, Func<BookingState> booking, NpgsqlDataSource database, IGrainFactory grains, SecretKey secrets, Clock clock, ILogger log)
{
    /// <summary>When each link was opened first. Only for show: it is not part of the booking.</summary>
    private readonly Dictionary<InvitationId, DateTimeOffset> _opened = [];

    private Announcer<Invitation>? _announcer;
    private bool _mayHaveMissed;

    private BookingState Booking => booking();

    public async Task Load()
    {
        if (Booking.AskedAt is null)
        {
            return;
        }

        _mayHaveMissed = true;
        await using var command = database.CreateCommand("select invitation_id, at from funnel_event where booking_id = $1 and stage = 'OPENED'");
        command.Parameters.Add(new() { Value = id.Value });
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            _opened[InvitationId.Of(reader.GetString(0))] = new(reader.GetDateTime(1), TimeSpan.Zero);
        }
    }

    public static EventFacts FactsOf(OpportunityView view, ShiftView shift) =>
        new(view.Details.Title, view.OrganizationName, shift.StartsAt, shift.EndsAt, view.Details.TimeZone, view.Details.Place?.Address);

    /// <summary>A row of the funnel and news for the leaders; the booking itself stays as it is.</summary>
    public async Task Opened(Invitation invitation)
    {
        if (!_opened.TryAdd(invitation.Id, clock.Now))
        {
            return;
        }

        await Funnel.Opened(database, invitation.Id.Value, Booking.Squad, id, invitation.Id, invitation.User, clock.Now);
        Tell([invitation]);
    }

    public async Task<Outcome<BookingView>> View(By by)
    {
        var squad = grains.GetGrain<ISquadGrain>(Booking.Squad.Value);
        if (await squad.Standing(by) is not { } standing || (standing.Role is null && !by.IsModerator))
        {
            return SquadFaults.BookingUnknown;
        }

        var opportunity = grains.GetGrain<IOpportunityGrain>(Booking.Opportunity.Value);
        var seats = await opportunity.SquadSeats(id);
        var now = await Now(opportunity);
        var isLeader = standing.Leads;
        var guests = isLeader ? await GuestTables.Among(database, [.. Booking.Invitations.Select(i => i.User).OfType<UserId>()]) : [];
        return new BookingView(
            id,
            Booking.Squad,
            Booking.Opportunity,
            Booking.Shift,
            now.Title,
            now.StartsAt,
            now.EndsAt,
            now.TimeZone,
            seats?.Booked ?? 0,
            seats?.Held ?? 0,
            seats?.Joined ?? 0,
            Booking.Invitations.Count(i => i.IsIn && i.CheckedInAt is not null),
            isLeader && Booking.Link is { } link && link.ExpiresAt > clock.Now ? new($"{link.Url}/join/{id.Value[BookingId.Prefix.Length..]}{await secrets.Link(link.Id)}", link.ExpiresAt) : null,
            isLeader ? [.. Booking.Invitations.Select(i => Row(i, i.User is { } user && guests.Contains(user)))] : null);
    }

    /// <summary>The event as it is now, as who booked sees it.</summary>
    public async Task<EventFacts> Now(IOpportunityGrain opportunity)
    {
        var seen = await opportunity.View(new(Booking.BookedBy, "", PlatformRole.User));
        return seen.Succeeded && seen.Value.Shifts.FirstOrDefault(s => s.Id == Booking.Shift) is { } shift ? FactsOf(seen.Value, shift) : Booking.Event!;
    }

    public InvitationStatus StatusOf(Invitation invitation) => Invitations.StatusOf(invitation, _opened.ContainsKey(invitation.Id), clock.Now);

    /// <summary>Leaders hear who, members how many.</summary>
    public void Tell(IReadOnlyCollection<Invitation> changed)
    {
        if (changed.Count == 0)
        {
            return;
        }

        _announcer ??= new(grains.GetGrain<ILiveTopicGrain>(SquadTopics.Roster(Booking.Squad)), News, log, _mayHaveMissed);
        foreach (var invitation in changed)
        {
            _announcer.Tell(invitation);
        }
    }

    private IEnumerable<LiveNews> News(IReadOnlyList<Invitation> changed)
    {
        var counts = new SquadLiveCounts(id, Booking.Invitations.Count(i => i.IsIn), Booking.Invitations.Count(i => i.IsIn && i.CheckedInAt is not null));
        return changed.Select(i => i.Id).Distinct().Select(Booking.Find).OfType<Invitation>()
            .Select(i => new LiveNews("member", LiveAudience.Staff, JsonSerializer.Serialize(new SquadLiveRow(id, Row(i, i.AsGuest)), ActorsJson.Options)))
            .Append(new("counts", LiveAudience.Watchers, JsonSerializer.Serialize(counts, ActorsJson.Options)));
    }

    private SquadRosterRow Row(Invitation i, bool isGuest) => new(
        i.Id,
        i.Name ?? i.Email ?? (i.Phone is { } number ? new PhoneNumber(number).Masked : ""),
        i.Email ?? (i.Phone is { } phone ? new PhoneNumber(phone).Masked : null),
        StatusOf(i),
        isGuest,
        i.InvitedAt,
        _opened.TryGetValue(i.Id, out var at) ? at : null,
        i.IsIn ? i.JoinedAt : null,
        i.CheckedInAt,
        i.Minutes);
}

/// <summary>Live news for the leaders of a squad.</summary>
internal sealed record SquadLiveRow(BookingId Booking, SquadRosterRow Row);

/// <summary>Live news for all members.</summary>
internal sealed record SquadLiveCounts(BookingId Booking, int Joined, int CheckedIn);
