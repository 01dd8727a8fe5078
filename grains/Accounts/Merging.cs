using System.Collections.Immutable;
using Actors.Accounts;
using Actors.Common;

namespace Actors.Grains.Accounts;

internal enum MergeProgress
{
    None,

    /// <summary>Asked for; the two accounts have not both agreed yet.</summary>
    Asked,

    /// <summary>The old account is closed and leads to the other.</summary>
    Closed,

    /// <summary>What was found is being moved.</summary>
    Moving,

    /// <summary>All is moved; what was on its way then is looked for later.</summary>
    Settling,

    Done,
}

/// <summary>What is stored of a merge, by the account that goes.</summary>
internal sealed record MergeState
{
    public MergeProgress Progress { get; init; }

    public UserId? Into { get; init; }

    public DateTimeOffset? AskedAt { get; init; }

    public DateTimeOffset? DoneAt { get; init; }

    /// <summary>The command that asked; what the merge does is named by it.</summary>
    public string Command { get; init; } = "";

    /// <summary>Where the letter about it goes, once the old account leads elsewhere.</summary>
    public string? Email { get; init; }

    public string? Language { get; init; }

    /// <summary>Grains that hold something of the old account still.</summary>
    public ImmutableArray<string> Left { get; init; } = [];

    public int Moved { get; init; }

    /// <summary>Times that something was looked for after all was moved.</summary>
    public int Looks { get; init; }

    public HoursTotal Before { get; init; } = new(0, 0);

    public HoursTotal? After { get; init; }

    public DateTimeOffset? NextDue { get; init; }
}

/// <summary>
/// How two accounts of a person become one (docs/merging.md). The old one is closed once the other has agreed, so of merges that contradict
/// each other one at most comes about. A replay returns the same state object.
/// </summary>
internal static class Merging
{
    /// <summary>Grains that hand over in one step, so that a step is short.</summary>
    public const int AtOnce = 25;

    /// <summary>After all was moved: what a call or letter that was under way then has left behind.</summary>
    private static readonly ImmutableArray<TimeSpan> s_looks = [TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(15), TimeSpan.FromDays(1)];

    public static Outcome<AccountState> Step(AccountState state, UserId self, MergeStep step, DateTimeOffset now) => step.Stage switch
    {
        MergeStage.Prepare => Prepare(state, step.Other),
        MergeStage.Admit => Admit(state, self, step.Other),
        MergeStage.Close => Close(state, step.Other, now),
        _ => Withdraw(state, step.Other),
    };

    /// <summary>Of the old account. One that others are merged into stays until they are.</summary>
    private static Outcome<AccountState> Prepare(AccountState state, UserId into) =>
        state.MergedInto is { } already ? already == into ? state : AccountFaults.Unknown
        : !state.IsOpen ? AccountFaults.Unknown
        : state.Role != PlatformRole.User ? AccountFaults.MergePrivileged
        : state.DeletesAt is not null ? AccountFaults.MergeDeleting
        : state.MergingInto == into ? state
        : state.MergingInto is not null || !state.Absorbing.IsEmpty ? AccountFaults.MergeUnderWay
        : state with { MergingInto = into };

    /// <summary>Of the other. When each is to go to the other at the same moment, the older one stays.</summary>
    private static Outcome<AccountState> Admit(AccountState state, UserId self, UserId from) =>
        state.Absorbing.Contains(from) ? state
        : !state.IsOpen ? AccountFaults.Unknown
        : state.DeletesAt is not null ? AccountFaults.MergeDeleting
        : state.MergingInto is not { } elsewhere || (elsewhere == from && string.CompareOrdinal(self.Value, from.Value) < 0)
            ? state with { MergingInto = null, Absorbing = state.Absorbing.Add(from) }
        : AccountFaults.MergeUnderWay;

    private static Outcome<AccountState> Close(AccountState state, UserId into, DateTimeOffset now) =>
        state.MergedInto == into ? state
        : state.IsOpen && state.MergingInto == into ? state with { ClosedAt = now, MergedInto = into, MergingInto = null, Stamp = state.Stamp + 1 }
        : AccountFaults.MergeUnderWay;

    /// <summary>Of either: neither expects anything of the other any more, because it does not come to that or because it is done.</summary>
    private static AccountState Withdraw(AccountState state, UserId other) =>
        state.MergingInto != other && !state.Absorbing.Contains(other) ? state
        : state with { MergingInto = state.MergingInto == other ? null : state.MergingInto, Absorbing = state.Absorbing.Remove(other) };

    /// <summary>
    /// Both say of themselves: what the account that stays does not say, the other says for it. Handles of the other lead to it. Of two dates of
    /// birth the later one stands, so that nobody comes of age by a second account.
    /// </summary>
    public static AccountState Inherit(AccountState state, AccountState other)
    {
        var former = other.FormerHandles;
        if (other.Handle is { } handle && state.Handle is not null)
        {
            former = former.Add(handle);
        }

        var next = state with
        {
            Handle = state.Handle ?? other.Handle,
            FormerHandles = [.. state.FormerHandles, .. former.Where(h => h != state.Handle && !state.FormerHandles.Contains(h))],
            TimeZone = state.TimeZone ?? other.TimeZone,
            Avatar = state.Avatar ?? other.Avatar,
            DateOfBirth = state.DateOfBirth > other.DateOfBirth ? state.DateOfBirth : other.DateOfBirth ?? state.DateOfBirth,
            Profile = state.Profile with
            {
                Tagline = state.Profile.Tagline ?? other.Profile.Tagline,
                Bio = state.Profile.Bio ?? other.Profile.Bio,
                PlaceName = state.Profile.PlaceName ?? other.Profile.PlaceName,
            },
        };
        return next.FormerHandles.Length == state.FormerHandles.Length && next with { FormerHandles = state.FormerHandles } == state ? state : next with { Version = state.Version + 1 };
    }

    public static MergeState Ask(AskMerge command, AccountCard card, HoursTotal before, DateTimeOffset now) => new()
    {
        Progress = MergeProgress.Asked,
        Into = command.Into,
        AskedAt = now,
        Command = command.CommandId.Value,
        Email = card.Email,
        Language = card.Language,
        Before = before,
        NextDue = now,
    };

    public static MergeState Found(MergeState state, IReadOnlyCollection<string> grains, DateTimeOffset now) => state with { Progress = MergeProgress.Moving, Left = [.. grains], NextDue = now };

    public static MergeState MovedSome(MergeState state, int count, DateTimeOffset now) => state with { Left = state.Left[count..], Moved = state.Moved + count, NextDue = now };

    /// <summary>Nothing is left for now; the last look ends it.</summary>
    public static MergeState Settle(MergeState state, HoursTotal after, DateTimeOffset now) => state with
    {
        Progress = state.Looks < s_looks.Length ? MergeProgress.Settling : MergeProgress.Done,
        DoneAt = state.DoneAt ?? now,
        After = after,
        Looks = state.Looks + 1,
        Email = null,
        NextDue = state.Looks < s_looks.Length ? now + s_looks[state.Looks] : null,
    };

    public static MergeView View(UserId from, MergeState state) => new(
        from,
        state.Into!.Value,
        state.Progress is MergeProgress.Settling or MergeProgress.Done ? MergeStatus.Done : MergeStatus.Moving,
        state.AskedAt!.Value,
        state.DoneAt,
        state.Moved,
        state.Left.Length,
        state.Before,
        state.After);
}
