using Actors.Common;
using Actors.Opportunities;

namespace Actors.Squads;

/// <summary>
/// Seats of a shift for a squad, in one step. They count as taken until the shift starts or its registration closes; what nobody joined for by
/// then is given back. Only the grain of the booking sends it.
/// </summary>
/// <param name="By">The leader, who must see the event.</param>
/// <param name="AsManyAsThereAre">Fewer will do when there are fewer; otherwise all or none.</param>
[GenerateSerializer, Immutable, Alias("squads.book-seats")]
public sealed record BookSeats(CommandId CommandId, By By, BookingId Booking, SquadId Squad, ShiftId Shift, int Seats, bool AsManyAsThereAre);

/// <summary>Gives seats that nobody has joined for back. Only the grain of the booking sends it.</summary>
/// <param name="Remaining">How many the booking has afterwards, those that people joined for included.</param>
[GenerateSerializer, Immutable, Alias("squads.release-seats")]
public sealed record ReleaseSeats(CommandId CommandId, By By, BookingId Booking, int Remaining);

/// <param name="Booked">Seats of the booking, joined ones included.</param>
/// <param name="Held">Of them those that wait for somebody to join.</param>
/// <param name="HeldUntil">When those are given back.</param>
[GenerateSerializer, Immutable, Alias("squads.seats")]
public sealed record SquadSeatsView(BookingId Booking, OpportunityId Opportunity, ShiftId Shift, int Booked, int Held, DateTimeOffset HeldUntil)
{
    public int Joined => Booked - Held;
}

/// <summary>By which booking and invitation somebody takes a seat. Only the grain of the booking fills it in.</summary>
[GenerateSerializer, Immutable, Alias("squads.joins-by")]
public sealed record JoinsBy(BookingId Booking, InvitationId Invitation);

/// <summary>
/// An intent to the grain <c>booking/bkg_...</c>, written with each change of a registration that has a seat of it: all of the registration as it is now.
/// </summary>
/// <param name="Move">Counts the changes of this registration: an earlier one that arrives later changes nothing.</param>
[GenerateSerializer, Immutable, Alias("squads.seat-moved")]
public sealed record SeatMoved(
    BookingId Booking,
    InvitationId Invitation,
    RegistrationId Registration,
    UserId User,
    string Name,
    int Move,
    RegistrationStatus Status,
    DateTimeOffset At,
    DateTimeOffset? CheckedInAt,
    DateTimeOffset? CheckedOutAt,
    int? Minutes)
{
    public const string Kind = "squads.seat-moved";

    /// <summary>Grain type of the receiver.</summary>
    public const string Receiver = "booking";
}
