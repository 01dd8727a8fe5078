using System.Collections.Immutable;
using Actors.Accounts;
using Actors.Common;

namespace Actors.Grains.Accounts;

internal enum DeletionStep
{
    /// <summary>Nobody asked, or they changed their mind.</summary>
    None,

    /// <summary>Asked; the letter that says so is to go.</summary>
    Asked,

    /// <summary>The 30 days run.</summary>
    Waiting,

    /// <summary>The account is closed: what remembers the person is looked for.</summary>
    Closed,

    /// <summary>What was found forgets, one after another.</summary>
    Forgetting,

    Done,
}

/// <summary>What is stored of a deletion; at its end nothing of the person is in it.</summary>
internal sealed record DeletionState
{
    public DeletionStep Step { get; init; }

    public DateTimeOffset? AskedAt { get; init; }

    public DateTimeOffset? DeletesAt { get; init; }

    /// <summary>Where the last letter goes, once the account does not know it any more.</summary>
    public string? Email { get; init; }

    public string? Name { get; init; }

    public string? Language { get; init; }

    /// <summary>Grains that have not forgotten yet.</summary>
    public ImmutableArray<string> Left { get; init; } = [];

    public DateTimeOffset? NextDue { get; init; }
}

/// <summary>When what of a deletion happens. A replay returns the same state object.</summary>
internal static class Deletion
{
    /// <summary>To change one's mind.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromDays(30);

    /// <summary>How long an organization that would be left without an owner holds up a deletion before it is tried again.</summary>
    public static readonly TimeSpan Retry = TimeSpan.FromDays(7);

    /// <summary>Grains that are told in one step, so that a step is short.</summary>
    public const int AtOnce = 25;

    public static DeletionState Ask(DeletionState state, DateTimeOffset now) =>
        state.Step == DeletionStep.None ? state with { Step = DeletionStep.Asked, AskedAt = now, DeletesAt = now + Grace, NextDue = now } : state;

    public static Outcome<DeletionState> Stop(DeletionState state) => state.Step switch
    {
        DeletionStep.None => state,
        DeletionStep.Asked or DeletionStep.Waiting => new DeletionState(),
        _ => AccountFaults.Unknown,
    };

    public static DeletionState Told(DeletionState state) => state with { Step = DeletionStep.Waiting, NextDue = state.DeletesAt };

    /// <summary>Somebody has to take over an organization first.</summary>
    public static DeletionState HoldUp(DeletionState state, DateTimeOffset now) => state with { DeletesAt = now + Retry, NextDue = now + Retry };

    public static DeletionState Close(DeletionState state, AccountCredentials account, string language, DateTimeOffset now) =>
        state with { Step = DeletionStep.Closed, Email = account.Email, Name = account.Name, Language = language, NextDue = now };

    public static DeletionState Found(DeletionState state, IEnumerable<string> grains, DateTimeOffset now) => state with { Step = DeletionStep.Forgetting, Left = [.. grains], NextDue = now };

    /// <summary>After a letter that nobody needs the address for any more, only that it is done is kept.</summary>
    public static DeletionState Forgotten(DeletionState state, int count, DateTimeOffset now) =>
        state.Left.Length > count ? state with { Left = state.Left[count..], NextDue = now } : new DeletionState { Step = DeletionStep.Done, AskedAt = state.AskedAt, DeletesAt = state.DeletesAt };
}
