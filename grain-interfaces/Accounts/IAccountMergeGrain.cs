using Actors.Common;
using Orleans.Concurrency;

namespace Actors.Accounts;

/// <summary>
/// Brings one account into another of the same person (docs/merging.md). Everything of it becomes the other's, by the catalogue of places that
/// refer to accounts; its address, handle and id lead to the other from then on. Key: id of the account that goes.
/// </summary>
[Alias("accounts.merge")]
public interface IAccountMergeGrain : IGrainWithStringKey
{
    /// <summary>
    /// Decides at once and moves soon after. Only who is signed in to both asks. Asking again is the same merge; of two that contradict each
    /// other one happens.
    /// </summary>
    [Alias("ask")]
    Task<Outcome<MergeView>> Ask(AskMerge command);

    /// <summary>For the owner of either account and for administrators.</summary>
    [Alias("view"), ReadOnly]
    Task<Outcome<MergeView>> View(By by);
}

/// <param name="By">Who asks, in the session that asks.</param>
/// <param name="Other">Who has proven lately, in a session of its own, to own the other account.</param>
/// <param name="Into">The account that stays; one of the two.</param>
[GenerateSerializer, Immutable, Alias("accounts.ask-merge")]
public sealed record AskMerge(CommandId CommandId, By By, By Other, UserId Into);

/// <summary>Stored words: contracts.</summary>
[GenerateSerializer, Alias("accounts.merge-status")]
public enum MergeStatus
{
    /// <summary>Decided; what was the old account's is being moved.</summary>
    Moving,

    /// <summary>Everything that there was is moved. What was on its way then is moved as it comes.</summary>
    Done,
}

/// <param name="Moved">Documents and events whose part of the old account is the new one's.</param>
/// <param name="Left">Those that are still to be moved.</param>
/// <param name="Before">Hours of both accounts when it was asked for.</param>
/// <param name="After">Hours of the account that stays, once everything is moved; null before.</param>
[GenerateSerializer, Immutable, Alias("accounts.merge-view")]
public sealed record MergeView(UserId From, UserId Into, MergeStatus Status, DateTimeOffset AskedAt, DateTimeOffset? DoneAt, int Moved, int Left, HoursTotal Before, HoursTotal? After);

/// <summary>Ledger entries and their minutes, whatever was decided about them.</summary>
[GenerateSerializer, Immutable, Alias("accounts.hours-total")]
public sealed record HoursTotal(int Entries, long Minutes);

/// <summary>What the merge asks of the two accounts, in this order. Stored nowhere.</summary>
[GenerateSerializer, Alias("accounts.merge-stage")]
public enum MergeStage
{
    /// <summary>The old account goes to the other, unless that is prevented.</summary>
    Prepare,

    /// <summary>The other expects it, and neither goes away nor ends meanwhile.</summary>
    Admit,

    /// <summary>The old account is closed and leads to the other: the decision.</summary>
    Close,

    /// <summary>Nothing is expected of the other account any more: it does not come to that, or all is moved.</summary>
    Withdraw,
}

/// <param name="By">The platform.</param>
/// <param name="Other">The other of the two accounts.</param>
[GenerateSerializer, Immutable, Alias("accounts.merge-step")]
public sealed record MergeStep(CommandId CommandId, By By, MergeStage Stage, UserId Other);
