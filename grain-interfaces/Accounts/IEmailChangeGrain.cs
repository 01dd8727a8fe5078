using Actors.Common;
using Orleans.Concurrency;

namespace Actors.Accounts;

/// <summary>
/// A person's move to another e-mail address: both addresses confirm it, and the old one can stop it. Key: user id.
/// </summary>
[Alias("accounts.email-change")]
public interface IEmailChangeGrain : IGrainWithStringKey
{
    /// <summary>Mails both addresses. A new wish replaces the one before; at most 5 in a day.</summary>
    [Alias("ask")]
    Task<Outcome<EmailChangeView>> Ask(AskEmailChange command);

    /// <summary>The latest wish, for its owner.</summary>
    [Alias("view"), ReadOnly]
    Task<Outcome<EmailChangeView>> View(By by);

    /// <summary>What a link is about. Changes nothing.</summary>
    [Alias("open"), ReadOnly]
    Task<Outcome<EmailChangeView>> Open(string secret);

    /// <summary>One of the two addresses agrees. When both have, the account has the new address.</summary>
    [Alias("confirm")]
    Task<Outcome<EmailChangeView>> Confirm(AnswerEmailChange command);

    /// <summary>The old address, or the owner, stops it.</summary>
    [Alias("stop")]
    Task<Outcome<EmailChangeView>> Stop(AnswerEmailChange command);
}

[GenerateSerializer, Immutable, Alias("accounts.ask-email-change")]
public sealed record AskEmailChange(CommandId CommandId, By By, EmailAddress Email, string Url);

/// <param name="Secret">Of one of the two links; null for the owner, who can only stop.</param>
[GenerateSerializer, Immutable, Alias("accounts.answer-email-change")]
public sealed record AnswerEmailChange(CommandId CommandId, By By, string? Secret)
{
    public override string ToString() => nameof(AnswerEmailChange);
}

[GenerateSerializer, Alias("accounts.email-change-status")]
public enum EmailChangeStatus
{
    Waiting,
    Done,
    Stopped,

    /// <summary>Somebody else had the new address by the time both had agreed.</summary>
    Taken,
}

/// <param name="AtOldAddress">Whether the link that was opened is the old address's; it may stop the move.</param>
[GenerateSerializer, Immutable, Alias("accounts.email-change-view")]
public sealed record EmailChangeView(
    string From, string To, EmailChangeStatus Status, bool OldConfirmed, bool NewConfirmed, DateTimeOffset ExpiresAt, bool AtOldAddress = false);
