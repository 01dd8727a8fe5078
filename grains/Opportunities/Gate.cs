using Actors.Common;
using Actors.Grains.Common;
using Actors.Ledger;
using Actors.Opportunities;
using NodaTime;
using NodaTime.Extensions;

namespace Actors.Grains.Opportunities;

/// <summary>Runs <see cref="Presence"/> for the grain; a check-out becomes a ledger entry by intent.</summary>
internal sealed class Gate(OpportunityRecord record, OpportunityAccess access, EligibilityDesk eligibility, Clock clock)
{
    private OpportunityState State => record.State;

    private Roster People => record.Roster;

    public async Task<Outcome<VenueView>> OpenVenue(By by)
    {
        var (sees, manages) = await access.Of(by);
        return (sees, manages, State.Status) switch
        {
            (false, _, _) => OpportunityFaults.Unknown,
            (_, false, _) => OpportunityFaults.NotAllowed,
            (_, _, not OpportunityStatus.Open) => OpportunityFaults.NotOpen,
            _ => new VenueView(State.Id, State.Details!.Title, clock.Now),
        };
    }

    public async Task<Outcome<AttendanceView>> CheckIn(CheckInByCode command)
    {
        if (command.By.User is not { } user)
        {
            return CommonFaults.SignIn;
        }

        var asked = await eligibility.Of(user, command.By.MinorUntil);
        return State.Exists
            ? await Attend(eligibility.Admit(Presence.CheckInByCode(State, People, command.Code, user, clock.Now), asked))
            : OpportunityFaults.CodeUnknown;
    }

    public async Task<Outcome<AttendanceView>> CheckInByHand(CheckInByHand command)
    {
        if (!await access.Manages(command.By))
        {
            return await access.Refusal(command.By);
        }

        if (People.Find(command.Registration) is not { } known)
        {
            return OpportunityFaults.UnknownRegistration;
        }

        // Found again after the await: another turn may have changed it.
        var asked = await eligibility.Of(known.User, null);
        var decided = Presence.CheckIn(State, People.Find(known.Id)!, CheckInMethod.Manual, command.By.User?.Value ?? "platform", clock.Now);
        return await Attend(eligibility.Admit(decided, asked, command.Override, command.By));
    }

    public async Task<Outcome<AttendanceView>> CheckOut(CheckOut command)
    {
        var row = command.Registration is { } id
            ? People.Find(id)
            : command.By.User is { } user ? People.Of(user).Where(r => r.CheckedInAt is not null).MaxBy(r => r.CheckedInAt) : null;
        if (row is null || (row.User != command.By.User && !await access.Manages(command.By)))
        {
            return command.Registration is null ? OpportunityFaults.NotCheckedIn : OpportunityFaults.UnknownRegistration;
        }

        return await Attend(Presence.CheckOut(People.Find(row.Id)!, clock.Now));
    }

    private Task<Outcome<AttendanceView>> Attend(Outcome<Registration> decided)
    {
        if (!decided.Succeeded)
        {
            return record.Store(RosterTables.Attendance, decided, r => r.Attendance(alreadyIn: false));
        }

        var row = decided.Value;
        var already = ReferenceEquals(People.Find(row.Id), row);
        return record.Store(RosterTables.Attendance, row, r => r.Attendance(already), row.CheckedOutAt is not null && !already ? EntryIntent(row) : null);
    }

    private Intent EntryIntent(Registration row)
    {
        var entry = Id.Twin<LedgerEntryId>(row.Id.Value);
        var shift = State.Find(row.Shift)!;
        var date = shift.StartsAt.ToInstant().InZone(DateTimeZoneProviders.Tzdb[State.Details!.TimeZone]).Date;
        return Intents.Make(
            $"{Attended.Kind}/{entry}",
            Attended.Receiver,
            entry.Value,
            Attended.Kind,
            new Attended(
                row.Id, State.Id, row.Shift, State.Organization, row.User, row.Name, State.Details.Title,
                date.ToDateOnly(), row.CheckedInAt!.Value, row.CheckedOutAt!.Value, row.Minutes!.Value, row.Method!.Value),
            row.CheckedOutAt.Value);
    }
}
