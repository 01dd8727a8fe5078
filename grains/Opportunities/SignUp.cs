using Actors.Common;
using Actors.Opportunities;

namespace Actors.Grains.Opportunities;

/// <summary>Who gets a seat and who gives one back. Never more seats taken than there are, never two for one person in a shift.</summary>
internal static class SignUp
{
    /// <summary>A seat for a person; the registration they have already counts as the answer.</summary>
    public static Outcome<Registration> Register(OpportunityState state, Roster roster, ShiftId shiftId, UserId user, string name, DateTimeOffset now)
    {
        if (state.Find(shiftId) is not { } shift)
        {
            return OpportunityFaults.UnknownShift;
        }

        var id = Id.From<RegistrationId>(shiftId.Value, user.Value);
        if (roster.Find(id) is { TakesSeat: true } already)
        {
            return already;
        }

        if (state.Status != OpportunityStatus.Open)
        {
            return OpportunityFaults.NotOpen;
        }

        if (now >= shift.EndsAt || now > state.Details!.RegistrationDeadline)
        {
            return OpportunityFaults.RegistrationClosed;
        }

        return roster.Taken(shiftId) >= shift.Seats
            ? OpportunityFaults.Full
            : new Registration(id, state.Id, shiftId, user, name, RegistrationStatus.Confirmed, now);
    }

    public static Outcome<Registration> Cancel(Registration row, string? reason, DateTimeOffset now) => row switch
    {
        { Status: RegistrationStatus.Cancelled } => row,
        { CheckedInAt: not null } => OpportunityFaults.AttendedAlready,
        _ when reason?.Length > 1000 => OpportunityFaults.ReasonMissing,
        _ => row with { Status = RegistrationStatus.Cancelled, CancelledAt = now, CancellationReason = reason?.Trim() },
    };
}
