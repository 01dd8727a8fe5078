using System.Collections.Immutable;
using Actors.Accounts;
using Actors.Common;
using Actors.Opportunities;
using Actors.Organizations;
using Actors.Trust;
using NodaTime;
using NodaTime.Extensions;

namespace Actors.Grains.Opportunities;

/// <summary>
/// Asks the person's own grains for what <see cref="Eligibility"/> decides on, and only for what the event demands: where it demands nothing
/// of an adult, nothing is asked and nothing awaited.
/// </summary>
internal sealed class EligibilityDesk(OpportunityRecord record, OpportunityAccess access, IGrainFactory grains, Clock clock)
{
    private static readonly Demands s_none = new(null, false, [], []);

    private OpportunityState State => record.State;

    /// <summary>Whether the waivers of a plan can be signed; those that it had before may have been retired. Null: they can.</summary>
    public async Task<Fault?> CheckWaivers(OrganizationId organization, OpportunityDetails details)
    {
        var added = (details.Waivers ?? []).Except(State.Details?.Waivers ?? []).ToList();
        if (added.Count > Planning.MostWaivers)
        {
            return OpportunityFaults.WaiverUnknown;
        }

        var current = await Task.WhenAll(added.Select(w => grains.GetGrain<IWaiverGrain>(w.Value).Current()));
        return Array.TrueForAll(current, c => c?.Organization == organization) ? null : OpportunityFaults.WaiverUnknown;
    }

    /// <summary>What is to be known of a person before they get a seat or come in; null when nothing is asked.</summary>
    public ValueTask<Asked?> Of(UserId user, DateOnly? minorUntil)
    {
        // Minors are asked about wherever they go; who is one is known from the token, or from the sign-up.
        minorUntil ??= record.Notes.Count == 0
            ? null
            : record.Roster.Of(user).Select(r => record.Notes.GetValueOrDefault(r.Id)?.MinorUntil).FirstOrDefault(d => d is not null);
        return State.Exists && (minorUntil is not null || Demands.Any(State.Details!)) ? Ask(user) : ValueTask.FromResult<Asked?>(null);
    }

    /// <summary>Lets a decision through, or refuses it for what the person lacks. What changes nothing is not asked again.</summary>
    public Outcome<Registration> Admit(Outcome<Registration> decided, Asked? asked)
    {
        if (asked is null || !decided.Succeeded || ReferenceEquals(record.Roster.Find(decided.Value.Id), decided.Value))
        {
            return decided;
        }

        return Eligibility.Refusal(MissingOf(asked, decided.Value.Shift)) is { } fault ? fault : decided;
    }

    /// <summary>The same for a coordinator, who may let somebody in all the same: with a reason, which is stored with the attendance.</summary>
    public Outcome<Registration> Admit(Outcome<Registration> decided, Asked? asked, string? reason, By by)
    {
        var admitted = Admit(decided, asked);
        if (admitted.Succeeded || !decided.Succeeded || string.IsNullOrWhiteSpace(reason))
        {
            return admitted;
        }

        if (reason.Trim().Length is < 3 or > 1000)
        {
            return OpportunityFaults.ReasonMissing;
        }

        var missing = MissingOf(asked!, decided.Value.Shift).Select(Eligibility.Word).ToImmutableArray();
        record.Note(NoteOf(decided.Value.Id) with { Override = new(reason.Trim(), by.User?.Value ?? "platform", clock.Now, missing) });
        return decided;
    }

    /// <summary>
    /// The same for a seat, an offer or a place in the line. A minor's says so, so that whoever checks them in by whatever means asks for the
    /// consent.
    /// </summary>
    public Outcome<SeatChange> Seat(Outcome<SeatChange> decided, Asked? asked)
    {
        if (asked is null || !decided.Succeeded)
        {
            return decided;
        }

        var row = decided.Value.Row;
        var admitted = Admit(row, asked);
        if (!admitted.Succeeded)
        {
            return admitted.Fault;
        }

        if (asked.Person.BirthDate is { } birth && State.Find(row.Shift) is { } shift && Age.On(birth, DayOf(shift)) < Age.Adulthood && NoteOf(row.Id) is { MinorUntil: null } note)
        {
            record.Note(note with { MinorUntil = Age.AdultOn(birth) });
        }

        return decided;
    }

