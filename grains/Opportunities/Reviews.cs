using Actors.Common;
using Actors.Opportunities;

namespace Actors.Grains.Opportunities;

/// <summary>What is decided about an attendance afterwards: by the clock, by coordinators, by the person's appeal. A replay returns the same row.</summary>
internal static class Reviews
{
    private const int MostMinutes = 1440;
    private const int MostCorrections = 20;

    public static Registration Nudge(Registration row, DateTimeOffset now) => row with { Review = Of(row) with { NudgedAt = now } };

    /// <summary>Nobody checked out: the time runs to the shift's end, as an estimate.</summary>
    public static Registration Close(Registration row, Shift shift)
    {
        // The end may have been moved to before the check-in.
        var left = shift.EndsAt > row.CheckedInAt!.Value ? shift.EndsAt : row.CheckedInAt.Value;
        var closed = Presence.CheckOut(row, left).Value!;
        return closed with { Review = Of(row) with { Estimated = true } };
    }

    public static Registration Miss(Registration row, DateTimeOffset now) => row with { Status = RegistrationStatus.NoShow, Review = Of(row) with { MissedAt = now } };

    public static Outcome<Registration> Correct(Registration row, CorrectAttendance command, DateTimeOffset now)
    {
        var reason = command.Reason.Trim();
        if (Refusal(row, command.By, command.Minutes) is { } refusal)
        {
            return refusal;
        }

        if (reason.Length is < 3 or > 1000)
        {
            return OpportunityFaults.ReasonMissing;
        }

        var review = Of(row);
        var before = review.Corrections ?? [];
        if (row.Minutes == command.Minutes && before.LastOrDefault()?.Reason == reason && review.Estimated != true)
        {
            return row;
        }

        return before.Length >= MostCorrections
            ? OpportunityFaults.TooManyCorrections
            : Reported(row, review with { Estimated = null, Corrections = before.Add(new(now, command.By.Name, row.Minutes, command.Minutes, reason)) }) with
            {
                Status = RegistrationStatus.Attended,
                CheckedOutAt = row.CheckedOutAt ?? now,
                Minutes = command.Minutes,
            };
    }

    public static Outcome<Registration> Confirm(Registration row, By by)
    {
        if (row.CheckedOutAt is null)
        {
            return OpportunityFaults.NotCheckedIn;
        }

        if (by.User == row.User)
        {
            return OpportunityFaults.OwnAttendance;
        }

        return row.Review?.Estimated == true ? Reported(row, row.Review with { Estimated = null }) : row;
    }

    public static Outcome<Registration> Appeal(OpportunityState state, Registration row, string? text, DateTimeOffset now)
    {
        var words = text?.Trim() ?? "";
        if (row.Review is not { MissedAt: { } missed } review)
        {
            return OpportunityFaults.NotMissed;
        }

        if (review.Appeal is { } known)
        {
            return known.Text == words ? row : OpportunityFaults.AppealedAlready;
        }

        if (words.Length is < 3 or > 2000)
        {
            return OpportunityFaults.AppealInvalid;
        }

        return now > missed.AddDays(state.AttendanceTerms.AppealDays)
            ? OpportunityFaults.AppealTooLate
            : row with { Review = review with { Appeal = new(words, now) } };
    }

    /// <summary>An accepted appeal is an attendance by hand, by the coordinator's word.</summary>
    public static Outcome<Registration> Decide(OpportunityState state, Registration row, DecideAppeal command, DateTimeOffset now)
    {
        if (row.Review is not { Appeal: { } appeal } review)
        {
            return OpportunityFaults.NoAppeal;
        }

        if (command.By.User == row.User)
        {
            return OpportunityFaults.OwnAttendance;
        }

        if (appeal.Accepted is { } decided)
        {
            return decided == command.Accept ? row : OpportunityFaults.AppealDecided;
        }

        var reason = command.Reason?.Trim();
        if (!command.Accept)
        {
            return reason?.Length is >= 3 and <= 1000
                ? row with { Review = review with { Appeal = appeal with { Accepted = false, DecidedBy = command.By.Name, DecidedAt = now, Reason = reason } } }
                : OpportunityFaults.ReasonMissing;
        }

        if (command.Minutes is not (>= 1 and <= MostMinutes) || reason?.Length > 1000)
        {
            return command.Minutes is >= 1 and <= MostMinutes ? OpportunityFaults.ReasonMissing : OpportunityFaults.MinutesInvalid;
        }

        var shift = state.Find(row.Shift)!;
        return row with
        {
            Status = RegistrationStatus.Attended,
            Method = CheckInMethod.Manual,
            CheckedInAt = shift.StartsAt,
            CheckedInBy = command.By.User?.Value ?? "platform",
            CheckedOutAt = shift.EndsAt,
            Minutes = command.Minutes,
            Evidence = new(By: command.By.Name),
            Review = review with { Appeal = appeal with { Accepted = true, DecidedBy = command.By.Name, DecidedAt = now, Reason = reason } },
        };
    }

    private static AttendanceReview Of(Registration row) => row.Review ?? new();

    private static Registration Reported(Registration row, AttendanceReview review) => row with { Review = review with { Revision = (review.Revision ?? 0) + 1 } };

    private static Fault? Refusal(Registration row, By by, int minutes) =>
        row.CheckedInAt is null ? OpportunityFaults.NotCheckedIn
        : by.User == row.User ? OpportunityFaults.OwnAttendance
        : minutes is < 1 or > MostMinutes ? OpportunityFaults.MinutesInvalid
        : null;
}
