using System.Collections.Immutable;
using Actors.Common;
using Actors.Ledger;
using Actors.Opportunities;

namespace Actors.Grains.Ledger;

/// <summary>
/// How hours are decided (seed 8.1, 8.2; diagram in README.md): people by what they say, nobody by silence. Only a PENDING entry is
/// verified by silence, so whatever a person said first stands. A replay returns the same state object.
/// </summary>
internal static class Verification
{
    public const int MostMinutes = 24 * 60;

    /// <summary>An attendance becomes an entry once, and is due at once, to tell the organization. Later reports correct it; earlier ones are old news.</summary>
    public static LedgerEntryState Attend(LedgerEntryState state, Attended attended, DateTimeOffset now)
    {
        // Reports of before a merge name the account of that time.
        attended = attended with { User = state.Owner ?? attended.User };
        if (state.Attended is { } known)
        {
            return (attended.Revision ?? 0) > (known.Revision ?? 0) ? Correct(state, attended) : state;
        }

        return state with
        {
            Attended = attended,
            Status = LedgerStatus.Pending,
            Minutes = attended.Minutes,
            CreatedAt = now,
            NextDue = now,
            Version = 1,
        };
    }

    public static Outcome<LedgerEntryState> Verify(LedgerEntryState state, VerifyHours command, bool allowed, DateTimeOffset now) =>
        Decide(state, command.CommandId, command.By, command.ExpectedVersion, allowed, null, () => Verified(state, VerificationMethod.Manual, now) with
        {
            DecidedBy = command.By.User,
            Reason = null,
        });

    public static Outcome<LedgerEntryState> Adjust(LedgerEntryState state, AdjustHours command, bool allowed, DateTimeOffset now) =>
        Decide(state, command.CommandId, command.By, command.ExpectedVersion, allowed, WrongMinutes(command.Minutes) ?? WrongReason(command.Reason), () =>
            Verified(state, VerificationMethod.Manual, now) with
            {
                Minutes = command.Minutes,
                DecidedBy = command.By.User,
                Reason = command.Reason.Trim(),
            });

    public static Outcome<LedgerEntryState> Reject(LedgerEntryState state, RejectHours command, bool allowed) =>
        Decide(state, command.CommandId, command.By, command.ExpectedVersion, allowed, WrongReason(command.Reason), () => Stopped(state) with
        {
            Status = LedgerStatus.Rejected,
            DecidedBy = command.By.User,
            Reason = command.Reason.Trim(),
        });

    public static Outcome<LedgerEntryState> Dispute(LedgerEntryState state, DisputeHours command, bool allowed)
    {
        var fault = WrongReason(command.Reason) ?? (state.Status == LedgerStatus.Disputed ? LedgerFaults.NotPending : null);
        return Decide(state, command.CommandId, command.By, command.ExpectedVersion, allowed, fault, () => Stopped(state) with
        {
            Status = LedgerStatus.Disputed,
            DecidedBy = command.By.User,
            Reason = command.Reason.Trim(),
        });
    }

    /// <summary>The end of the window. The guard is the status: the seed's update by id alone overwrote disputes.</summary>
    public static LedgerEntryState CountSilence(LedgerEntryState state, DateTimeOffset now) =>
        state is { Status: LedgerStatus.Pending, ToldAt: not null, Announced: true } ? Verified(state, VerificationMethod.Auto, now) : state;

    /// <summary>
    /// A coordinator has corrected or confirmed what was recorded. What is open follows, and a dispute stays one until it is decided; what is
    /// decided keeps its status and minutes, and only the record beside them changes. An estimate that is none any more gives its tier back.
    /// </summary>
    private static LedgerEntryState Correct(LedgerEntryState state, Attended attended)
    {
        var recorded = state with { Attended = attended, Version = state.Version + 1 };
        return state.Status switch
        {
            LedgerStatus.Pending or LedgerStatus.Disputed => recorded with { Minutes = attended.Minutes },
            LedgerStatus.Verified => recorded with { Tier = GradeOf(attended, state.Method!.Value) },
            _ => recorded,
        };
    }

