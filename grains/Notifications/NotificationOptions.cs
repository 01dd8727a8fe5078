using System.ComponentModel.DataAnnotations;

namespace Actors.Grains.Notifications;

/// <summary>Section <c>Actors:Mail</c>: who delivers letters. Without <see cref="Provider"/> they stay in the development outbox.</summary>
internal sealed record MailOptions
{
    public const string Section = "Actors:Mail";
    public const string Outbox = "outbox";
    public const string Smtp = "smtp";
    public const string Resend = "resend";

    /// <summary><c>outbox</c>, <c>smtp</c> or <c>resend</c>.</summary>
    [RegularExpression("outbox|smtp|resend")]
    public string Provider { get; init; } = Outbox;

    /// <summary>Sender of all letters: an address, or <c>Name &lt;address&gt;</c>.</summary>
    public string From { get; init; } = "Actors <no-reply@actors.example>";

    public string Host { get; init; } = "127.0.0.1";

    [Range(1, 65535)]
    public int Port { get; init; } = 587;

    public string? User { get; init; }

    public string? Password { get; init; }

    /// <summary>STARTTLS, which a server beyond this machine should have. Implicit TLS (port 465) is not spoken.</summary>
    public bool StartTls { get; init; } = true;

    /// <summary>Key of Resend's API.</summary>
    public string? ApiKey { get; init; }

    /// <summary>Root of Resend's API.</summary>
    public Uri Api { get; init; } = new("https://api.resend.com/");

    public bool IsComplete => Provider != Resend || !string.IsNullOrEmpty(ApiKey);

    public override string ToString() => $"{nameof(MailOptions)} {Provider}";
}

/// <summary>Section <c>Actors:Twilio</c>. Without an account, texts and codes stay in the development outbox.</summary>
internal sealed record TwilioOptions
{
    public const string Section = "Actors:Twilio";

    public string? AccountSid { get; init; }

    public string? AuthToken { get; init; }

    /// <summary>Of the Verify service that makes and checks codes.</summary>
    public string? VerifyServiceSid { get; init; }

    /// <summary>Sender of texts, E.164; or a messaging service.</summary>
    public string? From { get; init; }

    public string? MessagingServiceSid { get; init; }

    public bool IsOn => !string.IsNullOrEmpty(AccountSid);

    public bool IsComplete => !IsOn
        || (!string.IsNullOrEmpty(AuthToken) && !string.IsNullOrEmpty(VerifyServiceSid) && !(string.IsNullOrEmpty(From) && string.IsNullOrEmpty(MessagingServiceSid)));

    public override string ToString() => $"{nameof(TwilioOptions)} {AccountSid}";
}
