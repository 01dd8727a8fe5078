using System.Collections.Immutable;
using Actors.Accounts;
using Actors.Common;
using Actors.Grains.Notifications;

namespace Actors.Grains.Accounts;

internal sealed record EmailChangeState
{
    /// <summary>The latest wish; null before the first.</summary>
    public EmailChange? Change { get; init; }

    /// <summary>When changes were asked for within a day.</summary>
    public ImmutableArray<DateTimeOffset> Asked { get; init; } = [];

    public DateTimeOffset? NextDue { get; init; }
}

/// <param name="Id">Begins the ids of its two letters and secrets.</param>
/// <param name="From">The address of before, as it was written.</param>
/// <param name="OldHash">Of the secret that went to the old address.</param>
/// <param name="Mailed">Whether both letters were handed over.</param>
internal sealed record EmailChange(
    LinkId Id, string From, string To, string OldHash, string NewHash, string Url, DateTimeOffset AskedAt, DateTimeOffset ExpiresAt,
    EmailChangeStatus Status = EmailChangeStatus.Waiting, bool Mailed = false, bool OldConfirmed = false, bool NewConfirmed = false);

/// <summary>How a person moves to another address: both agree, and only the old one, or the owner, can stop it. A replay returns the same state object.</summary>
internal static class EmailChanges
{
    public const int MostInADay = 5;

    public static readonly TimeSpan Life = TimeSpan.FromDays(1);

    public static Outcome<EmailChangeState> Ask(EmailChangeState state, LinkId id, string from, EmailAddress to, (string Old, string New) hashes, string url, DateTimeOffset now)
    {
        if (state.Change?.Id == id)
        {
            return state;
        }

        if (EmailAddress.TryParse(from, out var before) && before.Normalized == to.Normalized)
        {
            return AccountFaults.AddressIsYours;
        }

        return state.Asked.Count(a => a > now.AddDays(-1)) >= MostInADay ? AccountFaults.TooManyLinks : state with
        {
            Change = new(id, from, to.Written, hashes.Old, hashes.New, url, now, now + Life),
            Asked = [.. state.Asked.Where(a => a > now.AddDays(-1)), now],
            NextDue = now,
        };
    }

    /// <summary>Which of the two addresses a secret came from.</summary>
    public static Outcome<bool> IsOld(EmailChangeState state, string secret)
    {
        var hash = SecretKey.Hash(secret);
        if (state.Change is not { } change)
        {
            return AccountFaults.LinkUnknown;
        }

        return SecretKey.Equal(change.OldHash, hash) ? true : SecretKey.Equal(change.NewHash, hash) ? false : AccountFaults.LinkUnknown;
    }

    public static Outcome<EmailChangeState> Confirm(EmailChangeState state, bool old, DateTimeOffset now)
    {
        if (state.Change is not { } change)
        {
            return AccountFaults.ChangeUnknown;
        }

        if (old ? change.OldConfirmed : change.NewConfirmed)
        {
            return state;
        }

        if (change.Status != EmailChangeStatus.Waiting || change.ExpiresAt <= now)
        {
            return AccountFaults.ChangeOver;
        }

        var next = change with { OldConfirmed = change.OldConfirmed || old, NewConfirmed = change.NewConfirmed || !old };
        return state with { Change = next, NextDue = IsAgreed(next) ? now : state.NextDue };
    }

    public static Outcome<EmailChangeState> Stop(EmailChangeState state, DateTimeOffset now) => state.Change switch
    {
        null => AccountFaults.ChangeUnknown,
        { Status: EmailChangeStatus.Stopped } => state,

        // Agreed by both is on its way, and cannot be caught any more.
        var change when change.Status != EmailChangeStatus.Waiting || IsAgreed(change) || change.ExpiresAt <= now => AccountFaults.ChangeOver,
        var change => state with { Change = change with { Status = EmailChangeStatus.Stopped }, NextDue = null },
    };

    public static bool IsAgreed(EmailChange change) => change is { OldConfirmed: true, NewConfirmed: true, Status: EmailChangeStatus.Waiting };

    public static EmailChangeView View(EmailChange change, bool old = false) =>
        new(change.From, change.To, change.Status, change.OldConfirmed, change.NewConfirmed, change.ExpiresAt, old);
}