    /// <summary>The tier of verified hours: one lower while the end is an estimate that nobody but silence confirmed.</summary>
    private static VerificationGrade GradeOf(Attended attended, VerificationMethod method) => (GradeOf(attended), attended.Estimated == true && method == VerificationMethod.Auto) switch
    {
        (VerificationGrade.Gold, true) => VerificationGrade.Silver,
        (_, true) => VerificationGrade.Bronze,
        (var grade, _) => grade,
    };

    /// <summary>
    /// What proves presence is GOLD: the venue's changing code, a position, the person's own code under a coordinator's eyes, a printed or typed
    /// code together with a position. A name ticked off is the word of the organization, a typed code alone that of whoever read it out: SILVER.
    /// A position that was certainly elsewhere takes one tier (seed 8.1).
    /// </summary>
    public static VerificationGrade GradeOf(Attended attended)
    {
        var proven = attended.Method switch
        {
            CheckInMethod.Qr or CheckInMethod.Gps or CheckInMethod.Personal => true,
            CheckInMethod.Printed or CheckInMethod.Typed => attended.Evidence?.With == CheckInMethod.Gps,
            _ => false,
        };
        return proven && attended.Evidence?.Elsewhere != true ? VerificationGrade.Gold : VerificationGrade.Silver;
    }

    /// <summary>Who decides: those who may verify hours there, never about hours of their own.</summary>
    private static Outcome<LedgerEntryState> Decide(
        LedgerEntryState state, CommandId command, By by, int? expected, bool allowed, Fault? wrong, Func<LedgerEntryState> decided)
    {
        if (state.Attended is not { } attended)
        {
            return LedgerFaults.Unknown;
        }

        if (by.User == attended.User)
        {
            return LedgerFaults.OwnHours;
        }

        if (!allowed)
        {
            return LedgerFaults.NotAllowed;
        }

        if (state.Commands.Contains(command.Value, StringComparer.Ordinal))
        {
            return state;
        }

        if (expected is not null && expected != state.Version)
        {
            return LedgerFaults.Changed;
        }

        if (state.Status is not (LedgerStatus.Pending or LedgerStatus.Disputed))
        {
            return LedgerFaults.NotPending.With("status", state.Status.ToString().ToUpperInvariant());
        }

        return wrong is not null ? wrong : decided() with { Commands = state.Commands.Add(command.Value) };
    }

    /// <summary>The hours stay counted; whose they were is forgotten.</summary>
    public static LedgerEntryState Forget(LedgerEntryState state, UserId user) =>
        state.Attended is { } attended && attended.User == user && attended.VolunteerName != FormerVolunteer.Name
            ? state with { Attended = attended with { VolunteerName = FormerVolunteer.Name } }
            : state;

    /// <summary>
    /// The hours are another account's of the same person. That is known here before the attendance is, when its report is on its way still.
    /// </summary>
    public static LedgerEntryState Move(LedgerEntryState state, UserId from, UserId to) =>
        (state.Attended?.User ?? state.Owner ?? from) != from ? state : state with
        {
            Owner = to,
            Attended = state.Attended is { } attended ? attended with { User = to } : null,
            Version = state.Attended is null ? state.Version : state.Version + 1,
        };

    private static LedgerEntryState Verified(LedgerEntryState state, VerificationMethod method, DateTimeOffset now) => Stopped(state) with
    {
        Status = LedgerStatus.Verified,
        Tier = GradeOf(state.Attended!, method),
        Method = method,
        VerifiedAt = now,
    };

    private static LedgerEntryState Stopped(LedgerEntryState state) => state with { NextDue = null, WaitingFor = null, Version = state.Version + 1 };

    private static Fault? WrongReason(string? reason) => reason?.Trim().Length is >= 3 and <= 1000 ? null : LedgerFaults.ReasonMissing;

    private static Fault? WrongMinutes(int minutes) => minutes is >= 1 and <= MostMinutes ? null : LedgerFaults.MinutesInvalid;
}
