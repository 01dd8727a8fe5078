using System.Collections.Immutable;
using Actors.Common;
using Actors.Grains.Ledger;
using Actors.Ledger;

namespace Actors.Tests.Unit.Ledger;

/// <summary>
/// Every order of the deadline and people's decisions at the end of the window, each with every way a write can end, through one activation
/// or two that do not know of each other: what a person was told stands, and a final state never changes.
/// </summary>
public class InterleavingTests
{
    private static readonly DateTimeOffset s_end = Some.Start.AddHours(48);

    private delegate Outcome<LedgerEntryState> Turn(LedgerEntryState state);

    private enum Write
    {
        Stored,

        /// <summary>Refused by the database; the caller hears of it.</summary>
        Failed,

        /// <summary>Stored, but the answer is lost: the caller hears of a failure.</summary>
        AnswerLost,

        /// <summary>The process ends before the write.</summary>
        Crashed,
    }

    [Fact]
    public void A_dispute_beats_silence_in_every_order()
    {
        var sequences = Sequences([Due, Due, Dispute], activations: 2);

        Assert.Empty(Violations(sequences, Model.Checked));
    }

    [Theory]
    [InlineData(nameof(Verify))]
    [InlineData(nameof(Reject))]
    [InlineData(nameof(Adjust))]
    public void Whatever_was_decided_first_stands(string other)
    {
        Turn turn = other switch
        {
            nameof(Verify) => Verify,
            nameof(Reject) => Reject,
            _ => Adjust,
        };

        Assert.Empty(Violations(Sequences([Due, Due, Dispute, turn], activations: 2), Model.Checked));
    }

    [Fact]
    public void All_decisions_at_once_leave_one()
    {
        Assert.Empty(Violations(Sequences([Due, Dispute, Verify, Reject, Adjust], activations: 1), Model.Checked));
    }

    [Fact]
    public void With_the_guard_of_silence_off_a_dispute_is_overwritten()
    {
        var sequences = Sequences([DueAsInTheSeed, Dispute], activations: 1);

        Assert.Contains(Violations(sequences, Model.Checked), v => v.StartsWith("silence overwrote a person", StringComparison.Ordinal));
    }

    [Fact]
    public void With_the_version_check_off_a_stale_activation_overwrites_a_dispute()
    {
        var sequences = Sequences([Due, Dispute], activations: 2);

        Assert.Contains(Violations(sequences, Model.Unchecked), v => v.StartsWith("silence overwrote a person", StringComparison.Ordinal));
    }

    private static Outcome<LedgerEntryState> Due(LedgerEntryState state) => Some.Due(state, Some.Terms, s_end);

    /// <summary>Seed 8.2: the update goes by id; that the row was selected as pending some time ago is all it knows.</summary>
    private static Outcome<LedgerEntryState> DueAsInTheSeed(LedgerEntryState state) => state with
    {
        Status = LedgerStatus.Verified,
        Tier = VerificationGrade.Gold,
        Method = VerificationMethod.Auto,
        VerifiedAt = s_end,
    };

    private static Outcome<LedgerEntryState> Dispute(LedgerEntryState state) => Some.Dispute(state);

    private static Outcome<LedgerEntryState> Verify(LedgerEntryState state) =>
        Verification.Verify(state, new(new("verify"), Some.Coordinator), true, s_end);

    private static Outcome<LedgerEntryState> Reject(LedgerEntryState state) =>
        Verification.Reject(state, new(new("reject"), Some.Coordinator, "no show"), true);

    private static Outcome<LedgerEntryState> Adjust(LedgerEntryState state) =>
        Verification.Adjust(state, new(new("adjust"), Some.Coordinator, 60, "left early"), true, s_end);

    private static IEnumerable<ImmutableArray<(Turn Turn, Write Write, int Activation)>> Sequences(ImmutableArray<Turn> turns, int activations)
    {
        var endings = Enum.GetValues<Write>();
        var choices = endings.Length * activations;
        var all = (int)Math.Pow(choices, turns.Length);
        foreach (var order in Orders(turns))
        {
            for (var code = 0; code < all; code++)
            {
                var rest = code;
                yield return [.. order.Select(turn =>
                {
                    var choice = rest % choices;
                    rest /= choices;
                    return (turn, endings[choice % endings.Length], choice / endings.Length);
                })];
            }
        }
    }

    private static IEnumerable<ImmutableArray<Turn>> Orders(ImmutableArray<Turn> turns) => turns.IsEmpty
        ? [[]]
        : turns.SelectMany((turn, i) => Orders(turns.RemoveAt(i)).Select(rest => rest.Insert(0, turn)));

    private static IEnumerable<string> Violations(IEnumerable<ImmutableArray<(Turn Turn, Write Write, int Activation)>> sequences, Func<Model> start)
    {
        foreach (var sequence in sequences)
        {
            var model = start();
            foreach (var (turn, write, activation) in sequence)
            {
                if (model.Run(turn, write, activation) is { } violation)
                {
                    yield return $"{violation}: {string.Join(", ", sequence.Select(s => $"{s.Turn.Method.Name}({s.Write}, {s.Activation})"))}";
                    break;
                }
            }
        }
    }

    /// <summary>A row with a version, and activations that hold a copy: what <c>Documents.Save</c> and the storage do.</summary>
    private sealed class Model(bool versionChecked)
    {
        private readonly (LedgerEntryState State, int Version)?[] _activations = [(Some.Told(), 1), (Some.Told(), 1)];
        private (LedgerEntryState State, int Version) _row = (Some.Told(), 1);
        private bool _personHeardYes;

        public static Model Checked() => new(versionChecked: true);

        public static Model Unchecked() => new(versionChecked: false);

        public string? Run(Turn turn, Write write, int activation)
        {
            var (state, version) = _activations[activation] ?? _row;
            var outcome = turn(state);
            var before = _row.State;
            if (outcome.Succeeded)
            {
                var stored = ReferenceEquals(outcome.Value, state) || Store(outcome.Value, version, write);
                _activations[activation] = stored ? (outcome.Value, ReferenceEquals(outcome.Value, state) ? version : _row.Version) : null;
                _personHeardYes |= stored && turn.Method.Name is not (nameof(Due) or nameof(DueAsInTheSeed));
            }
            else
            {
                _activations[activation] = (state, version);
            }

            if (_personHeardYes && _row.State.Method == VerificationMethod.Auto)
            {
                return "silence overwrote a person";
            }

            return before.Status is LedgerStatus.Verified or LedgerStatus.Rejected && before != _row.State ? "a final state changed" : null;
        }

        private bool Store(LedgerEntryState next, int version, Write write)
        {
            if (write is Write.Failed or Write.Crashed || (versionChecked && version != _row.Version))
            {
                return false;
            }

            _row = (next, _row.Version + 1);
            return write == Write.Stored;
        }
    }
}