    public async Task<Outcome<EligibilityView>> View(By by, ShiftId shiftId)
    {
        if (by.User is not { } user)
        {
            return CommonFaults.SignIn;
        }

        if (!await access.Sees(by))
        {
            return OpportunityFaults.Unknown;
        }

        return State.Find(shiftId) is { } shift ? await View(user, shift, by.MinorUntil, null) : OpportunityFaults.UnknownShift;
    }

    public async Task<Outcome<EligibilityView>> ViewOf(By by, RegistrationId registration)
    {
        if (record.Roster.Find(registration) is not { } row || (row.User != by.User && !await access.Manages(by)))
        {
            return OpportunityFaults.UnknownRegistration;
        }

        await record.Durable();
        return State.Find(row.Shift) is { } shift
            ? await View(row.User, shift, row.User == by.User ? by.MinorUntil : null, record.Notes.GetValueOrDefault(row.Id)?.Override)
            : OpportunityFaults.UnknownShift;
    }

    private async Task<EligibilityView> View(UserId user, Shift shift, DateOnly? minorUntil, EligibilityOverride? overridden)
    {
        var asked = await Of(user, minorUntil);
        return new(shift.Id, DayOf(shift), asked is null ? [] : MissingOf(asked, shift.Id), overridden);
    }

    private async ValueTask<Asked?> Ask(UserId user)
    {
        var details = State.Details!;
        var birth = grains.GetGrain<IAccountGrain>(user.Value).DateOfBirth();
        var credentials = details.RequiresBackgroundCheck || details.RequiredQualifications is { Length: > 0 }
            ? grains.GetGrain<ICredentialsGrain>(user.Value).Facts(State.Organization)
            : Task.FromResult(ImmutableArray<CredentialFact>.Empty);
        var waivers = details.Waivers is { Length: > 0 } ids
            ? Task.WhenAll(ids.Select(w => grains.GetGrain<IWaiverGrain>(w.Value).Current()))
            : Task.FromResult<WaiverVersionView?[]>([]);
        var signatures = details.Waivers is { Length: > 0 }
            ? grains.GetGrain<ISignaturesGrain>(user.Value).All()
            : Task.FromResult(ImmutableArray<SignatureView>.Empty);

        // Shifts may lie far ahead, so whoever is a minor on none of them is told apart later, by the day.
        var consent = await birth is { } date && DateOnly.FromDateTime(clock.Now.UtcDateTime).AddDays(-1) < Age.AdultOn(date)
            && await grains.GetGrain<IGuardiansGrain>(user.Value).Allows(State.Organization, State.Id);
        var demands = Demands.Any(details)
            ? new Demands(details.MinimumAge, details.RequiresBackgroundCheck, details.RequiredQualifications ?? [], [.. (await waivers).OfType<WaiverVersionView>()])
            : s_none;
        return new(new(await birth, await credentials, await signatures, consent), demands);
    }

    private ImmutableArray<MissingRequirement> MissingOf(Asked asked, ShiftId shiftId)
    {
        var shift = State.Find(shiftId)!;
        return Eligibility.Missing(asked.Person, asked.Demands, DayOf(shift), shift.StartsAt);
    }

    private EligibilityNote NoteOf(RegistrationId id) => record.Notes.GetValueOrDefault(id) ?? new(id, State.Id);

    private DateOnly DayOf(Shift shift) => shift.StartsAt.ToInstant().InZone(DateTimeZoneProviders.Tzdb[State.Details!.TimeZone]).Date.ToDateOnly();
}

/// <summary>What was found out about a person, for what the event demands.</summary>
internal sealed record Asked(PersonFacts Person, Demands Demands);
