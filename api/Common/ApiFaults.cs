using Actors.Common;

namespace Actors.Api.Common;

/// <summary>What the front door itself refuses.</summary>
internal static class ApiFaults
{
    public static readonly Fault Invalid = new(FaultKind.Invalid, "common.invalid", "The request is not valid.");
    public static readonly Fault MalformedJson = new(FaultKind.Invalid, "common.malformed-json", "The body is not JSON.");
    public static readonly Fault MalformedCursor = new(FaultKind.Invalid, "common.malformed-cursor", "This cursor was not made by this list with these filters.");
    public static readonly Fault MalformedKey = new(FaultKind.Invalid, "common.malformed-idempotency-key", "An Idempotency-Key is 1 to 255 visible ASCII characters.");
    public static readonly Fault KeyInUse = new(FaultKind.Conflict, "common.idempotency-key-in-use", "The first request with this Idempotency-Key is still running; wait for Retry-After seconds.");
    public static readonly Fault MalformedETag = new(FaultKind.Invalid, "common.malformed-etag", "If-Match is one ETag as it was received, or *.");
    public static readonly Fault UnknownRoute = new(FaultKind.NotFound, "common.unknown-route", "There is nothing at this path.");
    public static readonly Fault TooManyRequests = new(FaultKind.TooMany, "common.too-many-requests", "Too many requests; wait for Retry-After seconds.");

    // Statuses of HTTP itself, which no grain can mean: Problems gives them by code.
    public static readonly Fault KeyUsedOtherwise = new(FaultKind.Invalid, "common.idempotency-key-used-otherwise", "This Idempotency-Key came with another body or query before; a new request needs a new key.");
    public static readonly Fault MethodNotAllowed = new(FaultKind.Invalid, "common.method-not-allowed", "This path does not take this method.");
    public static readonly Fault BodyTooLarge = new(FaultKind.Invalid, "common.body-too-large", "The body is larger than this path takes.");
    public static readonly Fault UnsupportedMediaType = new(FaultKind.Invalid, "common.unsupported-media-type", "This path does not take this Content-Type.");
    public static readonly Fault Timeout = new(FaultKind.Invalid, "common.request-timeout", "The request came too slowly.");
    public static readonly Fault OutcomeUnknown = new(FaultKind.Conflict, "common.outcome-unknown", "It is not known whether this was done: repeat it with the same Idempotency-Key.");
    public static readonly Fault Bug = new(FaultKind.Conflict, "common.bug", "Something is broken here.");
}

/// <summary>A request that cannot be bound; carries the refusal to the one place that answers with problems.</summary>
internal sealed class RefusedRequestException(Fault fault) : BadHttpRequestException(fault.Code)
{
    public Fault Fault => fault;
}
