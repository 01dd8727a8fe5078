using System.Collections.Immutable;
using Actors.Common;
using Orleans.Concurrency;

namespace Actors.Accounts;

/// <summary>Where one person is signed in. Key: user id.</summary>
[Alias("accounts.sessions")]
public interface ISessionsGrain : IGrainWithStringKey
{
    /// <summary>A sign-in that was proven by the front door. Beyond 50 the one that was seen longest ago ends.</summary>
    [Alias("start")]
    Task<Outcome<SessionView>> Start(StartSession command);

    /// <summary>Says that a session goes on, until a new moment; refused when it has ended.</summary>
    [Alias("touch")]
    Task<Outcome<Done>> Touch(TouchSession command);

    [Alias("end")]
    Task<Outcome<Done>> End(EndSession command);

    /// <summary>Ends all, or all but one.</summary>
    [Alias("end-all")]
    Task<Outcome<Done>> EndAll(EndSessions command);

    /// <summary>For the owner, latest seen first.</summary>
    [Alias("list"), ReadOnly]
    Task<Outcome<ImmutableArray<SessionView>>> List(By by);
}

/// <summary>How somebody signed in. Stored words: contracts.</summary>
[GenerateSerializer, Alias("accounts.sign-in-method")]
public enum SignInMethod
{
    Password,
    Link,
    Phone,
    Passkey,
    Google,
    GitHub,
    LinkedIn,
}

/// <param name="Device">What the browser or client calls itself, in short; at most 80 characters.</param>
/// <param name="Place">Prefix of the address that the request came from, such as 203.0.113.0/24.</param>
[GenerateSerializer, Immutable, Alias("accounts.start-session")]
public sealed record StartSession(CommandId CommandId, SessionId Session, SignInMethod Method, string Device, string Place, DateTimeOffset GoodUntil);

[GenerateSerializer, Immutable, Alias("accounts.touch-session")]
public sealed record TouchSession(CommandId CommandId, SessionId Session, string Place, DateTimeOffset GoodUntil);

[GenerateSerializer, Immutable, Alias("accounts.end-session")]
public sealed record EndSession(CommandId CommandId, By By, SessionId Session);

/// <param name="Except">The one that goes on.</param>
[GenerateSerializer, Immutable, Alias("accounts.end-sessions")]
public sealed record EndSessions(CommandId CommandId, By By, SessionId? Except = null);

[GenerateSerializer, Immutable, Alias("accounts.session-view")]
public sealed record SessionView(SessionId Id, SignInMethod Method, string Device, string Place, DateTimeOffset StartedAt, DateTimeOffset LastSeenAt);

[GenerateSerializer, Immutable, Alias("id.session"), System.Text.Json.Serialization.JsonConverter(typeof(IdConverter<SessionId>))]
public readonly record struct SessionId([property: Id(0)] string Value) : IId<SessionId>
{
    public static string Prefix => "ses_";

    public static SessionId Of(string value) => new(value);

    public override string ToString() => Value;
}
