namespace Actors.Common;

/// <summary>What a person may do on the whole platform, beside what organizations grant.</summary>
[GenerateSerializer, Alias("common.platform-role")]
public enum PlatformRole
{
    User,
    Moderator,
    Admin,
}

/// <summary>Who asks. The front door fills it from the token, never from a body; the grain decides whether they may.</summary>
/// <param name="User">The account, or null for nobody.</param>
/// <param name="Name">The name that others see.</param>
/// <param name="MinorUntil">The day on which a minor comes of age; null for adults and where no date of birth is known. Whoever is responsible
/// for minors looks here first, so that nothing is asked about anybody else.</param>
[GenerateSerializer, Immutable, Alias("common.by")]
public sealed record By(UserId? User, string Name, PlatformRole Role, DateOnly? MinorUntil = null)
{
    public static By Nobody { get; } = new(null, "", PlatformRole.User);

    /// <summary>The platform itself: intents, deadlines, imports by an operator.</summary>
    public static By Platform { get; } = new(null, "Actors", PlatformRole.Admin);

    public bool IsAdmin => Role == PlatformRole.Admin;

    public bool IsModerator => Role >= PlatformRole.Moderator;
}

/// <summary>Names one intention of a caller: the same id again is the same command again.</summary>
[GenerateSerializer, Immutable, Alias("common.command-id")]
public readonly record struct CommandId([property: Id(0)] string Value)
{
    /// <summary>Begins the ids that stand for a client's Idempotency-Key; what they cause is remembered with it (docs/idempotency.md).</summary>
    private const string KeptPrefix = "cmd_";

    public static CommandId New() => new(Guid.NewGuid().ToString("N"));

    /// <summary>The id of a command that takes effect once, however often it comes.</summary>
    public static CommandId Kept(Guid uuid) => new($"{KeptPrefix}{uuid:N}");

    public bool IsKept => Value?.StartsWith(KeptPrefix, StringComparison.Ordinal) == true;

    public override string ToString() => Value;
}
