namespace Actors.Grains.Opportunities;

/// <summary>What an opportunity waits for. Asked after every change, so each answer must be quick.</summary>
internal static class Deadlines
{
    /// <summary>The earliest moment at which something has to be done, or none.</summary>
    public static DateTimeOffset? Next(OpportunityState state, Roster roster) => Waitlist.NextDue(state, roster);
}
