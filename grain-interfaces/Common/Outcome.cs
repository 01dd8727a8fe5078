using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Actors.Common;

/// <summary>How a refusal is to be understood by a client; one file in the API maps it to an HTTP status.</summary>
[GenerateSerializer, Alias("common.fault-kind")]
public enum FaultKind
{
    /// <summary>The request makes no sense as it is (400).</summary>
    Invalid,

    /// <summary>Nobody, or nobody known, is asking (401).</summary>
    Unauthenticated,

    /// <summary>The caller may not (403).</summary>
    Forbidden,

    /// <summary>There is no such thing, or not for this caller (404).</summary>
    NotFound,

    /// <summary>The state of things does not allow it now (409).</summary>
    Conflict,

    /// <summary>It was, and is no more: an expired code, a closed window (410).</summary>
    Gone,

    /// <summary>Somebody changed it meanwhile (412).</summary>
    Stale,

    /// <summary>Too often (429).</summary>
    TooMany,
}

/// <summary>A refusal that a person can cause and a client can act on. <paramref name="Code"/> is stable: <c>slice.kebab-code</c>.</summary>
[GenerateSerializer, Immutable, Alias("common.fault")]
public sealed record Fault(FaultKind Kind, string Code, string Detail, ImmutableDictionary<string, string>? Facts = null)
{
    /// <summary>The same fault with a fact that the client may show, such as when the first scan was.</summary>
    public Fault With(string name, string value) => this with { Facts = (Facts ?? ImmutableDictionary<string, string>.Empty).SetItem(name, value) };
}

/// <summary>An outcome of whatever value.</summary>
public interface IOutcome
{
    Fault? Fault { get; }
}

/// <summary>Either a value or a refusal.</summary>
[GenerateSerializer, Immutable, Alias("common.outcome`1")]
public sealed record Outcome<T>(T? Value, Fault? Fault) : IOutcome
{
    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Fault))]
    public bool Succeeded => Fault is null;

    public static implicit operator Outcome<T>(T value) => new(value, null);

    public static implicit operator Outcome<T>(Fault fault) => new(default, fault);
}

/// <summary>The value of an outcome that has nothing to say but 'done'.</summary>
[GenerateSerializer, Immutable, Alias("common.done")]
public sealed record Done
{
    public static Done Now { get; } = new();
}

/// <summary>Faults that any slice may return.</summary>
public static class CommonFaults
{
    public static readonly Fault UnknownId = new(FaultKind.NotFound, "common.unknown-id", "There is nothing with this id.");

    public static readonly Fault SignIn = new(FaultKind.Unauthenticated, "common.sign-in", "Sign in first.");

    public static readonly Fault NotAllowed = new(FaultKind.Forbidden, "common.not-allowed", "You may not do this.");

    public static readonly Fault AppliedAlready = new(
        FaultKind.Conflict, "common.applied-already", "This was done when it came first, and what it changed has changed again since. Load it to see how it is.");

    public static Fault MalformedId(string value) => UnknownId with { Detail = $"There is nothing with the id '{(value.Length > 64 ? value[..64] : value)}'." };
}
