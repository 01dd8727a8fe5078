using System.Collections.Immutable;
using Actors.Common;
using Actors.Ledger;

namespace Actors.Grains.Ledger;

/// <summary>What is stored of an entry. <see cref="Attended"/> null: there is none under this key.</summary>
internal sealed record LedgerEntryState
{
    /// <summary>What the opportunity reported, unchanged but for <see cref="Owner"/>.</summary>
    public Attended? Attended { get; init; }

    /// <summary>Whose hours they are since accounts became one; null: whose the opportunity reports.</summary>
    public UserId? Owner { get; init; }

    public LedgerStatus Status { get; init; }

    /// <summary>The minutes that count: as recorded until somebody adjusts them.</summary>
    public int Minutes { get; init; }

    public VerificationGrade? Tier { get; init; }

    public VerificationMethod? Method { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? VerifiedAt { get; init; }

    public UserId? DecidedBy { get; init; }

    public string? Reason { get; init; }

    /// <summary>Grows when the clock starts anew because auto-verification was switched on: letters of another round are other letters.</summary>
    public int Round { get; init; }

    /// <summary>Whether the letters of this round said that silence verifies. Only then it may.</summary>
    public bool Announced { get; init; }

    /// <summary>When the first letter of this round was accepted for delivery: the window begins here, not before.</summary>
    public DateTimeOffset? ToldAt { get; init; }

    public ImmutableArray<Notice> Notices { get; init; } = [];

    /// <summary>Why the clock stands, see <see cref="LedgerEntryView.WaitingFor"/>.</summary>
    public string? WaitingFor { get; init; }

    public DateTimeOffset? NextDue { get; init; }

    /// <summary>The commands that decided: one of them again changes nothing. At most a dispute and its end.</summary>
    public ImmutableArray<string> Commands { get; init; } = [];

    public int Version { get; init; }
}

/// <summary>One letter to one address; repeated tries count up instead of growing the list.</summary>
internal sealed record Notice(
    NoticeKind Kind,
    int Round,
    DateTimeOffset DueAt,
    string? Recipient,
    DateTimeOffset? AcceptedAt,
    string? Failure,
    int Tries,
    DateTimeOffset TriedAt);

/// <summary>What came of one try. <paramref name="Failure"/> null: accepted for delivery.</summary>
internal sealed record Told(string? Recipient, string? Failure);

/// <summary>What an entry needs next.</summary>
internal abstract record Step
{
    /// <summary>Tell the organization now.</summary>
    internal sealed record Tell(NoticeKind Kind, DateTimeOffset DueAt) : Step;

    /// <summary>Silence has lasted for the whole window.</summary>
    internal sealed record CountSilence : Step;

    /// <summary>Nothing before that moment; <paramref name="Why"/> the clock stands, if it does.</summary>
    internal sealed record Until(DateTimeOffset Moment, string? Why) : Step;

    /// <summary>Decided: nothing any more.</summary>
    internal sealed record Rest : Step;
}
