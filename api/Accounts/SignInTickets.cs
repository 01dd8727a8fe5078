using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Actors.Accounts;
using Actors.Common;
using Microsoft.AspNetCore.DataProtection;

namespace Actors.Api.Accounts;

/// <summary>The first half of a sign-in that needs a code too.</summary>
internal sealed record SecondStep(UserId User, int Stamp, SignInMethod Method);

/// <summary>Who has begun to bring two accounts together, and the session that it was begun in.</summary>
internal sealed record MergeTicket(UserId User, SessionId Session);

/// <summary>What a client carries between two steps, sealed by data protection with a purpose each; and keys that only the front door reads.</summary>
internal sealed class SignInTickets(IDataProtectionProvider protection, Clock clock)
{
    /// <summary>How long a second step may take.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(5);

    /// <summary>How long logging in to the other account may take, where two are brought together.</summary>
    public static readonly TimeSpan MergeLife = TimeSpan.FromMinutes(15);

    private readonly IDataProtector _steps = protection.CreateProtector("Actors.Accounts.SecondStep.v1");
    private readonly IDataProtector _passkeys = protection.CreateProtector("Actors.Accounts.Passkey.v1");
    private readonly IDataProtector _merges = protection.CreateProtector("Actors.Accounts.Merge.v1");
    private readonly IDataProtector _keys = protection.CreateProtector("Actors.Accounts.AuthenticatorKey.v1");

    public string Seal(SecondStep step) => Seal(_steps, JsonSerializer.Serialize(step, ActorsJson.Options), Life);

    public SecondStep? ReadStep(string? ticket) => Read(_steps, ticket) is { } json ? JsonSerializer.Deserialize<SecondStep>(json, ActorsJson.Options) : null;

    public string Seal(MergeTicket ticket) => Seal(_merges, JsonSerializer.Serialize(ticket, ActorsJson.Options), MergeLife);

    public MergeTicket? ReadMerge(string? ticket) => Read(_merges, ticket) is { } json ? JsonSerializer.Deserialize<MergeTicket>(json, ActorsJson.Options) : null;

    public string SealPasskeyState(string state) => Seal(_passkeys, state, Life);

    public string? ReadPasskeyState(string? ticket) => Read(_passkeys, ticket);

    /// <summary>A key of an authenticator app, for the database.</summary>
    public string SealKey(string key) => _keys.Protect(key);

    public string? ReadKey(string? sealedKey) => Open(_keys, sealedKey);

    private string Seal(IDataProtector protector, string text, TimeSpan life) =>
        protector.Protect(string.Create(CultureInfo.InvariantCulture, $"{(clock.Now + life).ToUnixTimeMilliseconds()}\n{text}"));

    private string? Read(IDataProtector protector, string? ticket) =>
        Open(protector, ticket)?.Split('\n', 2) is [var until, var text]
        && long.TryParse(until, CultureInfo.InvariantCulture, out var milliseconds)
        && clock.Now.ToUnixTimeMilliseconds() < milliseconds
            ? text
            : null;

    private static string? Open(IDataProtector protector, string? text)
    {
        if (text is not { Length: > 0 and <= 8192 })
        {
            return null;
        }

        try
        {
            return protector.Unprotect(text);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
