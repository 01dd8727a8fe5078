using Actors.Common;
using Orleans.Concurrency;

namespace Actors.Accounts;

/// <summary>One telephone number: the account whose owner has shown to hold it, and the code that was texted last. Key: phone number id.</summary>
[Alias("accounts.phone-number-grain")]
public interface IPhoneNumberGrain : IGrainWithStringKey
{
    [Alias("holder"), ReadOnly]
    Task<UserId?> Holder();

    /// <summary>
    /// Texts a code of six digits, good for 10 minutes; a later one replaces it. One in 30 seconds, 5 in an hour. To log in, only numbers that
    /// somebody has proven get one; the answer is the same for others.
    /// </summary>
    [Alias("ask")]
    Task<Outcome<Done>> Ask(AskForCode command);

    /// <summary>Checks a code; 5 tries. Proves the number for who asked, or answers whose it is.</summary>
    [Alias("check")]
    Task<Outcome<PhoneProof>> Check(CheckCode command);

    [Alias("release")]
    Task<Outcome<Done>> Release(ReleasePhone command);
}

/// <param name="User">Who wants to prove the number; null to log in by it.</param>
/// <param name="Language">BCP 47.</param>
[GenerateSerializer, Immutable, Alias("accounts.ask-for-code")]
public sealed record AskForCode(CommandId CommandId, PhoneNumber Phone, UserId? User, string Language);

[GenerateSerializer, Immutable, Alias("accounts.check-code")]
public sealed record CheckCode(CommandId CommandId, UserId? User, string Code)
{
    public override string ToString() => nameof(CheckCode);
}

[GenerateSerializer, Immutable, Alias("accounts.release-phone")]
public sealed record ReleasePhone(CommandId CommandId, UserId User);

[GenerateSerializer, Immutable, Alias("accounts.phone-proof")]
public sealed record PhoneProof(UserId User);
