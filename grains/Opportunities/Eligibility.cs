using System.Collections.Immutable;
using Actors.Common;
using Actors.Opportunities;
using Actors.Organizations;
using Actors.Trust;

namespace Actors.Grains.Opportunities;

/// <summary>What an event asks of everybody who comes. Waivers are named by the version that is to be signed now.</summary>
internal sealed record Demands(int? MinimumAge, bool BackgroundCheck, ImmutableArray<string> Qualifications, ImmutableArray<WaiverVersionView> Waivers)
{
    /// <summary>Whether it asks anything, without looking anything up.</summary>
    public static bool Any(OpportunityDetails details) =>
        details is not { MinimumAge: null, RequiresBackgroundCheck: false, RequiredQualifications: null or [], Waivers: null or [] };
}

/// <summary>What is known of a person that an event may ask for.</summary>
/// <param name="BirthDate">Null: not given.</param>
/// <param name="Credentials">What counts at the event's organization.</param>
/// <param name="HasConsent">Whether a guardian allows the event; asked for minors only.</param>
internal sealed record PersonFacts(DateOnly? BirthDate, ImmutableArray<CredentialFact> Credentials, ImmutableArray<SignatureView> Signatures, bool HasConsent);

/// <summary>What a person lacks for an event on a day. Used at sign-up and again at check-in, with what is true then.</summary>
internal static class Eligibility
{
    /// <summary>In the order in which one would tell them: what cannot be helped, then what others must do, then what they can do on the spot.</summary>
    /// <param name="day">Of the shift's start, in the event's own zone.</param>
    /// <param name="start">Of the shift: a signature must count at that moment.</param>
    public static ImmutableArray<MissingRequirement> Missing(PersonFacts person, Demands demands, DateOnly day, DateTimeOffset start)
    {
        var missing = ImmutableArray.CreateBuilder<MissingRequirement>();
        var minor = person.BirthDate is { } birth && Age.On(birth, day) < Age.Adulthood;
        if (demands.MinimumAge is { } minimum)
        {
            if (person.BirthDate is null)
            {
                missing.Add(new("date-of-birth-missing"));
            }
            else if (Age.On(person.BirthDate.Value, day) < minimum)
            {
                missing.Add(new("too-young", $"{minimum}"));
            }
        }

        if (demands.BackgroundCheck && Lack(person, Credential.BackgroundCheck, day) is { } check)
        {
            missing.Add(new(check.IsExpired ? "background-check-expired" : "background-check-missing", null, check.ExpiredOn));
        }

        foreach (var slug in demands.Qualifications)
        {
            if (Lack(person, slug, day) is { } lack)
            {
                missing.Add(new(lack.IsExpired ? "qualification-expired" : "qualification-missing", slug, lack.ExpiredOn));
            }
        }

        if (minor && !person.HasConsent)
        {
            missing.Add(new("guardian-missing"));
        }

        var signer = minor ? Signer.Guardian : Signer.Self;
        foreach (var waiver in demands.Waivers.Where(w => w.Terms.Audience != (minor ? WaiverAudience.Adults : WaiverAudience.Minors)))
        {
            if (!person.Signatures.Any(s => s.Waiver == waiver.Waiver && s.Version == waiver.Number && s.Hash == waiver.Hash && s.Signer == signer && (s.ExpiresAt is not { } end || end > start)))
            {
                missing.Add(new("waiver-missing", waiver.Waiver.Value));
            }
        }

        return missing.ToImmutable();
    }

    /// <summary>The first of what is missing as a refusal, with all of it in its facts; null when nothing is.</summary>
    public static Fault? Refusal(ImmutableArray<MissingRequirement> missing)
    {
        if (missing.IsEmpty)
        {
            return null;
        }

        var first = missing[0];
        var fault = FaultOf(first.Code).With("missing", string.Join(", ", missing.Select(Word)));
        return first.ExpiredOn is { } end ? fault.With("expiredOn", end.ToString("O", System.Globalization.CultureInfo.InvariantCulture)) : fault;
    }

    public static string Word(MissingRequirement missing) => missing.Subject is null ? missing.Code : $"{missing.Code}:{missing.Subject}";

    private static Fault FaultOf(string code) => code switch
    {
        "date-of-birth-missing" => OpportunityFaults.DateOfBirthMissing,
        "too-young" => OpportunityFaults.TooYoung,
        "background-check-missing" => OpportunityFaults.BackgroundCheckMissing,
        "background-check-expired" => OpportunityFaults.BackgroundCheckExpired,
        "qualification-missing" => OpportunityFaults.QualificationMissing,
        "qualification-expired" => OpportunityFaults.QualificationExpired,
        "guardian-missing" => OpportunityFaults.GuardianMissing,
        "waiver-missing" => OpportunityFaults.WaiverMissing,
        _ => throw new ArgumentOutOfRangeException(nameof(code)),
    };

    /// <summary>Null: there is a confirmed one that lasts over the day. Expired only if nothing else is wrong with it.</summary>
    private static (bool IsExpired, DateOnly? ExpiredOn)? Lack(PersonFacts person, string kind, DateOnly day)
    {
        var confirmed = person.Credentials.Where(c => c.Kind == kind && c.Status == CredentialStatus.Confirmed).ToList();
        if (confirmed.Exists(c => c.ExpiresOn is not { } end || end >= day))
        {
            return null;
        }

        return confirmed.Count == 0 ? (false, null) : (true, confirmed.Max(c => c.ExpiresOn));
    }
}
