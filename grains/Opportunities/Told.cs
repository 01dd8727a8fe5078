using Actors.Common;
using Actors.Grains.Common;
using Actors.Opportunities;

namespace Actors.Grains.Opportunities;

/// <summary>What others hear of a change: watchers the registration or the shift's counts, its person a letter, the ledger its hours, a squad's booking its seat.</summary>
internal sealed record Told(Registration? Row, Intent? Letter, Intent? Report = null, Intent? News = null, ShiftId? Shift = null)
{
    public IEnumerable<Intent> Intents => new[] { Letter, Report, News }.OfType<Intent>();
}
