using Actors.Common;
using Actors.Opportunities;

namespace Actors.Grains.Opportunities;

/// <summary>How somebody has shown to be there.</summary>
/// <param name="By">User id of whoever did it: the volunteer or a coordinator.</param>
internal sealed record Proof(CheckInMethod Method, string By, Evidence Evidence);

/// <summary>
/// What proves presence. A strong proof stands alone, and a position that comes along is kept with it; weak ones are taken together only
/// (docs/check-in.md has the table).
/// </summary>
internal static class Proofs
{
    /// <summary>Why a scanned code is good for nothing here and now; null when it is.</summary>
    public static Fault? Refusal(OpportunityState state, VenueCode? code, DateTimeOffset now)
    {
        if (code is null)
        {
            return OpportunityFaults.CodeUnknown;
        }

        if (code.Opportunity != state.Id)
        {
            return OpportunityFaults.WrongEvent;
        }

        // A code from the future is as good as one from the past: a clock is wrong or somebody made it up.
        var (from, until) = code.GoodUntil is { } printed
            ? (code.ShownAt, printed - code.ShownAt <= VenueCode.LongestPrinted ? printed : DateTimeOffset.MinValue)
            : (code.ShownAt - VenueCode.Period, code.ShownAt + VenueCode.Lifetime);
        return now < from || now > until ? OpportunityFaults.CodeExpired : null;
    }

    /// <summary>The venue's code: the changing one alone, a printed one with a position.</summary>
    public static Outcome<Proof> Scanned(OpportunityState state, VenueCode code, Fix? fix, UserId user, string? device, DateTimeOffset now)
    {
        var age = Math.Max(0, (int)(now - code.ShownAt).TotalSeconds);
        var evidence = new Evidence(CodeAgeSeconds: age, Device: device);
        if (code.GoodUntil is null)
        {
            return Along(state, new(CheckInMethod.Qr, user.Value, evidence), fix);
        }

        return fix is null ? OpportunityFaults.PositionMissing : Together(state, new(CheckInMethod.Printed, user.Value, evidence), fix);
    }

    /// <summary>
    /// The typed code (known to be right), a position, or both. A typed code can be read to somebody over the telephone, so a position that
    /// is certainly elsewhere refutes it; a scanned one may have been scanned indoors, where positions are far off.
    /// </summary>
    public static Outcome<Proof> Here(OpportunityState state, bool typed, Fix? fix, UserId user, string? device)
    {
        var evidence = new Evidence(Device: device);
        if (!typed)
        {
            return fix is null ? OpportunityFaults.ProofMissing : Together(state, new(CheckInMethod.Gps, user.Value, evidence), fix);
        }

        var proof = Along(state, new(CheckInMethod.Typed, user.Value, evidence), fix);
        return proof.Value?.Evidence.Elsewhere == true ? Whereabouts.Of(state.Details!.Place!, fix!).Refusal! : proof;
    }

    /// <summary>The person's own code, under a coordinator's eyes.</summary>
    public static Proof Personal(PersonalCode code, By by, string? gate, string? device, DateTimeOffset now) => new(
        CheckInMethod.Personal, by.User!.Value.Value, new(CodeAgeSeconds: Math.Max(0, (int)(now - code.ShownAt).TotalSeconds), Gate: gate, By: by.Name, Device: device));

    public static Proof ByHand(By by, string? gate, string? device) => new(CheckInMethod.Manual, by.User?.Value ?? "platform", new(Gate: gate, By: by.Name, Device: device));

    /// <summary>Whether a volunteer's own code is still good.</summary>
    public static bool IsFresh(PersonalCode code, DateTimeOffset now) => now - code.ShownAt <= PersonalCode.Lifetime && code.ShownAt - now <= PersonalCode.Period;

    /// <summary>A proof that needs the position to be there.</summary>
    private static Outcome<Proof> Together(OpportunityState state, Proof proof, Fix fix)
    {
        if (!Whereabouts.IsPlausible(fix))
        {
            return OpportunityFaults.PositionInvalid;
        }

        if (state.Details!.Place is not { } place)
        {
            return OpportunityFaults.NoPlace;
        }

        var found = Whereabouts.Of(place, fix);
        return found.Refusal is { } refusal ? refusal : Add(proof, found);
    }

    /// <summary>A proof that stands alone; the position is kept with what it says.</summary>
    private static Outcome<Proof> Along(OpportunityState state, Proof proof, Fix? fix)
    {
        if (fix is null)
        {
            return proof;
        }

        if (!Whereabouts.IsPlausible(fix))
        {
            return OpportunityFaults.PositionInvalid;
        }

        return state.Details!.Place is { } place ? Add(proof, Whereabouts.Of(place, fix)) : proof;
    }

    private static Proof Add(Proof proof, Whereabouts found) => proof with
    {
        Evidence = proof.Evidence with
        {
            DistanceMeters = found.KeptDistance,
            AccuracyMeters = found.AccuracyMeters,
            With = found.IsHere && proof.Method != CheckInMethod.Gps ? CheckInMethod.Gps : null,
            Elsewhere = found.IsElsewhere ? true : null,
        },
    };
}
