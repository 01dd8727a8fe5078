using System.Globalization;
using Actors.Common;
using Actors.Opportunities;

namespace Actors.Grains.Opportunities;

/// <summary>Runs <see cref="Presence"/> for the grain; what checks nobody in is kept with its reason, and a check-out becomes a ledger entry by intent.</summary>
internal sealed class Gate(OpportunityRecord record, OpportunityAccess access, GateKey key, AttemptLog log, EligibilityDesk eligibility, Clock clock)
{
    private const int LongestLabel = 40;

    /// <summary>Attempts of one person in a minute that are kept. The last of them says that there were more.</summary>
    private const int KeptInMinute = 6;

    /// <summary>Wrong short codes of one person in ten minutes: with two good codes of a million, five guesses are one in a hundred thousand.</summary>
    private const int MostGuesses = 5;

    private readonly Allowance _kept = new(TimeSpan.FromMinutes(1));
    private readonly Allowance _guesses = new(TimeSpan.FromMinutes(10));

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
            _ => new VenueView(State.Id, State.Details!.Title, clock.Now, ShortCode.At(await key.Read(), State.Id, clock.Now)),
        };
    }

    public async Task<Outcome<AttendanceView>> CheckIn(CheckInByCode command)
    {
        if (command.By.User is not { } user)
        {
            return CommonFaults.SignIn;
        }

        if (!State.Exists)
        {
            return OpportunityFaults.CodeUnknown;
        }

        var blocked = await access.IsBlocked(user);
        var asked = await eligibility.Of(user, command.By.MinorUntil);
        var now = clock.Now;
        var decided = blocked ? OpportunityFaults.Blocked : Presence.CheckInByCode(State, People, command.Code, user, now, command.Position, command.Device);
        var method = command.Code is { GoodUntil: not null } ? CheckInMethod.Printed : CheckInMethod.Qr;
        return await Attend(eligibility.Admit(decided, asked), new(user, command.By.Name, method, user.Value, command.Device, null, null));
    }

    public async Task<Outcome<AttendanceView>> CheckInHere(CheckInHere command)
    {
        if (command.By.User is not { } user)
        {
            return CommonFaults.SignIn;
        }

        if (!await access.Sees(command.By))
        {
            return OpportunityFaults.Unknown;
        }

        var typed = !string.IsNullOrWhiteSpace(command.Code);
        var secret = typed ? await Secret(user) : [];
        var blocked = await access.IsBlocked(user);
        var asked = await eligibility.Of(user, command.By.MinorUntil);
        var now = clock.Now;
        var decided = blocked
            ? OpportunityFaults.Blocked
            : Presence.CheckIn(State, Presence.Choose(State, People, user, now), () => Prove(), now);
        return await Attend(eligibility.Admit(decided, asked), new(user, command.By.Name, typed ? CheckInMethod.Typed : CheckInMethod.Gps, user.Value, command.Device, null, null));

        Outcome<Proof> Prove() => typed && WrongCode(secret, user, command.Code!, now) is { } wrong
            ? wrong
            : Proofs.Here(State, typed, command.Position, user, command.Device);
    }

    public async Task<Outcome<AttendanceView>> CheckInPerson(CheckInPerson command)
    {
        if (!await access.Manages(command.By) || command.By.User is not { } coordinator)
        {
            return await access.Refusal(command.By);
        }

        var blocked = command.Code is { } shown && await access.IsBlocked(shown.User);
        var asked = command.Code is { } person ? await eligibility.Of(person.User, null) : null;
        var now = clock.Now;
        Outcome<Registration> decided = command switch
        {
            { Gate.Length: > LongestLabel } => OpportunityFaults.GateInvalid,
            { Code: null } => OpportunityFaults.CodeUnknown,
            { Code: var code } when code.User == coordinator => OpportunityFaults.OwnAttendance,
            { Code: var code } when !Proofs.IsFresh(code, now) => OpportunityFaults.CodeExpired,
            _ when blocked => OpportunityFaults.Blocked,
            { Code: var code } => Presence.CheckIn(
                State, Presence.Choose(State, People, code.User, now), () => Proofs.Personal(code, command.By, Label(command.Gate), command.Device, now), now),
        };
        var name = command.Code is { } known ? People.Of(known.User).FirstOrDefault()?.Name ?? "" : "";
        return await Attend(eligibility.Admit(decided, asked), new(command.Code?.User, name, CheckInMethod.Personal, coordinator.Value, command.Device, Label(command.Gate), command.By.Name));
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

        var blocked = await access.IsBlocked(known.User);
        var asked = await eligibility.Of(known.User, null);
        var now = clock.Now;
        var proof = Proofs.ByHand(command.By, Label(command.Gate), command.Device);
        var decided = command.Gate?.Length > LongestLabel ? OpportunityFaults.GateInvalid
            : blocked ? OpportunityFaults.Blocked
            : Presence.CheckInByHand(State, People.Find(known.Id)!, proof, now);
        return await Attend(eligibility.Admit(decided, asked, command.Override, command.By), new(known.User, known.Name, CheckInMethod.Manual, proof.By, command.Device, Label(command.Gate), command.By.Name));
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

        return await Store(Presence.CheckOut(People.Find(row.Id)!, clock.Now));
    }

    private static string? Label(string? gate) => string.IsNullOrWhiteSpace(gate) ? null : gate.Trim();

    /// <summary>Decided in the turn that stores: nothing comes between. What checked nobody in is kept before the answer.</summary>
    private async Task<Outcome<AttendanceView>> Attend(Outcome<Registration> decided, Tried tried)
    {
        var outcome = await Store(decided);
        if (!outcome.Succeeded)
        {
            await Keep(tried, AttemptReasons.Of(outcome.Fault), outcome.Fault);
        }
        else if (outcome.Value.AlreadyIn)
        {
            await Keep(tried, AttemptReasons.AlreadyIn, null);
        }

        return outcome;
    }

    private Task<Outcome<AttendanceView>> Store(Outcome<Registration> decided)
    {
        if (!decided.Succeeded)
        {
            return record.Store(RosterTables.Attendance, decided, r => r.Attendance(alreadyIn: false));
        }

        var row = decided.Value;
        var before = People.Find(row.Id);
        var already = ReferenceEquals(before, row);
        return record.Store(RosterTables.Attendance, row, r => r.Attendance(already), already ? null : HoursReport.Of(State, before, row, clock.Now));
    }

    /// <summary>What short codes are made of, once it is known how often this person guessed before this activation.</summary>
    private async Task<byte[]> Secret(UserId user)
    {
        var now = clock.Now;
        if (!_guesses.Knows(user, now))
        {
            _guesses.Recall(user, await log.Guesses(State.Id, user, _guesses.Since(now)), now);
        }

        return await key.Read();
    }

    private Fault? WrongCode(byte[] secret, UserId user, string code, DateTimeOffset now)
    {
        if (_guesses.Spent(user, now) >= MostGuesses)
        {
            return OpportunityFaults.TooManyTries;
        }

        if (ShortCode.IsGood(secret, State.Id, code, now))
        {
            return null;
        }

        _guesses.Spend(user, now);
        return OpportunityFaults.CodeUnknown;
    }

    private async Task Keep(Tried tried, string reason, Fault? fault)
    {
        var now = clock.Now;
        var who = tried.User ?? new(tried.By);
        var count = _kept.Spend(who, now);
        if (count > KeptInMinute)
        {
            return;
        }

        var row = tried.User is { } user ? People.Of(user).FirstOrDefault(r => r.IsIn) ?? People.Of(user).FirstOrDefault() : null;
        var evidence = new Evidence(null, Number(fault, "distanceMeters"), Number(fault, "accuracyMeters"), Gate: tried.Gate, By: tried.ByName, Device: tried.Device);
        await log.Keep(new(
            State.Id, tried.User, tried.Name, row?.Id, row?.Shift, now, count < KeptInMinute ? reason : AttemptReasons.Of(OpportunityFaults.TooManyTries), tried.Method, tried.By, evidence));
    }

    private static int? Number(Fault? fault, string name) =>
        fault?.Facts is { } facts && facts.TryGetValue(name, out var text) ? int.Parse(text, CultureInfo.InvariantCulture) : null;

    /// <param name="User">Who wanted in; null when the code did not say.</param>
    /// <param name="By">User id of whoever did it.</param>
    private sealed record Tried(UserId? User, string Name, CheckInMethod Method, string By, string? Device, string? Gate, string? ByName);
}
