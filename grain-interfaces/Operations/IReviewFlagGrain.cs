using Actors.Common;

namespace Actors.Operations;

/// <summary>Something that a moderator should look at, raised by the platform. Key: the flag's number.</summary>
[Alias("operations.review-flag")]
public interface IReviewFlagGrain : IGrainWithStringKey
{
    /// <summary>A moderator has looked and says what came of it. The first one's word stands.</summary>
    [Alias("resolve")]
    Task<Outcome<ReviewFlagView>> Resolve(ResolveFlag command);
}

/// <param name="Resolution">What came of it, 3 to 1,000 characters.</param>
[GenerateSerializer, Immutable, Alias("operations.resolve-flag")]
public sealed record ResolveFlag(CommandId CommandId, By By, string Resolution);

/// <param name="Kind">Such as <c>guest-in-many-squads</c>.</param>
/// <param name="Subject">The account that it is about.</param>
/// <param name="Reason">What was noticed.</param>
/// <param name="Resolution">What came of it; null while it is open, as are the two before.</param>
[GenerateSerializer, Immutable, Alias("operations.review-flag-view")]
public sealed record ReviewFlagView(
    long Id, string Kind, UserId Subject, string Reason, DateTimeOffset RaisedAt, DateTimeOffset? ResolvedAt = null, UserId? ResolvedBy = null, string? Resolution = null);

public static class ReviewFaults
{
    public static readonly Fault Unknown = new(FaultKind.NotFound, "operations.flag-unknown", "There is no such flag.");
    public static readonly Fault ReasonMissing = new(FaultKind.Invalid, "operations.reason-missing", "Say what came of it, in 3 to 1,000 characters.");
    public static readonly Fault Resolved = new(FaultKind.Conflict, "operations.flag-resolved", "Somebody has resolved this already.");
    public static readonly Fault OwnFlag = new(FaultKind.Forbidden, "operations.own-flag", "Nobody resolves what is about themselves.");
}
