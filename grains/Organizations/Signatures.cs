using Actors.Common;
using Actors.Organizations;

namespace Actors.Grains.Organizations;

/// <summary>Who may sign what, and when a signature counts.</summary>
internal static class Signatures
{
    /// <summary>The fault, or null: whoever signs may.</summary>
    /// <param name="current">What is to be signed now.</param>
    /// <param name="birth">Of the person, not of the guardian; whose age is not known signs as an adult.</param>
    public static Fault? Check(WaiverVersionView? current, int version, string hash, string name, Signer signer, DateOnly? birth, DateTimeOffset now)
    {
        if (current is null)
        {
            return WaiverFaults.Unknown;
        }

        if (current.Number != version || !string.Equals(current.Hash, hash, StringComparison.Ordinal))
        {
            return WaiverFaults.OtherVersion.With("version", $"{current.Number}");
        }

        if (name?.Trim().Length is not (>= 2 and <= 200) || name.Any(char.IsControl))
        {
            return WaiverFaults.NameInvalid;
        }

        if (signer == Signer.Guardian)
        {
            return null;
        }

        if (birth is { } date && DateOnly.FromDateTime(now.UtcDateTime) < Age.AdultOn(date))
        {
            return WaiverFaults.GuardianSigns;
        }

        return current.Terms.Audience == WaiverAudience.Minors ? WaiverFaults.NotForYou : null;
    }

    /// <summary>Whether it counts for this version still: the same text, by the same kind of signer, not expired.</summary>
    public static bool Stands(SignatureView signature, WaiverVersionView current, Signer signer, DateTimeOffset now) =>
        signature.Waiver == current.Waiver && signature.Version == current.Number && signature.Signer == signer && (signature.ExpiresAt is not { } end || end > now);
}
