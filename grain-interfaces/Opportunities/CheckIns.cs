using Actors.Common;

namespace Actors.Opportunities;

/// <summary>Where a device believes to be: WGS 84 degrees, and how far off that may be in metres. Measured with once and never stored.</summary>
[GenerateSerializer, Immutable, Alias("opportunities.fix")]
public sealed record Fix(double Latitude, double Longitude, double AccuracyMeters);

/// <summary>What stands behind a check-in beside its method, its moment and who did it. Kept with the registration and the ledger entry.</summary>
/// <param name="With">A second proof that came along and agreed.</param>
/// <param name="DistanceMeters">From the event's place, rounded; the position itself is not kept.</param>
/// <param name="AccuracyMeters">As the device reported it, rounded up.</param>
/// <param name="CodeAgeSeconds">How long ago the code was first shown; of a printed one since it became good.</param>
/// <param name="Elsewhere">A position came along that cannot be at the event's place.</param>
/// <param name="Gate">Where the coordinator stood, as they call it.</param>
/// <param name="By">Name of the coordinator who scanned or ticked; null: the volunteer.</param>
/// <param name="Device">Class of the device that did it, such as <c>android-chrome</c>.</param>
[GenerateSerializer, Immutable, Alias("opportunities.evidence")]
public sealed record Evidence(
    CheckInMethod? With = null,
    int? DistanceMeters = null,
    int? AccuracyMeters = null,
    int? CodeAgeSeconds = null,
    bool? Elsewhere = null,
    string? Gate = null,
    string? By = null,
    string? Device = null);

/// <param name="Code">Six digits from the venue's screen; spaces and dashes do not matter.</param>
[GenerateSerializer, Immutable, Alias("opportunities.check-in-here")]
public sealed record CheckInHere(CommandId CommandId, By By, string? Code, Fix? Position, string? Device = null);

/// <summary>What the front door read out of a volunteer's signed code.</summary>
[GenerateSerializer, Immutable, Alias("opportunities.personal-code")]
public sealed record PersonalCode(UserId User, DateTimeOffset ShownAt)
{
    /// <summary>How often the code on the phone changes.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(30);

    /// <summary>How long a code is good after it was shown.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(60);
}

/// <param name="Code">Null: what was scanned is not a code of ours.</param>
/// <param name="Gate">Where the coordinator stands, at most 40 characters.</param>
[GenerateSerializer, Immutable, Alias("opportunities.check-in-person")]
public sealed record CheckInPerson(CommandId CommandId, By By, PersonalCode? Code, string? Gate = null, string? Device = null);

/// <summary>The fixed words for what became of an attempt to check in: the end of the refusal's code, or one of the three that are none.</summary>
public static class AttemptReasons
{
    public const string CheckedIn = "checked-in";
    public const string AlreadyIn = "already-in";

    /// <summary>A refusal that has no word of its own here.</summary>
    public const string Other = "other";

    public static readonly System.Collections.Immutable.ImmutableHashSet<string> All =
    [
        CheckedIn, AlreadyIn, Other, "not-registered", "wrong-event", "too-early", "too-late", "too-far", "code-expired", "code-unknown", "blocked", "seat-released",
        "position-missing", "position-invalid", "position-inaccurate", "no-place", "proof-missing", "too-many-tries", "own-attendance", "not-open", "not-allowed", "gate-invalid",
        "unknown-registration", "waiver-missing", "qualification-missing", "qualification-expired", "too-young", "guardian-missing", "date-of-birth-missing",
        "background-check-missing", "background-check-expired",
    ];

    public static string Of(Fault fault) => fault.Code[(fault.Code.IndexOf('.', StringComparison.Ordinal) + 1)..] is var word && All.Contains(word) ? word : Other;
}
